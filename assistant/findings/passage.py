"""What stands in a text that findings are made of: structures, statements, numbers, sides, each by its tokens."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from typing import Protocol, TypeVar

from assistant.analysis import Side
from assistant.findings.book import FindingBook, System
from assistant.findings.signals import find_numbers, find_signals
from assistant.findings.subjects import Run, Segments, find_runs, named_as, short_for
from assistant.language.layout import Mention, Reading
from assistant.language.phrase_book import Words

OPENING_TEXT = 200  # characters in which a text says what it is about
LONE_SIDE = re.compile(r"(?<![\w.'/])([RL])(?= [A-Za-z])")
LETTERS = {"R": "right", "L": "left"}
CHUNKS = frozenset({",", "(", ")", ";", ":"})  # between which words speak of one thing


class Placed(Protocol):
    """Anything that begins at a token."""

    @property
    def first(self) -> int:
        """The token at which it begins."""


Item = TypeVar("Item", bound=Placed)


def within(items: list[Item], first: int, last: int) -> list[Item]:
    """Return the items, which are in order, that begin within the tokens from `first` to `last` (exclusive)."""
    begin = bisect_left(items, first, key=lambda item: item.first)
    return items[begin : bisect_right(items, last - 1, key=lambda item: item.first)]


class Passage:
    """Everything that a text says of structures, before it is bound: found once, read by prose and cells alike."""

    def __init__(self, reading: Reading, book: FindingBook) -> None:
        self.reading, self.book, self.words = reading, book, Words(reading)
        self.segments = Segments(self.words, book)
        self.sides: list[Mention] = [m for m in reading.mentions if m.concept.label == "LATERALITY"]
        self.sided = {token for mention in self.sides for token in range(mention.first, mention.last)}
        stated = list(book.statements.find(self.words))
        things = {
            token for hit in stated if any(said.thing for said in hit.says) for token in range(hit.first, hit.last)
        }
        self.exam_side = self._exam_side()
        self.runs = find_runs(reading, book, self.segments, things)
        named = {token for run in self.runs for token in range(run.first, run.last)}
        self.seen_inside = any(m.concept.id in book.inside and m.assertion == "affirmed" for m in reading.mentions)
        self.treats = self.seen_inside or reading.nature == "procedure"
        self.numbers = find_numbers(reading, book)
        self.signals = find_signals(
            reading, self.words, book, stated, named | self.sided, self.numbers, treats=self.treats
        )
        self.runs = list(self._as_told())
        self.owners = list(book.owners.find(self.words))
        owned = {hit.first for hit in self.owners}  # "ICA/CCA" is a measure and two vessels
        self.measures = [hit for hit in book.measures.find(self.words) if hit.first not in named or hit.first in owned]
        self.tells_velocities = any(number.unit in ("cm/s", "m/s") or number.falls for number in self.numbers) or any(
            "psv" in hit.says for hit in self.measures
        )
        self.tells_areas = self.seen_inside and any(number.unit in ("mm2", "cm2") for number in self.numbers)
        self.heads = list(book.heads.find(self.words))
        self.aside = list(book.aside.find(self.words))
        self.pronouns = {hit.first for hit in book.pronouns.find(self.words)}
        self.venous = any(mention.concept.system == "vein" for mention in reading.mentions)
        #: A percentage is what a vein's lumen has lost, seen from inside.
        self.tells_reductions = self.seen_inside and self.venous
        self.punctures = not book.punctures.isdisjoint(reading.words)
        self.refluxing = not book.refluxing.isdisjoint(reading.words)
        vessels = [run for run in self.runs if run.vessels]
        self.main = self._main(vessels)
        conduits = book.accesses | book.grafts
        self.conduits = [r for r in vessels if any(subject.names[0] in conduits for subject in r.vessels)]
        self.access = next((r for r in vessels for subject in r.vessels if subject.names[0] in book.accesses), None)
        self.side = self._side(vessels)

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """Return the tokens of the characters from `start` to `end`, ends exclusive."""
        starts = self.reading.starts
        return bisect_left(starts, start), bisect_left(starts, end)

    def together(self, one: int, other: int) -> bool:
        """Whether no comma, bracket or colon parts two tokens."""
        low, high = sorted((one, other))
        return CHUNKS.isdisjoint(self.reading.words[low:high])

    def side_within(self, first: int, last: int) -> Side | None:
        """Return the side that the tokens from `first` to `last` (exclusive) name, both sides for both."""
        sides = {m.concept.id for m in within(self.sides, first, last)}
        return _side_of(sides) if sides else None

    def _main(self, vessels: list[Run]) -> Run | None:
        """Return the one structure that a text is all about: the only one that its opening names, or that it names at all."""
        opening = [run for run in vessels if self.reading.starts[run.first] < OPENING_TEXT]
        for runs in (opening, vessels):
            names = {subject.names for run in runs for subject in run.vessels if not subject.part}
            if len(names) == 1 and (self.seen_inside or not self.book.widths.isdisjoint(next(iter(names)))):
                return runs[0]
        return None

    def _exam_side(self) -> Side | None:
        """Return the one side of the line that names the exam, the first of the opening with a vessel and a side."""
        reading = self.reading
        if len(reading.report_starts) > 1:
            return None
        for side in self.sides:
            if side.start > 2 * OPENING_TEXT or side.zone == "indication":
                return None
            begin, end = reading.text.rfind("\n", 0, side.start) + 1, reading.text.find("\n", side.end)
            bracket = reading.text.find("(", side.end, end if end >= 0 else None)  # "LEFT RECHECK (right done 12/3)"
            end = bracket if bracket > 0 else end
            named = {m.concept.label for m in reading.mentions if begin <= m.start < end}
            if "VESSEL" in named:
                one = self.side_within(*self.tokens(begin, end))
                return None if one == "bilateral" else one
        return None

    def _as_told(self) -> Iterator[Run]:
        """Yield the runs with short names read as what the text calls a vein in full, or as what only arteries do.

        "Common iliac vein 40 mm2 ... common iliac 187 mm2"; "brachial 4.5 mm, triphasic".
        """
        text, starts = self.reading.text, self.reading.starts
        in_full = {
            name
            for run in self.runs
            for subject in run.vessels
            for name in subject.names
            if not short_for(self.reading, subject, self.book)
        }
        for run, after in zip_longest(self.runs, self.runs[1:]):
            end = text.find("\n", starts[run.first])
            last = min(self.tokens(0, len(text) if end < 0 else end)[1], after.first if after else len(starts))
            said = {signal.system for signal in within(self.signals, run.last, last) if signal.system}
            told: System = "artery" if said == {"artery"} else "vein" if self._calls_veins(run, in_full) else None
            if told:
                yield run._replace(subjects=tuple(named_as(self.reading, run.subjects, told, self.book)))
            else:
                yield run

    def _calls_veins(self, run: Run, in_full: set[str]) -> bool:
        """Whether the text calls a vessel of a run with short names a vein elsewhere, and none of them an artery."""
        named = [short_for(self.reading, subject, self.book) for subject in run.vessels]
        return any(names.get("vein") in in_full for names in named) and not any(
            names.get("artery") in in_full for names in named
        )

    def _side(self, vessels: list[Run]) -> Side | None:
        """Return the side of what the text gives none: that of the exam, of all its structures, of its side words, of its opening."""
        text = self.reading.text
        if self.exam_side:
            return self.exam_side
        told: Counter[str] = Counter(subject.side for run in vessels for subject in run.vessels if subject.side)
        told = told or Counter(mention.concept.id for mention in self.sides if mention.concept.id in SIDES)
        told = told or Counter(LETTERS[letter] for letter in LONE_SIDE.findall(text, 0, OPENING_TEXT))
        return _side_of(set(told)) if told else None


SIDES = frozenset({"left", "right", "bilateral"})


def _side_of(sides: set[str]) -> Side:
    if sides == {"left"}:
        return "left"
    return "right" if sides == {"right"} else "bilateral"
