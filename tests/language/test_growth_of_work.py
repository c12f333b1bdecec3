"""The work of an analysis grows with the length of a text, whatever the text repeats.

Counted are the lines of the package that run, a loop's or a comprehension's each time round: four times the text asks for
four times as many, a scan within a scan for sixteen times. What one call of a builtin reads is not counted.
"""

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import assistant
from assistant import analyze

PACKAGE = str(Path(assistant.__file__).parent)
CHARACTERS = 1_000
LARGEST_EXPONENT = 1.25
BLOCKS = {
    "sentences": "common femoral vein compresses. ",
    "one sentence": "common femoral vein compresses, ",
    "headings": "FINDINGS: vein open\n",
    "headings in one line": "Findings: ",
    "plans": "Plan: repeat duplex\n",
    "readers": "Reader: J. Haskell, MD\n\n",
    "addenda": "ADDENDUM 01/02/2026: images archived.\n",
    "dates": "01/02/2026 images\n",
    "table rows": "CFV   |  WNL  |  WNL\n",
    "columns of sides": "RIGHT    LEFT\n",
    "columns of measures": "R PSV L PSV ",
    "letters of sides": "L same list ",
    "counted sides": "both legs to the ",
    "denials": "no clot, and ",
    "needle": "needle tip seen ",
    "storage": "images saved and not archived ",
    "runs of IVUS": "IVUS of the left common iliac vein, then right common iliac vein, ",
    "treated places": "balloon angioplasty of the left brachiocephalic vein, ",
    "injected veins": "sclerotherapy of three varicose veins of the left leg ",
    "earlier studies": "Previous study of this graft:: ",
    "studies told on": "reflux 2.2 sec on duplex in July;",
    "structures beside sides": "2. Single umbilical artery with normal impedance and ",
    "reflux times": "RT 2.4 s, ",
    "known problems": "HISTORY: asthma, ",
    "letterheads": "LAKEVIEW HOSPITAL\n",
    "patient blocks": "MRN: 00482913   DOB: 04/12/1961\n",
    "brackets": "([{",
}


def lines_run(text: str) -> int:
    """Return how many lines of the package run in an analysis of a text."""
    lines = 0

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        return count

    def enter(frame: FrameType, event: str, argument: Any) -> Any:
        return count if frame.f_code.co_filename.startswith(PACKAGE) else None

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        analyze(text)
    finally:
        sys.settrace(before)
    return lines


@pytest.fixture(scope="module", autouse=True)
def prepared() -> None:
    """What every first analysis makes for the process is no work of the texts here."""
    analyze("Venous duplex, left leg. No DVT.")


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_four_times_a_text_asks_for_little_more_than_four_times_the_work(block: str) -> None:
    short = block * (CHARACTERS // len(block))

    assert lines_run(short * 4) < lines_run(short) * 4**LARGEST_EXPONENT
