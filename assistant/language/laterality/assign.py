"""The walk through the structures of a text, by which each gets the side of its nearest source."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property

from assistant.analysis import Side
from assistant.language.laterality.blocks import Block, blocks_of, covering, sides_of_cells
from assistant.language.laterality.cues import (
    CLAUSE_ENDS,
    LAST,
    OPPOSITE,
    SIDED,
    START,
    Cue,
    find_cues,
    with_other_side,
)
from assistant.language.laterality.exam import exam_side
from assistant.language.laterality.pairs import without_counts
from assistant.language.laterality.words import side_words
from assistant.language.layout import FIRST_TOKEN, Mention, Reading, end_of_line
from assistant.language.sentences import ITEM_MARK, MARK_IN_LINE
from assistant.language.word_codes import any_of

ITEM = re.compile(rf"[ \t]*(?P<mark>\d{{1,2}}[.)](?=[ \t])|{ITEM_MARK.pattern})", re.MULTILINE)
LONGEST_PREDICATE = 5
SPREAD_GAP = 3
SAYS_BOTH = any_of({"both"})
NUMBERED = re.compile(rf"\s*(?:\d{{1,2}}[.)]|[-*•]|{MARK_IN_LINE})\s")


def find_sides(reading: Reading) -> None:
    """Fill `mention.side` and `mention.side_source` for anatomy, vessels and manoeuvres."""
    written = find_cues(reading)
    titled, exam = exam_side(reading, written)
    cues = with_other_side(reading, written, exam)
    blocks = blocks_of(reading, cues)
    cues = without_counts(reading, cues, blocks, titled)
    if titled is None and cues is not written:
        exam = exam_side(reading, cues)[1]
    _Sides(reading, cues, blocks, exam, titled).assign()


class _Sides:
    """The walk through the mentions, sentence by sentence, with what was said last."""

    def __init__(
        self, reading: Reading, cues: list[Cue], blocks: list[Block], exam: Side | None, titled: Side | None
    ) -> None:
        self.known = side_words()
        self.titled = titled
        self.reading, self.cues, self.blocks, self.exam = reading, cues, blocks, exam
        self.one_sided_body = not any(cue.side != "bilateral" for cue in cues)
        self.carried: Side | None = None
        self.alone: dict[Side | None, list[int]] | None = None  # of the sentence, once it is asked for
        self.section_sides = self._section_sides()
        self.cells = sides_of_cells(reading)
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
        inside: list[Cue] = []
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

    def _side_of_midline(self, number: int, mention: Mention, inside: list[Cue]) -> tuple[Side | None, str | None]:
        """Return the side of an unpaired structure: only its own phrase can give it one ("right side of the neck")."""
        words, begin = self.reading.words, mention.first
        while begin > 0 and words[begin - 1] in self.known.parts:
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
                if not self.known.listing.issuperset(words[end : other.first]):
                    return other.first
                end = max(end, other.last)
        return len(words)

    def _close_sentence(self, inside: list[Cue], before: int, after: int, new_section: bool) -> None:
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

    def _carry(self, cues: Iterable[Cue]) -> None:
        sides = {cue.side for cue in cues}
        if sides:
            self.carried = sides.pop() if len(sides) == 1 else None

    def _side(self, number: int, mention: Mention, inside: list[Cue]) -> tuple[Side | None, str | None]:
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
            block = covering(self.blocks, start)
            if block is not None and mention.concept.label == "VESSEL":
                return (before.side, "sentence") if before is not None else (block.side, "heading")
            return ("bilateral", "plural") if block is None or before is None else (before.side, "sentence")
        if before is not None:
            return before.side, "sentence"
        block = covering(self.blocks, start) if self.blocks else None
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

    def _of_both(self, number: int, mention: Mention, inside: list[Cue]) -> bool:
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

    def _alone_in(self, inside: list[Cue]) -> dict[Side | None, list[int]]:
        """Return the first tokens of the side words of a sentence that have no structure of their own, by side."""
        alone: dict[Side | None, list[int]] = {}
        for cue in inside:
            if self._alone(cue):
                alone.setdefault(cue.side, []).append(cue.first)
        return alone

    def _repeated_below(self, number: int, mention: Mention, before: Cue) -> bool:
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
            m.concept.label in ("ANATOMY", "VESSEL")
            and m.sentence == mention.sentence
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

    def _spread_over(self, number: int, mention: Mention, before: Cue | None, cue: Cue) -> bool:
        """Whether "bilaterally" ends the clause that the structure opens ("renal veins patent bilaterally")."""
        words = self.reading.words
        if words[cue.first] not in self.known.spreading or cue.first - mention.last > LONGEST_PREDICATE:
            return False
        if before is not None and mention.first - before.last <= SPREAD_GAP:
            return False
        between = self.reading.mentions[number + 1 : number + 1 + LONGEST_PREDICATE]
        named = any(m.first < cue.first and m.concept.label in ("ANATOMY", "VESSEL") for m in between)
        return not named and self.known.clause_marks.isdisjoint(words[mention.last : cue.first])

    def _closed_by_both(self, number: int, mention: Mention) -> bool:
        """Whether "both" ends the clause that the structure opens ("renal veins open both")."""
        words, mentions = self.reading.words, self.reading.mentions
        following = words[mention.last : mention.last + LONGEST_PREDICATE]
        if "both" not in following:
            return False
        at = mention.last + following.index("both")
        named = number + 1 < len(mentions) and mentions[number + 1].first < at
        ended = CLAUSE_ENDS.match(self.reading.text, self.reading.ends[at]) is not None
        return ended and not named and self.known.clause_marks.isdisjoint(words[mention.last : at])

    def _alone(self, cue: Cue) -> bool:
        """Whether a number follows the side word, so that it has no structure of its own."""
        words = self.reading.words
        return cue.last < len(words) and words[cue.last][:1].isdigit()

    def _qualified_by(self, number: int, mention: Mention, cue: Cue) -> bool:
        """Whether the side word follows the name and belongs to it ("veins of both legs", "kidney, left")."""
        words, mentions = self.reading.words, self.reading.mentions
        end, following = mention.last, number + 1
        while following < len(mentions) and mentions[following].first < cue.first:
            other = mentions[following]
            if other.concept.label in ("ANATOMY", "VESSEL"):
                if not self.known.listing.issuperset(words[end : other.first]):
                    return False
                end = max(end, other.last)
            following += 1
        gap = words[end : cue.first]
        after = words[cue.last] if cue.last < len(words) else "."
        if not gap:
            spread = cue.side == "bilateral" and cue.last - cue.first > 1  # "both sides", "each side"
            return spread or words[cue.first] in self.known.spreading or after in (":", ".", ",", ";", ")")
        if gap in ([","], ["("]):
            return after in (":", ".", ",", ";", ")")
        if gap[0] in self.known.leading_on and any(
            other.first == cue.last and other.concept.label == "VESSEL" for other in mentions[following : following + 2]
        ):
            return False  # "the iliac vein from the right jugular vein"
        return len(gap) <= 3 and gap[0] in self.known.prepositions and self.known.articles.issuperset(gap[1:])

    def _reaches(self, mention: Mention, cue: Cue, inside: list[Cue]) -> bool:
        """Whether a later side word of the sentence speaks for an earlier structure: it must be the only side there."""
        words = self.reading.words
        if (
            cue.side == "bilateral"
            and words[cue.first] in self.known.each
            and words[cue.first - 1] in self.known.prepositions
        ):
            return self.known.ending_a_reach.isdisjoint(
                words[mention.last : cue.first]
            )  # "CFA, SFA and tibials shown on each side"
        sides = {other.side for other in inside}
        return len(sides) == 1 and self.known.setting_apart.isdisjoint(self.reading.words[mention.last : cue.first])

    def _side_of_cell(self, mention: Mention, before: Cue | None, after: Cue | None) -> Side | None:
        """Return the side of the table's cell or heading that a mention stands in, unless its own words name one."""
        at = bisect_right(self.cells, mention.start, key=lambda cell: cell.start) - 1
        if at < 0 or mention.start >= self.cells[at].end:
            return None
        cell = self.cells[at]
        if (before is not None and before.start >= cell.start) or (after is not None and after.end <= cell.end):
            return None
        return cell.side

    def _beside_complaint(self, before: Cue, mention: Mention) -> bool:
        """Whether a side is that of a complaint before both organs of a pair ("left loin pain: kidneys 10 and 11 cm")."""
        if mention.concept.id not in self.known.paired_organs or not self._is_plural_organ(mention):
            return False
        return not self.known.complaints.isdisjoint(self.reading.words[before.last : mention.first])

    def _is_plural_organ(self, mention: Mention) -> bool:
        concept = mention.concept
        if "one_a_side" in concept.groups:
            return self.exam not in ("left", "right") and self.reading.words[mention.last - 1].endswith("s")
        if concept.label != "ANATOMY" or not self.known.several_a_side.isdisjoint(concept.groups):
            return concept.id == "lung" and self.reading.words[mention.last - 1] == "lungs"
        word = self.reading.words[mention.last - 1]
        return word in self.known.plurals or (
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
