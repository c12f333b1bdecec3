"""Says at which structures an act was done.

What an exam's or a manoeuvre's words are said of stands beside them in their segment: the list before, or else behind
them. What names no place of its own was done where the text last named one.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from assistant.acts.book import ActBook, Words
from assistant.acts.clauses import Clauses
from assistant.acts.signs import Sign
from assistant.analysis import DocumentKind, Side, Technique
from assistant.language.layout import Reading

LOOKS = frozenset({"lumen_measure", "normal_finding", "echo_appearance", "organ_examined"})
LIST_GAP = 5  # tokens between two structures of one list
JOINS = frozenset(["and", "+", "plus", "the", "left", "right", "l", "r", "lt", "rt", ","])
NEAR = 2
LETTERS = {"R": "right", "L": "left"}
FAR = (True, 3)  # an exam's name does not reach into another clause beyond so many words
ROUTED: frozenset[Technique] = frozenset(
    {"place_line", "puncture", "inject_drug"}
)  # what comes through a vessel is done there


class Place(NamedTuple):
    """A structure in canonical words, with its tokens (end exclusive).

    `region` is a part of the body that an exam is made of; a `route` is what a catheter came through, a `landmark` what
    a distance is measured from; `organ` is no vessel.
    """

    name: str
    side: Side | None
    first: int
    last: int
    paired: bool
    region: bool
    route: bool
    landmark: bool
    organ: bool


class Where(NamedTuple):
    """Where an act was done; `place` is None where the text does not say."""

    place: str | None
    side: Side | None
    first: int
    last: int


def find_places(reading: Reading, words: Words, book: ActBook) -> list[Place]:
    """Return the structures of a text that can be the place of an act, in its order."""
    names, known = book.places.names, book.place_words
    found: list[Place] = []
    phrases = [(hit.first, hit.last, name) for hit in book.place_phrases.find(words) for name in hit.says]
    of_heart = any(mention.concept.field == "heart" for mention in reading.mentions)
    taken = {token for first, last, _ in phrases for token in range(first, last)}
    for mention in (*reading.mentions, *reading.context):
        concept = mention.concept
        is_place = concept.label in ("ANATOMY", "VESSEL") or concept.id in known.also
        if not is_place and not (of_heart and concept.id in known.valves):
            continue
        if reading.words[mention.first] in known.not_words or mention.first in taken:
            continue
        for name in names.get(concept.id, (concept.id.replace("_", " "),)):
            side = None if mention.side_source == "plural" else mention.side
            place = _place(reading, mention.first, mention.last, name, side, concept.paired, book)
            if place is not None and concept.label == "ANATOMY" and not place.region:
                place = place._replace(organ=True)
            found += [place] if place else []
    for first, last, name in phrases:
        place = _place(reading, first, last, name, _side_word(reading, first, last), True, book)
        found += [place] if place else []
    return sorted(found, key=lambda place: (place.first, place.last))


def _place(
    reading: Reading, first: int, last: int, name: str, side: Side | None, paired: bool, book: ActBook
) -> Place | None:
    """Return a structure, None if the words around it make it no place of an act: what hurts, an end of a look."""
    known, words = book.place_words, reading.words
    before = words[max(0, first - 3) : first]
    region = name in known.regions
    if not known.route_after.isdisjoint(words[last : last + 1]) and region:
        return None
    if not known.later_before.isdisjoint(before[-2:]) or (region and not known.ends_before.isdisjoint(before[-2:])):
        return None
    route = not known.route_before.isdisjoint(before) or not known.route_after.isdisjoint(words[last : last + 1])
    sideless = name in known.sideless
    landmark = not region and not known.landmark_before.isdisjoint(before)
    return Place(
        name, None if sideless else side, first, last, paired and not sideless, region, route, landmark, organ=False
    )  # fmt: skip


def _side_word(reading: Reading, first: int, last: int) -> Side | None:
    """Return the side that a side word beside the tokens gives."""
    sides = [m for m in reading.mentions if m.concept.label == "LATERALITY"]
    beside = [m.concept.id for m in sides if first - NEAR <= m.first < first or last <= m.first < last + NEAR]
    return _one_side(set(beside[:1]))


def _lone_letters(reading: Reading, known: set[int]) -> list[tuple[int, str]]:
    """Return the capital R and L that stand alone and count nothing: "torsion L", but not "6 L"."""
    words, text = reading.words, reading.text
    return [
        (token, LETTERS[text[reading.starts[token]]])
        for token, word in enumerate(words)
        if word in ("r", "l")
        and token not in known
        and text[reading.starts[token]] in LETTERS
        and words[max(0, token - 1) : token] != ["☐"]
        and not (token and words[token - 1][-1:].isdigit())
        and text[reading.ends[token] : reading.ends[token] + 1] not in (".", "'")
    ]


class Placing:
    """Resolves the places of the signs of one text, in its order."""

    def __init__(
        self, reading: Reading, words: Words, clauses: Clauses, signs: list[Sign], document: DocumentKind, book: ActBook
    ) -> None:
        self.reading, self.clauses, self.book = reading, clauses, book
        self.bilateral = document in ("study", "order")
        claimed = {t for sign in signs if sign.wording.at for t in range(sign.first, sign.last)}
        self.places = [place for place in find_places(reading, words, book) if place.first not in claimed]
        self.starts = [place.first for place in self.places]
        self.list_signs = [sign.first for sign in signs if sign.wording.takes in ("list", "mode")]
        quadrants = book.places.quadrants
        self.sides = [
            (m.first, quadrants.get(m.concept.id, m.concept.id))
            for m in reading.mentions
            if (m.concept.label == "LATERALITY" or m.concept.id in quadrants)
            and reading.words[m.first - 1 : m.first] != ["☐"]
        ]
        self.sides += _lone_letters(reading, {token for token, _ in self.sides})
        self.sides += [(hit.first, side) for hit in book.side_phrases.find(words) for side in hit.says]
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
        sideless = at in self.book.place_words.sideless
        side = None if sideless else self._side_near(sign) or self._text_side()
        if not sideless and sign.wording.takes == "exam" and self._both_near(sign):
            side = "bilateral"
        seen = self.book.places.seen_from.get(at, at)
        region = at in self.book.place_words.regions
        self.topic = [Place(seen, side, sign.first, sign.last, False, region, route=False, landmark=False, organ=False)]
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
            if -NEAR <= token - place.last < NEAR and self.clauses.clause[token] == self.clauses.clause[place.first]
        }
        return _one_side(beside)

    def _side_near(self, sign: Sign) -> Side | None:
        segment = self.clauses.segment[sign.first]
        found = {side for token, side in self.sides if self.clauses.segment[token] == segment}
        return _one_side(found)

    def _both_near(self, sign: Sign) -> bool:
        sides = {side for token, side in self.sides if self.clauses.sentence[token] == sign.sentence}
        return sides >= {"left", "right"}

    def _side_so_far(self, sign: Sign) -> Side | None:
        """Return the one side that the text has named up to the end of a sign's sentence."""
        return _one_side({side for token, side in self.sides if self.clauses.sentence[token] <= sign.sentence})

    def _text_side(self) -> Side | None:
        return _one_side({side for _, side in self.sides})


def _one_side(found: set[str]) -> Side | None:
    if len(found) != 1:
        return None
    side = next(iter(found))
    return "left" if side == "left" else "right" if side == "right" else "bilateral"
