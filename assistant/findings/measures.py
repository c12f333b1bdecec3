"""Tells what a number measures: by the words beside it, by its unit, or by what was measured before it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from assistant.analysis import Attribute
from assistant.findings.book import CHUNKS
from assistant.findings.numbers import Number, plain
from assistant.findings.passage import Clause, Passage, last_before
from assistant.findings.signals import CLOSE
from assistant.findings.subjects import Run, Subject
from assistant.language.phrase_book import Found

LABEL_REACH = 2  # tokens of a clause in which its label begins
MEASURE_REACH = 6  # tokens from a number to the word before it that says what it measures
DEVICE_REACH = 4  # tokens after a number in which a device is named
BEFORE_DEVICE = 2
OTHER_REACH = 6  # tokens from a size to the thing of that size
SURELY_MS = 60
MIN_PSV, MAX_PSV = 10, 700  # cm/s that a number without a unit may be
MIN_AREA, MAX_AREA = 10, 700  # mm2, of a vein of the trunk


class Measure(NamedTuple):
    """What a number measures, and the tokens that say it (end exclusive)."""

    attribute: Attribute
    first: int
    last: int


class Measures:
    """Knows what the numbers of a text measure."""

    def __init__(self, passage: Passage) -> None:
        self.passage, self.book, self.words = passage, passage.book, passage.reading.words

    def is_of_vessel(self, number: Number, *, alone: bool = False) -> bool:
        """Whether a number is no count of things, no device's size ("45 cm sheath"), nor what a measure is compared with."""
        words, book, first, last = self.words, self.book, number.first, number.last
        if not alone and (other := self._beside_other_side(number)) and not self.is_of_vessel(other, alone=True):
            return False  # "BP R 132/78 L 130/80"
        if not number.unit and last < len(words) and words[last] in book.counted:
            return False  # "compressible at 3 levels"
        if first:
            before = words[max(0, first - CLOSE) : first]
            if before[-1] in ("to", "with") and self.passage.treats and not book.dilating.isdisjoint(before):
                return False  # "dilated to 16 mm"
            if not book.compared.isdisjoint(before):
                before = self._without_measures(first)
            if number.unit == "%" and "(" in before[:-1]:  # "ref 180 (67%)"
                before = before[len(before) - before[::-1].index("(", 1) :]
            if "," in before[:-1]:  # "18 cm from the floor, 3.6 mm"
                before = before[len(before) - before[::-1].index(",", 1) :]
            ranged = before[-1] == "from" and not book.ranging.isdisjoint(before)
            if before[-1] in book.compared_beside or (not ranged and not book.compared.isdisjoint(before)):
                return False
            if before[-1] in book.formerly and first > 1 and words[first - 2] in CHUNKS:
                return False  # "5.1 mm (was 4.2)"
        if (
            number.unit not in ("mm2", "cm2")
            and self._is_of_device(first, last)
            and not self.passage.measures.within(first - 1, first)
        ):
            return False
        return number.unit not in ("mm", "cm") or self._is_no_other_thing(number)

    def _beside_other_side(self, number: Number) -> Number | None:
        """Return the number of the other side right before a pair of numbers: "R 132/78 L 130/80"."""
        if not number.pair or number.first - 1 not in self.passage.sided:
            return None
        before = self.passage.numbers.last_within(number.first - CLOSE - 2, number.first - 1)
        return before if before and before.pair and before.last >= number.first - 2 else None

    def _without_measures(self, first: int) -> list[str]:
        """Return the words right before a token but those of measures: "depth from the skin", but not "reference area"."""
        words = self.words
        told = {
            token
            for hit in self.passage.measures.within(first - CLOSE, first)
            if words[hit.first] not in self.book.compared
            for token in range(hit.first, hit.last)
        }
        return [words[token] for token in range(max(0, first - CLOSE), first) if token not in told] or [""]

    def _is_of_device(self, first: int, last: int) -> bool:
        """Whether a device is named in the sentence soon behind the tokens from `first` to `last`, or right before them."""
        words, devices, structures = self.words, self.book.devices, self.passage.named
        for token in range(last, min(len(words), last + DEVICE_REACH)):
            if words[token] in (".", ";") or "\n" in self._gap(token):
                break
            if words[token] in devices and token not in structures:
                return True
        return any(words[token] in devices and token not in structures for token in range(max(0, first - BEFORE_DEVICE), first))

    def _goes_on(self, number: Number) -> bool:
        """Whether the line goes on behind a number."""
        return number.last < len(self.words) and "\n" not in self._gap(number.last)

    def _gap(self, token: int) -> str:
        """Return the characters before a token and behind the one before it."""
        reading = self.passage.reading
        return reading.text[reading.ends[token - 1] : reading.starts[token]]

    def _is_no_other_thing(self, number: Number) -> bool:
        """Whether no cyst, node or fluid stands behind a size ("1.4 cm hypoechoic left thyroid nodule") or right before it ("nodes up to 9 mm")."""
        words, others = self.words, self.book.others
        for word in words[number.last : number.last + OTHER_REACH]:
            if word in self.book.breaks:
                break
            if word in others:
                return False
        at = number.first - 1
        while at >= 0 and number.first - at < OTHER_REACH and words[at] in self.book.joins_number:
            at -= 1
        return at < 0 or words[at] not in others

    def settled(self, number: Number) -> Number:
        """Return a number with what "from" before its range says: where it rises or falls to ("climbs from 84 to 391")."""
        low, first = number.values[0], number.first
        if first < 2 or self.words[first - 1] != "from" or not isinstance(low, str) or "-" not in low[1:]:
            return number
        if self.book.changing.isdisjoint(self.words[max(0, first - CLOSE) : first - 1]):
            return number
        return number._replace(values=(plain(low.rpartition("-")[2]),), first=first - 1)

    def told_both(
        self, number: Number, first: int, last: int
    ) -> tuple[tuple[Attribute, Attribute], int, int] | None:
        """Return the two measures of a number of two values, with their tokens: "PSV/EDV 112/34"."""
        if len(number.values) != 2:
            return None
        near = [hit for hit in self.near(number.first, number.last, first, last) if hit.last <= number.first]
        if len(near) < 2 or not self._leads_to(near[-1].last, number.first):
            return None
        between = self.words[near[-2].last : near[-1].first]
        if len(between) != 1 or between[0] not in self.book.listing:
            return None
        one, other = (self.fitting(hit.says, number) for hit in near[-2:])
        return ((one, other), near[-2].first, near[-1].last) if one and other and one != other else None

    def told(self, number: Number, first: int, last: int) -> Measure | None:
        """Return the words of a clause that say what a number measures, behind it ("4.0 mm diameter") or before it ("PSV of 128")."""
        words, near = self.words, self.near(number.first, number.last, first, last)
        if not near:
            return None
        for hit in near:  # "PSV 180 depth 2.8 mm"
            if hit.last == number.first and not self._only_joins(hit, near, number) and not self._told_behind(hit, near, number) and (fitting := self.fitting(hit.says, number)):
                return Measure(fitting, hit.first, hit.last)
        for hit in near:
            gap = hit.first - number.last
            behind = gap == 0 or (gap == 1 and words[number.last] in ("of", "in"))
            if behind and not self._leads(hit.last) and (fitting := self.fitting(hit.says, number)):
                if fitting == "reflux_time" and number.whole and not number.unit and gap == 0:
                    return None  # "2 incompetent perforators"
                return Measure(fitting, hit.first, hit.last)
        if number.unit in ("cm", "mm") and self._goes_on(number) and words[number.last] in self.book.farther:
            return None  # "5 cm above the elbow"
        for hit in reversed(near):
            if self._only_joins(hit, near, number):
                continue  # "velocity measures 112"
            if hit.last <= number.first and (number.unit or self._leads_to(hit.last, number.first)):
                fitting = self.fitting(hit.says, number)
                if fitting:
                    return Measure(fitting, hit.first, hit.last)
        return None

    def _told_behind(self, hit: Found[Attribute], near: list[Found[Attribute]], number: Number) -> bool:
        """Whether a word only says that something was measured, and what is told behind the number: "measuring 38 mm in length"."""
        return hit.last == hit.first + 1 and self.words[hit.first].startswith("measur") and any(
            other.first == number.last and not self._leads(other.last) and self.fitting(other.says, number) for other in near
        )

    def _only_joins(self, hit: Found[Attribute], near: list[Found[Attribute]], number: Number) -> bool:
        """Whether a word only joins what a number measures, told by other words before it, to the number."""
        if hit.last - hit.first > 1 or self.words[hit.first] not in self.book.joins_number:
            return False
        return any(
            other.last <= hit.first and self._leads_to(other.last, number.first) and self.fitting(other.says, number)
            for other in near
        )

    def untold(
        self, number: Number, runs: list[Run], before: Run | None, carried: Attribute | None, label: Attribute | None
    ) -> Attribute | None:
        """Return what a number measures that no word tells, None if nothing says it.

        Args:
            number: The number.
            runs: The structures of its clause.
            before: The structure that was spoken of last.
            carried: What was measured last, which may be measured again right beside a structure.
            label: What the label of the line says that its numbers measure.
        """
        if number.unit:
            if number.unit == "%" and self.passage.tells_reductions:
                return "reduction"  # of a vein's lumen
            if number.unit == "%" and self.words[number.last : number.last + 1] == ["occluded"]:
                return None
            named = _named_last(number, runs, before)
            if number.unit == "%" and named and all(subject.system == "vein" for subject in named):
                return None  # "1% polidocanol"
            if carried == "depth" and number.unit in ("mm", "cm") and self._beside_part(number) and self._told_in_line(carried, number):
                return carried  # "depth 12 mm thigh, 5 mm calf"
            if number.unit in ("s", "ms") and not self._may_flow_back(number):
                return None
            if self._goes_on(number) and self.words[number.last] in self.book.positions:
                return None
            return self.book.measure.by_unit.get(number.unit)
        if carried == "pressure" and number.whole and (run := last_before(runs, number.first)) and run.last == number.first:
            short = [subject.short for subject in run.subjects]
            if all(names and "artery" in names for names in short):
                return carried  # "ankle pressure 84, brachial 142"
        if carried == "diameter" and self.passage.refluxing and number.first and self.words[number.first - 1] == "/":
            return "reflux_time"  # "GSV 4.1 mm / 0.2"
        if number.falls:
            arteries = any(subject.system == "artery" for subject in _named_last(number, runs, before))
            return "psv" if arteries else None
        if self._is_area(number, runs):
            return "area"
        if self._is_velocity(number, runs):
            return "psv"
        beside = self._beside_part(number)
        if beside and number.decimal and not number.pair and self._unit_ahead(number) in ("mm", "cm"):
            return "diameter"  # "groin 5.1, mid thigh 4.2, ankle 2.5 mm"
        if not carried or not (beside or ((run := last_before(runs, number.first)) and run.last == number.first)):
            return None
        return carried if carried == label or carried == ("diameter" if number.decimal else "psv") else None

    def _told_in_line(self, attribute: Attribute, number: Number) -> bool:
        """Whether the line of a number tells before it that something is measured."""
        reading, told = self.passage.reading, self._told_at[attribute]
        at = bisect_left(told, number.first) - 1
        return at >= 0 and reading.text.find("\n", reading.starts[told[at]], number.start) < 0

    @cached_property
    def _told_at(self) -> defaultdict[Attribute, list[int]]:
        """The tokens at which words for each measure begin."""
        told: defaultdict[Attribute, list[int]] = defaultdict(list)
        for hit in self.passage.measures:
            for attribute in hit.says:
                told[attribute].append(hit.first)
        return told

    def _beside_part(self, number: Number) -> bool:
        """Whether the part of a vessel stands right before or behind a number."""
        return not self.passage.segments.tokens.isdisjoint((number.first - 1, number.last))

    def _unit_ahead(self, number: Number) -> str | None:
        """Return the unit of the list that a number without one stands in: "5.1, mid thigh 4.2, ankle 2.5 mm"."""
        reading = self.passage.reading
        _, end = reading.sentences[reading.sentence_at(number.start)]
        numbers = self.passage.numbers
        begin, stop = self.passage.tokens(number.end, end)
        at = self._list_ends[bisect_left(numbers.firsts, begin)]
        return numbers[at].unit if at < bisect_left(numbers.firsts, stop) else None

    @cached_property
    def _list_ends(self) -> list[int]:
        """For each number of the text, and for what is behind the last, the one that its list ends with: it has a unit or no part."""
        numbers = self.passage.numbers
        ends = [len(numbers)]
        for at in range(len(numbers) - 1, -1, -1):
            ends.append(at if numbers[at].unit or not self._beside_part(numbers[at]) else ends[-1])
        return ends[::-1]

    def label(self, clause: Clause) -> Attribute | None:
        """Return what the label of a clause says that the numbers behind its structures measure: "Pressures: CFV 9, IVC 8"."""
        first, measures = clause.first, self.passage.measures
        for hit in measures.within(first, min(first + LABEL_REACH, clause.last)) if measures else ():
            if hit.last <= first + MEASURE_REACH:
                followed = any(0 <= run.first - hit.last <= CLOSE for run in clause.named)
                return hit.says[0] if followed else None
        return None

    def near(self, begin: int, end: int, first: int, last: int) -> list[Found[Attribute]]:
        """Return the words for measures around the tokens from `begin` to `end`, in the clause from `first` to `last`."""
        measures = self.passage.measures
        if not measures:
            return []
        found = measures.within(max(first, begin - 2 * MEASURE_REACH), min(last, end + CLOSE))
        found = [hit for hit in found if hit.last >= begin - MEASURE_REACH]
        if not found:
            return []
        return [  # "60 % stenosis": the unit belongs to both
            hit if hit.last <= begin or hit.first >= end else hit._replace(first=end)
            for hit in found
            if hit.last <= begin or hit.first >= end or begin < hit.first < end < hit.last
        ]

    def fitting(self, says: tuple[Attribute, ...], number: Number) -> Attribute | None:
        """Return the attribute that words say and a number's unit, or its lack of one, fits."""
        entries = self.book.measure.measures
        for attribute in says:
            if attribute == "stenosis" and self.passage.tells_reductions and self._narrows(number):
                return "reduction"
            entry = entries[attribute]
            if number.unit in entry.units if number.unit else entry.bare is not None:
                return attribute
        return None

    def _narrows(self, number: Number) -> bool:
        """Whether a number tells how much a vein narrows: "80% narrowing"."""
        return number.unit == "%" and any(word.startswith("narrow") for word in self.words[number.last : number.last + CLOSE])

    def may_be(self, attribute: Attribute, number: Number) -> bool:
        """Whether a number can be what it is said to measure: a bare one of four digits is no velocity but a clock's time."""
        value = number.values[0]
        return attribute != "psv" or bool(number.unit) or not isinstance(value, int | float) or value <= MAX_PSV

    def unit_of_bare(self, attribute: Attribute, number: Number) -> str | None:
        """Return the unit of a number that is told without one; nobody's reflux lasts a minute, so long ones are milliseconds."""
        value = number.values[0]
        if attribute == "reflux_time" and isinstance(value, int | float) and value >= SURELY_MS:
            return "ms"
        return self.book.measure.measures[attribute].bare or None

    def _is_velocity(self, number: Number, runs: list[Run]) -> bool:
        """Whether a whole number right behind an artery is its velocity, in a text that tells velocities: "CFA 118, triphasic"."""
        value = number.values[0]
        if number.pair or not isinstance(value, int) or not MIN_PSV <= value <= MAX_PSV:
            return False
        behind = self._is_behind_waveform(number)
        if not self.passage.tells_velocities and not self._has_waveform(number) and not behind:
            return False
        run = last_before(runs, number.first) if behind else self._just_before(number, runs)
        if run is None and number.first - 1 in self.passage.segments.tokens:
            run = last_before(runs, number.first)  # "SFA: mid 320, distal 60"
        if not run or not all(subject.system == "artery" for subject in run.subjects):
            return False
        return self._ends(number) or self._has_waveform(number)

    def _has_waveform(self, number: Number) -> bool:
        """Whether the waveform or the flow is told right behind a number: "CFA 98 tri"."""
        return any(
            signal.attribute in ("waveform", "flow")
            for signal in self.passage.signals.within(number.last, number.last + 1)
        )

    def _is_behind_waveform(self, number: Number) -> bool:
        """Whether the waveform is told right before a number: "CFA tri 110"."""
        return number.first > 0 and any(
            signal.attribute == "waveform" and signal.last == number.first
            for signal in self.passage.signals.within(number.first - CLOSE, number.first)
        )

    def _is_area(self, number: Number, runs: list[Run]) -> bool:
        """Whether a whole number right behind a vein is its area, in a text that tells areas: "L CIV 140 mm2, R CIV 155"."""
        value = number.values[0]
        if (
            not self.passage.tells_areas
            or number.pair
            or not isinstance(value, int)
            or not MIN_AREA <= value <= MAX_AREA
        ):
            return False
        run = self._just_before(number, runs)
        return run is not None and all(subject.system == "vein" for subject in run.subjects) and self._ends(number)

    def _just_before(self, number: Number, runs: list[Run]) -> Run | None:
        """Return the structures that a number stands right behind, with nothing but its part and a verb between."""
        run = last_before(runs, number.first)
        if run is None:
            return None
        gap, tokens = range(run.last, number.first), self.passage.segments.tokens
        near = len(gap) <= CLOSE and all(
            token in tokens or self.words[token] in self.book.joins_velocity for token in gap
        )
        return run if near else None

    def _ends(self, number: Number) -> bool:
        """Whether nothing goes on behind a number that it could count or measure."""
        behind = number.last
        return (
            behind >= len(self.words)
            or "\n" in self.passage.reading.text[number.end : self.passage.reading.starts[behind]]
            or self.words[behind] in self.book.ends_velocity
        )

    def _may_flow_back(self, number: Number) -> bool:
        """Whether seconds that no word names can be a time of reflux: in a study of it, not beside a hold or a heating."""
        beside = self.words[max(0, number.first - MEASURE_REACH) : number.last + CLOSE]
        return self.passage.refluxing and self.book.not_flow_back.isdisjoint(beside)

    def _leads(self, token: int) -> bool:
        """Whether a measure's words lead to a number of their own, which follows them: "110  ratio 2.4"."""
        return token < len(self.words) and self.words[token][0].isdigit()

    def _leads_to(self, first: int, last: int) -> bool:
        """Whether the tokens between a measure's words and a number only join them: "PSV of about"."""
        sided = self.passage.sided
        return all(self.words[token] in self.book.joins_number or token in sided for token in range(first, last))


def _named_last(number: Number, runs: list[Run], before: Run | None) -> tuple[Subject, ...]:
    """Return the structures named last before a number, in its clause or else `before` it."""
    run = last_before(runs, number.first) or before
    return run.subjects if run else ()
