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
        said = book.sides
        named = [
            (mention.first, said[mention.concept.id])
            for mention in reading.mentions
            if mention.concept.id in said and not stands_behind_empty_box(reading, mention.first)
        ]
        self.named = sorted(named + _lone_letters(reading, {token for token, _ in named}))
        self.tokens = [token for token, _ in self.named]
        self.whole = {side for _, side in self.named}
        self._of_text = one_side(self.whole)
        self._both_in: dict[int, bool] = {}  # by sentence, once it is asked for
        first = self.named[0][1] if self.named else None
        self._second = next((n for n, (_, side) in enumerate(self.named) if side != first), len(self.named))

    def of_text(self) -> Side | None:
        """Return the one side that the text names."""
        return self._of_text

    def has_both(self) -> bool:
        """Whether the text names both sides."""
        return self.whole >= BOTH

    def both_near(self, sign: Sign) -> bool:
        """Whether a sign's sentence names both sides."""
        both = self._both_in.get(sign.sentence)
        if both is None:
            both = {side for _, side in self._where(self.clauses.sentence, sign.sentence)} >= BOTH
            self._both_in[sign.sentence] = both
        return both

    def near(self, sign: Sign, *, apart: bool = False) -> Side | None:
        """Return the one side that a sign's clause or else its segment names, `apart` from its own words."""
        own = range(sign.first, sign.last) if apart else range(0)
        for number in (self.clauses.clause, self.clauses.segment):
            found = {side for token, side in self._where(number, number[sign.first]) if token not in own}
            if found:
                return one_side(found)
        return None

    def _where(self, number: list[int], here: int) -> list[tuple[int, str]]:
        """Return the sides, with their tokens, of the one sentence, segment or clause that has the number `here`."""
        begin = bisect_left(self.tokens, here, key=number.__getitem__)
        return self.named[begin : bisect_right(self.tokens, here, begin, key=number.__getitem__)]

    def so_far(self, sign: Sign) -> Side | None:
        """Return the one side that the text has named up to the end of a sign's sentence."""
        count = bisect_right(self.tokens, sign.sentence, key=self.clauses.sentence.__getitem__)
        return one_side({self.named[0][1]}) if 0 < count <= self._second else None

    def beside(self, place: Place) -> Side | None:
        """Return the side whose word stands beside a structure."""
        clause = self.clauses.clause
        begin, end = bisect_left(self.tokens, place.last - BESIDE), bisect_left(self.tokens, place.last + BESIDE)
        return one_side({side for token, side in self.named[begin:end] if clause[token] == clause[place.first]})


def _lone_letters(reading: Reading, known: set[int]) -> list[tuple[int, str]]:
    """Return the capital R and L that stand alone and count nothing: "torsion L", but not "6 L"."""
    words, text, starts, ends = reading.words, reading.text, reading.starts, reading.ends
    found = []
    for token in [token for token, word in enumerate(words) if word in SMALL_LETTERS and token not in known]:
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
