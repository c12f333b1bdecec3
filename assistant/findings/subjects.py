"""Finds the structures that a report speaks of: vessels in runs ("CFV, FV and popliteal"), with side and segment."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Set
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from assistant.analysis import Attribute, Side
from assistant.findings.book import CHUNKS, LIMBS, NATIVE, FindingBook, System, Vessel
from assistant.findings.in_order import InOrder
from assistant.language.layout import Mention, Reading
from assistant.language.phrase_book import Words

APART = re.compile(r"\n|[ ]{2}|\t|\|")
COLUMNS = "   "  # no name goes on behind so many blanks: "POP   PT" are two columns
LANDMARK_REACH = 3  # tokens before a structure in which a word makes it a place
BETWEEN_REACH = 10  # tokens from "between" to the second of two structures
REFERRING = frozenset({"it", "this", "that", "them", "which"})  # "beyond it the cephalic vein widens": no place of that vein
SEGMENT_REACH = 3  # tokens from a structure to the words of its part
LONGEST_JOIN = 8  # tokens between two structures of a run
BESIDE = frozenset({"word", "phrase"})  # where the side of a mention comes from: itself, its own phrase
DENIED = re.compile(r" \(?[-–]\)?[ ]?[,;]")  # a minus behind a structure: "SFJ -, GSV -"
AROUND = frozenset({"paragraph", "section"})  # or from what stands around it
FISTULA = "arteriovenous fistula"  # the one access of which the vein is told by its kind
ASIDE = frozenset({"historical", "planned", "conditional"})
TO_SEGMENT = frozenset({"the", "to"})  # words between a part and its vessel: "mid to distal FV"
FROM_SEGMENT = frozenset({"in", "at", "the", "(", "to"})  # "FV (mid)", "GSV at the knee"


class Subject(NamedTuple):
    """A structure as what is said of it is bound: canonical names, side, segment, tokens (end exclusive).

    No names: no vessel, or one that stands for a vessel named before (`refers`). `aside`: told of another time.
    `left_out`: denied itself, so that what is told of the structures beside it is not told of it.
    `short`: what its words are short for, by system ("popliteal" for the vein and the artery); None for names in full.
    """

    names: tuple[str, ...]
    side: Side | None
    segment: str | None
    first: int
    last: int
    system: System = None
    refers: bool = False
    aside: bool = False
    paired: bool = True
    part: bool = False
    organ: Attribute | None = None
    short: dict[str, str] | None = None
    left_out: bool = False


class Run:
    """Structures of which the same is said, with the tokens of the list (end exclusive).

    `vessels` are the subjects that are vessels; `refers` says whether the run only refers to a structure named before.
    """

    __slots__ = ("_named", "first", "last", "refers", "subjects", "vessels")

    def __init__(self, subjects: tuple[Subject, ...], first: int, last: int, named: int | None = None) -> None:
        self._named = named
        self.subjects, self.first, self.last = subjects, first, last
        if len(subjects) == 1:
            self.vessels: tuple[Subject, ...] = subjects if subjects[0].names else ()
            self.refers = subjects[0].refers
        else:
            self.vessels = tuple([subject for subject in subjects if subject.names])
            self.refers = all(subject.refers for subject in subjects)

    def named(self) -> int:
        """Return how many names the text tells, with those told again."""
        return sum(len(subject.names) for subject in self.subjects) if self._named is None else self._named


class Segments:
    """The words for parts of vessels in a text."""

    def __init__(self, words: Words, book: FindingBook) -> None:
        self.found = InOrder(book.segments.find(words))
        self.tokens = {token for hit in self.found for token in range(hit.first, hit.last)}

    def within(self, first: int, last: int) -> str | None:
        """Return the segments named by the tokens from `first` to `last` (exclusive), joined."""
        found = self.found.within(first, last)
        return " ".join(dict.fromkeys([hit.says[0] for hit in found if hit.last <= last])) or None


def find_runs(
    reading: Reading, book: FindingBook, segments: Segments, things: Set[int], sided: Set[int], never: Set[str]
) -> list[Run]:
    """Return the runs of structures of a text in its order.

    Args:
        reading: The text.
        book: The words of findings.
        segments: The words for parts of vessels.
        things: The tokens of what is in a structure.
        sided: The tokens of sides.
        never: The sides that no structure has that is not said to have it.
    """
    finder = _Finder(reading, book, segments, sided, never)
    runs: list[list[Subject]] = []
    last: Subject | None = None
    for mention in _structures(reading, book):
        if mention.first in things or (subject := finder.subject(mention)) is None:
            continue
        if last and finder.joined(last, subject):
            runs[-1].append(subject)
        else:
            runs.append([subject])
        last = subject
    return [_run(reading, run, book) for run in _without_beside(runs, book.lesions)]


def _run(reading: Reading, subjects: list[Subject], book: FindingBook) -> Run:
    if len(subjects) == 1:
        return Run((subjects[0],), subjects[0].first, subjects[0].last)
    agreeing = _agreeing(reading, _without_parts(subjects), book)
    return Run(tuple(agreeing), agreeing[0].first, max([subject.last for subject in agreeing]))


def _structures(reading: Reading, book: FindingBook) -> list[Mention]:
    structures = book.structures
    text = reading.text
    found = [
        mention
        for mention in (*reading.mentions, *reading.context)
        if mention.concept.id in structures
        and not (mention.last > mention.first + 1 and COLUMNS in text[mention.start : mention.end] and _is_two_columns(reading, book, mention))
    ]
    found.sort(key=attrgetter("first", "last"))
    return found


def _is_two_columns(reading: Reading, book: FindingBook, mention: Mention) -> bool:
    """Whether a name runs on into the next column, which the name of another structure heads: "POP     PT"."""
    text, starts, ends = reading.text, reading.starts, reading.ends
    return any(
        COLUMNS in text[ends[token - 1] : starts[token]] and text[starts[token] : ends[token]] in book.row_names
        for token in range(mention.first + 1, mention.last)
    )


def _without_beside(runs: list[list[Subject]], lesions: Set[str]) -> list[list[Subject]]:
    """Return the runs without the parts of a circuit right beside a vessel, which they only tell the role of: "outflow FV".

    Nor is a vessel right before one of its `lesions` spoken of: "femoral artery pseudoaneurysm".
    """
    kept = []
    for number, run in enumerate(runs):
        following = runs[number + 1][0] if number + 1 < len(runs) else None
        if following and following.first == run[-1].last and not lesions.isdisjoint(following.names) and lesions.isdisjoint(run[-1].names):
            continue  # "common femoral artery pseudoaneurysm"
        if not run[0].part or not any(
            other[0].names
            and not other[0].part
            and 0 <= max(other[0].first - run[-1].last, run[0].first - other[-1].last) <= 1
            for other in (*runs[max(0, number - 1) : number], *runs[number + 1 : number + 2])
        ):
            kept.append(run)
    return kept


def _agreeing(reading: Reading, run: list[Subject], book: FindingBook) -> list[Subject]:
    """Return a run with its short names read as most of its vessels are, veins or arteries: "axillary, radial and ulnar veins"."""
    systems = Counter([subject.system for subject in run if subject.system])
    if len(systems) < 2:
        return run
    last = reading.words[run[-1].last - 1]
    most = book.plurals.get(last) or systems.most_common(1)[0][0]  # "radial and ulnar veins"
    return named_as(run, most)


def named_as(run: Iterable[Subject], most: System) -> list[Subject]:
    """Return structures with their short names read as veins or as arteries."""
    agreed = []
    for subject in run:
        name = subject.short.get(most or "") if subject.short else None
        agreed.append(subject._replace(names=(name,), system=most) if name and subject.system != most else subject)
    return agreed


def _without_parts(run: list[Subject]) -> list[Subject]:
    """Return a run without the parts whose vessel it names: "inflow (CFA)", "basilic outflow"."""
    return [subject for subject in run if not subject.part] or run


class _Finder:
    """Reads the mentions of a text as structures, and tells which of them belong together."""

    def __init__(self, reading: Reading, book: FindingBook, segments: Segments, sided: Set[int], never: Set[str]) -> None:
        self.never = never
        self.reading, self.sides = reading, sorted(sided)
        self.vessel_firsts = {mention.first for mention in reading.mentions if mention.concept.label == "VESSEL"}
        self.text, self.words, self.starts, self.ends = reading.text, reading.words, reading.starts, reading.ends
        self.book, self.segments, self.sided = book, segments, sided
        named = dict.fromkeys([mention.concept.id for mention in reading.mentions if mention.assertion != "negated"])
        if "bypass_graft" in named and book.circuits.isdisjoint(named) and not book.dialysis.isdisjoint(self.words):
            named["dialysis_graft"] = None
        self.named = named
        self.transplanted = not book.transplants.isdisjoint(named)

    def subject(self, mention: Mention) -> Subject | None:
        """Return a mention as a subject, None for a part of the body, a landmark, and the region of a segment."""
        book, words, first, last, concept = self.book, self.words, mention.first, mention.last, mention.concept
        vessel = book.structures[concept.id]
        for other in vessel.short_for:
            if other in self.named:
                vessel = book.vessels[other]
                break
        part = vessel.part
        if part and concept.label == "ANATOMY" and not self._owner(vessel):
            part = None  # the neck of nobody's sac
        names = vessel.names
        if not (names or vessel.refers or part) and (
            concept.field in LIMBS
            or first in self.segments.tokens
            or not book.places.isdisjoint(self._words_before(first))
        ):
            return None
        before: list[str] = []
        if not book.told_before.isdisjoint(words[first - LANDMARK_REACH if first > LANDMARK_REACH else 0 : first]):
            before = self._words_before(first)
        if "and" in words[max(0, first - LANDMARK_REACH) : first] and self._ends_between(first):
            return None
        ends = names[0] if len(names) == 1 else ""
        if before and ((part and before[-1] == "to") or self._only_tells_place(first, before, ends)):
            return None
        if last < len(words) and words[last] in book.crossing and words[last + 1 : last + 2] != ["sectional"]:
            return None  # "where the artery crosses"
        said = words[first] if last == first + 1 else " ".join(words[first:last])
        if said in book.own_names:
            names = (book.own_names[said],)
        elif of_concept := book.own_names_of.get(concept.id, {}).get(said):
            names = (of_concept,)
        if concept.id in book.transplants and last < len(words) and (system := book.plurals.get(words[last] + "s")):
            names = tuple([book.in_transplant.get(f"renal {system}", name) for name in names])  # "transplant renal artery"
            return Subject(names, None, self._segment(first, last + 1), first, last + 1, system, paired=vessel.paired)
        if self.transplanted and NATIVE not in before:
            names = tuple([book.in_transplant.get(name, name) for name in names])
        if len(names) > 1:  # in the order of the text: "ulnar and radial arteries"
            own = words[first:last]
            names = tuple(sorted(names, key=lambda name: own.index(word) if (word := name.split()[0]) in own else 0))
        if before and before[-1] in book.prefixes:
            names = tuple([f"{before[-1]} {name}" for name in names])
        if vessel.refers and vessel.system == "vein" and self.outflow and self._heads_row(first, last):
            return Subject((self.outflow,), mention.side, None, first, last, "vein")  # "Vein 5 cm   PSV 180"
        if part and concept.id == book.outflow and self.outflow:
            segment = self._segment(first, last)
            return Subject((self.outflow,), mention.side, segment, first, last, "vein", part=True)
        if part:
            names = self._owner(vessel)
        elif len(names) == 1 and words[first - 1] in book.listing:
            names = (*self._sharing(first, names[0]), *names)
        segment = part or (self._segment(first, last) if self.segments.tokens else None)
        side = mention.side if vessel.paired or mention.side_source in BESIDE else None
        if side and mention.side_source == "sentence" and self._side_of_next(mention):
            side = None
        if side in self.never and mention.side_source in AROUND:
            side = None
        left_out = mention.assertion == "negated" and book.leads.isdisjoint(self._words_before(first))
        return Subject(
            names, side or book.sides_of_words.get(said), segment, first, last,
            vessel.system, vessel.refers,
            mention.assertion in ASIDE or (vessel.may_be_absent and left_out),
            vessel.paired, bool(part) or concept.id in book.parts_of_circuit, vessel.organ, book.short_names.get(said),
            left_out,
        )  # fmt: skip

    def _heads_row(self, first: int, last: int) -> bool:
        """Whether words open their line and a number follows them in it."""
        opens = first == 0 or self.reading.follows_break(first)
        return opens and last < len(self.words) and self.words[last][0].isdigit() and not self.reading.follows_break(last)

    @cached_property
    def outflow(self) -> str | None:
        """The vein that the text's access drains by, where words for one kind alone name the access."""
        access = next((name for name in self.named if name in self.book.circuits), None)
        if access is None or FISTULA not in self.book.vessels[access].names:
            return None
        small = self.reading.small
        words = {
            word
            for at, (word, behind) in enumerate(pairwise((*self.words, "")))
            if behind not in self.book.cells.says_system or self.reading.follows_break(at + 1)
        }
        veins = {
            vein for kind, vein in self.book.outflows.items() if (kind in words if kind.isalpha() else kind in small)
        }
        return veins.pop() if len(veins) == 1 else None

    def _side_of_next(self, mention: Mention) -> bool:
        """Whether the side of a mention is that of a structure behind it: "CIV 76% compressed by the right iliac artery"."""
        begin, end = self.reading.sentences[mention.sentence]
        first, last = bisect_left(self.starts, begin), bisect_left(self.starts, end)
        at = bisect_left(self.sides, first)
        if bisect_left(self.sides, last, at) != at + 1:
            return False
        side = self.sides[at]
        return side >= mention.last and side + 1 in self.vessel_firsts and "by" in self.words[side - 2 : side]

    def joined(self, before: Subject, after: Subject) -> bool:
        """Whether two structures are of one list: of the same kind, in one line, with nothing but a list's words between.

        Brackets that only count or name parts do not part them: "FV (3 levels), popliteal".
        """
        at, stop = before.last, after.first
        if stop < at:
            return True
        if (
            bool(before.names) != bool(after.names)
            or before.refers != after.refers
            or bool(before.organ) != bool(after.organ)
            or self.text.find("\n", self.ends[at - 1], self.starts[stop]) >= 0
            or DENIED.search(self.text, self.ends[at - 1], self.starts[stop])
        ):
            return False
        words, book = self.words, self.book
        listed, between = False, 0
        while at < stop:
            word = words[at]
            if word == "(" and (closed := self._counting_bracket(at, stop)):
                at = closed
                continue
            if word == "+" and at + 1 < stop and words[at + 1] in (",", ")", "/"):
                return False  # a mark: "CFV +, FV +"
            if word in book.listing:
                listed = True
            elif word not in book.joins and at not in self.sided and at not in self.segments.tokens:
                return False
            at += 1
            between += 1
        return listed and between <= LONGEST_JOIN

    def _counting_bracket(self, first: int, stop: int) -> int | None:
        """Return the token behind a bracket that only counts or names parts, None if it says anything else."""
        for token in range(first + 1, stop):
            word = self.words[token]
            if word == ")":
                return token + 1
            if word == "+":
                return None
            if (
                token not in self.sided
                and token not in self.segments.tokens
                and word not in self.book.joins
                and word not in self.book.counted
                and word not in self.book.explained
                and not word.isdigit()
            ):
                return None
        return None

    def _words_before(self, first: int) -> list[str]:
        """Return the few words before a structure in its line and column."""
        text, starts, ends = self.text, self.starts, self.ends
        at, stop = first, first - LANDMARK_REACH if first > LANDMARK_REACH else 0
        while at > stop and not APART.search(text, ends[at - 1], starts[at]):
            at -= 1
        return self.words[at:first]

    def _only_tells_place(self, first: int, before: list[str], said: str) -> bool:
        """Whether a structure only tells a place: "below the knee crease", "2 cm distal to the SFJ", "coronary surgery"."""
        book = self.book
        if not book.landmarks.isdisjoint(before) and any(
            word in book.landmarks and token not in self.segments.tokens and self.words[token + 1] not in REFERRING
            for token, word in enumerate(before, first - len(before))
        ):
            return True
        *_, direction, link = ("", "", *(word for word in before if word != "the"))
        if (link == "from" and direction in book.origins) or link == "off":
            return True  # "a sac off the CFA"
        if link in ("from", "@") and said in book.ends:
            return True  # "incompetent from the SFJ to the calf"
        return (direction in book.directions and link == "to") or (direction in book.distances and link == "from")

    def _ends_between(self, first: int) -> bool:
        """Whether a structure is the second of two that something lies between: "between the aorta and the SMA"."""
        words = self.words[max(0, first - BETWEEN_REACH) : first]
        if "between" not in words:
            return False
        behind = words[len(words) - words[::-1].index("between") :]
        return behind.count("and") == 1 and CHUNKS.isdisjoint(behind)

    def _sharing(self, first: int, name: str) -> tuple[str, ...]:
        """Return the names of adjectives that share the noun of a structure: "superficial" of "superficial and deep femoral arteries"."""
        words, book = self.words, self.book
        shared: list[str] = []
        parts = name.split()
        at = first - 1
        while at > 0 and len(parts) >= 3 and words[at] in book.listing:
            while at > 0 and words[at] in book.listing:
                at -= 1
            other = f"{words[at]} {' '.join(parts[-2:])}"
            if other not in book.known_names or other == name:
                break
            shared.insert(0, other)
            at -= 1
        return tuple(shared)

    def _owner(self, part: Vessel) -> tuple[str, ...]:
        """Return the structure that a part belongs to: the first of its kind that the text names."""
        owner = next((concept for concept in self.named if concept in part.part_of), None)
        return self.book.vessels[owner].names if owner else ()

    def _segment(self, first: int, last: int) -> str | None:
        """Return the part of a vessel that words beside it name: "mid FV", "FV prox", "GSV at the knee"."""
        words, tokens = self.words, self.segments.tokens
        begin, least = first, max(0, first - SEGMENT_REACH)
        while begin > least and (begin - 1 in tokens or words[begin - 1] in TO_SEGMENT):
            begin -= 1
        end, most = last, min(len(words), last + SEGMENT_REACH)
        while end < most and (end in tokens or words[end] in FROM_SEGMENT):
            end += 1
        return (self.segments.within(last, end) if end > last else None) or (
            self.segments.within(begin, first) if begin < first else None
        )
