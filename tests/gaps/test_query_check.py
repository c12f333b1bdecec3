"""Each rule of compliant query practice is seen when it is broken."""

from __future__ import annotations

import pytest

from assistant.gaps.query_check import problems

SOURCE = "VENOUS DUPLEX LEFT LEG\nCommon femoral vein: color fills."
GOOD = """Subject: Clarification: response of the veins to compression

What the record says:
“Common femoral vein: color fills.” (findings, line 2)

The record does not describe the response to compression. What was the response, if it was assessed?
( ) Response of each vein: ____
( ) Compression was not assessed; reason: ____
( ) Other: ____
( ) Unable to determine

Please answer by an addendum to the report, from the exam as performed. If no change is needed, say so."""

BROKEN = [
    ("veins to compression\n", "veins to compression, 93971\n", "code number"),
    ("If no change", "So that 0501T fits. If no change", "code number"),
    ("What was the response", "For billing, what was the response", "billing"),
    ("If no change", "A denial may follow. If no change", "denial"),
    ("If no change", "Payment may rest on it. If no change", "payment"),
    ("If no change", "The upgrade rests on it. If no change", "upgrade"),
    ("If no change", "It is a quality metric. If no change", "quality metric"),
    ("color fills.” (", "color fills well.” (", "does not hold"),
    ("line 2)", "line 1)", "line 1"),
    ("line 2)", "line 99)", "line 99"),
    ("“Common femoral vein: color fills.” (findings, line 2)", "Color fills the vein.", "quotes no words"),
    ("(findings, line 2)", "(findings, line 2), “LEFT LEG”", "without its line"),
    ("( ) Other: ____\n", "", "Other"),
    ("( ) Unable to determine\n", "", "Unable"),
    ("( ) Response", "(x) Response", "chosen beforehand"),
    ("( ) Response", "[✓] Response", "chosen beforehand"),
    ("( ) Compression was not assessed; reason: ____\n", "", "one kind"),
    ("What was the response", "Please confirm that it was normal. What was the response", "please confirm"),
    ("What was the response", "Please add the response. What was the response", "please add"),
    ("If no change", "Was Doppler used? If no change", "2 questions"),
    ("If no change", "\nSubject: Clarification: side\nIf no change", "2 subjects"),
    ("does not describe", "of the stenosis does not describe", "stenosis"),
]


def test_a_neutral_question_has_no_problems() -> None:
    assert problems(GOOD, SOURCE) == []


@pytest.mark.parametrize(("words", "broken", "sign"), BROKEN)
def test_a_broken_rule_is_named(words: str, broken: str, sign: str) -> None:
    assert words in GOOD
    assert any(sign in problem for problem in problems(GOOD.replace(words, broken, 1), SOURCE))


def test_options_that_all_affirm_lead() -> None:
    leading = GOOD.replace("Response of each vein: ____", "Yes, performed").replace(
        "Compression was not assessed; reason: ____", "Compression was done"
    )
    assert problems(leading, SOURCE) == ["offers only answers of one kind"]


def test_options_that_all_deny_lead() -> None:
    leading = GOOD.replace("Response of each vein: ____", "Not done").replace(
        "Compression was not assessed; reason: ____", "No vein was compressed"
    )
    assert problems(leading, SOURCE) == ["offers only answers of one kind"]


def test_a_diagnosis_of_the_record_may_be_named() -> None:
    question = GOOD.replace("does not describe", "of the stenosis does not describe")
    assert problems(question, SOURCE + " Stenosis of the vein.") == []


def test_sides_are_choices_of_different_kinds() -> None:
    sides = GOOD.replace("Response of each vein: ____", "Right").replace(
        "Compression was not assessed; reason: ____", "Left"
    )
    assert problems(sides, SOURCE) == []


@pytest.mark.parametrize("words", ["3/4/2026", "accession 4711", "12,500 g", "1.25 m/s", "room 2204"])
def test_other_numbers_are_no_codes(words: str) -> None:
    assert problems(GOOD.replace("The record", f"At {words} the record"), SOURCE) == []
