"""Gives each paired structure its side.

The nearest source wins: the word itself ("RCFV"), its phrase ("right common femoral and popliteal veins", "kidneys
bilaterally"), a table's column, its sentence, the heading or row label above it ("LEFT:"), what the paragraph spoke of
last, and at last the side of the exam as a whole. `side_source` tells which; "title" is the last resort.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from assistant.analysis import Side
from assistant.language.boxes import is_unticked
from assistant.language.layout import Mention, Reading, end_of_line
from assistant.language.mentions import VALUES_OF_BOTH, letters_of_both
from assistant.language.sentences import ITEM_MARK, MARK_IN_LINE
from assistant.language.word_codes import any_of

SIDED = frozenset({"ANATOMY", "VESSEL", "MANEUVER"})
OPPOSITE: dict[str, Side] = {"left": "right", "right": "left", "bilateral": "bilateral"}
UNSAID_ZONES = frozenset({"history", "comparison", "signature"})
# Structures of which one body side has several: their plural does not mean both sides.
SEVERAL_A_SIDE = frozenset(
    [
        "tendon_any", "muscle_any", "nerve", "node", "small_joint", "ligament_any", "bursa", "lung_region", "bone",
        "soft_tissue", "venous_valve", "several_a_side",
    ]
)  # fmt: skip
# What one side has in pairs: "both peroneal veins" may be the pair, "both menisci" those of one knee.
DOUBLED = frozenset({
    "calf_vein", "calf_muscle_vein", "brachial_vein_any", "vein", "vessel", "artery", "deep_veins",
    "meniscus", "collateral_ligament", "cruciate_ligament",
})  # fmt: skip
PAIRED_ORGANS = frozenset({"kidney", "ovary", "testis"})
COMPLAINTS = frozenset({"pain", "pains", "ache", "colic", "tenderness", "swelling", "mass", "lump", "trauma", "injury"})
LIST_WORDS = frozenset([",", "and", "or", "/", "&", "the", "mid", "proximal", "distal", "prox", "dist", "paired"])
# What may stand between a side word and a structure of the midline.
PARTS = frozenset([
    "side", "of", "the", "aspect", "lateral", "medial", "anterior", "posterior", "upper", "lower", "mid",
    "proximal", "distal",
])  # fmt: skip
PREPOSITIONS = frozenset(["on", "of", "in", "at", "within", "from", "along", "to", "for", "throughout"])
LEADING_ON = frozenset(["from", "to"])
CROSSING = frozenset(["collaterals", "collateral", "crossing", "cross", "crossed", "cross-pelvic", "varices", "channels", "drainage"])
ARTICLES = frozenset(["the", "both", "each", "either", "her", "his", "patient's"])
# What stands between the two sides of a comparison ("left greater than right", "R > L").
LONGEST_COMPARISON = 4
COMPARING = frozenset([
    ">", "<", "greater", "larger", "less", "smaller", "worse", "more", "bigger", "slightly", "than", "=",
    "versus", "vs", "much", "somewhat",
])  # fmt: skip
JOINING = frozenset(["/", "&", "and", "+", "plus", "then"])
ITEM = re.compile(rf"[ \t]*(?P<mark>\d{{1,2}}[.)](?=[ \t])|{ITEM_MARK.pattern})", re.MULTILINE)
# Values whose side follows them: "0.8 mm right, 0.9 mm left".
VALUE_BEFORE = re.compile(r"\d[\d./]*[ \t]?(?:[A-Za-z%/]{1,5})?[ \t]\Z")
VALUE_BETWEEN = re.compile(r"[ \t]?(?:,|;|/|and)[ \t]?\d[\d./]*[ \t]?(?:[A-Za-z%/]{1,5})?[ \t]")
CLAUSE_ENDS = re.compile(r"[ \t]*(?:[.,;)]|\n|\Z)")
LONGEST_VALUE = 20
# "bilaterally" at the end of a clause speaks of its subject.
SPREADING = frozenset({"bilaterally", "bilat", "bil"})
CLAUSE_MARKS = frozenset([",", ";", ":", ".", "(", ")", "but", "except", "with", "and"])
LONGEST_PREDICATE = 5
SPREAD_GAP = 3
LYING = frozenset({"decubitus", "recumbent", "recumbency"})
POSED = frozenset({"weight", "weight-bearing", "weightbearing", "bearing", "leaning", "lying", "turned", "rolled"})
POSTURE_WITHIN = 5  # words before a side
LEFT_OUT = frozenset({"excluded", "omitted", "deferred", "amputated"})
LEFT_OUT_WITHIN = 4
# What may stand between "the same vessels" and their side.
TO_ITS_SIDE = frozenset(["on", "of", "in", "the", "were", "are", "was", "also", "scanned", "examined", "imaged", "studied", "assessed", "seen"])
TO_THE_LIST = 2  # words between a side and "same list" ("Left: the same list")
ONLY_WITHIN = 2  # words after the side that a title limits itself to
BREAKS_SEARCH = frozenset(["except", "excluding", "versus", "vs", "than", "compared", "against", "unlike"])
EACH = frozenset({"each", "both", "either"})
CLAUSE_BREAKS = BREAKS_SEARCH | {";", ":", ".", "but", "while", "whereas"}
OTHER_SIDE = frozenset({"contralateral", "contralaterally"})
SAME_SIDE = frozenset({"ipsilateral", "ipsilaterally"})
SEEN_FROM_A_SIDE = any_of(OTHER_SIDE | SAME_SIDE)
# Behind "both": parts of one vein that is double, "both limbs of the duplicated femoral vein".
PARTS_OF_ONE = frozenset({"limbs", "channels", "moieties", "lumens", "lumina", "trunks", "segments", "duplicates", "components", "ends", "walls"})
OF_ONE = 4  # tokens from "of" to the word that says that the vein is double
DOUBLE = frozenset({"duplicated", "duplicate", "bifid", "double", "doubled", "paired"})
SAYS_BOTH = any_of({"both"})
LEAD_IN = re.compile(r"[\s\d.()•*#>|_-]*")
LABEL = re.compile(r"[ \t]*(?:[\w/&(),' -]{0,48}:|(?=\n)|$|[ \t]{2,}|\t|[-–—]+[ \t])")
AFTER_LABEL = re.compile(r"[ \t]*\n")
# A line in capitals that heads a study: "######## 3. VENOUS DUPLEX LEFT ########".
HEADLINE = re.compile(r"^[ \t#*=()\d.-]*[A-Z][A-Z /&,()+.:#*=\d-]{4,70}$", re.MULTILINE)
STUDY_WORDS = ("DUPLEX", "DOPPLER", "ULTRASOUND", "VENOUS", "ARTERIAL", "PRESSURE", "SCAN", "STUDY", "MAPPING", "VENOGRAM", "ABI")
STUDY_WORD = re.compile(rf"\b(?:{'|'.join(STUDY_WORDS).replace('PRESSURE', 'PRESSURES?')})\b")
STUDY_NAME = re.compile(STUDY_WORD.pattern, re.IGNORECASE)
LONGEST_OPENING = 14  # words
NUMBERED = re.compile(rf"\s*(?:\d{{1,2}}[.)]|[-*•]|{MARK_IN_LINE})\s")


FIRST_TOKEN, LAST, START = attrgetter("first"), attrgetter("last"), attrgetter("start")


class _Cue(NamedTuple):
    """A word that gives a side: where it stands, in characters and tokens."""

    start: int
    end: int
    first: int
    last: int
    side: Side
    sentence: int


class _Block(NamedTuple):
    """The stretch of text under a heading or row label that names a side."""

    start: int
    end: int
    side: Side


def find_sides(reading: Reading) -> None:
    """Fill `mention.side` and `mention.side_source` for anatomy, vessels and manoeuvres."""
    written = _cues(reading)
    titled, exam = _exam_side(reading, written)
    cues = _with_other_side(reading, written, exam)
    blocks = _blocks(reading, cues)
    cues = _without_counts(reading, cues, blocks, titled)
    if titled is None and cues is not written:
        exam = _exam_side(reading, cues)[1]
    _Sides(reading, cues, blocks, exam, titled).assign()


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
    written = _cues(reading)
    cues = [cue for cue in _with_other_side(reading, written, _exam_side(reading, written)[1]) if cue.start not in untold]
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


def _side_of_list(words: list[str], cues: list[_Cue], again: Mention) -> _Cue | None:
    """Return the side word of a list that is told again: right before it, or behind it ("the same veins of the left leg")."""
    at = bisect_right(cues, again.first, key=LAST)
    if at and again.first - cues[at - 1].last <= TO_THE_LIST:
        return cues[at - 1]
    following = cues[at] if at < len(cues) else None
    if following is None or following.sentence != again.sentence:
        return None
    return following if TO_ITS_SIDE.issuperset(words[again.last : following.first]) else None


def _cues(reading: Reading) -> list[_Cue]:
    """Return the side words in the order of the text; a comparison ("left greater than right") speaks of both sides."""
    cues: list[_Cue] = []
    words = reading.words
    for mention in reading.mentions:
        cue = _cue_of(reading, mention)
        if cue is None:
            continue
        between = words[cues[-1].last : cue.first] if cues else []
        if between and len(between) <= LONGEST_COMPARISON and COMPARING.issuperset(between):
            cues[-1] = cues[-1]._replace(end=cue.end, last=cue.last, side="bilateral")
            continue
        if len(between) == 1 and between[0] in JOINING and cues[-1].side != cue.side:
            cues[-1] = cues[-1]._replace(
                end=cue.end, last=cue.last, side="bilateral"
            )  # "R/L MCA", "right and left kidney"
            continue
        if cues and cues[-1].side == OPPOSITE.get(cue.side) and (
            _joined_heads(words, cues[-1], cue)
            or _follow_values(reading.text, cues[-1], cue)
            or _lead_values(reading.text, cues[-1], cue)
            or letters_of_both(reading.text, cue.start) == (cues[-1].start, cue.start)
        ):
            cues[-1] = cues[-1]._replace(end=cue.end, last=cue.last, side="bilateral")
            continue
        cues.append(cue)
    return cues


def _joined_heads(words: list[str], first: _Cue, second: _Cue) -> bool:
    """Whether both sides of one name head what follows ("R arm / L arm: brachial artery 4.2/4.0")."""
    between = words[first.last : second.first]
    return len(between) == 2 and between[1] in JOINING and words[second.last : second.last + 2] == [between[0], ":"]


def _cue_of(reading: Reading, mention: Mention) -> _Cue | None:
    """Return the side word that a mention is, or that opens a name ("left main renal artery"); None where it is none."""
    concept, words = mention.concept, reading.words
    if concept.label != "LATERALITY":
        if not concept.paired or mention.side is None or words[mention.first] != mention.side:
            return None
        end = mention.start + len(mention.side)
        return _Cue(mention.start, end, mention.first, mention.first + 1, mention.side, mention.sentence)
    if (
        _posture(words, mention)
        or _left_out(reading, mention)
        or _led_across(reading, mention)
        or is_unticked(reading, mention.start)
    ):
        return None
    return _Cue(mention.start, mention.end, mention.first, mention.last, concept.id, mention.sentence)  # type: ignore[arg-type]


def _posture(words: list[str], mention: Mention) -> bool:
    """Whether a side tells only how the patient stood or lay ("weight on the left leg", "left lateral decubitus")."""
    if not LYING.isdisjoint(words[mention.last : mention.last + 2]):
        return True
    before = words[max(0, mention.first - POSTURE_WITHIN) : mention.first]
    if POSED.isdisjoint(before):
        return False
    posed = next(number for number, word in enumerate(before) if word in POSED)
    return CLAUSE_MARKS.isdisjoint(before[posed:])


def _led_across(reading: Reading, mention: Mention) -> bool:
    """Whether a side is only where collaterals lead ("collaterals to the right at the iliac level")."""
    words = reading.words
    if words[mention.first - 2 : mention.first] != ["to", "the"] or CROSSING.isdisjoint(words[max(0, mention.first - 6) : mention.first - 2]):
        return False
    at = bisect_left(reading.mentions, mention.last, key=FIRST_TOKEN)
    following = reading.mentions[at] if at < len(reading.mentions) else None
    return following is None or following.first > mention.last or following.concept.label not in SIDED


def _follow_values(text: str, first: _Cue, second: _Cue) -> bool:
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


def _lead_values(text: str, first: _Cue, second: _Cue) -> bool:
    """Whether two side words open the values of both sides ("cephalic R 2.6 L 1.9; basilic 3.8/4.0"): none leads further."""
    values = VALUES_OF_BOTH.match(text, first.start)
    return values is not None and values.start(2) == second.start


def _left_out(reading: Reading, mention: Mention) -> bool:
    """Whether a side is named in a title only to say that it was left out ("right arm excluded: mastectomy")."""
    following = reading.words[mention.last : mention.last + LEFT_OUT_WITHIN]
    if LEFT_OUT.isdisjoint(following):
        return False
    out = next(word for word in following if word in LEFT_OUT)
    if not CLAUSE_MARKS.isdisjoint(following[: following.index(out)]):
        return False
    mention.assertion = "not_visualized"
    return True


def _exam_side(reading: Reading, cues: list[_Cue]) -> tuple[Side | None, Side | None]:
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
    title_side, told_side = (_sum_of(sides) for sides in (titled, told))
    return title_side, title_side or told_side


def _opening(reading: Reading) -> int:
    """Return where the short first sentence ends by which an untitled text names its study: "Venous ultrasound, left leg."."""
    first = next(iter(reading.sections), None)
    if first is None or first.kind != "other" or first.title or not reading.sentences:
        return 0
    start, end = reading.sentences[0]
    named = len(reading.words_of_sentence(0)) <= LONGEST_OPENING and STUDY_NAME.search(reading.text, start, end)
    return end if named else 0


def _sum_of(sides: set[Side]) -> Side | None:
    if len(sides) == 1:
        return next(iter(sides))
    return "bilateral" if sides else None


def _with_other_side(reading: Reading, cues: list[_Cue], exam: Side | None) -> list[_Cue]:
    """Add "contralateral" and "ipsilateral" as side words: seen from the side spoken of before, or the exam's."""
    words = reading.words
    seen = reading.places(SEEN_FROM_A_SIDE)
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
            side: Side = OPPOSITE[base] if words[number] in OTHER_SIDE else base
            result.append(_Cue(start, reading.ends[number], number, number + 1, side, reading.sentence_at(start)))
    result.sort()
    return result


def _blocks(reading: Reading, cues: list[_Cue]) -> list[_Block]:
    """Return the stretches under "RIGHT:", "LEFT LEG" or "R CFV:" at the beginning of a line."""
    text, sections = reading.text, reading.sections
    opened: list[tuple[int, int, Side | None, bool]] = []
    for number, cue in enumerate(cues):
        line = text.rfind("\n", 0, cue.start) + 1
        lead_in = LEAD_IN.match(text, line)
        if lead_in is None or lead_in.end() < cue.start:
            continue
        label = LABEL.match(text, cue.end)
        if label is None:
            continue
        following = cues[number + 1] if number + 1 < len(cues) else None
        if following is not None and following.start <= label.end():
            continue
        alone = AFTER_LABEL.match(text, label.end()) is not None
        opened.append((line, label.end(), cue.side, alone))
    headlines = [*_headlines(text, cues, {line for line, *_ in opened})]
    headed = {line for line, *_ in headlines}
    opened += headlines
    opened.sort(key=lambda head: head[0])
    blocks: list[_Block] = []
    for number, (line, label_end, side, alone) in enumerate(opened):
        line_end = text.find("\n", label_end)
        end = sections[reading.section_at(label_end if line_end < 0 else line_end)].end
        if line in headed:
            end = len(text)  # the indication of each of several studies stands below its headline
        if number + 1 < len(opened):
            end = min(end, opened[number + 1][0])
        if not alone:
            paragraph = text.find("\n\n", label_end, end + 1)
            end = paragraph if paragraph >= 0 else end
        if side is not None:
            blocks.append(_Block(line, end, side))
    return blocks


def _headlines(text: str, cues: list[_Cue], taken: set[int]) -> Iterator[tuple[int, int, Side | None, bool]]:
    """Yield the capital lines that head one of several studies ("3. VENOUS DUPLEX LEFT"), with the one side they name."""
    if sum(map(text.count, STUDY_WORDS)) < 2:
        return
    lines = [match for match in HEADLINE.finditer(text) if STUDY_WORD.search(match[0]) and match.start() not in taken]
    if len(lines) < 2:
        return
    starts = [cue.start for cue in cues]
    for match in lines:
        inside = cues[bisect_left(starts, match.start()) : bisect_left(starts, match.end())]
        sides = {cue.side for cue in inside}
        side = sides.pop() if len(sides) == 1 else None
        yield match.start(), match.end(), None if side == "bilateral" else side, True


def _without_counts(reading: Reading, cues: list[_Cue], blocks: list[_Block], titled: Side | None) -> list[_Cue]:
    """Drop "both" where it counts a pair of one side ("LEFT: both peroneal veins"), also from the mentions."""
    counting: list[_Cue] = []
    named = False
    for cue in cues:
        if cue.side != "bilateral" or reading.words[cue.first] != "both":
            continue
        at = bisect_left(reading.mentions, cue.end, key=lambda mention: mention.start)
        structure = reading.mentions[at] if at < len(reading.mentions) else None
        of_one = reading.words[cue.last : cue.last + 2]
        if (
            len(of_one) == 2
            and of_one[0] in PARTS_OF_ONE
            and of_one[1] == "of"
            and not DOUBLE.isdisjoint(reading.words[cue.last + 2 : cue.last + 2 + OF_ONE])
        ):
            counting.append(cue)
            named = True
        elif structure is not None and not DOUBLED.isdisjoint(structure.concept.groups):
            counting.append(cue)
            named |= structure.concept.field is not None  # "in both veins" speaks of the two that were named
    if not counting:
        return cues
    counting_cues = frozenset(counting)
    others = [cue for cue in cues if cue not in counting_cues] if named else cues
    exam = titled or _exam_side(reading, others)[1]
    counted = {
        cue.start
        for cue in counting
        if (block.side if (block := _covering(blocks, cue.start)) else exam) in ("left", "right")
    }
    reading.mentions[:] = [m for m in reading.mentions if m.start not in counted or m.concept.label != "LATERALITY"]
    return [cue for cue in cues if cue.start not in counted]


def _sides_of_cells(reading: Reading) -> list[_Block]:
    """Return the places of the cells and headings of tables with their sides, in the order of the text.

    The name of a row or column is of the sides of which its cells are: an empty cell says nothing of its side.
    """
    sides: dict[tuple[int, int], set[Side]] = {}
    unsided: set[tuple[int, int]] = set()
    for table in reading.tables:
        for cell in table.cells:
            side = cell.side
            if side is None:
                unsided.update(heading[:2] for heading in cell.columns)
                continue
            sides.setdefault(cell[:2], set()).add(side)
            for heading in (*cell.rows, *cell.columns):
                sides.setdefault(heading[:2], set()).add(side)
    if not sides:
        return []
    told = ((place, _sum_of(some)) for place, some in sorted(sides.items()) if place not in unsided)
    return [_Block(*place, side) for place, side in told if side]


def _covering(blocks: list[_Block], offset: int) -> _Block | None:
    at = bisect_right(blocks, offset, key=lambda block: block.start) - 1
    return blocks[at] if at >= 0 and offset < blocks[at].end else None


class _Sides:
    """The walk through the mentions, sentence by sentence, with what was said last."""

    def __init__(
        self, reading: Reading, cues: list[_Cue], blocks: list[_Block], exam: Side | None, titled: Side | None
    ) -> None:
        self.titled = titled
        self.reading, self.cues, self.blocks, self.exam = reading, cues, blocks, exam
        self.one_sided_body = not any(cue.side != "bilateral" for cue in cues)
        self.carried: Side | None = None
        self.alone: dict[Side | None, list[int]] | None = None  # of the sentence, once it is asked for
        self.section_sides = self._section_sides()
        self.cells = _sides_of_cells(reading)
        self.says_both = bool(reading.places(SAYS_BOTH))

    def _section_sides(self) -> dict[int, set[Side]]:
        sides: dict[int, set[Side]] = {}
        for cue in self.cues:
            sides.setdefault(self.reading.section_at(cue.start), set()).add(cue.side)
        return sides

    @cached_property
    def items(self) -> dict[str, Side]:
        """The one side that each item of a list within a line names ("#1 venous duplex, #2 right thigh")."""
        sides: dict[str, Side] = {}
        text, starts = self.reading.text, [cue.start for cue in self.cues]
        marks = list(ITEM_MARK.finditer(text))
        borders = [*(mark.start() for mark in marks), len(text)]
        for mark, following in zip(marks, borders[1:], strict=True):
            end = min(following, end_of_line(text, mark.end()))
            told = {cue.side for cue in self.cues[bisect_left(starts, mark.start()) : bisect_left(starts, end)]}
            if len(told) == 1:
                sides.setdefault(mark[0], told.pop())
        return sides

    def assign(self) -> None:
        """Give every paired structure its side."""
        mentions, cues = self.reading.mentions, self.cues
        at = 0
        sentence = section = -1
        inside: list[_Cue] = []
        for number, mention in enumerate(mentions):
            if mention.sentence != sentence:
                self._close_sentence(inside, sentence, mention.sentence, mention.section != section)
                sentence, section = mention.sentence, mention.section
                while at < len(cues) and cues[at].sentence < sentence:
                    self._carry([cues[at]])
                    at += 1
                begin = at
                while at < len(cues) and cues[at].sentence == sentence:
                    at += 1
                inside, self.alone = cues[begin:at], None
            concept = mention.concept
            if concept.label not in SIDED:
                continue
            if mention.side is not None:
                own = bisect_left(inside, mention.first + 1, key=LAST) if concept.paired else len(inside)
                if own < len(inside) and inside[own].side == "bilateral" and inside[own].last == mention.first + 1:
                    mention.side = "bilateral"  # "right and left main renal arteries", the name of which holds its side
                continue
            if concept.paired:
                mention.side, mention.side_source = self._side(number, mention, inside)
            elif inside and concept.field != "heart":
                mention.side, mention.side_source = self._side_of_midline(number, mention, inside)

    def _side_of_midline(self, number: int, mention: Mention, inside: list[_Cue]) -> tuple[Side | None, str | None]:
        """Return the side of an unpaired structure: only its own phrase can give it one ("right side of the neck")."""
        words, begin = self.reading.words, mention.first
        while begin > 0 and words[begin - 1] in PARTS:
            begin -= 1
        before = bisect_left(inside, begin, key=LAST)
        if before < len(inside) and inside[before].last <= mention.first:
            return inside[before].side, "phrase"
        after = bisect_left(inside, mention.last, before, key=FIRST_TOKEN)
        reach = self._end_of_list(number, mention) if after < len(inside) else 0
        while after < len(inside) and inside[after].first <= reach:
            if self._qualified_by(number, mention, inside[after]):
                return inside[after].side, "phrase"
            after += 1
        return None, None

    def _end_of_list(self, number: int, mention: Mention) -> int:
        """Return the token of the first structure behind a mention that is not of one list with it, or of the text's end."""
        words, mentions, end = self.reading.words, self.reading.mentions, mention.last
        for following in range(number + 1, len(mentions)):
            other = mentions[following]
            if other.concept.label in ("ANATOMY", "VESSEL"):
                if not LIST_WORDS.issuperset(words[end : other.first]):
                    return other.first
                end = max(end, other.last)
        return len(words)

    def _close_sentence(self, inside: list[_Cue], before: int, after: int, new_section: bool) -> None:
        """Carry the sentence's side on, unless a paragraph, list item or section begins."""
        if new_section or before < 0:
            self.carried = None
            return
        self._carry(inside)
        if self.carried is None:
            return
        text, sentences = self.reading.text, self.reading.sentences
        for start, end in sentences[before:after]:
            if "\n\n" in text[start:end] or text[start:end].count("\n") > 1:
                self.carried = None
        if NUMBERED.match(text, sentences[after][0]):
            self.carried = None

    def _carry(self, cues: Iterable[_Cue]) -> None:
        sides = {cue.side for cue in cues}
        if sides:
            self.carried = sides.pop() if len(sides) == 1 else None

    def _side(self, number: int, mention: Mention, inside: list[_Cue]) -> tuple[Side | None, str | None]:
        start = mention.start
        at = bisect_left(inside, start, key=START)
        before = inside[at - 1] if at else None
        after = inside[at] if at < len(inside) else None
        if len(inside) > 1 and self._of_both(number, mention, inside):
            return "bilateral", "sentence"
        if after is not None and self._spread_over(number, mention, before, after):
            return "bilateral", "phrase"
        if self.says_both and self._closed_by_both(number, mention):
            return "bilateral", "phrase"
        if after is not None and self._qualified_by(number, mention, after):
            return after.side, "phrase"
        if self.cells and (column := self._side_of_cell(mention, before, after)):
            return column, "row"
        if before is not None and mention.first - before.last <= 3 and not self._beside_complaint(before, mention):
            if self._repeated_below(number, mention, before):
                return "bilateral", "sentence"
            return before.side, "phrase"
        if self._is_plural_organ(mention) and not (before is not None and before.side == "bilateral"):
            block = _covering(self.blocks, start)
            if block is not None and mention.concept.label == "VESSEL":
                return (before.side, "sentence") if before is not None else (block.side, "heading")
            return ("bilateral", "plural") if block is None or before is None else (before.side, "sentence")
        if before is not None:
            return before.side, "sentence"
        block = _covering(self.blocks, start) if self.blocks else None
        if block is not None:
            return block.side, "heading"
        if after is not None and self._reaches(mention, after, inside):
            return after.side, "sentence"
        exam = self.exam
        if self.carried is not None and (
            self.carried == exam or self.titled not in ("left", "right") or mention.zone == "procedure"
        ):
            return self.carried, "paragraph"
        item = self._side_of_item(start)
        return (item, "paragraph") if item else self._side_of_whole(mention)

    def _of_both(self, number: int, mention: Mention, inside: list[_Cue]) -> bool:
        """Whether values of both sides follow ("MCA R 92 L 88", "the right ICA was 96 and the left 188").

        The side words in question name no structure of their own: a number or the end of the clause follows them.
        """
        alone = self.alone = self._alone_in(inside) if self.alone is None else self.alone
        if not alone:
            return False
        mentions = self.reading.mentions
        later = [
            m
            for m in mentions[number + 1 : number + 9]
            if m.concept.label in ("ANATOMY", "VESSEL") and m.sentence == mention.sentence
        ]
        following = later[0].first if later else 1 << 30
        left, right = alone.get("left", []), alone.get("right", [])
        at, other = bisect_left(left, mention.last), bisect_left(right, mention.last)
        if at < len(left) and other < len(right) and max(left[at], right[other]) < following:
            return True
        before = bisect_right(inside, mention.first, key=LAST)
        if not before:
            return False
        last = max([mention.last, *(m.last for m in later)])
        others = alone.get(OPPOSITE.get(inside[before - 1].side))
        return others is not None and others[-1] >= last

    def _alone_in(self, inside: list[_Cue]) -> dict[Side | None, list[int]]:
        """Return the first tokens of the side words of a sentence that have no structure of their own, by side."""
        alone: dict[Side | None, list[int]] = {}
        for cue in inside:
            if self._alone(cue):
                alone.setdefault(cue.side, []).append(cue.first)
        return alone

    def _repeated_below(self, number: int, mention: Mention, before: _Cue) -> bool:
        """Whether the next sentence gives the other side's values of the last structure of this one.

        "Right renal artery 98 cm/s at the ostium. Left 104, 90, 70." A further measure of the same vessel may stand between.
        """
        if before.side == "bilateral":
            return False
        at = bisect_left(self.cues, mention.end, key=lambda cue: cue.start)
        if at == len(self.cues):
            return False
        cue = self.cues[at]
        if cue.sentence != mention.sentence + 1 or cue.side != OPPOSITE[before.side] or not self._alone(cue):
            return False
        begins = self.reading.first_of_sentence(cue.sentence) == cue.first
        return begins and not any(
            m.concept.label in ("ANATOMY", "VESSEL") and m.sentence == mention.sentence
            and not m.concept.id.startswith(mention.concept.id)
            for m in self.reading.mentions[number + 1 : number + 2]
        )

    def _side_of_item(self, offset: int) -> Side | None:
        """Return the one side that a numbered item ("2) Duplex RIGHT leg. ...") speaks of up to the offset in it.

        An item that names none has the side of the list in which it was announced.
        """
        start = self.reading.text.rfind("\n", 0, offset) + 1
        item = ITEM.match(self.reading.text, start)
        if item is None:
            return None
        begin = bisect_left(self.cues, start, key=START)
        sides = {cue.side for cue in self.cues[begin : bisect_left(self.cues, offset, begin, key=START)]}
        return sides.pop() if len(sides) == 1 else None if sides else self.items.get(item["mark"])

    def _spread_over(self, number: int, mention: Mention, before: _Cue | None, cue: _Cue) -> bool:
        """Whether "bilaterally" ends the clause that the structure opens ("renal veins patent bilaterally")."""
        words = self.reading.words
        if words[cue.first] not in SPREADING or cue.first - mention.last > LONGEST_PREDICATE:
            return False
        if before is not None and mention.first - before.last <= SPREAD_GAP:
            return False
        between = self.reading.mentions[number + 1 : number + 1 + LONGEST_PREDICATE]
        named = any(m.first < cue.first and m.concept.label in ("ANATOMY", "VESSEL") for m in between)
        return not named and CLAUSE_MARKS.isdisjoint(words[mention.last : cue.first])

    def _closed_by_both(self, number: int, mention: Mention) -> bool:
        """Whether "both" ends the clause that the structure opens ("renal veins open both")."""
        words, mentions = self.reading.words, self.reading.mentions
        following = words[mention.last : mention.last + LONGEST_PREDICATE]
        if "both" not in following:
            return False
        at = mention.last + following.index("both")
        named = number + 1 < len(mentions) and mentions[number + 1].first < at
        ended = CLAUSE_ENDS.match(self.reading.text, self.reading.ends[at]) is not None
        return ended and not named and CLAUSE_MARKS.isdisjoint(words[mention.last : at])

    def _alone(self, cue: _Cue) -> bool:
        """Whether a number follows the side word, so that it has no structure of its own."""
        words = self.reading.words
        return cue.last < len(words) and words[cue.last][:1].isdigit()

    def _qualified_by(self, number: int, mention: Mention, cue: _Cue) -> bool:
        """Whether the side word follows the name and belongs to it ("veins of both legs", "kidney, left")."""
        words, mentions = self.reading.words, self.reading.mentions
        end, following = mention.last, number + 1
        while following < len(mentions) and mentions[following].first < cue.first:
            other = mentions[following]
            if other.concept.label in ("ANATOMY", "VESSEL"):
                if not LIST_WORDS.issuperset(words[end : other.first]):
                    return False
                end = max(end, other.last)
            following += 1
        gap = words[end : cue.first]
        after = words[cue.last] if cue.last < len(words) else "."
        if not gap:
            spread = cue.side == "bilateral" and cue.last - cue.first > 1  # "both sides", "each side"
            return spread or words[cue.first] in SPREADING or after in (":", ".", ",", ";", ")")
        if gap in ([","], ["("]):
            return after in (":", ".", ",", ";", ")")
        if gap[0] in LEADING_ON and any(
            other.first == cue.last and other.concept.label == "VESSEL" for other in mentions[following : following + 2]
        ):
            return False  # "the iliac vein from the right jugular vein"
        return len(gap) <= 3 and gap[0] in PREPOSITIONS and ARTICLES.issuperset(gap[1:])

    def _reaches(self, mention: Mention, cue: _Cue, inside: list[_Cue]) -> bool:
        """Whether a later side word of the sentence speaks for an earlier structure: it must be the only side there."""
        words = self.reading.words
        if cue.side == "bilateral" and words[cue.first] in EACH and words[cue.first - 1] in PREPOSITIONS:
            return CLAUSE_BREAKS.isdisjoint(words[mention.last : cue.first])  # "CFA, SFA and tibials shown on each side"
        sides = {other.side for other in inside}
        return len(sides) == 1 and BREAKS_SEARCH.isdisjoint(self.reading.words[mention.last : cue.first])

    def _side_of_cell(self, mention: Mention, before: _Cue | None, after: _Cue | None) -> Side | None:
        """Return the side of the table's cell or heading that a mention stands in, unless its own words name one."""
        at = bisect_right(self.cells, mention.start, key=lambda cell: cell.start) - 1
        if at < 0 or mention.start >= self.cells[at].end:
            return None
        cell = self.cells[at]
        if (before is not None and before.start >= cell.start) or (after is not None and after.end <= cell.end):
            return None
        return cell.side

    def _beside_complaint(self, before: _Cue, mention: Mention) -> bool:
        """Whether a side is that of a complaint before both organs of a pair ("left loin pain: kidneys 10 and 11 cm")."""
        if mention.concept.id not in PAIRED_ORGANS or not self._is_plural_organ(mention):
            return False
        return not COMPLAINTS.isdisjoint(self.reading.words[before.last : mention.first])

    def _is_plural_organ(self, mention: Mention) -> bool:
        concept = mention.concept
        if "one_a_side" in concept.groups:
            return self.exam not in ("left", "right") and self.reading.words[mention.last - 1].endswith("s")
        if concept.label != "ANATOMY" or not SEVERAL_A_SIDE.isdisjoint(concept.groups):
            return concept.id == "lung" and self.reading.words[mention.last - 1] == "lungs"
        word = self.reading.words[mention.last - 1]
        return word in PLURALS or (
            word.endswith("s") and len(word) > 3 and not word.endswith(("is", "us", "ss", "ps", "lens"))
        )

    def _side_of_whole(self, mention: Mention) -> tuple[Side | None, str | None]:
        """Return the side that the section, or the exam as a whole, gives."""
        exam = self.exam
        sides = self.section_sides.get(mention.section)
        if sides and len(sides) == 1 and self.titled is None and "bilateral" not in sides:
            return next(iter(sides)), "section"
        if exam in ("left", "right"):
            return exam, "title"
        if exam == "bilateral":
            plural = self.reading.words[mention.last - 1].endswith("s")
            if plural or self.one_sided_body or mention.zone in ("title", "technique", "indication", "impression"):
                return "bilateral", "title"
        return None, None


PLURALS = frozenset({
    "feet", "calves", "testes", "axillae", "adnexa", "adnexae", "epididymides", "hemithoraces",
})  # fmt: skip
