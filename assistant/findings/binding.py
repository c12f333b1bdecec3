"""Binds what prose says to the structures that it is said of.

A statement belongs to the structure named before it in its clause ("the popliteal vein compresses"); something that is
in a structure also to the one that it is linked to ("thrombus in the popliteal vein"); words before any structure to the
next one ("patent CFV"). A clause without a structure goes on with that of the clause before it, in the same line or by
a pronoun ("It compresses").
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from assistant.analysis import Attribute, Side
from assistant.findings.book import FindingBook
from assistant.findings.signals import CLOSE, MEASURE_REACH, Number, Signal, find_numbers, find_signals
from assistant.findings.subjects import Run, Segments, Subject, find_runs, runs_within
from assistant.language.layout import Reading
from assistant.language.phrase_book import Words

DEVICE_REACH = 4  # tokens after a number in which a device is named
LONE_SIDE = re.compile(r"(?<![\w.'/])([RL])(?= [A-Za-z])")
OPENING_TEXT = 200  # characters in which a text says what it is about
LIST_GAP = 6  # tokens between two structures of one list
LINK_REACH = 8  # tokens from a thing to the structure that it is in
OPENING = 3  # tokens of a sentence in which a word about another time speaks for all of it
CHUNKS = frozenset({",", "(", ")", ";", ":"})
POSITIONS = frozenset({"above", "below", "from", "proximal", "distal", "away", "inferior", "superior", "beyond", "short", "cephalad", "caudal", "of", "lateral", "medial"})
OF_MEASURE = frozenset({"of", "is", ":", "=", "was", "at", "about", "approximately", "approx", "to", "the", "in", "velocity", "(", "up", "~", "<", ">", "-", "max", "mean", "avg", "x3", "x", "by"})
FILLING: frozenset[Attribute] = frozenset({"thrombus", "plaque", "patency"})
RIGHT_FIRST: tuple[Side, Side] = ("right", "left")
BOTH: tuple[Side, ...] = ("left", "right")


class Bound(NamedTuple):
    """One statement with its structure: what a finding is made of. `start` and `end` are characters, end exclusive."""

    subject: Subject
    segment: str | None
    attribute: Attribute
    value: str | float
    unit: str | None
    start: int
    end: int
    weak: bool = False
    paired: bool = True


class Measure(NamedTuple):
    """What a number measures, and the tokens that say it (end exclusive)."""

    attribute: Attribute
    first: int
    last: int


class Prose:
    """The structures, statements and numbers of one text, and what was spoken of last."""

    def __init__(self, reading: Reading, words: Words, book: FindingBook) -> None:
        self.reading, self.words, self.book = reading, words, book
        self.segments = Segments(words, book)
        things = {
            token for hit in book.statements.find(words) if any(said.thing for said in hit.says) for token in range(hit.first, hit.last)
        }  # fmt: skip
        self.runs = find_runs(reading, book, self.segments, things)
        self.sides = [m for m in reading.mentions if m.concept.label == "LATERALITY"]
        self.sided = {token for mention in self.sides for token in range(mention.first, mention.last)}
        named = {token for run in self.runs for token in range(run.first, run.last)}
        self.signals = find_signals(reading, words, book, named | self.sided)
        self.numbers = find_numbers(reading, book)
        owned = {hit.first for hit in book.owners.find(words)}  # "ICA/CCA"
        self.measures = [(hit.first, hit.last, hit.says) for hit in book.measures.find(words) if hit.first not in named or hit.first in owned]
        self.owners = [(hit.first, hit.last, hit.says[0]) for hit in book.owners.find(words)]
        self.heads = [(hit.first, hit.last, hit.says[0]) for hit in book.heads.find(words)]
        self.aside = [hit.first for hit in book.aside.find(words)]
        self.pronouns = {hit.first for hit in book.pronouns.find(words)}
        self.seen_inside = any(m.concept.id in book.inside and m.assertion == "affirmed" for m in reading.mentions)
        self.refluxing = not {"reflux", "insufficiency", "incompetence"}.isdisjoint(reading.words)
        self.venous = any(mention.concept.system == "vein" for mention in reading.mentions)
        self.vessels = {subject for run in self.runs for subject in run.vessels}
        self.main = self._main()
        self.access = next((run for run in self.runs for subject in run.vessels if subject.names[0] in book.accesses), None)
        self.carried: Run | None = None
        self.sentence_runs: list[Run] = []  # structures of the last sentence that named any
        self.gathered: Run | None = None  # structures of a clause that are spoken of together
        self.label_measure: Attribute | None = None  # what the label of a line says that its numbers measure
        self.labelled = False  # what was spoken of last is the label of its line
        self.carried_measure: Attribute | None = None

    def forget(self) -> None:
        """Go on without a structure but that of the whole text. What was measured last may be measured again."""
        self.carried, self.labelled, self.label_measure = self.main, self.main is not None, None

    def _main(self) -> Run | None:
        """Return the one structure that a text is all about: the only one that its opening names, or that it names at all."""
        opening = [run for run in self.runs if run.vessels and self.reading.starts[run.first] < OPENING_TEXT]
        for runs in (opening, [run for run in self.runs if run.vessels]):
            names = {subject.names for run in runs for subject in run.vessels if not subject.part}
            if len(names) == 1 and (self.seen_inside or not self.book.widths.isdisjoint(next(iter(names)))):
                return runs[0]
        return None

    def side_of_text(self) -> Side | None:
        """Return the side that all sided structures of the text are on; both sides for both."""
        counted = Counter(subject.side for subject in self.vessels if subject.side) or Counter(
            mention.concept.id for mention in self.sides if mention.concept.id in ("left", "right", "bilateral")
        ) or Counter({"R": "right", "L": "left"}[letter] for letter in LONE_SIDE.findall(self.reading.text, 0, OPENING_TEXT))
        if not counted:
            return None
        if "bilateral" in counted or len(counted) > 1:
            return "bilateral"
        side = next(iter(counted))
        return "left" if side == "left" else "right"

    def read(self, number: int) -> Iterator[Bound]:
        """Yield what a sentence says."""
        reading = self.reading
        start, end = reading.sentences[number]
        first, last = bisect_left(reading.starts, start), bisect_left(reading.starts, end)
        if first >= last:
            return
        begins_line = "\n" in reading.text[reading.ends[first - 1] if first else 0 : reading.starts[first]]
        if self.reading.words[first] in self.book.all_of_them and self.sentence_runs:
            subjects = tuple(subject for run in self.sentence_runs for subject in run.vessels)
            self.carried = Run(subjects, self.sentence_runs[0].first, self.sentence_runs[-1].last)
        elif begins_line and not self.pronouns.intersection(range(first, first + 2)):
            self.forget()
        self.sentence_runs = [run for run in runs_within(self.runs, first, last) if run.vessels] or self.sentence_runs
        asides = self._asides(first, last)
        if any(token < first + OPENING for token in asides):
            return
        for clause_first, clause_last in self._clauses(first, last):
            yield from self._read_clause(clause_first, clause_last, asides)

    def said_of(self, run: Run, first: int, last: int, *, numbers: bool, bare: Attribute | None = None, used: set[int] | None = None, pairs: bool = True) -> Iterator[Bound]:
        """Yield what the words of a cell say of the structures of its row.

        `bare` is what a lone number measures, `used` the tokens that are read already, `pairs` whether two numbers
        with a slash are the systolic and the diastolic velocity.
        """
        used = set() if used is None else used
        self.carried, self.labelled = run, True
        for begin, end in self._clauses(first, last):
            asides = self._asides(begin, end)
            runs = [other for other in runs_within(self.runs, begin, end) if not other.refers]
            if numbers:
                yield from self._numbers(begin, end, runs, asides, bare, used, pairs)
            yield from self._statements(begin, end, runs, asides, used)
            self.carried = run

    def signals_within(self, first: int, last: int) -> list[Signal]:
        """Return the statements that begin within the tokens from `first` to `last` (exclusive)."""
        return self._within(self.signals, first, last)

    def _asides(self, first: int, last: int) -> list[int]:
        return self.aside[bisect_left(self.aside, first) : bisect_left(self.aside, last)]

    def _clauses(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        words, stops = self.reading.words, self.book.stops
        ends = [token for token in range(first, last) if words[token] in stops]
        for begin, end in pairwise([first - 1, *ends, last]):
            if end > begin + 1:
                yield begin + 1, end

    def _read_clause(self, first: int, last: int, asides: list[int]) -> Iterator[Bound]:
        self.gathered = None
        label = self._near(Number((), None, first + MEASURE_REACH, last, 0, 0), first, last)
        if label and label[0][0] <= first + 1 and any(0 <= run.first - label[0][1] <= CLOSE for run in runs_within(self.runs, first, last)):
            self.carried_measure, self.label_measure = label[0][2][0], label[0][2][0]
        runs = [run for run in runs_within(self.runs, first, last) if not run.refers]
        used: set[int] = set()  # words that say what a number measures are no statement
        yield from self._numbers(first, last, runs, asides, None, used)
        yield from self._statements(first, last, runs, asides, used)
        if runs:
            label = self.reading.text[self.reading.ends[runs[-1].last - 1] :][:2]
            self.labelled = len(runs) == 1 and runs[0].first - first <= CLOSE and (":" in label or label == "  ")
            if runs[-1].vessels or self.labelled:
                self.carried = runs[-1]

    def _statements(self, first: int, last: int, runs: list[Run], asides: list[int], used: set[int]) -> Iterator[Bound]:
        for signal in self._within(self.signals, first, last):
            if signal.first not in used and not any(self._same_chunk(token, signal.first) for token in asides):
                yield from self._bind(signal, runs, first, last)

    def _numbers(
        self, first: int, last: int, runs: list[Run], asides: list[int], bare: Attribute | None, used: set[int], pairs: bool = True
    ) -> Iterator[Bound]:  # fmt: skip
        for found in self._within(self.numbers, first, last):
            if found.first in used or any(self._same_chunk(token, found.first) for token in asides) or self._of_device(found) or self._compared(found):
                continue
            word = self._word_of(found, first, last)
            attribute = word.attribute if word else self._by_itself(found, first, last, self.carried_measure) or (bare if not found.unit else None)
            if attribute == "diameter" and found.unit == "cm" and not word and self._is_length(found, runs, first, last):
                attribute = "length"
            if attribute is None:
                continue
            if word:
                used.update(range(word.first, word.last))
            self.carried_measure = attribute
            if found.pair and pairs and attribute == "psv":
                yield from self._pair(found, runs, first, last)
                continue
            if found.pair and word and (name := self._owner_of(found, first)):
                yield from self._of_both_sides(name, attribute, found)
                continue
            unit = found.unit or self.book.measure.measures[attribute].bare or None
            behind = word is not None and word.first >= found.last
            for value in found.values:
                signal = Signal(
                    attribute, value, unit, found.first, word.last if word and behind else found.last, found.start, found.end, thing=behind
                )  # fmt: skip
                yield from self._bind(signal, runs, first, last)

    def _pair(self, number: Number, runs: list[Run], first: int, last: int) -> Iterator[Bound]:
        """Yield the two velocities of a pair behind an artery: "ICA 92/20"."""
        for attribute, value in zip(("psv", "edv"), number.values, strict=False):
            signal = Signal(attribute, value, "cm/s", number.first, number.last, number.start, number.end, system="artery")
            yield from self._bind(signal, runs, first, last)

    @staticmethod
    def _of_both_sides(name: str, attribute: Attribute, number: Number) -> Iterator[Bound]:
        """Yield the two values of a pair, right before left as is the habit: "ABI 1.06 / 0.51"."""
        for side, value in zip(RIGHT_FIRST, number.values, strict=False):
            subject = Subject((name,), side, None, number.first, number.last, "artery")
            yield Bound(subject, None, attribute, value, None, number.start, number.end)

    def _is_length(self, number: Number, runs: list[Run], first: int, last: int) -> bool:
        """Whether centimetres are the length of what fills a vessel: "occluded, 14 cm"."""
        run = self._run_of(Signal("length", 0, None, number.first, number.last, number.start, number.end), runs, first)
        if run is None or any(name in self.book.widths for subject in run.vessels for name in subject.names):
            return False
        return any(signal.attribute in FILLING for signal in self._within(self.signals, first, last)) or any(
            found.unit == "%" for found in self._within(self.numbers, first, last)
        )

    @staticmethod
    def _within(items: list, first: int, last: int) -> list:
        begin = bisect_left(items, first, key=lambda item: item.first)
        return items[begin : bisect_right(items, last - 1, key=lambda item: item.first)]

    def _same_chunk(self, one: int, other: int) -> bool:
        low, high = sorted((one, other))
        return CHUNKS.isdisjoint(self.reading.words[low:high])

    def _bind(self, signal: Signal, runs: list[Run], first: int, last: int) -> Iterator[Bound]:
        run = self._run_of(signal, runs, first)
        segment = self._segment_beside(signal)
        name = self._owner_of(signal, first)
        if name:
            side = self._side_beside(signal, first, last) or self.side_of_text()
            run = Run((Subject((name,), side, None, signal.first, signal.last, "artery"),), signal.first, signal.last)
        if signal.of and self.venous and (run is None or (run is self.carried and run not in runs and not self.labelled)):
            side = self._side_within(first, last) or self.side_of_text()
            subject = Subject((signal.of,), side, None, signal.first, signal.last, "vein")
            yield self._bound(subject, None, signal)
            return
        if signal.attribute == "volume_flow" and run not in runs and self.access:
            run = self.access
        side = self._side_between(run, signal, runs, first) if run and not name else None
        for subject in run.subjects if run else ():
            if self._can_be(subject, signal):
                sided = subject._replace(side=side) if side and subject.paired else subject
                yield self._bound(sided, segment or subject.segment, signal)

    @staticmethod
    def _can_be(subject: Subject, signal: Signal) -> bool:
        """Whether a structure can be what something is said of: a vein, an artery, or an organ with a size."""
        if not subject.names or subject.aside:
            return False
        if subject.organ:
            return signal.attribute in ("visualized", "length", "diameter")
        return not signal.system or subject.system in (None, signal.system)

    def _side_between(self, run: Run, signal: Signal, runs: list[Run], first: int) -> Side | None:
        """Return the side named between a structure and what is said of it: "Subclavian: R triphasic. L triphasic."."""
        begin = run.last if run.first >= first and run.last <= signal.first else first
        if run.first >= signal.last:
            return None
        named = [m.concept.id for m in self.sides if begin <= m.first < signal.first]
        return named[-1] if named and named[-1] in BOTH else None

    def _owner_of(self, signal: Signal | Number, first: int) -> str | None:
        """Return the structure that the word of a number's measure names itself: "ABI 0.77"."""
        if isinstance(signal, Signal) and signal.attribute not in self.book.measure.measures:
            return None
        return next((name for start, end, name in self.owners if first <= start and signal.first - MEASURE_REACH <= end <= signal.first), None)

    @staticmethod
    def _bound(subject: Subject, segment: str | None, signal: Signal) -> Bound:
        attribute = subject.organ if subject.organ and signal.unit else signal.attribute
        return Bound(subject, segment, attribute, signal.value, signal.unit, signal.start, signal.end, signal.weak, subject.paired)

    def _run_of(self, signal: Signal, runs: list[Run], first: int) -> Run | None:
        """Return the structures that words speak of, None if they name none and none was spoken of."""
        before = [run for run in runs if run.first < signal.last and run.last <= signal.first]
        if len(before) > 1 and not signal.thing and (run := self._listed(before, signal)):
            return run
        if len(before) > 1 and not self.book.all_of_them.isdisjoint(self.reading.words[max(before[-1].last, signal.first - CLOSE) : signal.first]):
            subjects = tuple(subject for run in before for subject in run.vessels)
            self.gathered = Run(subjects, before[0].first, before[-1].last)
        if self.gathered and before and self.gathered.last == before[-1].last:
            return self.gathered
        after = next((run for run in runs if run.first >= signal.last), None)
        if after and signal.thing and self._linked(signal.last, after.first):
            beside = before[-1:] if before and before[-1].last == signal.first else []  # "popliteal DVT extending into the femoral vein"
            return Run((*(subject for run in beside for subject in run.vessels), *after.subjects), after.first, after.last)
        if before:
            return before[-1]
        if self.labelled and self.carried and isinstance(signal.value, int | float):
            return self.carried  # "LEFT RENAL VEIN: ... lumen 21 mm2 between SMA and aorta"
        if after and after.first - signal.last <= LINK_REACH and (signal.of or CHUNKS.isdisjoint(self.reading.words[signal.last : after.first])):
            return after
        return self.carried

    def _listed(self, before: list[Run], signal: Signal) -> Run | None:
        """Return the structures of a list with words between them ("femoral vein throughout the thigh, popliteal vein"), if it is one."""
        runs = [before[-1]]
        for run in before[-2::-1]:
            if runs[0].first - run.last > LIST_GAP or not self._silent(run.last, runs[0].first):
                break
            runs.insert(0, run)
        if len(runs) == 1:
            return None
        self.gathered = Run(tuple(subject for run in runs for subject in run.vessels), runs[0].first, before[-1].last)
        return self.gathered

    def _silent(self, first: int, last: int) -> bool:
        """Whether the tokens between two structures say nothing of the first."""
        return (
            ":" not in self.reading.words[first:last]
            and not self._within(self.signals, first, last)
            and not self._within(self.numbers, first, last)
        )  # fmt: skip

    def _linked(self, first: int, last: int) -> bool:
        between = self.reading.words[first:last]
        return len(between) <= LINK_REACH and CHUNKS.isdisjoint(between) and not self.book.links.isdisjoint(between)

    def _segment_beside(self, signal: Signal) -> str | None:
        words, last = self.reading.words, signal.last
        while last < min(len(words), signal.last + CLOSE) and (last in self.segments.tokens or words[last] in ("in", "at", "the")):
            last += 1
        return self.segments.within(signal.last, last)

    def _of_device(self, number: Number) -> bool:
        """Whether a number is the size of a device beside it: "45 cm sheath", "Eluvia 6 x 80"."""
        words = self.reading.words
        return not self.book.devices.isdisjoint(words[number.last : number.last + DEVICE_REACH]) or not self.book.devices.isdisjoint(words[max(0, number.first - 2) : number.first])

    def _compared(self, number: Number) -> bool:
        """Whether a number is what a measure is compared with: "against a reference of 196 mm2"."""
        return not self.book.compared.isdisjoint(self.reading.words[max(0, number.first - CLOSE) : number.first])

    def _side_beside(self, signal: Signal, first: int, last: int) -> Side | None:
        """Return the side named right before words ("R 0.92") or soon behind them ("0.61 on the right")."""
        before = [m for m in self.sides if max(first, signal.first - CLOSE) <= m.first < signal.first]
        behind = [m for m in self.sides if signal.last <= m.first < min(last, signal.last + CLOSE)]
        named = before[-1:] or behind[:1]
        return self._side_within(named[0].first, named[0].last) if named else None

    def _side_within(self, first: int, last: int) -> Side | None:
        sides = {m.concept.id for m in self.sides if first <= m.first < last}
        if len(sides) == 1 and (side := next(iter(sides))) in BOTH:
            return side
        return "bilateral" if sides else None

    def _word_of(self, number: Number, first: int, last: int) -> Measure | None:
        """Return the words that say what a number measures, behind it ("4.0 mm diameter") or before it ("PSV of 128")."""
        words = self.reading.words
        near = self._near(number, first, last)
        for start, end, says in near:  # "PSV 180 depth 2.8 mm"
            if end == number.first and (fitting := self._fitting(says, number)):
                return Measure(fitting, start, end)
        for start, end, says in near:
            behind = number.last <= start < number.last + 2 and words[number.last : start] in ([], ["of"], ["in"])
            if behind and (fitting := self._fitting(says, number)):
                return Measure(fitting, start, end)
        for start, end, says in reversed(near):
            between = [word for token, word in enumerate(words[end : number.first], end) if token not in self.sided]
            before = end <= number.first and (number.unit or set(between) <= OF_MEASURE)
            if before and (fitting := self._fitting(says, number)):
                return Measure(fitting, start, end)
        return None

    def _by_itself(self, number: Number, first: int, last: int, carried: Attribute | None) -> Attribute | None:
        """Return what a number measures that no word tells: by its unit, or what was measured last, right beside a structure."""
        words = self.reading.words
        if number.unit:
            place = words[number.last : number.last + 1] and words[number.last] in POSITIONS
            if number.unit == "%" and self.seen_inside and self.venous:
                return "reduction"  # of a vein's lumen
            return None if place else self.book.measure.by_unit.get(number.unit)
        if number.first > 1 and words[number.first - 1] == "/" and self.refluxing and carried == "diameter":
            return "reflux_time"  # "GSV 4.1 mm / 0.2"
        if number.pair and isinstance(number.values[0], int) and number.values[0] > number.values[-1]:  # type: ignore[operator]
            before = [run for run in runs_within(self.runs, first, last) if run.last <= number.first] or [self.carried]
            artery = before[-1] and any(subject.system == "artery" for subject in before[-1].subjects)
            return "psv" if artery else None
        beside = {number.first - 1, number.last} & self.segments.tokens or any(run.last == number.first for run in runs_within(self.runs, first, last))
        decimal = isinstance(number.values[0], float) or "." in str(number.values[0])
        if beside and carried and carried == self.label_measure:
            return carried
        return carried if beside and carried in (("diameter",) if decimal else ("psv",)) else None

    def _near(self, number: Number, first: int, last: int) -> list[tuple[int, int, tuple[Attribute, ...]]]:
        begin = bisect_left(self.measures, max(first, number.first - MEASURE_REACH), key=lambda item: item[0])
        stop = bisect_left(self.measures, min(last, number.last + CLOSE), key=lambda item: item[0])
        return [item for item in self.measures[begin:stop] if item[1] <= number.first or item[0] >= number.last]

    def _fitting(self, says: tuple[Attribute, ...], number: Number) -> Attribute | None:
        entries = self.book.measure.measures
        for attribute in says:
            entry = entries[attribute]
            if number.unit in entry.units if number.unit else entry.bare is not None:
                return attribute
        return None
