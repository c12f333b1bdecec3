"""The words of a text that give a side, in its order, without those that give none."""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import attrgetter
from typing import NamedTuple

from assistant.analysis import Side
from assistant.language.boxes import is_unticked
from assistant.language.laterality.words import side_words
from assistant.language.layout import FIRST_TOKEN, Mention, Reading
from assistant.language.mentions.side_words import VALUES_OF_BOTH, letters_of_both

SIDED = frozenset({"ANATOMY", "VESSEL", "MANEUVER"})
OPPOSITE: dict[str, Side] = {"left": "right", "right": "left", "bilateral": "bilateral"}
# What stands between the two sides of a comparison ("left greater than right", "R > L").
LONGEST_COMPARISON = 4
# Values whose side follows them: "0.8 mm right, 0.9 mm left".
VALUE_BEFORE = re.compile(r"\d[\d./]*[ \t]?(?:[A-Za-z%/]{1,5})?[ \t]\Z")
VALUE_BETWEEN = re.compile(r"[ \t]?(?:,|;|/|and)[ \t]?\d[\d./]*[ \t]?(?:[A-Za-z%/]{1,5})?[ \t]")
CLAUSE_ENDS = re.compile(r"[ \t]*(?:[.,;)]|\n|\Z)")
LONGEST_VALUE = 20
POSTURE_WITHIN = 5  # words before a side
LEFT_OUT_WITHIN = 4
LAST, START = attrgetter("last"), attrgetter("start")


class Cue(NamedTuple):
    """A word that gives a side: where it stands, in characters and tokens."""

    start: int
    end: int
    first: int
    last: int
    side: Side
    sentence: int


def find_cues(reading: Reading) -> list[Cue]:
    """Return the side words in the order of the text; a comparison ("left greater than right") speaks of both sides."""
    lexicon = side_words()
    cues: list[Cue] = []
    words = reading.words
    for mention in reading.mentions:
        cue = _cue_of(reading, mention)
        if cue is None:
            continue
        between = words[cues[-1].last : cue.first] if cues else []
        if between and len(between) <= LONGEST_COMPARISON and lexicon.comparing.issuperset(between):
            cues[-1] = cues[-1]._replace(end=cue.end, last=cue.last, side="bilateral")
            continue
        if len(between) == 1 and between[0] in lexicon.joining and cues[-1].side != cue.side:
            cues[-1] = cues[-1]._replace(
                end=cue.end, last=cue.last, side="bilateral"
            )  # "R/L MCA", "right and left kidney"
            continue
        if (
            cues
            and cues[-1].side == OPPOSITE.get(cue.side)
            and (
                _joined_heads(words, cues[-1], cue)
                or _follow_values(reading.text, cues[-1], cue)
                or _lead_values(reading.text, cues[-1], cue)
                or letters_of_both(reading.text, cue.start) == (cues[-1].start, cue.start)
            )
        ):
            cues[-1] = cues[-1]._replace(end=cue.end, last=cue.last, side="bilateral")
            continue
        cues.append(cue)
    return cues


def _joined_heads(words: list[str], first: Cue, second: Cue) -> bool:
    """Whether both sides of one name head what follows ("R arm / L arm: brachial artery 4.2/4.0")."""
    between = words[first.last : second.first]
    return (
        len(between) == 2
        and between[1] in side_words().joining
        and words[second.last : second.last + 2] == [between[0], ":"]
    )


def _cue_of(reading: Reading, mention: Mention) -> Cue | None:
    """Return the side word that a mention is, or that opens a name ("left main renal artery"); None where it is none."""
    concept, words = mention.concept, reading.words
    if concept.label != "LATERALITY":
        if not concept.paired or mention.side is None or words[mention.first] != mention.side:
            return None
        end = mention.start + len(mention.side)
        return Cue(mention.start, end, mention.first, mention.first + 1, mention.side, mention.sentence)
    if (
        _posture(words, mention)
        or _left_out(reading, mention)
        or _led_across(reading, mention)
        or is_unticked(reading, mention.start)
    ):
        return None
    return Cue(mention.start, mention.end, mention.first, mention.last, concept.id, mention.sentence)  # type: ignore[arg-type]


def _posture(words: list[str], mention: Mention) -> bool:
    """Whether a side tells only how the patient stood or lay ("weight on the left leg", "left lateral decubitus")."""
    lexicon = side_words()
    if not lexicon.lying.isdisjoint(words[mention.last : mention.last + 2]):
        return True
    before = words[max(0, mention.first - POSTURE_WITHIN) : mention.first]
    if lexicon.posed.isdisjoint(before):
        return False
    posed = next(number for number, word in enumerate(before) if word in lexicon.posed)
    return lexicon.clause_marks.isdisjoint(before[posed:])


def _led_across(reading: Reading, mention: Mention) -> bool:
    """Whether a side is only where collaterals lead ("collaterals to the right at the iliac level")."""
    words = reading.words
    if words[mention.first - 2 : mention.first] != ["to", "the"] or side_words().crossing.isdisjoint(
        words[max(0, mention.first - 6) : mention.first - 2]
    ):
        return False
    at = bisect_left(reading.mentions, mention.last, key=FIRST_TOKEN)
    following = reading.mentions[at] if at < len(reading.mentions) else None
    return following is None or following.first > mention.last or following.concept.label not in SIDED


def _follow_values(text: str, first: Cue, second: Cue) -> bool:
    """Whether two side words end the values of both sides ("ICA 78 right, 84 left; CCA ..."): they lead to nothing after them."""
    if (
        first.side == second.side
        or "bilateral" in (first.side, second.side)
        or CLAUSE_ENDS.match(text, second.end) is None
    ):
        return False
    return VALUE_BEFORE.search(text, max(0, first.start - LONGEST_VALUE), first.start) is not None and (
        VALUE_BETWEEN.fullmatch(text, first.end, second.start) is not None
    )


def _lead_values(text: str, first: Cue, second: Cue) -> bool:
    """Whether two side words open the values of both sides ("cephalic R 2.6 L 1.9; basilic 3.8/4.0"): none leads further."""
    values = VALUES_OF_BOTH.match(text, first.start)
    return values is not None and values.start(2) == second.start


def _left_out(reading: Reading, mention: Mention) -> bool:
    """Whether a side is named in a title only to say that it was left out ("right arm excluded: mastectomy")."""
    lexicon = side_words()
    following = reading.words[mention.last : mention.last + LEFT_OUT_WITHIN]
    if lexicon.left_out.isdisjoint(following):
        return False
    out = next(word for word in following if word in lexicon.left_out)
    if not lexicon.clause_marks.isdisjoint(following[: following.index(out)]):
        return False
    mention.assertion = "not_visualized"
    return True


def with_other_side(reading: Reading, cues: list[Cue], exam: Side | None) -> list[Cue]:
    """Add "contralateral" and "ipsilateral" as side words: seen from the side spoken of before, or the exam's."""
    lexicon = side_words()
    words = reading.words
    seen = reading.places(lexicon.seen_from_a_side)
    if not seen:
        return cues
    result = list(cues)
    one_sided = [cue for cue in cues if cue.side != "bilateral"]
    starts = [cue.start for cue in one_sided]
    for number in seen:
        start = reading.starts[number]
        before = bisect_left(starts, start)
        base = exam if exam in ("left", "right") else one_sided[before - 1].side if before else None
        if base:
            side: Side = OPPOSITE[base] if words[number] in lexicon.other_side else base
            result.append(Cue(start, reading.ends[number], number, number + 1, side, reading.sentence_at(start)))
    result.sort()
    return result
