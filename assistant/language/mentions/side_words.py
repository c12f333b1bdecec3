"""Words that may give a side: "left" is also a verb, "L" a level or a litre, "both" a quantity."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import pairwise

from assistant.analysis import Side
from assistant.language.layout import Mention, Reading, end_of_line
from assistant.language.mentions.words import mention_words
from assistant.language.vocabulary import Vocabulary

STRUCTURES = frozenset({"ANATOMY", "VESSEL"})
TOLD_WITH_SIDE = frozenset({"PROCEDURE", "FINDING", "DEVICE"})  # "L pigtail", "R thora", "PSA R", "effusion L"
MANY_A_SIDE = frozenset({"nerve", "tendon_any", "muscle_any", "node", "ligament_any", "small_joint"})
# The letters of two values, one a side: "MCA R 92 L 88".
VALUES_OF_BOTH = re.compile(
    r"\b([RL])[ \t]?[:=]?[ \t]?\.?\d[\d./]*[ \t]?(?:cm/s|mm|cm)?[ \t]?[,;/]?[ \t]?(?!\1)([RL])[ \t]?[:=]?[ \t]?\.?\d"
)
# "RT" of a reflux study is the time, where seconds or a word for them follow.
REFLUX_TIME = re.compile(
    r"[ \t]*(?:[:=][ \t]*)?(?:[<>]?[ \t]?(?:\d{0,2}\.\d+|0)(?![\d.]*[ \t]?(?:cm|mm|m/s|x|×))|reflux)"
)
# Letters of both sides side by side: "legs, L-R", "breast US R, L"; not of a flow from one side of the heart to the other.
LETTERS_OF_BOTH = re.compile(
    r"(?<![\w/.+-])([RL])(?:[ \t]?[+/&][ \t]?(?!\1)([RL])(?![\w/+-]|[ \t](?:shunt|flow)|[ \t]?[.=:><]?[ \t]?\d+(?:[.]\d+)?(?![\d/-]))"
    r"|(?:,|[ \t]?[-–])[ \t]?(?!\1)([RL])(?=[ \t]*(?:[.;:)(\n]|$|\d{1,2}[/-]\d)|[ \t]+(?i:legs?|arms?|breasts?|sides?|lower|upper|knees?|hips?|shoulders?|eyes?)\b))"
)
LONGEST_LETTERS = 5
SEEN_BEHIND = 20  # characters: what may stand behind the letters of both sides
BILIRUBIN = re.compile(
    r"\.?[ \t]*(?:(?:of|is|was|up|down|to|normal|[:=<>])[ \t]*)*\d{1,3}(?:\.\d+)?(?![\d/-]|\.\d)|[ \t](?:elevated|raised|high|rising|rose|up|fell)\b"
)
ITEM_ENDS = frozenset({".", ";", ",", ":", ")"})
LONGEST_VALUE = 20
LONGEST_PAIR = 120
YEAR_ENDS = re.compile(r"[/ .-](?:19|20)\d\d\s$|/\d\d\s$")  # of a date
MOST_BLANKS = 120  # before a letter: behind more, it is no second value of what stands before them
# The other side in the line, to whose structure a second value belongs.
PARTNER = {
    "R": re.compile(r"(?<![\w'])(?:L|LT|Lt|left|Left|LEFT)(?![\w'])"),
    "L": re.compile(r"(?<![\w'])(?:R|RT|Rt|right|Right|RIGHT)(?![\w'])"),
}
# Words that may stand between "both" or "R" and the structure whose side it gives.
SIDE_REACH = 4
# A line that opens with the letter of a side and its label: "R CEA site: smooth patch".
OPENING_SIDE = re.compile(r"^[ ]*(?P<side>[RL])(?:[ ](?:[a-z]+|[A-Z]+)){0,3}[ ]?:", re.MULTILINE)
SIDE_PUNCTUATION = frozenset([":", "(", ">", "<", "=", "/", ")", "-", "–", "|", ";", ","])


def side_words(reading: Reading, mentions: list[Mention], known: Vocabulary) -> list[Mention]:
    """Drop words that only look like a side, and add the side word that a form such as "RLE" carries in itself."""
    result: list[Mention] = []
    structure: Mention | None = None
    beside = _Beside(reading, mentions)
    for mention in reversed(mentions):
        label = mention.concept.label
        if label == "LATERALITY":
            if _gives_side(reading, mention, structure, beside) and not _reflux_time(reading, mention, beside):
                result.append(mention)
            continue
        if label in STRUCTURES:
            structure = mention
        result.append(mention)
        if mention.side and mention.last - mention.first <= 2:
            side: Side = mention.side
            result.append(mention.also(known.concepts[side]))
    result.reverse()
    return result


def _reflux_time(reading: Reading, mention: Mention, beside: _Beside) -> bool:
    """Whether "RT" is the time of a reflux ("GSV 8 mm, RT 2.4 s"), in a report that speaks of reflux."""
    return (
        reading.words[mention.first] == "rt"
        and REFLUX_TIME.match(reading.text, mention.end) is not None
        and beside.tells_reflux
    )


def _gives_side(reading: Reading, mention: Mention, structure: Mention | None, beside: _Beside) -> bool:
    """Whether a side word gives a side: "left" is also a verb, "L" a level or a litre, "both" a quantity.

    `structure` is the next organ or vessel after the word.
    """
    lexicon = mention_words()
    words, first, last = reading.words, mention.first, mention.last
    word = words[first]
    after = words[last] if last < len(words) else ""
    if "\n" in reading.text[mention.end : reading.starts[last] if last < len(words) else mention.end]:
        after = ""  # the head of a column, and a word of the line below
    if last - first > 1:
        return True
    if word in lexicon.side_letters:
        return (
            _letter_gives_side(reading, mention, after, structure, beside)
            or (after == "." and first in beside.named)  # "US thora L."
            or _letter_beside_procedure(reading, mention, beside)
        )
    before = words[first - 1] if first else ""
    if structure is not None and structure.first == last and word in ("left", "right"):
        return True
    if word == "left":
        if after == "the" and last + 1 in beside.listed_again:
            return not before or before in ITEM_ENDS or reading.follows_break(first)
        return before in lexicon.left_noun_before or (
            after not in lexicon.left_verb_after and before not in lexicon.left_verb_before
        )
    if word == "right":
        return after not in lexicon.right_other_after and before != "all"
    if word == "each" and structure is not None and not MANY_A_SIDE.isdisjoint(structure.concept.groups):
        return False  # "each nerve" counts the nerves of one limb
    if word == "bil":
        return before not in lexicon.of_blood and BILIRUBIN.match(reading.text, mention.end) is None
    if word == "both" and after in lexicon.looked_at_both and first in beside.plurals:
        return True  # "legs both scanned", not "legs both swollen"
    if word in lexicon.counting_sides:
        return (
            structure is not None
            and structure.first - last < SIDE_REACH
            and structure.sentence == mention.sentence
            and lexicon.led_away.isdisjoint(words[last : structure.first])
        )
    return True


def letters_of_both(text: str, start: int) -> tuple[int, int] | None:
    """Return where the two letters begin that name both sides ("L-R", "R, L"), if the one at `start` is one of them."""
    for pair in LETTERS_OF_BOTH.finditer(text, max(0, start - LONGEST_LETTERS), start + SEEN_BEHIND):
        letters = pair.start(1), max(pair.start(2), pair.start(3))
        if start in letters:
            return letters
    return None


def _letter_beside_procedure(reading: Reading, mention: Mention, beside: _Beside) -> bool:
    """Whether a capital R or L stands right before or behind a procedure or finding on its line: "R thora", "PSA R CFA"."""
    text, start, end = reading.text, mention.start, mention.end
    before, after = text[max(0, start - 2) : start], text[end : end + 1]
    if text[start:end] not in PARTNER or after not in (" ", ",", ""):
        return False
    if (
        text[start:end] == "L"
        and before[:1].isdigit()
        and before[1:].isspace()
        and not YEAR_ENDS.search(text, max(0, start - 6), start)
    ):
        return False  # litres
    if before[-1:] not in ("", " ", "(", "\n"):
        return False
    return mention.last in beside.told or (-mention.first in beside.told and "\n" not in before)


def _letter_gives_side(
    reading: Reading, mention: Mention, after: str, structure: Mention | None, beside: _Beside
) -> bool:
    """Whether a capital R, L or BL is a side: beside a structure on its line, before a colon, or alone in its cell."""
    text, start, end = reading.text, mention.start, mention.end
    follows = text[end : end + 1]
    preceding = text[start - 1 : start]
    if text[start:end] == "B" or follows.isdigit() or preceding.isdigit() or preceding in ("'", "’"):
        return False
    line_start = reading.line_starts[bisect_right(reading.line_starts, start) - 1]
    looked_from = max(line_start, start - LONGEST_PAIR - MOST_BLANKS)
    before = text[looked_from:start].rstrip()
    values = VALUES_OF_BOTH.finditer(text, max(line_start, start - LONGEST_VALUE), end + LONGEST_VALUE)
    if any(start in (match.start(1), match.start(2)) for match in values):
        return True
    if before[-1:].isdigit() and start - looked_from - len(before) == 1 and follows not in (":", " ", "\n", ""):
        return False
    if after in mention_words().listed_again and mention.last in beside.listed_again:
        return True
    if letters_of_both(text, start) is not None:
        return True
    if not before and OPENING_SIDE.match(text, line_start) and beside.opens_lines:
        return True
    if structure is not None and structure.first - mention.last < SIDE_REACH and structure.sentence == mention.sentence:
        return "\n" not in text[end : structure.start] and not (before[-1:].isdigit() and after == "of")
    if after.isalpha() and beside.measured_on_both(line_start, after):
        return True
    told = after[:1].isdigit() or after in mention_words().short_findings
    if told and not before[-1:].isdigit() and text[start:end] in PARTNER:
        rest = text[end : end_of_line(text, end, end + LONGEST_PAIR)]
        if PARTNER[text[start:end]].search(before[-LONGEST_PAIR:]) or PARTNER[text[start:end]].search(rest):
            return True  # "R ovary 3.1 x 1.8, L 2.8 x 1.6", "L popliteal filling defect, R clear"
    if after in SIDE_PUNCTUATION or follows in ("\n", "\t", "") or text[end : end + 2] == "  ":
        return not before[-1:].isdigit()
    return False


class _Beside:
    """What a text has beside letters that may be sides: each kind is noted once, when a letter first asks for it."""

    def __init__(self, reading: Reading, mentions: list[Mention]) -> None:
        self.reading, self.mentions = reading, mentions
        self._measures: dict[int, dict[str, list[str]]] = {}

    @cached_property
    def named(self) -> set[int]:
        """The tokens at which names end."""
        return {m.last for m in (*self.reading.context, *self.mentions) if m.concept.label != "LATERALITY"}

    @cached_property
    def plurals(self) -> set[int]:
        """The tokens at which the plural of a paired limb or organ ends that opens its sentence: "legs", "eyes"."""
        words = self.reading.words
        paired = (m for m in self.mentions if m.concept.label == "ANATOMY" and m.concept.paired)
        opening = (m for m in paired if m.first == self.reading.first_of_sentence(m.sentence))
        return {m.last for m in opening if words[m.last - 1].endswith("s") and MANY_A_SIDE.isdisjoint(m.concept.groups)}

    @cached_property
    def told(self) -> set[int]:
        """The tokens at which the name of a procedure or finding begins and, below zero, those at which one ends."""
        told = [m for m in (*self.reading.context, *self.mentions) if m.concept.label in TOLD_WITH_SIDE]
        ended = (*told, *(m for m in self.mentions if m.concept.label == "ANATOMY"))
        return {m.first for m in told} | {-m.last for m in ended}

    @cached_property
    def listed_again(self) -> set[int]:
        """The tokens at which a list is said to be the same on the other side begins."""
        return {m.first for m in self.reading.context if m.concept.id == "listed_again"}

    @cached_property
    def tells_reflux(self) -> bool:
        """Whether the report speaks of reflux."""
        return "reflux" in self.reading.words or any("reflux_word" in m.concept.groups for m in self.mentions)

    @cached_property
    def opens_lines(self) -> bool:
        """Whether lines open with the letters of both sides: "R CEA site: ...", and then "L: ..."."""
        return {line["side"] for line in OPENING_SIDE.finditer(self.reading.text)} >= {"R", "L"}

    def measured_on_both(self, line: int, measure: str) -> bool:
        """Whether a line, told by its first character, heads columns of one measure for each side: "R PSV    L PSV"."""
        following = self._measures.get(line)
        if following is None:
            text, following = self.reading.text, {"r": [], "l": []}
            for first, second in pairwise(text[line : end_of_line(text, line)].lower().split()):
                if first in following:
                    following[first].append(second)
            for words in following.values():
                words.sort()
            self._measures[line] = following
        return all(
            (at := bisect_left(words, measure)) < len(words) and words[at].startswith(measure)
            for words in following.values()
        )
