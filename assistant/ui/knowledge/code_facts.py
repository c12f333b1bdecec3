"""Gathers what the knowledge says of one code: registry, element lists, inclusions, and cases."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.knowledge.code_registry import CodeEntry
from assistant.knowledge.service_cases import ServiceCase, service_cases
from assistant.knowledge.service_schema import StudySpec, service_files
from assistant.knowledge.sources import Source, load_sources
from assistant.ui.knowledge.rule_sheets import say_inclusion, studies_of_rule

Facts = list[tuple[str, str]]
#: The facts that a physician asks for; the others are a coder's.
PLAIN = frozenset({"In force", "Service", "One unit is", "Extent", "Replaced", "Replaced by", "Twin codes"})
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
class StudyLines:
    """The element list of a study that a rule of the code asks for."""

    label: str
    lines: tuple[str, ...]


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


def plain_facts(entry: CodeEntry) -> Facts:
    """Return of `registry_facts` what a physician asks: since when, of what, and beside which codes."""
    return [fact for fact in registry_facts(entry) if fact[0] in PLAIN]


def code_sources(entry: CodeEntry) -> list[Source]:
    """Return the documents that the registry cites for the code."""
    return [load_sources()[name] for name in entry.sources]


def studies_of(code: str) -> list[StudyLines]:
    """Return the element lists of the studies that the rules of `code` ask for."""
    asked = [
        study
        for family in service_files()
        for spec in family.codes
        if spec.code == code
        for study in studies_of_rule(spec, family)
        if study.structures
    ]
    return [_study_lines(study) for study in {study.kind: study for study in asked}.values()]


def inclusions_of(code: str) -> list[str]:
    """Return, with their reasons, the codes that contain `code` and that it contains."""
    inclusions = [item for family in service_files() for item in family.includes]
    return [f"{say_inclusion(item)} {item.reason}." for item in inclusions if code in (*item.code, *item.contains)]


def cases_of(code: str) -> list[tuple[str, ServiceCase]]:
    """Return the executable cases, with their family, whose answer has or must not have `code`."""
    return [
        (family, case)
        for family, case in service_cases()
        if any(name.startswith(code) for name in (*case.codes, *case.conditional, *case.not_codes))
    ]


def _study_lines(study: StudySpec) -> StudyLines:
    return StudyLines(study.label, tuple(_line(line.name, line.required) for line in study.structures))


def _line(name: str, required: bool) -> str:
    return name if required else f"{name} (not required)"
