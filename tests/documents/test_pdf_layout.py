"""Tests of the order of reading: whatever stands on a page, each letter is told once."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.documents.formats.pdf.layout import Glyph, find_lines, page_lines

PLACES = st.tuples(st.integers(0, 60), st.integers(0, 40), st.sampled_from("abcXYZ.:"), st.sampled_from([8.0, 11.0, 24.0]))


@settings(max_examples=150, deadline=None)
@given(st.lists(PLACES, unique_by=lambda place: place[:2], max_size=150))
def test_each_letter_of_a_page_is_told_once(places: list[tuple[int, int, str, float]]) -> None:
    glyphs = [Glyph(letter, 9.0 * x, 9.0 * x + 6, 700 - 13.0 * y, size) for x, y, letter, size in places]
    told = "".join(page_lines(find_lines(glyphs)))
    assert Counter(told.replace(" ", "").replace("\n", "")) == Counter(glyph.text for glyph in glyphs)


def test_a_rows_label_stays_beside_its_value() -> None:
    rows = [("Prox ICA", "132"), ("Mid ICA", "120"), ("Distal ICA", "90"), ("ECA", "110")]
    glyphs = [
        Glyph(letter, left + 6 * at, left + 6 * at + 6, 700 - 13.0 * number, 10)
        for number, row in enumerate(rows)
        for left, text in zip((72, 300), row, strict=True)
        for at, letter in enumerate(text)
    ]
    assert page_lines(find_lines(glyphs))[0].startswith("Prox ICA  ")
    assert [line.split()[-1] for line in page_lines(find_lines(glyphs))] == [value for _, value in rows]
