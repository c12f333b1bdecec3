"""Counting treated veins and sampled lesions."""

import pytest

from assistant.engine import analyze
from assistant.services.given import given_services

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


@pytest.mark.parametrize(
    ("told", "further"),
    [
        ("Thyroid nodules.\n1. Left mid pole: 3 passes, 27 gauge.\n2. Isthmus: 2 passes, 27 gauge.", 1),
        ("Four passes were made into the right nodule. Three passes were made into the left nodule.", 1),
        ("Fine needle aspiration x 2 of the thyroid.", 1),
        ("Fine needle aspiration of a thyroid nodule and of a left level IV lymph node.", 1),
        ("Fine needle aspiration of two nodules on the right and one on the left.", 2),
        ("Fine needle aspiration of four nodules: three on the right and one on the left.", 3),
        ("Fine needle aspiration x 4 passes of the right nodule.", 0),
        ("Needle aspiration of the right nodule and left one, tip seen in each.", 1),
        ("Fine needle aspiration of a parotid lump; second pass into a separate submandibular lump.", 1),
        ("3 nodules, 1 FNA done, left mid pole; the right ones left alone.", 0),
    ],
)
def test_lesions_are_counted_however_they_are_told(told: str, further: int) -> None:
    found = units(f"THYROID ASPIRATION\n{told}\n{NEEDLE}\nSigned: Ada Brook, MD 02/02/2026")
    assert found.get("10006", 0) == further


def test_a_lesion_of_another_kind_of_sampling_is_not_counted() -> None:
    text = (
        "Ultrasound-guided fine needle aspiration of a right axillary node and ultrasound-guided core biopsy of a left breast mass, "
        "03/02/2026. Needles seen in both, slides for cytology, four cores, clip placed. Images stored. Ada Brook, MD"
    )
    assert units(text) == {"10005": 1, "19083": 1}


def test_breast_lesions_are_counted_by_clock() -> None:
    text = "Ultrasound-guided core biopsy of left breast masses at 2 o'clock and at 10 o'clock, clip in each."
    assert units(text) == {"19083": 1, "19084": 1}


def test_a_time_in_brackets_is_no_hour_of_the_breast() -> None:
    text = "Ultrasound-guided core biopsy of the left breast 1:30 (11:00), needle seen through the mass, clip. Images stored."
    assert units(text) == {"19083": 1}


def test_each_method_of_breast_biopsy_has_its_first_lesion() -> None:
    text = (
        "Right breast, 03/02/2026. Stereotactic core biopsy of calcifications, six cores, clip. The mass at 11 o'clock was biopsied "
        "by ultrasound, needle seen through the mass, four cores, clip. Images stored. Ada Brook, MD"
    )
    assert units(text) == {"19081": 1, "19083": 1}


@pytest.mark.parametrize(
    ("veins", "codes"),
    [
        ("great and small saphenous veins", {"36475", "36476"}),
        ("great saphenous vein", {"36475"}),
    ],
)
def test_two_veins_under_one_noun_count_as_two(veins: str, codes: set[str]) -> None:
    assert set(units(f"Radiofrequency ablation of the left {veins} through own punctures.")) == codes


def test_a_single_tributary_is_one_vein_though_varicosities_are_named() -> None:
    text = (
        "SCLEROTHERAPY 02/02/2026\nResidual varicosities of the right calf. Polidocanol into a single tributary of the right calf, "
        "injected by eye.\nSigned: Ada Brook, MD"
    )
    assert units(text) == {"36470": 1}


def test_a_vein_that_is_only_compared_with_got_no_line() -> None:
    text = (
        "RIJ CVC, 05/18/2026: ultrasound of the neck, RIJ patent and compressible. It is larger than LIJ, needle entry seen "
        "live, triple lumen CVC placed. Image printed. Jane Low MD"
    )
    (line,) = (code for code in analyze(text, decide=given_services(["36556"])).codes if code.code == "36556")
    assert line.units == 1
