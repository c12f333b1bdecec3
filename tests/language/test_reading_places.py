"""Tokens whose word is of a class are found by the characters of the words."""

from __future__ import annotations

from assistant.language.pipeline import read_report
from assistant.language.word_codes import any_of


def test_each_token_of_the_class_is_found_in_order() -> None:
    reading = read_report("Signed by Nora Quill. Not signed, images saved.")
    found = reading.places(any_of(["signed", "saved", "unheard-of"]))
    assert [reading.words[number] for number in found] == ["signed", "signed", "saved"]


def test_token_that_stands_for_several_words_is_none_of_them() -> None:
    reading = read_report("The fibrolax and the vein are signed.")
    reading.words[1] = "popliteal  vein"  # as a word of another language is read
    reading.join()
    found = reading.places(any_of(["popliteal", "vein", "signed"]))
    assert [reading.words[number] for number in found] == ["vein", "signed"]
