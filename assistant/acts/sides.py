"""Knows which sides a text names, and where."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter

from assistant.acts.clauses import Clauses, stretch_of
from assistant.acts.place_book import PlaceBook
from assistant.acts.places import BESIDE, Place, one_side
from assistant.acts.signs import Sign
from assistant.analysis import Side
from assistant.language.boxes import stands_behind_empty_box
from assistant.language.layout import Reading
from assistant.language.word_codes import any_of

# Right and left, of the eyes too: oculus dexter, oculus sinister.
LETTERS = {"R": "right", "L": "left", "OD": "right", "OS": "left"}
INITIAL = re.compile(r"\. ?\w")  # "R. Smith", but "small saphenous R."
VERTEBRA = re.compile(r"'|[1-5](?!\.?\d)")  # "filter at L2", but "R4.1 cm"
SMALL_LETTERS = any_of(letter.lower() for letter in LETTERS)
LONGEST_ROW = 24  # tokens behind a structure in which its two sides are told
BOTH = frozenset({"left", "right"})
CLAUSE, SEGMENT, SENTENCE = range(3)


class Sides:
    """The side words of one text, by sentence; an unticked box's side is none."""

    def __init__(self, reading: Reading, clauses: Clauses, book: PlaceBook, *, whole: bool) -> None:
        self.clauses, self.words = clauses, reading.words
        said = book.sides
        named = [
            (mention.first, said[mention.concept.id])
            for mention in reading.mentions
            if mention.concept.id in said
            and not stands_behind_empty_box(reading, mention.first)
            and not _was_left(reading.words, mention.first, book)
        ]
        letters = _lone_letters(reading, {token for token, _ in named}, clauses.sentence)
        self.named = sorted(named + letters)
        self.tokens = [token for token, _ in self.named]
        self.whole = {side for _, side in self.named}
        self._of_text = one_side(self.whole) if whole else None
        self._numbers = (clauses.clause, clauses.segment, clauses.sentence)
        self._told: dict[tuple[int, int], Counter[str]] = {}  # of each clause, segment and sentence that was asked for
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
        return self._told_in(SENTENCE, sign.sentence).keys() >= BOTH

    def near(self, sign: Sign, *, apart: bool = False) -> Side | None:
        """Return the one side that a sign's clause or else its segment names, `apart` from its own words."""
        begin = bisect_left(self.tokens, sign.first)
        own = self.named[begin : bisect_left(self.tokens, sign.last, begin)] if apart else []
        for kind in (CLAUSE, SEGMENT):
            number = self._numbers[kind]
            here = number[sign.first]
            told = self._told_in(kind, here)
            left_out = Counter([side for token, side in own if number[token] == here])
            found = {side for side, times in told.items() if times > left_out[side]}
            if found:
                return one_side(found)
        return None

    def both_behind(self, place: Place, stop: int) -> bool:
        """Whether a structure's sentence goes on with the one side and the other, before the token `stop`.

        A side of the structure's own is one of them, and then a value stands behind the other: "right ovary 30 mm, L 25".
        """
        sentence = self.clauses.sentence
        begin = bisect_left(self.tokens, place.last)
        end = bisect_left(self.tokens, min(stop - 1, place.last + LONGEST_ROW), begin)
        behind = [one for one in self.named[begin:end] if sentence[one[0]] == sentence[place.first]]
        if {side for _, side in behind} >= BOTH:
            return True
        other = [token for token, side in behind if place.side and side not in (place.side, "bilateral")]
        return any(self.words[token + 1][:1].isdigit() for token in other)

    def _told_in(self, kind: int, here: int) -> Counter[str]:
        """Return how often each side is told in the one clause, segment or sentence that has the number `here`."""
        told = self._told.get((kind, here))
        if told is None:
            stretch = stretch_of(self.tokens, self._numbers[kind], here)
            told = self._told[kind, here] = Counter([side for _, side in self.named[stretch]])
        return told

    def so_far(self, sign: Sign) -> Side | None:
        """Return the one side that the text has named up to the end of a sign's sentence."""
        count = bisect_right(self.tokens, sign.sentence, key=self.clauses.sentence.__getitem__)
        return one_side({self.named[0][1]}) if 0 < count <= self._second else None

    def beside(self, place: Place) -> Side | None:
        """Return the side whose word stands beside a structure."""
        clause = self.clauses.clause
        begin, end = bisect_left(self.tokens, place.last - BESIDE), bisect_left(self.tokens, place.last + BESIDE)
        return one_side({side for token, side in self.named[begin:end] if clause[token] == clause[place.first]})


def _was_left(words: list[str], token: int, book: PlaceBook) -> bool:
    """Whether a word is the verb and no side: "a drain was left in place", "pigtail left on suction"."""
    if words[token] != "left" or not token or words[token - 1] not in book.left_before:
        return False
    return token + 1 == len(words) or words[token + 1] in book.left_after


def _lone_letters(reading: Reading, known: set[int], sentence: list[int]) -> list[tuple[int, str]]:
    """Return the capital R and L that stand alone and count nothing: "torsion L", but not "6 L".

    `sentence` holds the number of the sentence of each token.
    """
    words, text, starts, ends = reading.words, reading.text, reading.starts, reading.ends
    found = []
    for token in [token for token in reading.places(SMALL_LETTERS) if token not in known]:
        side = LETTERS.get(text[starts[token] : ends[token]])
        before = words[token - 1] if token else ""
        if (
            side
            and not stands_behind_empty_box(reading, token)
            and not before[-1:].isdigit()
            and not VERTEBRA.match(text, ends[token])
            and not (INITIAL.match(text, ends[token]) and sentence[token + 1 : token + 3].count(sentence[token]) == 2)
        ):
            found.append((token, side))
    return found
