"""Analyses the reports of one patient and day, each for itself and then together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from assistant.analysis import Analysis, Status
from assistant.encounters.across import (
    BASE,
    SEPARATE,
    HasBase,
    close_bases,
    contain,
    find_duplicates,
    find_imaging_twins,
    join_repeats,
    tell_limbs_apart,
)  # fmt: skip
from assistant.encounters.lines import Line, apart, lines_of
from assistant.encounters.records import Encounter, EncounterFinding
from assistant.encounters.wording import encounter_wording
from assistant.engine import analyze, element_state
from assistant.errors import InputError
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.curated_edits import load_curated_edits
from assistant.tables import EditFinding, OfficialTables, Setting, check_codes, sources_of

CAN_BE_LIFTED = 1
ORDER: dict[Status, int] = {"supported": 0, "needs_documentation": 1, "not_reportable": 2}


def analyze_encounter(
    reports: Sequence[tuple[str, str]],
    day: date | None = None,
    *,
    id: str = "encounter",
    tables: OfficialTables | None = None,
    setting: Setting = "practitioner",
) -> Encounter:
    """Analyse several reports of one patient and day together.

    Args:
        reports: (id, text) of each report; the ids must differ.
        day: The date of service; None takes the one that most reports bear. Reports without a date take it over.
        id: How the encounter is named in the result.
        tables: The user's official edit tables; None uses the shipped edits.
        setting: Whose claim the edits are for.

    Returns:
        The members' analyses, one list of codes and the findings.

    Raises:
        InputError: There is no report, or two have one id.
        TableError: An official table cannot be read.
    """
    texts = dict(reports)
    if not reports or len(texts) != len(reports):
        raise InputError("an encounter needs at least one report, each with an id of its own")
    members = [analyze(text, id=name, day=day) for name, text in reports]
    shared = day or _common_day(members)
    if shared is not None:
        members = [m if m.date_of_service else analyze(texts[m.id], id=m.id, day=shared) for m in members]
    return combine(
        members, shared, id=id, tables=tables, setting=setting,
        has_base=lambda name: element_state(texts[name], BASE, shared) == "present",
    )  # fmt: skip


def combine(
    members: Sequence[Analysis],
    day: date | None,
    *,
    id: str = "encounter",
    tables: OfficialTables | None = None,
    setting: Setting = "practitioner",
    has_base: HasBase = lambda _: False,
) -> Encounter:
    """Bring analyses of one patient and day together (see `analyze_encounter`).

    Args:
        has_base: Tells of a report's id whether it documents a primary procedure that has no code of its own here.
    """
    present = [m for m in members if not (day and m.date_of_service and m.date_of_service != day.isoformat())]
    findings = [_other_day(member, day) for member in members if member not in present]
    lines = lines_of(present)
    findings += close_bases(lines, [member.id for member in present], has_base)
    findings += contain(lines)
    findings += find_imaging_twins(lines)
    findings += find_duplicates(present, lines)
    findings += join_repeats(lines)
    findings += tell_limbs_apart(lines)
    checked_on = day or load_codes().vintages.reviewed_on
    findings += _check(lines, checked_on, tables, setting)
    codes = sorted((line.record() for line in lines), key=lambda code: ORDER[code.status])
    sources = sources_of(checked_on, tables, load_curated_edits(), setting=setting)
    return Encounter(id, day, tuple(members), tuple(codes), tuple(findings), tuple(sources))


def _common_day(members: Iterable[Analysis]) -> date | None:
    days = Counter(member.date_of_service for member in members if member.date_of_service)
    return date.fromisoformat(days.most_common(1)[0][0]) if days else None


def _other_day(member: Analysis, day: date | None) -> EncounterFinding:
    message = encounter_wording().messages.other_day.format(report=member.id, date=member.date_of_service, day=day)
    return EncounterFinding("other_day", message, (), (member.id,))


def _check(lines: list[Line], day: date, tables: OfficialTables | None, setting: Setting) -> Iterator[EncounterFinding]:
    """Yield what the edit tables say of all codes together; 59 goes on lines that another side or limb sets apart."""
    asked = _claimed(lines)
    edits = check_codes([line.billed() for line in asked], day, tables, load_curated_edits(), setting=setting)
    liftable = [edit for edit in edits if edit.indicator == CAN_BE_LIFTED and len(edit.codes) == 2]
    if sum(_separate(asked, edit) for edit in liftable):
        edits = check_codes([line.billed() for line in asked], day, tables, load_curated_edits(), setting=setting)
    for edit in edits:
        reports = dict.fromkeys(source.report for line in asked if line.code in edit.codes for source in line.sources)
        yield EncounterFinding(edit.kind, edit.message, edit.codes, tuple(reports), edit)


def _claimed(lines: list[Line]) -> list[Line]:
    """Return the lines to check: what is supported, and what waits if its study has no supported code."""
    reported = {(line.report, line.study) for line in lines if line.status == "supported"}
    return [
        line
        for line in lines
        if line.alive and (line.status == "supported" or (line.report, line.study) not in reported)
    ]


def _separate(lines: list[Line], edit: EditFinding) -> bool:
    """Put 59 on the second code of a pair where all its lines are on another side or limb than the first's.

    RT on the one and LT on the other say so already. Returns whether a modifier was added.
    """
    paid, denied = [[line for line in lines if line.code == code] for code in edit.codes]
    told = all({"RT", "LT"} & set(line.modifiers) for line in (*paid, *denied))
    if (
        told
        or any(SEPARATE in line.modifiers for line in (*paid, *denied))
        or not all(apart(one, other) for one in paid for other in denied)
    ):
        return False
    for line in denied:
        line.modifiers.append(SEPARATE)
        line.notes.append(
            encounter_wording().notes.apart.format(column_1=edit.codes[0], column_2=edit.codes[1], report=line.report)
        )
    return True
