"""Reads sentences in shorthand: names of structures and, behind each, numbers, parts and marks, and nothing else.

"SFA: o 90 / p 84 / m OCC / d 29 M", "CCA S 88 D 21, ICA S 140 D 44", "GSV: gr 5.0, UT 4.6, MT 4.2". A single word that
is neither makes the sentence one of prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from assistant.analysis import Attribute
from assistant.findings.binding import Bound
from assistant.findings.book import System
from assistant.findings.measures import MAX_AREA, MAX_PSV, MIN_AREA, MIN_PSV
from assistant.findings.numbers import Number
from assistant.findings.prose import Prose
from assistant.findings.subjects import Run, Subject
from assistant.knowledge.findings_schema import MarkEntry

LONGEST_LABEL = 8  # tokens before a colon that opens a sentence
LONGEST_LEAD = 2  # words before the first structure: "Runoff PT 60 B"
LEAST = 2  # statements of a sentence in shorthand
LONGEST_MARK = 3  # tokens: "n/v"
WIDEST = 30  # mm of a vein whose number has neither word nor unit
MINUS = re.compile(r"(?:^|[\s:,;(|])[-–]$")
LISTED: frozenset[Attribute] = frozenset({"psv", "index", "ratio"})  # of which several stand with strokes between them


class _Said(NamedTuple):
    """One statement: what is said, and its tokens (end exclusive)."""

    attribute: Attribute
    value: str | float
    unit: str | None
    first: int
    last: int


class Shorthand:
    """Reads the sentences in shorthand of one text."""

    def __init__(self, prose: Prose) -> None:
        self.prose, self.passage, self.book = prose, prose.passage, prose.book
        self.words = prose.passage.reading.words
        self.numbers = {number.first: number for number in self.passage.numbers}
        self.runs = {run.first: run for run in self.passage.runs}
        self.measures = {hit.first: hit for hit in self.passage.measures}
        self.signals = {signal.first: signal for signal in reversed(self.passage.signals)}
        self.parts = {hit.first: hit for hit in self.passage.segments.found}

    def read(self, number: int) -> list[Bound]:
        """Return what a sentence says in shorthand, nothing where it is none. `number` is that of the sentence."""
        first, last = self.prose.firsts[number], self.prose.firsts[number + 1]
        if first >= last or not self._may_be(first, last):
            return []
        line = _Line(self, first, last)
        if not line.parse():
            return []
        self.prose.binding.speak_of(line.runs[-1], labelled=False)
        return line.bound

    def read_cell(self, run: Run, first: int, last: int, lone: Attribute | None) -> list[Bound]:
        """Return what the tokens of a cell from `first` to `last` (exclusive) say in shorthand of the structures of its row.

        `lone` is what a number without a word for it measures in the cell's table.
        """
        if not run.vessels:
            return []
        line = _Line(self, first, last, lone)
        line.runs.append(run)
        return line.bound if line.parse() else []

    def _may_be(self, first: int, last: int) -> bool:
        """Whether a sentence names vessels and numbers or marks, and tells of no other time: asked first, for few do."""
        passage = self.passage
        runs = [run for run in passage.runs.within(first, last) if run.vessels]
        return (
            bool(runs)
            and (
                runs[0].first <= first + LONGEST_LEAD + 2
                or (runs[0].first <= first + LONGEST_LABEL and self.words[runs[0].first - 1] == ":")
            )
            and not passage.aside.within(first, last)
            and not passage.owners.within(first, last)
        )

    @cached_property
    def whole_areas(self) -> bool:
        """Whether whole numbers behind veins are areas: the text looks from inside."""
        return self.passage.seen_inside and self.passage.venous


class _Line:
    """One sentence as it is read, from its first token to its last."""

    def __init__(self, shorthand: Shorthand, first: int, last: int, lone: Attribute | None = None) -> None:
        self.lone = lone
        self.of, self.book, self.words = shorthand, shorthand.book, shorthand.words
        self.first, self.last = first, last
        self.bound: list[Bound] = []
        self.runs: list[Run] = []
        self.said_of_run = 0
        self.part: str | None = None
        self.attribute: Attribute | None = None
        self.measured: Attribute | None = None  # by the number before
        self.refluxed: Attribute | None = None  # reflux, once a time of it is told
        self.short = False  # whether anything is told as only shorthand tells it
        self.letters = self._letters()
        self.lettered = self._lettered()

    def parse(self) -> bool:
        """Read the sentence; return whether it is one in shorthand. What opens it up to a colon may be of any words."""
        at = self.first
        named = () if self.runs else self.of.passage.runs.within(at, self.last)
        run = next((run for run in named if run.vessels), None)
        if run and self._is_label(at, run.first):
            at = run.first
        while at < self.last:
            following = self._step(at)
            if following is None:
                return False
            at = following
        return bool(self.runs) and self.said_of_run > 0 and self.short and len(self.bound) >= LEAST

    def _is_label(self, first: int, last: int) -> bool:
        """Whether the tokens before the first structure only label the sentence: "Sono of R groin: CFA ..."."""
        return (
            first < last <= first + LONGEST_LABEL
            and self.words[last - 1] == ":"
            and not any(token in self.of.numbers or token in self.of.signals for token in range(first, last))
        )

    def _step(self, at: int) -> int | None:
        """Read what begins at a token and return the token behind it, None where it is nothing of shorthand."""
        word = self.words[at]
        if word in self.book.cells.separators:
            return at + 1
        if self._is_denied(at):
            return None
        if self.runs and (part := self._part(at)):
            self.part = part[0]
            return part[1]
        if run := self.of.runs.get(at):
            return self._begin(run)
        if at in self.of.passage.sided:
            return at + 1 if not self.runs or at + 1 in self.of.runs else None
        if number := self.of.numbers.get(at):
            return self._number(number) if self.runs else None
        if not self.runs:
            return at + 1 if at < self.first + LONGEST_LEAD and word.isalpha() else None
        signal = self.of.signals.get(at)
        if signal and (signal.attribute, signal.value) == ("reflux", "absent"):
            return self._signal(at)
        following = self.of.signals.get(at + 1)
        if word == "no" and following and following.value == "absent":
            return at + 1  # "no reflux"
        closed = at + 1 >= self.last or self.words[at + 1] in self.book.cells.separators
        if closed and word in self.book.nothing and "reflux_time" in (self.attribute, self.refluxed) and self.of.passage.refluxing:
            self.attribute, self.short = None, True
            self._say(_Said("reflux", "absent", None, at, at + 1))  # "CFV reflux 0.4 s, FV none"
            return at + 1
        if (letter := self.letters.get(word)) and self._counted(at + 1):
            self.attribute, self.short = letter, True
            return at + 1
        if (hit := self.of.measures.get(at)) and hit.last <= self.last:
            self.attribute = hit.says[0]
            return hit.last
        return self._mark(at) or self._signal(at) or self._named(at) or (at + 1 if word in self.book.cells.fillers else None)

    def _is_denied(self, at: int) -> bool:
        """Whether a minus stands right before a word: "FV: -C, -flow"."""
        reading = self.of.passage.reading
        return MINUS.search(reading.text, max(0, reading.starts[at] - 2), reading.starts[at]) is not None

    def _begin(self, run: Run) -> int | None:
        """Go on with the structures named next: of those before them something must have been said."""
        if not run.vessels or any(subject.aside for subject in run.vessels):
            return None
        if self.runs and not self.said_of_run:
            return None
        self.runs.append(run)
        self.said_of_run, self.part, self.attribute = 0, None, None
        return run.last

    def _named(self, at: int) -> int | None:
        """Go on with a structure that is named as rows are: "per 44 B"."""
        system = self.system
        said, names = self.of.passage.words.text(at, at + 1), self.book.row_names
        name = (names.get(said) or names.get(said.lower(), {})).get(system or "")
        if name is None or not (self._counted(at + 1) or self._entry(at + 1)):
            return None
        side = self.runs[-1].vessels[0].side
        return self._begin(Run((Subject((name,), side, None, at, at + 1, system),), at, at + 1))

    @property
    def system(self) -> System:
        """Whether veins or arteries are spoken of."""
        return self.runs[-1].vessels[0].system

    def _letters(self) -> dict[str, Attribute]:
        """Return what single letters before numbers measure, where all of their set stand in the sentence: "S 88 D 21"."""
        told = {self.words[at] for at in range(self.first, self.last - 1) if self._counted(at + 1)}
        return next((letters for letters in self.book.cells.letter_heads if told.issuperset(letters)), {})

    def _lettered(self) -> set[int]:
        """Return the tokens of letters in brackets that tell parts, of which the sentence has at least two."""
        words = self.words
        found = {
            at
            for at in range(self.first + 1, self.last - 1)
            if words[at - 1] == "(" and words[at + 1] == ")" and words[at] in self.book.cells.part_letters
        }
        return found if len({words[at] for at in found}) > 1 else set()

    def _counted(self, at: int) -> bool:
        return at in self.of.numbers

    def _part(self, at: int) -> tuple[str, int] | None:
        """Return the part of a vessel that words or letters name, and the token behind them."""
        word, book = self.words[at], self.book.cells
        vein = self.system == "vein"
        short = book.vein_parts.get(word) if vein and not book.parted_veins.isdisjoint(self.runs[-1].vessels[0].names) else None
        if short and self._is_width(at + 1 + (self.words[at + 1 : at + 2] == [":"])):
            self.short = True
            return short, at + 1
        behind = at + 1 + (self.words[at + 1 : at + 2] == [":"])
        if word in book.part_letters and word not in self.letters and (self._counted(behind) or self._entry(behind)):
            self.short = True
            return book.part_letters[word], behind
        hit = self.of.parts.get(at)
        return (hit.says[0], hit.last) if hit and at not in self.of.runs and hit.last <= self.last else None

    def _is_width(self, at: int) -> bool:
        number = self.of.numbers.get(at)
        return number is not None and (number.unit in ("mm", "cm") or (number.unit is None and number.decimal))

    def _number(self, number: Number) -> int | None:
        """Read a number: what a word or letter before it measures, or what its unit or its structure says."""
        if number.values == (0,) and not number.unit and self.attribute is None and self.system == "artery":
            return number.last  # "ATA 0 (occluded)"
        again = self._goes_on() if self.words[number.first - 1] == "/" and not number.unit else None
        attribute = self.attribute or again or self._measured(number)
        self.attribute, self.measured = None, attribute
        if attribute == "reflux_time":
            self.refluxed = attribute
        if attribute is None or number.last > self.last or not self.of.prose.measures.is_of_vessel(number):
            return None
        entry = self.book.measure.measures[attribute]
        if number.unit not in entry.units and (number.unit or entry.bare is None):
            return None
        unit = number.unit or entry.bare or None
        if number.pair and attribute == "psv" and self._is_of_two(number):
            for subject, value in zip(self.runs[-1].vessels, number.values, strict=True):
                self._say(_Said("psv", value, unit, number.first, number.last), (subject,))
            return number.last
        if number.pair and attribute == "psv" and number.falls and len(number.values) == 2:
            pairs: list[tuple[Attribute, str | float]] = [("psv", number.values[0]), ("edv", number.values[1])]
        else:
            pairs = [(attribute, value) for value in number.values]
        for one, value in pairs:
            self._say(_Said(one, value, unit, number.first, number.last))
        return number.last

    def _is_of_two(self, number: Number) -> bool:
        """Whether two numbers with a stroke are those of two structures with one: "CIA/EIA 120/118"."""
        first, *others = self.runs[-1].vessels
        return len(others) == 1 and len(number.values) == 2 and "/" in self.words[first.last : others[0].first]

    def _goes_on(self) -> Attribute | None:
        """Return what a number behind another and a stroke measures: the same, or reflux behind a width ("4.1 mm / 0.2")."""
        if self.measured == "diameter":
            return "reflux_time" if self.of.passage.refluxing else None
        return self.measured if self.measured in LISTED else None

    def _measured(self, number: Number) -> Attribute | None:
        """Return what a number measures that no word before it tells."""
        value = number.values[0]
        behind = self.of.measures.get(number.last)
        if behind and not number.unit and behind.last <= self.last:
            return None  # "4.1 diam" is prose
        if number.unit:
            if number.unit in ("s", "ms") and not self.of.passage.refluxing:
                return None
            return None if number.unit in ("%", "cm") else self.book.measure.by_unit.get(number.unit)
        if self.lone == "pressure":
            return self.lone
        if self.system == "artery":
            fast = isinstance(value, int) and MIN_PSV <= value <= MAX_PSV
            if fast and (number.falls or self.of.passage.tells_velocities):
                self.short = True
                return "psv"
            return None
        if self.system != "vein":
            return None
        if self.of.whole_areas:
            self.short = True
            return "area" if isinstance(value, int) and MIN_AREA <= value <= MAX_AREA else None
        parted = self.part or (self.words[number.last : number.last + 1] == ["("] and number.last + 1 in self.of.parts)
        if number.decimal and not number.pair and parted and isinstance(value, float) and 0 < value < WIDEST:
            self.short = True
            return "diameter"
        return None

    def _entry(self, at: int) -> tuple[MarkEntry, int] | None:
        """Return what the mark at a token says of a vein or an artery, and the token behind it."""
        cells, system = self.book.cells, self.system or ""
        for stop in range(min(at + LONGEST_MARK, self.last), at, -1):
            said = self.of.passage.words.text(at, stop)
            if stop > at + 1 and " " in said:
                continue
            behind = cells.behind.get(system, {})
            small = said.lower()
            alone = cells.alone.get(system, {})
            entry = alone.get(said) or behind.get(small) or cells.behind["any"].get(small)
            if entry is None and system == "vein" and said == small and (len(said) > 1 or self._closes(stop)):
                entry = alone.get(said.upper())  # "pop c, per n/v"
            if entry:
                return entry, stop
        return None

    def _closes(self, at: int) -> bool:
        """Whether a separator, another structure or the end stands at a token."""
        if at >= self.last or at in self.of.runs:
            return True
        return self.words[at] in self.book.cells.separators and self.words[at] != ":"

    def _mark(self, at: int) -> int | None:
        """Read a mark, none of the letters by which the sentence tells parts: "310/112 (P) 140/40 (M)"."""
        if at in self.lettered:
            return at + 1
        if (found := self._entry(at)) is None:
            word = self.words[at]
            for attribute in self.book.cells.told_by_marks.get(self.system or "", ()):
                if len(word) > 1 and (value := self.book.marks[attribute].get(word)):
                    self._say(_Said(attribute, value, None, at, at + 1))
                    return at + 1
            return None
        entry, stop = found
        if (entry.attribute, entry.value) == ("visualized", "yes"):
            return stop  # "flow seen"
        self.short = True
        if (entry.attribute, entry.value) == ("reflux", "present") and self._counted(stop):
            self.attribute = "reflux_time"  # "R+ 1.9"
            return stop
        self._say(_Said(entry.attribute, entry.value, None, at, stop))
        return stop

    def _signal(self, at: int) -> int | None:
        """Read the words of a statement, which prose knows too."""
        signal = self.of.signals.get(at)
        if signal is None or signal.last > self.last or signal.weak or signal.onward:
            return None
        if signal.system not in (None, self.system):
            return None
        self._say(_Said(signal.attribute, signal.value, signal.unit, at, signal.last))
        return signal.last

    def _say(self, said: _Said, of: tuple[Subject, ...] = ()) -> None:
        self.said_of_run += 1
        self.bound += self._bound(said, of or self.runs[-1].vessels)

    def _bound(self, said: _Said, of: tuple[Subject, ...]) -> Iterator[Bound]:
        reading = self.of.passage.reading
        start, end = reading.starts[said.first], reading.ends[said.last - 1]
        for subject in of:
            if said.attribute == "ratio":
                subject = subject._replace(names=tuple(self.book.ratio_of.get(name, name) for name in subject.names))
            yield Bound(subject, self.part or subject.segment, said.attribute, said.value, said.unit, start, end)
