"""Knows which sides a text names, and where."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from assistant.acts.clauses import Clauses
from assistant.acts.place_book import PlaceBook
from assistant.acts.places import BESIDE, Place, one_side
from assistant.acts.signs import Sign
from assistant.analysis import Side
from assistant.language.boxes import stands_behind_empty_box
from assistant.language.layout import Reading

# Right and left, of the eyes too: oculus dexter, oculus sinister.
LETTERS = {"R": "right", "L": "left", "OD": "right", "OS": "left"}
INITIAL = re.compile(r"'|\. ?\w")  # "R. Smith", but "small saphenous R."
SMALL_LETTERS = frozenset(letter.lower() for letter in LETTERS)
BOTH = frozenset({"left", "right"})


class Sides:
    """The side words of one text, by sentence; an unticked box's side is none."""

    def __init__(self, reading: Reading, clauses: Clauses, book: PlaceBook) -> None:
        self.clauses = clauses
        named = [
            (mention.first, book.quadrants.get(mention.concept.id, mention.concept.id))
            for mention in reading.mentions
            if (mention.concept.label == "LATERALITY" or mention.concept.id in book.quadrants)
            and not stands_behind_empty_box(reading, mention.first)
        ]
        self.named = sorted(named + _lone_letters(reading, {token for token, _ in named}))
        self.tokens = [token for token, _ in self.named]
        self.whole = {side for _, side in self.named}
        self.by_sentence: dict[int, set[str]] = {}
        self.up_to: list[tuple[int, set[str]]] = []  # of each sentence with a side, the sides named so far
        so_far: set[str] = set()
        for token, side in self.named:
            sentence = clauses.sentence[token]
            self.by_sentence.setdefault(sentence, set()).add(side)
            so_far = so_far | {side}
            self.up_to.append((sentence, so_far))

    def of_text(self) -> Side | None:
        """Return the one side that the text names."""
        return one_side(self.whole)

    def has_both(self) -> bool:
        """Whether the text names both sides."""
        return self.whole >= BOTH

    def both_near(self, sign: Sign) -> bool:
        """Whether a sign's sentence names both sides."""
        return self.by_sentence.get(sign.sentence, set()) >= BOTH

    def near(self, sign: Sign, *, apart: bool = False) -> Side | None:
        """Return the one side that a sign's clause or else its segment names, `apart` from its own words."""
        own = range(sign.first, sign.last) if apart else range(0)
        for number in (self.clauses.clause, self.clauses.segment):
            found = {side for token, side in self.named if number[token] == number[sign.first] and token not in own}
            if found:
                return one_side(found)
        return None

    def so_far(self, sign: Sign) -> Side | None:
        """Return the one side that the text has named up to the end of a sign's sentence."""
        index = bisect_right(self.up_to, sign.sentence, key=lambda item: item[0])
        return one_side(self.up_to[index - 1][1]) if index else None

    def beside(self, place: Place) -> Side | None:
        """Return the side whose word stands beside a structure."""
        clause = self.clauses.clause
        begin, end = bisect_left(self.tokens, place.last - BESIDE), bisect_left(self.tokens, place.last + BESIDE)
        return one_side({side for token, side in self.named[begin:end] if clause[token] == clause[place.first]})


def _lone_letters(reading: Reading, known: set[int]) -> list[tuple[int, str]]:
    """Return the capital R and L that stand alone and count nothing: "torsion L", but not "6 L"."""
    words, text, starts, ends = reading.words, reading.text, reading.starts, reading.ends
    found = []
    for token, word in enumerate(words):
        if word not in SMALL_LETTERS or token in known:
            continue
        side = LETTERS.get(text[starts[token] : ends[token]])
        before = words[token - 1] if token else ""
        if (
            side
            and not stands_behind_empty_box(reading, token)
            and not before[-1:].isdigit()
            and not INITIAL.match(text, ends[token])
        ):
            found.append((token, side))
    return found
