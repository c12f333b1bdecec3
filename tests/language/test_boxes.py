"""The boxes of forms: what is ticked, and what nobody chose."""

from __future__ import annotations

import pytest

from assistant.language.boxes import (
    is_left_open,
    stands_behind_empty_box,
    ticked_answer,
    unanswered_questions,
    unticked_options,
)
from assistant.language.pipeline import read_report


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("side  [ ] left  [x] right", ["[ ] left"]),
        ("Left [x]  Right [ ]", ["Right [ ]"]),
        ("\u2610 arm \u2612 leg", ["\u2610 arm"]),
        ("(X) arterial ( ) carotid; color used", ["( ) carotid"]),
        ("[ ] left\n[ ] right", []),  # a form in which nothing was filled in
        ("[x] left\n[ ] right", []),
    ],
)
def test_option_of_an_empty_box_beside_a_ticked_one_was_not_chosen(text: str, options: list[str]) -> None:
    assert [text[start:end].strip() for start, end in unticked_options(text)] == options


def test_unticked_no_denies_nothing() -> None:
    reading = read_report("Popliteal vein  [x] yes [ ] no  phasic\n")
    assert {m.concept.id: m.assertion for m in reading.mentions}["phasicity"] == "affirmed"


@pytest.mark.parametrize("box", ["[ ]", "( )", "\u2610"])
def test_a_word_behind_an_empty_box_is_known_in_a_form_without_a_tick(box: str) -> None:
    reading = read_report(f"Side  {box} right  {box} left")
    assert stands_behind_empty_box(reading, reading.words.index("left"))


def test_a_word_behind_a_ticked_box_was_chosen() -> None:
    reading = read_report("Side  [x] right  [ ] left")
    assert not stands_behind_empty_box(reading, reading.words.index("right"))


@pytest.mark.parametrize(("text", "answer"), [("[x] yes [ ] no", "affirmed"), ("[ ] yes [x] no", "negated"), ("yes", None)])
def test_the_ticked_box_of_yes_and_no_answers(text: str, answer: str | None) -> None:
    assert ticked_answer(text, 0) == answer


@pytest.mark.parametrize("tick", ["[x]", "[ X ]", "(x)", "( ✓)", "[*]", "☒", "☑", "✅", "✓", "✔"])
def test_each_ticked_box_leaves_the_empty_one_beside_it_unchosen(tick: str) -> None:
    text = f"Side: {tick} right  [ ] left"
    assert [text[start:end] for start, end in unticked_options(text)] == ["[ ] left"]


@pytest.mark.parametrize(
    "answer", [": {YES/NO}", " (Y/N)", ": yes / no", " [no/yes]", "? circle one  YES  /  NO", " {yes/no:20200}", " under ultrasound: Y/N", " = Y|N"]
)
def test_an_answer_of_which_both_choices_still_stand_was_not_given(answer: str) -> None:
    assert is_left_open(f"vessel patent{answer}", 0, len("vessel patent"))


@pytest.mark.parametrize("answer", [" (Y/N): Y", " Y / N -> Y", ": yes", " yes/no: no", ". Y/N ratio", ": [x] yes"])
def test_an_answer_that_was_given_is_not_open(answer: str) -> None:
    assert not is_left_open(f"vessel patent{answer}", 0, len("vessel patent"))


def test_what_was_left_open_is_neither_done_nor_denied() -> None:
    reading = read_report("Arterial line. Needle seen entering the vessel: {YES/NO}")
    assert [m.assertion for m in reading.context if m.concept.id == "needle_seen"] == ["conditional"]


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("Needle seen: {yes / no}   Image saved: Y / N", ["Needle seen: {yes / no}", "Image saved: Y / N"]),
        ("The vein was patent. Image saved [yes/no]\n", ["Image saved [yes/no]"]),
        ("Guidance: {ultrasound/landmark}.", ["{ultrasound/landmark}"]),
        ("Image saved (Y/N): Y", []),
        ("Image saved: yes / NO", []),
        ("Image saved [yes/no]  yes", []),
        ("Saved: yes", []),
        ('{"device": "EPIQ/7", "saved": "y/n"}', []),
    ],
)
def test_a_question_whose_choice_is_still_open_was_not_answered(text: str, questions: list[str]) -> None:
    assert [text[start:end] for start, end in unanswered_questions(text)] == questions


def test_what_an_open_question_names_was_neither_done_nor_denied() -> None:
    reading = read_report("Left knee joint injected.\nImage saved: {yes / no}   Needle tip seen entering the joint: {yes / no}\n")
    told = {m.concept.id: m.assertion for m in (*reading.mentions, *reading.context)}
    assert "image_storage" not in told
    assert told["needle"] == "conditional"
