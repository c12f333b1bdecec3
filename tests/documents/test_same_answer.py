"""One report, in the documents of many producers: the same codes and the same gaps as of its plain text."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pytest
from producers import PRODUCERS

import assistant
from assistant.documents.opening import only_report

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.txt"))


def answer(text: str) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    analysis = assistant.analyze(text)
    codes = [(one.code, one.units, tuple(one.modifiers), one.status) for one in analysis.codes]
    return codes, sorted((one.element, one.codes, one.state) for one in analysis.gaps)


@cache
def plain_answer(sample: Path) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    return answer(sample.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PRODUCERS)
def test_a_report_has_the_same_codes_and_gaps_in_the_document_of_each_producer(name: str) -> None:
    different = []
    for sample in SAMPLES:
        text = sample.read_text(encoding="utf-8")
        document = only_report(io.BytesIO(PRODUCERS[name](text)), name)
        if answer(document.text) != plain_answer(sample):
            different.append(sample.stem)
    assert not different
