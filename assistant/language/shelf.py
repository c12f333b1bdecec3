"""The books of words that are looked for in a text, all in one pass.

One Aho-Corasick automaton over the words' characters (`word_codes.py`) finds the phrases of all books: the lexicon's, the
cues', those of acts and findings. Each book gets those of its own that it would find alone: of overlapping ones the
first, and of those the longest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import itemgetter
from threading import Lock
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from assistant.knowledge.active import per_knowledge
from assistant.language.word_codes import Coded, code_of, deal

Match = tuple[int, int, int]  # the number of a phrase in its book, its first token, its last token (exclusive)
BY_START = itemgetter(1)
IN_NO_TEXT = "\U0010ffff"  # the phrase of an entry without words


class Book(NamedTuple):
    """A book, by its place on a shelf."""

    shelf: Shelf
    number: int


class Shelf:
    """Books of phrases, each phrase a sequence of normalised tokens. It is compiled when it is first used."""

    def __init__(self) -> None:
        self._books: list[list[Sequence[str]]] = []
        self._finder: _Finder | None = None
        self._changing = Lock()

    def add(self, phrases: Iterable[Sequence[str]]) -> Book:
        """Add a book of phrases."""
        listed = list(phrases)
        with self._changing:
            self._books.append(listed)
            return Book(self, len(self._books) - 1)

    def finder(self) -> _Finder:
        """Return what finds the phrases of all books that stand here now."""
        with self._changing:  # two threads that ask at once wait for one and the same
            if self._finder is None or self._finder.books < len(self._books):
                self._finder = _Finder(self._books)
            return self._finder


class _Finder:
    """The automaton of so many books."""

    def __init__(self, books: list[list[Sequence[str]]]) -> None:
        self.books = len(books)
        self._first_phrases = list(accumulate(map(len, books), initial=0))[:-1]
        deal(word for book in books for phrase in book for word in phrase)
        self._automaton = AhoCorasick(
            [code_of(phrase) or IN_NO_TEXT for book in books for phrase in book], matchkind=MatchKind.Standard
        )

    def find(self, text: Coded) -> list[list[Match]]:
        """Return for each book the phrases that a text holds, in its order."""
        everything = self._automaton.find_matches_as_indexes(text.text, overlapping=True)
        everything.reverse()  # they come by their ends: now the longest of those with one beginning is the first
        everything.sort(key=BY_START)
        first_phrases = self._first_phrases
        found: list[list[Match]] = [[] for _ in first_phrases]
        free = [0] * len(first_phrases)  # from where on each book looks
        for number, start, end in everything:
            book = bisect_right(first_phrases, number) - 1
            if free[book] <= start:
                free[book] = end
                found[book].append((number - first_phrases[book], start, end))
        if (tokens := text.tokens) is not None:
            found = [[(n, tokens[start], tokens[end - 1] + 1) for n, start, end in book] for book in found]
        return found


@per_knowledge()
def shelf() -> Shelf:
    """Return the shelf of the books made from the knowledge in use."""
    return Shelf()
