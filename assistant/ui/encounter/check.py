"""Checks the reports of an encounter and turns every way in which that can end into a state that the page can draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.documents.text import PAGE_LIMIT, check_length
from assistant.encounters import Encounter, analyze_encounter
from assistant.errors import InputError, SonocodeError
from assistant.ui.edit_findings import official_tables
from assistant.ui.report.checking import name_failure


@dataclass(frozen=True)
class EncounterOutcome:
    """How a check ended.

    Attributes:
        state: checked; empty (no field holds a text); failed.
        encounter: The answer, None where there is none.
        message: One sentence for the reader where there is none.
    """

    state: Literal["checked", "empty", "failed"]
    encounter: Encounter | None = None
    message: str = ""


def check_encounter(reports: Sequence[tuple[str, str]], day: date | None) -> EncounterOutcome:
    """Analyse reports together; those without text are left out.

    Args:
        reports: (name, text) of each report; the names differ.
        day: The date of service given by hand, or None for the one that most reports bear.
    """
    written = [(name, text) for name, text in reports if text.strip()]
    if not written:
        return EncounterOutcome("empty")
    for name, text in written:
        try:
            check_length(text, PAGE_LIMIT)
        except InputError as error:
            return EncounterOutcome("failed", message=f"{name} {error}.")
    try:
        return EncounterOutcome("checked", analyze_encounter(written, day, tables=official_tables()))
    except SonocodeError as error:
        return EncounterOutcome("failed", message=f"{error}.")
    except Exception as error:
        return EncounterOutcome("failed", message=f"These texts could not be analysed ({name_failure(error)}).")
