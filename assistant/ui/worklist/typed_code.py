"""A code that a person types: its form is refused where it is none, and what the registry holds against it is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from assistant.analysis import Analysis
from assistant.errors import InputError, SonocodeError
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.curated_edits import load_curated_edits
from assistant.tables import BilledCode, check_codes
from assistant.ui.edit_findings import official_tables
from assistant.ui.report.checking import name_failure
from assistant.ui.report.coder_notes import NOTHING_MISSING, say_obstacles, service_day
from assistant.worklist import ClaimLine

CODE = re.compile(r"[0-9A-Z]\d{3}[0-9A-Z]")
MODIFIER = re.compile(r"[0-9A-Z]{2}")
MOST_MODIFIERS = 4  # as many as a claim line has places for
MOST_UNITS = 999
#: What stands alone here may have its primary code on the same claim.
NOT_JUDGED = frozenset({"add_on_without_primary"})


class TypedLine(NamedTuple):
    """A typed code: the claim line, its label (empty where the registry lacks it), and what is held against it."""

    line: ClaimLine
    label: str
    doubts: tuple[str, ...]


class Absence(NamedTuple):
    """What the tool says of a code that it did not name: the code's label, and what stands between in sentences."""

    code: str
    label: str
    lines: tuple[str, ...]


def read_line(code: str, modifiers: str, units: str, day: date | None, beside: Sequence[ClaimLine] = ()) -> TypedLine:
    """Return a line as it was typed.

    Args:
        code: Five characters, in small letters too.
        modifiers: Modifiers with blanks, commas or hyphens between them; none where it is empty.
        units: A whole number; empty is one.
        day: The date of service, None for the present code set.
        beside: The lines that go out with it; the edits between them and this one are told.

    Raises:
        InputError: It has not the form of a claim line; the message says which part.
    """
    typed = code.strip().upper()
    if not CODE.fullmatch(typed):
        raise InputError("A code has five characters, such as 93970 or 0523T")
    parts = tuple(dict.fromkeys(re.findall(r"[^\s,;-]+", modifiers.upper())))
    if wrong := [part for part in parts if not MODIFIER.fullmatch(part)]:
        raise InputError(f"{wrong[0]} is no modifier: one has two characters, such as 26, RT or 59")
    if len(parts) > MOST_MODIFIERS:
        raise InputError(f"A line has no more than {MOST_MODIFIERS} modifiers")
    number = units.strip() or "1"
    if not (number.isascii() and number.isdigit() and 1 <= int(number) <= MOST_UNITS):
        raise InputError(f"Units are a whole number from 1 to {MOST_UNITS}")
    line = ClaimLine(typed, parts, int(number))
    registry = load_codes()
    label = registry[typed].label if typed in registry else ""
    return TypedLine(line, label, (*_registry_doubts(typed, day), *_edit_doubts(line, beside, day)))


def explain_typed(analysis: Analysis, text: str, code: str) -> Absence | None:
    """Return what stands between a report and a typed code; None while it is no code yet."""
    typed = code.strip().upper()
    if not CODE.fullmatch(typed):
        return None
    registry = load_codes()
    if typed not in registry:
        return Absence(typed, "", (f"{typed} is not in the code registry: it cannot be checked.",))
    label = registry[typed].label
    if named := [each for each in analysis.codes if each.code == typed and each.status != "not_reportable"]:
        return Absence(typed, label, (f"The tool names it already: {named[0].reason}",))
    from assistant.engine import explain_absence

    try:
        _, obstacles = explain_absence(text, typed, service_day(analysis))
    except InputError as error:
        return Absence(typed, label, (f"{error}.",))
    except Exception as error:
        return Absence(typed, label, (f"This could not be explained ({name_failure(error)}).",))
    return Absence(typed, label, tuple(say_obstacles(obstacles)) or (NOTHING_MISSING,))


def _registry_doubts(code: str, day: date | None) -> list[str]:
    registry = load_codes()
    if code not in registry:
        return [f"{code} is not in the code registry: it cannot be checked."]
    if registry.valid_on(code, day):
        return []
    others = registry.successor_on(code, day) or registry.predecessor_on(code, day)
    instead = f"; {', '.join(others)} is" if others else ""
    return [f"{code} is not in force on {day or 'the present day'}{instead}."]


def _edit_doubts(line: ClaimLine, beside: Sequence[ClaimLine], day: date | None) -> list[str]:
    """Return what the edit tables hold against a line, alone and beside the others."""
    registry = load_codes()
    lines = [BilledCode(each.code, each.modifiers, each.units) for each in (*beside, line) if each.code in registry]
    try:
        found = check_codes(
            lines, day or registry.vintages.reviewed_on, official_tables(), load_curated_edits(), registry=registry
        )
    except SonocodeError as error:
        return [f"{error}."]
    about = [each for each in found if line.code in each.codes and each.kind not in NOT_JUDGED]
    hard = [each for each in about if each.verdict not in ("modifier_present", "ask", "unknown_here", "not_in_force")]
    return list(dict.fromkeys(each.message for each in hard))
