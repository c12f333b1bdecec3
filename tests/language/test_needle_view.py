"""Places that say that a needle was watched on the screen."""

from __future__ import annotations

import pytest

from assistant.language.pipeline import read_report


def views(text: str) -> list[str]:
    """Return the affirmed mentions of a watched needle."""
    return [
        text[m.start : m.end]
        for m in read_report(text).context
        if m.concept.id == "needle_seen" and m.assertion == "affirmed"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The steel needle could be followed all the way into the vein.",
        "Live scanning demonstrated the needle entering the lumen.",
        "A picture of the needle within the joint was filed.",
        "The needle stayed in the middle of the beam and was visible throughout.",
        "We kept the 22 gauge needle on the screen.",
        "The antenna was tracked to the lesion.",
        "Puncture of the vein was watched with a 21 gauge needle.",
        "18 gauge pass into the lower pole, tip seen in the cortex.",
        "Vein patent, entry seen, image saved.",
        "US guided, vein patent, both entries under direct visualization.",
        "Vein patent, image saved with the needle in the lumen.",
        "Biopsy of the liver under ultrasound. Coarse liver. The tip was monitored to a depth of 3 cm.",
    ],
)
def test_a_watched_needle_is_found_in_any_order_of_words(text: str) -> None:
    assert views(text)


@pytest.mark.parametrize(
    "text",
    [
        "The needle was inserted and dark blood returned, which was seen in the syringe.",
        "The tip of the catheter was seen in the right atrium.",
        "A chest film confirms the tip in the superior vena cava after needle puncture.",
        "The puncture site was observed for bleeding after the needle was out.",
        "The needle was advanced and a guidewire was then followed by fluoroscopy.",
        "16 gauge gun, 3 cores, glomeruli seen by the technician.",
        "Three passes with a 25 gauge needle into the nodule.",
        "Under ultrasound the vein was reached with a micropuncture needle through the skin of the groin.",
    ],
)
def test_other_things_that_are_seen_are_no_watched_needle(text: str) -> None:
    assert views(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The needle entry was not seen.",
        "The needle could not be visualized in real time.",
        "No view of the needle was had.",
    ],
)
def test_a_needle_that_was_not_seen_is_no_watched_needle(text: str) -> None:
    assert views(text) == []
