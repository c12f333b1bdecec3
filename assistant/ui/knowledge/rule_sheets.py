"""What is known of one rule, in words: what it asks for, its exceptions with their reasons, its source, its cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.knowledge.active import active, per_knowledge
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.element_schema import element_file
from assistant.knowledge.service_cases import ServiceCase, service_cases
from assistant.knowledge.service_schema import (
    CodeSpec,
    Condition,
    InclusionSpec,
    ServiceFile,
    StructureSpec,
    StudySpec,
    named_conditions,
    rule_ids,
    service_files,
)
from assistant.knowledge.sources import Source, load_sources, load_vintages
from assistant.ui.knowledge.condition_words import forms_of, groups_in, name_of, named_in, say_any, say_condition
from assistant.ui.words import inside, plain

Facts = list[tuple[str, str]]
GATES = ("indication", "image_storage", "interpretation", "signature", "date_of_service")
UNITS = {"per_side": "one for each side", "fetuses": "one for each fetus"}
MODIFIERS = {"none": "", "side": "RT or LT by the side", "side_or_50": "RT or LT by the side, 50 for both"}


@dataclass(frozen=True)
class StudySheet:
    """A kind of study: how it is recognised, and what its complete form describes.

    Attributes:
        label: What it is called.
        facts: How it is recognised, as (term, words).
        structures: The lines of its element list, empty where it has none.
    """

    kind: str
    label: str
    facts: tuple[tuple[str, str], ...]
    structures: tuple[str, ...]


@dataclass(frozen=True)
class RuleSheet:
    """One rule that gives a code.

    Attributes:
        id: Its id, as answers show it.
        code: The code that it gives.
        family, title: The id and the title of its family.
        place: The file and line where it is written.
        facts: What it asks for and what it gives, as (term, words).
        studies: The studies that it is tried on.
        exceptions: (what is told, why it then does not hold) of its studies, and what other codes and authorities
            make of it.
        shared: Shared conditions that it names, each as (name, words).
        vocabulary: What it looks for, each as (name, words by which reports tell it).
        sources: The documents that it cites.
    """

    id: str
    code: str
    family: str
    title: str
    place: str
    facts: tuple[tuple[str, str], ...]
    studies: tuple[StudySheet, ...]
    exceptions: tuple[tuple[str, str], ...]
    shared: tuple[tuple[str, str], ...]
    vocabulary: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]


@per_knowledge()
def rules() -> dict[str, tuple[ServiceFile, int]]:
    """Return the place of every rule of the knowledge in use, as family and number in it, by its id."""
    return {
        rule: (family, number)
        for family in service_files()
        for number, rule in enumerate(rule_ids(family.id, ((spec.code, spec.rule) for spec in family.codes)))
    }


def rules_of(code: str) -> list[str]:
    """Return the ids of the rules that give a code, in the order in which they are tried."""
    return [rule for rule, (family, number) in rules().items() if family.codes[number].code == code]


def rule_sheet(rule: str) -> RuleSheet:
    """Return what is known of a rule.

    Raises:
        KeyError: There is no rule of this id.
    """
    family, number = rules()[rule]
    spec = family.codes[number]
    studies = studies_of_rule(spec, family)
    conditions = [spec.when, *(study.declared.condition for study in studies)]
    return RuleSheet(
        rule, spec.code, family.id, family.title, _place(family, number), tuple(_facts(spec, family, studies, number)),
        tuple(map(_study_sheet, studies)), tuple(_exceptions(spec, family, studies)), tuple(_shared(conditions)),
        tuple(_vocabulary(conditions, studies)), tuple(_sources(spec, family)),
    )  # fmt: skip


def cases_of_rule(rule: str) -> list[tuple[ServiceCase, str]]:
    """Return the executable cases that a rule answers, each with the answer that is expected of it."""
    family, number = rules()[rule]
    return [(case, say_answer(case)) for case in _cases_by_rule(family.id, family.codes[number].code).get(rule, ())]


def say_answer(case: ServiceCase) -> str:
    """Return the expected answer of a case: its codes, those that wait, and those that it must not get."""
    parts = [", ".join(case.codes) or "no code"]
    if case.conditional:
        parts.append(f"waiting: {', '.join(case.conditional)}")
    if case.not_codes:
        parts.append(f"not {', '.join(case.not_codes)}")
    return "; ".join(parts)


def say_source(source: Source) -> str:
    """Return the title of a source with the day that its facts are of, or were last compared with it."""
    if source.as_of:
        return f"{source.title} (facts of {source.as_of})"
    if source.address is None:
        return source.title
    return f"{source.title} (compared on {load_vintages().reviewed_on})"


def studies_of_rule(spec: CodeSpec, family: ServiceFile) -> list[StudySpec]:
    """Return the studies that a rule is tried on."""
    kinds = [spec.study] if isinstance(spec.study, str) else spec.study
    everywhere = family.studies if kinds is None else [study for file in service_files() for study in file.studies]
    return [study for study in everywhere if kinds is None or study.kind in kinds]


def element_names(options: str) -> str:
    """Return the labels of the elements of "a|b", joined by "or"."""
    known = element_file().elements
    names = (inside(known[option].label) if option in known else plain(option) for option in options.split("|"))
    return " or ".join(names)


def say_inclusion(item: InclusionSpec) -> str:
    """Return in one sentence which codes contain which others."""
    where = " on the same side" if item.same_side else ""
    unless = f" unless {say_condition(item.unless)}" if item.unless else ""
    verb = "contains" if len(item.code) == 1 else "contain"
    return f"{', '.join(item.code)} {verb} {', '.join(item.contains)}{where}{unless}."


def _place(family: ServiceFile, number: int) -> str:
    """Return the file and line of a rule, in the file that it was taken from."""
    fault = active().documents[family.id].fault(("codes", number), "")
    return str(fault).rstrip(": ")


def _facts(spec: CodeSpec, family: ServiceFile, studies: list[StudySpec], number: int) -> Iterator[tuple[str, str]]:
    first = number == 0 or family.codes[number - 1].slot != spec.slot
    always = "always" if first else "always, where no rule before it fits"
    waits = dict.fromkeys((*family.hold, *spec.hold, *spec.needs))
    refused = dict.fromkeys((*family.refuse, *spec.refuse))
    modifiers = [MODIFIERS[spec.modifiers], *spec.add_modifiers]
    facts = [
        ("Gives", spec.code if spec.code in load_codes() else "no code"),
        ("Of the study", ", ".join(study.label for study in studies)),
        ("When", say_condition(spec.when) or always),
        ("Waits for", ", ".join(map(element_names, waits))),
        ("Refused where denied", ", ".join(map(element_names, refused))),
        ("Also asks for", ", ".join(map(element_names, spec.asks))),
        ("Units", "" if spec.units == "1" else UNITS.get(spec.units, plain(spec.units))),
        ("Modifiers", ", ".join(filter(None, modifiers))),
        ("Because", spec.reason),
    ]
    yield from ((term, words) for term, words in facts if words)


def _study_sheet(study: StudySpec) -> StudySheet:
    facts = [
        ("Of", say_any(study.of)), ("By", say_any(study.by)),
        *(("And", say_any(line)) for line in study.shown_by),
        ("Complete", say_condition(study.complete_when)),
        ("Only a part meant", say_condition(study.partial)),
        ("Asks for", ", ".join(map(element_names, (*(GATES if study.gates else ()), *study.elements)))),
    ]  # fmt: skip
    lines = tuple((term, words) for term, words in facts if words)
    return StudySheet(study.kind, study.label, lines, tuple(map(_say_structure, study.structures)))


def _say_structure(line: StructureSpec) -> str:
    if not line.required:
        return f"{line.name} ({'asked for' if line.expected else 'not required'})"
    return f"{line.name} (where {say_condition(line.when)})" if line.when else line.name


def _exceptions(spec: CodeSpec, family: ServiceFile, studies: Iterable[StudySpec]) -> Iterator[tuple[str, str]]:
    for study in studies:
        for exemption in study.unless:
            saved = f", but for {say_any(exemption.but_for)}" if exemption.but_for else ""
            yield f"No {inside(study.label)} where {say_condition(list(exemption.told))}{saved}", exemption.because
    for item in family.includes:
        if spec.code in (*item.code, *item.contains):
            yield say_inclusion(item), item.reason
    for convention in spec.conventions:
        units = "" if convention.units == "1" else f", units {plain(convention.units)}"
        when = f" where {say_condition(convention.when)}" if convention.when else ""
        source = load_sources()[convention.source].title
        other = ", ".join(convention.other) or "nothing"
        yield f"Elsewhere {other} is reported{units}{when}", f"{convention.because} ({source})"


def _shared(conditions: Iterable[Condition]) -> Iterator[tuple[str, str]]:
    names = dict.fromkeys(name for condition in conditions for name in named_in(condition))
    for name in names:
        yield plain(name), say_condition(named_conditions()[name])


def _vocabulary(conditions: Iterable[Condition], studies: Iterable[StudySpec]) -> Iterator[tuple[str, str]]:
    asked = [group for condition in conditions for group in groups_in(condition)]
    asked += [group for study in studies for line in study.structures for group in line.any]
    for group in dict.fromkeys(asked):
        if forms := forms_of(group):
            yield name_of(group), ", ".join(forms)


def _sources(spec: CodeSpec, family: ServiceFile) -> Iterator[Source]:
    for name in dict.fromkeys(filter(None, [spec.source or "", *family.sources])):
        if source := load_sources().get(name):
            yield source


@per_knowledge(maxsize=64)
def _cases_by_rule(family: str, code: str) -> dict[str, list[ServiceCase]]:
    """Return the cases of a family whose answer has a code, by the rule that gave it."""
    from assistant import analyze

    found: dict[str, list[ServiceCase]] = {}
    for name, case in service_cases():
        if name == family and any(said.startswith(code) for said in (*case.codes, *case.conditional)):
            given = {candidate.rule for candidate in analyze(case.text, id=case.id).codes if candidate.code == code}
            for rule in given:
                found.setdefault(rule, []).append(case)
    return found
