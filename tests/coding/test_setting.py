"""26, TC and GC: only when a setting is asked for, by the fee schedule's indicator, with the reason."""

from __future__ import annotations

from typing import cast

import pytest

from assistant import analyze
from assistant.coding.setting import BillingSetting
from assistant.errors import InputError

DUPLEX = """DUPLEX OF THE RIGHT LEG VEINS
Date: 05/06/2026
Indication: calf pain.
Gray-scale, color and spectral Doppler. Right common femoral, femoral, popliteal and posterior tibial veins
compress fully,
flow is phasic with augmentation. Images stored. Impression: no clot. Signed, Odile Varga, MD
"""
IVUS = """OPERATIVE REPORT
Date: 05/06/2026
The left popliteal vein was punctured and a sheath was placed. Venography with contrast showed the veins of the
left leg.
IVUS of the left common iliac vein: 42 mm2, 74% stenosis. Recordings archived. Signed, Odile Varga, MD
"""


def modifiers(text: str, setting: BillingSetting | None) -> dict[str, tuple[str, ...]]:
    """Return the modifiers of the supported codes."""
    return {code.code: code.modifiers for code in analyze(text, setting=setting).with_status("supported")}


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        (None, ("RT",)),
        ("office", ("RT",)),
        ("facility-professional", ("26", "RT")),
        ("facility-technical", ("TC", "RT")),
    ],
)
def test_a_split_code_takes_the_part_of_the_setting(setting: BillingSetting | None, expected: tuple[str, ...]) -> None:
    assert modifiers(DUPLEX, setting) == {"93971": expected}


def test_a_physicians_service_is_never_split() -> None:
    assert modifiers(IVUS, "facility-professional")["37252"] == ()


def test_each_setting_says_why() -> None:
    code = analyze(DUPLEX, setting="facility-professional").codes[0]
    assert any(note.startswith("26:") for note in code.notes)


def test_teaching_physicians_attestation_gives_gc() -> None:
    text = DUPLEX.replace(
        "Signed,", "Resident: Tim Lo. I personally reviewed the images and agree with the above. Signed,"
    )
    assert modifiers(text, "facility-professional") == {"93971": ("26", "RT", "GC")}


def test_a_trainee_without_attestation_is_noted_and_gives_no_gc() -> None:
    text = DUPLEX.replace("Signed,", "Performed with the resident Tim Lo. Signed,")
    code = analyze(text, setting="office").codes[0]
    assert "GC" not in code.modifiers
    assert any("trainee took part" in note for note in code.notes)


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(InputError, match="'ward' is no setting"):
        analyze(DUPLEX, setting=cast("BillingSetting", "ward"))


# What only a claim knows

TWINS = """OBSTETRIC ULTRASOUND, GROWTH, TWINS
Date: 05/12/2026
Indication: dichorionic twins, growth follow-up, 30 weeks.
Twin A: vertex. BPD 75, HC 280, AC 260, FL 57 mm, weight 1500 g. Fluid normal. Heart rate 140.
Twin B: breech. BPD 74, HC 276, AC 255, FL 56 mm, weight 1450 g. Fluid normal. Heart rate 145.
Images archived. Impression: concordant growth. Signed, Vera Haas, MD
"""
ECHO = """TRANSTHORACIC ECHOCARDIOGRAM
Date: 06/01/2026
Indication: dyspnea.
2D, M-mode, color and spectral Doppler. {agent}
LV size and function normal, EF 60 %. RV normal. LA 38 mm, RA normal. Aortic valve: mean gradient 8 mmHg.
Mitral valve: mild regurgitation. Tricuspid valve: trace regurgitation, RVSP 32 mmHg. Pulmonic valve normal.
No pericardial effusion. Aortic root 32 mm.
Images archived. Impression: normal function. Signed, Vera Haas, MD
"""
AGENT = "Definity was given intravenously for border definition."
STRESS = """STRESS ECHOCARDIOGRAM
Date: 06/01/2026
Indication: chest pain.
Treadmill exercise, Bruce protocol, 9 minutes, continuous ECG supervised and read by me. Definity was given.
Rest and peak images of the left ventricle: no wall motion abnormality.
Images archived. Impression: no ischemia. Signed, Vera Haas, MD
"""
EYES = """A-SCAN BIOMETRY WITH IOL CALCULATION
Date: 05/24/2026
Indication: cataract.
Axial length {eyes}; IOL power 21.0 SRK-T. Printed and stored. Signed, O. Lind, MD
"""


def lines(text: str, setting: BillingSetting | None) -> list[tuple[str, int, tuple[str, ...]]]:
    """Return the supported lines as code, units and modifiers."""
    return [(code.code, code.units, code.modifiers) for code in analyze(text, setting=setting).with_status("supported")]


def test_each_further_fetus_has_a_line_of_its_own_with_59() -> None:
    assert lines(TWINS, "office") == [("76816", 1, ()), ("76816", 1, ("59",))]


def test_the_part_stands_before_59_of_a_further_fetus() -> None:
    assert lines(TWINS, "facility-professional") == [("76816", 1, ("26",)), ("76816", 1, ("26", "59"))]


def test_one_fetus_stays_one_line() -> None:
    single = TWINS.replace(", TWINS", "").replace("dichorionic twins, ", "").replace("Twin A: v", "V")
    single = "\n".join(line for line in single.splitlines() if not line.startswith("Twin B"))
    assert lines(single, "office") == [("76816", 1, ())]


def test_two_further_fetuses_share_the_line_with_59() -> None:
    third = "Twin C: vertex. BPD 73, HC 275, AC 254, FL 55 mm, weight 1440 g. Fluid normal. Heart rate 142.\nImages"
    triplets = TWINS.replace("Images", third).replace("Twin", "Triplet").replace("twins", "triplets")
    assert lines(triplets, "office") == [("76816", 1, ()), ("76816", 2, ("59",))]


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("office", ("93306", 1, ())),
        ("facility-professional", ("93306", 1, ("26",))),
        ("facility-technical", ("C8929", 1, ())),
    ],
)
def test_hospital_has_a_code_of_its_own_for_an_echocardiogram_with_contrast_agent(
    setting: BillingSetting, expected: tuple[str, int, tuple[str, ...]]
) -> None:
    assert lines(ECHO.format(agent=AGENT), setting) == [expected]


@pytest.mark.parametrize("agent", ["", "No contrast agent was needed.", "Agitated saline showed no shunt."])
def test_without_a_contrast_agent_the_hospital_reports_the_common_code(agent: str) -> None:
    assert lines(ECHO.format(agent=agent), "facility-technical") == [("93306", 1, ("TC",))]


def test_before_the_hospital_code_began_the_common_code_stands() -> None:
    text = ECHO.format(agent=AGENT).replace("06/01/2026", "06/01/2008")
    assert "C8929" not in {code for code, _, _ in lines(text, "facility-technical")}


def test_hospital_code_of_a_stress_echocardiogram_contains_its_contrast_agent() -> None:
    codes = {code.code: code.status for code in analyze(STRESS, setting="facility-technical").codes}
    assert codes == {"C8930": "supported", "93352": "not_reportable"}


@pytest.mark.parametrize(
    ("eyes", "expected"),
    [
        ("OD 23.4, OS 23.6", ("26", "50")), ("both eyes 23.4", ("26", "50")), ("OD 23.4", ("26", "RT")),
        ("23.4", ("26",)),
    ],
)  # fmt: skip
def test_a_reading_that_is_paid_for_each_side_bears_its_side(eyes: str, expected: tuple[str, ...]) -> None:
    assert modifiers(EYES.format(eyes=eyes), "facility-professional") == {"76519": expected}


def test_a_reading_without_its_side_says_so() -> None:
    (code,) = analyze(EYES.format(eyes="23.4"), setting="facility-professional").with_status("supported")
    assert any("which the report does not tell" in note for note in code.notes)


def test_the_machines_part_of_both_eyes_bears_no_side() -> None:
    assert modifiers(EYES.format(eyes="OD 23.4, OS 23.6"), "facility-technical") == {"76519": ("TC",)}
