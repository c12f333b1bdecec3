"""The reports of an encounter as the encounter leaves them: each code once, with its status, modifiers and open gaps."""

from __future__ import annotations

from dataclasses import replace

from assistant.analysis import Analysis, Code
from assistant.encounters.across import BASE
from assistant.encounters.records import Encounter, EncounterCode
from assistant.encounters.wording import encounter_wording


def members_together(encounter: Encounter) -> tuple[Analysis, ...]:
    """Return the members' analyses with their codes as they stand in the encounter's list, so that together they are it.

    A code that several reports document stands in the first of them; in the others it is not reportable, with that
    reason. What another report answered (a primary procedure) is no gap any more.
    """
    return tuple(_member(member, encounter) for member in encounter.members)


def _member(member: Analysis, encounter: Encounter) -> Analysis:
    other_day = any(finding.kind == "other_day" and finding.reports == (member.id,) for finding in encounter.findings)
    if other_day:
        reason = encounter_wording().notes.other_day
        return replace(member, codes=tuple(_dropped(code, reason) for code in member.codes), gaps=())
    lines = list(encounter.codes)
    codes = tuple(_code(code, _take(code, member.id, lines), member.id) for code in member.codes)
    answered = frozenset() if any(BASE in code.needs for code in codes) else frozenset({BASE})
    gaps = tuple(gap for gap in member.gaps if gap.element not in answered)
    return replace(
        member, codes=codes, gaps=gaps,
        elements=tuple(line for line in member.elements if line.state == "present" or line.element not in answered),
    )  # fmt: skip


def _take(code: Code, report: str, lines: list[EncounterCode]) -> EncounterCode | None:
    """Return the encounter's line of a code of a report, and take it from `lines` once this report had its turn."""
    for line in lines:
        mine = [source for source in line.sources if source.report == report]
        if line.code == code.code and any(
            (source.study, source.evidence) == (code.study, code.evidence) for source in mine
        ):
            lines.remove(line)
            return line
    return None


def _code(code: Code, line: EncounterCode | None, report: str) -> Code:
    if line is None or code.status == "not_reportable":
        return code
    first = line.sources[0].report
    if first != report:
        return _dropped(code, encounter_wording().notes.counted_once.format(report=first))
    return replace(
        code, units=line.units, modifiers=line.modifiers, status=line.status, reason=line.reason, needs=line.needs,
        notes=line.notes,
    )  # fmt: skip


def _dropped(code: Code, reason: str) -> Code:
    return replace(code, status="not_reportable", reason=reason, needs=())
