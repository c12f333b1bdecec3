"""Tests of codes that a person types."""

from __future__ import annotations

from datetime import date

import pytest

from assistant import analyze
from assistant.errors import InputError
from assistant.ui.worklist.typed_code import explain_typed, read_line
from assistant.worklist import ClaimLine

DAY = date(2026, 3, 2)
LEFT_LEG = (
    "VENOUS DUPLEX OF THE LEFT LEG 03/02/2026\nIndication: Left calf pain.\n"
    "The left common femoral, femoral and popliteal veins compress; phasic color flow.\nImpression: No DVT."
)


def test_a_line_is_read_with_its_label_whatever_its_letters_and_gaps() -> None:
    typed = read_line(" 93971 ", "lt, 26", "", DAY)
    assert typed.line == ClaimLine("93971", ("LT", "26"), 1)
    assert typed.label
    assert typed.doubts == ()


@pytest.mark.parametrize(
    ("code", "modifiers", "units", "fault"),
    [
        ("9397", "", "1", "five characters"),
        ("93971", "LEFT", "1", "LEFT is no modifier"),
        ("93971", "LT 26 59 76 77", "1", "no more than 4"),
        ("93971", "", "0", "whole number"),
        ("93971", "", "1.5", "whole number"),
        ("93971", "", "²", "whole number"),
    ],
)
def test_what_is_no_claim_line_is_refused(code: str, modifiers: str, units: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        read_line(code, modifiers, units, DAY)


@pytest.mark.parametrize(
    ("code", "units", "doubt"),
    [
        ("36415", "1", "36415 is not in the code registry"),
        ("76645", "1", "76645 is not in force on 2026-03-02; 76641, 76642 is"),
        ("93971", "9", "the limit is 1 a day"),
    ],
)
def test_what_the_registry_holds_against_a_line_is_told(code: str, units: str, doubt: str) -> None:
    assert doubt in " ".join(read_line(code, "", units, DAY).doubts)


def test_an_edit_against_a_line_that_goes_out_beside_it_is_told() -> None:
    assert read_line("93971", "", "1", DAY).doubts == ()
    assert "93970" in " ".join(read_line("93971", "", "1", DAY, [ClaimLine("93970")]).doubts)


def test_why_not_is_told_of_a_code_that_the_tool_did_not_name() -> None:
    absence = explain_typed(analyze(LEFT_LEG), LEFT_LEG, "93970")
    assert absence is not None
    assert "Not described: left deep femoral vein" in " ".join(absence.lines)


@pytest.mark.parametrize(
    ("code", "words"), [("93971", "names it already"), ("36415", "cannot be checked"), ("99213", "cannot be checked")]
)
def test_a_code_that_needs_no_why_not_says_so(code: str, words: str) -> None:
    absence = explain_typed(analyze(LEFT_LEG), LEFT_LEG, code)
    assert absence is not None
    assert words in absence.lines[0]


def test_half_a_code_is_not_explained() -> None:
    assert explain_typed(analyze(LEFT_LEG), LEFT_LEG, "939") is None
