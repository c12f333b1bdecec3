"""The coder is told which code each answer would support, replace or lose."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.engine import analyze
from assistant.gaps.consequences import consequences

HEAD = "3/4/2026 {title}\nIndication: leg swelling.\n"
TAIL = "\nImpression: normal. {images} Jane Low MD"
SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.txt"))
ALL_VEINS = "common femoral, deep femoral, femoral, popliteal, posterior tibial and peroneal veins"


def lines(
    findings: str, element: str, title: str = "VENOUS DUPLEX LEFT LEG", images: str = "Images stored."
) -> tuple[str, ...]:
    return consequences(analyze(HEAD.format(title=title) + findings + TAIL.format(images=images)))[element]


def test_a_missing_element_that_a_code_waits_for_would_support_it() -> None:
    found = lines(f"Left {ALL_VEINS}: color fills, phasic, augments.", "compression")
    assert found == (
        "93971: would be supported if it is documented.",
        "93971: not supported if it was not done, or cannot be told.",
    )


def test_missing_structures_of_one_side_lead_to_the_complete_code() -> None:
    findings = f"Right {ALL_VEINS} compressible, color and spectral Doppler normal, phasic.\nLeft common femoral and popliteal veins compressible, phasic."
    assert lines(findings, "structures", "BILATERAL LEG VENOUS DUPLEX")[0] == (
        "93971: 93970 instead if all named structures were examined and are described."
    )


def test_images_decide_whether_a_diagnostic_code_stays() -> None:
    found = lines(
        f"Left {ALL_VEINS} compressible, color and spectral Doppler normal, phasic.", "image_storage", images=""
    )
    assert found[0] == "93971: stays supported if images were kept."
    assert found[1].startswith("93971: not reportable if no images were kept")


def test_denied_images_refuse_the_code() -> None:
    found = lines(
        f"Left {ALL_VEINS} compressible, color and spectral Doppler normal, phasic.",
        "image_storage",
        images="No images were saved.",
    )
    assert found == (
        "93971: not reportable while the record says so; an addendum helps only if the statement was an error.",
    )


def test_elements_that_a_code_waits_for_together_are_named_together() -> None:
    text = "3/4/2026 PICC placement\nIndication: antibiotics.\nUnder ultrasound guidance the right basilic vein was punctured.\nJane Low MD"
    found = consequences(analyze(text))
    needing = {element: line for element, sentences in found.items() for line in sentences if ", with " in line}
    assert all("would be supported if it is documented, with" in line for line in needing.values())


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_every_gap_of_the_samples_has_its_consequences_and_no_query_has_them(path: Path) -> None:
    analysis = analyze(path.read_text(encoding="utf-8"))
    found = consequences(analysis)
    assert list(found) == [gap.element for gap in analysis.gaps]
    assert not any(line in gap.query for gap in analysis.gaps for line in found[gap.element])
