"""Finds the words that tell a technique: mentions of the lexicon, and phrases of `knowledge/acts/techniques.yaml`.

Each word is claimed by one sign of a technique, the longest: "stress echo" is no echo, "needle tip seen" no needle.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.acts.book import ActBook, Wording
from assistant.acts.clauses import Clauses
from assistant.analysis import Assertion
from assistant.language.layout import Mention, Reading
from assistant.language.phrase_book import Words

LEAST_VELOCITY = 20  # cm/s; smaller pairs are diameters
NO_VELOCITY = (["mm"], ["cm"], ["%"], ["x"], ["-"], ["percent"], ["days"])
VELOCITY = Wording(("spectral_doppler",), "number", result=True)
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
    found = [
        Sign(
            mention.first, mention.last, wording, clauses.sentence[mention.first], mention.assertion, mention.section,
            reading,
        )
        for mention in telling
        for wording in book.told_by[mention.concept.id]
        if not wording.needs or not wording.needs.isdisjoint(present)
    ]  # fmt: skip
    said = {token: sign.assertion for sign in found for token in range(sign.first, sign.last)}
    for phrase in book.signs.find(words):
        for wording in phrase.says:
            if wording.needs and wording.needs.isdisjoint(present):
                continue
            section = reading.section_at(reading.starts[phrase.first])
            assertion = next((said[token] for token in range(phrase.first, phrase.last) if token in said), None)
            found.append(
                Sign(phrase.first, phrase.last, wording, clauses.sentence[phrase.first], assertion, section, reading)
            )
    found += _velocities(reading, clauses, present, book)
    if any(map(book.is_by_other_means, (present, opening))):
        found = [sign for sign in found if book.sonographic.isdisjoint(sign.wording.acts)]
    return sorted(_claimed(found), key=lambda sign: (sign.first, sign.last))


def _survey(reading: Reading, book: ActBook) -> tuple[set[str], set[str], list[Mention]]:
    """Return the groups of a text and of its opening, as far as they are asked for, and the mentions that tell acts."""
    present: set[str] = set()
    opening: set[str] = set()
    telling: list[Mention] = []
    for mention in (*reading.mentions, *reading.context):
        asked = book.asked.get(mention.concept.id)
        if asked:
            present |= asked
            if mention.sentence < OPENING:
                opening |= asked
        if mention.concept.id in book.told_by:
            telling.append(mention)
    return present, opening, telling


def _velocities(reading: Reading, clauses: Clauses, present: set[str], book: ActBook) -> Iterator[Sign]:
    """Yield the velocity that a number behind an artery is: "SMA 295/62", or "CFA 120" in a text on flow."""
    words = reading.words
    on_flow = not present.isdisjoint(book.on_flow)
    for mention in reading.mentions:
        at = mention.last
        if mention.concept.system != "artery" or not words[at : at + 1] or not words[at].isdigit():
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
        if any(_yields(sign, owner) for token in tokens if token in owners for owner in owners[token]):
            continue
        kept.append(sign)
        for token in tokens:
            owners.setdefault(token, []).append(sign)
    return kept


def _rank(sign: Sign) -> tuple[int, bool, int, int]:
    """Return the place in the queue of claims: the longest first, then who names a place, then who tells more."""
    return sign.first - sign.last, sign.wording.at is None, -len(sign.wording.acts), sign.first


def _yields(sign: Sign, owner: Sign) -> bool:
    if not owner.wording.techniques.isdisjoint(sign.wording.acts):
        return True
    inside = owner.first <= sign.first and sign.last <= owner.last
    longer = owner.last - owner.first > sign.last - sign.first
    return inside and longer and owner.last - owner.first < LONG
