"""Finds what is said of structures: words with a value, and numbers with what they measure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from operator import attrgetter
from typing import NamedTuple

from assistant.analysis import Attribute
from assistant.findings.answers import find_answers
from assistant.findings.book import CHUNKS, FindingBook, Said, System
from assistant.findings.numbers import Number
from assistant.knowledge.findings_schema import HeadEntry
from assistant.language.boxes import is_unticked, ticked_answer
from assistant.language.layout import Reading
from assistant.language.phrase_book import Found, Words

DENIAL_REACH = 10  # tokens that a list of denied things may go on for
CLOSE = 3
SHORT_NAME = 3  # characters of a structure's short name
OF_ANOTHER_TIME = re.compile(
    r"\s(?:(?:in|since|from|of|back in)\s)?\(?(?:(?:in|since)\s)?(?:[A-Z][a-z]{2,8}\s)?(?:19|20)\d\d\b(?![/-])"
)
ALONE_BEFORE = re.compile(r"(?:[,;|/]|[ ]{2}|\d ?(?:mm|cm)?)[ ]*$")
ALONE_AFTER = re.compile(r"[ ]*(?:[,;|.(\n]|[ ]{2}|$)")
BLANK_BEHIND = re.compile(r"[ ]?[:=?]?[ ]{0,3}_{3,}")  # of a form that nobody filled in
CHOICE_BEHIND = re.compile(r"[ ]?[:?]?[ ]{0,3}\(?(?:y|yes)[ ]?/[ ]?(?:n|no)\b", re.IGNORECASE)  # that nobody made
ASSERTED = frozenset({"affirmed", "negated"})
MINUS = re.compile(r"(?:\([-–]\)[ ]?|[:=,;][ ]?[-–][ ]?|[ ][-–])$")  # "(-) DVT", "POP: - clot"
LONGEST_MINUS = 5  # characters
QUALIFIED_REACH = 8  # tokens behind a thing in which its age is told: "clot in the popliteal vein looks old"
AGAIN_REACH = 64  # tokens back to what is said again
LIST_REACH = 14  # tokens between "normal" and the last of what is listed behind it
QUALIFIED_ENDS = frozenset({".", ",", ")", ";", "|", "in", "and", "to", "with"})


class Signal(NamedTuple):
    """Words or a number that say something of a structure: attribute, value, unit, tokens (end exclusive).

    `thing`, `of`, `system`, `weak`, `onward`: see `book.Said`. `start` and `end` are characters.
    """

    attribute: Attribute
    value: str | float
    unit: str | None
    first: int
    last: int
    start: int
    end: int
    thing: bool = False
    of: str | None = None
    system: System = None
    weak: bool = False
    onward: bool = False


def find_signals(
    reading: Reading,
    words: Words,
    book: FindingBook,
    stated: list[Found[Said]],
    named: Set[int],
    numbers: list[Number],
    heads: Sequence[Found[HeadEntry]],
    denied: Set[int],
    *,
    treats: bool,
) -> list[Signal]:
    """Return what the words of a text say, in its order.

    Args:
        reading: The text.
        words: Its words, as phrase books look for them.
        book: The words of findings.
        stated: The phrases of `book.statements` found in it.
        named: The tokens of structures and sides.
        numbers: Its numbers, if it has words of `book.nothing`.
        heads: The words that ask for something, as the heads of columns do.
        denied: The tokens right behind words that deny.
        treats: Whether the text may tell a treatment.
    """
    found: list[Signal] = []
    answers = [one for one in find_answers(reading, book.answers, heads) if one.first not in denied]
    asked = {hit.first: one for hit in stated for one in hit.says}
    answered = {token for answer in answers for token in range(answer.first, answer.last)}
    said = {
        place: says
        for place, says in _said(reading, book, stated, named, treats=treats).items()
        if place[0] not in answered
    }
    denials = _Denials(reading, words, book, named, said, denied)
    for (first, last), says in said.items():
        start, end = reading.starts[first], reading.ends[last - 1]
        if BLANK_BEHIND.match(reading.text, end) or CHOICE_BEHIND.match(reading.text, end) or is_unticked(reading, start):
            continue
        for one in says:
            if not one.value:
                continue
            if answer := ticked_answer(reading.text, end):  # "thrombus [ ] yes [x] no"
                value = one.value if answer == "affirmed" else one.denied
            else:
                value = denials.value(first, last, one)
            if value is not None:
                found.append(
                    Signal(
                        one.attribute, value, None, first, last, start, end,
                        one.thing, one.of, one.system, one.weak, one.onward,
                    )
                )  # fmt: skip
    for told in answers:
        about = asked.get(told.first)
        thing, of = (about.thing, about.of) if about and about.attribute == told.attribute else (False, None)
        found.append(
            Signal(
                told.attribute, told.value, None, told.first, told.last, told.start, told.end,
                thing, of, book.systems[told.attribute],
            )
        )  # fmt: skip
    found += _listed_normal(reading, book, heads, answered.union(*[range(first, last) for first, last in said]), named)
    found += _unrefluxing(reading, book, numbers)
    found.sort(key=attrgetter("first", "last"))
    if again := [*book.again.find(words)]:
        found += _said_again(reading, book, found, again, named)
        found.sort(key=attrgetter("first", "last"))
    return found


def _listed_normal(
    reading: Reading, book: FindingBook, heads: Sequence[Found[HeadEntry]], taken: Set[int], named: Set[int]
) -> Iterator[Signal]:
    """Yield what is listed as normal: "normal compressibility, color flow, phasicity and augmentation"."""
    words = reading.words
    if len(heads) < 2 or book.listed_normal.isdisjoint(words):
        return
    asked = {token for hit in heads for token in range(hit.first, hit.last)} | taken
    for hit in heads:
        if hit.first in taken or (hit.last < len(words) and words[hit.last] in book.head_nouns):
            continue
        at = hit.first
        while at and hit.first - at < LIST_REACH and (at - 1 in asked or words[at - 1] in book.listing):
            at -= 1
            if words[at] in book.listed_normal:
                break
        if at and words[at] not in book.listed_normal and words[at - 1] in book.listed_normal:
            at -= 1
        if words[at] not in book.listed_normal or at == hit.first or at in named:
            continue
        head, start, end = hit.says[0], reading.starts[hit.first], reading.ends[hit.last - 1]
        if head.attribute in book.systems and head.yes not in ("yes",) and head.attribute not in ("thrombus", "reflux", "plaque"):
            yield Signal(head.attribute, head.yes, None, hit.first, hit.last, start, end, system=book.systems[head.attribute])


def _said_again(
    reading: Reading, book: FindingBook, signals: list[Signal], again: list[Found[str]], named: Set[int]
) -> Iterator[Signal]:
    """Yield what was said last, or its opposite, of another structure: "CFV compresses, FV does not", "as does the FV".

    A side alone is no structure: "left ditto" may stand for a whole limb of which nothing was described.
    """
    sides = {
        token for mention in reading.mentions if mention.concept.label == "LATERALITY" for token in range(mention.first, mention.last)
    }
    firsts = [signal.first for signal in signals]
    for hit in again:
        how, at = hit.says[0], bisect_left(firsts, hit.first) - 1
        behind = reading.words[hit.last] if hit.last < len(reading.words) else "."
        if at < 0 or (how != "onward" and (hit.first - 1 not in named - sides or not _ends(reading, hit.last, behind))):
            continue
        opposed = how == "opposite"
        begin = reading.first_of_sentence(max(0, reading.sentence_at(reading.starts[hit.first]) - (how != "opposite")))
        begin = max(begin, hit.first - AGAIN_REACH)
        while (
            at
            and signals[at].first >= begin
            and (signals[at].weak or (opposed and (signals[at].attribute, signals[at].value) not in book.opposites))
        ):
            at -= 1  # "is open (triphasic), the other is not"
        last = signals[at]
        start, end = reading.starts[hit.first], reading.ends[hit.last - 1]
        if last.weak or last.first < begin or not isinstance(last.value, str) or last.unit:
            continue
        value = last.value
        if opposed and (value := book.opposites.get((last.attribute, last.value), "")) == "":
            continue
        yield Signal(
            last.attribute, value, None, hit.first, hit.last, start, end, system=last.system, onward=how == "onward"
        )


def _ends(reading: Reading, token: int, word: str) -> bool:
    """Whether a clause ends before a token."""
    return word in CHUNKS or word == "." or reading.follows_break(token)


def _unrefluxing(reading: Reading, book: FindingBook, numbers: list[Number]) -> Iterator[Signal]:
    """Yield the lone "none" of rows of a text that tells reflux by its time: "GSV calf  2.6 mm  none"."""
    if not any(number.unit in ("s", "ms") for number in numbers):
        return
    for token, word in enumerate(reading.words):
        if word not in book.nothing:
            continue
        start, end = reading.starts[token], reading.ends[token]
        if ALONE_BEFORE.search(reading.text, max(0, start - 8), start) and ALONE_AFTER.match(reading.text, end):
            yield Signal("reflux", "absent", None, token, token + 1, start, end, system="vein")


def _said(
    reading: Reading, book: FindingBook, stated: list[Found[Said]], named: Set[int], *, treats: bool
) -> dict[tuple[int, int], list[Said]]:
    """Return the words that say something, with what they say; of the lexicon's mentions those beside them.

    Words that begin with a structure's own ("popliteal vein open") say it behind that.
    """
    said: dict[tuple[int, int], list[Said]] = {}
    taken: set[int] = set()
    for hit in stated:
        first, last = hit.first, hit.last
        while first in named and first + 1 < last and first and first - 1 in named:
            first += 1
        if last == first + 1 and first in named and len(reading.words[first]) <= SHORT_NAME:
            continue  # the artery "PTA"
        says = [one for one in hit.says if not one.procedures_only or treats]
        start, end = reading.starts[first], reading.ends[last - 1]
        if says and not OF_ANOTHER_TIME.match(reading.text, end) and not _asked(reading.text, start, end):
            said[first, last] = says
            taken.update(range(first, last))
    by_concept = book.by_concept
    for mention in (*reading.mentions, *reading.context):
        one = by_concept.get(mention.concept.id)
        if (
            one
            and (treats or not one.procedures_only)
            and mention.assertion in ASSERTED
            and taken.isdisjoint(range(mention.first, mention.last))
            and " ".join(reading.words[mention.first : mention.last]) not in book.not_words
        ):
            said.setdefault((mention.first, mention.last), []).append(one)
    return dict(sorted(said.items()))


def _asked(text: str, start: int, end: int) -> bool:
    """Whether a question mark stands right before or behind the characters from `start` to `end` (exclusive): "?DVT"."""
    return text.startswith("?", end) or text[max(0, start - 2) : start].rstrip().endswith("?")


class _Denials:
    """Which of the words of a text are denied."""

    def __init__(
        self,
        reading: Reading,
        words: Words,
        book: FindingBook,
        named: Set[int],
        said: dict[tuple[int, int], list[Said]],
        denied: Set[int],
    ) -> None:
        self.reading, self.words, self.named, self.through = reading, reading.words, named, book.through
        self.denied = denied
        self.before_qualifier, self.affirm = book.before_qualifier, book.affirm
        self.after = {hit.first for hit in book.denied_after.find(words) if self._closes(hit.first, hit.last)}
        self.untold = {hit.first for hit in book.untold.find(words)}
        self.things = {last: first for (first, last), says in said.items() if any(one.thing for one in says)}

    def value(self, first: int, last: int, said: Said) -> str | None:
        """Return what words say, denied or not; None if their denial says nothing."""
        if last in self.untold and said.attribute != "visualized":
            return None
        if last in self.after or (self.denied and self._denied(first, alone=not said.thing)):
            return said.denied
        if said.denied and MINUS.search(self.reading.text, max(0, (at := self.reading.starts[first]) - LONGEST_MINUS), at):
            return said.denied
        if not said.qualified:
            return said.value
        if behind := self._qualified_behind(last, said):
            return behind
        at, stop, words = first, max(0, first - DENIAL_REACH), self.words
        while (
            at > stop
            and (at - 1 in self.named or words[at - 1] in self.through)
            and words[at - 1] not in said.qualified
        ):
            at -= 1
        return said.qualified.get(words[at - 1], said.value) if at else said.value

    def _qualified_behind(self, last: int, said: Said) -> str | None:
        """Return the value with a word behind a thing: "thrombus, chronic", "clot in the popliteal vein looks old"."""
        words = self.words
        for at in range(last, min(len(words), last + QUALIFIED_REACH)):
            if (value := said.qualified.get(words[at])) is not None:
                ends = at + 1 >= len(words) or words[at + 1] in QUALIFIED_ENDS
                return value if at > last and (ends or "\n" in self._gap(at + 1)) else None
            if (at not in self.named and words[at] not in self.before_qualifier) or "\n" in self._gap(at):
                return None
        return None

    def _closes(self, first: int, last: int) -> bool:
        """Whether words behind a statement deny it: a bare "no" that goes on ("noncompressible no flow") denies what follows."""
        words = self.reading.words
        if words[first] != "no" or last > first + 1 or last >= len(words):
            return True
        return words[last] in QUALIFIED_ENDS or "\n" in self._gap(last) or "  " in self._gap(last)

    def _gap(self, token: int) -> str:
        """Return the characters before a token and behind the one before it."""
        return self.reading.text[self.reading.ends[token - 1] : self.reading.starts[token]]

    def _denied(self, first: int, *, alone: bool) -> bool:
        """Whether words are denied; a list of denied things is no denial of what a structure does (`alone`)."""
        reading, words = self.reading, self.words
        if (
            first not in self.denied
            and first not in self.things
            and words[first - 1] not in self.through
            and first - 1 not in self.named
        ):
            return False  # nothing leads back to a denial
        begin = reading.first_of_sentence(reading.sentence_at(reading.starts[first]))
        at, stop = first, max(begin, first - DENIAL_REACH)
        while at > stop:
            if reading.text.find("  ", reading.ends[at - 1], reading.starts[at]) >= 0:
                return False  # another column
            if at in self.denied:
                return True
            if alone and words[at - 1] in self.affirm:
                return False
            if at in self.things and self.things[at] < at:
                at = self.things[at]
            elif words[at - 1] in self.through or at - 1 in self.named:
                at -= 1
            else:
                return False
        return at in self.denied
