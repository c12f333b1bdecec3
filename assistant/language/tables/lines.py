"""Cuts the lines of a text into pieces at tabs, bars, leaders of dots and runs of blanks, and knows what stands in them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from assistant.analysis import Side
from assistant.language.boxes import BOX
from assistant.language.layout import Heading, Reading
from assistant.language.tables.words import table_words

# Each way of writing a gap begins with its own sign, so that a search leaps from sign to sign.
_DOTS = (r"\.(?<!\.\.)\.{2,}+", r"…(?<!……)…*+", r" (?<!\. )\.(?:[ ]\.){2,}+")
_LED = r"(?:[ ]|(?=\w|$))"
GAP = re.compile(
    rf" [ ]*[|\t][ ]*| [ ]*(?:{'|'.join(_DOTS)}){_LED}|\|[ ]*|\t[ ]*"
    + "".join(rf"|{dots}{_LED}" for dots in _DOTS)
    + r"|  [ ]*"
)
LEADERS = re.compile(rf"{GAP.pattern}|\.\.++")  # in lines in which a longer leader stands: "DIAM..PSV....DEPTH"
GAP_SIGNS = (
    "|",
    "\t",
    "...",
    "…",
    " . .",
)  # of a gap that is more than blanks: in no line of prose, which is most lines
BLANKS = "  "
APART = re.compile(r"\S+(?: \S+)*")  # what runs of blanks part
RULER = re.compile(r"[\s|+:=_-]*")
WORD = re.compile(r"[A-Za-z%][\w%/²]*|[+]/-")
IN_RULER = re.compile(r"[^\s|+:=_.'`,-]+")  # what stands in a ruler
BLANK = re.compile(r"[\s_*.…–—-]*|\[[ _]{0,3}\]|\([ _]{0,3}\)")
STROKES = re.compile(r"[-–—]{1,3}")  # a blank, where no legend says what it means
ORDER = re.compile(
    r"(?<![\w/;])(?P<first>R|L|Rt|Lt|RT|LT|[Rr]ight|[Ll]eft|RIGHT|LEFT)[ ]?(?P<sep>[;/])[ ]?(?P<second>R|L|Rt|Lt|RT|LT|[Rr]ight|[Ll]eft|RIGHT|LEFT)"
    r"(?=[ ]?[):\]]?[ ]*(?:$|[ ]{2})|[ ]?\))",
    re.MULTILINE,
)
NUMBERED = re.compile(r"\b(twin|fetus|baby|node|nodule|cyst|lesion|stone) (?:[A-D]|\d)\b", re.IGNORECASE)
PLACES = frozenset({"VESSEL", "ANATOMY"})
NAMING = PLACES | {"FINDING"}  # what names a row where no line of headings says that it is one


class Piece(NamedTuple):
    """A part of a line between gaps: characters of the text, end exclusive; `field` counts the bars and tabs before it."""

    start: int
    end: int
    field: int


class Line(NamedTuple):
    start: int
    end: int
    pieces: tuple[Piece, ...]
    ruled: bool


def read_lines(text: str) -> list[Line]:
    found: list[Line] = []
    start = 0
    signs = [sign for sign in GAP_SIGNS if sign in text]
    for raw in text.split("\n"):
        end = start + len(raw)
        for sign in signs:
            if sign in raw:
                found.append(_parted(raw, start))
                break
        else:
            if BLANKS in raw:
                pieces = tuple([Piece(*part.span(), 0) for part in APART.finditer(text, start, end)])
            elif part := raw.strip():
                opens = start if raw.startswith(part) else start + raw.index(part)
                pieces = (Piece(opens, opens + len(part), 0),)
            else:
                pieces = ()
            found.append(Line(start, end, pieces, False))
        start = end + 1
    return found


def _parted(raw: str, start: int) -> Line:
    """Return a line of the text that begins at the character `start`, cut at its gaps."""
    pieces: list[Piece] = []
    at, field = 0, 0
    for gap in (LEADERS if "...." in raw else GAP).finditer(raw):
        begin, end = gap.span()
        if begin > at and (part := raw[at:begin].strip()):
            opens = start + raw.index(part, at)
            pieces.append(Piece(opens, opens + len(part), field))
        at = end
        if "|" in gap[0] or "\t" in gap[0]:
            field += 1
    if part := raw[at:].strip():
        opens = start + raw.index(part, at)
        pieces.append(Piece(opens, opens + len(part), field))
    return Line(start, start + len(raw), tuple(pieces), field > 0)


def trimmed(raw: str, start: int, end: int, offset: int, field: int) -> Piece:
    part = raw[start:end]
    left = len(part) - len(part.lstrip())
    return Piece(offset + start + left, offset + start + len(part.rstrip()), field)


def filled(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what a piece holds that is not blank: of boxes with words, the words of those that are ticked."""
    boxes = list(BOX.finditer(text, start, end))
    if not boxes:
        if not BLANK.fullmatch(text, start, end) or STROKES.fullmatch(text, start, end):
            yield start, end
        return
    worded = any(
        text[box.end() : following].strip()
        for box, following in zip(boxes, [*(b.start() for b in boxes[1:]), end], strict=True)
    )
    if text[start : boxes[0].start()].strip() and not text[boxes[-1].end() : end].strip():
        begin = start  # "yes [x] no [ ]": the box follows its word
        for box in boxes:
            if not box["empty"]:
                yield (
                    begin + len(text[begin : box.start()]) - len(text[begin : box.start()].lstrip()),
                    begin + len(text[begin : box.start()].rstrip()),
                )
            begin = box.end()
        return
    for box, stop in zip(boxes, [*(b.start() for b in boxes[1:]), end], strict=True):
        if box["empty"]:
            continue
        if worded and (word := text[box.end() : stop]).strip():
            yield box.end() + len(word) - len(word.lstrip()), box.end() + len(word.rstrip())
        else:
            yield box.start(), box.end()


class Sheet:
    """The lines of a text, with the structures and sides that its pieces name."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.text = reading, reading.text
        self.words = table_words()
        self.lines = [self._without_rulers(line) for line in read_lines(reading.text)]
        naming = [(m.start, m.concept.label) for m in reading.mentions if m.concept.label in NAMING]
        self.places = [start for start, label in naming if label in PLACES]
        self.named = [start for start, _ in naming]
        #: Where lines say in which order the values of both sides stand: "(R ; L)", "right / left".
        self.orders = [match for match in ORDER.finditer(self.text) if match["first"].lower()[0] != match["second"].lower()[0]]
        self._sides: dict[tuple[int, int], tuple[Side, int, int] | None] = {}  # a heading is judged in several ways

    def _without_rulers(self, line: Line) -> Line:
        """Return a line that is a ruler with sides in it as those: "---------- R ------- L ---"."""
        if "---" not in self.text[line.start : line.end]:
            return line
        words = [Piece(m.start(), m.end(), 0) for m in IN_RULER.finditer(self.text, line.start, line.end)]
        if len(words) > 1 and all(self.text[p.start : p.end].lower() in self.words.sides for p in words):
            return line._replace(pieces=tuple(words), ruled=False)
        return line

    def side_of(self, word: str) -> Side | None:
        """Return the side that a word says; a small "r" or "l" says one only to a writer whose capitals say nothing."""
        return self.words.sides.get(word.lower()) if len(word) > 1 or word.isupper() or self.reading.one_case else None

    def side(self, start: int, end: int) -> tuple[Side, int, int] | None:
        """Return the one side that the words of a heading say, with its place."""
        if (start, end) not in self._sides:
            self._sides[start, end] = self._side(start, end)
        return self._sides[start, end]

    def _side(self, start: int, end: int) -> tuple[Side, int, int] | None:
        found = [(side, m) for m in WORD.finditer(self.text, start, end) if (side := self.side_of(m[0]))]
        if not found:
            return None
        sides = {side for side, _ in found}
        return (sides.pop() if len(sides) == 1 else "bilateral"), found[0][1].start(), found[0][1].end()

    def heading(self, start: int, end: int) -> Heading:
        side = None if NUMBERED.search(self.text, start, end) else self.side(start, end)  # "TWIN A (right)" lies there
        return Heading(start, end, side[0] if side else None)

    def has_place(self, piece: Piece) -> bool:
        return any_within(self.places, piece.start, piece.end)

    def after_ruler(self, at: int) -> int:
        while (
            at < len(self.lines)
            and self.lines[at].end > self.lines[at].start
            and (
                RULER.fullmatch(self.text, self.lines[at].start, self.lines[at].end)
                and self.text[self.lines[at].start : self.lines[at].end].strip()
            )
        ):
            at += 1
        if at < len(self.lines) - 1 and not self.lines[at].pieces and len(self.lines[at + 1].pieces) > 1:
            return at + 1  # one empty line below the headings
        return at

    def sample(self, at: int) -> list[Line]:
        rows = []
        for line in self.lines[at : at + 6]:
            if not line.pieces:
                break
            if len(line.pieces) > 1:
                rows.append(line)
        return rows

    def same_name(self, one: Piece, other: Piece) -> bool:
        """Whether two pieces begin with the same name."""
        names = [WORD.search(self.text, piece.start, piece.end) for piece in (one, other)]
        return None not in names and len({name[0].lower() for name in names if name}) == 1

    def is_named(self, piece: Piece) -> bool:
        """Whether a piece holds what names a row where no line of headings says that it is one."""
        return any_within(self.named, piece.start, piece.end)


def any_within(starts: list[int], begin: int, end: int) -> bool:
    """Whether one of `starts`, which are in order, lies between two characters (end exclusive)."""
    at = bisect_left(starts, begin)
    return at < len(starts) and starts[at] < end
