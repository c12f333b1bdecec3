"""Finds the words by which a report takes itself back: entered in error, of another patient or of none, to be disregarded.

What such a report tells was not done on this patient, however fully it stands there. A correction of one of its words
("the word 'left' was entered in error") takes nothing back. Words are data: `withdrawn` in `knowledge/assertion-cues.yaml`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from pydantic import Field

from assistant.knowledge.yaml_file import Strict
from assistant.language.layout import Reading
from assistant.language.shelf import Book

Pattern = tuple[str, ...]


class WithdrawnWords(Strict):
    """The words by which a report takes itself back."""

    banners: list[str] = Field(description="tell it at the head of a line or sentence")
    statements: list[str] = Field(description="tell it anywhere")
    parts: list[str] = Field(description="what is corrected, where one of these stands before the words in their sentence")


class Withdrawals:
    """The words, as phrases of one book.

    Attributes:
        phrases: The phrases, in the order of the book.
    """

    def __init__(self, words: WithdrawnWords, banners: Iterable[Pattern], statements: Iterable[Pattern]) -> None:
        self._parts, self._statements = frozenset(words.parts), frozenset(statements)
        self._banners = frozenset(banners)
        self.phrases = tuple(sorted(self._banners | self._statements))

    def told(self, reading: Reading, book: Book) -> Iterator[int]:
        """Yield the characters at which a reading takes itself back."""
        for number, first, _ in reading.found(book):
            phrase, at = self.phrases[number], reading.starts[first]
            if (phrase in self._banners and self._opens(reading, at)) or (
                phrase in self._statements
                and self._parts.isdisjoint(reading.words[reading.first_of_sentence(reading.sentence_at(at)) : first])
            ):
                yield at

    @staticmethod
    def _opens(reading: Reading, at: int) -> bool:
        begin = max(reading.text.rfind("\n", 0, at) + 1, reading.sentences[reading.sentence_at(at)][0])
        before = reading.text[begin:at]
        return not any(map(str.isalpha, before)) or before.rstrip().endswith((":", "*", "-", "#"))


def withdrawn_stretches(reading: Reading, withdrawals: Withdrawals, book: Book) -> list[tuple[int, int]]:
    """Return the characters (start, end exclusive) of the reports of a text that take themselves back.

    Args:
        reading: The text.
        withdrawals: The words by which a report does so.
        book: Their phrases, as they stand on a shelf.
    """
    starts = [0, *(start for start in reading.report_starts if start)]
    ends = [*starts[1:], len(reading.text)]
    numbers = {bisect_right(starts, at) - 1 for at in withdrawals.told(reading, book)}
    return [(starts[number], ends[number]) for number in sorted(numbers)]
