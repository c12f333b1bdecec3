"""What "both" counts: the two sides, or a pair that one side has ("LEFT: both peroneal veins")."""

from __future__ import annotations

from bisect import bisect_left

from assistant.analysis import Side
from assistant.language.laterality.blocks import Block, covering
from assistant.language.laterality.cues import Cue
from assistant.language.laterality.exam import exam_side
from assistant.language.laterality.words import side_words
from assistant.language.layout import Reading

OF_ONE = 4  # tokens from "of" to the word that says that the vein is double


def without_counts(reading: Reading, cues: list[Cue], blocks: list[Block], titled: Side | None) -> list[Cue]:
    """Drop "both" where it counts a pair of one side ("LEFT: both peroneal veins"), also from the mentions."""
    lexicon = side_words()
    counting: list[Cue] = []
    named = False
    for cue in cues:
        if cue.side != "bilateral" or reading.words[cue.first] != "both":
            continue
        at = bisect_left(reading.mentions, cue.end, key=lambda mention: mention.start)
        structure = reading.mentions[at] if at < len(reading.mentions) else None
        of_one = reading.words[cue.last : cue.last + 2]
        if (
            len(of_one) == 2
            and of_one[0] in lexicon.parts_of_one
            and of_one[1] == "of"
            and not lexicon.double.isdisjoint(reading.words[cue.last + 2 : cue.last + 2 + OF_ONE])
        ):
            counting.append(cue)
            named = True
        elif structure is not None and not lexicon.doubled.isdisjoint(structure.concept.groups):
            counting.append(cue)
            named |= structure.concept.field is not None  # "in both veins" speaks of the two that were named
    if not counting:
        return cues
    counting_cues = frozenset(counting)
    others = [cue for cue in cues if cue not in counting_cues] if named else cues
    exam = titled or exam_side(reading, others)[1]
    counted = {
        cue.start
        for cue in counting
        if (block.side if (block := covering(blocks, cue.start)) else exam) in ("left", "right")
    }
    reading.mentions[:] = [m for m in reading.mentions if m.start not in counted or m.concept.label != "LATERALITY"]
    return [cue for cue in cues if cue.start not in counted]
