"""The words and mentions of a report as counted features, the same at training and at run time.

Seven groups, each weighed and normalised by itself (see `weights.py`):

    concepts   every concept, and every concept with its zone and assertion ("done/affirmed/popliteal_vein")
    pairs      two concepts that stand near each other in one sentence, told as done or not
    together   two concepts anywhere in the report, whatever is told of them
    words      one and two words in a row inside a sentence, numbers written as #, either side as §
    zoned      the same with the zone that they stand in ("title:venous duplex")
    opening    those of the title and of the first characters of the text, where the kind of document shows
    shape      the kinds of sections, the kind of document, and the order of magnitude of the length

Learning counts them by name (`report_features`); at run time only those that the table knows are looked for
(`feature_rows.py`). What both are made of, and the borders that both keep, is found here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from itertools import combinations, pairwise
from typing import NamedTuple

from assistant.analysis import SectionKind
from assistant.language.layout import Mention, Reading

GROUPS = ("concepts", "pairs", "together", "words", "zoned", "opening", "shape")
OPENING = 90  # characters
NEAR = 8  # mentions: further apart in one sentence two concepts are no pair, so that a wall of words stays linear
FIRST = 300  # mentions: what a report tells behind them is not taken together with the rest
NUMBER = re.compile(r"\d+")
SIDES = frozenset({"left", "right", "lt", "rt", "l", "r"})  # what was done does not hang on the side that it was done on
SIDE = "§"
DONE, TITLE, QUOTED = "done", "title", "quoted"
ZONES = {
    "title": TITLE, "indication": "context", "history": "context", "comparison": "context",
    "recommendation": "context", "signature": "signature",
}  # fmt: skip

Features = dict[str, Counter[str]]


class WordRows(NamedTuple):
    """How the words of a report stand in rows that end where a sentence or a section does; all numbers count tokens.

    Attributes:
        begins: The first word of each row, in their order.
        runs: (zone, first word, word after the last) of the stretches that are of one section.
        opened: The first word behind the opening of the text.
    """

    begins: list[int]
    runs: list[tuple[str, int, int]]
    opened: int


def word_rows(reading: Reading) -> WordRows:
    """Return the rows in which the words of a report stand."""
    starts = reading.starts
    if not starts:
        return WordRows([], [], 0)
    sections = [bisect_left(starts, section.start) for section in reading.sections]
    sentences = [bisect_left(starts, start) for start, _ in reading.sentences]
    begins = sorted({0, *sections, *sentences} - {len(starts)})
    zones = (DONE, *(ZONES.get(section.kind, DONE) for section in reading.sections))
    borders = pairwise((0, *sections, len(starts)))
    runs = [(zone, first, last) for zone, (first, last) in zip(zones, borders, strict=True) if first < last]
    return WordRows(begins, runs, bisect_left(starts, OPENING))


def feature_word(word: str) -> str:
    """Return a word as features have it: its numbers are one sign, and so is a side."""
    if word in SIDES:
        return SIDE
    return word if word.isalpha() else "#" if word.isdecimal() else NUMBER.sub("#", word)


def zone_of(section: SectionKind, *, quoted: bool) -> str:
    """Return the zone that a concept counts in."""
    return QUOTED if quoted else ZONES.get(section, DONE)


def zone_of_pairs(zone: str) -> str:
    """Return the zone that a concept counts in beside others; none where it is told as done."""
    return "" if zone in (DONE, TITLE) else zone


def shape_of(reading: Reading) -> list[str]:
    """Return the names of the features of a report's shape."""
    kinds = dict.fromkeys([section.kind for section in reading.sections])
    length = len(reading.words).bit_length()
    return [*(f"section {kind}" for kind in kinds), f"document {reading.nature}", f"length {length}"]


def report_features(reading: Reading) -> Features:
    """Return how often each feature stands in a report, by group.

    Args:
        reading: The report as the pipeline read it, with sections, sentences and mentions.
    """
    mentions = reading.in_order
    words, zoned, opening = _named_words(reading)
    return {
        "concepts": _named_concepts(mentions), "pairs": _named_pairs(mentions), "together": _named_together(mentions),
        "words": words, "zoned": zoned, "opening": opening, "shape": Counter(shape_of(reading)),
    }  # fmt: skip


def _named_concepts(mentions: list[Mention]) -> Counter[str]:
    named: Counter[str] = Counter()
    for mention in mentions:
        concept = mention.concept.id
        zone = zone_of(mention.zone, quoted=mention.quoted)
        named.update((concept, f"{zone}/{mention.assertion}/{concept}"))
    return named


def _named_pairs(mentions: list[Mention]) -> Counter[str]:
    named: Counter[str] = Counter()
    for number, first in enumerate(mentions, 1):
        one, zone = first.concept.id, zone_of_pairs(zone_of(first.zone, quoted=first.quoted))
        prefix = f"{zone}:" if zone else ""
        for second in mentions[number : number + NEAR - 1]:
            if second.sentence != first.sentence:
                break
            other = second.concept.id
            if one != other:
                named[f"{prefix}{one}+{other}" if one < other else f"{prefix}{other}+{one}"] += 1
    return named


def _named_together(mentions: list[Mention]) -> Counter[str]:
    """Return each two concepts of a report once, however often they stand there."""
    concepts = sorted({mention.concept.id for mention in mentions[:FIRST]})
    return Counter(map("+".join, combinations(concepts, 2)))


def _named_words(reading: Reading) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return the counts of words as they are, by zone, and in the opening."""
    all_words, rows = list(map(feature_word, reading.words)), word_rows(reading)
    words: Counter[str] = Counter()
    zoned: Counter[str] = Counter()
    opening: Counter[str] = Counter()
    begins = set(rows.begins)
    for zone, first, last in rows.runs:
        for token in range(first, last):
            word = all_words[token]
            grams = (word,) if token in begins else (word, f"{all_words[token - 1]} {word}")
            words.update(grams)
            zoned.update([f"{zone}:{gram}" for gram in grams])
            if zone == TITLE or token < rows.opened:
                opening.update(grams)
    return words, zoned, opening
