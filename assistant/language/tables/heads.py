"""Finds the lines of headings, and the columns that they open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from assistant.analysis import Side
from assistant.language.boxes import BOX
from assistant.language.layout import Heading
from assistant.language.tables.lines import NUMBERED, WORD, Line, Piece, Sheet

CROSS = re.compile(rf"[xX*]{{1,2}}|{BOX.pattern}|[_-]+")
VALUE = re.compile(r"\d")
PARENTHESIS = re.compile(r"\([^()]*\)")
MARK = re.compile(r"\S+")
NO_HEAD = frozenset(":;=_")
FETUS = re.compile(r"twins?|fetus(?:es)?|bab(?:y|ies)", re.IGNORECASE)
LETTER = re.compile(r"(?:(?:twin|fetus|baby) )?[A-D1-4]", re.IGNORECASE)
LONGEST_HEAD = 40
MOST_COLUMNS = 40  # a wall of words in a line is no table
LEVEL = 2  # what begins under a heading may be so much off
FEWEST_TURNED = 3  # columns of structures over rows of measures
MEASURED_ROWS = 2  # looked at below them
HEADED_FROM = 6  # a value may begin this much to the left of its heading


class Column(NamedTuple):
    """A column: where its heading stands in its line, where its values begin, which field, and its headings.

    The outermost heading comes first; `begin` is at most `left`. `named`: its values are the "name" or "side" of rows.
    """

    left: int
    right: int
    field: int
    headings: tuple[Heading, ...]
    begin: int
    named: str = ""


def zone(columns: Sequence[Column], place: int) -> int:
    """Return the column whose zone begins at or before a place; a value may begin a little before its heading."""
    found = 0
    for number, (before, column) in enumerate(pairwise(columns), 1):
        if place >= min(column.begin, column.left - min(HEADED_FROM, (column.left - before.left) // 3)):
            found = number
    return found


class Heads:
    """Knows which lines of a text are headings."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.text = sheet, sheet.text
        self._judged: dict[str, bool] = {}
        self._judged_lines: dict[tuple[int, int, bool], bool] = {}

    def may_stand_at(self, at: int) -> bool:
        """Whether a line has short pieces, and rows below it: without both it heads no columns, as most lines."""
        pieces = self.sheet.lines[at].pieces
        short = [piece for piece in pieces if piece.end - piece.start <= LONGEST_HEAD] if len(pieces) > 1 else ()
        return len(short) > 1 and bool(self.sheet.sample(self.sheet.after_ruler(at + 1)))

    def _is_head(self, piece: Piece) -> bool:
        if piece.end - piece.start > LONGEST_HEAD:
            return False
        part = self.text[piece.start : piece.end]
        judged = self._judged.get(part)
        if judged is None:
            judged = self._judged[part] = self._reads_as_head(part)
        return judged

    def _reads_as_head(self, part: str) -> bool:
        if "(" not in part:
            opening = WORD.search(part)
            if opening is None or not self._is_head_word(opening[0]):
                return part.lower().strip() in self.sheet.words.answers
        if BOX.search(part):
            return False
        bare = NUMBERED.sub(r"\1", PARENTHESIS.sub(" ", part))
        if bare.lower().strip() in self.sheet.words.answers:
            return True
        if VALUE.search(re.sub(r"(?<=[a-z])2\b", "", bare)) or not NO_HEAD.isdisjoint(part) or part.endswith("."):
            return False
        words = WORD.findall(bare)
        return bool(words) and all(map(self._is_head_word, words))

    def _is_head_word(self, word: str) -> bool:
        return word.lower() in self.sheet.words.heads or self.sheet.side_of(word) is not None or self._known(word)

    def _known(self, word: str) -> bool:
        return "/" in word and self.sheet.words.heads.issuperset(word.lower().split("/"))

    def is_head_line(self, line: Line, *, below_sides: bool = False) -> bool:
        """Whether a line holds headings; those below sides repeat themselves ("PSV  EDV  PSV  EDV")."""
        if not 2 <= len(line.pieces) <= MOST_COLUMNS:
            return False
        key = line.start, len(line.pieces), below_sides  # a line that is cut anew has more pieces
        judged = self._judged_lines.get(key)
        if judged is None:
            judged = self._judged_lines[key] = self._holds_heads(line, below_sides)
        return judged

    def _holds_heads(self, line: Line, below_sides: bool) -> bool:
        if FETUS.fullmatch(self.text, *line.pieces[0][:2]):
            return all(LETTER.fullmatch(self.text, piece.start, piece.end) for piece in line.pieces[1:])
        if any(map(self._is_value, line.pieces[1:])):
            return False
        known = sum(map(self._is_head, line.pieces))
        if known < len(line.pieces) and self._are_twins(line):
            return True
        if known < 2 or known * 2 < len(line.pieces):
            return False
        first, *others = line.pieces
        if all(self.text[piece.start : piece.end].lower() in self.sheet.words.answers for piece in others):
            return False  # a row of answers, but over crosses: "Phasic   Y   N"
        if any(self.sheet.side(piece.start, piece.end) for piece in others):
            return True
        sided = self._is_head(first) and self.sheet.side(first.start, first.end)  # "RIGHT LEG  Comp  Aug"
        named = self.sheet.has_place(first) and not self._names_labels(first) and not sided
        named |= "..." in self.text[line.start : line.end] and not self._names_labels(first)  # "CFV  comp ..... yes"
        return below_sides or (
            not named and len({self.text[piece.start : piece.end] for piece in others}) == len(others)
        )

    def heads_numbers(self, at: int) -> bool:
        """Whether a structure's name and headings stand over a row of numbers ("GSV   Diameter (mm)   Depth (mm)")."""
        pieces = self.sheet.lines[at].pieces
        if len(pieces) < 3 or not all(map(self._is_head, pieces[1:])) or at + 1 == len(self.sheet.lines):
            return False
        below = self.sheet.lines[at + 1].pieces[1:]
        return len(below) > 1 and all(map(self._is_value, below))

    def _heads_crosses(self, at: int) -> bool:
        """Whether a line heads columns that are values, in which only crosses stand ("Full  Partial  None")."""
        pieces = self.sheet.lines[at].pieces
        options = [
            piece
            for piece in pieces
            if self.text[piece.start : piece.end].lower() in self.sheet.words.options or self._is_head(piece)
        ]
        if len(options) < 2 or len(options) < len(pieces) - 1:
            return False
        rows = self.sheet.sample(self.sheet.after_ruler(at + 1))
        return len(rows) > 1 and all(
            CROSS.fullmatch(self.text, piece.start, piece.end) for row in rows for piece in row.pieces[1:]
        )

    def _are_twins(self, line: Line) -> bool:
        """Whether two pieces say the same of either side ("R mmHg / DBI / PPG   L mmHg / DBI / PPG")."""
        sides: dict[str, set[Side]] = {}
        for piece in line.pieces:
            if piece.end - piece.start > LONGEST_HEAD:
                continue
            part = self.text[piece.start : piece.end]
            first = WORD.match(part)
            side = self.sheet.side_of(first[0]) if first else None
            if first and side and not VALUE.search(part) and not BOX.search(part) and ":" not in part:
                sides.setdefault(part[first.end() :], set()).add(side)
        return any({"left", "right"} <= told for told in sides.values())

    def _is_value(self, piece: Piece) -> bool:
        return self.text[piece.start].isdigit() or bool(BOX.match(self.text, piece.start, piece.end))

    def columns(self, at: int) -> tuple[int, list[Column], Heading | None] | None:
        """Return the columns that a line of headings opens, the number of the line after it, and what its corner says."""
        line = self.sheet.lines[at]
        if len(line.pieces) < 2:
            return None
        line = self.sheet.lines[at] = self._parted(line, at + 1)
        if not self.is_head_line(line) and not self.heads_numbers(at) and not self._heads_crosses(at):
            return self._turned(at) if self._heads_of_sided_rows(at) or self._heads_of_measured_rows(at) else None
        after = self.sheet.after_ruler(at + 1)
        grouped = after + 1 < len(self.sheet.lines) and self.is_group(
            self.sheet.lines[after]
        )  # "RIGHT" between headings and rows
        if after + grouped >= len(self.sheet.lines) or len(self.sheet.lines[after + grouped].pieces) < 2:
            return None
        lower = self.sheet.lines[after] = self._parted(self.sheet.lines[after], after + 1)
        sided = [p for p in line.pieces if self.sheet.side(p.start, p.end)]
        if len(sided) < 2 and self._names_labels(lower.pieces[0]) and self.is_head_line(lower):
            return None  # a title over the headings: "REFLUX   left leg   times in ms"
        if (
            len(sided) >= 2
            and self.is_head_line(lower, below_sides=True)
            and len(lower.pieces) > len(sided)
            and not self._is_row(lower)
        ):
            return self._two_levels(line, sided, after)
        if not sided and (turned := self._sides_below(line, after) or self._options_below(line, after)):
            return turned
        if self._repeats_names(line, sided, after):
            return None
        pieces = list(line.pieces)
        corner: Heading | None = None
        rows = self.sheet.sample(after)
        if len(sided) == len(pieces) > 1 and self.is_side_by_side(line, rows):
            return None
        if self._is_corner(line, pieces[0], rows):
            corner = self._corner(pieces.pop(0))
        if not pieces:
            return None
        return after, self.sided_columns(line, pieces), corner

    def _parted(self, line: Line, below: int) -> Line:
        """Return a line of headings cut at single blanks too ("comp noncomp  phas aug"), where the rows below have as many values."""
        if not all(" " not in self.text[p.start : p.end] or self._is_head(p) for p in line.pieces):
            return line
        parts = [
            Piece(word.start(), word.end(), piece.field)
            for piece in line.pieces
            for word in MARK.finditer(self.text, piece.start, piece.end)
        ]
        whole = {*line.pieces}
        if len(parts) == len(line.pieces) or not all(
            self._is_head(part)
            and self.text[part.end - 1] != ","
            and (part in whole or not self.sheet.side(part.start, part.end))
            for part in parts
        ):
            return line
        rows = self.sheet.sample(self.sheet.after_ruler(below))
        full = sum(len(row.pieces) - len(parts) in (0, 1) for row in rows)
        return line._replace(pieces=tuple(parts)) if full * 3 >= len(rows) > 0 else line

    def _parted_by_rows(self, line: Line, rows: Sequence[Line]) -> Line:
        """Return a line of headings cut at single blanks too, where a row has values below two words of one piece."""
        pieces: list[Piece] = []
        for piece in line.pieces:
            words = [Piece(m.start(), m.end(), piece.field) for m in MARK.finditer(self.text, piece.start, piece.end)]
            below = [
                sum(any(abs(p.start - row.start - word.start + line.start) <= LEVEL for p in row.pieces[1:]) for word in words)
                for row in rows
            ]
            whole = len(words) < 2 or max(below, default=0) < 2 or not all(map(self._is_head, words))
            pieces += [piece] if whole else words
        return line._replace(pieces=tuple(pieces))

    def _is_row(self, line: Line) -> bool:
        return self.sheet.has_place(line.pieces[0]) and not all(map(self._is_head, line.pieces))

    def _is_corner(self, line: Line, piece: Piece, rows: Sequence[Line]) -> bool:
        """Whether the first heading stands over the labels of the rows."""
        if not rows or len(line.pieces) < 2 or self._named_later(line, rows):
            return False
        if line.ruled and any(row.ruled for row in rows):
            fields = sum(row.pieces[0].field == piece.field < row.pieces[1].field for row in rows)
            return fields * 2 > len(rows) and self.label_first(rows)
        left, right = piece.start - line.start, piece.end - line.start
        labels = [(row.pieces[0].start - row.start, row.pieces[0].end - row.start) for row in rows]
        over = sum(start < right and end > left for start, end in labels)
        following = line.pieces[1].start - line.start
        if piece is line.pieces[0] and self._names_labels(piece) and all(end < following for _, end in labels):
            return self.label_first(rows)  # "site", over labels that are set in
        return over * 2 > len(rows) and self.label_first(rows)

    def _named_later(self, line: Line, rows: Sequence[Line]) -> bool:
        """Whether a later column holds the names of the rows ("R PSV  Segment  L PSV")."""
        names = [
            p for p in line.pieces[1:] if self.text[p.start : p.end].lower().strip(" :/") in self.sheet.words.naming
        ]
        return bool(names) and not any(self.sheet.has_place(row.pieces[0]) for row in rows)

    def label_first(self, rows: Sequence[Line]) -> bool:
        """Whether the rows begin with their label, and do not hold it in the middle ("C  CFV  NC")."""
        middle = sum(
            not self.sheet.has_place(row.pieces[0]) and any(map(self.sheet.has_place, row.pieces[1:-1])) for row in rows
        )
        return middle * 2 <= len(rows)

    def _corner(self, piece: Piece) -> Heading | None:
        return None if self._names_labels(piece) else self.sheet.heading(piece.start, piece.end)

    def _names_labels(self, piece: Piece) -> bool:
        """Whether a heading only names the column of labels ("Vessel")."""
        return PARENTHESIS.sub("", self.text[piece.start : piece.end]).lower().strip(" :/") in self.sheet.words.corners

    def sided_columns(self, line: Line, pieces: Sequence[Piece]) -> list[Column]:
        """Return the columns of one line; a head without a side between "R mmHg" and "L mmHg" belongs to the one before."""
        columns: list[Column] = []
        outer: Heading | None = None
        for piece in pieces:
            if columns and PARENTHESIS.fullmatch(self.text, piece.start, piece.end):  # the unit of the heading before
                *headings, last = columns[-1].headings
                columns[-1] = columns[-1]._replace(headings=(*headings, last._replace(end=piece.end)))
                continue
            heading = self.sheet.heading(piece.start, piece.end)
            side = self.sheet.side(piece.start, piece.end)
            if side:
                alone = side[2] - side[1] == piece.end - piece.start
                outer = None if alone else Heading(side[1], side[2], side[0])
                levels: tuple[Heading, ...] = (heading,)
            else:
                levels = (outer, heading) if outer else (heading,)
            name = self.text[piece.start : piece.end].lower().strip(" :/")
            named = "name" if name in self.sheet.words.naming else "side" if name in self.sheet.words.siding else ""
            columns.append(
                Column(
                    piece.start - line.start,
                    piece.end - line.start,
                    piece.field,
                    levels,
                    piece.start - line.start,
                    named,
                )
            )
        return columns

    def _two_levels(self, upper: Line, sided: list[Piece], at: int) -> tuple[int, list[Column], Heading | None]:
        lower = self.sheet.lines[at]
        pieces = list(lower.pieces)
        names = [PARENTHESIS.sub("", self.text[p.start : p.end].lower()).strip() for p in pieces]
        corner: Heading | None = None
        groups = len(sided)
        rows = self.sheet.sample(self.sheet.after_ruler(at + 1))
        if names[0] in self.sheet.words.corners or (len(pieces) % groups and self._is_corner(lower, pieces[0], rows)):
            corner = self._corner(pieces.pop(0))
            names.pop(0)
        elif upper.pieces[0] is not sided[0] and self._is_corner(upper, upper.pieces[0], rows):
            corner = self._corner(upper.pieces[0])
        outer = [self.sheet.heading(p.start, p.end) for p in sided]
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
            headings = (outer[over], self.sheet.heading(piece.start, piece.end))
            columns.append(
                Column(
                    piece.start - lower.start, piece.end - lower.start, piece.field, headings, piece.start - lower.start
                )
            )
        return self.sheet.after_ruler(at + 1), columns, corner

    def _sides_below(self, upper: Line, at: int) -> tuple[int, list[Column], Heading | None] | None:
        """Return the columns of headings with the sides in the line below them ("Diam  Reflux" over "R  L  R  L")."""
        lower = self.sheet.lines[at]
        sides = [self.sheet.side(piece.start, piece.end) for piece in lower.pieces]
        if {side[0] for side in sides if side} != {"left", "right"} or not all(
            side and side[2] - side[1] == piece.end - piece.start for side, piece in zip(sides, lower.pieces, strict=True)
        ):
            return None
        over = list(upper.pieces)
        corner: Heading | None = None
        rows = self.sheet.sample(self.sheet.after_ruler(at + 1))
        if len(over) > 1 and self._is_corner(upper, over[0], rows):
            corner = self._corner(over.pop(0))
        size, rest = divmod(len(lower.pieces), len(over))
        if rest or size != 2 or not all(map(self._is_head, over)):
            return None
        columns = []
        for number, piece in enumerate(lower.pieces):
            above = over[number // size]
            headings = (self.sheet.heading(above.start, above.end), self.sheet.heading(piece.start, piece.end))
            left = piece.start - lower.start
            columns.append(Column(left, piece.end - lower.start, piece.field, headings, left))
        return self.sheet.after_ruler(at + 1), columns, corner

    def _options_below(self, upper: Line, at: int) -> tuple[int, list[Column], Heading | None] | None:
        """Return the columns of headings with the answers to each in the line below them ("Compressible   Thrombus" over "Yes No Part   Yes No").

        Every heading begins over the first of its answers.
        """
        lower = self._parted_by_rows(self.sheet.lines[at], self.sheet.sample(self.sheet.after_ruler(at + 1)))
        options = [
            self.text[p.start : p.end].lower() in self.sheet.words.options or self._is_head(p) for p in lower.pieces
        ]
        if not all(options) or any(self.sheet.has_place(p) for p in lower.pieces):
            return None
        over = list(upper.pieces)
        corner: Heading | None = None
        begins = [p.start - lower.start for p in lower.pieces]
        if over[0].start - upper.start < begins[0] - LEVEL:
            corner = self._corner(over.pop(0))
        lefts = [p.start - upper.start for p in over]
        if len(over) < 2 or len(lower.pieces) <= len(over) or begins[0] < lefts[0] - LEVEL:
            return None
        if not all(min(abs(left - begin) for begin in begins) <= LEVEL for left in lefts) or not all(map(self._is_head, over)):
            return None
        rows = self.sheet.sample(self.sheet.after_ruler(at + 1))
        if not rows or not all(map(self.sheet.has_place, (row.pieces[0] for row in rows))):
            return None
        columns = []
        for piece, begin in zip(lower.pieces, begins, strict=True):
            above = over[max(0, sum(left <= begin + LEVEL for left in lefts) - 1)]
            headings = (self.sheet.heading(above.start, above.end), self.sheet.heading(piece.start, piece.end))
            columns.append(Column(begin, piece.end - lower.start, piece.field, headings, begin))
        return self.sheet.after_ruler(at + 1), columns, corner

    def _repeats_names(self, line: Line, sided: Sequence[Piece], at: int) -> bool:
        """Whether both sides of a line have headings and names of rows of their own ("RT  psv   LT  psv" over "cca  71   cca  40")."""
        if len(sided) != 2 or sided[0] is not line.pieces[0] or line.pieces[-1] is sided[1]:
            return False
        return self.is_side_by_side(line._replace(pieces=tuple(sided)), self.sheet.sample(at))

    def _heads_of_sided_rows(self, at: int) -> bool:
        """Whether a line heads columns of structures over rows of sides ("CCA  ICA  ECA" over "R PSV  90  110  80")."""
        line = self.sheet.lines[at]
        if not 3 <= len(line.pieces) <= MOST_COLUMNS:
            return False
        names = [
            p
            for p in line.pieces
            if p.end - p.start <= LONGEST_HEAD and self.sheet.is_named(p) and not self.sheet.side(p.start, p.end)
        ]
        if len(names) < 3 or len(names) * 2 < len(line.pieces) or VALUE.search(self.text, names[0].end, line.end):
            return False
        firsts = [row.pieces[0] for row in self.sheet.sample(self.sheet.after_ruler(at + 1))[:2]]
        return bool(firsts) and all(
            self.sheet.side(p.start, p.end) or LETTER.fullmatch(self.text, p.start, p.end) or self._is_head(p)
            for p in firsts
        )

    def _heads_of_measured_rows(self, at: int) -> bool:
        """Whether a line heads columns over rows of measures, each value under one of its pieces ("Subcl  Ax  Brach" over "PSV  138  121  98")."""
        line = self.sheet.lines[at]
        rows = self.sheet.sample(self.sheet.after_ruler(at + 1))[:MEASURED_ROWS]
        if (
            not FEWEST_TURNED <= len(line.pieces) <= MOST_COLUMNS
            or len(rows) < MEASURED_ROWS
            or VALUE.search(self.text, line.start, line.end)
            or any(piece.end - piece.start > LONGEST_HEAD or self.text[piece.end - 1] in ":;." for piece in line.pieces)
        ):
            return False
        places = [(piece.start - line.start, piece.end - line.start) for piece in line.pieces]
        return any(self._is_value(piece) for row in rows for piece in row.pieces[1:]) and all(
            self._measures_below(places, row) for row in rows
        )

    def _measures_below(self, places: Sequence[tuple[int, int]], row: Line) -> bool:
        """Whether a row begins with a measure, and its values each stand below one of the places."""
        label, *values = row.pieces
        return (
            len(values) >= FEWEST_TURNED
            and self._is_head(label)
            and all(
                any(piece.start - row.start < right + LEVEL and piece.end - row.start > left - LEVEL for left, right in places)
                for piece in values
            )
        )

    def _turned(self, at: int) -> tuple[int, list[Column], Heading | None]:
        line = self.sheet.lines[at]
        pieces = list(line.pieces)
        corner = None
        after = self.sheet.after_ruler(at + 1)
        if not self.sheet.has_place(pieces[0]) and self._is_over_labels(line, self.sheet.sample(after)):
            corner = self._corner(pieces.pop(0))
        return after, self.sided_columns(line, pieces), corner

    def _is_over_labels(self, line: Line, rows: Sequence[Line]) -> bool:
        """Whether the first piece of a line stands over the labels of rows, and not over their first values."""
        left, right = line.pieces[0].start - line.start, line.pieces[0].end - line.start
        return not any(
            row.pieces[1].start - row.start < right + LEVEL and row.pieces[0].end - row.start <= left
            for row in rows
        )

    def is_group(self, line: Line) -> bool:
        """Whether a line of one piece heads the rows below it: a side, or a short name."""
        if len(line.pieces) != 1:
            return False
        piece = line.pieces[0]
        part = self.text[piece.start : piece.end]
        if (
            piece.end - piece.start > LONGEST_HEAD
            or part.endswith((".", ",", ";"))
            or VALUE.search(part)
            or part[0] in "-*•"
            or BOX.search(part)
        ):
            return False
        if not NO_HEAD.isdisjoint(part.rstrip(":")):
            return False
        return bool(self.sheet.side(piece.start, piece.end)) or part.endswith(":") or len(part.split()) <= 3

    def is_side_by_side(self, line: Line, rows: Sequence[Line]) -> bool:
        """Whether every side has its own names of rows ("CFV  C    CFV  NC" under RIGHT and LEFT)."""
        second = line.pieces[-1].start - line.start
        if all(row.pieces[0].end - row.start <= line.pieces[0].start - line.start for row in rows):
            return False  # all names stand left of both sides
        named = [
            row
            for row in rows
            if self.sheet.has_place(row.pieces[0])
            and any(
                self.sheet.has_place(p)
                and (abs(p.start - row.start - second) <= HEADED_FROM or self.sheet.same_name(p, row.pieces[0]))
                for p in row.pieces[1:]
            )
        ]
        return bool(named) and (len(named) * 2 > len(rows) or len(rows) < 3)
