"""The assertion of any words of a text, for who has spans of his own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from assistant.analysis import Assertion
from assistant.errors import InputError
from assistant.language.assertion.judge import Judge
from assistant.language.layout import Mention

LOOSE = frozenset({"FINDING", "ACT", "ROLE", "LOOK_ALIKE"})  # words of these kinds also stand inside a finding's name


def assertions(text: str, spans: Sequence[tuple[int, int]]) -> list[Assertion]:
    """Return one word for each span of `text`.

    Args:
        text: A report, or any part of one.
        spans: Character offsets (start, end), end exclusive. A span that is, or lies inside, a mention of a structure
            or an act is judged as such; any other as a finding.

    Raises:
        InputError: A span is empty or lies outside of the text.
    """
    from assistant.language.pipeline import read_report  # the pipeline's components import this module

    reading = read_report(text)
    everything = [*reading.mentions, *reading.context]
    judge = Judge(reading, everything)
    return [_assertion_of_span(judge, everything, start, end) for start, end in spans]


def _assertion_of_span(judge: Judge, mentions: list[Mention], start: int, end: int) -> Assertion:
    reading = judge.reading
    if not 0 <= start < end <= len(reading.text):
        raise InputError(f"span {start}-{end} lies outside of the text (0-{len(reading.text)}) or is empty")
    around = [m for m in mentions if m.start <= start and end <= m.end and m.concept.label not in LOOSE]
    same = [m for m in mentions if m.start == start and m.end == end]
    if around and not any(m.concept.label == "FINDING" for m in same):
        return min(around, key=lambda mention: mention.end - mention.start).assertion
    first = reading.token_at(start)
    last = max(first + 1, bisect_left(reading.starts, end))
    sentence, section = reading.sentence_at(start), reading.section_at(start)
    by_cue = judge.scopes.by_cue("finding", first, last, sentence, section)
    return by_cue or judge.places.by_place("finding", first, last, sentence, section)
