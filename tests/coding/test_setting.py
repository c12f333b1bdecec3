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
