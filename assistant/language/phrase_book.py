"""Finds phrases of a book of words in a text: one book of the shelf each, over the reading's normalised tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from assistant.language.assertion_cues import phrase_patterns
from assistant.language.layout import Reading
from assistant.language.shelf import Match, Shelf, shelf
from assistant.language.vocabulary import Pattern
from assistant.language.word_codes import coded

Said = TypeVar("Said")


class Found(NamedTuple, Generic[Said]):
    """Words of a phrase book found in a text: token numbers, end exclusive, and what each of their meanings says."""

    first: int
    last: int
    says: tuple[Said, ...]


class Words:
    """The words of one reading, as the phrase books look for them."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def text(self, first: int, last: int) -> str:
        """Return the text of the tokens `first` to `last` (exclusive) as it was written."""
        reading = self.reading
        return reading.text[reading.starts[first] : reading.ends[last - 1]]

    def opening(self, characters: int) -> list[str]:
        """Return the first words of the reading, which together with two blanks behind each have so many characters."""
        words = self.reading.words
        for number, word in enumerate(words):
            characters -= len(word) + 2
            if characters < 0:
                return words[:number]
        return words


class PhraseBook(Generic[Said]):
    """Phrases and what they say; of overlapping phrases the longest is found. `=TOE` is found in exactly that case.

    It stands on the shelf of the knowledge in use, whose books are looked for together, if it is given no other.
    """

    def __init__(self, entries: Iterable[tuple[str, Said]], on: Shelf | None = None) -> None:
        patterns: dict[Pattern, list[Said]] = {}
        self._exact: dict[int, str] = {}
        for phrase, said in entries:
            if phrase.startswith("="):
                self._exact[len(patterns)] = phrase[1:]
            for pattern in phrase_patterns(phrase.removeprefix("=")):
                known = patterns.setdefault(pattern, [])
                if said not in known:
                    known.append(said)
        self._book = (on or shelf()).add(patterns)
        self._says = tuple(tuple(says) for says in patterns.values())

    def find(self, words: Words, within: int | None = None) -> Iterator[Found[Said]]:
        """Yield the phrases of a text in its order, of the first `within` characters of its words if that is given."""
        exact, says = self._exact, self._says
        for pattern, first, last in self._matches(words, within):
            if pattern not in exact or words.text(first, last) == exact[pattern]:
                yield Found(first, last, says[pattern])

    def _matches(self, words: Words, within: int | None) -> list[Match]:
        if within is None:
            return words.reading.found(self._book)
        shelf, number = self._book
        return shelf.finder().find(coded(words.opening(within), joined=words.reading.joined))[number]
