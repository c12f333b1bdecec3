"""What other authorities report in the place of a code stands beside it, with its source."""

from __future__ import annotations

import pytest

from assistant.engine import analyze
from assistant.knowledge.active import active
from assistant.services.given import given_services

SEVEN_VEINS = """Right femoral venous access, contrast venogram of both iliac veins and the cava. 02/10/2026. Leg swelling.
Intravascular ultrasound: right common iliac vein 80% stenosis, right external iliac vein 70% stenosis, right common
femoral vein 60% stenosis, left common iliac vein 75% stenosis, left external iliac vein 60% stenosis, left common
femoral vein 50% stenosis, inferior vena cava 40% stenosis. Recordings archived. Jane Low MD
"""
GROIN = "Ultrasound of the right groin 03/03/2026. Lump.\nReducible inguinal hernia, neck 1.4 cm. Images stored. Jane Low MD"
CYCLE = "Follicle scan, transvaginal 03/03/2026. Infertility.\nRight ovary 18 mm follicle, left 12 mm. Images kept. Jane Low MD"
GUT = (
    "Mesenteric duplex 03/03/2026. Pain after meals.\n"
    "Color and spectral Doppler: celiac PSV 180, SMA PSV 240. No stenosis. Images kept. Jane Low MD"
)


def other(text: str, code: str) -> list[tuple[tuple[str, int], ...]]:
    """Return the other answers to a code of a text in which its service was done, whatever the weights say."""
    (found,) = (found for found in analyze(text, decide=given_services([code, "37252", "75822"])).codes if found.code == code)
    return [answer.codes for answer in found.other_answers]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (GROIN, "76882", (("76705", 1),)),
        (CYCLE, "76857", (("76830", 1),)),
        (GUT, "93976", (("93975", 1),)),
        (SEVEN_VEINS, "37253", (("37253", 4),)),
    ],
)
def test_a_disputed_answer_stands_beside_the_other(text: str, code: str, said: tuple[tuple[str, int], ...]) -> None:
    assert said in other(text, code)


def test_an_answer_that_comes_to_the_same_is_not_told() -> None:
    one = SEVEN_VEINS.replace("right external iliac vein 70% stenosis, ", "").replace("left external iliac vein 60% stenosis, ", "")
    assert other(one, "37253") == []


def test_a_lump_that_is_no_hernia_has_one_answer() -> None:
    assert other(GROIN.replace("Reducible inguinal hernia, neck 1.4 cm", "Lipoma of 1.4 cm"), "76882") == []


def test_every_other_answer_names_its_source() -> None:
    answers = [answer for family in active().families for code in family.codes for answer in code.conventions]
    assert answers and all(answer.source in active().sources for answer in answers)
