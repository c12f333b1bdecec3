"""Where sentences, segments and clauses of a reading begin and end, counted in tokens."""

from __future__ import annotations

from bisect import bisect_left

from assistant.language.layout import Reading

SEGMENT_MARKS = frozenset({";", "|"})
CLAUSE_MARKS = frozenset(
    {",", ";", ":", ".", "(", ")", "|", "but", "then", "when", "where", "so", "because", "which", "who"}
)


class Clauses:
    """Numbers for each token: its sentence, its segment (between semicolons) and its clause (between commas)."""

    def __init__(self, reading: Reading) -> None:
        self.words = reading.words
        count = len(reading.words)
        self.sentence = [0] * count
        self.segment = [0] * count
        self.clause = [0] * count
        self.ends: list[int] = []
        segment = clause = 0
        begin = 0
        for number, (_, stop) in enumerate(reading.sentences or [(0, len(reading.text))]):
            end = bisect_left(reading.starts, stop, begin)
            segment, clause = segment + 1, clause + 1
            for token in range(begin, end):
                word = reading.words[token]
                segment += word in SEGMENT_MARKS
                clause += word in CLAUSE_MARKS
                self.sentence[token], self.segment[token], self.clause[token] = number, segment, clause
            self.ends.append(end)
            begin = end
