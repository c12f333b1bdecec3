"""Says at which structures an act was done.

What an exam's or a manoeuvre's words are said of stands beside them (`beside`). What names no place of its own was done
where the text last named one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from assistant.acts.beside import LONGEST_LIST, NEAR, ROUTED, Beside, is_wide
from assistant.acts.candidates import GENERAL, find_candidates, is_of_other_limb
from assistant.acts.clauses import Clauses, stretch_of
from assistant.acts.place_book import PlaceBook
from assistant.acts.places import Place, one_side
from assistant.acts.sides import BOTH, Sides
from assistant.acts.signs import Sign
from assistant.analysis import DocumentKind, Side, Technique
from assistant.language.layout import Reading
from assistant.language.phrase_book import Words

LINES: frozenset[Technique] = frozenset({"place_line"})
LEVELS = frozenset(["below", "above", "at", "mid", "distal", "proximal", "upper", "lower"])
FIRST_TOKEN = attrgetter("first")
# What is done farther on than where the vessel was entered.
FARTHER: frozenset[Technique] = frozenset({"film", "inject_contrast", "stent", "balloon"})
TISSUE: frozenset[Technique] = frozenset({"biopsy", "drain"})  # is taken from no vessel unless the text says so
ENTRY: tuple[Technique, ...] = ("puncture",)
PICTURES: tuple[Technique, ...] = ("store_images",)
CONTRAST: tuple[Technique, ...] = ("inject_contrast",)
SQUEEZE: tuple[Technique, ...] = ("augment",)  # at the vein that is looked at: the calf is what the hand holds
GUIDING: tuple[Technique, ...] = ("scan",)
SAID_OF = frozenset({"list", "mode"})  # what signs take that tell something of structures in passing


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
        self.general = document in ("education", "billing")
        self.sides = Sides(reading, clauses, book, whole=document not in GENERAL)
        self.places = find_candidates(reading, words, signs, document, book, self.sides)
        self.beside = Beside(reading, clauses, signs, self.places, book)
        self.starts = self.beside.starts
        self.sided = {place.field for place in self.places if place.side and not place.assumed}
        self.sides_by_name: defaultdict[str, set[str]] = defaultdict(set)
        for place in self.places:
            self.sides_by_name[place.name].update({place.side} if place.side else ())
        self.lying = [place for place in self.places if not (place.route or place.passed or place.landmark)]
        self.parts: dict[str, list[Place]] = {}  # the first structure in each field that was asked for
        self.listing = {sign.sentence for sign in signs if sign.wording.takes in SAID_OF}
        self.targets = [sign for sign in signs if sign.wording.takes == "target"]
        self.worked = {sign.sentence for sign in self.targets}
        self.topic: list[Place] = []
        self.is_target = False
        self.is_passing = False  # the topic is of what something was told in passing
        self.told: set[str] = set()  # the structures of which something was told so
        self.entries: set[int] = set()  # first tokens of the vessels that were entered to work farther on
        self.aim: list[Place] = []  # the last topic that is no such vessel
        self.latest: list[Place] = []  # what the last sign beside a structure was told of

    def resolve(self, sign: Sign) -> list[Where]:
        """Return where the technique of a sign was used."""
        wording = sign.wording
        if wording.takes == "none":
            shown = self.beside.shown(sign) if wording.acts == PICTURES else []
            return [self.of_itself(place) for place in shown] or [Where(None, None, sign.first, sign.last)]
        if wording.takes == "side":
            return [Where(wording.at, self.sides.near(sign) or self.sides.of_text(), sign.first, sign.last)]
        if wording.takes == "organ" and wording.or_at is not None:
            return [self.of_itself(place) for place in self._first_part(wording.or_at)]
        near = self._beside(sign)
        if wording.at is not None and not self._is_guide(sign):
            near = [place for place in near if place.name in self.book.alike.get(wording.at, (wording.at,))]
            if not near:
                return [self._own(sign, self._named_alike(wording.at))]
        if near:
            if wording.takes == "target" or self._guides(sign):
                near = self._narrowest(sign, near)
            self._remember(sign, near)
            return [self._where(place, sign) for place in near]
        return self._elsewhere(sign)

    def _beside(self, sign: Sign) -> list[Place]:
        """Return the structures beside a sign at which its technique was used."""
        wording = sign.wording
        near = self._possible(self.beside.near(sign), sign)
        farther, passing = self._is_farther(sign), wording.takes in SAID_OF
        if wording.acts == SQUEEZE:
            near = [place for place in near if not place.region]
        if farther:
            near = [place for place in near if place.first not in self.entries]
        if farther or passing:
            near = [place for place in near if not self.is_end(place)]
        if not is_wide(near) or is_wide(self.topic):
            return near
        # "access below the knee": the target is known more closely
        if wording.takes == "target":
            closer = self.is_target or self._are_levels(near)
        else:
            closer = self.is_target and (passing or (self._guides(sign) and self._is_aside(sign, near)))
        return [] if closer else near

    def _remember(self, sign: Sign, near: list[Place]) -> None:
        """Keep what a sign was told of for those that name no place of their own."""
        wording = sign.wording
        passing, target = wording.takes in SAID_OF, wording.takes == "target"
        if wording.acts == ENTRY:
            self.entries.update(place.first for place in near if not (place.organ or place.field == "access"))
        if not is_wide(near):
            self.latest = near
        if passing:
            self.told.update(place.name for place in near)
        if target and self.is_target and self._are_parts(near):
            return  # the arch of a fistula was dilated: what follows is told of the fistula
        if target or not self.topic or (wording.takes == "exam" and not self.is_target):
            self.topic, self.is_target, self.is_passing = near, target, passing
            self.aim = [place for place in near if place.first not in self.entries] or self.aim

    def _elsewhere(self, sign: Sign) -> list[Where]:
        """Return where the technique of a sign without a structure beside it was used: where the text says so elsewhere."""
        wording = sign.wording
        passing = wording.takes in SAID_OF
        ahead = self._named_ahead(sign)
        if ahead is not None:
            return [self._own(sign, ahead)]
        topic = self._taken_over(sign)
        if self.is_passing and (wording.takes == "exam" or (passing and len(self.told) > 1)):
            topic = []
        if topic and (wording.takes != "list" or (len(topic) == 1 and not topic[0].region)):
            return [self._inherited(place, sign) for place in topic]
        if wording.or_at is not None:
            return [self._own(sign, wording.or_at)]
        side = self.sides.near(sign) or self.sides.so_far(sign)
        if side == "bilateral" and not passing:
            side = None
        if side is None and passing and FARTHER.isdisjoint(wording.acts):
            side = self.sides.of_text() or one_side({place.side for place in self.topic if place.side})
        return [Where(None, side, sign.first, sign.last)]

    def _guides(self, sign: Sign) -> bool:
        """Whether an exam guides what was worked on in its sentence."""
        return sign.wording.takes == "exam" and sign.sentence in self.worked

    def _narrowest(self, sign: Sign, near: list[Place]) -> list[Place]:
        """Return the one vessel of a region that a sign's sentence names, or else the region: "PICC in the arm, basilic"."""
        if len(near) > 1 or not near[0].region:
            return near
        fields = self.book.covers.get(near[0].name, frozenset())
        sentence = stretch_of(self.starts, self.clauses.sentence, sign.sentence)
        begin = max(sentence.start, bisect_left(self.starts, sign.first) - LONGEST_LIST)
        within = [
            place
            for place in self.places[begin : min(sentence.stop, begin + 2 * LONGEST_LIST)]
            if place.field in fields and not (place.region or place.organ or place.landmark)
        ]
        if len({place.name for place in within}) != 1:
            return near
        return [within[0]._replace(side=within[0].side or near[0].side)]

    def _taken_over(self, sign: Sign) -> list[Place]:
        """Return the structures that a sign without its own takes over from the text: from what was told last."""
        wording = sign.wording
        if not wording.inherits or self.general:
            return []
        lately = self.latest if wording.takes == "target" and not self.is_target else []
        topic = lately or self._turned_to(sign) or self.topic or ([] if wording.or_at else self._about(sign))
        if self._is_farther(sign) and any(place.first in self.entries for place in topic):
            topic = self.aim
        if not TISSUE.isdisjoint(wording.acts):
            topic = [place for place in topic if place.name not in self.book.vessels]
        return self._possible(topic, sign)

    def _turned_to(self, sign: Sign) -> list[Place]:
        """Return the vessel that a sentence has turned to from another one: "jugular occluded. Switched to L femoral"."""
        number = bisect_left(self.lying, sign.first, key=FIRST_TOKEN)
        place = self.lying[number - 1] if number else None
        if place is None or sign.wording.takes not in ("exam", "target") or not self.topic:
            return []
        vessels = {one.name for one in (place, *self.topic)} <= self.book.vessels
        sentence = self.clauses.sentence
        here = sentence[place.first] == sign.sentence != sentence[self.topic[-1].first]
        return [place] if vessels and here else []

    def _is_aside(self, sign: Sign, places: list[Place]) -> bool:
        """Whether regions stand in another clause than a sign or tell how far up or down its place was entered."""
        clause = self.clauses.clause
        return all(clause[place.first] != clause[sign.first] for place in places) or self._are_levels(places)

    def _are_levels(self, places: list[Place]) -> bool:
        """Whether regions tell how far up or down something was done: "entry at mid thigh"."""
        words = self.reading.words
        return all(not LEVELS.isdisjoint(words[max(0, place.first - 2) : place.first]) for place in places)

    def _is_farther(self, sign: Sign) -> bool:
        """Whether a technique is used farther on than where the vessel was entered: a picture, a stent, a catheter's look."""
        if sign.wording.takes == "exam":
            return not self.book.from_within.isdisjoint(self.reading.words[sign.first : sign.last])
        return not FARTHER.isdisjoint(sign.wording.acts)

    def _is_guide(self, sign: Sign) -> bool:
        """Whether an exam's name tells only how a procedure was guided: "echo-guided aspiration of the thyroid"."""
        at, words = sign.wording.at, self.reading.words
        return at in self.book.guiding and words[sign.last : sign.last + 1] in (["guided"], ["guidance"])

    def is_end(self, place: Place) -> bool:
        """Return whether a structure is where contrast ran to: "fistula to superior vena cava filmed"."""
        return place.name in self.book.tips and self.reading.words[place.first - 1 : place.first] == ["to"]

    def _named_alike(self, at: str) -> str:
        """Return the structure that the text means by words that stand for one of several: a fistulogram of a graft."""
        if at in self.sides_by_name:
            return at
        return next((name for name in self.book.alike.get(at, ()) if name in self.sides_by_name), at)

    def _are_parts(self, places: list[Place]) -> bool:
        """Whether structures are parts of the one whole that the text is about."""
        if len(self.topic) != 1 or self.topic[0].region:
            return False
        fields = self.book.covers.get(self.topic[0].name, frozenset())
        return all(place.field in fields and place.name != self.topic[0].name for place in places)

    def _named_ahead(self, sign: Sign) -> str | None:
        """Return the place that a procedure's name ahead of a sign has: "US-guided thoracentesis", "CO2 cavogram"."""
        exam = sign.wording.takes == "exam" and not (self.topic or sign.wording.or_at)
        if not exam and sign.wording.acts != CONTRAST:
            return None
        number = bisect_left(self.targets, sign.last if exam else sign.first, key=FIRST_TOKEN)
        ahead = self.targets[number] if number < len(self.targets) else None
        if ahead is None or ahead.sentence != sign.sentence:
            return None
        filmed = ahead.first - sign.last <= NEAR and "film" in ahead.wording.acts
        return ahead.wording.at if exam or filmed else None

    def _possible(self, places: list[Place], sign: Sign) -> list[Place]:
        """Return the structures that a technique can be used at: a line is placed in a vessel, and not where its tip lies."""
        if LINES.isdisjoint(sign.wording.acts):
            return places
        return [place for place in places if not (place.organ or place.name in self.book.tips)]

    def _first_part(self, whole: str) -> list[Place]:
        """Return the first structure that an exam of a whole covers, if the text names one."""
        found = self.parts.get(whole)
        if found is None:
            fields = self.book.covers.get(whole, ())
            parts = (place for place in self.places if place.field in fields and place.name != whole)
            found = self.parts[whole] = list(islice(parts, 1))
        return found

    def _inherited(self, place: Place, sign: Sign) -> Where:
        """Return the place that a sign takes over from the text before it, on the side that its own segment names."""
        where = self._where(place, sign)
        side = self.sides.near(sign, apart=True) if where.side and len(self.topic) < 2 else None
        return Where(where.place, side or where.side, sign.first, sign.last)

    def _own(self, sign: Sign, at: str) -> Where:
        """Return the place that the words name themselves; its side stands in the sentence or is the text's.

        An exam that belongs to a procedure looks at the procedure's target: the echo of a pericardiocentesis.
        """
        guides = sign.wording.acts == GUIDING and at in self.book.guiding
        if guides and self.is_target and self.topic:
            return self._where(self.topic[0], sign)._replace(first=sign.first, last=sign.last)
        sideless = at in self.book.sideless
        side = None if sideless else self._own_side(sign, at)
        seen = self.book.seen_from.get(at, at)
        region = at in self.book.regions
        self.topic = self.aim = [Place(seen, side, sign.first, sign.last, region=region)]
        self.is_target, self.is_passing = sign.wording.takes == "target", False
        return Where(at, side, sign.first, sign.last)

    def _own_side(self, sign: Sign, at: str) -> Side | None:
        """Return the side of the place that words name themselves: told beside them, or of the structure's own name.

        A title's structure is named in the sentence behind it.
        """
        exam = sign.wording.takes == "exam"
        if exam and at in self.book.seen_whole:
            return None
        near = self.sides.near(sign)
        if near is not None:
            return near
        last = sign.sentence + (sign.sentence == 0)
        begin = max(0, bisect_left(self.starts, sign.first) - LONGEST_LIST)
        within = [
            place.side
            for place in self.places[begin : begin + 2 * LONGEST_LIST]
            if place.name == at and sign.sentence <= self.clauses.sentence[place.first] <= last
        ]
        both = BOTH.issubset(within) or "bilateral" in within or (exam and self.sides.both_near(sign))
        return "bilateral" if both else self.sides.of_text()

    def _about(self, sign: Sign) -> list[Place]:
        """Return the structure that the text named last before a sign, or names in its next sentence."""
        index = bisect_left(self.starts, sign.first)
        ahead = self.places[index : index + 1]
        opening = sign.sentence == 0 and sign.wording.takes == "target"  # a title: its site is told in the report
        farthest = sign.sentence + (sign.wording.takes in ("exam", "target") and not self._is_farther(sign))
        near = ahead if opening or (ahead and self.clauses.sentence[ahead[0].first] <= farthest) else []
        number = bisect_left(self.lying, sign.first, key=FIRST_TOKEN)
        back = self.lying[number - 1] if number else None
        routed = not ROUTED.isdisjoint(sign.wording.acts)
        return [back] if back else [place for place in near if routed or not place.route]

    def of_itself(self, place: Place) -> Where:
        """Return where a structure lies: on its own side, that of the word beside it, or the text's."""
        side = place.side or (place.paired and (self.sides.beside(place) or self.sides.of_text())) or None
        return Where(place.name, side, place.first, place.last)

    def _where(self, place: Place, sign: Sign) -> Where:
        inside = self.book.inside.get(place.name) if sign.wording.takes == "target" else None
        if inside is not None and inside in self.sides_by_name:
            place = place._replace(name=inside, paired=True)
        side = place.side
        if side is None and place.paired:
            side = self.sides.beside(place) or self._side_elsewhere(place)
        if side is None and place.paired:
            if self.bilateral and sign.wording.takes == "exam" and self.sides.has_both():
                side = "bilateral"
            elif not is_of_other_limb(place, self.sided, self.book):
                side = self.sides.of_text()
        return Where(self.book.stands_for.get(place.name, place.name), side, place.first, place.last)

    def _side_elsewhere(self, place: Place) -> Side | None:
        """Return the one side on which a text of both sides names a structure elsewhere."""
        return one_side(self.sides_by_name[place.name]) if self.sides.has_both() else None
