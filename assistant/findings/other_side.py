"""Finds where a text says of a whole side only that it is as the other: "Left leg: the same as above"."""

from __future__ import annotations

from typing import NamedTuple

from assistant.analysis import Side
from assistant.findings.in_order import InOrder
from assistant.findings.prose import Prose

OPENING = 6  # tokens from the beginning of a sentence to the words that repeat: "The left lower extremity veins are the same"
ENDS = frozenset({".", ",", ";", "(", "except", "but", "apart", "save", "aside", "other"})  # words of another thing go on otherwise: "same technique"


class Repeat(NamedTuple):
    """A side that is as the other, the structures that are not, and the characters of the words (end exclusive)."""

    side: Side
    excepted: frozenset[str]
    start: int
    end: int


class OtherSide:
    """Reads the sentences of a text that say that one side is as the other."""

    def __init__(self, prose: Prose) -> None:
        self.prose, self.passage = prose, prose.passage
        found = prose.book.as_other_side.find(self.passage.words) if self.passage.sides else []
        self.found = InOrder(found)

    def repeat(self, number: int, start: int) -> Repeat | None:
        """Return what a sentence repeats of the other side, None if it does not.

        Args:
            number: The number of the sentence.
            start: Its first character.
        """
        first, last = self.prose.firsts[number], self.prose.firsts[number + 1]
        hit = next(iter(self.found.within(first, min(last, first + OPENING))), None) if self.found else None
        if hit is None or not self._ends(hit.last):
            return None
        runs = self.passage.runs
        if runs.count_within(first, hit.first):
            return None  # "Left CFV same"
        side = self.passage.side_within(first, hit.first) if hit.first > first else self.prose.side_headed(0)
        if side not in ("left", "right"):
            return None
        excepted = frozenset(name for run in runs.within(hit.last, last) for subject in run.vessels for name in subject.names)
        reading = self.passage.reading
        return Repeat(side, excepted, min(start, reading.starts[hit.first]), reading.ends[hit.last - 1])

    def _ends(self, token: int) -> bool:
        """Whether what is said again ends before a token."""
        words = self.passage.reading.words
        return token >= len(words) or words[token] in ENDS or self.passage.reading.follows_break(token)
