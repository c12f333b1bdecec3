"""What a machine out of order gets: one line, or an end without a word of a report."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from assistant import analyze
from assistant.analysis_reading import read_analysis
from assistant.errors import InputError
from assistant.exchange import FORMATS, Exported
from assistant.exchange.formats import _zipped
from tests.commands import run

TEXT = "VENOUS DUPLEX OF THE LEFT LEG\nThe left common femoral and popliteal veins compress."
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def exported() -> Exported:
    return Exported("leg", TEXT, analyze(TEXT, id="leg"))


def test_an_answer_that_is_nested_too_deep_is_set_aside_in_one_line(tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    answers.write_text('{"report":' + "[" * 200_000 + "]" * 200_000 + "}\n", encoding="utf-8")
    done = run("export", answers, "--format", "codes")
    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-1].endswith("answers.jsonl, line 1: is JSON that is nested too deep")


def test_a_record_that_is_none_is_refused_without_its_values() -> None:
    record = analyze(TEXT).to_dict() | {"entities": "Quillfeather"}
    with pytest.raises(InputError) as refused:
        read_analysis(record)
    assert str(refused.value) == "the record is no analysis of sonocode (a value is of another kind)"


def test_no_memory_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("assistant.cli.analyze_command.read_input", none_left)
    done = run("analyze", "report.txt")
    told = "sonocode: there is not enough memory for this; give it more, or take less at once\n"
    assert (done.returncode, done.stderr.decode()) == (2, told)


def test_a_clock_before_1980_makes_no_word_document_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 0.0)
    make = FORMATS["audit-docx"].document
    assert make is not None
    with pytest.raises(InputError, match="set the clock right"):
        make(exported(), LONG_AGO)


def test_a_clock_before_1980_stops_no_archive() -> None:
    archive = ZipFile(BytesIO(_zipped(FORMATS["audit-pdf"], [exported()], LONG_AGO)))
    assert archive.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
