"""Finds the words that tell a technique: mentions of the lexicon, and phrases of `knowledge/acts/techniques.yaml`.

Each word is claimed by one sign of a technique, the longest: "stress echo" is no echo, "needle tip seen" no needle.
"""

from __future__ import annotations

from assistant.acts.book import ActBook, Wording, Words
from assistant.acts.clauses import Clauses
from assistant.language.layout import Mention, Reading

LONG = 5  # tokens: a longer phrase ("needle guided by a vaginal scan, follicles seen") does not claim all inside it


class Sign:
    """Words that tell a technique: tokens `first` to `last` (exclusive) and what they say."""

    __slots__ = ("assertion", "first", "last", "mention", "sentence", "wording", "zone")

    def __init__(self, first: int, last: int, wording: Wording, sentence: int, mention: Mention | None) -> None:
        self.first, self.last, self.wording, self.sentence = first, last, wording, sentence
        self.mention = mention
        self.assertion = mention.assertion if mention else None
        self.zone = mention.zone if mention else None

    def __repr__(self) -> str:
        return f"<{'+'.join(self.wording.acts)} {self.first}:{self.last}>"


def find_signs(reading: Reading, words: Words, clauses: Clauses, book: ActBook) -> list[Sign]:
    """Return the signs of a text in its order."""
    present = {group for m in (*reading.mentions, *reading.context) for group in m.concept.groups}
    found = [
        Sign(mention.first, mention.last, wording, clauses.sentence[mention.first], mention)
        for mention in (*reading.mentions, *reading.context)
        for wording in book.told_by.get(mention.concept.id, ())
        if not wording.needs or not wording.needs.isdisjoint(present)
    ]
    by_place = {(sign.first, sign.last): sign for sign in found}
    for phrase in book.signs.find(words):
        for wording in phrase.says:
            if wording.needs and wording.needs.isdisjoint(present):
                continue
            same = by_place.get((phrase.first, phrase.last))
            sign = Sign(
                phrase.first, phrase.last, wording, clauses.sentence[phrase.first], same.mention if same else None
            )
            if sign.zone is None:
                section = reading.section_at(reading.starts[phrase.first])
                sign.zone = reading.sections[section].kind if reading.sections else None
            found.append(sign)
    return sorted(_claimed(found), key=lambda sign: (sign.first, sign.last))


def _claimed(signs: list[Sign]) -> list[Sign]:
    """Drop the signs whose words a longer sign has claimed."""
    owners: dict[int, list[Sign]] = {}
    kept: list[Sign] = []
    for sign in sorted(signs, key=lambda sign: (sign.first - sign.last, sign.wording.at is None, sign.first)):
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
