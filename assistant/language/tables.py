"""Reads the tables of worksheets, once: rows, columns and cells with the headings that they stand under.

Everything that later steps want to know of a table (which side a column is of, what a letter in it means) they take
from here. A line is cut into pieces at tabs, bars, leaders of dots and runs of blanks. A line of headings opens a table:
the pieces of the lines below stand under the heading that they are aligned with, or whose field they share where bars or
tabs rule the lines. Without such a line, rows of a structure's name and what was found at it are a table of one column.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple

from assistant.analysis import Side
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.boxes import BOX
from assistant.language.layout import Cell, Heading, Reading, Table, end_of_line

WORDS = Path(__file__).parents[1] / "knowledge" / "worksheets.yaml"
GAP = re.compile(
    r"[ ]*(?:[|]|\t)[ ]*|[ ]*(?:(?<!\.)\.{3,}+|(?<!…)…++|(?<!\.)(?:[ ]\.){3,}+)(?:[ ]|(?=\w|$))|[ ]{2,}"
)
GAP_SIGNS = ("  ", "|", "\t", "...", "…", " . .")  # in no line of prose, which is most lines
CROSS = re.compile(rf"[xX*]{{1,2}}|{BOX.pattern}|[_-]+")
RULER = re.compile(r"[\s|+:=_-]*")
WORD = re.compile(r"[A-Za-z%][\w%/²]*|[+]/-")
BLANK = re.compile(r"[\s_*.…–—-]*|\[[ _]{0,3}\]|\([ _]{0,3}\)")
VALUE = re.compile(r"\d")
VALUE_BEHIND = re.compile(r"[ ]([<>]?\.?\d[\d./]*(?![\d.]*[ ]?(?:cm|st|nd|rd|th)\b))")
PARENTHESIS = re.compile(r"\([^()]*\)")
LAST_WORD = re.compile(r"[ ]([A-Za-z]+)$")
PART_END = re.compile(r"[,;/][ ]|[ ]{2,}(?=\S)")
PART = re.compile(r"[ ]*(?P<name>[A-Za-z]+(?:[ /][a-z]+)?)[ ]?(?P<leader>\.{3,})?[:=]?[ ]?(?<![A-Za-z])(?P<value>\S.{0,40}?)[ ]*")
FIELD = re.compile(r"(?:(?P<name>[A-Za-z]+(?:[ /][A-Za-z]+)?)[:=?]?[ ]{0,3})?(?:_+(?P<value>[^\s_]+(?:[ ][^\s_]+){0,3})_+|_{3,})(?P<unit>[ ]?(?:mm|cm|msec|ms|sec|s|cm/s|%|mL/min)\b)?")
SIDE_MARK = re.compile(r"(?<![^\s,;/:(])\(?(?P<side>[A-Za-z]{1,5})\)?(?:[ ]?[:=]|(?=[ ]|\d))[ ]*")
MARK = re.compile(r"\S+")
LONGEST_MARK = 4
NO_HEAD = frozenset(":;=_")
NAME = re.compile(r"[\w/.-]+")
SENTENCE = re.compile(r"[a-z]{2}[.;] +[A-Z]|[a-z]{3}[.]$")
NUMBERED = re.compile(r"\b(twin|fetus|baby|node|nodule|cyst|lesion|stone) (?:[A-D]|\d)\b", re.IGNORECASE)
PLACES = frozenset({"VESSEL", "ANATOMY"})
NAMING = PLACES | {"FINDING"}  # what names a row where no line of headings says that it is one
FETUS = re.compile(r"twins?|fetus(?:es)?|bab(?:y|ies)", re.IGNORECASE)
LETTER = re.compile(r"(?:(?:twin|fetus|baby) )?[A-D1-4]", re.IGNORECASE)
LONGEST_HEAD = 40
LONGEST_GROUP = 60
LONGEST_LABEL = 44
LONGEST_NAME = 20  # of a row whose values follow behind one blank
LONGEST_CELL = 90  # of rows without a line of headings; longer ones are prose
MOST_COLUMNS = 40  # a wall of words in a line is no table
FEWEST_ROWS = 2  # without a line of headings
LEVEL = 2  # what begins under a heading may be so much off
HEADED_FROM = 6  # a value may begin this much to the left of its heading
LEGEND_MARK = r"(?:[A-Za-z]{1,5}(?:[/-][A-Za-z]{1,3})?|\d|[+\-*0]{1,3}|[+]/-)"
LEGEND = re.compile(rf"(?<![^\s,;:(|])(?P<mark>{LEGEND_MARK})[ ]{{0,3}}[=][ ]{{0,3}}(?P<meaning>[A-Za-z])")
LEGEND_SIGN = re.compile(r"(?:(?<=[ ]{2})|(?<=[,;|:] )|^|(?<=[a-z] ))(?P<mark>[+]/-|[+0oO-])[ ]{1,2}(?P<meaning>[A-Za-z])", re.MULTILINE)
# "C compressible / P partial": a mark in capitals and a meaning that begins with its letter, several in a line.
LEGEND_INITIAL = re.compile(
    r"(?<![^\s,;:(|/])(?=[A-Za-z])(?P<mark>(?P<letter>[A-Z])[A-Z]{0,2})[ ]{1,2}(?:[-–:][ ])?(?P<meaning>(?P=letter)[A-Za-z]+)", re.IGNORECASE
)
LEGEND_HEAD = re.compile(r"[ \t(]*(?:[+-] |(?:legend|key)\b)", re.IGNORECASE)
STATEMENTS_END = re.compile(r"[;|\n(]|[ ]{2,}|\.(?=\s|$)")
MEANING_END = re.compile(r"[,;|\n(]|[ ]{2,}|\.(?=\s|$)")


class WorksheetWords(Strict):
    """The file: words of sides, and the words of which headings are made."""

    source: str
    sides: dict[Side, list[str]]
    corners: list[str]
    heads: list[str]
    limbs: list[str]
    answers: list[str]
    options: list[str]
    naming: list[str]
    siding: list[str]


class _Words(NamedTuple):
    sides: dict[str, Side]
    corners: frozenset[str]
    heads: frozenset[str]
    answers: frozenset[str]
    options: frozenset[str]
    naming: frozenset[str]
    siding: frozenset[str]


class _Piece(NamedTuple):
    """A part of a line between gaps: characters of the text, end exclusive; `field` counts the bars and tabs before it."""

    start: int
    end: int
    field: int


class _Line(NamedTuple):
    start: int
    end: int
    pieces: tuple[_Piece, ...]
    ruled: bool


_Part = tuple[Heading, tuple[Heading, ...], int, int]  # label, headings, begin and end of a value


class _Column(NamedTuple):
    """A column: where its heading stands in its line, where its values begin, which field, and its headings.

    The outermost heading comes first; `begin` is at most `left`. `named`: its values are the "name" or "side" of rows.
    """

    left: int
    right: int
    field: int
    headings: tuple[Heading, ...]
    begin: int
    named: str = ""


@lru_cache
def _words() -> _Words:
    file = read_yaml(WORDS, WorksheetWords)
    sides = {word.lower(): side for side, words in file.sides.items() for word in words}
    heads = frozenset(part for head in (*file.heads, *file.limbs) for part in head.lower().split())
    return _Words(
        sides, frozenset(file.corners), heads | frozenset(file.corners) | frozenset(file.siding), frozenset(file.answers),
        frozenset(file.options), frozenset(file.naming), frozenset(file.siding),
    )  # fmt: skip


def find_tables(reading: Reading) -> None:
    """Fill `reading.tables` in the order of the text."""
    text = reading.text
    if "\n" not in text:
        return
    reading.tables = [table for table in _Tables(reading).read() if table.cells]
    _add_legends(reading)
    for table in reading.tables:  # a stroke is a blank where neither a legend nor a plus gives it a meaning
        if "-" not in table.legend and not any(text[cell.start : cell.end].startswith("+") for cell in table.cells):
            table.cells = [cell for cell in table.cells if text[cell.start : cell.end] != "-"]


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    start = 0
    for raw in text.split("\n"):
        pieces: list[_Piece] = []
        at, field = 0, 0
        ruled = False
        for gap in GAP.finditer(raw) if any(sign in raw for sign in GAP_SIGNS) else ():
            if gap.start() > at and raw[at : gap.start()].strip():
                pieces.append(_trimmed(raw, at, gap.start(), start, field))
            at = gap.end()
            if "|" in gap[0] or "\t" in gap[0]:
                field += 1
                ruled = True
        if raw[at:].strip():
            pieces.append(_trimmed(raw, at, len(raw), start, field))
        lines.append(_Line(start, start + len(raw), tuple(pieces), ruled))
        start += len(raw) + 1
    return lines


def _trimmed(raw: str, start: int, end: int, offset: int, field: int) -> _Piece:
    part = raw[start:end]
    left = len(part) - len(part.lstrip())
    return _Piece(offset + start + left, offset + start + len(part.rstrip()), field)


class _Tables:
    """The walk through the lines of a text."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.text = reading, reading.text
        self.lines = _lines(reading.text)
        self.words = _words()
        self.places = [m.start for m in reading.mentions if m.concept.label in PLACES]
        self.named = [m.start for m in reading.mentions if m.concept.label in NAMING]

    def read(self) -> Iterator[Table]:
        at = 0
        while at < len(self.lines):
            if (head := self._columns(at)) is not None:
                after, columns, corner = head
                end, cells = self._rows(after, columns, corner, at)
                if cells:
                    yield Table(self.lines[at].start, self.lines[end - 1].end, cells)
                    at = end
                    continue
            end, cells = self._side_by_side(at)
            if not cells:
                end, cells = self._headless(at)
            # values with names of their own are a table of another kind than those without
            for _, run in groupby(cells, key=lambda cell: bool(cell.columns)):
                kept = list(run)
                begin = self.text.rfind("\n", 0, kept[0].start) + 1
                yield Table(begin, end_of_line(self.text, kept[-1].end), kept)
            at = max(end, at + 1)

    # headings

    def _side_of(self, word: str) -> Side | None:
        """Return the side that a word says; a small "r" or "l" says one only to a writer whose capitals say nothing."""
        return self.words.sides.get(word.lower()) if len(word) > 1 or word.isupper() or self.reading.one_case else None

    def _side(self, start: int, end: int) -> tuple[Side, int, int] | None:
        """Return the one side that the words of a heading say, with its place."""
        found = [(side, m) for m in WORD.finditer(self.text, start, end) if (side := self._side_of(m[0]))]
        if not found:
            return None
        sides = {side for side, _ in found}
        return (sides.pop() if len(sides) == 1 else "bilateral"), found[0][1].start(), found[0][1].end()

    def _heading(self, start: int, end: int) -> Heading:
        side = None if NUMBERED.search(self.text, start, end) else self._side(start, end)  # "TWIN A (right)" lies there
        return Heading(start, end, side[0] if side else None)

    def _is_head(self, piece: _Piece) -> bool:
        part = self.text[piece.start : piece.end]
        if len(part) > LONGEST_HEAD or BOX.search(part):
            return False
        bare = NUMBERED.sub(r"\1", PARENTHESIS.sub(" ", part))
        if bare.lower().strip() in self.words.answers:
            return True
        if VALUE.search(re.sub(r"(?<=[a-z])2\b", "", bare)) or not NO_HEAD.isdisjoint(part) or part.endswith("."):
            return False
        words = WORD.findall(bare)
        return bool(words) and all(self._side_of(word) or word.lower() in self.words.heads or self._known(word) for word in words)

    def _known(self, word: str) -> bool:
        return len(word) > 1 and all(part in self.words.heads for part in word.lower().split("/"))

    def _has_place(self, piece: _Piece) -> bool:
        return _any_within(self.places, piece)

    def _is_head_line(self, line: _Line, *, below_sides: bool = False) -> bool:
        """Whether a line holds headings; those below sides repeat themselves ("PSV  EDV  PSV  EDV")."""
        if not 2 <= len(line.pieces) <= MOST_COLUMNS:
            return False
        if FETUS.fullmatch(self.text, *line.pieces[0][:2]):
            return all(LETTER.fullmatch(self.text, piece.start, piece.end) for piece in line.pieces[1:])
        known = sum(self._is_head(piece) for piece in line.pieces)
        if any(map(self._is_value, line.pieces[1:])):
            return False
        if known < len(line.pieces) and self._are_twins(line):
            return True
        if known < 2 or known * 2 < len(line.pieces):
            return False
        first, *others = line.pieces
        if any(self._side(piece.start, piece.end) for piece in others):
            return True
        sided = self._is_head(first) and self._side(first.start, first.end)  # "RIGHT LEG  Comp  Aug"
        named = self._has_place(first) and not self._names_labels(first) and not sided
        named |= "..." in self.text[line.start : line.end]  # "CFV  compressible ..... yes"
        return below_sides or (not named and len({self.text[piece.start : piece.end] for piece in others}) == len(others))

    def _heads_numbers(self, at: int) -> bool:
        """Whether a structure's name and headings stand over a row of numbers ("GSV   Diameter (mm)   Depth (mm)")."""
        pieces = self.lines[at].pieces
        if len(pieces) < 3 or not all(map(self._is_head, pieces[1:])) or at + 1 == len(self.lines):
            return False
        below = self.lines[at + 1].pieces[1:]
        return len(below) > 1 and all(map(self._is_value, below))

    def _heads_crosses(self, at: int) -> bool:
        """Whether a line heads columns that are values, in which only crosses stand ("Full  Partial  None")."""
        pieces = self.lines[at].pieces
        options = [piece for piece in pieces if self.text[piece.start : piece.end].lower() in self.words.options or self._is_head(piece)]
        if len(options) < 2 or len(options) < len(pieces) - 1:
            return False
        rows = self._sample(self._after_ruler(at + 1))
        return len(rows) > 1 and all(CROSS.fullmatch(self.text, piece.start, piece.end) for row in rows for piece in row.pieces[1:])

    def _are_twins(self, line: _Line) -> bool:
        """Whether two pieces say the same of either side ("R mmHg / DBI / PPG   L mmHg / DBI / PPG")."""
        sides: dict[str, set[Side]] = {}
        for piece in line.pieces:
            part = self.text[piece.start : piece.end]
            first = WORD.match(part)
            side = self._side_of(first[0]) if first and len(part) <= LONGEST_HEAD else None
            if first and side and not VALUE.search(part) and not BOX.search(part) and ":" not in part:
                sides.setdefault(part[first.end() :], set()).add(side)
        return any({"left", "right"} <= told for told in sides.values())

    def _is_value(self, piece: _Piece) -> bool:
        return self.text[piece.start].isdigit() or bool(BOX.match(self.text, piece.start, piece.end))

    def _columns(self, at: int) -> tuple[int, list[_Column], Heading | None] | None:
        """Return the columns that a line of headings opens, the number of the line after it, and what its corner says."""
        line = self.lines[at]
        if len(line.pieces) < 2:
            return None
        line = self.lines[at] = self._parted(line, at + 1)
        if not self._is_head_line(line) and not self._heads_numbers(at) and not self._heads_crosses(at):
            return None if not self._heads_of_sided_rows(at) else self._turned(at)
        after = self._after_ruler(at + 1)
        grouped = after + 1 < len(self.lines) and self._is_group(self.lines[after])  # "RIGHT" between headings and rows
        if after + grouped >= len(self.lines) or len(self.lines[after + grouped].pieces) < 2:
            return None
        lower = self.lines[after] = self._parted(self.lines[after], after + 1)
        sided = [p for p in line.pieces if self._side(p.start, p.end)]
        if len(sided) >= 2 and self._is_head_line(lower, below_sides=True) and len(lower.pieces) > len(sided) and not self._is_row(lower):
            return self._two_levels(line, sided, after)
        pieces = list(line.pieces)
        corner: Heading | None = None
        rows = self._sample(after)
        if len(sided) == len(pieces) > 1 and self._is_side_by_side(line, rows):
            return None
        if self._is_corner(line, pieces[0], rows):
            corner = self._corner(pieces.pop(0))
        if not pieces:
            return None
        return after, self._sided_columns(line, pieces), corner

    def _parted(self, line: _Line, below: int) -> _Line:
        """Return a line of headings cut at single blanks too ("comp noncomp  phas aug"), where the rows below have as many values."""
        if not all(" " not in self.text[p.start : p.end] or self._is_head(p) for p in line.pieces):
            return line
        parts = [
            _Piece(word.start(), word.end(), piece.field)
            for piece in line.pieces
            for word in MARK.finditer(self.text, piece.start, piece.end)
        ]
        whole = {*line.pieces}
        if len(parts) == len(line.pieces) or not all(
            self._is_head(part) and self.text[part.end - 1] != "," and (part in whole or not self._side(part.start, part.end)) for part in parts
        ):
            return line
        rows = self._sample(self._after_ruler(below))
        full = sum(len(row.pieces) - len(parts) in (0, 1) for row in rows)
        return line._replace(pieces=tuple(parts)) if full * 3 >= len(rows) > 0 else line

    def _is_row(self, line: _Line) -> bool:
        return self._has_place(line.pieces[0]) and not all(map(self._is_head, line.pieces))

    def _after_ruler(self, at: int) -> int:
        while at < len(self.lines) and self.lines[at].end > self.lines[at].start and (
            RULER.fullmatch(self.text, self.lines[at].start, self.lines[at].end)
            and self.text[self.lines[at].start : self.lines[at].end].strip()
        ):
            at += 1
        if at < len(self.lines) - 1 and not self.lines[at].pieces and len(self.lines[at + 1].pieces) > 1:
            return at + 1  # one empty line below the headings
        return at

    def _sample(self, at: int) -> list[_Line]:
        rows = []
        for line in self.lines[at : at + 6]:
            if not line.pieces:
                break
            if len(line.pieces) > 1:
                rows.append(line)
        return rows

    def _is_corner(self, line: _Line, piece: _Piece, rows: Sequence[_Line]) -> bool:
        """Whether the first heading stands over the labels of the rows."""
        if not rows or len(line.pieces) < 2 or self._named_later(line, rows):
            return False
        if line.ruled and any(row.ruled for row in rows):
            fields = sum(row.pieces[0].field == piece.field < row.pieces[1].field for row in rows)
            return fields * 2 > len(rows) and self._label_first(rows)
        left, right = piece.start - line.start, piece.end - line.start
        labels = [(row.pieces[0].start - row.start, row.pieces[0].end - row.start) for row in rows]
        over = sum(start < right and end > left for start, end in labels)
        return over * 2 > len(rows) and self._label_first(rows)

    def _named_later(self, line: _Line, rows: Sequence[_Line]) -> bool:
        """Whether a later column holds the names of the rows ("R PSV  Segment  L PSV")."""
        names = [p for p in line.pieces[1:] if self.text[p.start : p.end].lower().strip(" :/") in self.words.naming]
        return bool(names) and not any(self._has_place(row.pieces[0]) for row in rows)

    def _label_first(self, rows: Sequence[_Line]) -> bool:
        """Whether the rows begin with their label, and do not hold it in the middle ("C  CFV  NC")."""
        middle = sum(not self._has_place(row.pieces[0]) and any(map(self._has_place, row.pieces[1:-1])) for row in rows)
        return middle * 2 <= len(rows)

    def _corner(self, piece: _Piece) -> Heading | None:
        return None if self._names_labels(piece) else self._heading(piece.start, piece.end)

    def _names_labels(self, piece: _Piece) -> bool:
        """Whether a heading only names the column of labels ("Vessel")."""
        return PARENTHESIS.sub("", self.text[piece.start : piece.end]).lower().strip(" :/") in self.words.corners

    def _sided_columns(self, line: _Line, pieces: Sequence[_Piece]) -> list[_Column]:
        """Return the columns of one line; a head without a side between "R mmHg" and "L mmHg" belongs to the one before."""
        columns: list[_Column] = []
        outer: Heading | None = None
        for piece in pieces:
            if columns and PARENTHESIS.fullmatch(self.text, piece.start, piece.end):  # the unit of the heading before
                *headings, last = columns[-1].headings
                columns[-1] = columns[-1]._replace(headings=(*headings, last._replace(end=piece.end)))
                continue
            heading = self._heading(piece.start, piece.end)
            side = self._side(piece.start, piece.end)
            if side:
                alone = side[2] - side[1] == piece.end - piece.start
                outer = None if alone else Heading(side[1], side[2], side[0])
                levels: tuple[Heading, ...] = (heading,)
            else:
                levels = (outer, heading) if outer else (heading,)
            name = self.text[piece.start : piece.end].lower().strip(" :/")
            named = "name" if name in self.words.naming else "side" if name in self.words.siding else ""
            columns.append(_Column(piece.start - line.start, piece.end - line.start, piece.field, levels, piece.start - line.start, named))
        return columns

    def _two_levels(self, upper: _Line, sided: list[_Piece], at: int) -> tuple[int, list[_Column], Heading | None]:
        lower = self.lines[at]
        pieces = list(lower.pieces)
        names = [PARENTHESIS.sub("", self.text[p.start : p.end].lower()).strip() for p in pieces]
        corner: Heading | None = None
        groups = len(sided)
        rows = self._sample(self._after_ruler(at + 1))
        if names[0] in self.words.corners or (len(pieces) % groups and self._is_corner(lower, pieces[0], rows)):
            corner = self._corner(pieces.pop(0))
            names.pop(0)
        elif upper.pieces[0] is not sided[0] and self._is_corner(upper, upper.pieces[0], rows):
            corner = self._corner(upper.pieces[0])
        outer = [self._heading(p.start, p.end) for p in sided]
        columns = []
        size, rest = divmod(len(pieces), groups)
        even = not rest and all(names[i * size : (i + 1) * size] == names[:size] for i in range(groups))
        centres = [(p.start + p.end) / 2 - upper.start for p in sided]
        lefts = [p.start - lower.start for p in pieces]
        begins = [p.start - upper.start for p in sided]
        level = all(min(abs(left - begin) for left in lefts) <= LEVEL for begin in begins)
        for number, piece in enumerate(pieces):
            place = (piece.start + piece.end) / 2 - lower.start
            if even:
                over = number // size
            elif upper.ruled and lower.ruled and len({p.field for p in sided}) == groups:
                over = max(0, sum(p.field <= piece.field for p in sided) - 1)
            elif level:
                over = max(0, sum(begin <= lefts[number] + LEVEL for begin in begins) - 1)
            else:
                over = min(range(groups), key=lambda group: abs(centres[group] - place))
            headings = (outer[over], self._heading(piece.start, piece.end))
            columns.append(_Column(piece.start - lower.start, piece.end - lower.start, piece.field, headings, piece.start - lower.start))
        return self._after_ruler(at + 1), columns, corner

    def _heads_of_sided_rows(self, at: int) -> bool:
        """Whether a line heads columns of structures over rows of sides ("CCA  ICA  ECA" over "R PSV  90  110  80")."""
        line = self.lines[at]
        names = [p for p in line.pieces if _any_within(self.named, p) and p.end - p.start <= LONGEST_HEAD and not self._side(p.start, p.end)]
        if not 3 <= len(line.pieces) <= MOST_COLUMNS or len(names) < 3 or len(names) * 2 < len(line.pieces) or VALUE.search(self.text, names[0].end, line.end):
            return False
        firsts = [row.pieces[0] for row in self._sample(self._after_ruler(at + 1))[:2]]
        return bool(firsts) and all(
            self._side(p.start, p.end) or LETTER.fullmatch(self.text, p.start, p.end) or self._is_head(p) for p in firsts
        )

    def _turned(self, at: int) -> tuple[int, list[_Column], Heading | None]:
        line = self.lines[at]
        pieces = list(line.pieces)
        corner = None
        after = self._after_ruler(at + 1)
        if not _any_within(self.named, pieces[0]):
            corner = self._corner(pieces.pop(0))
        return after, self._sided_columns(line, pieces), corner

    # rows

    def _is_group(self, line: _Line) -> bool:
        """Whether a line of one piece heads the rows below it: a side, or a short name."""
        if len(line.pieces) != 1:
            return False
        piece = line.pieces[0]
        part = self.text[piece.start : piece.end]
        if piece.end - piece.start > LONGEST_HEAD or part.endswith((".", ",", ";")) or VALUE.search(part) or part[0] in "-*•" or BOX.search(part):
            return False
        if not NO_HEAD.isdisjoint(part.rstrip(":")):
            return False
        return bool(self._side(piece.start, piece.end)) or part.endswith(":") or len(part.split()) <= 3

    def _rows(self, at: int, columns: list[_Column], corner: Heading | None, head: int) -> tuple[int, list[Cell]]:
        """Return the number of the line after the rows, and their cells."""
        cells: list[Cell] = []
        groups: list[Heading] = [corner] if corner else []
        fixed = 1 if corner and corner.side is None else 0
        ruled = self.lines[head].ruled
        outer: Heading | None = None
        labels: list[Heading] = []
        middle = self._middle(at, columns)
        if not ruled and middle is None:
            columns = self._with_begins(at, columns)
        rows_ruled = False
        while at < len(self.lines):
            line = self.lines[at]
            if not line.pieces:
                if self._after_ruler(at) > at and self.text[line.start : line.end].strip():
                    at += 1
                    continue
                if (goes_on := self._goes_on(at + 1, columns)) is None:
                    break
                groups = [*groups[:fixed], *goes_on]
                at += 1 + len(goes_on)
                continue
            if _legend_pairs(self.text, line.start, line.end) > 1:
                break
            if (row := self._unaligned(line, columns)) is not None:
                cells += self._cells(line, columns, (*groups, row[0]), row[1])
                at += 1
                continue
            if len(line.pieces) == 1 and not (ruled and line.ruled and self._has_place(line.pieces[0])):
                following = self.lines[at + 1] if at + 1 < len(self.lines) else None
                if not (self._is_group(line) and following is not None and len(following.pieces) > 1):
                    break
                heading = self._heading(line.pieces[0].start, line.pieces[0].end)
                groups = [*groups[:fixed], heading] if heading.side else [*(g for g in groups if g.side or (fixed and g is corner)), heading]
                outer = None
                at += 1
                continue
            full = len(line.pieces) == len(columns) + 1 and self._has_place(line.pieces[0])  # "POP compress  R  no"
            if at > head + 1 and not full and self._is_head_line(line) and self._columns(at) is not None:
                break
            if (rows_ruled and not line.ruled) or len(line.pieces) > MOST_COLUMNS or (line.pieces[0].end - line.pieces[0].start > LONGEST_LABEL and not middle):
                break
            rows_ruled = line.ruled
            before = labels
            labels, values = self._split(line, columns, middle)
            if not labels:  # a row without a name goes on with the one above
                cells += self._cells(line, columns, (*groups, *before), values)
                labels = before
                at += 1
                continue
            if middle is None and len(labels) > 1:
                outer = labels[0]
            elif outer is not None and labels[0].start - line.start > 1 and (outer.side or not self._has_place(line.pieces[0])):
                labels = [outer, *labels]
            else:
                outer = None
            cells += self._cells(line, columns, (*groups, *labels), values)
            at += 1
        return at, cells

    def _unaligned(self, line: _Line, columns: Sequence[_Column]) -> tuple[Heading, list[_Piece]] | None:
        """Return the label and the marks, one a column, of a row that ends before the columns begin ("CFV  c c")."""
        if line.ruled or line.pieces[-1].end - line.start > columns[0].left or not self._has_place(line.pieces[0]):
            return None
        marks = list(MARK.finditer(self.text, line.start, line.end))
        label, values = marks[: -len(columns)], marks[-len(columns) :]
        if not label or any(len(mark[0]) > LONGEST_MARK for mark in values):
            return None
        return self._heading(label[0].start(), label[-1].end()), [_Piece(m.start(), m.end(), number) for number, m in enumerate(values)]

    def _with_begins(self, at: int, columns: Sequence[_Column]) -> list[_Column]:
        """Return the columns with the places at which the values of full rows begin."""
        full = [row for row in self._sample(at) if len(row.pieces) == len(columns) + 1]
        begins = [min((row.pieces[number].start - row.start for row in full), default=1 << 30) for number in range(1, len(columns) + 1)]
        return [column._replace(begin=min(column.left, begin)) for column, begin in zip(columns, begins, strict=True)]

    def _middle(self, at: int, columns: Sequence[_Column]) -> int | None:
        """Return which piece of the rows is their label, where it stands between the values of both sides."""
        rows = [row for row in self._sample(at) if len(row.pieces) > 2]
        if not rows or self._label_first(rows):
            return None
        return 1

    def _split(self, line: _Line, columns: Sequence[_Column], middle: int | None) -> tuple[list[Heading], list[_Piece]]:
        """Return the labels of a row and its other pieces."""
        pieces = list(line.pieces)
        if middle is not None:
            label = next((p for p in pieces if self._has_place(p)), pieces[min(middle, len(pieces) - 1)])
            return [self._heading(label.start, label.end)], [p for p in pieces if p is not label]
        first = columns[0]
        if len(columns) > 1 and first.named != "name" and any(column.named == "name" for column in columns) and first.left <= pieces[0].start - line.start + LEVEL and not self._has_place(pieces[0]):
            return [], pieces
        ruled = line.ruled and any(column.field for column in columns)
        if not ruled and first.begin > 0 and pieces[0].start - line.start >= first.begin:
            return [], pieces
        labels: list[_Piece] = []
        if ruled:
            while pieces and (pieces[0].field < first.field or not labels):
                labels.append(pieces.pop(0))
        else:
            label = pieces.pop(0)
            if len(pieces) == len(columns) - 1 and (value := self._value_in(label, line.start + first.begin)):
                pieces.insert(0, label._replace(start=value))
                label = _trimmed(self.text, label.start, value, 0, label.field)
            labels.append(label)
            while len(pieces) > 1 and pieces[0].end - line.start < first.begin - 1 and len(pieces) > len(columns):
                labels.append(pieces.pop(0))
        return [self._heading(p.start, p.end) for p in labels], pieces

    def _value_in(self, label: _Piece, column: int) -> int | None:
        """Return where a value begins that one blank parts from the name of its row ("Popliteal 0.3 s    0.4 s").

        It begins where the first column does (a character), or else with the first number behind a structure's name.
        """
        if label.start < column - 1 and column < label.end and self.text[column - 1] == " " and self.text[column].isalnum():
            return column
        at = bisect_left(self.places, label.start)
        if at == len(self.places) or self.places[at] >= label.end:
            return None
        found = VALUE_BEHIND.search(self.text, self.places[at], label.end)
        return found.start(1) if found else None

    def _goes_on(self, at: int, columns: Sequence[_Column]) -> list[Heading] | None:
        """Return the group row, if any, below an empty line under which the columns go on; None where they do not."""
        groups: list[Heading] = []
        if at < len(self.lines) and len(self.lines[at].pieces) == 1:
            piece = self.lines[at].pieces[0]
            if piece.end - piece.start > LONGEST_GROUP or self.text[piece.end - 1] == ".":
                return None
            groups.append(self._heading(piece.start, piece.end))
        rows = [row for row in self._sample(at + len(groups)) if not row.ruled]
        lefts = [column.left for column in columns]
        level = [
            row
            for row in rows
            if all(min(abs(p.start - row.start - left) for left in lefts) <= LEVEL for p in row.pieces[1 : len(columns) + 1])
            and not self._is_head_line(row)
        ]
        full = any(len(row.pieces) == len(columns) + 1 for row in level)
        return groups if full and len(columns) > 1 and FEWEST_ROWS <= len(level) == len(rows) else None

    def _cells(self, line: _Line, columns: Sequence[_Column], rows: tuple[Heading, ...], pieces: Sequence[_Piece]) -> Iterator[Cell]:
        placed: list[tuple[int, int, int]] = []
        for piece, number in zip(pieces, self._places(line, columns, pieces), strict=True):
            if placed and placed[-1][2] == number and not BLANK.fullmatch(self.text, piece.start, piece.end) and not BOX.search(self.text, placed[-1][0], piece.end):
                placed[-1] = (placed[-1][0], piece.end, number)
            else:
                placed.append((piece.start, piece.end, number))
        named = [columns[number].named if number >= 0 else "" for _, _, number in placed]
        for (start, end, _), naming in zip(placed, named, strict=True):
            if (naming == "side" and self._side(start, end)) or (naming == "name" and self._has_place(_Piece(start, end, 0))):
                rows = (*rows, self._heading(start, end))
        for (start, end, number), naming in zip(placed, named, strict=True):
            if naming:
                continue
            for begin, stop in self._filled(start, end):
                yield Cell(begin, stop, rows, columns[number].headings if number >= 0 else ())

    def _places(self, line: _Line, columns: Sequence[_Column], pieces: Sequence[_Piece]) -> list[int]:
        """Return the number of the column of each piece."""
        if line.ruled and len({column.field for column in columns}) > 1:
            found = []
            for piece in pieces:
                same = [number for number, column in enumerate(columns) if column.field == piece.field]
                if len(same) > 1:
                    near = [abs(columns[number].left - (piece.start - line.start)) for number in same]
                    same = [same[near.index(min(near))]]
                found.append(same[0] if same else -1)
            return found
        if len(pieces) == len(columns):
            return list(range(len(columns)))
        if len(pieces) > len(columns):
            return [self._zone(columns, piece.start - line.start) for piece in pieces]
        return self._aligned(line, columns, pieces)

    def _zone(self, columns: Sequence[_Column], place: int) -> int:
        """Return the column whose zone begins at or before a place; a value may begin a little before its heading."""
        found = 0
        for number, (before, column) in enumerate(pairwise(columns), 1):
            if place >= min(column.begin, column.left - min(HEADED_FROM, (column.left - before.left) // 3)):
                found = number
        return found

    def _aligned(self, line: _Line, columns: Sequence[_Column], pieces: Sequence[_Piece]) -> list[int]:
        """Return the columns, in their order, to which the pieces are nearest by begin, middle or end."""
        best: list[tuple[float, list[int]]] = [(0.0, []), *((float("inf"), list[int]()) for _ in pieces)]
        for number, column in enumerate(columns):
            for count in range(min(len(pieces), number + 1), 0, -1):
                piece = pieces[count - 1]
                start, end = piece.start - line.start, piece.end - line.start
                off = min(abs(start - column.left), abs(start - column.begin), abs(end - column.right), abs(start + end - column.left - column.right) / 2)
                cost = best[count - 1][0] + off
                if cost < best[count][0]:
                    best[count] = (cost, [*best[count - 1][1], number])
        return best[-1][1]

    def _filled(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield what a piece holds that is not blank: of boxes with words, the words of those that are ticked."""
        text = self.text
        boxes = list(BOX.finditer(text, start, end))
        if not boxes:
            if not BLANK.fullmatch(text, start, end) or text[start:end] == "-":
                yield start, end
            return
        worded = any(text[box.end() : following].strip() for box, following in zip(boxes, [*(b.start() for b in boxes[1:]), end], strict=True))
        if text[start : boxes[0].start()].strip() and not text[boxes[-1].end() : end].strip():
            begin = start  # "yes [x] no [ ]": the box follows its word
            for box in boxes:
                if not box["empty"]:
                    yield begin + len(text[begin : box.start()]) - len(text[begin : box.start()].lstrip()), begin + len(text[begin : box.start()].rstrip())
                begin = box.end()
            return
        for box, stop in zip(boxes, [*(b.start() for b in boxes[1:]), end], strict=True):
            if box["empty"]:
                continue
            if worded and (word := text[box.end() : stop]).strip():
                yield box.end() + len(word) - len(word.lstrip()), box.end() + len(word.rstrip())
            else:
                yield box.start(), box.end()

    # tables of either side beside each other

    def _is_side_by_side(self, line: _Line, rows: Sequence[_Line]) -> bool:
        """Whether every side has its own names of rows ("CFV  C    CFV  NC" under RIGHT and LEFT)."""
        second = line.pieces[-1].start - line.start
        named = [
            row
            for row in rows
            if self._has_place(row.pieces[0])
            and any(
                self._has_place(p) and (abs(p.start - row.start - second) <= HEADED_FROM or self._same_name(p, row.pieces[0]))
                for p in row.pieces[1:]
            )
        ]
        return bool(named) and len(named) * 2 >= len(rows)

    def _same_name(self, one: _Piece, other: _Piece) -> bool:
        """Whether two pieces begin with the same name."""
        names = [WORD.search(self.text, piece.start, piece.end) for piece in (one, other)]
        return None not in names and len({name[0].lower() for name in names if name}) == 1

    def _side_by_side(self, at: int) -> tuple[int, list[Cell]]:
        """Return the rows of tables that stand beside each other, each under its side."""
        line = self.lines[at]
        if len(line.pieces) < 2 or not all(self._side(p.start, p.end) for p in line.pieces) or not self._is_head_line(line):
            return at + 1, []
        columns = self._sided_columns(line, line.pieces)
        below = self._after_ruler(at + 1)
        if not self._is_side_by_side(line, self._sample(below)):
            return at + 1, []
        cells: list[Cell] = []
        at = below
        while at < len(self.lines) and self.lines[at].pieces:
            row = self.lines[at]
            if len(row.pieces) == 1 and (not self._has_place(row.pieces[0]) or ":" in self.text[row.start : row.end]):
                break
            zones: dict[int, list[_Piece]] = {}
            here = 0
            for piece in row.pieces:
                again = piece is not row.pieces[0] and self._same_name(piece, row.pieces[0])
                here = max(here, self._zone(columns, piece.start - row.start), min(here + again, len(columns) - 1))
                zones.setdefault(here, []).append(piece)
            for number, pieces in zones.items():
                cells += self._row_of_side(columns[number].headings, pieces)
            at += 1
        return at, cells

    def _row_of_side(self, side: tuple[Heading, ...], pieces: list[_Piece]) -> Iterator[Cell]:
        label = pieces.pop(0)
        if not pieces:  # "bulb  mod. calc plaque": the name and what is said of it are one piece
            found = bisect_left(self.places, label.start)
            name = NAME.match(self.text, self.places[found], label.end) if self._has_place(label) else None
            if name is None:
                return
            pieces = [_trimmed(self.text, name.end(), label.end, 0, label.field)]
            label = label._replace(end=name.end())
        rows = (*side, self._heading(label.start, label.end))
        for piece in pieces:
            yield from (Cell(start, end, rows, ()) for start, end in self._filled(piece.start, piece.end))

    # rows without headings

    def _headless(self, at: int) -> tuple[int, list[Cell]]:
        """Return the rows of a structure's name and values that begin at a line, where there are at least two.

        Values may have names or sides of their own ("comp yes, phasic yes", "R: C, L: NC").
        """
        begin = at
        cells: list[Cell] = []
        rows = 0
        if self._named_row(self.lines[at]) is None:
            return at + 1, []
        group = self._group_above(at)
        while at < len(self.lines):
            line = self.lines[at]
            if rows and self._is_group(line) and at + 1 < len(self.lines) and self._named_row(self.lines[at + 1]) is not None:
                heading = self._heading(line.pieces[0].start, line.pieces[0].end)
                group = (heading,) if heading.side else (*(one for one in group if one.side), heading)
                at += 1
                continue
            row = self._named_row(line)
            if row is None or (at > begin and self._is_head_line(line)):
                break
            label, pieces = row
            opening = self._side(line.pieces[0].start, line.pieces[0].end) if label.start > line.pieces[0].start else None
            if opening:  # "R:  CFV  compressible", and the rows below it
                group = (Heading(opening[1], opening[2], opening[0]),)
            parts = self._parts(label, pieces)
            rows += 1
            if parts is not None:
                cells += (Cell(start, end, (*group, name), heads) for name, heads, start, end in parts)
            else:
                above = (*group, self._heading(label.start, label.end))
                for piece in pieces:
                    cells += (Cell(start, end, above, ()) for start, end in self._filled(piece.start, piece.end))
            at += 1
        return (at, cells) if rows >= FEWEST_ROWS else (begin + 1, [])

    def _parts(self, label: _Piece, pieces: Sequence[_Piece]) -> list[_Part] | None:
        """Return the values of a row, where all have a name or a side of their own; None where not."""
        if FIELD.search(self.text, pieces[0].start, pieces[-1].end) and not BOX.search(self.text, pieces[0].start, pieces[-1].end):
            return self._fields(label, pieces)
        if sided := self._sided_parts(label, pieces):
            return sided
        start, end = pieces[0].start, pieces[-1].end
        bounds = [start, *(m.end() for m in PART_END.finditer(self.text, start, end)), end]
        parts: list[_Part] = []
        sides: set[Side] = set()
        for begin, stop in pairwise(bounds):
            part = self.text[begin:stop].rstrip(" ,;/")
            named = PART.fullmatch(part)
            if named is None:
                return None
            name, begins = named["name"], named.start("value")
            if " " in name and not self._is_head_text(name):  # "thrombus y acute"
                begins = named.start("name") + name.index(" ") + 1
                name = name[: name.index(" ")]
            value = part[begins : named.end("value")]
            side = self._side_of(name)
            if side:
                sides.add(side)
            elif not (self._is_head_text(name) and (named["leader"] or self._is_answer(value))):
                return None
            at = begin + named.start("name")
            head = Heading(at, at + len(name), side)
            row = self._heading(label.start, label.end)
            if not BLANK.fullmatch(value) or value == "-":
                parts.append((row, (head,), begin + begins, begin + named.end("value")))
        led = "..." in self.text[start:end]
        return parts if (led or len(bounds) > 2) and (not sides or sides == {"left", "right"}) else None

    def _sided_parts(self, label: _Piece, pieces: Sequence[_Piece]) -> list[_Part]:
        """Return the values of a row that stand behind the letters of both sides ("R: NC, acute clot   L: C")."""
        last = LAST_WORD.search(self.text, label.start, label.end)
        if last and self._side_of(last[1]) and last.start() > label.start:  # "CFV R: C, L: NC"
            label = label._replace(end=last.start())
        end = pieces[-1].end
        marks = [m for m in SIDE_MARK.finditer(self.text, label.end, end) if self._side_of(m["side"])]
        if len(marks) != 2 or self.text[label.end : marks[0].start()].strip() or {self._side_of(m["side"]) for m in marks} != {"left", "right"}:
            return []
        row = self._heading(label.start, label.end)
        parts: list[_Part] = []
        for mark, stop in zip(marks, (marks[1].start(), end), strict=True):
            head = (Heading(*mark.span("side"), self._side_of(mark["side"])),)
            value = _trimmed(self.text, mark.end(), stop, 0, 0)
            value = value._replace(end=value.start + len(self.text[value.start : value.end].rstrip(" ,;/")))
            parts += ((row, head, begin, last) for begin, last in self._filled(value.start, value.end) if value.end > value.start)
        return parts

    def _fields(self, label: _Piece, pieces: Sequence[_Piece]) -> list[_Part]:
        """Return the values that are written on lines of a form behind their names ("diam _4.1_ mm  reflux _none_")."""
        row = self._heading(label.start, label.end)
        return [
            (row, (Heading(*field.span("name")),) if field["name"] else (), field.start("value"), field.end("unit") if field["unit"] else field.end("value"))
            for field in FIELD.finditer(self.text, pieces[0].start, pieces[-1].end)
            if field["value"] and (field["name"] is None or self._is_head_text(field["name"]))
        ]

    def _is_head_text(self, name: str) -> bool:
        return all(word.lower() in self.words.heads for word in re.split(r"[ /]", name))

    def _is_answer(self, value: str) -> bool:
        first = value.lower().split()[0].rstrip(",")
        return first in self.words.answers or first in self.words.options or value[0] in "+-<>." or value[0].isdigit()

    def _named_row(self, line: _Line) -> tuple[_Piece, list[_Piece]] | None:
        """Return the name of a structure that a line begins with, and its other pieces, none of them prose."""
        if not line.pieces:
            return None
        first, *pieces = line.pieces
        if pieces and self._side_of(self.text[first.start : first.end].rstrip(":")):
            first, *pieces = pieces
        colon = self.text.find(":", first.start, min(first.end, first.start + LONGEST_LABEL))
        if colon > 0 and (colon + 1 == first.end or self.text[colon + 1] == " "):
            if colon + 1 < first.end:
                pieces.insert(0, _trimmed(self.text, colon + 1, first.end, 0, first.field))
            first = first._replace(end=colon)
        elif pieces and self.text[pieces[0].start] == ":":  # "Uterus     : anteverted"
            pieces[0] = _trimmed(self.text, pieces[0].start + 1, pieces[0].end, 0, pieces[0].field)
        if not pieces and (sides := self._sides_behind(first)):
            first, pieces = first._replace(end=sides), [_trimmed(self.text, sides, first.end, 0, first.field)]
        if not pieces or first.end - first.start > LONGEST_LABEL or not _any_within(self.named, first):
            return None
        if VALUE.search(self.text, first.start, first.end) and any(map(self._has_place, pieces)):
            return None  # "Spleen 14.4 cm   splenic v. patent"
        for piece in pieces:
            if piece.end - piece.start > LONGEST_CELL or SENTENCE.search(self.text, piece.start, piece.end):
                return None
        return first, pieces

    def _sides_behind(self, piece: _Piece) -> int | None:
        """Return where the values of both sides begin that follow the name that a line begins with ("CFA R 120 T / L 110 T")."""
        if piece.end - piece.start > LONGEST_CELL or not self._has_place(piece):
            return None
        marks = [m for m in SIDE_MARK.finditer(self.text, piece.start, piece.end) if self._side_of(m["side"])]
        if len(marks) != 2 or {self._side_of(m["side"]) for m in marks} != {"left", "right"}:
            return None
        place = self.places[bisect_left(self.places, piece.start)]
        return marks[0].start() - 1 if place < marks[0].start() <= piece.start + LONGEST_NAME else None

    def _group_above(self, at: int) -> tuple[Heading, ...]:
        """Return the lines above that head rows: the side they are of, and the group within it."""
        found: list[Heading] = []
        for number in range(at - 1, max(-1, at - 5), -1):
            line = self.lines[number]
            if not line.pieces:
                continue
            if not self._is_group(line):
                break
            heading = self._heading(line.pieces[0].start, line.pieces[0].end)
            found.insert(0, heading)
            if heading.side:
                break
        return tuple(found)


def _any_within(starts: list[int], piece: _Piece) -> bool:
    at = bisect_left(starts, piece.start)
    return at < len(starts) and starts[at] < piece.end


def _legend_pairs(text: str, start: int, end: int) -> int:
    return sum(1 for _ in LEGEND.finditer(text, start, end))


def _add_legends(reading: Reading) -> None:
    """Fill the legends: what each mark means that stands in a cell, as the nearest legend below or above says it."""
    text, tables = reading.text, reading.tables
    places: dict[str, list[tuple[int, int]]] = {}
    start = 0
    for raw in text.split("\n") if tables else ():
        end = start + len(raw)
        found = list(LEGEND.finditer(text, start, end))
        if found or LEGEND_HEAD.match(raw):
            found += LEGEND_SIGN.finditer(text, start, end)
        initials = [match for match in LEGEND_INITIAL.finditer(text, start, end) if match["mark"].isupper()]
        if len(initials) > 1 or (initials and LEGEND_HEAD.match(raw)):
            placed = {match.start("meaning") for match in found}
            found += [match for match in initials if match.start("meaning") not in placed]
        found.sort(key=lambda match: match.start())
        for number, match in enumerate(found):
            stop = found[number + 1].start() if number + 1 < len(found) else end
            ends = STATEMENTS_END if len(found) == 1 else MEANING_END  # "WNL = compressible, no clot"
            close = ends.search(text, match.start("meaning"), stop)
            meaning = text[match.start("meaning") : close.start() if close else stop].rstrip(" /")
            mark = match["mark"].lower() if reading.one_case else match["mark"]
            places.setdefault(mark, []).append((match.start("meaning"), match.start("meaning") + len(meaning)))
        start = end + 1
    if not places:
        return
    for table in tables:
        marks = {mark for cell in table.cells for mark in re.findall(r"[^\s,;/()]+", text[cell.start : cell.end])}
        marks |= {mark.rstrip("*") for mark in marks}
        for mark in sorted(marks):
            told = places.get(mark.lower() if reading.one_case else mark)
            if told is None:
                continue
            after = bisect_left(told, (table.start, 0))
            near = told[max(0, after - 1) : after + 1]
            table.legend[mark] = min(near, key=lambda place: max(table.start - place[1], place[0] - table.end))
