"""Where sentences, segments and clauses of a reading begin and end, counted in tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate

from assistant.language.layout import Reading

SEGMENT_MARKS = frozenset({";", "|"})
CLAUSE_MARKS = frozenset(
    {",", ";", ":", ".", "(", ")", "|", "but", "then", "when", "where", "so", "because", "which", "who"}
)


class Clauses:
    """Numbers for each token: its sentence, its segment (between semicolons) and its clause (between commas).

    `openings` are the first tokens of the sentences.
    """

    def __init__(self, reading: Reading) -> None:
        words, starts = reading.words, reading.starts
        # blank lines before the first word are no sentence: what stands first is the opening
        ends = [end for _, stop in reading.sentences if (end := bisect_left(starts, stop))] or [len(words)]
        begins = {end for end in ends if end < len(words)}
        self.openings = sorted(token for token in {0, *ends[:-1]} if token < len(words))
        self.sentence: list[int] = []
        at = 0
        for number, end in enumerate(ends):
            self.sentence += [number] * (end - at)
            at = end
        self.clause = _numbered(words, CLAUSE_MARKS, begins)
        segmented = ";" in reading.text or "|" in reading.text
        self.segment = _numbered(words, SEGMENT_MARKS, begins) if segmented else self.sentence


def stretch_of(tokens: list[int], number: list[int], here: int) -> slice:
    """Return which of some tokens, in order, stand in the one sentence, segment or clause that has the number `here`."""
    begin = bisect_left(tokens, here, key=number.__getitem__)
    return slice(begin, bisect_right(tokens, here, begin, key=number.__getitem__))


def _numbered(words: list[str], marks: frozenset[str], begins: set[int]) -> list[int]:
    """Return for each token the number of marks and beginnings of sentences up to it."""
    opens = [word in marks for word in words]
    for token in begins:
        opens[token] = True
    return list(accumulate(opens))
