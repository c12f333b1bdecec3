"""A reason tells only what the report bears out."""

from __future__ import annotations

from assistant.engine import analyze

HEAD = "{title} 11/12/2026\nIndication: swelling of the legs.\nColor and spectral Doppler.\n"
RIGHT = "Right: common femoral, deep femoral, femoral, popliteal, posterior tibial and peroneal veins compress.\n"
THIGH = "Left: common femoral, deep femoral, femoral and popliteal veins compress.\n"
TAIL = "Impression: no DVT. Images archived. Ada Ferris, MD"
BOTH = "BILATERAL LOWER EXTREMITY VENOUS DUPLEX"
LINE = (
    "PROCEDURE: Central line placement, right internal jugular 11/12/2026\nIndication: sepsis.\nUnder real-time ultrasound "
    "guidance the needle was seen entering the right internal jugular vein. A triple lumen catheter was placed.{more}\n"
    "Ada Ferris, MD"
)


def reason(text: str, code: str) -> str:
    return next(found.reason for found in analyze(text).codes if found.code == code)


def test_a_code_that_waits_does_not_assert_what_it_waits_for() -> None:
    told = reason(LINE.format(more=""), "76937")
    assert told.startswith("The code means: vessels were looked at")
    assert told.endswith("Not told: vessel patency, permanent images.")


def test_a_code_that_waits_for_nothing_asserts_what_its_rule_found() -> None:
    told = reason(LINE.format(more=" The vein was patent and compressible. An image was saved."), "76937")
    assert told.startswith("Vessels were looked at")


def test_a_complete_study_names_what_was_not_seen() -> None:
    boot = "Left posterior tibial and peroneal veins not seen because of a walking boot.\n"
    told = reason(HEAD.format(title=BOTH) + RIGHT + THIGH + boot + TAIL, "93970")
    assert told.endswith("Not seen, for a reason that is given: left posterior tibial vein, left peroneal vein.")


def test_a_study_of_both_sides_names_the_side_and_what_it_lacks() -> None:
    told = reason(HEAD.format(title=BOTH) + RIGHT + THIGH + TAIL, "93971")
    assert told == (
        "Both sides were studied, without all segments on each. Not described: left posterior tibial vein, left peroneal vein."
    )


def test_a_study_of_one_side_names_it() -> None:
    text = HEAD.format(title="RIGHT LEG VENOUS DUPLEX") + RIGHT + TAIL
    assert reason(text, "93971") == "The right side was studied."
