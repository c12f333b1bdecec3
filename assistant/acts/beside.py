"""Finds the structures beside words: the list before them or behind them that their technique may have been used at."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from assistant.acts.clauses import CLAUSE_MARKS, Clauses, stretch_of
from assistant.acts.place_book import PlaceBook
from assistant.acts.places import AND, JOINS, Place
from assistant.acts.signs import Sign
from assistant.analysis import Technique
from assistant.language.layout import Mention, Reading

STATES = frozenset({"vein_closed_words", "occlusion_word", "patency_word", "normal_finding"})
LIST_GAP = 5  # tokens between two structures of one list
LONGEST_LIST = 32  # structures: whatever names more in a row lists nothing that one act was done at
# "Right femoral artery 17 F and left femoral vein 25 F".
SIZES = frozenset(["f", "fr", "french", "g", "gauge", "mm", "cm"])
LINKS = frozenset(["of", "at", "across"])
SHOWING = frozenset(["of", "showing"])
EXAMS = frozenset(["duplex", "scan", "ultrasound", "study"])  # "images of the carotid duplex" are of the exam
LONGEST_CAPTION = 8  # tokens between words on pictures and what they show
NEAR = 2  # tokens between words and the structure that follows them at once
FAR = (True, 3)  # an exam's name does not reach into another clause beyond so many words
# What comes through a vessel is done there.
ROUTED: frozenset[Technique] = frozenset({"place_line", "puncture", "inject_drug"})


class Beside:
    """The structures of one text, in its order, as words beside them take them."""

    def __init__(
        self, reading: Reading, clauses: Clauses, signs: list[Sign], places: list[Place], book: PlaceBook
    ) -> None:
        self.reading, self.clauses, self.book, self.places = reading, clauses, book, places
        self.starts = [place.first for place in places]
        self.list_signs = [sign.first for sign in signs if sign.wording.takes in ("list", "mode")]

    @cached_property
    def ends(self) -> list[int]:
        """The tokens that end a list: words on one structure ("saphenous vein closed, femoral vein open"), list signs."""
        told = [m.last - 1 for m in (*self.reading.mentions, *self.reading.context) if _is_state(m)]
        return sorted([*told, *self.list_signs])

    def near(self, sign: Sign) -> list[Place]:
        """Return the structures beside a sign that its technique may have been used at."""
        segment = self.clauses.segment[sign.first]
        if sign.wording.takes == "number":
            return [
                place for place in self.places[: bisect_left(self.starts, sign.first)][-1:] if place.last == sign.first
            ]
        if sign.wording.takes == "row":
            row = stretch_of(self.starts, self.clauses.sentence, sign.sentence)
            middle = bisect_left(self.starts, sign.first)
            begin, end = max(row.start, middle - LONGEST_LIST), min(row.stop, middle + LONGEST_LIST)
            return [place for place in self.places[begin:end] if not (place.region or place.organ or place.landmark)]
        routed = not ROUTED.isdisjoint(sign.wording.acts)
        middle = bisect_left(self.starts, sign.first)
        inside = [
            p for p in self.places[max(0, middle - 2) : middle + 4] if sign.first <= p.first and p.last <= sign.last
        ]
        if inside and not (routed and is_wide(inside)):
            if sign.wording.takes != "target" or middle == len(self.places):
                return inside
            begin = bisect_left(self.starts, inside[0].first)
            ahead = self._run(begin, -1, segment, routed, listed=False)
            return self._one(sign, ahead, ahead, []) if ahead and inside == [ahead[-1]] else inside
        behind = bisect_left(self.starts, sign.last, middle)
        listed = sign.wording.takes in ("list", "mode")
        before = self._run(middle - 1, -1, segment, routed, listed=listed)
        after = self._run(behind, 1, segment, routed, listed=listed)
        attached = self._attached(sign, before, after)
        if attached and not (routed and is_wide(attached)):
            return self._one(sign, attached, before, after) if sign.wording.takes == "target" else attached
        if sign.wording.takes in ("list", "mode"):
            return self._listed(sign, before, after)
        if sign.wording.takes == "exam" and before and after and self._introduces(sign, before, after):
            return before
        behind_is_nearer = after and before and self._distance(sign, after) < self._distance(sign, before)
        chosen = after if behind_is_nearer else before or after
        if routed and is_wide(chosen):
            chosen = next((run for run in (before, after) if not is_wide(run)), chosen)
        if sign.wording.takes in ("exam", "target") and chosen and self._distance(sign, chosen) > FAR:
            return []
        if sign.wording.takes == "target" and chosen:
            return self._one(sign, chosen, before, after)
        return chosen

    def shown(self, sign: Sign) -> list[Place]:
        """Return the structures that words on pictures name: "image of the femoral vein saved"."""
        words = self.reading.words
        begin = bisect_left(self.starts, sign.first)
        run = self._run(begin, 1, self.clauses.segment[sign.first], True, listed=True)
        if not run or run[0].region or not EXAMS.isdisjoint(words[run[0].last : run[0].last + 1]):
            return []
        between = words[sign.first : run[0].first]
        caption = CLAUSE_MARKS.isdisjoint(between) and len(between) < LONGEST_CAPTION
        return run if caption and not SHOWING.isdisjoint(between) else []

    def _attached(self, sign: Sign, before: list[Place], after: list[Place]) -> list[Place]:
        """Return the structures that are part of a sign's phrase: "leg venogram", "IVUS of the iliac veins"."""
        if before and before[-1].last == sign.first and before[-1].name not in self.book.containers:
            return before
        words, between = self.reading.words, range(sign.last, after[0].first if after else sign.last)
        linked = len(between) > 0 and words[between[0]] in LINKS and all(words[token] in JOINS for token in between[1:])
        return after if linked else []

    def _introduces(self, sign: Sign, before: list[Place], after: list[Place]) -> bool:
        """Whether the findings of an exam of what is named before it follow: "carotids, duplex: external R 80"."""
        colon = self.reading.words[sign.last : sign.last + 1] == [":"]
        fields = frozenset().union(*(self.book.covers.get(place.name, ()) for place in before))
        return colon and all(place.field in fields for place in after)

    def _distance(self, sign: Sign, run: list[Place]) -> tuple[bool, int]:
        """Return how far a list of structures stands from a sign: in another clause or not, and how many words."""
        ahead = run[0].first >= sign.last
        place = run[0] if ahead else run[-1]
        apart = self.clauses.clause[place.first] != self.clauses.clause[sign.first]
        return apart, place.first - sign.last if ahead else sign.first - place.last

    def _run(self, index: int, step: int, segment: int, routed: bool, *, listed: bool) -> list[Place]:
        """Return the list of structures that begins at `index` and runs on in one direction, in the text's order."""
        run: list[Place] = []
        stop = max(index - LONGEST_LIST, -1) if step < 0 else min(index + LONGEST_LIST, len(self.places))
        for number in range(index, stop, step):
            place = self.places[number]
            if self.clauses.segment[place.first] != segment:
                break
            if (place.route and not routed) or place.landmark or (place.passed and not listed):
                continue
            if run:
                left, right = (place, run[0]) if step < 0 else (run[-1], place)
                if self._parted(left, right, listed=listed):
                    break
            run = [place, *run] if step < 0 else [*run, place]
        return [place for place in run if not place.region] or self._narrow_regions(run)

    def _parted(self, left: Place, right: Place, *, listed: bool) -> bool:
        """Whether two structures are of no one list: too far apart, or with a verb of the first before a comma."""
        if right.first - left.last <= 1:
            return False
        between = self.reading.words[left.last : right.first]
        if len(between) > LIST_GAP or _any_between(self.ends if listed else self.list_signs, left.last, right.first):
            return True
        other = [word for word in between if word not in JOINS and not word[:1].isdigit()]
        return listed and "," in between and len(other) > NEAR

    def _narrow_regions(self, run: list[Place]) -> list[Place]:
        """Return the regions of a list without those that hold another of them: the thigh of a leg."""
        if len(run) < 2:
            return run
        held = [self.book.covers.get(place.name, frozenset()) for place in run]
        return [
            place
            for place, fields in zip(run, held, strict=True)
            if not any(one.field in fields and one.name != place.name for one in run)
        ]

    def _listed(self, sign: Sign, before: list[Place], after: list[Place]) -> list[Place]:
        """Return the list that something is said of: before it, unless a comma parts them and one follows at once."""
        clause = self.clauses.clause
        if before and after and is_wide(before) and not after[0].region:
            return after
        if before and after and after[0].first - sign.last <= NEAR and clause[before[-1].first] != clause[sign.first]:
            return after
        return before or after

    def _one(self, sign: Sign, chosen: list[Place], before: list[Place], after: list[Place]) -> list[Place]:
        """Return the one structure that was worked on, or those that are joined with it by "and" or a plus."""
        nearest = chosen[-1] if chosen is before else chosen[0]
        words = self.reading.words
        joined = [nearest]
        for place in chosen:
            between = words[min(place.last, nearest.last) : max(place.first, nearest.first)]
            joins = all(word in JOINS or word in SIZES or word[:1].isdigit() for word in between)
            if place is not nearest and joins and not AND.isdisjoint(between):
                joined.append(place)
        return joined


def is_wide(places: list[Place]) -> bool:
    """Return whether structures are nothing but regions of the body."""
    return all(place.region for place in places)


def _any_between(tokens: list[int], first: int, last: int) -> bool:
    """Whether one of some tokens in order lies from `first` to `last` (exclusive)."""
    index = bisect_left(tokens, first)
    return index < len(tokens) and tokens[index] < last


def _is_state(mention: Mention) -> bool:
    """Whether a mention tells how the structure before it was found."""
    return mention.concept.id in STATES or mention.concept.label == "FINDING"
