"""Finds phrases of a book of words in a text: one Aho-Corasick automaton a book, over the reading's normalised tokens."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

from assistant.language.assertion_cues import phrase_patterns
from assistant.language.layout import Reading

Said = TypeVar("Said")


class Found(NamedTuple, Generic[Said]):
    """Words of a phrase book found in a text: token numbers, end exclusive, and what each of their meanings says."""

    first: int
    last: int
    says: tuple[Said, ...]


class Words:
    """The words of one reading, joined as the automata look for them: made once for all phrase books."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.haystack = " " + "  ".join(reading.words) + " "
        self.offsets = list(accumulate([len(word) + 2 for word in reading.words], initial=0))

    def text(self, first: int, last: int) -> str:
        """Return the text of the tokens `first` to `last` (exclusive) as it was written."""
        reading = self.reading
        return reading.text[reading.starts[first] : reading.ends[last - 1]]


class PhraseBook(Generic[Said]):
    """Phrases and what they say; of overlapping phrases the longest is found. `=TOE` is found in exactly that case."""

    def __init__(self, entries: Iterable[tuple[str, Said]]) -> None:
        patterns: dict[str, list[Said]] = {}
        self._exact: dict[int, str] = {}
        for phrase, said in entries:
            if phrase.startswith("="):
                self._exact[len(patterns)] = phrase[1:]
            for pattern in phrase_patterns(phrase.removeprefix("=")):
                known = patterns.setdefault(pattern, [])
                if said not in known:
                    known.append(said)
        self._automaton = AhoCorasick(list(patterns), matchkind=MatchKind.LeftmostLongest)
        self._says = tuple(tuple(says) for says in patterns.values())

    def find(self, words: Words, within: int | None = None) -> Iterator[Found[Said]]:
        """Yield the phrases of a text in its order, of the first `within` characters of its words if that is given."""
        offsets = words.offsets
        for pattern, start, end in self._automaton.find_matches_as_indexes(words.haystack[:within]):
            first = bisect_right(offsets, start) - 1
            last = bisect_right(offsets, end - 1, first)
            if pattern not in self._exact or words.text(first, last) == self._exact[pattern]:
                yield Found(first, last, self._says[pattern])
