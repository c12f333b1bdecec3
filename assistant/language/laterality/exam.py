"""The side that the title gives, and that of the exam as a whole."""

from __future__ import annotations

from assistant.analysis import Side
from assistant.language.laterality.cues import Cue
from assistant.language.laterality.words import side_words
from assistant.language.layout import Reading

UNSAID_ZONES = frozenset({"history", "comparison", "signature"})
ONLY_WITHIN = 2  # words after the side that a title limits itself to
LONGEST_OPENING = 14  # words


def exam_side(reading: Reading, cues: list[Cue]) -> tuple[Side | None, Side | None]:
    """Return the side that the title gives, and the side of the exam: the title's, else what the report agrees on.

    What was only taken for comparison does not count.
    """
    titled: set[Side] = set()
    told: set[Side] = set()
    sections = reading.sections
    compared = {mention.sentence for mention in reading.context if mention.concept.id == "comparison_only"}
    opening = _opening(reading)
    for cue in [cue for cue in cues if cue.sentence not in compared] or cues:
        kind = "title" if cue.start < opening else sections[reading.section_at(cue.start)].kind
        if kind == "title" and "only" in reading.words[cue.last : cue.last + ONLY_WITHIN]:
            return cue.side, cue.side  # "LEFT arm only (right not to be used)"
        if kind == "title":
            titled.add(cue.side)
        elif kind not in UNSAID_ZONES:
            told.add(cue.side)
    title_side, told_side = (sum_of(sides) for sides in (titled, told))
    return title_side, title_side or told_side


def _opening(reading: Reading) -> int:
    """Return where the short first sentence ends by which an untitled text names its study: "Venous ultrasound, left leg."."""
    first = next(iter(reading.sections), None)
    if first is None or first.kind != "other" or first.title or not reading.sentences:
        return 0
    start, end = reading.sentences[0]
    named = len(reading.words_of_sentence(0)) <= LONGEST_OPENING and side_words().study_name.search(
        reading.text, start, end
    )
    return end if named else 0


def sum_of(sides: set[Side]) -> Side | None:
    if len(sides) == 1:
        return next(iter(sides))
    return "bilateral" if sides else None
