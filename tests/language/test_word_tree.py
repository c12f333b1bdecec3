"""Phrases are found word by word, wherever their words are known."""

from __future__ import annotations

from assistant.language.phrase_book import PhraseBook, Words
from assistant.language.tokens import read_tokens
from assistant.language.word_tree import WordTree, coded


def test_the_first_phrase_and_of_several_the_longest_is_found() -> None:
    tree = WordTree([("deep", "vein"), ("vein",), ("deep", "vein", "thrombosis")])
    assert tree.find(coded(["no", "deep", "vein", "thrombosis", "deep", "vein"])) == [(2, 1, 4), (0, 4, 6)]


def test_a_phrase_is_no_part_of_a_word() -> None:
    assert WordTree([("vein",)]).find(coded(["veins", "vein-like"])) == []


def test_unknown_words_are_alike_to_no_word_of_a_phrase() -> None:
    tree = WordTree([("known", "here")])
    assert tree.find(coded(["never-heard", "here", "known", "never-heard"])) == []


def test_the_words_of_one_token_are_found_each() -> None:
    """A word of another language may stand for several English ones."""
    tree = WordTree([("superior", "vena", "cava"), ("cava", "patent")])
    assert tree.find(coded(["the", "superior  vena  cava", "patent"])) == [(0, 1, 2)]
    assert WordTree([("cava", "patent")]).find(coded(["superior  vena  cava", "patent"])) == [(0, 0, 2)]


def test_a_book_compiled_after_a_text_was_read_finds_its_words() -> None:
    text = "Zyxomma quorlated."
    reading = read_tokens(text)
    reading.coded()
    assert [hit.says for hit in PhraseBook([("zyxomma quorlated", 1)]).find(Words(reading))] == [(1,)]


def test_only_the_opening_is_looked_at_where_that_is_asked() -> None:
    text = "Progress note after a progress note"
    book, words = PhraseBook([("progress note", 1), ("note after", 2)]), Words(read_tokens(text))
    assert [hit.first for hit in book.find(words)] == [0, 4]
    assert [hit.first for hit in book.find(words, 16)] == [0]
    assert [hit.first for hit in book.find(words, 15)] == []
