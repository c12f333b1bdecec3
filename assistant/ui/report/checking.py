"""Checks the report on the page and turns every way in which that can end into a state that the page can draw."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from threading import Lock, Thread
from typing import Literal

from assistant.analysis import Analysis, Source
from assistant.coding.setting import BillingSetting
from assistant.documents.text import PAGE_LIMIT, check_length
from assistant.errors import InputError, SonocodeError, place_of
from assistant.ui.report.changes import describe_changes
from assistant.ui.report.samples import load_samples

log = logging.getLogger(__name__)
_warming = Lock()


@dataclass(frozen=True)
class Outcome:
    """How a check ended.

    Attributes:
        state: checked; empty (there is no text); no_service (the text documents none); failed; refused (what was given
            last could not be read, the report in the editor is the one before).
        analysis: The record, None where there is none.
        message: One sentence for the reader, empty where the record speaks for itself.
        changes: What is different from the check before, of the same report.
    """

    state: Literal["checked", "empty", "no_service", "failed", "refused"]
    analysis: Analysis | None = None
    message: str = ""
    changes: tuple[str, ...] = ()


def begin_warm_up() -> None:
    """Begin to load, while the first browser still loads its own part, what the first page needs."""
    Thread(target=warm_up, name="warm up", daemon=True).start()


def warm_up() -> None:
    """Load the rules and the first page once a process, and wait where somebody else does."""
    with _warming:
        _load()


@cache
def _load() -> None:
    with suppress(Exception):  # whatever is wrong, the page meets it again and tells the reader
        from assistant import analyze

        analyze(next((sample.read() for sample in load_samples().values()), ""))
        import_module("assistant.ui.pages.report")


def check(
    text: str,
    day: date | None,
    *,
    before: Analysis | None = None,
    setting: BillingSetting | None = None,
    source: Source | None = None,
) -> Outcome:
    """Analyse a report.

    Args:
        text: The report.
        day: The date of service given by hand, or None for the one in the text.
        before: The record of the same report before its last edit.
        setting: Who reports the codes and where; None leaves them without 26 and TC.
        source: What the file around the text told of it.
    """
    if not text.strip():
        return Outcome("empty")
    try:
        check_length(text, PAGE_LIMIT)
        from assistant import analyze

        analysis = analyze(text, id="report", day=day, setting=setting, source=source)
    except InputError as error:
        return Outcome("failed", message=f"The text {error}.")
    except SonocodeError as error:
        return Outcome("failed", message=f"The rules cannot be used: {error}.")
    except Exception as error:
        return Outcome("failed", message=f"This text could not be analysed ({name_failure(error)}).")
    return Outcome(state_of(analysis), analysis, changes=describe_changes(before, analysis) if before else ())


def state_of(analysis: Analysis) -> Literal["checked", "no_service"]:
    """Return whether a text documents a service."""
    return "checked" if analysis.codes or analysis.studies else "no_service"


def name_failure(error: Exception) -> str:
    """Return the kind and the place of an unforeseen error, and log them: its own words may quote the report."""
    named = f"{type(error).__name__} at {place_of(error)}"
    log.error("analysis failed: %s", named)
    return named
