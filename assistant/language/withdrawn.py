"""Finds the words by which a report takes itself back: entered in error, of another patient, to be disregarded.

What such a report tells was not done on this patient, however fully it stands there. A correction of one of its words
("the word 'left' was entered in error") takes nothing back. Words are data: `withdrawn` in `knowledge/assertion-cues.yaml`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from pydantic import Field

from assistant.knowledge.yaml_file import Strict
from assistant.language.layout import Reading

Pattern = tuple[str, ...]


class WithdrawnWords(Strict):
    """The words by which a report takes itself back."""

    hints: list[str] = Field(description="words of which each phrase below has one")
    banners: list[str] = Field(description="tell it at the head of a line or sentence")
    statements: list[str] = Field(description="tell it anywhere")
    parts: list[str] = Field(description="what is corrected, where one of these stands before the words in their sentence")


class Withdrawals:
    """The words, as patterns."""

    def __init__(self, words: WithdrawnWords, banners: Iterable[Pattern], statements: Iterable[Pattern]) -> None:
        self.hints, self.parts = tuple(words.hints), frozenset(words.parts)
        self.banners, self.statements = _any_of(banners), _any_of(statements)

    def told(self, reading: Reading) -> Iterator[int]:
        """Yield the characters at which a reading takes itself back."""
        small = reading.small
        if not any(map(small.__contains__, self.hints)):
            return
        for found in self.banners.finditer(small):
            if self._opens(reading, found.start()):
                yield found.start()
        for found in self.statements.finditer(small):
            first = reading.first_of_sentence(reading.sentence_at(found.start()))
            if self.parts.isdisjoint(reading.words[first : reading.token_at(found.start())]):
                yield found.start()

    def _opens(self, reading: Reading, at: int) -> bool:
        begin = max(reading.text.rfind("\n", 0, at) + 1, reading.sentences[reading.sentence_at(at)][0])
        before = reading.text[begin:at]
        return not any(map(str.isalpha, before)) or before.rstrip().endswith((":", "*", "-", "#"))


def _any_of(patterns: Iterable[Pattern]) -> re.Pattern[str]:
    longest_first = sorted({" ".join(pattern) for pattern in patterns}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")


def withdrawn_stretches(reading: Reading, withdrawals: Withdrawals) -> list[tuple[int, int]]:
    """Return the characters (start, end exclusive) of the reports of a text that take themselves back."""
    starts = [0, *(start for start in reading.report_starts if start)]
    ends = [*starts[1:], len(reading.text)]
    numbers = {bisect_right(starts, at) - 1 for at in withdrawals.told(reading)}
    return [(starts[number], ends[number]) for number in sorted(numbers)]
