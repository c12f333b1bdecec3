"""Finds the structures that the acts of one text may be placed at: none that its signs claim, each on its side."""

from __future__ import annotations

from assistant.acts.place_book import PlaceBook
from assistant.acts.places import AND, Place, find_places
from assistant.acts.sides import Sides
from assistant.acts.signs import Sign
from assistant.analysis import DocumentKind
from assistant.language.layout import Reading
from assistant.language.phrase_book import Words

# Texts that speak of nobody's left or right.
GENERAL: frozenset[DocumentKind] = frozenset({"education", "billing", "protocol", "device"})
PLURALS = frozenset(["plural"])
FAR_SIDES = frozenset(["plural", "title", "section", "paragraph", "heading"])
BEFORE, BEHIND = 1, 3  # tokens around words on a squeeze: "calf squeeze", "squeezing the calf"


def find_candidates(
    reading: Reading, words: Words, signs: list[Sign], document: DocumentKind, book: PlaceBook, sides: Sides
) -> list[Place]:
    """Return the structures of a text that its acts may be placed at, in its order."""
    claimed: set[int] = set()
    squeezed: set[int] = set()
    for sign in signs:
        if sign.wording.at:
            claimed.update(range(sign.first, sign.last))
        elif sign.wording.takes == "target" and sign.last == sign.first + 1:
            claimed.add(sign.first)
        if "augment" in sign.wording.acts:
            squeezed.update(range(sign.first - BEFORE, sign.last + BEHIND))
    bilateral = document in ("study", "order") and sides.of_text() is None
    not_from = FAR_SIDES if document in GENERAL else frozenset() if bilateral else PLURALS
    if not sides.named:  # an empty box gave a side
        not_from |= FAR_SIDES - PLURALS
    found = [
        place
        for place in find_places(reading, words, book, not_from=not_from)
        if place.first not in claimed and not (place.region and place.first in squeezed)
    ]
    sided = {place.field for place in found if place.side and not place.assumed}
    found = [
        place._replace(side=None) if place.assumed and is_of_other_limb(place, sided, book) else place
        for place in found
    ]
    found = _without_unnamed_members(found)
    return _with_sides_behind(found, reading, sides) if sides.has_both() else found


def is_of_other_limb(place: Place, sided: set[str | None], book: PlaceBook) -> bool:
    """Return whether a structure is of an arm or a leg, and the text names sides of other parts alone: a jugular's.

    `sided`: the fields in which the text names sides.
    """
    limb = next((fields for fields in book.limbs if place.field in fields), None)
    return limb is not None and bool(sided) and limb.isdisjoint(sided)


def _with_sides_behind(places: list[Place], reading: Reading, sides: Sides) -> list[Place]:
    """Return the structures, those on both sides of which something is told behind their names: "kidneys R 9, L 10"."""
    told: list[Place] = []
    after: Place | None = None
    for place in reversed(places):
        stop = after.first if after else len(reading.words)
        if place.paired and place.side != "bilateral":
            between = reading.words[place.last : min(stop, place.last + 2)]  # nothing where one word names both
            joined = after is not None and stop - place.last < 2 and AND.issuperset(between)
            both = after.side == "bilateral" if after and joined else sides.both_behind(place, stop)
            place = place._replace(side="bilateral") if both else place
        told.append(place)
        if after is None or place.name != after.name or place.side != after.side:
            after = place
    return told[::-1]


def _without_unnamed_members(places: list[Place]) -> list[Place]:
    """Return the structures without those that stand for a group's members although the text names some: "mesenteric"."""
    if len({place.first for place in places}) == len(places):
        return places
    groups: dict[tuple[int, int], set[str]] = {}
    for place in places:
        if not place.passed:
            groups.setdefault((place.first, place.last), set()).add(place.name)
    named = {name for names in groups.values() if len(names) == 1 for name in names}
    unnamed = {span: names - named for span, names in groups.items() if len(names) > 1 and names & named}
    return [place for place in places if place.passed or place.name not in unnamed.get((place.first, place.last), ())]
