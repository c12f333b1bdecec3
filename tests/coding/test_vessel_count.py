"""Counting the vessels that intravascular ultrasound showed."""

from __future__ import annotations

import pytest

from assistant.engine import analyze

HEAD = "INTRAVASCULAR ULTRASOUND, 02/02/2026. Left leg swelling. Left popliteal access, venogram of the left leg: narrowed iliac vein.\n"
TAIL = "Stent of the left common iliac vein. Images archived. Ada Brook, MD"


def vessels(told: str) -> int:
    """Return the units of 37252 and 37253 together."""
    return sum(code.units for code in analyze(f"{HEAD}{told}\n{TAIL}").codes if code.code in ("37252", "37253"))


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ("IVUS: left common iliac vein 40 mm2, 75 %; left external iliac vein 150 mm2, normal.", 2),
        ("IVUS: left common iliac vein 40 mm2, 75 %. The cava was only glanced at as a landing zone.", 1),
        ("IVUS: IVC, starting point only. Left common iliac vein 40 mm2, 75 %.", 1),
        ("IVUS: left common iliac vein 40 mm2, 75 %; left external iliac vein passed through without remark.", 1),
        ("IVUS: left common iliac vein 40 mm2, 75 %, IVC confluence unremarkable.", 1),
        ("IVUS: left common iliac vein 40 mm2, 75 %, not reaching the cava.", 1),
        ("IVUS: left common iliac vein 40 mm2, 75 %; IVC not measured.", 1),
        ("IVUS catheter over a wire with its tip in the IVC: left common iliac vein 40 mm2, 75 %.", 1),
        ("IVUS: left common iliac vein 40 mm2, 75 %; the external iliac and common femoral veins not probed.", 1),
        ("IVUS pullback IVC to groin: left common iliac vein 40 mm2, 75 %.", 1),
        ("IVUS: left common iliac vein 48 mm2 against 182 mm2 below, used only as reference. IVUS: left common femoral vein 60 mm2, 66 %.", 2),
    ],
)
def test_a_vessel_counts_with_a_finding_of_its_own(told: str, number: int) -> None:
    assert vessels(told) == number


def test_an_aorta_with_landmarks_is_one_vessel() -> None:
    text = "TEVAR with IVUS, 02/02/2026. IVUS: aorta 27 mm with a flap at the celiac artery and below the renal arteries. Endograft 28 x 150."
    assert [(code.code, code.units) for code in analyze(text).codes if code.code.startswith("372")] == [("37252", 1)]


def test_vessels_that_head_the_rows_of_a_table_of_areas_count_with_their_sides() -> None:
    table = """
IVUS           area mm2   comment
IVC infrarenal 262        round
R CIV          170        slight indent by R CIA, <20%
R EIV          138        ok
L CIV          83         51%
L EIV          169        ok
"""
    assert vessels(table) == 5


def test_coronary_rows_of_a_table_are_no_vessels_of_a_leg() -> None:
    assert vessels("IVUS of the left common iliac vein: 40 mm2, 75 %.\n- LAD IVUS: MLA 2.7\n- RCA IVUS: MLA 3.2") == 1


def test_vessels_that_open_paragraphs_count_where_the_probe_measured_there() -> None:
    told = """LEFT RENAL VEIN: Cobra seated. Film: 10 mm, collaterals. IVUS: lumen 24 mm2 between the arteries against 90 mm2 at the hilum.

LEFT COMMON ILIAC VEIN: crossed over. Film: broad impression. IVUS: 110 mm2 under the artery."""
    assert vessels(told) == 2


def test_a_vein_seen_through_the_skin_is_not_one_of_the_probe() -> None:
    text = """OPERATIVE REPORT 02/02/2026
PROCEDURE: Left iliac vein stent under intravascular ultrasound without contrast.
DESCRIPTION: By surface ultrasound the femoral vein of the left thigh was 9 mm across, it closed when pushed upon, and there
was no clot in it or in the great saphenous vein. The needle was followed on the screen into the femoral vein. A 10 French sheath was inserted.
The ultrasound probe was advanced along the wire. The left common iliac vein is squeezed to 39 square millimeters.
The common iliac was stented, 181 square millimeters after. Ada Brook, MD"""
    assert "37253" not in [code.code for code in analyze(text).codes]
