"""Whose side and place findings have: a side as the other, a sheet's own side, places that are no structure, stretches."""

import pytest

from assistant.engine import analyze
from assistant.studies.statements import Statements
from tests.findings.told_findings import read_marked, told, told_at

MARKED = [
    # The side of a vessel that only tells a place is not that of what is measured.
    "IVUS OF THE LEFT ILIAC VEINS\nThe left common iliac vein was narrowed beneath the right common iliac artery, lumen "
    "<left common iliac vein area=42; left common iliac vein imaged_inside=yes>42 mm2</>.",
    # A word of normality behind a clear statement does not take that back.
    "Right leg: The popliteal vein <right popliteal vein visualized=yes>is well seen</>. It is normal. It "
    "<right popliteal vein compressibility=full>compresses</>.",
    # "Beyond it" tells no place of the vein that follows.
    "Left AVF: Beyond it the cephalic vein <left cephalic vein diameter=6.4>measures 6.4 mm</>.",
    # A bypass is no vessel that it runs from or to.
    "LEFT LEG: The femoral to posterior tibial vein bypass <left bypass graft patency=patent>is patent</>.",
    # A number right behind a waveform is the velocity.
    "ARTERIAL DUPLEX LEFT LEG\nCFA <left common femoral artery waveform=triphasic>tri</> <left common femoral artery psv=110>110</>.",
]


@pytest.mark.parametrize("marked", MARKED)
def test_findings_are_of_the_structure_that_is_spoken_of(marked: str) -> None:
    text, rows = read_marked(marked)
    assert {row[:4] for row in told_at(text)} == {row[:4] for row in rows}


@pytest.mark.parametrize(
    "words",
    ["Left leg: the same as above.", "Left: same.", "LEFT LEG: same as right.", "The left leg is the same as the right."],
)
def test_a_side_that_is_as_the_other_has_its_findings_marked_as_repeated(words: str) -> None:
    findings = analyze(f"FINDINGS:\nRight leg: CFV and popliteal vein compress. GSV 4.1 mm.\n{words}").findings
    assert {(f.structure, f.attribute, f.repeated) for f in findings if f.side == "left"} == {
        ("common femoral vein", "compressibility", True),
        ("popliteal vein", "compressibility", True),
    }


def test_what_is_excepted_is_not_repeated() -> None:
    found = told("Right leg: CFV compresses. POP compresses.\nLeft leg: same, except the popliteal vein, which does not compress.")
    assert ("common femoral vein", "left", "compressibility", "full") in found
    assert ("popliteal vein", "left", "compressibility", "full") not in found


@pytest.mark.parametrize("words", ["Left leg: same technique, CFV only.", "Left leg: the same day.", "Left CFV the same."])
def test_other_words_with_same_repeat_no_side(words: str) -> None:
    findings = analyze(f"FINDINGS:\nRight leg: CFV and popliteal vein compress.\n{words}").findings
    assert not [f for f in findings if f.side == "left" and f.structure == "popliteal vein"]


def test_a_repeated_side_documents_no_structure() -> None:
    findings = analyze("FINDINGS:\nRight leg: CFV and popliteal vein compress.\nLeft leg: the same as above.").findings
    assert {found.side for found in Statements(findings)} == {"right"}


def test_vessels_that_something_lies_between_are_not_measured() -> None:
    found = told("The left renal vein is narrowed between the aorta and the superior mesenteric artery, peak velocity 140 cm/s.")
    assert {name for name, _, attribute, _ in found if attribute == "psv"} == {"renal vein"}


@pytest.mark.parametrize(
    ("head", "side"),
    [("Side: LEFT", "left"), ("Limb studied: R", "right")],
)
def test_a_sheets_labelled_side_decides_over_a_comparison_of_the_other(head: str, side: str) -> None:
    other = "Right" if side == "left" else "Left"
    found = told(f"Upper Extremity Venous\n{head}\nIJV: compressible\nAxillary: compressible\n{other} subclavian (compare): phasic")
    assert ("axillary vein", side, "compressibility", "full") in found


def test_the_side_of_a_lost_limb_is_no_veins() -> None:
    found = told("Visit for leg ulcer, RIGHT medial. Reflux exam, cannot stand (BKA left).\nSFJ 7.7 mm 2.0 s, SSV 4.4 mm")
    assert ("saphenofemoral junction", "right", "diameter", "7.7") in found


def test_a_stent_from_the_cava_to_a_vein_treats_those_between() -> None:
    found = told(
        "PROCEDURE: IVUS was done. A 16 x 120 mm stent was placed from the caval confluence to the left common femoral vein."
    )
    stented = {name for name, _, attribute, value in found if (attribute, value) == ("treatment", "stent")}
    assert stented == {"common iliac vein", "external iliac vein", "common femoral vein"}


@pytest.mark.parametrize("words", ["The IVC collapses on inspiration.", "Inferior vena cava 1.8 cm, collapsing more than half."])
def test_a_cava_is_not_pressed_shut(words: str) -> None:
    assert not [row for row in told(f"Echo.\n{words}") if row[2] == "compressibility"]


def test_heads_over_states_of_the_patient_are_heads() -> None:
    found = told("Mesenteric duplex\n             fasting PSV   fasting EDV\nCeliac       342           90\nSMA          288           48")
    assert ("celiac artery", "none", "edv", "90") in {(n, s or "none", a, v) for n, s, a, v in found}


def test_an_anastomosis_in_a_row_is_of_the_graft() -> None:
    found = told("R fem-pop bypass graft\n Level               cm/s\n Inflow CFA           132\n Prox anast           118\n Graft prox            82")
    assert ("bypass graft", "right", "psv", "118") in found
