"""Finds the words that tell a technique: mentions of the lexicon, and phrases of `knowledge/acts/techniques.yaml`.

Each word is claimed by one sign of a technique, the longest: "stress echo" is no echo, "needle tip seen" no needle.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from assistant.acts.book import ActBook, Wording
from assistant.acts.clauses import Clauses
from assistant.analysis import Assertion, Technique
from assistant.language.layout import LONGEST_NUMBER, Mention, Reading
from assistant.language.phrase_book import Words

LEAST_VELOCITY = 20  # cm/s; smaller pairs are diameters
NO_VELOCITY = (["mm"], ["cm"], ["%"], ["x"], ["-"], ["percent"], ["days"])
VELOCITY = Wording(("spectral_doppler",), "number", result=True)
FILMED: frozenset[Technique] = frozenset({"film", "inject_contrast"})
IN_ORDER = attrgetter("first", "last")
OPENING = 2  # sentences: a title and what follows it
LONG = 5  # tokens: a longer phrase ("needle guided by a vaginal scan, follicles seen") does not claim all inside it


class Sign:
    """Words that tell a technique: tokens `first` to `last` (exclusive) and what they say.

    `zone` is the kind of section that they stand in, `quoted` and `boilerplate` whether it is a quoted or printed one.
    """

    __slots__ = ("assertion", "boilerplate", "first", "last", "quoted", "sentence", "wording", "zone")

    def __init__(
        self, first: int, last: int, wording: Wording, sentence: int, assertion: Assertion | None, section: int,
        reading: Reading,
    ) -> None:  # fmt: skip
        self.first, self.last, self.wording, self.sentence = first, last, wording, sentence
        self.assertion = assertion
        self.zone = reading.sections[section].kind if reading.sections else None
        self.quoted = section in reading.quoted_sections
        self.boilerplate = section in reading.boilerplate_sections

    def __repr__(self) -> str:
        return f"<{'+'.join(self.wording.acts)} {self.first}:{self.last}>"


def find_signs(reading: Reading, words: Words, clauses: Clauses, book: ActBook) -> list[Sign]:
    """Return the signs of a text in its order."""
    present, opening, telling = _survey(reading, book)
    sentence = clauses.sentence
    found: list[Sign] = []
    said: dict[int, Assertion] = {}
    for mention, wordings in telling:
        first, last = mention.first, mention.last
        for wording in wordings:
            if not wording.needs or not wording.needs.isdisjoint(present):
                found.append(Sign(first, last, wording, sentence[first], mention.assertion, mention.section, reading))
                said.update(dict.fromkeys(range(first, last), mention.assertion))
    for first, last, wordings in book.signs.find(words):
        section = reading.section_at(reading.starts[first])
        assertion = next((said[token] for token in range(first, last) if token in said), None)
        found += [
            Sign(first, last, wording, sentence[first], assertion, section, reading)
            for wording in wordings
            if not wording.needs or not wording.needs.isdisjoint(present)
        ]
    found += _velocities(reading, clauses, present, book)
    if _by_other_means(present, opening, book):
        found = [sign for sign in found if book.sonographic.isdisjoint(sign.wording.acts)]
    return _without_contrast_flow(sorted(_claimed(found), key=IN_ORDER))


def _without_contrast_flow(signs: list[Sign]) -> list[Sign]:
    """Drop the flow that contrast showed: "venogram: the ovarian vein refluxes" tells of no waveform."""
    filmed = {sign.sentence: sign.first for sign in reversed(signs) if not FILMED.isdisjoint(sign.wording.acts)}
    if not filmed:
        return signs
    return [
        sign
        for sign in signs
        if sign.wording.acts != ("spectral_doppler",) or filmed.get(sign.sentence, sign.first) >= sign.first
    ]


def is_by_other_means(reading: Reading, book: ActBook) -> bool:
    """Whether a text or its opening tells of CT, MR or the like and of no ultrasound."""
    present, opening, _ = _survey(reading, book)
    return _by_other_means(present, opening, book)


def _by_other_means(present: set[str], opening: set[str], book: ActBook) -> bool:
    return book.is_by_other_means(present) or book.is_by_other_means(opening)


def _survey(reading: Reading, book: ActBook) -> tuple[set[str], set[str], list[tuple[Mention, tuple[Wording, ...]]]]:
    """Return the groups of a text and of its opening, as far as they are asked for, and the mentions that tell acts."""
    present: set[str] = set()
    opening: set[str] = set()
    told: list[tuple[Mention, tuple[Wording, ...]]] = []
    telling = book.telling
    for mention in (*reading.mentions, *reading.context):
        if mention.concept.id in telling:
            groups, wordings = telling[mention.concept.id]
            present |= groups
            if mention.sentence < OPENING:
                opening |= groups
            if wordings:
                told.append((mention, wordings))
    return present, opening, told


def _velocities(reading: Reading, clauses: Clauses, present: set[str], book: ActBook) -> Iterator[Sign]:
    """Yield the velocity that a number behind an artery is: "SMA 295/62", or "CFA 120" in a text on flow."""
    words = reading.words
    on_flow = not present.isdisjoint(book.on_flow)
    for mention in [mention for mention in reading.mentions if mention.concept.system == "artery"]:
        at = mention.last
        if at == len(words) or not words[at].isdecimal() or len(words[at]) > LONGEST_NUMBER:
            continue
        pair = words[at + 1 : at + 2] == ["/"] and len(words) > at + 2 and words[at + 2].isdigit()
        last = at + 3 if pair else at + 1
        if int(words[at]) > LEAST_VELOCITY and words[last : last + 1] not in NO_VELOCITY and (pair or on_flow):
            yield Sign(at, last, VELOCITY, clauses.sentence[at], None, mention.section, reading)


def _claimed(signs: list[Sign]) -> list[Sign]:
    """Drop the signs whose words a longer sign has claimed."""
    owners: dict[int, list[Sign]] = {}
    kept: list[Sign] = []
    for sign in sorted(signs, key=_rank):
        tokens = range(sign.first, sign.last)
        beside = [owner for token in tokens if token in owners for owner in owners[token]]
        if beside and any(_yields(sign, owner) for owner in beside):
            continue
        kept.append(sign)
        for token in tokens:
            owners.setdefault(token, []).append(sign)
    return kept


def _rank(sign: Sign) -> tuple[int, bool, int, int]:
    """Return the place in the queue of claims: the longest first, then who names a place, then who tells more."""
    return sign.first - sign.last, sign.wording.at is None, -len(sign.wording.acts), sign.first


def _yields(sign: Sign, owner: Sign) -> bool:
    if not set(owner.wording.acts).isdisjoint(sign.wording.acts):
        return True
    inside = owner.first <= sign.first and sign.last <= owner.last
    longer = owner.last - owner.first > sign.last - sign.first
    return inside and longer and owner.last - owner.first < LONG
