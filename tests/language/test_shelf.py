"""Phrases of several books are found word by word in one pass, each book's as if it were alone."""

from __future__ import annotations

from assistant.language.phrase_book import PhraseBook, Words
from assistant.language.shelf import Match, Shelf
from assistant.language.tokens import read_tokens
from assistant.language.word_codes import coded


def found(*books: list[tuple[str, ...]], words: list[str], joined: bool = False) -> list[list[Match]]:
    shelf = Shelf()
    for book in books:
        shelf.add(book)
    return shelf.finder().find(coded(words, joined=joined))


def test_the_first_phrase_and_of_several_the_longest_is_found() -> None:
    book = [("deep", "vein"), ("vein",), ("deep", "vein", "thrombosis"), ("thrombosis", "deep")]
    words = ["no", "deep", "vein", "thrombosis", "deep", "vein"]
    assert found(book, words=words) == [[(2, 1, 4), (0, 4, 6)]]


def test_the_phrases_of_one_book_hide_none_of_another() -> None:
    books = [("deep", "vein", "thrombosis")], [("vein",), ("thrombosis",)], [("deep", "vein", "thrombosis")]
    words = ["deep", "vein", "thrombosis"]
    assert found(*books, words=words) == [[(0, 0, 3)], [(0, 1, 2), (1, 2, 3)], [(0, 0, 3)]]


def test_a_phrase_is_no_part_of_a_word() -> None:
    assert found([("vein",)], words=["veins", "vein-like"]) == [[]]


def test_unknown_words_are_alike_to_no_word_of_a_phrase() -> None:
    words = ["never-heard", "here", "known", "never-heard"]
    assert found([("known", "here")], words=words) == [[]]


def test_the_words_of_one_token_are_found_each() -> None:
    """A word of another language may stand for several English ones."""
    words = ["the", "superior  vena  cava", "patent"]
    books = [("superior", "vena", "cava")], [("cava", "patent")]
    assert found(*books, words=words, joined=True) == [[(0, 1, 2)], [(0, 1, 3)]]


def test_a_book_that_joins_the_shelf_after_a_text_was_read_finds_its_words() -> None:
    shelf = Shelf()
    reading = read_tokens("Zyxomma quorlated.")
    reading.found(shelf.add([("never", "met")]))
    assert [hit.says for hit in PhraseBook([("zyxomma quorlated", 1)], on=shelf).find(Words(reading))] == [(1,)]


def test_an_entry_without_words_is_found_nowhere() -> None:
    assert found([(), ("vein",)], words=["a", "vein"]) == [[(1, 1, 2)]]


def test_only_the_opening_is_looked_at_where_that_is_asked() -> None:
    book = PhraseBook([("progress note", 1), ("note after", 2)], on=Shelf())
    words = Words(read_tokens("Progress note after a progress note"))
    assert [hit.first for hit in book.find(words)] == [0, 4]
    assert [hit.first for hit in book.find(words, 16)] == [0]
    assert [hit.first for hit in book.find(words, 15)] == []
