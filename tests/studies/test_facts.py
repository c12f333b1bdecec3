"""The facts of a text: which side, whether veins were pressed, each of what has a code."""

from __future__ import annotations

import pytest

from assistant.engine import analyze

END = " Images stored. Ada Brinkley, MD 05/14/2026"


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("SCROTAL ULTRASOUND. Findings: testes 4 cm, epididymides normal. Impression: normal.", "bilateral"),
        ("ECHOCARDIOGRAM. Findings: left ventricle normal, right ventricle normal. Impression: normal.", "none"),
        ("CHEST ULTRASOUND. Findings: lung sliding, no effusion. Impression: normal.", "bilateral"),
        ("CHEST ULTRASOUND. Findings: right pleural effusion 3 cm. Impression: effusion.", "right"),
        ("RENAL ULTRASOUND. Findings: right kidney 10 cm, left kidney 11 cm, bladder normal. Impression: normal.", "bilateral"),
        ("RENAL TRANSPLANT ULTRASOUND. Findings: second transplant kidney, right side, 11 cm; flow in color. Native kidneys removed on both sides. Right external iliac artery 131 cm/s. Right flank tender. Impression: normal.", "right"),
        ("HEEL ULTRASOUND BONE DENSITY. Findings: right calcaneus, T-score -1.9. Impression: low.", "right"),
        ("RESTING ABI AND PULSE VOLUME RECORDING. Findings: ABI right 1.0, left 0.8; ankle PVR of the left foot blunted. Impression: disease.", "bilateral"),
        ("AORTA ULTRASOUND for aneurysm. Findings: abdominal aorta 2.1 cm, no aneurysm. Impression: normal.", "none"),
    ],
)
def test_the_side_is_that_of_the_place_that_was_examined(text: str, side: str) -> None:
    assert analyze(text + END).facts.laterality == side


def test_the_side_of_a_vessel_that_was_only_punctured_is_not_added_to_that_of_the_study() -> None:
    text = (
        "IVUS OF THE LEFT ILIAC VEINS. Procedure: right femoral vein punctured with a needle, catheter advanced, contrast"
        " venogram. IVUS of the left common iliac vein: 50% stenosis. Impression: stenosis."
    )
    assert analyze(text + END).facts.laterality == "left"


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("NATIVE KIDNEY BIOPSY. Ultrasound: right kidney 10 cm, left 11 cm. Left lower pole chosen, skin to capsule 4 cm. The needle tip was held at the capsule on a live picture.", "left"),
        ("LIVER BIOPSY. Right arm up. Needle seen in real time in the liver lesion under ultrasound. Right side down for two hours.", "none"),
        ("FNA under ultrasound of an omental nodule left of midline, needle tip seen in the nodule.", "none"),
    ],
)  # fmt: skip
def test_the_side_of_a_needle_is_that_of_the_organ_it_went_into_not_where_the_patient_lay(text: str, side: str) -> None:
    assert analyze(text + END).facts.laterality == side


def test_of_a_study_called_bilateral_the_described_side_counts_whatever_the_impression_says_of_both() -> None:
    text = (
        "BILATERAL LEG VENOUS DUPLEX. Findings: right common femoral vein, right femoral vein, right popliteal vein and right"
        " posterior tibial veins compress, flow phasic in color. Left leg: same as above. Impression: no deep venous thrombosis in either leg."
    )
    assert analyze(text + END).facts.laterality == "right"


VEINS = "common femoral, deep femoral, femoral, popliteal, posterior tibial and peroneal veins compress, flow phasic, color and spectral Doppler."
COPY = "COMPARISON STUDY (imported automatically)\nExam date: 03/02/2026\nRight {0}\nLeft {0}\nImpression: normal.\n"


@pytest.mark.parametrize(
    "copied",
    [
        "- - - " + COPY + "- - - END OF IMPORT - - -\n",
        "Below: copied from archive for comparison\n" + COPY.split("\n", 1)[1],
    ],
)
def test_what_was_copied_from_an_earlier_report_is_not_done_now(copied: str) -> None:
    text = f"VENOUS DUPLEX LEG. Leg swelling. TODAY'S FINDINGS (left leg): {VEINS} Impression: normal.{END}\n{copied.format(VEINS)}"
    told = analyze(text)
    assert told.facts.laterality == "left"
    assert [(code.code, code.modifiers) for code in told.codes if code.status == "supported"] == [("93971", ("LT",))]


@pytest.mark.parametrize(
    "finding",
    ["IVC 1.8 cm, collapses with a sniff.", "Compression of the right atrium by the effusion.", "Lung collapsed."],
)
def test_what_gives_way_by_itself_or_to_a_neighbour_is_no_compression_of_a_vein(finding: str) -> None:
    text = f"ECHOCARDIOGRAM. Findings: left ventricle normal. {finding} Impression: normal."
    assert analyze(text + END).facts.compression == "no"


def test_a_vein_pressed_by_the_probe_is_compression_in_any_study() -> None:
    text = "ULTRASOUND LEFT KNEE, soft tissue. Findings: Baker cyst 4 cm. Popliteal vein compresses. Impression: cyst."
    assert analyze(text + END).facts.compression == "yes"


def test_a_row_of_a_side_below_the_reason_is_no_part_of_the_reason() -> None:
    text = (
        "DUPLEX CAROTID & VERTEBRAL    03 NOV 2025\nREASON: MEMORY SPELLS, BRUIT RT\n"
        "RT  CCA 70/12  ICA P 92/21  M 90/24  D 66/22  ECA 128  VERT 40 ANTEGRADE  RATIO 1.2\n"
        "LT  CCA 77/15  ICA P 112/36  M 90/30  D 71/25  ECA 119  VERT 44 ANTEGRADE  RATIO 1.5\n"
        "B-MODE, COLOR, PW.\nRESULT: RT ICA <50%. LT <50%."
    )
    assert analyze(text).facts.laterality == "bilateral"


def test_the_level_of_the_renal_vessels_is_no_side_of_the_aorta() -> None:
    text = (
        "AORTA ULTRASOUND for a pulsatile mass. Findings: aorta 2.7 cm at the diaphragm, 2.9 cm at the level of the renal vessels,"
        " 4.6 cm infrarenal. The right common iliac is 1.4 cm at its origin, the left 1.3 cm. Impression: aneurysm."
    )
    assert analyze(text + END).facts.laterality == "none"


def test_a_region_named_above_the_findings_is_not_what_was_found() -> None:
    text = (
        "SOFT TISSUE ULTRASOUND\nRegion: RIGHT lower leg\nReason: R calf swollen\nFindings: Left calf: fluid pocket 3 x 2 cm, 6 mm deep.\n"
        "Interpretation: abscess of the left calf."
    )
    told = analyze(text + END)
    assert told.facts.laterality == "none"
    assert "laterality_conflict" in {gap.element for gap in told.gaps}
