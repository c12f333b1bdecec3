"""Gathers what the shipped knowledge says of one code: registry, rules, element lists, edits, and cases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from assistant.knowledge.code_registry import CodeEntry, load_codes
from assistant.knowledge.curated_edits import CuratedPair, load_curated_edits
from assistant.knowledge.element_schema import element_file
from assistant.knowledge.service_cases import ServiceCase, service_cases
from assistant.knowledge.service_schema import (
    CodeSpec,
    ConventionSpec,
    InclusionSpec,
    ServiceFile,
    StudySpec,
    service_files,
)
from assistant.knowledge.sources import Source, load_sources
from assistant.ui.condition_words import say_condition
from assistant.ui.words import plain

Facts = list[tuple[str, str]]
_STATUS = {
    "A": "active", "B": "bundled, never paid apart", "C": "priced by the contractor", "N": "not covered",
    "R": "restricted coverage", "I": "not valid for Medicare", "X": "excluded by law", "E": "excluded by regulation",
}  # fmt: skip
_SPLIT = {
    0: "physician service, no split", 1: "splits into 26 and TC", 2: "professional part only",
    3: "technical part only", 4: "global only", 9: "the split does not apply",
}  # fmt: skip
_BILATERAL = {
    0: "no extra payment for a second side", 1: "modifier 50 pays 150 %", 2: "already means both sides",
    3: "each side in full", 9: "does not apply",
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """One rule that gives the code: its id, the title of its family, and its parts in words."""

    id: str
    title: str
    facts: Facts


@dataclass(frozen=True)
class StudyLines:
    """The element list of a study that a rule of the code asks for."""

    label: str
    lines: tuple[str, ...]


def find_codes(words: str) -> list[CodeEntry]:
    """Return the entries whose code begins with `words`, or whose label or note holds each of them."""
    wanted = words.casefold().split()
    entries = load_codes().values()
    if len(wanted) == 1 and (exact := [entry for entry in entries if entry.code.casefold().startswith(wanted[0])]):
        return exact
    return [entry for entry in entries if all(word in f"{entry.label} {entry.note}".casefold() for word in wanted)]


def registry_facts(entry: CodeEntry) -> Facts:
    """Return what the registry says of the code, as (term, words)."""
    begin = f"from {entry.valid_from}" if entry.valid_from else "first day not recorded"
    facts = [("In force", f"{begin}, until {entry.valid_to}" if entry.valid_to else begin)]
    if entry.dates_uncertain:
        facts.append(("Dates", "to be checked"))
    facts += [
        ("Service", ", ".join((entry.service, *entry.tags))), ("One unit is", entry.unit or ""),
        ("Extent", entry.extent or ""), ("Replaced", ", ".join(entry.predecessors)),
        ("Replaced by", ", ".join(entry.successors)),
        ("Twin codes", ", ".join(f"{relation}: {code}" for relation, code in entry.counterpart.items())),
    ]  # fmt: skip
    if entry.add_on:
        facts.append(("Add-on to", ", ".join((*entry.bases, *entry.bases_expected)) or "a base code"))
    if fee := entry.fee_schedule:
        facts += [
            ("Status", _STATUS.get(fee.status, fee.status)), ("26 and TC", _SPLIT.get(fee.pc_tc, str(fee.pc_tc))),
            ("Second side", _BILATERAL[fee.bilateral]), ("Global days", fee.global_days),
        ]  # fmt: skip
    if entry.mue:
        hospital = "" if entry.mue.hospital is None else f", {entry.mue.hospital} for a hospital"
        facts.append(("Unit limit", f"{entry.mue.practitioner} a day{hospital} (indicator {entry.mue.mai})"))
    return [(term, words) for term, words in facts if words]


def sources_of(entry: CodeEntry) -> list[Source]:
    """Return the documents that the registry cites for the code."""
    return [load_sources()[name] for name in entry.sources]


def rules_of(code: str) -> list[Rule]:
    """Return the rules that give `code`, in the order in which they are tried."""
    return [
        Rule(f"{family.id}.{code}.{position}", family.title, _rule_facts(spec, family))
        for family in service_files()
        for position, spec in enumerate(family.codes, start=1)
        if spec.code == code
    ]


def studies_of(code: str) -> list[StudyLines]:
    """Return the element lists of the studies that the rules of `code` ask for."""
    asked = [
        study
        for family in service_files()
        for spec in family.codes
        if spec.code == code
        for study in _studies(spec, family)
        if study.structures
    ]
    return [_study_lines(study) for study in {study.kind: study for study in asked}.values()]


def inclusions_of(code: str) -> list[str]:
    """Return, in one sentence each, the codes that contain `code` and that it contains."""
    inclusions = [item for family in service_files() for item in family.includes]
    return [_say_inclusion(item) for item in inclusions if code in (*item.code, *item.contains)]


def edits_of(code: str) -> list[CuratedPair]:
    """Return the shipped edits of `code`, those that it loses first."""
    edits = load_curated_edits()
    pairs = [pair for codes in _pairs_by_code().get(code, ()) if (pair := edits.pair(*codes))]
    return sorted(pairs, key=lambda pair: (pair.column_2 != code, pair.column_1, pair.column_2))


def cases_of(code: str) -> list[tuple[str, ServiceCase]]:
    """Return the executable cases, with their family, whose answer has or must not have `code`."""
    return [
        (family, case)
        for family, case in service_cases()
        if any(name.startswith(code) for name in (*case.codes, *case.conditional, *case.not_codes))
    ]


@cache
def _pairs_by_code() -> dict[str, list[tuple[str, str]]]:
    pairs: dict[str, list[tuple[str, str]]] = {}
    for pair in load_curated_edits():
        for code in pair:
            pairs.setdefault(code, []).append(pair)
    return pairs


def _study_lines(study: StudySpec) -> StudyLines:
    return StudyLines(study.label, tuple(_line(line.name, line.required) for line in study.structures))


def _rule_facts(spec: CodeSpec, family: ServiceFile) -> Facts:
    source = load_sources().get(spec.source or next(iter(family.sources), ""))
    modifiers = [*([] if spec.modifiers == "none" else [plain(spec.modifiers)]), *spec.add_modifiers]
    facts = [
        ("Study", ", ".join(study.label for study in _studies(spec, family))),
        ("When", say_condition(spec.when) or "always, where no rule before it fits"),
        ("Waits for", ", ".join(_element(name) for name in (*spec.hold, *spec.needs))),
        ("Refused where denied", ", ".join(_element(name) for name in spec.refuse)),
        ("Units", "" if spec.units == "1" else plain(spec.units)),
        ("Modifiers", ", ".join(modifiers)),
        ("Because", spec.reason),
        ("Source", source.title if source else ""),
        *(("Elsewhere", _convention(convention)) for convention in spec.conventions),
    ]
    return [(term, words) for term, words in facts if words]


def _convention(convention: ConventionSpec) -> str:
    """Say what another authority reports in the place of a code, and when."""
    units = "" if convention.units == "1" else f" ({plain(convention.units)})"
    when = f"; where {say_condition(convention.when)}" if convention.when else ""
    source = load_sources()[convention.source].title
    return f"{', '.join(convention.other) or 'no code'}{units}: {convention.because}{when} ({source})"


def _studies(spec: CodeSpec, family: ServiceFile) -> list[StudySpec]:
    kinds = [spec.study] if isinstance(spec.study, str) else spec.study
    return [study for study in family.studies if kinds is None or study.kind in kinds]


def _element(name: str) -> str:
    known = element_file().elements
    return " or ".join(known[option].label.lower() if option in known else plain(option) for option in name.split("|"))


def _line(name: str, required: bool) -> str:
    return name if required else f"{name} (not required)"


def _say_inclusion(item: InclusionSpec) -> str:
    where = " on the same side" if item.same_side else ""
    unless = f" unless {say_condition(item.unless)}" if item.unless else ""
    verb = "contains" if len(item.code) == 1 else "contain"
    return f"{', '.join(item.code)} {verb} {', '.join(item.contains)}{where}{unless}. {item.reason}"
