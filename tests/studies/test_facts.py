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
    "finding",
    ["IVC 1.8 cm, collapses with a sniff.", "Compression of the right atrium by the effusion.", "Lung collapsed."],
)
def test_what_gives_way_by_itself_or_to_a_neighbour_is_no_compression_of_a_vein(finding: str) -> None:
    text = f"ECHOCARDIOGRAM. Findings: left ventricle normal. {finding} Impression: normal."
    assert analyze(text + END).facts.compression == "no"


def test_a_vein_pressed_by_the_probe_is_compression_in_any_study() -> None:
    text = "ULTRASOUND LEFT KNEE, soft tissue. Findings: Baker cyst 4 cm. Popliteal vein compresses. Impression: cyst."
    assert analyze(text + END).facts.compression == "yes"
