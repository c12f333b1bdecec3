"""Binds what is said to the structures that it is said of.

A statement belongs to the structure named before it in its clause ("the popliteal vein compresses"); something that is
in a structure also to the one that it is linked to ("thrombus in the popliteal vein"); words before any structure to the
next one ("patent CFV"). A clause without a structure goes on with that of the clause before it, in the same line or by
a pronoun ("It compresses").
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from assistant.analysis import Attribute, Side
from assistant.findings.book import CHUNKS
from assistant.findings.measures import MEASURE_REACH
from assistant.findings.numbers import Number
from assistant.findings.passage import BEGIN, END, Clause, Passage, joined
from assistant.findings.signals import CLOSE, Signal
from assistant.findings.subjects import DENIED, Run, Subject

LIST_GAP = 6  # tokens between two structures of one list
LINK_REACH = 8  # tokens from a thing to the structure that it is in
NO_WIDTH = {"vein": 3, "artery": 8}  # cm; no leg's or arm's vessel is so wide, a catheter's way or a distance is
WIDEST = 15  # cm
ANSWERS = frozenset({":", "y", "n"})  # between two structures they say something of the first
REACHING: frozenset[Attribute] = frozenset({"thrombus", "plaque"})  # what in one vessel may reach into another
RIGHT_FIRST: tuple[Side, Side] = ("right", "left")


class Bound(NamedTuple):
    """One statement with its structure: what a finding is made of. `start` and `end` are characters, end exclusive.

    `repeated`: the text only says that this side is as the other, see `Finding`.
    """

    subject: Subject
    segment: str | None
    attribute: Attribute
    value: str | float
    unit: str | None
    start: int
    end: int
    weak: bool = False
    repeated: bool = False


class Binding:
    """Knows of which structure a text speaks. It remembers what was spoken of last; sentences come in their order."""

    def __init__(self, passage: Passage) -> None:
        self.passage, self.book, self.words = passage, passage.book, passage.reading.words
        self.carried: Run | None = None
        self.labelled = False  # what was spoken of last is the label of its line
        self.sentence = 0  # the first token of the sentence that is read
        self.stretch: tuple[Run, Run] | None = None  # the last structure of a treated stretch, and all of it
        self.gathered: Run | None = None  # structures of a clause that are spoken of together

    def forget(self) -> None:
        """Go on without a structure but that of the whole text."""
        self.carried, self.labelled = self.passage.main, self.passage.main is not None

    def speak_of(self, run: Run, *, labelled: bool) -> None:
        """Go on with a structure."""
        self.carried, self.labelled = run, labelled

    def bind(
        self, signal: Signal, clause: Clause, place: int | None = None, of: int = 1, run: Run | None = None
    ) -> Iterator[Bound]:
        """Yield a statement of a clause, once for each structure that it is said of.

        Args:
            signal: The statement.
            clause: Its clause.
            place: Which number of several it is; of as many structures each is its own ("ulnar and radial 44 and 38").
            of: How many numbers those are.
            run: Its structures, where they are known.
        """
        if name := self.owner(signal, clause.first):
            yield self.owned(name, signal, clause)
            return
        if signal.thing and self.words[signal.last : signal.last + 1] == [":"] and self._names_study(signal, clause):
            return
        run = run or self.run_of(signal, clause)
        if run and signal.attribute == "treatment":
            run = self._along(run, clause)
        if (
            signal.of
            and self._apart(run, clause)
            and (run is None or signal.value == "absent" or self._is_told_of_all(signal))
        ):
            if self._is_of_access(signal):
                opens = signal.first <= self.sentence + CLOSE  # "No clot."
                if opens and signal.value == "absent" and self.passage.access and self.book.diseases.isdisjoint(self.words[signal.first : signal.last]):
                    yield from (
                        self._bound(subject._replace(segment=None), None, signal)
                        for subject in self.passage.access.vessels
                        if not self.book.accesses.isdisjoint(subject.names)
                    )
            elif self.passage.venous and self._is_told_of_all(signal):
                side = self.passage.side_within(clause.first, clause.last) or self.passage.side
                yield self._bound(Subject((signal.of,), side, None, signal.first, signal.last, "vein"), None, signal)
            return
        if (
            signal.attribute == "volume_flow"
            and self.passage.access
            and not (self.labelled and run and run is self.carried and all(one.system == "artery" for one in run.vessels))
            and (not clause.speaks_of(run) or self._in_other_line(run, signal))
        ):
            run = self.passage.conduits.last_within(0, signal.first) or self.passage.access
        seen = signal.value if signal.attribute == "visualized" else None
        if run is None and signal.attribute == "stenosis" and signal.unit and self.passage.carotid:
            side = self.side_beside(signal, clause)  # "R <50%, L 50-69%"
            if side or self.passage.side in ("left", "right"):
                yield self._bound(self.passage.carotid._replace(side=side or self.passage.side), None, signal)
            return
        if run and self._is_of_carotid(signal, run, clause) and self.passage.carotid:
            yield self._bound(self.passage.carotid._replace(side=run.vessels[0].side), None, signal)
            return
        if run is None or (seen and (self._is_of_thing(signal, clause) or not self._was_named(run, signal, clause))):
            return
        subjects = [subject for subject in _each(run, place, of) if _can_be(subject, signal, self.passage)]
        if not subjects:
            return
        side, segment = self._side_between(run, signal, clause), self._segment_behind(signal)
        for subject in subjects:
            if seen == "no" and not self.book.absentable.isdisjoint(subject.names):
                continue  # "no fistula is seen"
            sided = subject._replace(side=side) if side and subject.paired else subject
            if signal.attribute == "ratio":
                sided = sided._replace(names=tuple(self.book.ratio_of.get(name, name) for name in sided.names))
            yield self._bound(sided, segment or subject.segment, signal)

    def _along(self, run: Run, clause: Clause) -> Run:
        """Return a treated stretch that its two ends tell, with the vessels between: "stent from the caval confluence to the CFV"."""
        if self.stretch and self.stretch[0] is run:
            return self.stretch[1]  # "... to the CFV, and dilated"
        ends = run.vessels
        last = run
        if len(ends) == 1 and "from" in self.words[max(clause.first, run.first - CLOSE) : run.first]:
            at = bisect_left(clause.runs, run.last, key=BEGIN)
            farther = clause.runs[at] if at < len(clause.runs) else None
            if farther and farther.vessels and farther.first - run.last <= LIST_GAP:
                ends, last = (ends[0], farther.vessels[-1]), farther
        if len(ends) != 2 or self.book.along.isdisjoint(self.words[ends[0].last : ends[1].first]):
            return run
        (one, *_), (other, *_) = ends[0].names, ends[1].names
        course = next((course for course in self.book.courses if one in course and other in course), None)
        if course is None:
            return run
        begin, stop = sorted((course.index(one), course.index(other)))
        between = [name for name in course[begin : stop + 1] if name not in self.book.trunks]
        side = ends[1].side or ends[0].side
        stretch = tuple(ends[1]._replace(names=(name,), side=side, segment=None, paired=True) for name in between)
        if not stretch:
            return run
        self.stretch = last, Run(stretch, ends[0].first, ends[1].last)
        return self.stretch[1]

    def _apart(self, run: Run | None, clause: Clause) -> bool:
        """Whether no structure stands in the sentence of a clause or labels its line."""
        if run is None:
            return True
        told = self.labelled or clause.speaks_of(run) or run.first >= self.sentence
        return not told and self.passage.pronouns.isdisjoint(range(self.sentence, self.sentence + CLOSE))

    def _is_of_carotid(self, signal: Signal, run: Run, clause: Clause) -> bool:
        """Whether a narrowing told behind other arteries of the neck is the one that the study classes: "vert ante. <50%."."""
        return (
            signal.attribute == "stenosis"
            and signal.unit == "%"
            and not clause.speaks_of(run)
            and bool(run.vessels)
            and all(not self.book.beside_carotid.isdisjoint(subject.names) for subject in run.vessels)
        )

    def _is_told_of_all(self, signal: Signal) -> bool:
        """Whether words name a disease ("DVT") or deny what is in veins ("no clot"): told of all of them where none is named."""
        if signal.value == "absent" and not self.passage.punctures:
            return True
        return not self.book.diseases.isdisjoint(self.words[signal.first : signal.last])

    def _names_study(self, signal: Signal, clause: Clause) -> bool:
        """Whether words only say what was looked for: "POCUS for DVT: CFV collapses"."""
        before = self.words[max(clause.first, signal.first - LINK_REACH) : signal.first]
        return signal.value != "absent" and not self.book.studies.isdisjoint(before)

    def _is_of_access(self, signal: Signal) -> bool:
        """Whether words that name no disease are told of the access that the text is about: "Fistula patent. No thrombus."."""
        return self.passage.access is not None and self.book.diseases.isdisjoint(self.words[signal.first : signal.last])

    def run_of(self, signal: Signal, clause: Clause) -> Run | None:
        """Return the structures that words speak of, None if they name none and none was spoken of."""
        runs = clause.runs
        count = bisect_right(runs, signal.first, key=END) if runs else 0  # of the structures before the words
        before = runs[count - 1] if count else None
        if before and count > 1:
            if not signal.thing and (listed := self._listed(runs, count)):
                return listed
            if self._speaks_of_all(before.last, signal.first):
                self.gathered = clause.up_to(count)
        if self.gathered and before and self.gathered.last == before.last:
            return self.gathered
        after = None
        if not before and (headed := self._heads_list(signal, clause)):
            return headed
        if count < len(runs) and (at := bisect_left(runs, signal.last, count, key=BEGIN)) < len(runs):
            after = runs[at]
            if signal.attribute == "treatment" and self._beside(signal.last, after.first):
                return after
            if signal.thing and self._linked(signal.last, after.first):
                return self._filled(signal, before, after, runs[at + 1] if at + 1 < len(runs) else None)
            if (before or signal.onward) and self._leads_into(signal, after):
                return after
            if signal.attribute == "flow" and signal.last == after.first and self.words[after.last : after.last + 1] == ["flow"]:
                return after  # "reversed hepatic artery flow"
        if before:
            return before
        if self.labelled and self.carried and isinstance(signal.value, int | float):
            return self.carried  # "LEFT RENAL VEIN: ... lumen 21 mm2 between SMA and aorta"
        if (
            after
            and after.first - signal.last <= LINK_REACH
            and (signal.of or self.passage.together(signal.last, after.first))
        ):
            return after
        return self.carried

    def _filled(self, signal: Signal, before: Run | None, after: Run, farther: Run | None) -> Run:
        """Return the structure behind a thing that is in it, with the one right before, and the one that it reaches on into.

        "popliteal DVT extending into the femoral vein"; "thrombus in the popliteal vein extending into the femoral vein".
        """
        beside = before.vessels if before and before.last == signal.first else ()
        reached = farther.vessels if farther and signal.attribute in REACHING and self._reaches(after, farther) else ()
        return Run((*beside, *reached, *after.subjects), after.first, after.last) if beside or reached else after

    def owner(self, said: Signal | Number, first: int) -> str | None:
        """Return the structure that the word of a number's measure names itself: "ABI 0.77"."""
        if not self.passage.owners or (isinstance(said, Signal) and said.attribute not in self.book.measure.measures):
            return None
        hits = self.passage.owners.within(max(first, said.first - 2 * MEASURE_REACH), said.first)
        return next(
            (
                hit.says[0]
                for hit in reversed(hits)
                if said.first - MEASURE_REACH <= hit.last <= said.first and self._measures(hit.first, said)
            ),
            None,
        )

    def _measures(self, first: int, said: Signal | Number) -> bool:
        """Whether the measure at a token can be what something says: "ICA/CCA 4.1, >70%" tells a ratio and a narrowing."""
        measures = self.passage.measures.within(first, first + 1)
        return not isinstance(said, Signal) or not measures or said.attribute in measures[0].says

    def owned(self, name: str, signal: Signal, clause: Clause) -> Bound:
        """Return a number of a structure that its measure names, on the side beside it."""
        side = self.side_beside(signal, clause)
        label = clause.runs[0].subjects[0] if clause.runs and clause.runs[0].first < signal.first else None
        if side is None and label and label.names == (name,):
            side = label.side  # "Left ICA: PSV 310, ICA/CCA 4.1"
        if side is None and self.words[self.sentence + 1 : self.sentence + 2] == [":"]:
            side = self.passage.side_within(self.sentence, self.sentence + 1)  # "R: PT 136, DP 130, ABI 0.96"
        side = side or self.passage.side
        return self._bound(Subject((name,), side, None, signal.first, signal.last, "artery"), None, signal)

    def both_sides(self, name: str, attribute: Attribute, number: Number) -> Iterator[Bound]:
        """Yield the two values of a pair, right before left as is the habit: "ABI 1.06 / 0.51"."""
        for side, value in zip(RIGHT_FIRST, number.values, strict=False):
            subject = Subject((name,), side, None, number.first, number.last, "artery")
            yield Bound(subject, None, attribute, value, None, number.start, number.end)

    def extent(self, number: Number, clause: Clause) -> Attribute | None:
        """Return what centimetres that no word names tell: the width of a vessel, the length of what fills it ("occluded, 14 cm"), or nothing."""
        run = self.run_of(Signal("length", 0, None, number.first, number.last, number.start, number.end), clause)
        value = number.values[0]
        size = 0 if isinstance(value, str) else value
        if run is None or any(
            subject.organ or any(name in self.book.widths for name in subject.names) for subject in run.subjects
        ):
            return "diameter" if size < WIDEST or (run and run.subjects[0].organ) else None
        if clause.tells_filling:
            return "length"
        return (
            "diameter" if all(size < NO_WIDTH.get(subject.system or "", WIDEST) for subject in run.subjects) else None
        )

    def _speaks_of_all(self, first: int, last: int) -> bool:
        return not self.book.all_of_them.isdisjoint(self.words[max(first, last - CLOSE) : last])

    def _listed(self, runs: list[Run], count: int) -> Run | None:
        """Return the last of `count` structures with those of its list, words between them, if it is one.

        "femoral vein throughout the thigh, popliteal vein"
        """
        first = count - 1
        while first > 0:
            gap = runs[first - 1].last, runs[first].first
            if gap[1] - gap[0] > LIST_GAP or not self._silent(*gap):
                break
            first -= 1
        if first == count - 1:
            return None
        self.gathered = joined(runs[first:count])
        return self.gathered

    def _silent(self, first: int, last: int) -> bool:
        """Whether the tokens between two structures say nothing of the first."""
        passage = self.passage
        return (
            ANSWERS.isdisjoint(self.words[first:last])
            and not DENIED.search(passage.reading.text, passage.reading.ends[first - 1], passage.reading.starts[last])
            and not passage.measures.within(first, last)
            and not passage.signals.within(first, last)
            and not passage.numbers.within(first, last)
        )

    def _beside(self, first: int, last: int) -> bool:
        """Whether only a side and a comma stand between a treatment and what was treated: "PTA L SFA", "ablation, right GSV"."""
        sided = self.passage.sided
        return last - first <= CLOSE and all(
            token in sided or self.words[token] in CHUNKS or self.words[token] == "the" for token in range(first, last)
        )

    def _linked(self, first: int, last: int) -> bool:
        if last - first > LINK_REACH:
            return False
        between = self.words[first:last]
        return CHUNKS.isdisjoint(between) and not self.book.links.isdisjoint(between)

    def _heads_list(self, signal: Signal, clause: Clause) -> Run | None:
        """Return the structures listed behind words and their colon: "Compressible: CFV, FV, popliteal"."""
        behind, words = signal.last, self.words
        if signal.thing and signal.first > clause.first:
            return None  # "study for DVT: CFV ..."
        if behind < len(words) and words[behind] in self.book.plurals:
            behind += 1  # "compressible veins:"
        if behind >= clause.last or words[behind] != ":" or signal.unit:
            return None
        if not clause.runs or clause.runs[0].first - behind > CLOSE:
            return None
        runs = clause.runs[: next((at for at, run in enumerate(clause.runs) if self._told_apart(signal, run)), None)]
        return joined(runs) if runs else None

    def _told_apart(self, signal: Signal, run: Run) -> bool:
        """Whether something else is said before a structure than the words at the head of its list."""
        return any(other is not signal for other in self.passage.signals.within(signal.last, run.first))

    def _leads_into(self, signal: Signal, after: Run) -> bool:
        """Whether words lead right into the next structure: "normal augmentation in both popliteal veins", "296 cm/s at the anastomosis"."""
        between = self.words[signal.last : after.first]
        if signal.onward and len(between) <= LINK_REACH // 2:
            sided, parts = self.passage.sided, self.passage.segments.tokens
            return all(
                token in sided or token in parts or word in self.book.joins
                for token, word in enumerate(between, signal.last)
            )
        if not 1 <= len(between) <= LINK_REACH // 2:
            return False
        links = self.book.leads_onto if isinstance(signal.value, str) and not signal.unit else self.book.leads | self.book.at
        return (
            between[0] in links
            and bool(after.vessels)
            and not any(name.endswith("junction") for subject in after.vessels for name in subject.names)
            and all(
                token in self.passage.sided or token in self.passage.segments.tokens or word in self.book.joins
                for token, word in enumerate(between[1:], signal.last + 1)
            )
        )

    def _reaches(self, run: Run, farther: Run) -> bool:
        """Whether what is in a structure reaches on into the next."""
        return (
            farther.first - run.last <= LINK_REACH
            and not self.book.reaching.isdisjoint(self.words[run.last : farther.first])
            and self._silent(run.last, farther.first)
        )

    def _is_of_thing(self, signal: Signal, clause: Clause) -> bool:
        """Whether a clause begins with what is in a structure: "plaque is seen in the bulb" shows the plaque."""
        first = min(clause.runs[0].first, signal.first) if clause.runs else signal.first
        if signal.value == "yes" and clause.first_thing is not None and clause.first_thing < first:
            return True
        at = bisect_left(clause.signals, signal.first, key=BEGIN)
        said = clause.signals[at - 1] if at else None  # "thrombus was not seen in the popliteal vein"
        return (
            said is not None
            and said.attribute != "visualized"
            and signal.first - said.last <= CLOSE
            and self.book.joins_seen.issuperset(self.words[said.last : signal.first])
        )

    def _was_named(self, run: Run, signal: Signal, clause: Clause) -> bool:
        """Whether a structure stands in a clause or labels its line: "No narrowing was seen" shows no vessel named before."""
        return (
            run is self.gathered
            or self.labelled
            or clause.speaks_of(run)
            or not self.passage.pronouns.isdisjoint(range(clause.first, min(signal.first, clause.first + LINK_REACH)))
        )

    def _in_other_line(self, run: Run | None, signal: Signal) -> bool:
        reading = self.passage.reading
        return run is not None and reading.text.find("\n", reading.ends[run.last - 1], signal.start) >= 0

    def _side_between(self, run: Run, signal: Signal, clause: Clause) -> Side | None:
        """Return the side named between a structure and what is said of it: "Subclavian: R triphasic. L triphasic."."""
        if run.first >= signal.last:
            return None
        begin = run.last if run.first >= clause.first and run.last <= signal.first else clause.first
        named = self.passage.sides.last_within(begin, signal.first)
        if named and any(place in self.passage.vessel_firsts for place in (named.first, named.last)):
            return None  # "compressed beneath the right common iliac artery" tells the side of that
        side = self.passage.side_within(named.first, named.last) if named else None
        if named and side in ("left", "right") and "both" in self.words[max(named.last, signal.first - CLOSE) : signal.first]:
            return "bilateral"  # "right 2.7 mm, left 2.6 mm, both triphasic"
        if named is None and run.first >= clause.first:
            return self._side_before(run, signal, clause)
        return None if side == "bilateral" else side

    def _side_before(self, run: Run, signal: Signal, clause: Clause) -> Side | None:
        """Return the side right before a structure, of which something is said before the other side is named: "the right SSV is 2.4 mm, the left 2.9 mm"."""
        sides = self.passage.sides
        before = sides.last_within(max(clause.first, run.first - CLOSE), run.first)
        at = bisect_left(sides.firsts, signal.last)
        behind = sides[at] if at < len(sides) and sides[at].first < clause.last else None
        if before is None or behind is None or any(subject.side != "bilateral" for subject in run.vessels):
            return None
        one, other = (self.passage.side_within(named.first, named.last) for named in (before, behind))
        return one if {one, other} == {"left", "right"} else None

    def side_beside(self, signal: Signal | Number, clause: Clause) -> Side | None:
        """Return the side named right before words ("R 0.92") or soon behind them ("0.61 on the right")."""
        before = self.passage.sides.last_within(max(clause.first, signal.first - CLOSE), signal.first)
        behind = next(iter(self.passage.sides.within(signal.last, min(clause.last, signal.last + CLOSE))), None)
        if behind and self.passage.numbers.within(behind.last, behind.last + 1):
            behind = None  # "ABI 0.42 (L 1.02)"
        told_behind = behind and self.words[signal.last] in self.book.links  # "0.61 on the right and 0.74 on the left"
        if behind and behind.first == signal.last and before and before.last != signal.first:
            told_behind = True  # "<50% R, 50-69% L"
        named = behind if told_behind else before or behind
        return self.passage.side_within(named.first, named.last) if named else None

    def _segment_behind(self, signal: Signal) -> str | None:
        """Return the part of a vessel named right behind words: "7.2 mm mid thigh"."""
        tokens, words, at = self.passage.segments.tokens, self.words, self.book.at
        last = stop = signal.last
        reading = self.passage.reading
        while (
            stop < len(words)
            and stop < last + CLOSE
            and (stop in tokens or words[stop] in at)
            and "\n" not in reading.text[reading.ends[stop - 1] : reading.starts[stop]]
        ):
            stop += 1
        return self.passage.segments.within(last, stop) if stop > last else None

    @staticmethod
    def _bound(subject: Subject, segment: str | None, signal: Signal) -> Bound:
        attribute = subject.organ if subject.organ and signal.unit else signal.attribute
        return Bound(subject, segment, attribute, signal.value, signal.unit, signal.start, signal.end, signal.weak)


def _each(run: Run, place: int | None, of: int) -> Iterable[Subject]:
    """Return the structures that one of `of` numbers is told of: its own where there are as many structures, else all."""
    if place is None or run.named() != of:
        return run.subjects
    return [[subject._replace(names=(name,)) for subject in run.subjects for name in subject.names][place]]


def _can_be(subject: Subject, signal: Signal, passage: Passage) -> bool:
    """Whether a structure can be what something is said of: a vein, an artery, or an organ with a size."""
    if not subject.names or subject.aside:
        return False
    if subject.left_out and "," in passage.reading.words[subject.last : signal.first]:
        return False  # "popliteal vein not done, femoral vein compresses"
    if signal.attribute == "volume_flow" and subject.system == "vein" and not passage.access:
        return False  # what a catheter runs
    if signal.attribute == "compressibility" and not passage.book.never_pressed.isdisjoint(subject.names):
        return False  # "IVC collapses on inspiration"
    if subject.organ:
        return signal.attribute in ("visualized", "length", "diameter")
    return not signal.system or subject.system in (None, signal.system)
