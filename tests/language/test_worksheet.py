"""The letters of venous tables."""

from __future__ import annotations

from assistant.language.pipeline import read_report


def test_letters_beside_veins_are_their_responses() -> None:
    reading = read_report("Leg veins  R      L\nCFV  C ph   C ph\nFV   NC      C\nPOPV  C A   C A\n")
    found = [m.concept.id for m in reading.mentions if m.concept.label == "MANEUVER"]
    assert found.count("compression") == 5
    assert found.count("noncompressible") == 1
    assert found.count("augmentation") == 2


def test_one_letter_beside_a_vein_is_no_table() -> None:
    reading = read_report("Hepatic vein, hepatitis C, portal vein open.\n")
    assert not [m for m in reading.mentions if m.concept.label == "MANEUVER"]
