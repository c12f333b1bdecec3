"""Writes the questions to the author of a report: neutral, with the words of the record, never with a code.

The wording is data (`knowledge/documentation/queries.yaml`). A question is made of a frame (our own words, checked when
it is first made) and of quotes (checked one by one): what fails falls back to the plainest wording, or to no quote.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from assistant.analysis import Section, Span
from assistant.gaps.query_check import (
    CLOSE,
    OPEN,
    absent_diagnoses,
    diagnoses_named,
    forbidden_in,
    frame_problems,
    may_be_quoted,
)
from assistant.knowledge.active import per_knowledge
from assistant.knowledge.query_schema import AskSpec, TopicSpec, query_file

LONGEST_QUOTE = 160
MOST_QUOTES = 3
WORDED_LINE = re.compile(r"^[^\n]*?[^\W\d_][^\n]+", re.MULTILINE)
SECTION_WORDS = {"other": "report text", "title": "title"}


class Quote(NamedTuple):
    """Words of the record: `line` counts from one, `start` and `end` are characters of the report, end exclusive."""

    text: str
    section: str
    line: int
    start: int
    end: int

    def __str__(self) -> str:
        return f"{OPEN}{self.text}{CLOSE} ({self.section}, line {self.line})"


@dataclass(frozen=True, slots=True)
class Query:
    """One question: `elements` are the gap ids that its answer may close."""

    topic: str
    subject: str
    record: tuple[Quote, ...]
    question: str
    options: tuple[str, ...]
    closing: str
    elements: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the question as it is sent."""
        heading = f"\n{query_file().record_heading}:\n" if self.record else ""
        quotes = "\n".join(map(str, self.record))
        options = "\n( ) ".join(self.options)
        return f"Subject: {self.subject}\n{heading}{quotes}\n\n{self.question}\n( ) {options}\n\n{self.closing}"


class Asked(NamedTuple):
    """One gap as a question needs it; `structures` are named with their sides."""

    element: str
    state: str
    structures: tuple[str, ...]
    evidence: tuple[Span, ...]


class Record:
    """One report as questions quote it."""

    __slots__ = ("_opening", "_quotes", "_sections", "_starts", "text")

    def __init__(self, text: str, sections: Sequence[Section]) -> None:
        self.text = text
        self._sections = sections
        self._starts = [section.start for section in sections]
        self._opening: Quote | Literal[False] | None = False
        self._quotes: dict[tuple[int, int], Quote | None] = {}

    def quote(self, start: int, end: int) -> Quote | None:
        """Return the line, or the part of a long line, that holds a place; None where it must not be quoted."""
        key = (start, end)
        if key not in self._quotes:
            self._quotes[key] = self._quotable(*self._around(start, end)) or self._quotable(start, end)
        return self._quotes[key]

    def opening(self) -> Quote | None:
        """Return the first words of the report that can be quoted."""
        if self._opening is False:
            self._opening = self._first_quotable()
        return self._opening

    def _first_quotable(self) -> Quote | None:
        """Try each line from its first word on."""
        for match in WORDED_LINE.finditer(self.text):
            if quote := self._quotable(*self._around(match.start(), match.start() + 1)):
                return quote
        return None

    def _around(self, start: int, end: int) -> tuple[int, int]:
        """Return the bounds of the line that holds a place; a long one is narrowed to the sentence, then to words."""
        text = self.text
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", start)
        last = len(text) if last < 0 else last
        if last - first > LONGEST_QUOTE:
            stop = text.rfind(". ", first, start)
            first = stop + 2 if stop >= 0 else first
            stop = text.find(". ", min(end, last), last)
            last = stop + 1 if stop >= 0 else last
        if last - first > LONGEST_QUOTE:
            room = (LONGEST_QUOTE - min(end - start, LONGEST_QUOTE)) // 2
            if start - room > first:
                first = text.find(" ", start - room, start) + 1 or start
            if first + LONGEST_QUOTE < last:
                cut = text.rfind(" ", end, first + LONGEST_QUOTE)
                last = cut if cut > 0 else first + LONGEST_QUOTE
        return first, last

    def _quotable(self, start: int, end: int) -> Quote | None:
        """Return a quote without the blanks around it, if its words may stand in a question."""
        words = self.text[start:end]
        stripped = words.strip()
        start += len(words) - len(words.lstrip())
        if not stripped or "\n" in stripped or OPEN in stripped or CLOSE in stripped or not may_be_quoted(stripped):
            return None
        section = self._sections[max(0, bisect_right(self._starts, start) - 1)].kind if self._sections else "other"
        line = self.text.count("\n", 0, start) + 1
        return Quote(stripped, SECTION_WORDS.get(section, section), line, start, start + len(stripped))


class _Frame(NamedTuple):
    """A question's own words; `safe` tells whether they pass the check, `diagnoses` whether they name a diagnosis."""

    subject: str
    question: str
    options: tuple[str, ...]
    safe: bool = True
    diagnoses: bool = False


def write_query(asked: Sequence[Asked], record: Record) -> Query:
    """Return the question about the gaps `asked`, which belong to one topic."""
    topic = topic_of(asked[0].element)
    structures = tuple(dict.fromkeys(name for one in asked for name in one.structures))
    frame = _frame(topic.topic, tuple((one.element, one.state) for one in asked), structures)
    if not frame.safe or (frame.diagnoses and absent_diagnoses(frame.question, record.text)):
        frame = _plain_frame(topic.topic)
    return Query(
        topic.topic, frame.subject, _quotes(asked, record), frame.question, frame.options, query_file().closing,
        tuple(one.element for one in asked),
    )  # fmt: skip


def grouped(asked: Iterable[Asked]) -> list[list[Asked]]:
    """Return the gaps by topic, in the order in which their topics first appear."""
    topics: dict[str, list[Asked]] = {}
    for one in asked:
        topics.setdefault(topic_of(one.element).topic, []).append(one)
    return list(topics.values())


def topic_of(element: str) -> TopicSpec:
    """Return the topic that a gap id belongs to."""
    return _topics()[element]


@per_knowledge()
def _topics() -> dict[str, TopicSpec]:
    return {element: topic for topic in query_file().topics for element in topic.elements}


def _quotes(asked: Sequence[Asked], record: Record) -> tuple[Quote, ...]:
    """Return the words of the record that the question rests on, or else its opening words."""
    quotes: dict[int, Quote] = {}
    for one in asked:
        for span in one.evidence:
            quote = record.quote(span.start, span.end) if len(quotes) < MOST_QUOTES else None
            if quote is not None:
                quotes.setdefault(quote.start, quote)
    if not quotes and (opening := record.opening()):
        return (opening,)
    return tuple(quotes[start] for start in sorted(quotes))


@per_knowledge(maxsize=1024)
def _frame(topic: str, states: tuple[tuple[str, str], ...], structures: tuple[str, ...]) -> _Frame:
    """Return the words for the gaps of one topic (each with its state), put through the check."""
    spec = next(spec for spec in query_file().topics if spec.topic == topic)
    state_of = dict(states)
    ask = next(
        ask for ask in spec.asks
        if state_of.keys() >= set(ask.elements) and (not ask.states or state_of[ask.elements[0]] in ask.states)
    )  # fmt: skip
    frame = _worded(spec.subject, ask, structures)
    return frame._replace(safe=_passes(frame), diagnoses=bool(diagnoses_named(frame.question)))


def _worded(subject: str, ask: AskSpec, structures: tuple[str, ...]) -> _Frame:
    wording = query_file()
    question = ask.question.format(structures=", ".join(structures) or "the other structures of the exam")
    return _Frame(wording.subject.format(topic=subject), question, (*ask.options, wording.other, wording.unable))


@per_knowledge(maxsize=64)
def _plain_frame(topic: str) -> _Frame:
    """Return the plainest wording of a topic."""
    wording = query_file()
    subject = next(spec.subject for spec in wording.topics if spec.topic == topic)
    question = wording.plain.format(topic=subject)
    return _Frame(
        wording.subject.format(topic=subject), question, (wording.plain_option, wording.other, wording.unable)
    )


def _passes(frame: _Frame) -> bool:
    text = Query("", frame.subject, (), frame.question, frame.options, query_file().closing).text()
    return not forbidden_in(text) and not frame_problems(text)
