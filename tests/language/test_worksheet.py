"""The marks of worksheets: boxes and the letters of venous tables."""

from __future__ import annotations

import pytest

from assistant.language.pipeline import read_report
from assistant.language.worksheet import unticked_options


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("side  [ ] left  [x] right", ["[ ] left"]),
        ("Left [x]  Right [ ]", ["Right [ ]"]),
        ("\u2610 arm \u2612 leg", ["\u2610 arm"]),
        ("(X) arterial ( ) carotid; color used", ["( ) carotid"]),
        ("[ ] left\n[ ] right", []),  # a form in which nothing was filled in
        ("[x] left\n[ ] right", []),
    ],
)
def test_option_of_an_empty_box_beside_a_ticked_one_was_not_chosen(text: str, options: list[str]) -> None:
    assert [text[start:end].strip() for start, end in unticked_options(text)] == options


def test_unticked_no_denies_nothing() -> None:
    reading = read_report("Popliteal vein  [x] yes [ ] no  phasic\n")
    assert {m.concept.id: m.assertion for m in reading.mentions}["phasicity"] == "affirmed"


def test_letters_beside_veins_are_their_responses() -> None:
    reading = read_report("Leg veins  R      L\nCFV  C ph   C ph\nFV   NC      C\nPOPV  C A   C A\n")
    found = [m.concept.id for m in reading.mentions if m.concept.label == "MANEUVER"]
    assert found.count("compression") == 5
    assert found.count("noncompressible") == 1
    assert found.count("augmentation") == 2


def test_one_letter_beside_a_vein_is_no_table() -> None:
    reading = read_report("Hepatic vein, hepatitis C, portal vein open.\n")
    assert not [m for m in reading.mentions if m.concept.label == "MANEUVER"]
