"""Lists of one side that the other one repeats."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from assistant.analysis import Side
from assistant.language.laterality.cues import LAST, OPPOSITE, START, Cue, find_cues, with_other_side
from assistant.language.laterality.exam import exam_side
from assistant.language.laterality.words import side_words
from assistant.language.layout import Mention, Reading

TO_THE_LIST = 2  # words between a side and "same list" ("Left: the same list")


def repeat_lists(reading: Reading) -> None:
    """Give both sides to the list of one side that the other one repeats ("R CFV, FV, pop compress; L same list").

    "Same as above" repeats a finding, not what was examined, and gives nothing; nor does a list that is denied, planned
    or of another day, so that this is asked when all of it is judged.
    """
    repeated = [m for m in reading.context if m.concept.id == "listed_again" and m.assertion == "affirmed"]
    if not repeated:
        return
    mentions, words = reading.mentions, reading.words
    untold = {m.start for m in mentions if m.concept.label == "LATERALITY" and m.assertion != "affirmed"}
    written = find_cues(reading)
    cues = [cue for cue in with_other_side(reading, written, exam_side(reading, written)[1]) if cue.start not in untold]
    given: dict[tuple[str, Side], int] = {}  # up to which mention a list of a kind of section and a side has both sides
    for again in repeated:
        cue = _side_of_list(words, cues, again)
        if cue is None or cue.side == "bilateral" or "as" in words[again.last : again.last + 1]:
            continue
        kind = reading.sections[again.section].kind
        begin, stop = given.get((kind, cue.side), 0), bisect_left(mentions, cue.start, key=START)
        for mention in mentions[begin:stop]:
            if mention.side == OPPOSITE[cue.side] and reading.sections[mention.section].kind == kind:
                mention.side = "bilateral"
        given[kind, cue.side] = max(begin, stop)


def _side_of_list(words: list[str], cues: list[Cue], again: Mention) -> Cue | None:
    """Return the side word of a list that is told again: right before it, or behind it ("the same veins of the left leg")."""
    at = bisect_right(cues, again.first, key=LAST)
    if at and again.first - cues[at - 1].last <= TO_THE_LIST:
        return cues[at - 1]
    following = cues[at] if at < len(cues) else None
    if following is None or following.sentence != again.sentence:
        return None
    return following if side_words().to_its_side.issuperset(words[again.last : following.first]) else None
