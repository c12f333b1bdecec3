"""Tests of text from outside as markup of PDF paragraphs."""

from __future__ import annotations

import pytest

from assistant.pdf_text import font_of, markup


def test_letters_of_western_europe_stay_in_the_paragraphs_own_font() -> None:
    assert markup("Größe 5 µm × “3”") == "Größe 5 µm × “3”"


def test_markup_is_escaped() -> None:
    assert markup("<b>&</b>") == "&lt;b&gt;&amp;&lt;/b&gt;"


def test_a_letter_that_the_base_fonts_lack_is_drawn_in_one_that_has_it() -> None:
    assert markup("5 ≥ 3").count("<font name=") == 1


def test_a_letter_that_no_font_has_is_written_as_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    font_of.cache_clear()
    monkeypatch.setattr("assistant.pdf_text._fonts", lambda: ())
    assert markup("a中b") == "a[U+4E2D]b"
    font_of.cache_clear()
