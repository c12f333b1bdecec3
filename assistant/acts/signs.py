"""Finds the words that tell a technique: mentions of the lexicon, and phrases of `knowledge/acts/techniques.yaml`.

Each word is claimed by one sign of a technique, the longest: "stress echo" is no echo, "needle tip seen" no needle.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.acts.book import ActBook, Wording, Words
from assistant.acts.clauses import Clauses
from assistant.analysis import Assertion
from assistant.language.layout import Reading

LEAST_VELOCITY = 20  # cm/s; smaller pairs are diameters
LENGTHS = (["mm"], ["cm"])
PAIR = Wording(("spectral_doppler",), "list", result=True)
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
    present = {group for m in (*reading.mentions, *reading.context) for group in m.concept.groups}
    found = [
        Sign(
            mention.first,
            mention.last,
            wording,
            clauses.sentence[mention.first],
            mention.assertion,
            mention.section,
            reading,
        )  # fmt: skip
        for mention in (*reading.mentions, *reading.context)
        for wording in book.told_by.get(mention.concept.id, ())
        if not wording.needs or not wording.needs.isdisjoint(present)
    ]
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
    found += _velocity_pairs(reading, clauses, book)
    if present.isdisjoint(book.by_sound) and not present.isdisjoint(book.by_other_means):
        found = [sign for sign in found if book.sonographic.isdisjoint(sign.wording.acts)]
    return sorted(_claimed(found), key=lambda sign: (sign.first, sign.last))


def _velocity_pairs(reading: Reading, clauses: Clauses, book: ActBook) -> Iterator[Sign]:
    """Yield two numbers behind an artery, its systolic and diastolic velocity: "SMA 295/62"."""
    words = reading.words
    for mention in reading.mentions:
        at = mention.last
        if mention.concept.system == "artery" and words[at + 1 : at + 2] == ["/"] and len(words) > at + 2:
            systolic, diastolic, unit = words[at], words[at + 2], words[at + 3 : at + 4]
            if systolic.isdigit() and diastolic.isdigit() and int(systolic) > LEAST_VELOCITY and unit not in LENGTHS:
                yield Sign(at, at + 3, PAIR, clauses.sentence[at], None, mention.section, reading)


def _claimed(signs: list[Sign]) -> list[Sign]:
    """Drop the signs whose words a longer sign has claimed."""
    owners: dict[int, list[Sign]] = {}
    kept: list[Sign] = []
    for sign in sorted(
        signs, key=lambda sign: (sign.first - sign.last, sign.wording.at is None, -len(sign.wording.acts), sign.first)
    ):
        rivals = {id(owner): owner for token in range(sign.first, sign.last) for owner in owners.get(token, ())}
        if any(_yields(sign, owner) for owner in rivals.values()):
            continue
        kept.append(sign)
        for token in range(sign.first, sign.last):
            owners.setdefault(token, []).append(sign)
    return kept


def _yields(sign: Sign, owner: Sign) -> bool:
    if set(sign.wording.acts) & set(owner.wording.acts):
        return True
    inside = owner.first <= sign.first and sign.last <= owner.last
    longer = owner.last - owner.first > sign.last - sign.first
    return inside and longer and owner.last - owner.first < LONG
