"""Finds phrases of a book of words in a text: one word tree a book, over the reading's normalised tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from assistant.language.assertion_cues import phrase_patterns
from assistant.language.layout import Reading
from assistant.language.vocabulary import Pattern
from assistant.language.word_tree import Coded, WordTree, coded

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

    def opening(self, characters: int) -> Coded:
        """Return the first words of the reading, which together with the two blanks behind each have so many characters."""
        words = self.reading.words
        for number, word in enumerate(words):
            characters -= len(word) + 2
            if characters < 0:
                return coded(words[:number])
        return self.reading.coded()


class PhraseBook(Generic[Said]):
    """Phrases and what they say; of overlapping phrases the longest is found. `=TOE` is found in exactly that case."""

    def __init__(self, entries: Iterable[tuple[str, Said]]) -> None:
        patterns: dict[Pattern, list[Said]] = {}
        self._exact: dict[int, str] = {}
        for phrase, said in entries:
            if phrase.startswith("="):
                self._exact[len(patterns)] = phrase[1:]
            for pattern in phrase_patterns(phrase.removeprefix("=")):
                known = patterns.setdefault(pattern, [])
                if said not in known:
                    known.append(said)
        self._tree = WordTree(patterns)
        self._says = tuple(tuple(says) for says in patterns.values())

    def find(self, words: Words, within: int | None = None) -> Iterator[Found[Said]]:
        """Yield the phrases of a text in its order, of the first `within` characters of its words if that is given."""
        exact, says = self._exact, self._says
        text = words.reading.coded() if within is None else words.opening(within)
        for pattern, first, last in self._tree.find(text):
            if pattern not in exact or words.text(first, last) == exact[pattern]:
                yield Found(first, last, says[pattern])
