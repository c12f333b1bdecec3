"""A wrong answer is told without the report: nothing but names of rules, concepts and closed lists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import ROOT, run

from assistant import analyze
from assistant.exchange.wrong_answer import wrong_answer

SAMPLES = sorted((ROOT / "samples").glob("*.txt"))
PLANTED = "Patient: QUARTERMAIN, ZEBULON  MRN 00424242  DOB 1/2/1950\n"


def words_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from words_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from words_of(each)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def test_what_the_tool_read_and_gave_is_in_it() -> None:
    analysis = analyze((ROOT / "samples" / "venous-duplex-right-leg.txt").read_text())
    told = wrong_answer(analysis, ["93970"])
    assert told["expected"] == ["93970"] and [one["code"] for one in told["given"]] == [code.code for code in analysis.codes]
    assert len(told["read"]) == len(analysis.entities) and told["engine"]["knowledge"] == analysis.engine.knowledge


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_no_name_number_or_date_of_the_report_is_in_it(path: Path) -> None:
    text = PLANTED + path.read_text()
    told = wrong_answer(analyze(text, id="QUARTERMAIN"), [])
    said = json.dumps(told)
    assert "QUARTERMAIN" not in said.upper() and "00424242" not in said
    assert not re.search(r"\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d\d-\d\d", json.dumps(told | {"engine": None}))
    assert all(len(word.split()) <= 12 for word in words_of(told))


def test_the_command_writes_it(tmp_path: Path) -> None:
    done = run("wrong", str(SAMPLES[0]), "--expected", "none")
    assert done.returncode == 0 and json.loads(done.stdout)["expected"] == []


def test_what_is_no_code_is_refused() -> None:
    done = run("wrong", str(SAMPLES[0]), "--expected", "duplex")
    assert done.returncode == 2 and b"is no code" in done.stderr
