"""Says at which structures an act was done.

What an exam's or a manoeuvre's words are said of stands beside them in their segment: the list before, or else behind
them. What names no place of its own was done where the text last named one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from functools import cached_property
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from assistant.acts.clauses import CLAUSE_MARKS, Clauses, stretch_of
from assistant.acts.place_book import PlaceBook
from assistant.acts.places import Place, find_places, one_side
from assistant.acts.sides import BOTH, Sides
from assistant.acts.signs import OPENING, Sign
from assistant.analysis import DocumentKind, Side, Technique
from assistant.language.layout import Mention, Reading
from assistant.language.phrase_book import Words

LINES: frozenset[Technique] = frozenset({"place_line"})
# Texts that speak of nobody's left or right.
GENERAL: frozenset[DocumentKind] = frozenset({"education", "billing", "protocol", "device"})
PLURALS = frozenset(["plural"])
FAR_SIDES = frozenset(["plural", "title", "section", "paragraph", "heading"])
LOOKS = frozenset({"lumen_measure", "normal_finding", "echo_appearance", "organ_examined"})
STATES = frozenset({"vein_closed_words", "occlusion_word", "patency_word", "normal_finding"})
NOT_NOW = frozenset({"comparison", "history", "indication", "recommendation"})
LIST_GAP = 5  # tokens between two structures of one list
LONGEST_LIST = 32  # structures: whatever names more in a row lists nothing that one act was done at
AND = frozenset(["and", "+", "plus", "then", "&", "/"])
SIZES = frozenset(["f", "fr", "french", "g", "gauge", "mm", "cm"])  # "right femoral artery 17 F and left femoral vein 25 F"
JOINS = AND | frozenset(["the", "left", "right", "l", "r", "lt", "rt", ","])
LINKS = frozenset(["of", "at", "across"])
LEVELS = frozenset(["below", "above", "at", "mid", "distal", "proximal", "upper", "lower"])
OF = frozenset(["of", "showing"])
PICTURED = frozenset(["duplex", "scan", "ultrasound", "study"])  # "images of the carotid duplex" are of the exam
FARTHEST = 8  # tokens between words on pictures and what they show
COPULAS = frozenset(["is", "are", "measures", "measuring", "measured", "measure", "was", "were", "=", ":"])
SEEN_IF_NAMED = frozenset({"fetus"})
UNSEEN = frozenset(["not", "absent", "removed", "deferred", "s/p", "obscured"])
NEAR = 2  # tokens between words and the structure that follows them at once
FAR = (True, 3)  # an exam's name does not reach into another clause beyond so many words
FIRST_TOKEN = attrgetter("first")
# What is done farther on than where the vessel was entered.
FARTHER: frozenset[Technique] = frozenset({"film", "inject_contrast", "stent", "balloon"})
TISSUE: frozenset[Technique] = frozenset({"biopsy", "drain"})  # is taken from no vessel unless the text says so
ENTRY: tuple[Technique, ...] = ("puncture",)
PICTURES: tuple[Technique, ...] = ("store_images",)
CONTRAST: tuple[Technique, ...] = ("inject_contrast",)
SQUEEZE: tuple[Technique, ...] = ("augment",)  # at the vein that is looked at: the calf is what the hand holds
GUIDING: tuple[Technique, ...] = ("scan",)
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
        claimed |= {sign.first for sign in signs if sign.wording.takes == "target" and sign.last == sign.first + 1}
        self.general = document in ("education", "billing")
        self.sides = Sides(reading, clauses, book, whole=document not in GENERAL)
        not_from = frozenset() if self.bilateral and self.sides.of_text() is None else PLURALS
        if not self.sides.named:  # a side that an empty box gave
            not_from |= FAR_SIDES - PLURALS
        found = find_places(reading, words, book, not_from=FAR_SIDES if document in GENERAL else not_from)
        squeezed = {t for sign in signs if sign.wording.acts == SQUEEZE for t in range(sign.first - 1, sign.last + 3)}
        found = [
            place for place in found if place.first not in claimed and not (place.region and place.first in squeezed)
        ]
        self.sided = {place.field for place in found if place.side and not place.assumed}
        found = [place._replace(side=None) if place.assumed and self._is_of_other_limb(place) else place for place in found]
        self.places = self._with_sides_behind(_without_unnamed_members(found))
        self.starts = [place.first for place in self.places]
        self.names = {place.name for place in self.places}
        self.lying = [place for place in self.places if not (place.route or place.passed)]
        self.parts: dict[str, list[Place]] = {}  # the first structure in each field that was asked for
        self.list_signs = [sign.first for sign in signs if sign.wording.takes in ("list", "mode")]
        self.listing = {sign.sentence for sign in signs if sign.wording.takes in ("list", "mode")}
        self.targets = [sign for sign in signs if sign.wording.takes == "target"]
        self.worked = {sign.sentence for sign in self.targets}
        self.topic: list[Place] = []
        self.is_target = False
        self.of_list = False  # the topic is of what something was told in passing
        self.listed: set[str] = set()  # the structures of which something was told so
        self.entries: set[int] = set()  # first tokens of the vessels that were entered to work farther on
        self.aim: list[Place] = []  # the last topic that is no such vessel
        self.latest: list[Place] = []  # what the last sign beside a structure was told of

    @cached_property
    def ends(self) -> list[int]:
        """The tokens that end a list: words on one structure ("saphenous vein occluded, femoral vein open"), list signs."""
        told = [m.last - 1 for m in (*self.reading.mentions, *self.reading.context) if _is_state(m)]
        return sorted([*told, *self.list_signs])

    @cached_property
    def named(self) -> set[int]:
        """The tokens that name structures."""
        return {token for place in self.places for token in range(place.first, place.last)}

    def resolve(self, sign: Sign) -> list[Where]:
        """Return where the technique of a sign was used."""
        wording = sign.wording
        if wording.takes == "none":
            shown = self._shown(sign) if wording.acts == PICTURES else []
            return [self._of_itself(place) for place in shown] or [Where(None, None, sign.first, sign.last)]
        if wording.takes == "side":
            return [Where(wording.at, self.sides.near(sign) or self.sides.of_text(), sign.first, sign.last)]
        if wording.takes == "organ" and wording.or_at is not None:
            return [self._of_itself(place) for place in self._first_part(wording.or_at)]
        guides = wording.takes == "exam" and sign.sentence in self.worked
        near = self._possible(self._near(sign), sign)
        if wording.acts == SQUEEZE:
            near = [place for place in near if not place.region]
        if self._is_farther(sign):
            near = [place for place in near if place.first not in self.entries]
        if self._is_farther(sign) or wording.takes in ("list", "mode"):
            near = [place for place in near if not self._is_end(place)]
        if (
            (self.is_target or (wording.takes == "target" and self._are_levels(near)))
            and (wording.takes in ("target", "list", "mode") or (guides and self._is_aside(sign, near)))
            and _is_wide(near)
            and not _is_wide(self.topic)
        ):
            near = []  # "access below the knee": the target is known more closely
        if wording.at is not None and not self._is_guide(sign):
            near = [place for place in near if place.name in self.book.alike.get(wording.at, (wording.at,))]
            if not near:
                return [self._own(sign, self._named_alike(wording.at))]
        if near and (wording.takes == "target" or guides):
            near = self._narrowest(sign, near)
        if near:
            if wording.acts == ENTRY:
                self.entries.update(place.first for place in near if not (place.organ or place.field == "access"))
            if not _is_wide(near):
                self.latest = near
            if wording.takes in ("list", "mode"):
                self.listed.update(place.name for place in near)
            if wording.takes == "target" and self.is_target and self._are_parts(near):
                pass  # the arch of a fistula was dilated: what follows is told of the fistula
            elif wording.takes == "target" or not self.topic or (wording.takes == "exam" and not self.is_target):
                self.topic, self.is_target = near, wording.takes == "target"
                self.of_list = wording.takes in ("list", "mode")
                self.aim = [place for place in near if place.first not in self.entries] or self.aim
            return [self._where(place, sign) for place in near]
        guided = self._guided(sign) if wording.takes == "exam" and not (self.topic or wording.or_at) else self._filmed(sign)
        if guided is not None:
            return [self._own(sign, guided)]
        topic = self._taken_over(sign)
        if self.of_list and (wording.takes == "exam" or (wording.takes in ("list", "mode") and len(self.listed) > 1)):
            topic = []
        if topic and (wording.takes != "list" or (len(topic) == 1 and not topic[0].region)):
            return [self._inherited(place, sign) for place in topic]
        if wording.or_at is not None:
            return [self._own(sign, wording.or_at)]
        side = self.sides.near(sign) or self.sides.so_far(sign)
        if side == "bilateral" and wording.takes not in ("list", "mode"):
            side = None
        if side is None and wording.takes in ("list", "mode") and FARTHER.isdisjoint(wording.acts):
            side = self.sides.of_text() or one_side({place.side for place in self.topic if place.side})
        return [Where(None, side, sign.first, sign.last)]

    def _with_sides_behind(self, places: list[Place]) -> list[Place]:
        """Return the structures, those on both sides of which something is told behind their names: "kidneys R 9, L 10"."""
        if not self.sides.has_both():
            return places
        told: list[Place] = []
        after: Place | None = None
        for place in reversed(places):
            stop = after.first if after else len(self.reading.words)
            if place.paired and place.side != "bilateral":
                between = self.reading.words[place.last : stop]  # nothing where one word names both structures
                joined = after is not None and len(between) < NEAR and AND.issuperset(between)
                both = after.side == "bilateral" if after and joined else self.sides.both_behind(place, stop)
                place = place._replace(side="bilateral") if both else place
            told.append(place)
            if after is None or place.name != after.name or place.side != after.side:
                after = place
        return told[::-1]

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
        return [place] if vessels and here and not place.landmark else []

    def _is_aside(self, sign: Sign, places: list[Place]) -> bool:
        """Whether regions stand in another clause than a sign or tell how far up or down its place was entered."""
        clause = self.clauses.clause
        return all(clause[place.first] != clause[sign.first] for place in places) or self._are_levels(places)

    def _are_levels(self, places: list[Place]) -> bool:
        """Whether regions tell how far up or down something was done: "entry at mid thigh"."""
        words = self.reading.words
        return all(not LEVELS.isdisjoint(words[max(0, place.first - 2) : place.first]) for place in places)

    def _shown(self, sign: Sign) -> list[Place]:
        """Return the structures that words on pictures name: "image of the femoral vein", "pictures of the nodule saved"."""
        words = self.reading.words
        begin = bisect_left(self.starts, sign.first)
        run = self._run(begin, 1, self.clauses.segment[sign.first], True, True)
        if not run or run[0].region or not PICTURED.isdisjoint(words[run[0].last : run[0].last + 1]):
            return []
        between = words[sign.first : run[0].first]
        return run if not OF.isdisjoint(between) and CLAUSE_MARKS.isdisjoint(between) and len(between) < FARTHEST else []

    def _is_farther(self, sign: Sign) -> bool:
        """Whether a technique is used farther on than where the vessel was entered: a picture, a stent, a catheter's look."""
        if sign.wording.takes == "exam":
            return not self.book.from_within.isdisjoint(self.reading.words[sign.first : sign.last])
        return not FARTHER.isdisjoint(sign.wording.acts)

    def _is_guide(self, sign: Sign) -> bool:
        """Whether an exam's name tells only how a procedure was guided: "echo-guided aspiration of the thyroid"."""
        at, words = sign.wording.at, self.reading.words
        return at in self.book.guiding and words[sign.last : sign.last + 1] in (["guided"], ["guidance"])

    def _is_end(self, place: Place) -> bool:
        """Whether a structure is where contrast ran to: "fistula to superior vena cava filmed"."""
        return place.name in self.book.tips and self.reading.words[place.first - 1 : place.first] == ["to"]

    def _named_alike(self, at: str) -> str:
        """Return the structure that the text means by words that stand for one of several: a fistulogram of a graft."""
        if at in self.names:
            return at
        return next((name for name in self.book.alike.get(at, ()) if name in self.names), at)

    def _are_parts(self, places: list[Place]) -> bool:
        """Whether structures are parts of the one whole that the text is about."""
        if len(self.topic) != 1 or self.topic[0].region:
            return False
        fields = self.book.covers.get(self.topic[0].name, frozenset())
        return all(place.field in fields and place.name != self.topic[0].name for place in places)

    def _guided(self, sign: Sign) -> str | None:
        """Return the place that the procedure names itself to which an exam's name leads: "US-guided thoracentesis"."""
        number = bisect_left(self.targets, sign.last, key=FIRST_TOKEN)
        ahead = self.targets[number] if number < len(self.targets) else None
        return ahead.wording.at if ahead and ahead.sentence == sign.sentence else None

    def _filmed(self, sign: Sign) -> str | None:
        """Return the place that the name of a picture gives its contrast: "carbon dioxide cavogram"."""
        if sign.wording.acts != CONTRAST:
            return None
        number = bisect_left(self.targets, sign.first, key=FIRST_TOKEN)
        ahead = self.targets[number] if number < len(self.targets) else None
        near = ahead is not None and ahead.first - sign.last <= NEAR and "film" in ahead.wording.acts
        return ahead.wording.at if ahead and near else None

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
        self.is_target, self.of_list = sign.wording.takes == "target", False
        return Where(at, side, sign.first, sign.last)

    def _own_side(self, sign: Sign, at: str) -> Side | None:
        """Return the side of the place that words name themselves: of the structure in their sentence, or told beside it."""
        if sign.wording.takes == "exam" and at in self.book.seen_whole:
            return None
        near = self.sides.near(sign)
        if near is None:
            number = sign.sentence
            told = [stretch_of(self.starts, self.clauses.sentence, n) for n in (number, number + 1)[: 1 + (number == 0)]]
            named = {place.side for stretch in told for place in self.places[stretch] if place.name == at}
            near = "bilateral" if named >= BOTH or "bilateral" in named else None
        if near is None and sign.wording.takes == "exam" and self.sides.both_near(sign):
            return "bilateral"
        return near or self.sides.of_text()

    def _near(self, sign: Sign) -> list[Place]:
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
        if inside and not (routed and _is_wide(inside)):
            if sign.wording.takes != "target" or middle == len(self.places):
                return inside
            ahead = self._run(self.places.index(inside[0]), -1, segment, routed, False)
            return self._one(sign, ahead, ahead, []) if ahead and inside == [ahead[-1]] else inside
        behind = bisect_left(self.starts, sign.last, middle)
        listed = sign.wording.takes in ("list", "mode")
        before = self._run(middle - 1, -1, segment, routed, listed)
        after = self._run(behind, 1, segment, routed, listed)
        attached = self._attached(sign, before, after)
        if attached and not (routed and _is_wide(attached)):
            return self._one(sign, attached, before, after) if sign.wording.takes == "target" else attached
        if sign.wording.takes in ("list", "mode"):
            return self._listed(sign, before, after)
        if sign.wording.takes == "exam" and before and after and self._introduces(sign, before, after):
            return before
        behind_is_nearer = after and before and self._distance(sign, after) < self._distance(sign, before)
        chosen = after if behind_is_nearer else before or after
        if routed and _is_wide(chosen):
            chosen = next((run for run in (before, after) if not _is_wide(run)), chosen)
        if sign.wording.takes in ("exam", "target") and chosen and self._distance(sign, chosen) > FAR:
            return []
        if sign.wording.takes == "target" and chosen:
            return self._one(sign, chosen, before, after)
        return chosen

    def _attached(self, sign: Sign, before: list[Place], after: list[Place]) -> list[Place]:
        """Return the structures that are part of a sign's phrase: "leg venogram", "IVUS of the iliac veins"."""
        if before and before[-1].last == sign.first and before[-1].name not in self.book.containers:
            return before
        words, between = self.reading.words, range(sign.last, after[0].first if after else sign.last)
        linked = len(between) > 0 and words[between[0]] in LINKS and all(words[token] in JOINS for token in between[1:])
        return after if linked else []

    def _introduces(self, sign: Sign, before: list[Place], after: list[Place]) -> bool:
        """Whether the findings of an exam of what is named before it follow: "carotids, duplex: common carotid R 80"."""
        colon = self.reading.words[sign.last : sign.last + 1] == [":"]
        fields = frozenset().union(*(self.book.covers.get(place.name, ()) for place in before))
        return colon and all(place.field in fields for place in after)

    def _distance(self, sign: Sign, run: list[Place]) -> tuple[bool, int]:
        """Return how far a list of structures stands from a sign: in another clause or not, and how many words."""
        ahead = run[0].first >= sign.last
        place = run[0] if ahead else run[-1]
        apart = self.clauses.clause[place.first] != self.clauses.clause[sign.first]
        return apart, place.first - sign.last if ahead else sign.first - place.last

    def _run(self, index: int, step: int, segment: int, routed: bool, listed: bool) -> list[Place]:
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
                if self._parted(left, right, listed):
                    break
            run = [place, *run] if step < 0 else [*run, place]
        return [place for place in run if not place.region] or self._narrow_regions(run)

    def _parted(self, left: Place, right: Place, listed: bool) -> bool:
        """Whether two structures stand too far apart for one list: with a verb of the first before a comma, or at all."""
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
        if before and after and _is_wide(before) and not after[0].region:
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

    def _is_of_other_limb(self, place: Place) -> bool:
        """Whether a structure is of an arm or a leg, and the text names sides of other parts alone: of a jugular vein."""
        limb = next((fields for fields in self.book.limbs if place.field in fields), None)
        return limb is not None and bool(self.sided) and limb.isdisjoint(self.sided)

    def _side_elsewhere(self, place: Place) -> Side | None:
        """Return the side on which the text names a structure elsewhere."""
        sides = {one.side for one in self.places if one.name == place.name} - {None} if self.sides.has_both() else set()
        return one_side({side for side in sides if side})

    def described(self, *, organs: bool, items: bool = False) -> list[Where]:
        """Return the organs of which clauses begin to say how they look, or else the structures that the text measures.

        `items`: all organs on which a sentence tells, for a study whose title names a region alone.
        """
        number = self.clauses.sentence
        told = {number[m.first] for m in self.reading.context if _is_look(m)} if organs else set()
        return [
            self._of_itself(place)
            for place in self.places
            if (place.organ or not organs)
            and not (place.region or place.route)
            and (
                number[place.first] in told
                or self._is_measured(place)
                or place.name in SEEN_IF_NAMED
                or (items and self._is_item(place))
            )
            and (items or not organs or self._is_subject(place))
            and self._is_now(place)
            and not self._is_end(place)
        ]

    def _is_item(self, place: Place) -> bool:
        """Whether a clause on a structure says what it is like, and not that it was not seen: "liver fatty"."""
        sentence = self.clauses.sentence
        begin = bisect_left(sentence, sentence[place.first])
        said = self.reading.words[begin : bisect_right(sentence, sentence[place.first])]
        return self._is_subject(place) and UNSEEN.isdisjoint(said)

    def _is_subject(self, place: Place) -> bool:
        """Whether a clause begins with a structure or with its side."""
        words, clause, first = self.reading.words, self.clauses.clause, place.first
        while first and (words[first - 1] in JOINS - CLAUSE_MARKS or first - 1 in self.named):
            first -= 1
        return not first or clause[first - 1] != clause[place.first] or words[first - 1] in CLAUSE_MARKS

    def opening(self) -> list[Where]:
        """Return the structures of the first sentence that names any, of those that a text opens with.

        A structure of a sentence that goes on to tell what was done is no title, unlike a region.
        """
        number = self.clauses.sentence
        now = [place for place in self.places if number[place.first] < OPENING and self._is_now(place)]
        return [
            self._of_itself(place)
            for place in now
            if number[place.first] == number[now[0].first]
            and (place.region or number[place.first] not in self.listing)
        ]

    def is_covered(self, where: Where, titles: set[str | None]) -> bool:
        """Whether an exam of one of these structures or regions is an exam of a structure too."""
        field = next((place.field for place in self.places if place.name == where.place), None)
        return where.place in titles or any(field in self.book.covers.get(title or "", ()) for title in titles)

    def covers(self, where: Where, told: set[str | None]) -> bool:
        """Whether an exam of a region is one of a structure that is told of."""
        fields = self.book.covers.get(where.place or "", frozenset())
        return any(place.field in fields and place.name in told for place in self.places)

    def _is_now(self, place: Place) -> bool:
        """Whether a structure stands in a section that tells what was found today."""
        sections, start = self.reading.sections, self.reading.starts[place.first]
        return not sections or sections[self.reading.section_at(start)].kind not in NOT_NOW

    def _is_measured(self, place: Place) -> bool:
        """Whether a number stands behind a structure, or behind the side that follows it."""
        words = self.reading.words
        after = [word for word in words[place.last : place.last + 4] if word not in JOINS and word not in COPULAS]
        return bool(after) and after[0][0].isdigit()

    def _of_itself(self, place: Place) -> Where:
        side = place.side or (place.paired and (self.sides.beside(place) or self.sides.of_text())) or None
        return Where(place.name, side, place.first, place.last)

    def _where(self, place: Place, sign: Sign) -> Where:
        inside = self.book.inside.get(place.name) if sign.wording.takes == "target" else None
        if inside in self.names:
            place = place._replace(name=inside, paired=True)
        side = place.side
        if side is None and place.paired:
            side = self.sides.beside(place) or self._side_elsewhere(place)
        if side is None and place.paired:
            bilateral = self.bilateral and sign.wording.takes == "exam" and self.sides.has_both()
            side = "bilateral" if bilateral else None if self._is_of_other_limb(place) else self.sides.of_text()
        return Where(self.book.stands_for.get(place.name, place.name), side, place.first, place.last)


def _without_unnamed_members(places: list[Place]) -> list[Place]:
    """Return the structures without those that stand for a group's members although the text names some: "mesenteric"."""
    if len({place.first for place in places}) == len(places):
        return places
    groups = Counter((place.first, place.last) for place in places if not place.passed)
    named = {place.name for place in places if groups[place.first, place.last] == 1}
    if len(groups) == len(places) or not named:
        return places
    told = {span: {p.name for p in places if (p.first, p.last) == span} & named for span, n in groups.items() if n > 1}
    return [
        place
        for place in places
        if place.passed or not told.get((place.first, place.last)) or place.name in named
    ]


def _any_between(tokens: list[int], first: int, last: int) -> bool:
    """Whether one of some tokens in order lies from `first` to `last` (exclusive)."""
    index = bisect_left(tokens, first)
    return index < len(tokens) and tokens[index] < last


def _is_state(mention: Mention) -> bool:
    """Whether a mention tells how the structure before it was found."""
    return mention.concept.id in STATES or mention.concept.label == "FINDING"


def _is_look(mention: Mention) -> bool:
    """Whether a mention tells how something looks."""
    concept = mention.concept
    return concept.id in LOOKS or (concept.label == "FINDING" and "symptom" not in concept.groups)


def _is_wide(places: list[Place]) -> bool:
    """Whether structures are nothing but regions of the body."""
    return all(place.region for place in places)
