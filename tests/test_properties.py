"""What must hold of every text, looked for with Hypothesis: places, sameness, other times, sides, sentences left out."""

from __future__ import annotations

import json
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent / "trust"))

from analysing import (
    ONE_SIDED,
    OTHER_TIMES,
    answer,
    lesser_codes,
    live,
    mirrored,
    record_of,
    samples,
    sentences,
    supported,
    swapped,
    untrue_place,
    with_line,
)

from assistant import analyze
from assistant.documents.reading_form import reading_form

#: A report takes milliseconds, so the deadline of one example would only measure the machine.
AT_EASE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
#: Letters that change the form in which a text is read: they vanish, part words, become several, or look like others.
ODD = st.sampled_from([
    "\u00ad", "\u200b", "\ufb01", "\u0130", "\u00df", "\u1e9e", "\r", "\r\n", "\u2028", "\x85", "\x0b", "\x0c", "\ufeff", "\u202e", "\u00a0",
    "\u0430", "\ud83d", "\U0001fa7a", "e\u0301", "\t", "- \n", "-\n", "\x00", "\u3000", "\uff21", "\u2009", "\N{BLACK SQUARE}", "comma", "\u00bd",
])  # fmt: skip
ANY_LETTER = st.one_of(ODD, st.characters(), st.text(max_size=6))


@st.composite
def reports(draw: st.DrawFn) -> str:
    """Draw a stretch of a sample with letters of all Unicode put in, and sometimes in capitals or as one line."""
    text = draw(st.sampled_from(samples()))
    start = draw(st.integers(0, max(0, len(text) - 200)))
    text = text[start : start + draw(st.integers(20, 1500))]
    for place, letters in draw(st.lists(st.tuples(st.integers(0, 1500), ANY_LETTER), max_size=12)):
        text = text[:place] + letters + text[place:]
    return draw(st.sampled_from([str, str.upper, str.lower, str.title, lambda one: one.replace("\n", " ")]))(text)


@given(text=reports())
@AT_EASE
def test_every_place_of_a_record_has_its_words(text: str) -> None:
    assert untrue_place(record_of(text), text) == ""


@given(text=st.text(max_size=300))
@AT_EASE
def test_any_text_is_analysed_with_true_places(text: str) -> None:
    assert untrue_place(record_of(text), text) == ""


@pytest.mark.parametrize("letters", ["\u00ad", "\u200b", "\r\n", "\ufb01", "\u00a0", "-\n", "\u0430", "\u2028", "\x0b"])
def test_places_are_true_where_the_form_that_is_read_is_another(letters: str) -> None:
    changed = "The left common fem\u00adoral vein is com" + letters + "pressible. Color flow is " + letters + "normal.\r\nImages stored."
    text = f"US LEFT LEG VENOUS DUPLEX{letters}\n{changed}"
    assert reading_form(text).text != text, "the form that is read is the text: the test shows nothing"
    record = record_of(text)
    assert record["entities"]
    assert untrue_place(record, text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Fetal echo. Abd: stomach, rins, bexiga, parede + inserção do cordão ok. 4 membros. Coração 4C, saídas ok.",  # one word for three
        "BILATERAL LOWER EXTREMITY VENOUS DUPLEX\nHISTORY: Evaluate for DVT.\n\nFINDINGS: The common femoral vein is compressible.",
    ],
)
def test_places_that_were_false_once_are_true(text: str) -> None:
    assert untrue_place(record_of(text), text) == ""


@given(text=reports(), others=st.lists(reports(), max_size=3))
@AT_EASE
def test_the_same_text_after_any_other_gives_the_same_record(text: str, others: list[str]) -> None:
    before = json.dumps(record_of(text))
    for other in others:
        analyze(other)
    assert json.dumps(record_of(text)) == before


def test_the_same_text_in_any_thread_gives_the_same_record() -> None:
    chosen = samples()[:16]
    before = [record_of(text) for text in chosen]
    order = [number for number in range(len(chosen)) for _ in range(4)]
    random.Random(1).shuffle(order)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda number: record_of(chosen[number]) == before[number], order)) == [True] * len(order)


@cache
def before(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the live codes of a text, and those that it supports."""
    record = record_of(text)
    return frozenset(live(record)), frozenset(supported(record))


@given(text=st.sampled_from(samples()), line=st.sampled_from(OTHER_TIMES), at=st.integers(0, 60))
@AT_EASE
def test_a_line_about_another_time_or_none_adds_no_code(text: str, line: str, at: int) -> None:
    assert live(record_of(with_line(text, line, at))) <= before(text)[0]


@pytest.mark.parametrize("text", [text for text in samples() if not ONE_SIDED.search(text) and swapped(text) != text])
def test_sides_exchanged_in_a_text_are_exchanged_in_its_codes(text: str) -> None:
    assert answer(record_of(swapped(text)))[0] == mirrored(answer(record_of(text))[0])


@pytest.mark.parametrize("text", samples())
def test_a_sentence_left_out_supports_no_code_but_the_lesser_of_one_that_it_takes_away(text: str) -> None:
    had = before(text)[1]
    for start, end in sentences(text):
        now = supported(record_of(text[:start] + text[end:]))
        assert now <= had or now - had <= lesser_codes(had - now), text[start:end]
