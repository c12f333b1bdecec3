"""The account of a text: its acts, each told once, with all the words that tell it."""

from __future__ import annotations

from collections.abc import Collection

from assistant.acts.book import ActBook, Words, act_book
from assistant.acts.clauses import Clauses
from assistant.acts.document import find_document_kind
from assistant.acts.places import Placing, Where
from assistant.acts.signs import Sign, find_signs
from assistant.acts.status import StatusJudge
from assistant.analysis import Act, ActStatus, DocumentKind, Side, Span, Technique
from assistant.language.layout import Reading

STEPS: frozenset[Technique] = frozenset({"aspirate", "drain", "biopsy", "inject_drug"})
Key = tuple[Technique, str | None, "Side | None", ActStatus]


def find_acts(reading: Reading) -> tuple[DocumentKind, tuple[Act, ...]]:
    """Return the kind of document that a text is, and its acts in the order in which it tells them first.

    Offsets of the evidence are characters of the text, ends exclusive.
    """
    book = act_book()
    words = Words(reading)
    clauses = Clauses(reading)
    signs = find_signs(reading, words, clauses, book)
    document = find_document_kind(reading, words, signs, book)
    placing = Placing(reading, words, clauses, signs, document, book)
    judge = StatusJudge(reading, words, clauses, document, book)
    told: dict[Key, set[tuple[int, int]]] = {}
    actors: dict[Key, str | None] = {}
    names: set[Key] = set()
    once_more: tuple[tuple[Technique, ...], list[Where]] = ((), [])
    for sign in signs:
        if sign.wording.takes == "none" and not sign.wording.acts:
            continue
        if sign.wording.acts:
            techniques, wheres = sign.wording.acts, placing.resolve(sign)
            once_more = (techniques, wheres) if sign.wording.takes in ("exam", "target") else once_more
        elif _stands_alone(sign, signs, clauses):
            techniques, wheres = once_more
        else:
            continue
        for technique in techniques:
            verdict = judge.judge(sign, technique)
            for where in wheres:
                key: Key = (technique, where.place, where.side, verdict.status)
                (names.add if sign.wording.name and key not in told else names.discard)(key)
                spans = told.setdefault(key, set())
                spans.add((sign.first, sign.last))
                spans.add((where.first, where.last))
                actors[key] = _words(reading, *verdict.by) if verdict.by else None
    if document == "study":
        _tell_organs(told, actors, placing, book)
    acts = tuple(
        Act(*key, actors[key], tuple(_span(reading, first, last) for first, last in sorted(spans)))
        for key, spans in told.items()
        if not _yields(key, told.keys(), names)
    )
    return document, acts


def _tell_organs(
    told: dict[Key, set[tuple[int, int]]], actors: dict[Key, str | None], placing: Placing, book: ActBook
) -> None:
    """Tell the organs of a study whose title names none of them: they were scanned, not "the abdomen"."""
    scanned = [key for key in told if key[0] == "scan" and key[3] == "done" and key[1] is not None]
    if any(key[1] not in book.place_words.containers for key in scanned):
        return
    organs = [where for where in placing.described() if where.place not in book.place_words.containers]
    for key in scanned if organs else ():
        del told[key]
    for where in organs:
        key = ("scan", where.place, where.side, "done")
        told.setdefault(key, set()).add((where.first, where.last))
        actors.setdefault(key, None)


def _yields(key: Key, told: Collection[Key], names: set[Key]) -> bool:
    """Whether an act is told more closely by another one of the same status.

    A procedure's name gives way to its steps, fluid that was drawn to the drain that was left, an act without a place
    to the same act at a place.
    """
    technique, place, _, status = key
    here = [other for other in told if other[3] == status and other is not key and other not in names]
    if key in names and any(other[0] in STEPS and other[1] == place for other in here):
        return technique in STEPS
    if technique == "aspirate" and any(other[0] == "drain" and other[1] == place for other in here):
        return True
    return place is None and technique != "store_images" and any(o[0] == technique and o[1] is not None for o in here)


def _stands_alone(sign: Sign, signs: list[Sign], clauses: Clauses) -> bool:
    """Whether no technique is named in the clause of words such as "to be repeated": then it is the one told before."""
    clause = clauses.clause[sign.first]
    return not any(other.wording.acts and clauses.clause[other.first] == clause for other in signs)


def _words(reading: Reading, first: int, last: int) -> str:
    return reading.text[reading.starts[first] : reading.ends[last - 1]]


def _span(reading: Reading, first: int, last: int) -> Span:
    start, end = reading.starts[first], reading.ends[last - 1]
    return Span(start, end, reading.text[start:end])
