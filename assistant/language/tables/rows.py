"""Reads the rows below a line of headings: labels, and the cells under their columns."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from assistant.language.boxes import BOX
from assistant.language.layout import Cell, Heading
from assistant.language.tables.heads import HEADED_FROM, LEVEL, MARK, MOST_COLUMNS, Column, Heads, zone
from assistant.language.tables.legends import is_legend
from assistant.language.tables.lines import BLANK, Line, Piece, Sheet, filled, trimmed

VALUE_BEHIND = re.compile(r"[ ]([<>]?\.?\d[\d./]*(?![\d.]*[ ]?(?:cm|st|nd|rd|th)\b))")
VALUE_OF_SEVERAL = re.compile(r"\d+\.\d")  # a number that is no level or count
SENTENCE = re.compile(r"[A-Za-z]+(?:[ ][\w:,-]+){2,9}[ ][a-z]{3,}\.$")
SAID = re.compile(r"[A-Za-z/ ]{2,24}[ :=][<>]?\d?\.\d+")  # "ABI 0.58   TBI 0.31"
LONGEST_MARK = 4
LONGEST_GROUP = 60
LONGEST_LABEL = 44
FEWEST_ROWS = 2  # without a line of headings


class Rows:
    """Reads the rows of tables with headings."""

    def __init__(self, sheet: Sheet, heads: Heads) -> None:
        self.sheet, self.text = sheet, sheet.text
        self.heads = heads

    def rows(self, at: int, columns: list[Column], corner: Heading | None, head: int) -> tuple[int, list[Cell]]:
        """Return the number of the line after the rows, and their cells."""
        cells: list[Cell] = []
        groups: list[Heading] = [corner] if corner else []
        fixed = 1 if corner and corner.side is None else 0
        ruled = self.sheet.lines[head].ruled
        outer: Heading | None = None
        labels: list[Heading] = []
        middle = self._middle(at, columns)
        if not ruled and middle is None:
            columns = self._with_begins(at, columns)
        rows_ruled = False
        while at < len(self.sheet.lines):
            line = self.sheet.lines[at]
            if not line.pieces:
                if self.sheet.after_ruler(at) > at and self.text[line.start : line.end].strip():
                    at += 1
                    continue
                if (goes_on := self._goes_on(at + 1, columns)) is None:
                    break
                groups = [*groups[:fixed], *goes_on]
                at += 1 + len(goes_on)
                continue
            if is_legend(self.text, line.start, line.end) or self._is_prose(line):
                break
            if (row := self._unaligned(line, columns)) is not None:
                cells += self._cells(line, columns, (*groups, row[0]), row[1])
                at += 1
                continue
            if len(line.pieces) == 1 and labels and not ruled and self._under_column(line, columns):
                cells += self._cells(line, columns, (*groups, *labels), line.pieces)  # goes on with the row above
                at += 1
                continue
            if len(line.pieces) == 1 and not (ruled and line.ruled and self.sheet.has_place(line.pieces[0])):
                following = self.sheet.lines[at + 1] if at + 1 < len(self.sheet.lines) else None
                if not (self.heads.is_group(line) and following is not None and len(following.pieces) > 1):
                    break
                heading = self.sheet.heading(line.pieces[0].start, line.pieces[0].end)
                groups = (
                    [*groups[:fixed], heading]
                    if heading.side
                    else [*(g for g in groups if g.side or (fixed and g is corner)), heading]
                )
                outer = None
                at += 1
                continue
            full = len(line.pieces) == len(columns) + 1 and any(
                column.named for column in columns
            )  # "POP compress  R  no"
            full |= self._is_sided_row(line, columns)
            if at > head + 1 and not full and self.heads.is_head_line(line) and self.heads.columns(at) is not None:
                break
            if (
                (rows_ruled and not line.ruled)
                or len(line.pieces) > MOST_COLUMNS
                or (line.pieces[0].end - line.pieces[0].start > LONGEST_LABEL and not middle)
            ):
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
            elif (
                outer is not None
                and labels[0].start - line.start > 1
                and (outer.side or not self.sheet.has_place(line.pieces[0]))
            ):
                labels = [outer, *labels]
            else:
                outer = None
            cells += self._cells(line, columns, (*groups, *labels), values)
            at += 1
        return at, cells

    def _is_prose(self, line: Line) -> bool:
        """Whether a line behind the rows only says something: it begins with a sentence, or all its parts are words with a number."""
        first, *others = line.pieces
        if line.ruled:
            return False
        if SENTENCE.search(self.text, first.start, first.end):
            return True
        return bool(others) and all(SAID.fullmatch(self.text, piece.start, piece.end) for piece in line.pieces)

    def _is_sided_row(self, line: Line, columns: Sequence[Column]) -> bool:
        """Whether a line without a side has something under each column of a table of both sides: "flow   phasic   continuous"."""
        return (
            len(line.pieces) > len(columns)
            and all(any(heading.side for heading in column.headings) for column in columns)
            and not any(self.sheet.side(piece.start, piece.end) for piece in line.pieces)
            and all(
                min(abs(piece.start - line.start - place) for place in (column.left, column.begin)) <= LEVEL
                for piece, column in zip(line.pieces[-len(columns) :], columns, strict=True)
            )
        )

    def _under_column(self, line: Line, columns: Sequence[Column]) -> bool:
        """Whether the one piece of a line is short, names no structure and begins under a heading, right of the labels."""
        (piece,) = line.pieces
        begin = piece.start - line.start
        return (
            piece.end - piece.start <= LONGEST_LABEL
            and begin > LEVEL
            and min(abs(begin - column.left) for column in columns) <= LEVEL
            and not self.sheet.has_place(piece)
            and not self.sheet.side(piece.start, piece.end)
            and self.text[piece.end - 1] not in ":."
        )

    def _unaligned(self, line: Line, columns: Sequence[Column]) -> tuple[Heading, list[Piece]] | None:
        """Return the label and the marks, one a column, of a row that ends before the columns begin ("CFV  c c")."""
        if line.ruled or line.pieces[-1].end - line.start > columns[0].left or not self.sheet.has_place(line.pieces[0]):
            return None
        marks = list(MARK.finditer(self.text, line.start, line.end))
        label, values = marks[: -len(columns)], marks[-len(columns) :]
        if not label or any(len(mark[0]) > LONGEST_MARK for mark in values):
            return None
        return self.sheet.heading(label[0].start(), label[-1].end()), [
            Piece(m.start(), m.end(), number) for number, m in enumerate(values)
        ]

    def _with_begins(self, at: int, columns: Sequence[Column]) -> list[Column]:
        """Return the columns with the places at which the values of full rows begin."""
        full = [row for row in self.sheet.sample(at) if len(row.pieces) == len(columns) + 1]
        begins = [
            min(
                (
                    row.pieces[number].start - row.start
                    for row in full
                    if row.pieces[number].end - row.start >= columns[number - 1].left - HEADED_FROM
                ),
                default=1 << 30,
            )
            for number in range(1, len(columns) + 1)
        ]
        return [column._replace(begin=min(column.left, begin)) for column, begin in zip(columns, begins, strict=True)]

    def _middle(self, at: int, columns: Sequence[Column]) -> int | None:
        """Return which piece of the rows is their label, where it stands between the values of both sides."""
        rows = [row for row in self.sheet.sample(at) if len(row.pieces) > 2]
        if not rows or self.heads.label_first(rows):
            return None
        return 1

    def _split(self, line: Line, columns: Sequence[Column], middle: int | None) -> tuple[list[Heading], list[Piece]]:
        """Return the labels of a row and its other pieces."""
        pieces = list(line.pieces)
        if middle is not None:
            label = next((p for p in pieces if self.sheet.has_place(p)), pieces[min(middle, len(pieces) - 1)])
            return [self.sheet.heading(label.start, label.end)], [p for p in pieces if p is not label]
        first = columns[0]
        if (
            len(columns) > 1
            and first.named != "name"
            and any(column.named == "name" for column in columns)
            and first.left <= pieces[0].start - line.start + LEVEL
            and not self.sheet.has_place(pieces[0])
        ):
            return [], pieces
        ruled = line.ruled and any(column.field for column in columns)
        if not ruled and first.begin > 0 and pieces[0].start - line.start >= first.begin:
            return [], pieces
        labels: list[Piece] = []
        if ruled:
            while pieces and (pieces[0].field < first.field or not labels):
                labels.append(pieces.pop(0))
        else:
            label = pieces.pop(0)
            if len(pieces) == len(columns) - 1 and (value := self._value_in(label, line.start + first.begin)):
                pieces.insert(0, label._replace(start=value))
                label = trimmed(self.text, label.start, value, 0, label.field)
            labels.append(label)
            if len(pieces) > 1 and self._belongs_to_label(line, pieces, first):
                labels.append(pieces.pop(0))
            several = len(pieces) > len(columns) > 1 and len(pieces) % len(columns) == 0  # "3.7  comp   4.0  comp", a width and a mark a side
            while (
                len(pieces) > 1
                and pieces[0].end - line.start < first.begin - 1
                and len(pieces) > len(columns)
                and not (several and VALUE_OF_SEVERAL.match(self.text, pieces[0].start, pieces[0].end))
            ):
                labels.append(pieces.pop(0))
        return [self.sheet.heading(p.start, p.end) for p in labels], pieces

    def _belongs_to_label(self, line: Line, pieces: Sequence[Piece], first: Column) -> bool:
        """Whether the first piece behind a label stands left of all columns and the next begins the first one: "VEIN  3cm     288"."""
        piece, following = pieces[0], pieces[1]
        begins = (first.left, first.begin)
        return (
            piece.end - line.start < min(begins) - LEVEL
            and min(abs(following.start - line.start - begin) for begin in begins) <= LEVEL
            and not self.sheet.has_place(piece)
        )

    def _value_in(self, label: Piece, column: int) -> int | None:
        """Return where a value begins that one blank parts from the name of its row ("Popliteal 0.3 s    0.4 s").

        It begins where the first column does (a character), or else with the first number behind a structure's name.
        """
        if (
            label.start < column - 1
            and column < label.end
            and self.text[column - 1] == " "
            and self.text[column].isalnum()
        ):
            return column
        at = bisect_left(self.sheet.places, label.start)
        if at == len(self.sheet.places) or self.sheet.places[at] >= label.end:
            return None
        found = VALUE_BEHIND.search(self.text, self.sheet.places[at], label.end)
        return found.start(1) if found else None

    def _goes_on(self, at: int, columns: Sequence[Column]) -> list[Heading] | None:
        """Return the group row, if any, below an empty line under which the columns go on; None where they do not."""
        groups: list[Heading] = []
        if at < len(self.sheet.lines) and len(self.sheet.lines[at].pieces) == 1:
            piece = self.sheet.lines[at].pieces[0]
            if piece.end - piece.start > LONGEST_GROUP or self.text[piece.end - 1] == ".":
                return None
            groups.append(self.sheet.heading(piece.start, piece.end))
        rows = [row for row in self.sheet.sample(at + len(groups)) if not row.ruled]
        lefts = [column.left for column in columns]
        level = [
            row
            for row in rows
            if all(
                min(abs(p.start - row.start - left) for left in lefts) <= LEVEL
                for p in row.pieces[1 : len(columns) + 1]
            )
            and not self.heads.is_head_line(row)
        ]
        full = any(len(row.pieces) == len(columns) + 1 for row in level)
        return groups if full and len(columns) > 1 and FEWEST_ROWS <= len(level) == len(rows) else None

    def _cells(
        self, line: Line, columns: Sequence[Column], rows: tuple[Heading, ...], pieces: Sequence[Piece]
    ) -> Iterator[Cell]:
        placed: list[tuple[int, int, int]] = []
        for piece, number in zip(pieces, self._places(line, columns, pieces), strict=True):
            if (
                placed
                and placed[-1][2] == number
                and not BLANK.fullmatch(self.text, piece.start, piece.end)
                and not BOX.search(self.text, placed[-1][0], piece.end)
            ):
                placed[-1] = (placed[-1][0], piece.end, number)
            else:
                placed.append((piece.start, piece.end, number))
        named = [columns[number].named if number >= 0 else "" for _, _, number in placed]
        for (start, end, _), naming in zip(placed, named, strict=True):
            if (naming == "side" and self.sheet.side(start, end)) or (
                naming == "name" and self.sheet.has_place(Piece(start, end, 0))
            ):
                rows = (*rows, self.sheet.heading(start, end))
        for (start, end, number), naming in zip(placed, named, strict=True):
            if naming:
                continue
            for begin, stop in filled(self.text, start, end):
                yield Cell(begin, stop, rows, columns[number].headings if number >= 0 else ())

    def _places(self, line: Line, columns: Sequence[Column], pieces: Sequence[Piece]) -> list[int]:
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
            return [zone(columns, piece.start - line.start) for piece in pieces]
        return self._aligned(line, columns, pieces)

    def _aligned(self, line: Line, columns: Sequence[Column], pieces: Sequence[Piece]) -> list[int]:
        """Return the columns, in their order, to which the pieces are nearest by begin, middle or end."""
        best: list[tuple[float, list[int]]] = [(0.0, []), *((float("inf"), list[int]()) for _ in pieces)]
        for number, column in enumerate(columns):
            for count in range(min(len(pieces), number + 1), 0, -1):
                piece = pieces[count - 1]
                start, end = piece.start - line.start, piece.end - line.start
                off = min(
                    abs(start - column.left),
                    abs(start - column.begin),
                    abs(end - column.right),
                    abs(start + end - column.left - column.right) / 2,
                )
                cost = best[count - 1][0] + off
                if cost < best[count][0]:
                    best[count] = (cost, [*best[count - 1][1], number])
        return best[-1][1]
