"""Counting treated veins and sampled lesions."""

import pytest

from assistant.engine import analyze

NEEDLE = "Under real-time ultrasound a 25 gauge needle was advanced. Slides were sent for cytology. Images stored."


def units(text: str) -> dict[str, int]:
    """Return the units of the supported codes of a text."""
    return {code.code: code.units for code in analyze(text).codes if code.status == "supported"}


@pytest.mark.parametrize(
    ("title", "further"),
    [
        ("FINE NEEDLE ASPIRATION OF A RIGHT THYROID NODULE", 0),
        ("FINE NEEDLE ASPIRATION OF TWO THYROID NODULES", 1),
        ("FINE NEEDLE ASPIRATION OF THREE THYROID NODULES", 2),
        ("FINE NEEDLE ASPIRATION, NODULE A AND NODULE B OF THE THYROID", 1),
        ("FINE NEEDLE ASPIRATION OF A THYROID NODULE OF 2 CM, THREE PASSES", 0),
    ],
)
def test_each_further_lesion_is_a_unit(title: str, further: int) -> None:
    found = units(f"{title}\n{NEEDLE}\nSigned: Ada Brook, MD 02/02/2026")
    assert found == ({"10005": 1, "10006": further} if further else {"10005": 1})


@pytest.mark.parametrize(
    ("veins", "codes"),
    [
        ("The right great saphenous vein was accessed and treated.", {"36475"}),
        ("The right great saphenous vein was treated. The right small saphenous vein was treated.", {"36475", "36476"}),
        ("The right great saphenous vein was treated. The right small saphenous vein is competent.", {"36475"}),
    ],
)
def test_a_vein_counts_where_its_treatment_is_told(veins: str, codes: set[str]) -> None:
    text = f"RADIOFREQUENCY ABLATION, RIGHT LEG, 02/02/2026\nA sheath was placed. {veins}\nSigned: Ada Brook, MD"
    assert set(units(text)) == codes


def test_further_veins_of_a_leg_are_one_unit() -> None:
    vein = "The right {} saphenous vein was accessed and treated."
    text = "RADIOFREQUENCY ABLATION, RIGHT LEG, 02/02/2026\nA sheath was placed. " + " ".join(
        vein.format(name) for name in ("great", "small", "anterior accessory")
    )
    assert units(text)["36476"] == 1
