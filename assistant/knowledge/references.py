"""Checks that whatever a family, an element or a site's ask names exists: each fault with its line and a remedy."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from assistant.errors import KnowledgeError
from assistant.knowledge.code_registry import CodeSet
from assistant.knowledge.condition_language import SECTIONS, entries_of, parse_entry
from assistant.knowledge.element_schema import ElementFile
from assistant.knowledge.nearest import allowed_instead, did_you_mean
from assistant.knowledge.query_schema import QueryFile
from assistant.knowledge.service_schema import (
    COUNTERS,
    CodeSpec,
    Condition,
    InclusionSpec,
    PlacedCondition,
    ServiceFile,
    StudySpec,
    conditions_of,
    placed,
)
from assistant.knowledge.site import Ask, SiteFile
from assistant.knowledge.yaml_file import Document, Location

OWN_SOURCE = "own"  # our own work; in a site's rules the hospital's
NO_CODE = "none"  # a rule that gives none


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that may be named, by what it is; None where a file that defines it could not be read."""

    groups: Collection[str] | None
    elements: Collection[str] | None
    conditions: Collection[str] | None
    sources: Collection[str] | None
    kinds: Collection[str] | None
    codes: Collection[str] | None


WORDS = {
    "groups": "no concept or group of the lexicon",
    "elements": "no documentation element",
    "conditions": "no named condition",
    "sources": "not in sources.yaml",
    "kinds": "no kind of study",
    "codes": "not in the code registry",
}


class _Checker:
    """Looks names up for one document."""

    def __init__(self, document: Document, names: Names) -> None:
        self._document, self._names = document, names

    def fault(self, location: Location, what: str) -> KnowledgeError:
        """Return a fault of the document."""
        return self._document.fault(location, what)

    def name(self, kind: str, name: str, location: Location) -> Iterator[KnowledgeError]:
        """Check one name; `kind` is a field of `Names`."""
        known: Collection[str] | None = getattr(self._names, kind)
        if known is not None and name not in known:
            yield self.fault(location, f"'{name}' is {WORDS[kind]}{allowed_instead(name, known)}")

    def listed(self, kind: str, names: Iterable[str], location: Location) -> Iterator[KnowledgeError]:
        """Check each name of a list."""
        for number, name in enumerate(names):
            yield from self.name(kind, name, (*location, number))

    def elements(self, names: Iterable[str], location: Location) -> Iterator[KnowledgeError]:
        """Check elements; "a|b" names two."""
        for number, entry in enumerate(names):
            for name in entry.split("|"):
                yield from self.name("elements", name, (*location, number))

    def source(self, name: str, location: Location) -> Iterator[KnowledgeError]:
        """Check a source of words, which may be our own; a rule's source is told to the coder and must have a title."""
        if name != OWN_SOURCE:
            yield from self.name("sources", name, location)

    def codes(self, patterns: Iterable[str], location: Location) -> Iterator[KnowledgeError]:
        """Check codes and ranges of codes; a range must hold at least one code of the registry."""
        known = self._names.codes
        for number, pattern in enumerate(patterns):
            if known is None or pattern in known or any(map(CodeSet([pattern]).__contains__, known)):
                continue
            yield self.fault((*location, number), f"'{pattern}' is {WORDS['codes']}{allowed_instead(pattern, known)}")

    def condition(self, condition: PlacedCondition) -> Iterator[KnowledgeError]:
        """Check the form of every entry of a condition, and every name in it."""
        for inside, entry in entries_of(condition.condition):
            place = condition.place(inside)
            try:
                form, match = parse_entry(entry.lstrip("!"))
            except ValueError as error:
                yield self.fault(place, str(error))
                continue
            if form == "mention":
                yield from self.name("groups", match["name"], place)
            elif form == "pair":
                yield from self.name("groups", match["first"], place)
                yield from self.name("groups", match["second"], place)
            elif form == "treated":
                for part in ("treatment", "place", "rival"):
                    yield from self.name("groups", match[part], place)
            elif form == "element":
                yield from self.name("elements", match["element"], place)
            elif form == "study":
                yield from self.name("kinds", match["kind"], place)
            elif form == "code":
                yield from self.name("codes", match["code"], place)
            elif form == "named":
                yield from self.name("conditions", match["name"], place)


def family_faults(family: ServiceFile, document: Document, names: Names) -> Iterator[KnowledgeError]:
    """Yield what a family names and does not exist."""
    check = _Checker(document, names)
    if family.id != document.path.stem:
        yield check.fault(("id",), f"id '{family.id}' must be the file's name, '{document.path.stem}'")
    yield from check.listed("sources", family.sources, ("sources",))
    yield from check.elements(family.hold, ("hold",))
    yield from check.elements(family.refuse, ("refuse",))
    for condition in conditions_of(family):
        yield from check.condition(condition)
    for number, study in enumerate(family.studies):
        yield from _study_faults(study, ("studies", number), check)
    for number, code in enumerate(family.codes):
        yield from _code_faults(code, ("codes", number), check)
    for number, inclusion in enumerate(family.includes):
        yield from _inclusion_faults(inclusion, ("includes", number), check)


def _study_faults(study: StudySpec, at: Location, check: _Checker) -> Iterator[KnowledgeError]:
    for key in ("side_from", "side_with", "evidence"):
        yield from check.listed("groups", getattr(study, key), (*at, key))
    for number, structure in enumerate(study.structures):
        place = (*at, "structures", number)
        yield from check.listed("groups", structure.any, (*place, "any"))
        yield from check.listed("groups", structure.removed, (*place, "removed"))
    names = {structure.name for structure in study.structures}
    for number, name in enumerate(study.begun_by):
        if name not in names:
            yield check.fault((*at, "begun_by", number), f"'{name}' is no structure of '{study.kind}'")
    yield from check.elements(study.elements, (*at, "elements"))
    yield from check.listed("kinds", study.more_special_than, (*at, "more_special_than"))
    if study.beside is not None:
        yield from check.listed("kinds", study.beside.kinds, (*at, "beside", "kinds"))
        yield from check.listed("groups", study.beside.named_by, (*at, "beside", "named_by"))
    if not (study.of or study.by or study.shown_by):
        yield check.fault(at, f"'{study.kind}' would be found in every text; say 'of' what or 'by' which technique it is")


def _code_faults(code: CodeSpec, at: Location, check: _Checker) -> Iterator[KnowledgeError]:
    if code.code != NO_CODE:
        yield from check.name("codes", code.code, (*at, "code"))
    kinds = [code.study] if isinstance(code.study, str) else code.study or []
    for number, kind in enumerate(kinds):
        yield from check.name("kinds", kind, (*at, "study", number))
    for key in ("hold", "needs", "refuse", "asks"):
        yield from check.elements(getattr(code, key), (*at, key))
    yield from _units_faults(code.units, (*at, "units"), check)
    yield from check.listed("groups", code.evidence, (*at, "evidence"))
    if code.source:
        yield from check.name("sources", code.source, (*at, "source"))
    for number, convention in enumerate(code.conventions):
        place = (*at, "conventions", number)
        yield from check.codes(convention.other, (*place, "other"))
        yield from _units_faults(convention.units, (*place, "units"), check)
        yield from check.name("sources", convention.source, (*place, "source"))


def _units_faults(units: str, at: Location, check: _Checker) -> Iterator[KnowledgeError]:
    counter = units.partition("-")[0]
    if not units.isdigit() and counter not in COUNTERS:
        yield check.fault(
            at, f"'{counter}' counts no units; write a number, or a way of counting{did_you_mean(counter, COUNTERS)}"
        )


def _inclusion_faults(inclusion: InclusionSpec, at: Location, check: _Checker) -> Iterator[KnowledgeError]:
    yield from check.codes(inclusion.code, (*at, "code"))
    yield from check.codes(inclusion.contains, (*at, "contains"))
    if inclusion.source:
        yield from check.name("sources", inclusion.source, (*at, "source"))


def kind_faults(families: Iterable[tuple[ServiceFile, Document]]) -> Iterator[KnowledgeError]:
    """Yield each kind of study that two entries define."""
    owner: dict[str, str] = {}
    for family, document in families:
        for number, study in enumerate(family.studies):
            if study.kind in owner:
                what = f"kind '{study.kind}' is defined in {owner[study.kind]} too; rename one of the two"
                yield document.fault(("studies", number, "kind"), what)
            owner.setdefault(study.kind, document.shown)


def condition_faults(conditions: Mapping[str, Condition], document: Document, names: Names) -> Iterator[KnowledgeError]:
    """Yield what the named conditions name and does not exist."""
    check = _Checker(document, names)
    for name, condition in conditions.items():
        yield from check.condition(placed(condition, ("conditions", name)))
        if name in _named_below(name, conditions):
            yield check.fault(
                ("conditions", name), f"'{name}' refers to itself, by way of others or at once; break the circle"
            )


def _named_below(name: str, conditions: Mapping[str, Condition]) -> set[str]:
    """Return the named conditions that a condition refers to, by way of others too."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        entries = [entry.lstrip("!") for _, entry in entries_of(conditions.get(waiting.pop(), []))]
        fresh = {entry.removeprefix("is.") for entry in entries if entry.startswith("is.")} - found
        found |= fresh
        waiting += fresh
    return found


def element_faults(file: ElementFile, document: Document, names: Names) -> Iterator[KnowledgeError]:
    """Yield what the documentation elements name and does not exist."""
    check = _Checker(document, names)
    for name, element in file.elements.items():
        at = ("elements", name)
        for key in ("present", "denied", "moot"):
            yield from check.condition(placed(getattr(element, key), (*at, key)))
        yield from check.listed("groups", element.evidence, (*at, "evidence"))
        yield from check.source(element.source, (*at, "source"))
        if element.section not in SECTIONS:
            what = f"'{element.section}' is no section of a report{allowed_instead(element.section, SECTIONS)}"
            yield check.fault((*at, "section"), what)


def query_faults(file: QueryFile, document: Document, names: Names, own: Collection[str]) -> Iterator[KnowledgeError]:
    """Yield the elements that stand in two topics of the questions or in none, and those that do not exist.

    The elements that a site added (`own`) need no topic: they are asked for in the plainest words.
    """
    check = _Checker(document, names)
    owner: dict[str, str] = {}
    for number, topic in enumerate(file.topics):
        for other, ask in enumerate(topic.asks):
            at = ("topics", number, "asks", other, "elements")
            yield from check.elements(ask.elements, at)
            for element in ask.elements:
                if owner.setdefault(element, topic.topic) != topic.topic:
                    yield check.fault(at, f"'{element}' is asked for in topic '{owner[element]}' too; keep one")
    lacking = set(names.elements or ()) - owner.keys() - set(own)
    if lacking:
        yield check.fault(("topics",), f"no topic asks for {', '.join(sorted(lacking))}; add one with its wording")


def site_faults(
    site: SiteFile, document: Document, families: Collection[str], names: Names
) -> Iterator[KnowledgeError]:
    """Yield what a site's settings name and does not exist; `families` are those that can be switched off."""
    check = _Checker(document, names)
    for number, family in enumerate(site.switched_off):
        if family not in families:
            what = f"'{family}' is no family that could be switched off{allowed_instead(family, families)}"
            yield check.fault(("switched_off", number), what)
    yield from _ask_faults(site.asks, ("asks",), check)
    for name, payer in site.payers.items():
        yield from _ask_faults(payer.asks, ("payers", name, "asks"), check)


def _ask_faults(asks: Iterable[Ask], at: Location, check: _Checker) -> Iterator[KnowledgeError]:
    for number, ask in enumerate(asks):
        place = (*at, number)
        yield from check.name("elements", ask.element, (*place, "element"))
        yield from check.codes(ask.codes, (*place, "codes"))
        yield from check.listed("kinds", ask.studies, (*place, "studies"))
        yield from check.source(ask.source, (*place, "source"))
        if not ask.codes and not ask.studies:
            yield check.fault(place, "asks for an element of nothing; name 'codes' or 'studies'")
        if ask.waits and not ask.codes:
            yield check.fault((*place, "waits"), "only codes wait; name 'codes'")
