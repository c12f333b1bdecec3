"""Finds the structures of a text that can be the place of an act, in canonical words."""

from __future__ import annotations

from bisect import bisect_left
from itertools import chain, pairwise
from operator import attrgetter, itemgetter
from typing import NamedTuple

from assistant.acts.clauses import CLAUSE_MARKS
from assistant.acts.place_book import PlaceBook, Spot
from assistant.analysis import Side
from assistant.language.layout import Reading
from assistant.language.phrase_book import Words

BESIDE = 2  # tokens between a structure and the word of its side
IN_ORDER = attrgetter("first", "last")
AND = frozenset(["and", "+", "plus", "then", "&", "/"])
JOINS = AND | frozenset(["the", "left", "right", "l", "r", "lt", "rt", ","])
LINKS = frozenset(["of", "the", "from", "to", "left", "right", "l", "r", "lt", "rt"])
UNITS = frozenset(["cm", "mm"])
ASSUMED = frozenset(["paragraph", "title"])  # sources of a side
BEFORE = 3  # tokens before a structure that say what it is to the act


class Place(NamedTuple):
    """A structure in canonical words, with its tokens (end exclusive).

    `region` is a part of the body that an exam is made of; a `route` is what a catheter came through, a `landmark` what
    a distance is measured from; `organ` is no vessel; `passed` lies between two vessels that are named as the ends of a
    stretch: it was run through, and nothing else is told of it; an `assumed` side is that of what was told before.
    """

    name: str
    side: Side | None
    first: int
    last: int
    paired: bool = False
    region: bool = False
    organ: bool = False
    route: bool = False
    landmark: bool = False
    passed: bool = False
    field: str | None = None
    assumed: bool = False


def find_places(reading: Reading, words: Words, book: PlaceBook, *, not_from: frozenset[str]) -> list[Place]:
    """Return the structures of a text that can be the place of an act, in its order.

    `not_from`: sources of a side (`Mention.side_source`) that do not count: "plural" makes of ovaries both ovaries.
    """
    phrases = [(hit.first, hit.last, spot) for hit in book.phrases.find(words) for spot in hit.says]
    taken = {token for first, last, _ in phrases for token in range(first, last)}
    taken |= {token for hit in book.idioms.find(words) for token in range(hit.first, hit.last)}
    mentions = (*reading.mentions, *reading.context)
    ids = {mention.concept.id for mention in mentions}
    parts = _parts_of_wholes(ids, book)
    fields = [] if book.lesions.keys().isdisjoint(ids) else _fields(reading, words, book)
    found: list[Place | None] = []
    vessel, begin = -1, 0  # the first token of the last vessel, and where its places begin among those found
    for mention in mentions:
        concept = mention.concept
        spots = book.spots.get(concept.id)
        if not spots:
            if not fields or concept.id not in book.lesions:
                continue
            told = _fields_at(fields, mention.first)
            spots = tuple([spot for spot in book.lesions[concept.id] if spot.field in told])
        first, last = mention.first, mention.last
        if first in taken or concept.id in parts or reading.words[first] in book.not_words:
            continue
        if concept.label == "VESSEL":
            if first == vessel:  # what lies between two vessels stands at the words of the second, before it
                found[begin:] = [place and place._replace(passed=True) for place in found[begin:]]
            vessel, begin = first, len(found)
        side = None if mention.side_source in not_from else mention.side
        for spot in spots:
            place = _place(reading, first, last, spot, side, book)
            found.append(place._replace(assumed=True) if place and mention.side_source in ASSUMED else place)
    vessels = _vessels_of_lines(ids, book)
    sides: dict[int, str] = {}  # by token
    for mention in reading.mentions if phrases or vessels else ():
        if mention.concept.label == "LATERALITY":
            sides.setdefault(mention.first, mention.concept.id)
    for first, last, spot in phrases:
        found.append(_place(reading, first, last, spot, _side_word(sides, first, last), book))
    if vessels:
        taken.update(token for place in found if place for token in range(place.first, place.last))
        said = reading.words
        for token in [
            token for token in reading.places(book.line_words) if said[token] in vessels and token not in taken
        ]:
            side = one_side({sides[token - 1]}) if token - 1 in sides else None
            if side or book.not_alone.isdisjoint(said[token + 1 : token + 2]):
                found.append(_place(reading, token, token + 1, vessels[said[token]], side, book))
    if vessels is book.line_veins:  # what a line came through is where it lies
        found = [place and place._replace(route=place.route and place.organ) for place in found]
    return sorted(filter(None, found), key=IN_ORDER)


def _parts_of_wholes(ids: set[str], book: PlaceBook) -> set[str]:
    """Return the concepts among `ids` that name a part of another structure that is named too."""
    return {part for part, wholes in book.parts.items() if part in ids and not wholes.isdisjoint(ids)}


def _fields(reading: Reading, words: Words, book: PlaceBook) -> list[tuple[int, str]]:
    """Return the first tokens and fields of the structures of a text that are no lesions, and of words that imply one."""
    named = [(m.first, m.concept.field) for m in reading.mentions if m.concept.id not in book.lesions]
    implied = [(hit.first, field) for hit in book.fields.find(words) for field in hit.says]
    return sorted([*((token, field) for token, field in named if field is not None), *implied])


def _vessels_of_lines(ids: set[str], book: PlaceBook) -> dict[str, Spot]:
    """Return the vessels that a word names alone in a text on lines."""
    if not book.venous_lines.isdisjoint(ids):
        return book.line_veins
    return {} if book.arterial_lines.isdisjoint(ids) else book.line_arteries


def _fields_at(fields: list[tuple[int, str]], token: int) -> set[str]:
    """Return the field of the structure that is named last before a token, else those of all that follow."""
    number = bisect_left(fields, token, key=itemgetter(0))
    return {field for _, field in (fields[number - 1 : number] if number else fields)}


def one_side(found: set[str]) -> Side | None:
    """Return the only one of the sides found, None for several or none."""
    if len(found) != 1:
        return None
    side = next(iter(found))
    return "left" if side == "left" else "right" if side == "right" else "bilateral"


def _place(reading: Reading, first: int, last: int, spot: Spot, side: Side | None, book: PlaceBook) -> Place | None:
    """Return a structure, None if the words around it make it no place of an act: what hurts, an end of a look."""
    words = reading.words
    side = side if spot.sided else None
    if book.aside_words.isdisjoint(words[max(0, first - BEFORE) : last + 1]):
        return Place(spot.name, side, first, last, spot.paired, spot.region, spot.organ, field=spot.field)
    before, after = words[max(0, first - BEFORE) : first], words[last : last + 1]
    aside = not book.route_after.isdisjoint(after)
    if spot.region and (aside or not book.ends_before.isdisjoint(before[-2:])):
        return None
    if not (book.later_before.isdisjoint(before[-2:]) and book.disease_after.isdisjoint(after)):
        return None
    return Place(
        spot.name, side, first, last, spot.paired, spot.region, spot.organ,
        route=aside or not book.route_before.isdisjoint(before),
        landmark=not spot.region and _is_landmark(before, book),
        field=spot.field,
    )  # fmt: skip


def _is_landmark(before: list[str], book: PlaceBook) -> bool:
    """Whether the words before a structure tell how far something lies from it.

    "Below the right junction" and "2 cm from it" do, "below the junction, common femoral vein" and "11 mm tear" do not.
    """
    if any(one in book.directions and two == "to" for one, two in pairwise(before)):
        return True
    number = next((n for n in reversed(range(len(before))) if before[n] in book.landmark_before), None)
    if number is None:
        return False
    between = before[number + 1 :]
    if before[number] in UNITS:
        return bool(between) and all(word in LINKS for word in between)
    return CLAUSE_MARKS.isdisjoint(between)


def _side_word(sides: dict[int, str], first: int, last: int) -> Side | None:
    """Return the side that a side word beside some tokens gives: one before them rather than one behind."""
    beside = [
        sides[token] for token in chain(range(first - BESIDE, first), range(last, last + BESIDE)) if token in sides
    ]
    return one_side(set(beside[:1]))
