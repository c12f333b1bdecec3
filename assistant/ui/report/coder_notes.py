"""What the coder asks beyond the answer: why not a neighbour of a candidate code, and which edits lie between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from assistant.analysis import Analysis, Code
from assistant.coding.why_not import Obstacle
from assistant.errors import SonocodeError
from assistant.knowledge.code_registry import CodeEntry, load_codes
from assistant.knowledge.curated_edits import load_curated_edits
from assistant.tables import BilledCode, EditFinding, check_codes, sources_of
from assistant.tables.rows import Setting
from assistant.ui.edit_findings import VERDICT_WORDS, grounds, official_tables, tone
from assistant.ui.report.checking import name_failure
from assistant.ui.words import count

Json = dict[str, Any]
NEIGHBOURS_SHOWN = 6
NOTHING_MISSING = "Its rule asks for nothing that is missing; a candidate above already answers for this study."
REFUSED_TOGETHER = (
    "Its rule asks for nothing that is missing; it is kept back as {code} is, for the reason given there."
)
#: The kinds of obstacle in the order of the page: the words that lead their list, and those that it repeats.
OBSTACLES = {
    "study": ("No such study is documented as done now", "no study of this kind is documented as done now: "),
    "structure": ("Not described", "not described: "),
    "element": ("Not documented", "not documented: "),
    "named": ("Named, but not as done now", "named, but not as done now: "),
    "untold": ("Not told", "not told: "),
    "told": ("Told", "told: "),
    "date": ("", ""),
}


def describe_for_coder(analysis: Analysis, text: str, setting: Setting = "practitioner") -> Json:
    """Return the neighbours of the candidate codes and the edits between these, as the report view draws them.

    Args:
        analysis: The answer for `text`.
        text: The report.
        setting: Whose claim the edits are asked for.
    """
    try:
        edits = _edits(analysis, setting)
    except SonocodeError as error:
        edits = {"findings": [], "basis": f"{error}.", "tables": []}
    except Exception as error:
        edits = {"findings": [], "basis": f"These codes could not be checked ({name_failure(error)}).", "tables": []}
    return {"neighbours": list(_neighbours(analysis, text)), "edits": edits}


def neighbours_of(analysis: Analysis) -> dict[str, CodeEntry]:
    """Return the twin codes of the candidates, in force on the day and no candidates themselves, by code."""
    registry, day = load_codes(), service_day(analysis)
    candidates = [code.code for code in analysis.codes]
    twins = [twin for code in candidates if code in registry for twin in registry[code].counterpart.values()]
    return {twin: registry[twin] for twin in twins if twin not in candidates and registry.valid_on(twin, day)}


def service_day(analysis: Analysis) -> date | None:
    """Return the date of service of a record."""
    return date.fromisoformat(analysis.date_of_service) if analysis.date_of_service else None


def say_obstacles(obstacles: Iterable[Obstacle]) -> list[str]:
    """Return the obstacles in words, one line for each kind, in the order of the page."""
    listed: dict[str, list[str]] = {kind: [] for kind in OBSTACLES}
    for obstacle in obstacles:
        listed[obstacle.kind].append(obstacle.words.removeprefix(OBSTACLES[obstacle.kind][1]))
    lines = ((OBSTACLES[kind][0], "; ".join(dict.fromkeys(words))) for kind, words in listed.items() if words)
    return [f"{lead}: {words}." if lead else f"{words}." for lead, words in lines]


def edits_between(analysis: Analysis, setting: Setting = "practitioner") -> list[EditFinding]:
    """Return what stands between the codes that are or may become reportable.

    Raises:
        TableError: An imported table cannot be read.
    """
    lines = [BilledCode(code.code, code.modifiers, code.units) for code in _reportable(analysis)]
    found = check_codes(
        lines, _edit_day(analysis), official_tables(), load_curated_edits(), registry=load_codes(), setting=setting
    )
    # Whether an add-on has its primary procedure was judged from the whole report, which may tell it without a code.
    return [finding for finding in found if finding.kind != "add_on_without_primary"]


def _reportable(analysis: Analysis) -> list[Code]:
    return [code for code in analysis.codes if code.status != "not_reportable"]


def _neighbours(analysis: Analysis, text: str) -> Iterator[Json]:
    from assistant.engine import explain_absences

    entries = dict(list(neighbours_of(analysis).items())[:NEIGHBOURS_SHOWN])
    for code, found in (explain_absences(text, entries, service_day(analysis)) if entries else {}).items():
        if isinstance(found, Exception):
            lines = [f"This could not be explained ({name_failure(found)})."]
        else:
            lines = say_obstacles(found) or [_say_nothing_missing(analysis, code)]
        yield {"id": f"neighbour:{code}", "code": code, "label": entries[code].label, "lines": lines}


def _say_nothing_missing(analysis: Analysis, neighbour: str) -> str:
    """Return why a code is no candidate although its rule asks for nothing: its twin answers, or is refused itself."""
    registry = load_codes()
    twins = [
        code for code in analysis.codes
        if code.code in registry and neighbour in registry[code.code].counterpart.values()
    ]  # fmt: skip
    if twins and all(code.status == "not_reportable" for code in twins):
        return REFUSED_TOGETHER.format(code=twins[0].code)
    return NOTHING_MISSING


def _edits(analysis: Analysis, setting: Setting) -> Json | None:
    """Return the edits and the tables that were asked, None where there is no code to ask about."""
    if not _reportable(analysis):
        return None
    findings, day = edits_between(analysis, setting), _edit_day(analysis)
    return {
        "findings": [_finding(finding, position) for position, finding in enumerate(findings)],
        "basis": f"{count(len(findings), 'finding')} on {day}",
        "tables": sources_of(day, official_tables(), load_curated_edits(), setting=setting),
    }  # fmt: skip


def _finding(finding: EditFinding, position: int) -> Json:
    return {
        "id": f"edit:{position}", "codes": ", ".join(finding.codes), "word": VERDICT_WORDS[finding.verdict],
        "tone": tone(finding), "message": finding.message, "grounds": list(grounds(finding)),
    }  # fmt: skip


def _edit_day(analysis: Analysis) -> date:
    return service_day(analysis) or load_codes().vintages.reviewed_on
