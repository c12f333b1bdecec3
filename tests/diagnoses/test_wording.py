"""Normal forms of wordings, sides and gestational age."""

from __future__ import annotations

import pytest

from assistant.diagnoses.records import Side
from assistant.diagnoses.wording import normal_form, normal_words, side_of, trimester_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("swelling of the lower limbs", "swelling LEG"),
        ("deep venous thrombosis", "DVT"),
        ("kidney calculi", "renal stones"),
        ("UTIs", "UTI"),
        ("shortness of breath", "SOB"),
        ("Left leg pain", "leg pain"),
        ("left ventricular failure", "LV failure"),
    ],
)
def test_two_writings_of_one_thing_have_one_normal_form(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(
    ("one", "other"), [("hypertension", "hypotension"), ("femoral vein", "femoral artery"), ("does", "DOE")]
)
def test_different_things_keep_different_forms(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


def test_offsets_of_a_rewritten_word_cover_all_its_words() -> None:
    text = "acute deep vein thrombosis"
    word = normal_words(text, offset=10)[1]
    assert (word.form, word.start, word.end) == ("dvt", 16, 10 + len(text))


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("left leg", "left"),
        ("RUQ", "right"),
        ("both knees", "bilateral"),
        ("left and right leg", "bilateral"),
        ("leg", None),
    ],
)
def test_the_side_is_read_from_words_and_abbreviations(text: str, side: Side | None) -> None:
    assert side_of(text) == side


@pytest.mark.parametrize(
    ("weeks", "text", "trimester"),
    [
        (13, "", "first"),
        (14, "", "second"),
        (27, "", "second"),
        (28, "", "third"),
        (None, "3rd trimester", "third"),
        (None, "", ""),
    ],
)
def test_the_trimester_follows_weeks_or_words(weeks: int | None, text: str, trimester: str) -> None:
    assert trimester_of(weeks, text) == trimester
