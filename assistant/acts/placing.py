"""Says at which structures an act was done.

What an exam's or a manoeuvre's words are said of stands beside them in their segment: the list before, or else behind
them. What names no place of its own was done where the text last named one.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from assistant.acts.clauses import Clauses
from assistant.acts.phrases import Words
from assistant.acts.place_book import PlaceBook
from assistant.acts.places import BESIDE, Place, find_places, one_side
from assistant.acts.signs import Sign
from assistant.analysis import DocumentKind, Side, Technique
from assistant.language.layout import Reading

LOOKS = frozenset({"lumen_measure", "normal_finding", "echo_appearance", "organ_examined"})
LIST_GAP = 5  # tokens between two structures of one list
JOINS = frozenset(["and", "+", "plus", "the", "left", "right", "l", "r", "lt", "rt", ","])
NEAR = 2  # tokens between words and the structure that follows them at once
FAR = (True, 3)  # an exam's name does not reach into another clause beyond so many words
# Right and left, of the eyes too: oculus dexter, oculus sinister.
LETTERS = {"R": "right", "L": "left", "OD": "right", "OS": "left"}
SMALL_LETTERS = frozenset(letter.lower() for letter in LETTERS)
# What comes through a vessel is done there.
ROUTED: frozenset[Technique] = frozenset({"place_line", "puncture", "inject_drug"})


class Where(NamedTuple):
    """Where an act was done; `place` is None where the text does not say."""

    place: str | None
    side: Side | None
    first: int
    last: int


class Placing:
    """Resolves the places of the signs of one text, in its order."""

    def __init__(
        self,
        reading: Reading,
        words: Words,
        clauses: Clauses,
        signs: list[Sign],
        document: DocumentKind,
        book: PlaceBook,
    ) -> None:
        self.reading, self.clauses, self.book = reading, clauses, book
        self.bilateral = document in ("study", "order")
        claimed = {t for sign in signs if sign.wording.at for t in range(sign.first, sign.last)}
        self.places = [place for place in find_places(reading, words, book) if place.first not in claimed]
        self.starts = [place.first for place in self.places]
        self.list_signs = [sign.first for sign in signs if sign.wording.takes in ("list", "mode")]
        quadrants = book.quadrants
        self.sides = [
            (m.first, quadrants.get(m.concept.id, m.concept.id))
            for m in reading.mentions
            if (m.concept.label == "LATERALITY" or m.concept.id in quadrants)
            and reading.words[m.first - 1 : m.first] != ["☐"]
        ]
        self.sides += _lone_letters(reading, {token for token, _ in self.sides})
        self.topic: list[Place] = []
        self.is_target = False

    def resolve(self, sign: Sign) -> list[Where]:
        """Return where the technique of a sign was used."""
        wording = sign.wording
        if wording.takes == "none":
            return [Where(None, None, sign.first, sign.last)]
        if wording.takes == "side":
            return [Where(wording.at, self._side_near(sign) or self._text_side(), sign.first, sign.last)]
        near = self._near(sign)
        if self.is_target and wording.takes in ("exam", "target") and all(place.region for place in near):
            near = near if all(place.region for place in self.topic) else []
        if wording.at is not None:
            near = [
                place
                for place in near
                if place.name == wording.at
                or (wording.at == "arteriovenous fistula" and place.name == "arteriovenous graft")
            ]
            if not near:
                return [self._own(sign, wording.at)]
        if near:
            if wording.takes == "target" or not self.topic or (wording.takes == "exam" and not self.is_target):
                self.topic, self.is_target = near, wording.takes == "target"
            return [self._where(place, sign) for place in near]
        topic = self.topic or ([] if wording.or_at else self._about(sign))
        topic = topic if wording.inherits else []
        if topic and (wording.takes != "list" or (len(topic) == 1 and not topic[0].region)):
            return [self._where(place, sign)._replace(first=sign.first, last=sign.last) for place in topic]
        if wording.or_at is not None:
            return [self._own(sign, wording.or_at)]
        return [Where(None, self._side_so_far(sign), sign.first, sign.last)]

    def _own(self, sign: Sign, at: str) -> Where:
        """Return the place that the words name themselves; its side stands in the sentence or is the text's.

        An exam that belongs to a procedure looks at the procedure's target: the echo of a pericardiocentesis.
        """
        if sign.wording.takes == "exam" and self.is_target and self.topic and at in ("heart", "fetus"):
            return self._where(self.topic[0], sign)._replace(first=sign.first, last=sign.last)
        sideless = at in self.book.sideless
        side = None if sideless else self._side_near(sign) or self._text_side()
        if not sideless and sign.wording.takes == "exam" and self._both_near(sign):
            side = "bilateral"
        seen = self.book.seen_from.get(at, at)
        region = at in self.book.regions
        self.topic = [Place(seen, side, sign.first, sign.last, region=region)]
        self.is_target = sign.wording.takes == "target"
        return Where(at, side, sign.first, sign.last)

    def _near(self, sign: Sign) -> list[Place]:
        segment = self.clauses.segment[sign.first]
        if sign.wording.takes == "row":
            return [p for p in self.places if self.clauses.sentence[p.first] == sign.sentence and not p.region]
        routed = not ROUTED.isdisjoint(sign.wording.acts)
        middle = bisect_left(self.starts, sign.first)
        inside = [
            p for p in self.places[max(0, middle - 2) : middle + 4] if sign.first <= p.first and p.last <= sign.last
        ]
        if inside and not (routed and all(place.region for place in inside)):
            return inside
        behind = next((i for i in range(middle, len(self.places)) if self.starts[i] >= sign.last), len(self.places))
        before = self._run(middle - 1, -1, segment, routed)
        after = self._run(behind, 1, segment, routed)
        if sign.wording.takes in ("list", "mode"):
            return self._listed(sign, before, after)
        chosen = (
            after if not before or (after and self._distance(sign, after) < self._distance(sign, before)) else before
        )
        if routed and chosen and all(place.region for place in chosen):
            chosen = next((run for run in (before, after) if any(not place.region for place in run)), chosen)
        if sign.wording.takes == "exam" and chosen and self._distance(sign, chosen) > FAR:
            return []
        if sign.wording.takes == "target" and chosen:
            return self._one(sign, chosen, before, after)
        return chosen

    def _distance(self, sign: Sign, run: list[Place]) -> tuple[bool, int]:
        """Return how far a list of structures stands from a sign: in another clause or not, and how many words."""
        ahead = run[0].first >= sign.last
        place = run[0] if ahead else run[-1]
        apart = self.clauses.clause[place.first] != self.clauses.clause[sign.first]
        return apart, place.first - sign.last if ahead else sign.first - place.last

    def _run(self, index: int, step: int, segment: int, routed: bool) -> list[Place]:
        """Return the list of structures that begins at `index` and runs on in one direction, in the text's order."""
        run: list[Place] = []
        while 0 <= index < len(self.places):
            place = self.places[index]
            if self.clauses.segment[place.first] != segment:
                break
            if (place.route and not routed) or place.landmark:
                index += step
                continue
            if run:
                left, right = (place, run[0]) if step < 0 else (run[-1], place)
                if right.first - left.last > LIST_GAP or self._sign_between(left.last, right.first):
                    break
            run = [place, *run] if step < 0 else [*run, place]
            index += step
        return [place for place in run if not place.region] or run

    def _sign_between(self, first: int, last: int) -> bool:
        index = bisect_left(self.list_signs, first)
        return index < len(self.list_signs) and self.list_signs[index] < last

    def _listed(self, sign: Sign, before: list[Place], after: list[Place]) -> list[Place]:
        """Return the list that something is said of: before it, unless a comma parts them and one follows at once."""
        clause = self.clauses.clause
        if before and after and all(place.region for place in before) and not after[0].region:
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
            if place is not nearest and JOINS.issuperset(between) and not {"and", "+", "plus"}.isdisjoint(between):
                joined.append(place)
        return joined

    def _about(self, sign: Sign) -> list[Place]:
        """Return the structure that the text named last before a sign, or names in its next sentence."""
        index = bisect_left(self.starts, sign.first)
        ahead = self.places[index : index + 1]
        opening = sign.sentence == 0 and sign.wording.takes == "target"  # a title: its site is told in the report
        near = ahead if opening or (ahead and self.clauses.sentence[ahead[0].first] <= sign.sentence + 1) else []
        return [place for place in self.places[max(0, index - 1) : index] or near if not place.route]

    def described(self) -> list[Where]:
        """Return the organs of which the text says how they look."""
        reading, number = self.reading, self.clauses.sentence
        told = {m.sentence for m in reading.context if m.concept.label == "FINDING" or m.concept.id in LOOKS}
        return [
            Where(place.name, place.side, place.first, place.last)
            for place in self.places
            if place.organ and number[place.first] in told
        ]

    def _where(self, place: Place, sign: Sign) -> Where:
        side = place.side
        if side is None and place.paired:
            side = self._side_beside(place)
        if side is None and place.paired:
            both = {side for _, side in self.sides} >= {"left", "right"}
            bilateral = both and self.bilateral and sign.wording.takes == "exam"
            side = "bilateral" if bilateral else self._text_side()
        return Where(place.name, side, place.first, place.last)

    def _side_beside(self, place: Place) -> Side | None:
        """Return the side whose word stands beside a structure."""
        beside = {
            side
            for token, side in self.sides
            if -BESIDE <= token - place.last < BESIDE and self.clauses.clause[token] == self.clauses.clause[place.first]
        }
        return one_side(beside)

    def _side_near(self, sign: Sign) -> Side | None:
        segment = self.clauses.segment[sign.first]
        found = {side for token, side in self.sides if self.clauses.segment[token] == segment}
        return one_side(found)

    def _both_near(self, sign: Sign) -> bool:
        sides = {side for token, side in self.sides if self.clauses.sentence[token] == sign.sentence}
        return sides >= {"left", "right"}

    def _side_so_far(self, sign: Sign) -> Side | None:
        """Return the one side that the text has named up to the end of a sign's sentence."""
        return one_side({side for token, side in self.sides if self.clauses.sentence[token] <= sign.sentence})

    def _text_side(self) -> Side | None:
        return one_side({side for _, side in self.sides})


def _lone_letters(reading: Reading, known: set[int]) -> list[tuple[int, str]]:
    """Return the capital R and L that stand alone and count nothing: "torsion L", but not "6 L"."""
    words, text = reading.words, reading.text
    return [
        (token, LETTERS[text[reading.starts[token] : reading.ends[token]]])
        for token, word in enumerate(words)
        if word in SMALL_LETTERS
        and token not in known
        and text[reading.starts[token] : reading.ends[token]] in LETTERS
        and words[max(0, token - 1) : token] != ["☐"]
        and not (token and words[token - 1][-1:].isdigit())
        and text[reading.ends[token] : reading.ends[token] + 1] not in (".", "'")
    ]
