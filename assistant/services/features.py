"""The words and mentions of a report as counted features, the same at training and at run time.

Six groups, each weighed and normalised by itself (see `weights.py`):

    concepts   every concept, and every concept with its zone and assertion ("done/affirmed/popliteal_vein")
    pairs      two concepts that stand near each other in one sentence, told as done or not
    words      one and two words in a row inside a sentence, numbers written as #
    zoned      the same with the zone that they stand in ("title:venous duplex")
    opening    those of the title and of the first characters of the text, where the kind of document shows
    shape      the kinds of sections, the kind of document, and the order of magnitude of the length
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import pairwise

from assistant.language.layout import Mention, Reading

GROUPS = ("concepts", "pairs", "words", "zoned", "opening", "shape")
OPENING = 90  # characters
NEAR = 8  # mentions: further apart in one sentence two concepts are no pair, so that a wall of words stays linear
NUMBER = re.compile(r"\d+")
ZONES = {
    "title": "title", "indication": "context", "history": "context", "comparison": "context",
    "recommendation": "context", "signature": "signature",
}  # fmt: skip
DONE = "done"
QUOTED = "quoted"

Features = dict[str, Counter[str]]


def report_features(reading: Reading) -> Features:
    """Return how often each feature stands in a report, by group.

    Args:
        reading: The report as the pipeline read it, with sections, sentences and mentions.
    """
    words, zoned, opening = _word_features(reading)
    return {
        "concepts": _concept_features(reading), "pairs": _pair_features(reading), "words": words, "zoned": zoned, "opening": opening,
        "shape": _shape_features(reading),
    }  # fmt: skip


def _concept_features(reading: Reading) -> Counter[str]:
    names: list[str] = []
    for mention in (*reading.mentions, *reading.context):
        concept = mention.concept.id
        names += (concept, f"{_zone(mention)}/{mention.assertion}/{concept}")
    return Counter(names)


def _pair_features(reading: Reading) -> Counter[str]:
    names: list[str] = []
    mentions = sorted((*reading.mentions, *reading.context), key=lambda mention: (mention.start, mention.end))
    for number, first in enumerate(mentions):
        one, zone = first.concept.id, _zone(first)
        prefix = "" if zone in (DONE, "title") else f"{zone}:"
        for second in mentions[number + 1 : number + NEAR]:
            if second.sentence != first.sentence:
                break
            other = second.concept.id
            if one != other:
                names.append(f"{prefix}{one}+{other}" if one < other else f"{prefix}{other}+{one}")
    return Counter(names)


def _zone(mention: Mention) -> str:
    return QUOTED if mention.quoted else ZONES.get(mention.zone, DONE)


def _word_features(reading: Reading) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return the counts of words as they are, by zone, and in the opening."""
    if not reading.words:
        return Counter(), Counter(), Counter()
    tokens = NUMBER.sub("#", "\n".join(reading.words)).split("\n")  # one call for all: no token holds a line break
    starts = reading.starts
    begun = bisect_left(starts, OPENING)  # the first token behind the opening
    words: list[str] = []
    zoned: list[str] = []
    opening: list[str] = []
    for zone, first, last in _stretches(reading):
        stretch = tokens[first:last]
        grams = _grams(stretch)
        words += grams
        zoned += [f"{zone}:{gram}" for gram in grams]
        if zone == "title":
            opening += grams
        elif first < begun:
            opening += _grams(stretch[: begun - first])
    return Counter(words), Counter(zoned), Counter(opening)


def _grams(words: list[str]) -> list[str]:
    """Return the words and each two in a row, in their order."""
    grams = [gram for one, other in pairwise(words) for gram in (other, f"{one} {other}")]
    return [*words[:1], *grams]


def _stretches(reading: Reading) -> list[tuple[str, int, int]]:
    """Return (zone, first token, token after the last) of the stretches of text that are of one sentence and one section."""
    section_starts = [section.start for section in reading.sections]
    borders = sorted({0, *(start for start, _ in reading.sentences), *section_starts})
    stretches = []
    first = 0
    for border, following in zip(borders, [*borders[1:], len(reading.text) + 1], strict=True):
        last = bisect_right(reading.starts, following - 1, first)
        if last > first:
            number = bisect_right(section_starts, border) - 1
            zone = ZONES.get(reading.sections[number].kind, DONE) if number >= 0 else DONE
            stretches.append((zone, first, last))
            first = last
    return stretches


def _shape_features(reading: Reading) -> Counter[str]:
    shape = {f"section {section.kind}" for section in reading.sections}
    shape.add(f"document {reading.nature}")
    shape.add(f"length {len(reading.words).bit_length()}")
    return Counter(shape)
