"""The one report of a document, as the faces for one report take it."""

from __future__ import annotations

import io

import pytest

from assistant.documents.opening import only_report
from assistant.errors import InputError


def only(rows: str) -> tuple[str, str]:
    report = only_report(io.BytesIO(rows.encode()), "reports.jsonl")
    return report.text, report.note


def test_the_one_report_that_can_be_used_is_taken_and_the_others_are_told() -> None:
    text, note = only('{"text": ""}\n{"text": "US leg."}\n{"text": 7}\n')
    assert text == "US leg."
    assert note == "Left aside: 2 other reports; the first (no report in 'text')."


def test_several_reports_are_not_taken_for_one() -> None:
    with pytest.raises(InputError, match="holds several reports"):
        only('{"text": "US leg."}\n{"text": "US arm."}\n')


def test_where_none_can_be_used_the_first_fault_is_told() -> None:
    with pytest.raises(InputError, match="no report in 'text'"):
        only('{"text": ""}\n{"text": 7}\n')
