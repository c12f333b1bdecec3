"""What stands in a text that findings are made of: structures, statements, numbers, sides, each by its tokens."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate
from operator import attrgetter

from assistant.analysis import Attribute, Side
from assistant.findings.book import CHUNKS, FindingBook, Said, System
from assistant.findings.in_order import InOrder
from assistant.findings.numbers import Number
from assistant.findings.signals import CLOSE, Signal, find_signals
from assistant.findings.subjects import Run, Segments, Subject, find_runs, named_as
from assistant.knowledge.findings_schema import HeadEntry
from assistant.language.layout import Mention, Reading, end_of_line
from assistant.language.phrase_book import Found, Words
from assistant.language.vocabulary import vocabulary

MANY_NAMES = 8  # more than one number has values, each of which could be that of one name
BEHIND_ROW_NAME = 2  # tokens between a short name and what is said of it
RANGES = frozenset({("from", "to"), ("between", "and")})
PARTED = 16  # tokens from an artery to the last of its parts with a number
LONGEST_ANSWER = 5  # tokens from a place to the word that says how it was compressed
TRANSPLANT = "transplant"  # how names begin that mean something else where nothing was transplanted
OPENING_TEXT = 200  # characters in which a text says what it is about
# "Side: LEFT", "Limb studied: R", in the head of a sheet.
EXAM_LABEL = re.compile(
    r"^[ \t*#-]*(?:side|limb|leg|arm|extremity|laterality)(?:[ ](?:studied|scanned|examined|imaged))?[ ]{0,3}[:=][ ]{0,3}(?P<side>[A-Za-z]+)[ ]*(?:$|[ ]{2}|[,;(])",
    re.IGNORECASE | re.MULTILINE,
)
LONE_SIDE = re.compile(r"(?<![\w.'/])([RL])(?= [A-Za-z])")
LETTERS = {"R": "right", "L": "left"}
SIDE_LETTERS: dict[str, Side] = {"R": "right", "L": "left", "r": "right", "l": "left"}
LETTER_REACH = 6  # tokens behind a measure in which the letters of its sides stand
SIDES = frozenset({"left", "right", "bilateral"})
FILLING: frozenset[Attribute] = frozenset({"thrombus", "plaque", "patency"})
BEGIN, END = attrgetter("first"), attrgetter("last")


class Clause:
    """Tokens that are read together (end exclusive): the structures that they name, and those that they speak of (`runs`).

    A structure that only refers to another, or only tells the place of another, is named but not spoken of.
    What holds for the whole clause is worked out once: a clause can be as long as a text without a full stop.
    """

    def __init__(
        self, first: int, last: int, named: list[Run], runs: list[Run], numbers: list[Number], signals: list[Signal]
    ) -> None:  # fmt: skip
        self.first, self.last, self.named, self.runs = first, last, named, runs
        self.numbers, self.signals = numbers, signals

    def speaks_of(self, run: Run | None) -> bool:
        """Whether the clause itself names the structures of a run and speaks of them."""
        if run is None:
            return False
        at = bisect_left(self.runs, run.first, key=BEGIN)
        return at < len(self.runs) and self.runs[at] is run

    @cached_property
    def _told_first(self) -> tuple[list[Subject], list[int], list[int]]:
        """The vessels of the clause, each where it is told first, with the runs of those; how many names each run and those before it tell."""
        first: dict[tuple[object, ...], int] = {}
        subjects: list[Subject] = []
        for at, run in enumerate(self.runs):
            for subject in run.vessels:
                key = subject._replace(first=0, last=0, short=None)
                if key not in first:
                    first[key] = at
                    subjects.append(subject)
        named = accumulate(sum([len(subject.names) for subject in run.vessels]) for run in self.runs)
        return subjects, [*first.values()], [*named]

    def up_to(self, count: int) -> Run:
        """Return the vessels of the first `count` runs as one; of many, those told again stand for no more than told once."""
        subjects, runs, named = self._told_first
        if named[count - 1] <= MANY_NAMES:
            return joined(self.runs[:count])
        return Run(
            tuple(subjects[: bisect_left(runs, count)]), self.runs[0].first, self.runs[count - 1].last, named[count - 1]
        )

    @cached_property
    def first_thing(self) -> int | None:
        """The token at which the first words for something that is in a structure begin."""
        return next((signal.first for signal in self.signals if signal.thing), None)

    @cached_property
    def tells_filling(self) -> bool:
        """Whether the clause tells what fills a vessel, or how much of it is filled."""
        return any(signal.attribute in FILLING for signal in self.signals) or any(
            number.unit == "%" for number in self.numbers
        )


class Passage:
    """Everything that a text says of structures, before it is bound: found once, read by prose and cells alike."""

    def __init__(self, reading: Reading, book: FindingBook) -> None:
        self.reading, self.book, self.words = reading, book, Words(reading)
        self.segments = Segments(self.words, book)
        self.sides: InOrder[Mention] = InOrder([m for m in reading.mentions if m.concept.label == "LATERALITY"])
        self.sided = _tokens_of(self.sides)
        self._stated = [*book.statements.find(self.words)]
        self.seen_inside = any(m.assertion == "affirmed" for m in reading.mentions if m.concept.id in book.inside)
        #: Whether the text may tell a treatment.
        self.treats = self.seen_inside or reading.nature == "procedure"
        things = _tokens_of([hit for hit in self._stated if any(said.thing for said in hit.says)])
        if not self.treats:  # the artery "PTA"
            things -= {m.first for m in reading.mentions if m.concept.label == "VESSEL" and m.last == m.first + 1}
        runs = find_runs(reading, book, self.segments, things, self.sided, self._never())
        runs += self._short_runs(runs)
        if aliases := self._alias_runs(runs):
            tokens = _tokens_of(aliases)
            runs = [*(run for run in runs if run.vessels or run.first not in tokens), *aliases]
        runs.sort(key=BEGIN)
        self.named = _tokens_of(runs)
        self.runs = InOrder(self._as_told(runs))
        self.owners = InOrder(book.owners.find(self.words))
        self.runs = InOrder(self._without_measures(self.runs))
        self.vessels = [run for run in self.runs if run.vessels]
        if letters := self._lone_sides():
            self.sides = InOrder(sorted([*self.sides, *letters], key=BEGIN))
            self.sided |= _tokens_of(letters)

    def _without_measures(self, runs: list[Run]) -> list[Run]:
        """Return the runs without those of a measure's own name behind a structure in its line: "ICA: 310, ICA/CCA 4.1"."""
        if not self.owners:
            return runs
        text, ends, starts = self.reading.text, self.reading.ends, self.reading.starts
        kept: list[Run] = []
        for run in runs:
            hit = self.owners.last_within(run.first - 1, run.first + 1)
            before = kept[-1] if kept else None
            of_measure = hit is not None and hit.first <= run.first and run.last <= hit.last
            if not of_measure or not before or not before.vessels or text.find("\n", ends[before.last - 1], starts[run.first]) >= 0:
                kept.append(run)
        return kept

    def _lone_sides(self) -> list[Mention]:
        """Return the letters for sides between a measure that names its structure and its number: "ABI: L 0.82"."""
        reading, concepts = self.reading, vocabulary().concepts
        tokens = {
            token
            for hit in self.owners
            for token in range(hit.last, min(hit.last + LETTER_REACH, len(reading.words) - 1))
            if reading.words[token + 1][0].isdigit() or reading.words[token + 1] in (":", ")", "=")
        }
        if "%" in reading.text and self.carotid:  # "<50% R, 50-69% L"
            shares = [number for number in self.numbers if number.unit == "%"]
            tokens |= {token for number in shares for token in (number.first - 1, number.last)}
        found = []
        for token in sorted(tokens):
            if token in self.sided or not 0 <= token < len(reading.words):
                continue
            if (side := SIDE_LETTERS.get(self.words.text(token, token + 1))) is None:
                continue
            start, end = reading.starts[token], reading.ends[token]
            section = reading.section_at(start)
            found.append(
                Mention(start, end, token, token + 1, concepts[side], side, reading.sentence_at(start), section,
                        reading.sections[section].kind, False)
            )  # fmt: skip
        return found

    def _alias_runs(self, runs: list[Run]) -> list[Run]:
        """Return the structures named in a word that only this text explains: "the external is 120", "no flow in the sac"."""
        return [*self._compressed_places(runs), *self._named_by_alias(runs)]

    def _compressed_places(self, runs: list[Run]) -> list[Run]:
        """Return the veins that stand for the places at which they were compressed: "R groin: compresses, R knee: compresses"."""
        words, at = self.reading.words, self.book.compressed_at
        if at.keys().isdisjoint(words):
            return []
        named = _tokens_of([run for run in runs if run.vessels])
        pressed = sorted(hit.first for hit in self._stated if any(said.attribute == "compressibility" for said in hit.says))
        found = []
        for token, word in enumerate(words[:-1]):
            if word in at and token not in named and words[token + 1] == ":":
                behind = bisect_left(pressed, token + 2)
                if behind < len(pressed) and pressed[behind] <= token + LONGEST_ANSWER:
                    subject = Subject((at[word],), self._side_of_line(token, runs), None, token, token + 1, "vein")
                    found.append(Run((subject,), token, token + 1))
        return found

    def _named_by_alias(self, runs: list[Run]) -> list[Run]:
        """Return the structures named in a word that the text's own concepts explain."""
        words, book = self.reading.words, self.book
        if book.alias_words.isdisjoint(words):
            return []
        concepts = {mention.concept.id for mention in (*self.reading.mentions, *self.reading.context)}
        names = {
            word: name for concept, of in book.aliases.items() if concept in concepts for word, name in of.items()
        }
        if not names:
            return []
        named, stated = _tokens_of([run for run in runs if run.vessels]), {hit.first for hit in self._stated}
        measured = {number.first for number in self.numbers}
        systems = {subject.names: subject.system for run in runs for subject in run.vessels}
        found = []
        for token, word in enumerate(words):
            behind = token + 1
            if word not in names or token in named:
                continue
            if behind < len(words) and not (
                behind in stated or behind in measured or words[behind] in book.behind_alias or words[behind] in ".,"
            ):
                continue
            name = names[word]
            side = None if name in self.book.midline else self._side_of_line(token, runs)
            subject = Subject((name,), side, None, token, behind, systems.get((name,), "artery"), paired=name not in self.book.midline)
            found.append(Run((subject,), token, behind))
        return found

    def _short_runs(self, runs: list[Run]) -> list[Run]:
        """Return the structures named as rows are, in capitals, with something said right behind: "PT 88 cm/s", "DP biphasic"."""
        words, book = self.words, self.book
        places = self.reading.places(book.row_words)
        places = [place for place in places if not (said := words.text(place, place + 1)).islower() or said in book.prose_names]
        if not places:
            return []
        systems = Counter([subject.system for run in runs for subject in run.subjects if subject.system])
        if not systems:
            return []
        system, named = systems.most_common(1)[0][0], _tokens_of(runs)
        stated = {hit.first for hit in self._stated if any(said.system in (None, system) for said in hit.says)}
        measured = {
            number.first
            for number in self.numbers
            if number.unit in ("cm/s", "m/s") or number.falls or (number.whole and number.last in stated)
        }
        found = []
        for token in places:
            if token in named:
                continue
            said = words.text(token, token + 1)
            name = (book.row_names.get(said) or book.row_names.get(said.lower(), {})).get(system or "")
            behind = token + 1
            while behind < token + 1 + BEHIND_ROW_NAME and behind < len(self.reading.words) and (
                self.reading.words[behind] in (":", "=", "at") or behind in self.segments.tokens
            ):
                behind += 1
            if name and name.startswith(TRANSPLANT) and not self.transplanted:
                continue
            if name and (behind in stated or behind in measured):
                side = self._side_of_line(token, runs)
                subject = Subject((name,), side, self.segments.within(token + 1, behind), token, token + 1, system)
                found.append(Run((subject,), token, token + 1))
        return found

    def _side_of_line(self, token: int, runs: list[Run]) -> Side | None:
        """Return the side named right before a token, or else that of the structure before it in its line."""
        reading = self.reading
        if named := self.sides.last_within(max(0, token - 2), token):
            return self.side_within(named.first, named.last)
        if token and (letter := SIDE_LETTERS.get(self.words.text(token - 1, token))):
            return letter
        at = bisect_left(runs, token, key=BEGIN) - 1
        if at < 0 or reading.text.find("\n", reading.ends[runs[at].last - 1], reading.starts[token]) >= 0:
            return None
        return runs[at].subjects[-1].side

    @cached_property
    def denied(self) -> set[int]:
        """The tokens right behind words that deny."""
        return {token + 1 for hit in self.book.denials.find(self.words) for token in range(hit.first, hit.last)}

    @property
    def tells(self) -> bool:
        """Whether the text may say anything of a structure: it names one, or a disease that is of some."""
        named = self.vessels or self.owners or any(signal.of for signal in self.signals)
        return bool(self.reading.tables or named)

    @cached_property
    def numbers(self) -> InOrder[Number]:
        """The numbers of the text."""
        return InOrder(self._ranged(self.book.numbers.find(self.reading)))

    def _ranged(self, numbers: list[Number]) -> list[Number]:
        """Return numbers with two of them as a range where words say so: "from 3.1 mm to 4.4 mm", "between 3.1 and 4.4 mm"."""
        words = self.reading.words
        ranged: list[Number] = []
        for number in numbers:
            opening = words[number.first - 1] if number.first else ""
            before = ranged[-1] if ranged else None
            if opening == "between" and len(number.values) == 2 and not number.pair:
                low, high = number.values
                number = number._replace(values=(f"{low}-{high}",))
            elif (
                before
                and number.first == before.last + 1
                and before.first
                and (words[before.first - 1], opening) in RANGES
                and len(number.values) == len(before.values) == 1
                and before.unit in (None, number.unit)
            ):
                number = number._replace(
                    values=(f"{before.values[0]}-{number.values[0]}",), first=before.first, start=before.start
                )
                ranged.pop()
            ranged.append(number)
        return ranged

    @cached_property
    def signals(self) -> InOrder[Signal]:
        """What the words of the text say."""
        reading, book, named = self.reading, self.book, self.named | self.sided
        numbers = [] if book.nothing.isdisjoint(reading.words) else self.numbers
        found = find_signals(reading, self.words, book, self._stated, named, numbers, self.heads, self.denied, treats=self.treats)
        if self.seen_inside:  # "EIV 140 mm2, no compression" tells of no probe
            words = reading.words
            found = [
                one
                for one in found
                if one.attribute != "compressibility" or " ".join(words[one.first : one.last]) not in book.from_outside
            ]
        return InOrder(found)

    @cached_property
    def measures(self) -> InOrder[Found[Attribute]]:
        """The words for what numbers measure, but those that are a structure."""
        structures = self.named.difference(self.owners.firsts)  # "ICA/CCA" is a measure and two vessels
        return InOrder([hit for hit in self.book.measures.find(self.words) if hit.first not in structures])

    @cached_property
    def heads(self) -> InOrder[Found[HeadEntry]]:
        """The words for what a column is of."""
        return InOrder(self.book.heads.find(self.words))

    @cached_property
    def aside(self) -> InOrder[Found[bool]]:
        """The words about another time."""
        return InOrder(self.book.aside.find(self.words))

    @cached_property
    def pronouns(self) -> set[int]:
        """The tokens at which words begin that refer to a structure named before."""
        return {hit.first for hit in self.book.pronouns.find(self.words)}

    @cached_property
    def tells_velocities(self) -> bool:
        """Whether the text tells how fast blood flows: in words, or by whole numbers behind parts of arteries or before waveforms."""
        if any(number.unit in ("cm/s", "m/s") or number.falls for number in self.numbers) or any(
            "psv" in hit.says for hit in self.measures
        ):
            return True
        waves = {signal.first for signal in self.signals if signal.attribute == "waveform"}
        marks = {mark for mark, entry in self.book.cells.alone["artery"].items() if entry.attribute == "waveform"}
        parted = waved = 0
        for number in self.numbers:
            if not number.whole or number.unit:
                continue
            behind = self.words.text(number.last, number.last + 1) if number.last < len(self.reading.words) else ""
            waved += number.last in waves or behind in marks
            run = self.runs.last_within(number.first - PARTED, number.first)
            parted += number.first - 1 in self.segments.tokens and run is not None and _is_of(run, "artery")
        return waved > 1 or parted > 2

    @cached_property
    def transplanted(self) -> bool:
        """Whether the text names a transplanted organ."""
        return any(mention.concept.id in self.book.transplants for mention in self.reading.mentions)

    @cached_property
    def tells_areas(self) -> bool:
        """Whether the text tells areas, seen from inside."""
        return self.seen_inside and any(number.unit in ("mm2", "cm2") for number in self.numbers)

    @cached_property
    def tells_reductions(self) -> bool:
        """Whether a percentage is what a vein's lumen has lost, seen from inside."""
        return self.seen_inside and self.venous

    @cached_property
    def venous(self) -> bool:
        """Whether the text names a vein."""
        return any(mention.concept.system == "vein" for mention in self.reading.mentions)

    @cached_property
    def vessel_firsts(self) -> frozenset[int]:
        """The tokens at which the text's words for vessels begin, with those that only tell a place."""
        return frozenset(mention.first for mention in self.reading.mentions if mention.concept.label == "VESSEL")

    @cached_property
    def punctures(self) -> bool:
        """Whether the text tells of a puncture."""
        return not self.book.punctures.isdisjoint(self.reading.words)

    @cached_property
    def refluxing(self) -> bool:
        """Whether the text is about reflux."""
        return not self.book.refluxing.isdisjoint(self.reading.words)

    @cached_property
    def owning(self) -> dict[System, InOrder[Run]]:
        """The vessels that rows below may be of, all and by system, but those told of another time."""
        of: dict[System, list[Run]] = {None: []}
        for run in self.vessels:
            if not run.vessels[0].aside and not run.vessels[0].organ:
                of[None].append(run)
                if system := run.vessels[0].system:
                    of.setdefault(system, []).append(run)
        return {system: InOrder(runs) for system, runs in of.items()}

    @cached_property
    def conduits(self) -> InOrder[Run]:
        """The accesses and grafts."""
        return InOrder([run for run in self.vessels if _is_any_of(run, self.book.conduits)])

    @cached_property
    def carotid(self) -> Subject | None:
        """The artery whose narrowing a carotid study tells without naming it, where the text names it."""
        of = self.book.cells.measured
        found = next((subject for run in self.vessels for subject in run.vessels if subject.names[0] in of), None)
        return found and found._replace(segment=None)

    @cached_property
    def access(self) -> Run | None:
        """The first access."""
        return next((run for run in self.conduits if _is_any_of(run, self.book.accesses)), None)

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """Return the tokens of the characters from `start` to `end`, ends exclusive."""
        starts = self.reading.starts
        return bisect_left(starts, start), bisect_left(starts, end)

    @cached_property
    def _partings(self) -> list[int]:
        """The tokens that are commas, brackets and colons."""
        return [token for token, word in enumerate(self.reading.words) if word in CHUNKS]

    def chunk(self, token: int) -> int:
        """Return how many commas, brackets and colons stand before a token."""
        return bisect_left(self._partings, token)

    def together(self, one: int, other: int) -> bool:
        """Whether no comma, bracket or colon parts two tokens."""
        return self.chunk(one) == self.chunk(other)

    def side_within(self, first: int, last: int) -> Side | None:
        """Return the side that the tokens from `first` to `last` (exclusive) name, both sides for both."""
        sides = {mention.concept.id for mention in self.sides.within(first, last)}
        return _side_of(sides) if sides else None

    @cached_property
    def main(self) -> Run | None:
        """The one structure that the text is all about: the only one that its opening names, or that it names at all."""
        opening = bisect_left(self.reading.starts, OPENING_TEXT)
        for runs in ([run for run in self.vessels if run.first < opening], self.vessels):
            names = {subject.names for run in runs for subject in run.vessels if not subject.part}
            if len(names) == 1 and (self.seen_inside or not self.book.widths.isdisjoint(*names)):
                return runs[0]
        return None

    def _labelled_side(self) -> Side | None:
        """Return the one side of a labelled line at the head of a sheet: "Side: LEFT"."""
        labelled = EXAM_LABEL.search(self.reading.text, 0, 2 * OPENING_TEXT)
        one = self.side_within(*self.tokens(*labelled.span("side"))) if labelled else None
        return one if one in ("left", "right") else None

    def _is_lost(self, side: Mention) -> bool:
        """Whether a side is that of a limb that is no more: "(BKA left)"."""
        return not self.book.lost.isdisjoint(self.reading.words[max(0, side.first - CLOSE) : side.last + CLOSE])

    def _never(self) -> set[str]:
        """Return the sides that structures do not have for what stands around them: the one that a sheet is not of, and lost limbs'."""
        if not self.sides:
            return set()
        if len(self.reading.report_starts) <= 1 and (labelled := self._labelled_side()):
            return {"left", "right"} - {labelled}
        lost = {side.concept.id for side in self.sides if self._is_lost(side)}
        return lost - {side.concept.id for side in self.sides if not self._is_lost(side)} if lost else lost

    def _exam_side(self) -> Side | None:
        """Return the one side of the line that names the exam, the first of the opening with a vessel and a side."""
        reading = self.reading
        if len(reading.report_starts) > 1 or not self.sides:
            return None
        vessels = sorted([mention.start for mention in reading.mentions if mention.concept.label == "VESSEL"])
        if labelled := self._labelled_side():
            return labelled
        for side in self.sides:
            if side.start > 2 * OPENING_TEXT or side.zone == "indication":
                return None
            if self._is_lost(side):
                continue
            begin, end = reading.text.rfind("\n", 0, side.start) + 1, reading.text.find("\n", side.end)
            _, stop = reading.sentences[side.sentence]
            end = min(end, stop) if end >= 0 else stop  # "Duplex of the right leg veins. She had a clot in the left arm."
            bracket = reading.text.find("(", side.end, end if end >= 0 else None)  # "LEFT RECHECK (right done 12/3)"
            end = bracket if bracket > 0 else end
            inside = self.seen_inside and not reading.text[:begin].strip()  # "IVUS (left iliofemoral)"
            if inside or bisect_left(vessels, begin) < bisect_left(vessels, end):
                one = self.side_within(*self.tokens(begin, end))
                return None if one == "bilateral" else one
        return None

    def _as_told(self, runs: list[Run]) -> list[Run]:
        """Return the runs with short names read as what the text calls a vein in full, or as what only arteries do.

        "Common iliac vein 40 mm2 ... common iliac 187 mm2"; "brachial 4.5 mm, triphasic".
        """
        if not any(subject.short for run in runs for subject in run.subjects):
            return runs
        reading = self.reading
        in_full = {name for run in runs for subject in run.vessels if not subject.short for name in subject.names}
        systems = Counter(subject.system for run in runs for subject in run.vessels if not subject.short)
        arterial = systems["artery"] > systems["vein"]
        told_runs = []
        for number, run in enumerate(runs):
            if any(subject.short for subject in run.subjects):
                following = reading.starts[runs[number + 1].first] if number + 1 < len(runs) else len(reading.text)
                last = bisect_left(reading.starts, end_of_line(reading.text, reading.starts[run.first], following))
                said = {signal.system for signal in self.signals.within(run.last, last) if signal.system}
                flows = any(
                    number.unit in ("cm/s", "m/s") and number.first - run.last <= CLOSE
                    for number in self.numbers.within(run.last, last)
                )
                told: System = "artery" if said == {"artery"} else "vein" if _calls_veins(run, in_full) else None
                if told is None and (flows or not systems["vein"]) and arterial:
                    told = "artery"  # "outflow popliteal 65 cm/s" of a study of arteries
                if told:
                    run = Run(tuple(named_as(run.subjects, told)), run.first, run.last)
            told_runs.append(run)
        return told_runs

    @cached_property
    def side(self) -> Side | None:
        """The side of what the text gives none: that of the exam, of all its structures, of its side words, of its opening."""
        if exam := self._exam_side():
            return exam
        told: set[str] = {subject.side for run in self.vessels for subject in run.vessels if subject.side}
        told = told or {mention.concept.id for mention in self.sides if mention.concept.id in SIDES and not self._is_lost(mention)}
        told = told or {LETTERS[letter] for letter in LONE_SIDE.findall(self.reading.text, 0, OPENING_TEXT)}
        return _side_of(told) if told else None


def joined(runs: list[Run]) -> Run:
    """Return the vessels of several runs as one."""
    return Run(tuple([subject for run in runs for subject in run.vessels]), runs[0].first, runs[-1].last)


def last_before(runs: list[Run], token: int) -> Run | None:
    """Return the last of the runs of a clause that end before a token."""
    count = bisect_right(runs, token, key=END)
    return runs[count - 1] if count else None


def _calls_veins(run: Run, in_full: set[str]) -> bool:
    """Whether a text that tells structures `in_full` calls a vessel of a run with short names a vein, none of them an artery."""
    named = [subject.short for subject in run.vessels if subject.short]
    return any(names.get("vein") in in_full for names in named) and not any(
        names.get("artery") in in_full for names in named
    )


def _tokens_of(items: Iterable[Mention | Run | Found[Said]]) -> set[int]:
    """Return the tokens that words stand at."""
    return {token for item in items for token in range(item.first, item.last)}


def _is_of(run: Run, system: System) -> bool:
    """Whether all structures of a run are veins, or arteries."""
    return all(subject.system == system for subject in run.subjects)


def _is_any_of(run: Run, structures: frozenset[str]) -> bool:
    return any(subject.names[0] in structures for subject in run.vessels)


def _side_of(sides: set[str]) -> Side:
    if sides == {"left"}:
        return "left"
    return "right" if sides == {"right"} else "bilateral"
