"""From where to where something is said of one vessel: its statement, and its clause."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from assistant.language.layout import Mention
from assistant.studies.evidence import Evidence, once

STATEMENT_END = re.compile(r"[.;](?=\s|$)|\n")
LISTED_WITH = re.compile(r"[ ]*(?:,|and|or|nor|&|/)[ ]*(?:and |the |or )*")


def statement(evidence: Evidence, mention: Mention) -> tuple[int, int]:
    """Return from where to where something is said of a vessel: to the next vessel, or the end of the statement."""
    text = evidence.reading.text
    ends = _statement_ends(evidence)
    end = bisect_left(ends, mention.end)
    stop = ends[end] + 1 if end < len(ends) else len(text)
    start = mention.end
    for other in evidence.from_on(start, "vessel_any", "any"):  # also one that was not reached
        if other.start >= start:
            if not LISTED_WITH.fullmatch(text, start, other.start):
                return start, min(stop, other.start)
            start = other.end  # "the popliteal and tibials not probed": said of both
    return start, max(start, stop)


@once
def _statement_ends(evidence: Evidence) -> list[int]:
    """Return where the statements of the text end."""
    return [end.start() for end in STATEMENT_END.finditer(evidence.reading.text)]


def clause(evidence: Evidence, mention: Mention, mark: re.Pattern[str]) -> tuple[int, int]:
    """Return where the clause of a mention begins and ends."""
    edges = _edges(evidence, mention.sentence, mark)
    behind = bisect_right(edges, mention.start)
    return edges[behind - 1], edges[behind]


@once
def _edges(evidence: Evidence, sentence: int, mark: re.Pattern[str]) -> list[int]:
    """Return where the clauses of a sentence begin, each at a mark, and where the last one ends."""
    start, end = evidence.reading.sentences[sentence]
    return [start, *(cut.start() for cut in mark.finditer(evidence.reading.text, start, end)), end]
