"""Which vessels a stretch of the limb names."""

from __future__ import annotations

import pytest

from assistant.language.pipeline import read_report


def vessels(text: str) -> set[str]:
    return {mention.concept.id for mention in read_report(text).mentions if mention.concept.label == "VESSEL"}


def test_a_stretch_between_two_vessels_names_those_between() -> None:
    assert "femoral_vein" in vessels("The common femoral through popliteal veins compress.")


def test_a_stretch_from_a_vessel_to_a_place_names_those_between_and_of_the_place() -> None:
    assert vessels("CFV down to the ankle compresses.") >= {"femoral_vein", "popliteal_vein", "calf_veins"}


@pytest.mark.parametrize(
    "text",
    [
        "All deep veins of both legs compress from the groin to the ankle.",
        "From the inguinal ligament to the ankle the deep veins compress.",
    ],
)
def test_a_stretch_between_places_names_the_deep_veins_told_with_it(text: str) -> None:
    assert vessels(text) >= {
        "common_femoral_vein", "deep_femoral_vein", "femoral_vein", "popliteal_vein", "calf_veins"
    }  # fmt: skip


def test_a_stretch_between_places_names_the_arteries_told_with_it() -> None:
    named = vessels("The arteries from the groin to the ankle are triphasic.")
    assert named >= {"common_femoral_artery", "superficial_femoral_artery", "popliteal_artery", "tibial_arteries"}


@pytest.mark.parametrize(
    "text",
    [
        "Deep veins patent. Pain from the groin to the ankle.",
        "The deep veins are patent, swelling from the groin to the ankle.",
        "Deep veins patent; the GSV is wide from the groin to the ankle.",
    ],
)
def test_a_stretch_of_something_else_names_no_deep_vein(text: str) -> None:
    assert vessels(text).isdisjoint({"common_femoral_vein", "femoral_vein", "popliteal_vein", "calf_veins"})
