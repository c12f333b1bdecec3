"""Finds the structures that a report speaks of: vessels in runs ("CFV, FV and popliteal"), with side and segment."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from assistant.analysis import Attribute, Side
from assistant.findings.book import FindingBook, System, Vessel
from assistant.language.layout import Mention, Reading
from assistant.language.phrase_book import Words

LIMBS = (None, "leg", "arm", "skin")  # regions of which parts of vessels are told
APART = re.compile(r"\n|[ ]{2}|\t|\|")
LANDMARK_REACH = 3  # tokens before a structure in which a word makes it a place
SEGMENT_REACH = 3  # tokens from a structure to the words of its part
BESIDE = frozenset({"word", "phrase"})  # where the side of a mention comes from: itself, its own phrase
ASIDE = frozenset({"historical", "planned", "conditional"})


class Subject(NamedTuple):
    """A structure as what is said of it is bound: canonical names, side, segment, tokens (end exclusive).

    No names: no vessel, or one that stands for a vessel named before (`refers`). `aside`: told of another time.
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


class Run(NamedTuple):
    """Structures of which the same is said, with the tokens of the list (end exclusive)."""

    subjects: tuple[Subject, ...]
    first: int
    last: int

    @property
    def refers(self) -> bool:
        """Whether the run only refers to a structure named before."""
        return all(subject.refers for subject in self.subjects)

    @property
    def vessels(self) -> tuple[Subject, ...]:
        """The subjects that are vessels."""
        return tuple(subject for subject in self.subjects if subject.names)


class Segments:
    """The words for parts of vessels in a text."""

    def __init__(self, words: Words, book: FindingBook) -> None:
        self.found = [(hit.first, hit.last, hit.says[0]) for hit in book.segments.find(words)]
        self.firsts = [first for first, _, _ in self.found]
        self.tokens = {token for first, last, _ in self.found for token in range(first, last)}

    def within(self, first: int, last: int) -> str | None:
        """Return the segments named by the tokens from `first` to `last` (exclusive), joined."""
        begin = bisect_left(self.firsts, first)
        names = dict.fromkeys(
            name for start, end, name in self.found[begin : bisect_left(self.firsts, last)] if end <= last
        )
        return " ".join(names) or None


def find_runs(reading: Reading, book: FindingBook, segments: Segments, things: set[int]) -> list[Run]:
    """Return the runs of structures of a text in its order; `things` are the tokens of what is in a structure."""
    named = dict.fromkeys(mention.concept.id for mention in reading.mentions if mention.assertion != "negated")
    if "bypass_graft" in named and book.circuits.isdisjoint(named) and not book.dialysis.isdisjoint(reading.words):
        named["dialysis_graft"] = None
    subjects = [
        subject for mention in _structures(reading, book)
        if mention.first not in things and (subject := _subject(reading, mention, book, segments, named))
    ]  # fmt: skip
    sides = {token for m in reading.mentions if m.concept.label == "LATERALITY" for token in range(m.first, m.last)}
    runs: list[list[Subject]] = []
    for subject in subjects:
        if runs and _joined(reading, runs[-1][-1], subject, sides, segments, book):
            runs[-1].append(subject)
        else:
            runs.append([subject])
    runs = [_agreeing(reading, _without_parts(run), book) for run in _without_beside(runs)]
    return [Run(tuple(run), run[0].first, max(subject.last for subject in run)) for run in runs]


def _without_beside(runs: list[list[Subject]]) -> list[list[Subject]]:
    """Return the runs without the parts of a circuit right beside a vessel, which they only tell the role of: "outflow FV"."""
    kept = []
    for number, run in enumerate(runs):
        beside = [
            other
            for other in (*runs[max(0, number - 1) : number], *runs[number + 1 : number + 2])
            if other[0].names and not other[0].part
        ]
        if not (
            run[0].part
            and any(0 <= max(other[0].first - run[-1].last, run[0].first - other[-1].last) <= 1 for other in beside)
        ):
            kept.append(run)
    return kept


def _agreeing(reading: Reading, run: list[Subject], book: FindingBook) -> list[Subject]:
    """Return a run with its short names read as most of its vessels are, veins or arteries: "axillary, radial and ulnar veins"."""
    systems = Counter(subject.system for subject in run if subject.system)
    if len(systems) < 2:
        return run
    last = reading.words[run[-1].last - 1]
    most = book.plurals.get(last) or systems.most_common(1)[0][0]  # "radial and ulnar veins"
    return named_as(reading, run, most, book)


def short_for(reading: Reading, subject: Subject, book: FindingBook) -> dict[str, str]:
    """Return what a structure's words are short for, by system: "popliteal" for the vein and the artery; empty for names in full."""
    return book.row_names.get(" ".join(reading.words[subject.first : subject.last]), {})


def named_as(reading: Reading, run: Iterable[Subject], most: System, book: FindingBook) -> list[Subject]:
    """Return structures with their short names read as veins or as arteries."""
    agreed = []
    for subject in run:
        name = short_for(reading, subject, book).get(most or "")
        agreed.append(subject._replace(names=(name,), system=most) if name and subject.system != most else subject)
    return agreed


def _without_parts(run: list[Subject]) -> list[Subject]:
    """Return a run without the parts whose vessel it names: "inflow (CFA)", "basilic outflow"."""
    return [subject for subject in run if not subject.part] or run


def _structures(reading: Reading, book: FindingBook) -> list[Mention]:
    found = [mention for mention in (*reading.mentions, *reading.context) if mention.concept.id in book.vessels]
    return sorted(found, key=lambda mention: (mention.first, mention.last))


def _subject(
    reading: Reading,
    mention: Mention,
    book: FindingBook,
    segments: Segments,
    named: dict[str, None],
) -> Subject | None:
    """Return a mention as a subject, None for a part of the body, a landmark, and the region of a segment."""
    vessel = book.vessels[mention.concept.id]
    other = next((concept for concept in vessel.short_for if concept in named), None)
    if other:
        vessel = book.vessels[other]
    if vessel.part and mention.concept.label == "ANATOMY" and not _owner(vessel, book, named):
        vessel = vessel._replace(part=None)  # the neck of nobody's sac
    before = _words_before(reading, mention.first)
    if not (vessel.names or vessel.refers or vessel.part) and (
        mention.concept.field in LIMBS or mention.first in segments.tokens or not book.places.isdisjoint(before)
    ):
        return None
    if _is_landmark(reading, mention, book, segments) or (vessel.part and before[-1:] == ["to"]):
        return None
    said = " ".join(reading.words[mention.first : mention.last])
    names = (book.own_names[said],) if said in book.own_names else vessel.names
    if not book.transplants.isdisjoint(named) and "native" not in before:
        names = tuple(book.in_transplant.get(name, name) for name in names)
    segment = vessel.part or _segment(reading, mention, segments)
    if len(names) > 1:  # in the order of the text: "ulnar and radial arteries"
        words = reading.words[mention.first : mention.last]
        names = tuple(sorted(names, key=lambda name: words.index(word) if (word := name.split()[0]) in words else 0))
    if before and before[-1] in book.prefixes:
        names = tuple(f"{before[-1]} {name}" for name in names)
    names = _owner(vessel, book, named) if vessel.part else (*_sharing(reading, mention, names, book), *names)
    side = mention.side if vessel.paired or mention.side_source in BESIDE else None
    side = side or book.sides_of_words.get(said)
    return Subject(
        names, side, segment, mention.first, mention.last, vessel.system, vessel.refers,
        mention.assertion in ASIDE
        or (vessel.may_be_absent and mention.assertion == "negated" and book.leads.isdisjoint(before)), vessel.paired,
        bool(vessel.part) or mention.concept.id in book.parts_of_circuit, vessel.organ,
    )  # fmt: skip


def _words_before(reading: Reading, first: int) -> list[str]:
    """Return the few words before a structure in its line and column."""
    at = first
    while (
        at and first - at < LANDMARK_REACH and not APART.search(reading.text, reading.ends[at - 1], reading.starts[at])
    ):
        at -= 1
    return reading.words[at:first]


def _is_landmark(reading: Reading, mention: Mention, book: FindingBook, segments: Segments) -> bool:
    """Whether a structure only tells a place: "below the knee crease", "2 cm distal to the SFJ", "where the artery crosses", "coronary surgery"."""
    words, before = reading.words, _words_before(reading, mention.first)
    own = [word for at, word in enumerate(before, mention.first - len(before)) if at not in segments.tokens]
    if not book.landmarks.isdisjoint(own) or not book.crossing.isdisjoint(words[mention.last : mention.last + 1]):
        return True
    *_, direction, link = ("", "", *(word for word in before if word != "the"))
    return (direction in book.directions and link == "to") or (direction in book.distances and link == "from")


def _sharing(reading: Reading, mention: Mention, names: tuple[str, ...], book: FindingBook) -> tuple[str, ...]:
    """Return the names of adjectives that share the noun of a structure: "superficial" of "superficial and deep femoral arteries"."""
    shared: list[str] = []
    at = mention.first - 1
    while at > 0 and len(names) == 1 and reading.words[at] in book.listing:
        while at > 0 and reading.words[at] in book.listing:
            at -= 1
        name = f"{reading.words[at]} {' '.join(names[0].split()[-2:])}"
        if name not in book.known_names or len(names[0].split()) < 3 or name == names[0]:
            break
        shared.insert(0, name)
        at -= 1
    return tuple(shared)


def _owner(part: Vessel, book: FindingBook, named: dict[str, None]) -> tuple[str, ...]:
    """Return the structure that a part belongs to: the first of its kind that the text names."""
    owner = next((concept for concept in named if concept in part.part_of), None)
    return book.vessels[owner].names if owner else ()


def _segment(reading: Reading, mention: Mention, segments: Segments) -> str | None:
    """Return the part of a vessel that words beside it name: "mid FV", "FV prox", "GSV at the knee"."""
    words = reading.words
    first = mention.first
    while (
        first > mention.first - SEGMENT_REACH
        and first
        and (first - 1 in segments.tokens or words[first - 1] in ("the", "to"))
    ):
        first -= 1
    last = mention.last
    while last < min(len(words), mention.last + SEGMENT_REACH) and (
        last in segments.tokens or words[last] in ("in", "at", "the", "(", "to")
    ):
        last += 1
    return segments.within(mention.last, last) or segments.within(first, mention.first)


def _joined(
    reading: Reading, before: Subject, after: Subject, sides: set[int], segments: Segments, book: FindingBook
) -> bool:
    if after.first < before.last:
        return True
    if (
        bool(before.names) != bool(after.names)
        or before.refers != after.refers
        or bool(before.organ) != bool(after.organ)
    ):
        return False
    between = [*_outside_brackets(reading, range(before.last, after.first), sides, segments, book)]
    if book.listing.isdisjoint(reading.words[token] for token in between):
        return False
    if len(between) > 8 or "\n" in reading.text[reading.ends[before.last - 1] : reading.starts[after.first]]:
        return False
    return all(reading.words[token] in book.joins or token in sides or token in segments.tokens for token in between)


def _outside_brackets(
    reading: Reading, tokens: range, sides: set[int], segments: Segments, book: FindingBook
) -> Iterator[int]:
    """Yield the tokens but those of brackets that only count or name parts: "FV (3 levels), popliteal"."""
    words, at = reading.words, tokens.start
    while at < tokens.stop:
        end = next((token for token in range(at, tokens.stop) if words[token] == ")"), None)
        if words[at] == "(" and end is not None and all(
            token in sides
            or token in segments.tokens
            or words[token] in book.joins
            or words[token] in book.counted
            or words[token].isdigit()
            for token in range(at + 1, end)
        ):  # fmt: skip
            at = end + 1
        else:
            yield at
            at += 1
