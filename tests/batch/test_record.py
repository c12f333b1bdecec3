"""The one function of all adapters: the same bytes as the record, or a reason without a word of the report."""

from __future__ import annotations

import json
from datetime import date

import pyarrow as pa
import pytest

from assistant.batch import record
from assistant.batch.columns import MEANINGS, schema
from assistant.batch.record import record_of, set_aside
from assistant.engine import analyze
from assistant.json_text import json_text

TEXT = "US LEFT LEG VENOUS DUPLEX 03/02/2026\nLeft common femoral vein is compressible. No DVT.\n"


def test_the_line_is_the_record_of_the_analysis() -> None:
    made = record_of("a", TEXT, date(2026, 3, 4), setting="office")
    assert made.line == json_text(analyze(TEXT, id="a", day=date(2026, 3, 4), setting="office").to_dict())


def test_what_breaks_the_analysis_is_a_reason_that_repeats_no_word_of_the_report(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(text: str, **_: object) -> None:
        raise ValueError(text)

    monkeypatch.setattr(record, "analyze", broken)
    made = record_of("a", TEXT)
    assert (made.line, made.fault) == ("", "could not be analysed (ValueError); please report this")


def test_the_columns_say_what_the_line_says() -> None:
    made = record_of("a", TEXT)
    said = json.loads(made.line)
    assert made.columns["analysis"] == made.line
    assert made.columns["date_of_service"] == date(2026, 3, 2)
    assert [code["name"] for code in made.columns["codes"]] == [
        "-".join([code["code"], *code["modifiers"]]) for code in said["codes"]
    ]
    assert made.columns["probability"] == said["review"]["probability"]


def test_analysed_and_set_aside_reports_are_rows_of_one_schema() -> None:
    rows = [record_of("a", TEXT).columns, set_aside("b\udcff", "is empty").columns]
    table = pa.Table.from_pylist(rows, schema()).to_pylist()
    assert [list(row) for row in table] == [list(MEANINGS)] * 2
    assert table[1]["id"] == "b\\udcff" and {name for name, value in table[1].items() if value is not None} == {
        "id",
        "set_aside",
    }
