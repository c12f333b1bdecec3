"""Reads the findings of sentences and of the words in cells."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

from assistant.analysis import Attribute, Side
from assistant.findings.binding import Binding, Bound
from assistant.findings.marks import Marks
from assistant.findings.measures import Measure, Measures
from assistant.findings.numbers import Number
from assistant.findings.passage import Clause, Passage, joined, last_before
from assistant.findings.signals import CLOSE, Signal
from assistant.findings.subjects import Run
from assistant.language.layout import end_of_line
from assistant.language.phrase_book import Found

Bare = Callable[[Number], Attribute | None] | None
MOST_EXCEPTED = 64  # statements of a sentence from which one is taken out
LONGEST_HEADING = 10  # tokens
MOST_SIDES = 4  # looked at for one that heads a line
WIDE_IN_CM = 10  # a wide vessel's width below it is told in centimetres
PHASES = 1.5  # times that a systolic velocity is at least of the diastolic one
OPENING = 3  # tokens of a sentence in which a word about another time speaks for all of it


class Prose:
    """Reads a text sentence by sentence, in order: what was spoken of and measured last may go on."""

    def __init__(self, passage: Passage) -> None:
        self.passage, self.book = passage, passage.book
        self.measures, self.binding, self.marks = Measures(passage), Binding(passage), Marks(passage)
        starts, sentences = passage.reading.starts, passage.reading.sentences
        #: The first token of each sentence, and of what is behind the last.
        self.firsts = [*[bisect_left(starts, start) for start, _ in sentences], len(starts)]
        self.contents = self._contents()
        self.named_last: list[Run] = []  # structures of the last sentence that named any
        self.measured: Attribute | None = None
        self.owned: tuple[str, Attribute] | None = None  # what was measured last of a structure that its measure names
        self.heading: Run | None = None  # a structure alone in its line, of which those below speak
        self.line_label: Run | None = None  # a structure and its colon, of which the sentences of its line speak in a report of what was seen from inside
        self.label: Attribute | None = None  # what the label of a line says that its numbers measure

    def forget(self) -> None:
        """Go on without a structure but that of the whole text. What was measured last may be measured again."""
        self.binding.forget()
        self.label = None

    def opens(self, number: int) -> bool:
        """Whether a sentence begins with a side or a vessel and its colon: "RIGHT:", "CFV:"."""
        passage = self.passage
        first, last = self.firsts[number], self.firsts[number + 1]
        opening = passage.reading.words[first : min(last, first + OPENING)]
        return ":" in opening and any(
            word == ":"
            and (token - 1 in passage.sided or ((run := passage.runs.last_within(0, token)) and run.last == token))
            for token, word in enumerate(opening, first)
        )

    def shows_inside(self, number: int) -> bool:
        """Whether a sentence is labelled with a technique that looks from inside: "IVUS: ..."."""
        if not self.passage.seen_inside:
            return False
        first, last = self.firsts[number], self.firsts[number + 1]
        words = self.passage.reading.words[first : min(last, first + OPENING + 1)]
        return ":" in words and not self.book.inside_labels.isdisjoint(words)

    def read(self, number: int) -> list[Bound]:
        """Return what a sentence says."""
        passage, binding, reading = self.passage, self.binding, self.passage.reading
        first, last = self.firsts[number], self.firsts[number + 1]
        if first >= last:
            return []
        binding.sentence, self.owned = first, None
        if self.named_last and reading.words[first] in self.book.all_of_them:
            binding.speak_of(joined(self.named_last), labelled=binding.labelled)
        elif reading.text.find("\n", reading.ends[first - 1] if first else 0, reading.starts[first]) >= 0 and not (
            first in passage.pronouns or first + 1 in passage.pronouns
        ):
            self._begin_line(number, first)
            self.line_label = None
        elif self.line_label and first not in passage.pronouns and first + 1 not in passage.pronouns:
            binding.speak_of(self.line_label, labelled=True)
        if number not in self.contents:
            return []
        named, numbers, signals = self.contents[number]
        if passage.seen_inside and named and named[0].vessels and named[0].first - first <= CLOSE and reading.words[named[0].last : named[0].last + 1] == [":"]:
            self.line_label = named[0]
        self._head_block(named, first, last)
        self.named_last = [run for run in named if run.vessels] or self.named_last
        asides = passage.aside.within(first, last)
        if asides and asides[0].first < first + OPENING:
            return []
        if reading.words[last - 1] in self.book.stops:
            last -= 1
        beside = self._chunks_of(asides)
        clauses: Iterable[Clause]
        if self.book.stops.isdisjoint(reading.words[first:last]):
            clauses = [self._clause(first, last, named, numbers, signals)]
        else:
            clauses = self._clauses(first, last)
        bound: list[Bound] = []
        for clause in clauses:
            if bound and reading.words[clause.first - 1] in self.book.excepting:
                bound = self._without_exceptions(bound, clause)
            binding.gathered = None
            if clause.named and (label := self.measures.label(clause)):
                self.measured = self.label = label
            used: set[int] = set()  # words that say what a number measures are no statement
            if clause.runs and self.marks.may_mark(clause):
                bound += self._marked(clause, beside, used)
            if clause.numbers:
                bound += self._numbers(clause, beside, used)
            if clause.signals:
                bound += self._statements(clause, beside, used)
            if clause.runs:
                self._go_on(clause)
        return bound

    def _without_exceptions(self, bound: list[Bound], clause: Clause) -> list[Bound]:
        """Return what a sentence said but of the structures that a clause takes out: "all compress except the SCV"; of those it says the opposite."""
        runs = [run for run in clause.runs[:1] if run.first - clause.first <= CLOSE]
        if not runs:
            return bound
        names = {name for run in runs for subject in run.vessels for name in subject.names}
        kept = bound[:-MOST_EXCEPTED]
        kept += [one for one in bound[-MOST_EXCEPTED:] if names.isdisjoint(one.subject.names)]
        last, said = bound[-1], self.book.opposites
        if clause.signals or clause.numbers or (opposite := said.get((last.attribute, str(last.value)))) is None:
            return kept
        return [*kept, *(last._replace(subject=subject, value=opposite) for subject in runs[0].vessels)]

    def _begin_line(self, number: int, first: int) -> None:
        """Go on in another line: with the structure that stands alone in a line above, else without one."""
        reading = self.passage.reading
        self.forget()
        if self.heading is None:
            if first in self.passage.segments.tokens and not (number in self.contents and self.contents[number][0]):
                conduit = self._trunk_above() or self.passage.conduits.last_within(0, first)  # "ven limb: 190" of a graft
                if conduit and any(one.first < first + CLOSE for one in self.passage.numbers.within(first, first + CLOSE)):
                    self.binding.speak_of(conduit, labelled=True)
            return
        gap = reading.text[reading.ends[first - 1] : reading.starts[first]]
        named = self.contents[number][0] if number in self.contents else []
        if gap.count("\n") > 1 or named:
            self.heading = None
        else:
            self.binding.speak_of(self.heading, labelled=True)

    def _trunk_above(self) -> Run | None:
        """Return the vein of the sentence before, where that told a part of it, as a line that names only a part goes on: "Ceph FA 4.2", then "ACF 4.9"."""
        last = self.named_last[-1] if self.named_last else None
        if last is None or not all(subject.system and subject.segment for subject in last.vessels):
            return None
        side = self.side_headed(last.last)
        subjects = [subject._replace(segment=None, side=side or subject.side) for subject in last.vessels]
        return Run(tuple(subjects), last.first, last.last)

    def side_headed(self, token: int) -> Side | None:
        """Return the side that stands alone in a line between a token and the line that is read."""
        passage = self.passage
        at = bisect_left(passage.sides.firsts, self.binding.sentence)
        for named in reversed(passage.sides[max(0, at - MOST_SIDES) : at]):
            if named.first < token:
                break
            line = passage.reading.text.rfind("\n", 0, named.start) + 1
            if passage.reading.text[line : end_of_line(passage.reading.text, named.end)].strip(" :*#=-") == passage.reading.text[named.start : named.end]:
                return passage.side_within(named.first, named.last)
        return None

    def _head_block(self, named: list[Run], first: int, last: int) -> None:
        """Note the one structure that stands alone in its line, of which the lines below may speak: "Common femoral vein:"."""
        if len(named) != 1 or last - first > LONGEST_HEADING or not named[0].vessels:
            return
        words, run, passage = self.passage.reading.words, named[0], self.passage
        rest = [*range(first, run.first), *range(run.last, last)]
        if all(words[token] == ":" or token in passage.sided or token in passage.segments.tokens for token in rest):
            self.heading = run

    def read_cell(
        self, run: Run, first: int, last: int, *, bare: Bare = None, used: set[int], pairs: bool = True
    ) -> Iterator[Bound]:
        """Yield what the words of a cell say of the structures of its row.

        Args:
            run: The structures.
            first: The first token of the cell.
            last: The token behind it.
            bare: Tells what a lone number measures.
            used: The tokens that are read already.
            pairs: Whether two numbers with a slash are the systolic and the diastolic velocity.
        """
        self.binding.speak_of(run, labelled=True)
        for clause in self._clauses(first, last):
            beside = self._chunks_of(self.passage.aside.within(clause.first, clause.last))
            yield from self._numbers(clause, beside, used, bare, pairs=pairs)
            yield from self._statements(clause, beside, used)

    def _contents(self) -> dict[int, tuple[list[Run], list[Number], list[Signal]]]:
        """Return the structures, numbers and statements of each sentence that has any."""
        passage = self.passage
        firsts = self.firsts
        contents: dict[int, tuple[list[Run], list[Number], list[Signal]]] = {}
        kinds: tuple[list[Any], ...] = (passage.runs, passage.numbers, passage.signals)
        for kind, items in enumerate(kinds):
            for item in items:
                number = bisect_right(firsts, item.first) - 1
                if number not in contents:
                    contents[number] = ([], [], [])
                contents[number][kind].append(item)
        return contents

    def _clauses(self, first: int, last: int) -> Iterator[Clause]:
        """Yield the clauses of tokens; what is spoken of meanwhile tells which structures the next only refers to."""
        passage, stops = self.passage, self.book.stops
        words, numbers = passage.reading.words, passage.numbers
        ends = [
            token
            for token in range(first, last)
            if words[token] in stops and (words[token] != "." or not numbers.within(token, token + 1))  # ".42"
        ]
        for begin, end in pairwise([first - 1, *ends, last]):
            if end > begin + 1:
                within = begin + 1, end
                yield self._clause(
                    *within,
                    passage.runs.within(*within),
                    passage.numbers.within(*within),
                    passage.signals.within(*within),
                )

    def _clause(
        self, first: int, last: int, named: list[Run], numbers: list[Number], signals: list[Signal]
    ) -> Clause:  # fmt: skip
        return Clause(first, last, named, self._spoken_of(named) if named else named, numbers, signals)

    def _spoken_of(self, named: list[Run]) -> list[Run]:
        """Return the structures of a clause but those that refer to another or tell the place of one."""
        runs: list[Run] = []
        for at, run in enumerate(named):
            trunk = runs[-1] if runs else self.binding.carried
            if at + 1 < len(named) and self._names_graft(run, named[at + 1]):
                continue
            if run.refers or (trunk and self._is_place_of(trunk, run)) or self._is_part_of_label(runs, run):
                continue
            runs.append(run)
        return runs

    def _names_graft(self, run: Run, following: Run) -> bool:
        """Whether vessels only say from where to where the bypass right behind them runs: "the femoral to posterior tibial vein bypass"."""
        return (
            following.first == run.last
            and any(not self.book.grafts.isdisjoint(subject.names) for subject in following.vessels)
            and not self.book.along.isdisjoint(self.passage.reading.words[run.first : run.last])
        )

    def _is_part_of_label(self, runs: list[Run], run: Run) -> bool:
        """Whether a part of an access only tells where the vessel that labels the clause was measured: "Cephalic vein: anastomosis 4.1 mm"."""
        words = self.passage.reading.words
        label = runs[0] if runs else None
        return (
            label is not None
            and all(subject.part for subject in run.subjects)
            and label.last < len(words)
            and words[label.last] == ":"
            and all(subject.system and not subject.part for subject in label.subjects)
        )

    def _is_place_of(self, trunk: Run, run: Run) -> bool:
        """Whether a junction only tells where the trunk that ends in it was measured: "GSV 5.0 mm at the SFJ, 4.1 mm mid thigh"."""
        names = run.subjects[0].names
        ending = self.book.ends_of.get(names[0]) if len(run.subjects) == 1 and names else None
        if ending is None or all(subject.names != (ending,) for subject in trunk.subjects):
            return False
        words, at = self.passage.reading.words, run.first - 1
        if any(number.last == run.first and number.unit for number in self.passage.numbers.within(at - CLOSE, run.first)):
            return True  # "GSV: 5.5 mm SFJ, 4.2 mm thigh"
        while at > 0 and (words[at] == "the" or words[at] in self.book.joins_number - self.book.at):
            at -= 1
        if words[at] == "@":
            return True
        return words[at] in self.book.at and (
            any(number.last == at for number in self.passage.numbers.within(at - CLOSE, at))
            or any(signal.last == at for signal in self.passage.signals.within(at - CLOSE, at))
        )

    def _go_on(self, clause: Clause) -> None:
        """Remember what a clause spoke of last, and whether that was the label of its line."""
        reading = self.passage.reading
        last = next((run for run in reversed(clause.runs) if run.vessels), clause.runs[-1])
        end = reading.ends[last.last - 1]
        behind = reading.text[end : end + 2]
        labelled = clause.runs[-1] is last and len(clause.runs) == 1 and last.first - clause.first <= CLOSE and (":" in behind or behind == "  ")
        if last.vessels or labelled:
            self.binding.speak_of(last, labelled=labelled)
        else:
            self.binding.labelled = labelled

    def _chunks_of(self, asides: list[Found[bool]]) -> set[int]:
        """Return the chunks (see `Passage.chunk`) that words about another time stand in: all in them is of that time."""
        return {self.passage.chunk(hit.first) for hit in asides}

    def _marked(self, clause: Clause, asides: set[int], used: set[int]) -> Iterator[Bound]:
        """Yield what marks behind the structures of a clause say; adds their tokens to `used`."""
        label = self.marks.label(clause.first, clause.last, clause)
        for run, signal in self.marks.behind(clause, label):
            if asides and self.passage.chunk(run.last - 1) in asides:
                continue
            used.update(range(signal.first, signal.last))
            if label:
                used.update(range(label.first, label.last))
            yield from self.binding.bind(signal, clause, run=run)

    def _statements(self, clause: Clause, asides: set[int], used: set[int]) -> Iterator[Bound]:
        for signal in clause.signals:
            if signal.first not in used and not (asides and self.passage.chunk(signal.first) in asides):
                yield from self.binding.bind(signal, clause)

    def _numbers(
        self, clause: Clause, asides: set[int], used: set[int], bare: Bare = None, *, pairs: bool = True
    ) -> Iterator[Bound]:  # fmt: skip
        """Yield what the numbers of a clause measure; adds the tokens of their measures to `used`."""
        for number in map(self.measures.settled, clause.numbers):
            if (
                number.first in used
                or (asides and self.passage.chunk(number.first) in asides)
                or not self.measures.is_of_vessel(number)
            ):
                continue
            if pair := self.measures.told_both(number, clause.first, clause.last):
                attributes, begin, end = pair
                used.update(range(begin, end))
                self.measured = attributes[0]
                yield from self._both(number, attributes, clause)
                continue
            word = self.measures.told(number, clause.first, clause.last)
            if self.owned and not word and (again := self._owned_again(number, clause)):
                yield again
                continue
            if word:
                attribute: Attribute | None = word.attribute
                name = self.binding.owner(number, clause.first)
                self.owned = (name, word.attribute) if name else None
            else:
                attribute = self.measures.untold(number, clause.named, self.binding.carried, self.measured, self.label)
                attribute = attribute or (bare(number) if bare and not number.unit else None)
                if attribute == "diameter" and number.unit == "cm":
                    attribute = self.binding.extent(number, clause)
            if attribute is None or not self.measures.may_be(attribute, number):
                continue
            if word and attribute == "psv" and self._of_both_phases(number, word, clause):
                used.update(range(word.first, word.last))
                yield from self._velocities(number, clause)
                continue
            if word and not self._says_itself(word):
                used.update(range(word.first, word.last))
            if attribute == "pressure" and number.falls and not self.owned:
                continue  # systolic and diastolic, of the body
            self.measured = attribute
            if number.pair and pairs and attribute == "psv":
                yield from self._velocities(number, clause)
            elif number.pair and word and self.owned:
                yield from self.binding.both_sides(self.owned[0], attribute, number)
            else:
                unit = number.unit or self._unit(attribute, number, clause)
                behind = word.last if word and word.first >= number.last else None  # "0.6 s of reflux in the CFV"
                for place, value in enumerate(self._values(number, attribute, word)):
                    signal = Signal(
                        attribute, value, unit, number.first, behind or number.last, number.start, number.end, behind is not None
                    )  # fmt: skip
                    yield from self.binding.bind(
                        signal, clause, place if len(number.values) > 1 else None, len(number.values)
                    )

    def _of_both_phases(self, number: Number, word: Measure, clause: Clause) -> bool:
        """Whether two velocities are the systolic and the diastolic one of a carotid artery: "velocities of 98 and 30 cm/s"."""
        if number.pair or len(number.values) != 2 or self.passage.reading.words[word.last - 1] != "velocities":
            return False
        first, second = number.values
        run = last_before(clause.runs, number.first)
        return (
            isinstance(first, int)
            and isinstance(second, int)
            and first > PHASES * second
            and run is not None
            and all(not self.book.phased.isdisjoint(subject.names) for subject in run.subjects)
        )

    def _unit(self, attribute: Attribute, number: Number, clause: Clause) -> str | None:
        """Return the unit of a number that is told without one: the few of a wide vessel's width are centimetres."""
        unit = self.measures.unit_of_bare(attribute, number)
        value = number.values[0]
        if attribute == "diameter" and isinstance(value, float) and value < WIDE_IN_CM:
            signal = Signal(attribute, value, unit, number.first, number.last, number.start, number.end)
            run = self.binding.run_of(signal, clause)
            if run and all(not self.book.widths.isdisjoint(subject.names) for subject in run.subjects):
                return "cm"
        return unit

    def _says_itself(self, word: Measure) -> bool:
        """Whether the words of a measure say something too: "incompetent, 3.2 s"."""
        return any(signal.attribute == "competence" for signal in self.passage.signals.within(word.first, word.last))

    def _values(self, number: Number, attribute: Attribute, word: Measure | None) -> tuple[str | float, ...]:
        """Return the values of a number: no stenosis above one is one below it."""
        low = number.values[0]
        if attribute != "stenosis" or not word or not isinstance(low, str) or not low.startswith(">"):
            return number.values
        denied = any(token in self.passage.denied for token in range(word.first - CLOSE, word.first + 1))
        return (f"<{low[1:]}",) if denied else number.values

    def _owned_again(self, number: Number, clause: Clause) -> Bound | None:
        """Return another number of the measure told last, if a side stands beside it: "ABI: right 0.92, left 0.44"."""
        if not self.owned or number.pair or not self.binding.side_beside(number, clause):
            return None
        name, attribute = self.owned
        if (
            not self.measures.fitting((attribute,), number)
            or self.passage.runs.count_within(clause.first, number.first) > 1
            or self.passage.runs.count_within(number.first - 1, number.first)  # "left 130, brachial 142"
        ):
            return None
        unit = number.unit or self.book.measure.measures[attribute].bare or None
        signal = Signal(attribute, number.values[0], unit, number.first, number.last, number.start, number.end)
        return self.binding.owned(name, signal, clause)

    def _velocities(self, number: Number, clause: Clause) -> Iterator[Bound]:
        """Yield the two velocities of a pair behind an artery: "ICA 92/20"."""
        yield from self._both(number, ("psv", "edv"), clause)

    def _both(self, number: Number, both: tuple[Attribute, Attribute], clause: Clause) -> Iterator[Bound]:
        """Yield the two values of a number, each of its own attribute."""
        for attribute, value in zip(both, number.values, strict=False):
            signal = Signal(
                attribute, value, number.unit or self.measures.unit_of_bare(attribute, number), number.first, number.last, number.start, number.end, system="artery"
            )
            yield from self.binding.bind(signal, clause)
