"""What is known of one documentation element: what asks for it, for which payer, how severe, and how it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.knowledge.active import active
from assistant.knowledge.element_schema import element_file
from assistant.knowledge.query_schema import query_file
from assistant.knowledge.service_schema import CodeSpec, ServiceFile, StudySpec, service_files
from assistant.knowledge.site import Ask
from assistant.knowledge.sources import Source, load_sources
from assistant.ui.knowledge.condition_words import say_condition
from assistant.ui.knowledge.rule_sheets import GATES, rules
from assistant.ui.words import plain

#: How a rule asks for an element: what its key in the files is called aloud.
DEGREES = {
    "hold": "waits for it", "needs": "always waits for it", "refuse": "is refused where it is denied",
    "asks": "asks for it",
}  # fmt: skip

#: Elements that no study and no rule names: where the gaps ask for them all the same.
ASKED_WHERE = {
    "laterality_conflict": "two places of the report name different sides",
    "extent": "the title claims another extent than the text describes",
    "duplicate_study": "two studies of one area are told for one day",
    "base_procedure": "an add-on code is found without its primary procedure",
}


@dataclass(frozen=True)
class Asker:
    """Who asks for an element, and how far: in words, with the rule that does, empty where it is none."""

    name: str
    degree: str
    rule: str = ""


@dataclass(frozen=True)
class Wording:
    """One way in which the element is asked for: the question, its options, and when it is taken."""

    question: str
    options: tuple[str, ...]
    when: str


@dataclass(frozen=True)
class ElementSheet:
    """One documentation element.

    Attributes:
        id, label: Its id and what it is called.
        own: Whether the site added it.
        facts: What it is, as (term, words).
        studies: Kinds of study that ask for it.
        rules: The rules that wait for it, refuse or ask.
        payers: What the site's policy and its payers ask beyond that, as (who, words).
        wordings: How it is asked for.
        source: The document that it cites.
    """

    id: str
    label: str
    own: bool
    facts: tuple[tuple[str, str], ...]
    studies: tuple[str, ...]
    rules: tuple[Asker, ...]
    payers: tuple[tuple[str, str], ...]
    wordings: tuple[Wording, ...]
    source: Source | None


def element_sheet(element: str) -> ElementSheet:
    """Return what is known of an element.

    Raises:
        KeyError: There is no element of this id.
    """
    entry = element_file().elements[element]
    facts = [
        ("Severity", _severity(entry.severity)), ("Stands in", plain(entry.section)), ("Why", entry.why),
        ("Asked where", ASKED_WHERE.get(element, "")),
        ("Seen where", say_condition(entry.present)), ("Denied where", say_condition(entry.denied)),
        ("Not asked where", say_condition(entry.moot)), ("Told as", entry.missing), ("Told as denied", entry.denied_message),
    ]  # fmt: skip
    return ElementSheet(
        element, entry.label, element in active().own_elements, tuple(pair for pair in facts if pair[1]),
        tuple(_studies(element)), tuple(_rules(element)), tuple(_payers(element)), tuple(_wordings(element)),
        load_sources().get(entry.source),
    )  # fmt: skip


def _severity(severity: str) -> str:
    if severity == "required":
        return "required: what the study cannot do without"
    return "recommended, unless a code waits for it: then it is required"


def _studies(element: str) -> Iterator[str]:
    for family in service_files():
        for study in family.studies:
            if element in study.elements or (element in GATES and study.gates) or _is_built(element, study):
                yield study.label


def _is_built(element: str, study: StudySpec) -> bool:
    """Whether a study is asked for an element by what it is: its structures, its side, its numbers."""
    if element == "structures":
        return any(line.required or line.expected for line in study.structures)
    return (element == "laterality" and study.sides != "none") or (
        element == "measurements" and study.numbers != "none"
    )


def _rules(element: str) -> Iterator[Asker]:
    for rule, (family, number) in rules().items():
        spec = family.codes[number]
        for key, degree in DEGREES.items():
            if any(element in options.split("|") for options in _asked(key, spec, family)):
                yield Asker(f"{spec.code}, {family.title}", degree, rule)


def _asked(key: str, spec: CodeSpec, family: ServiceFile) -> tuple[str, ...]:
    shared = {"hold": family.hold, "refuse": family.refuse}.get(key, [])
    return (*shared, *getattr(spec, key))


def _payers(element: str) -> Iterator[tuple[str, str]]:
    settings = active().settings
    if settings is None:
        return
    yield from ((f"{settings.name}, whoever pays", _say_ask(ask)) for ask in settings.asks if ask.element == element)
    for payer in settings.payers.values():
        yield from ((payer.label, _say_ask(ask)) for ask in payer.asks if ask.element == element)


def _say_ask(ask: Ask) -> str:
    labels = {study.kind: study.label for family in service_files() for study in family.studies}
    for_what = ", ".join((*ask.codes, *(labels.get(kind, plain(kind)) for kind in ask.studies)))
    return f"For {for_what}; {'the codes wait for it' if ask.waits else 'a gap that holds nothing back'}. {ask.because}"


def _wordings(element: str) -> Iterator[Wording]:
    queries = query_file()
    for topic in queries.topics:
        for ask in topic.asks:
            if element in ask.elements:
                joined = [plain(other) for other in ask.elements if other != element]
                when = [f"together with {', '.join(joined)}"] if joined else []
                when += [f"where {' or '.join(plain(state) for state in ask.states)}"] if ask.states else []
                yield Wording(ask.question, (*ask.options, queries.other, queries.unable), ", ".join(when))
