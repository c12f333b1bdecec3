"""Tells coronary arteries that were one run of the probe: a lesion of the left main that goes on into the next artery.

A run that is told with both names ("left main into LAD", "LM-LAD") is one vessel, unless each of the two is also named
alone, with what was found in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.language.layout import Mention, Reading

STEM = "left_main_coronary_artery"
JOINING = frozenset({"into", "to", "through", "-", "–", "/"})
BETWEEN = JOINING | {
    "the",
    "back",
    "running",
    "extending",
    "proximal",
    "distal",
    "ostial",
    "mid",
    "ostium",
    "of",
    "and",
}


def without_run_on(reading: Reading, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions of coronary arteries but those that only tell how far a run in another artery went."""
    ordered = sorted(mentions, key=lambda mention: mention.start)
    joined = [pair for pair in pairwise(ordered) if STEM in {m.concept.id for m in pair} and _joined(reading, *pair)]
    inside = {mention.start for pair in joined for mention in pair}
    alone = {mention.concept.id for mention in ordered if mention.start not in inside}
    dropped: set[int] = set()
    for pair in joined:
        named_alone = [mention.concept.id in alone for mention in pair]
        if all(named_alone):
            continue
        further = [m for m in pair if m.concept.id == STEM] if not any(named_alone) else []
        further += [m for m in pair if any(named_alone) and m.concept.id not in alone]
        dropped.update(mention.start for mention in further)
    return [mention for mention in ordered if mention.start not in dropped]


def _joined(reading: Reading, first: Mention, second: Mention) -> bool:
    """Whether one run is told with both names ("from the LAD into the left main")."""
    between = reading.words[first.last : second.first]
    hyphen = not between and "-" in reading.text[first.end : second.start]
    return (
        first.sentence == second.sentence
        and first.concept.id != second.concept.id
        and (hyphen or not JOINING.isdisjoint(between))
        and BETWEEN.issuperset(between)
    )
