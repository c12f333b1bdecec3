"""Outcomes of reports that nobody analysed, for what only keeps them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from assistant.analysis import Review
from assistant.batch.columns import columns_of
from assistant.batch.files import ReportFile
from assistant.batch.record import Record, set_aside
from assistant.batch.run import Outcome

CODE = {
    "code": "93971", "modifiers": ["LT"], "units": 1, "status": "supported", "study": "s1", "rule": "r", "source": "s",
    "reason": "because", "needs": [],
}  # fmt: skip


def report(number: int, text: str = "") -> ReportFile:
    """Return the report of a number; every seventh cannot be read."""
    fault = "is empty" if number % 7 == 5 else ""
    return ReportFile(f"r{number}", Path(f"in/r{number}.txt"), "" if fault else text or f"text {number}", fault=fault)


def outcome(number: int, probability: float | None = None, size: int = 100) -> Outcome:
    """Return what might have become of it."""
    file = report(number)
    if file.fault:
        return Outcome(file, set_aside(file.id, file.fault))
    doubt = Review(number % 3 == 0, (number * 37 % 100) / 100 if probability is None else probability, ())
    record = {
        "report": {"id": file.id, "sha256": "0", "date_of_service": date(2026, 1, 1).isoformat(), "document": "study"},
        "codes": [CODE], "gaps": [], "messages": ["x" * size], "review": doubt.to_dict(),
        "engine": {"version": "1", "code_set": "2", "knowledge": "3"},
    }  # fmt: skip
    line = json.dumps(record)
    return Outcome(file, Record(line, "", "", doubt, columns_of(record, line)))
