"""Reads rows that no line of headings explains: tables beside each other, and names with what was found at them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.analysis import Side
from assistant.language.boxes import BOX
from assistant.language.layout import Cell, Heading
from assistant.language.tables.heads import LEVEL, VALUE, Heads, zone
from assistant.language.tables.lines import BLANK, Line, Piece, Sheet, any_within, filled, trimmed
from assistant.language.tables.rows import FEWEST_ROWS, LONGEST_LABEL

LAST_WORD = re.compile(r"[ ]([A-Za-z]+)$")
PART_END = re.compile(r"[,;/][ ]|[ ]{2,}(?=\S)")
PART = re.compile(
    r"[ ]*(?P<name>[A-Za-z]+(?:[ /][a-z]+)?)[ ]?(?P<leader>\.{3,})?[:=]?[ ]?(?<![A-Za-z])(?P<value>\S.{0,40}?)[ ]*"
)
FIELD = re.compile(
    r"(?:(?P<name>[A-Za-z]+(?:[ /][A-Za-z]+)?)[:=?]?[ ]{0,3})?(?:_+(?P<value>[^\s_]+(?:[ ][^\s_]+){0,3})_+|_{3,})(?P<unit>[ ]?(?:mm|cm|msec|ms|sec|s|cm/s|%|mL/min)\b)?"
)
SIDE_MARK = re.compile(r"(?<![^\s,;/:(])\(?(?P<side>[A-Za-z]{1,5})\)?(?:[ ]?[:=]|(?=[ ]|\d))[ ]*")
# One structure of both sides: "R CFA / L CFA".
TWO_NAMES = re.compile(
    r"(?P<first>R|Rt|RT|[Rr]ight|RIGHT|L|Lt|LT|[Ll]eft|LEFT)[ ](?P<name>[\w ]{2,24}?)[ ]?(?P<sep>/)[ ]?(?P<second>(?!(?P=first)\b)(?:R|Rt|RT|[Rr]ight|RIGHT|L|Lt|LT|[Ll]eft|LEFT))[ ](?P=name)"
)
NAME = re.compile(r"[\w/.-]+")
SENTENCE = re.compile(r"[a-z]{2}[.;] +[A-Z]|[a-z]{3}[.]$")
LONGEST_NAME = 20  # of a row whose values follow behind one blank
LONGEST_CELL = 90  # of rows without a line of headings; longer ones are prose


Part = tuple[Heading, tuple[Heading, ...], int, int]  # label, headings, begin and end of a value


class BareRows:
    """Reads the rows of tables without headings of columns."""

    def __init__(self, sheet: Sheet, heads: Heads) -> None:
        self.sheet, self.text = sheet, sheet.text
        self.heads = heads

    def side_by_side(self, at: int) -> tuple[int, list[Cell]]:
        """Return the rows of tables that stand beside each other, each under its side."""
        line = self.sheet.lines[at]
        sided = tuple([piece for piece in line.pieces if self.sheet.side(piece.start, piece.end)])
        if len(sided) < 2 or line.pieces[0] is not sided[0] or not self.heads.is_head_line(line):
            return at + 1, []
        columns = self.heads.sided_columns(line, sided)
        below = self.sheet.after_ruler(at + 1)
        if not self.heads.is_side_by_side(line._replace(pieces=sided), self.sheet.sample(below)):
            return at + 1, []
        heads = [
            [piece for piece in line.pieces if begin.start < piece.start < following.start]
            for begin, following in pairwise([*sided, Piece(line.end, line.end, 0)])
        ]
        cells: list[Cell] = []
        at = below
        while at < len(self.sheet.lines) and self.sheet.lines[at].pieces:
            row = self.sheet.lines[at]
            if len(row.pieces) == 1 and (
                not self.sheet.has_place(row.pieces[0]) or ":" in self.text[row.start : row.end]
            ):
                break
            zones: dict[int, list[Piece]] = {}
            here = 0
            for piece in row.pieces:
                again = piece is not row.pieces[0] and self.sheet.same_name(piece, row.pieces[0])
                here = max(here, zone(columns, piece.start - row.start), min(here + again, len(columns) - 1))
                zones.setdefault(here, []).append(piece)
            for number, pieces in zones.items():
                cells += self._row_of_side(columns[number].headings, pieces, heads[number])
            at += 1
        return at, cells

    def _row_of_side(self, side: tuple[Heading, ...], pieces: list[Piece], heads: Sequence[Piece]) -> Iterator[Cell]:
        """Yield the cells of a side's part of a row, as many values as the side has headings under one each."""
        label = pieces.pop(0)
        if not pieces:  # "bulb  mod. calc plaque": the name and what is said of it are one piece
            found = bisect_left(self.sheet.places, label.start)
            name = NAME.match(self.text, self.sheet.places[found], label.end) if self.sheet.has_place(label) else None
            if name is None:
                return
            pieces = [trimmed(self.text, name.end(), label.end, 0, label.field)]
            label = label._replace(end=name.end())
        rows = (*side, self.sheet.heading(label.start, label.end))
        for number, piece in enumerate(pieces):
            head = heads[number] if len(heads) == len(pieces) else None
            columns = (*side, Heading(head.start, head.end)) if head else ()
            yield from (Cell(start, end, rows, columns) for start, end in filled(self.text, piece.start, piece.end))

    def headless(self, at: int) -> tuple[int, list[Cell]]:
        """Return the rows of a structure's name and values that begin at a line, where there are at least two.

        Values may have names or sides of their own ("comp yes, phasic yes", "R: C, L: NC").
        """
        begin = at
        cells: list[Cell] = []
        rows = 0
        if not self._goes_on(at) or self._named_row(self.sheet.lines[at]) is None:
            return at + 1, []
        group = self._group_above(at)
        while at < len(self.sheet.lines):
            line = self.sheet.lines[at]
            if (
                rows
                and self.heads.is_group(line)
                and at + 1 < len(self.sheet.lines)
                and self._named_row(self.sheet.lines[at + 1]) is not None
            ):
                heading = self.sheet.heading(line.pieces[0].start, line.pieces[0].end)
                group = (heading,) if heading.side else (*(one for one in group if one.side), heading)
                at += 1
                continue
            row = self._named_row(line) or (self._level_row(line, self.sheet.lines[at - 1]) if rows else None)
            if row is None or (at > begin and (self.heads.is_head_line(line) or self.heads.heads_numbers(at))):
                break
            if second := self._second_row(line):  # "R IIA ..... n/v    L IIA ..... 161"
                cells += self._plain_cells(group, *second)
                row = row[0], [piece for piece in row[1] if piece.end <= second[0].start]
            label, pieces = row
            opening = (
                self.sheet.side(line.pieces[0].start, line.pieces[0].end)
                if label.start > line.pieces[0].start
                else None
            )
            if opening:  # "R:  CFV  compressible", and the rows below it
                group = (Heading(opening[1], opening[2], opening[0]),)
            parts = self._parts(label, pieces)
            rows += 1
            if parts is not None:
                cells += (Cell(start, end, (*group, name), heads) for name, heads, start, end in parts)
            else:
                cells += self._plain_cells(group, label, pieces)
            at += 1
        cells.sort(key=lambda cell: cell.start)
        return (at, cells) if rows >= FEWEST_ROWS else (begin + 1, [])

    def _goes_on(self, at: int) -> bool:
        """Whether the line below one may be a row too, or the head of a group of rows: asked first, for few are."""
        line, *below = self.sheet.lines[at : at + 3]
        return (
            bool(below and below[0].pieces)
            and self._holds_name(line.pieces)
            and (
                self._named_row(below[0]) is not None
                or self._level_row(below[0], line) is not None
                or (len(below) > 1 and self._named_row(below[1]) is not None and self.heads.is_group(below[0]))
            )
        )

    def _plain_cells(self, group: tuple[Heading, ...], label: Piece, pieces: Sequence[Piece]) -> Iterator[Cell]:
        above = (*group, self.sheet.heading(label.start, label.end))
        asked: Heading | None = (
            None  # what the boxes of an answer answer: "clot [ ] Y [x] N", "[ ] compressible [x] not"
        )
        for piece in pieces:
            box = BOX.search(self.text, piece.start, piece.end)
            before = self.text[piece.start : box.start() if box else piece.end].rstrip(" :?")
            if before and self._is_head_text(before):
                asked = Heading(piece.start, piece.start + len(before))
            for start, end in filled(self.text, piece.start, piece.end):
                answers = box and asked and self.text[start:end].lower().strip(" .") in self.sheet.words.replies
                yield Cell(start, end, above, (asked,) if answers and asked else ())
            if box and not before and self._is_head_text(word := self.text[box.end() : piece.end].strip()):
                asked = Heading(piece.end - len(word), piece.end)

    def _level_row(self, line: Line, before: Line) -> tuple[Piece, list[Piece]] | None:
        """Return a row whose name no one knows, where its first value begins under that of the row before ("PROF   C   sp")."""
        if len(line.pieces) < 2 or len(before.pieces) < 2:
            return None
        (first, *pieces), (label, second, *_) = line.pieces, before.pieces
        level = (
            first.end - first.start <= LONGEST_NAME
            and not VALUE.search(self.text, first.start, first.end)
            and not any(map(self.sheet.has_place, pieces))
            and abs(first.start - line.start - label.start + before.start) <= LEVEL
            and abs(pieces[0].start - line.start - second.start + before.start) <= LEVEL
            and not SENTENCE.search(self.text, pieces[0].start, pieces[-1].end)
        )
        return (first, pieces) if level else None

    def _second_row(self, line: Line) -> tuple[Piece, list[Piece]] | None:
        """Return the name and values of the other side's row that a line goes on with."""
        begins = self.sheet.side_of(self.text[line.pieces[0].start : line.pieces[0].end].split()[0])
        for number, piece in enumerate(line.pieces[:-1]):
            side = self.sheet.side_of(self.text[piece.start : piece.end].split()[0])
            if begins and number > 1 and side not in (None, begins) and self.sheet.is_named(piece):
                return piece, [*line.pieces[number + 1 :]]
        return None

    def _parts(self, label: Piece, pieces: Sequence[Piece]) -> list[Part] | None:
        """Return the values of a row, where all have a name or a side of their own; None where not."""
        if FIELD.search(self.text, pieces[0].start, pieces[-1].end) and not BOX.search(
            self.text, pieces[0].start, pieces[-1].end
        ):
            return self._fields(label, pieces)
        if sided := self._ordered_parts(label, pieces) or self._sided_parts(label, pieces):
            return sided
        start, end = pieces[0].start, pieces[-1].end
        bounds = [start, *(m.end() for m in PART_END.finditer(self.text, start, end)), end]
        parts: list[Part] = []
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
            side = self.sheet.side_of(name)
            if side:
                sides.add(side)
            elif not (self._is_head_text(name) and (named["leader"] or self._is_answer(value))):
                return None
            at = begin + named.start("name")
            head = Heading(at, at + len(name), side)
            row = self.sheet.heading(label.start, label.end)
            if not BLANK.fullmatch(value) or value == "-":
                parts.append((row, (head,), begin + begins, begin + named.end("value")))
        led = "..." in self.text[start:end]
        return parts if (led or len(bounds) > 2) and (not sides or sides == {"left", "right"}) else None

    def _sided_parts(self, label: Piece, pieces: Sequence[Piece]) -> list[Part]:
        """Return the values of a row that stand behind the letters of both sides ("R: NC, acute clot   L: C")."""
        last = LAST_WORD.search(self.text, label.start, label.end)
        if last and self.sheet.side_of(last[1]) and last.start() > label.start:  # "CFV R: C, L: NC"
            label = label._replace(end=last.start())
        end = pieces[-1].end
        marks = [m for m in SIDE_MARK.finditer(self.text, label.end, end) if self.sheet.side_of(m["side"])]
        if (
            len(marks) != 2
            or self.text[label.end : marks[0].start()].strip()
            or {self.sheet.side_of(m["side"]) for m in marks} != {"left", "right"}
        ):
            return []
        row = self.sheet.heading(label.start, label.end)
        parts: list[Part] = []
        for mark, stop in zip(marks, (marks[1].start(), end), strict=True):
            head = (Heading(*mark.span("side"), self.sheet.side_of(mark["side"])),)
            value = trimmed(self.text, mark.end(), stop, 0, 0)
            value = value._replace(end=value.start + len(self.text[value.start : value.end].rstrip(" ,;/")))
            parts += (
                (row, head, begin, last)
                for begin, last in filled(self.text, value.start, value.end)
                if value.end > value.start
            )
        return parts

    def _ordered_parts(self, label: Piece, pieces: Sequence[Piece]) -> list[Part]:
        """Return the values of a row of both sides, whose order its name or a line above tells ("R / L", then "CFV: C / NC")."""
        if not self.sheet.has_place(label):
            return []
        if len(pieces) > 1 and any(order.span() == pieces[0][:2] for order in self.sheet.orders):
            label, pieces = label._replace(end=pieces[0].end), pieces[1:]
        if two := TWO_NAMES.fullmatch(self.text, label.start, label.end):
            return self._halves(two, self.sheet.heading(two.start("name"), two.end("name")), pieces)
        own = [order for order in self.sheet.orders if label.start < order.start() < order.end() <= label.end]
        at = bisect_left(self.sheet.orders, label.start, key=lambda order: order.start())
        order = own[0] if own else self.sheet.orders[at - 1] if at else None
        if order is None:
            return []
        return self._halves(order, self.sheet.heading(label.start, order.start() if own else label.end), pieces)

    def _halves(self, order: re.Match[str], row: Heading, pieces: Sequence[Piece]) -> list[Part]:
        """Return the two values of a row around the sign that parts the sides, in their order."""
        start, end = pieces[0].start, pieces[-1].end
        if self.text.count(order["sep"], start, end) != 1:
            return []
        middle = self.text.index(order["sep"], start, end)
        parts: list[Part] = []
        for name, begin, stop in (("first", start, middle), ("second", middle + 1, end)):
            head = (Heading(*order.span(name), self.sheet.words.sides[order[name].lower()]),)
            value = trimmed(self.text, begin, stop, 0, 0)
            parts += ((row, head, *place) for place in filled(self.text, value.start, value.end) if value.end > value.start)
        return parts

    def _fields(self, label: Piece, pieces: Sequence[Piece]) -> list[Part]:
        """Return the values that are written on lines of a form behind their names ("diam _4.1_ mm  reflux _none_")."""
        row = self.sheet.heading(label.start, label.end)
        return [
            (
                row,
                (Heading(*field.span("name")),) if field["name"] else (),
                field.start("value"),
                field.end("unit") if field["unit"] else field.end("value"),
            )
            for field in FIELD.finditer(self.text, pieces[0].start, pieces[-1].end)
            if field["value"] and (field["name"] is None or self._is_head_text(field["name"]))
        ]

    def _is_head_text(self, name: str) -> bool:
        return bool(name) and all(word.lower() in self.sheet.words.heads for word in re.split(r"[ /]", name))

    def _is_answer(self, value: str) -> bool:
        first = value.lower().split()[0].rstrip(",")
        return (
            first in self.sheet.words.answers
            or first in self.sheet.words.options
            or value[0] in "+-<>."
            or value[0].isdigit()
        )

    def may_be_row(self, at: int) -> bool:
        """Whether a line of one piece holds a name that may head a row, near enough to its begin."""
        pieces = self.sheet.lines[at].pieces
        if not pieces:
            return False
        start = pieces[0].start
        return any_within(self.sheet.named, start, start + LONGEST_LABEL + 1)

    def _named_row(self, line: Line) -> tuple[Piece, list[Piece]] | None:
        """Return the name of a structure that a line begins with, and its other pieces, none of them prose."""
        if not line.pieces or not self._holds_name(line.pieces):
            return None
        first, *pieces = line.pieces
        if pieces and self.sheet.side_of(self.text[first.start : first.end].rstrip(":")):
            first, *pieces = pieces
        colon = self.text.find(":", first.start, min(first.end, first.start + LONGEST_LABEL))
        if colon > 0 and (colon + 1 == first.end or self.text[colon + 1] == " "):
            if colon + 1 < first.end:
                pieces.insert(0, trimmed(self.text, colon + 1, first.end, 0, first.field))
            first = first._replace(end=colon)
        elif pieces and self.text[pieces[0].start] == ":":  # "Uterus     : anteverted"
            pieces[0] = trimmed(self.text, pieces[0].start + 1, pieces[0].end, 0, pieces[0].field)
        if not pieces and (sides := self._sides_behind(first)):
            first, pieces = first._replace(end=sides), [trimmed(self.text, sides, first.end, 0, first.field)]
        if not pieces or first.end - first.start > LONGEST_LABEL or not self.sheet.is_named(first):
            return None
        if VALUE.search(self.text, first.start, first.end) and any(map(self.sheet.has_place, pieces)):
            return None  # "Spleen 14.4 cm   splenic v. patent"
        for piece in pieces:
            if piece.end - piece.start > LONGEST_CELL or SENTENCE.search(self.text, piece.start, piece.end):
                return None
        return first, pieces

    def _holds_name(self, pieces: Sequence[Piece]) -> bool:
        """Whether what may head a row begins in one of the first two pieces."""
        return any_within(self.sheet.named, pieces[0].start, pieces[min(1, len(pieces) - 1)].end)

    def _sides_behind(self, piece: Piece) -> int | None:
        """Return where the values of both sides begin that follow the name that a line begins with ("CFA R 120 T / L 110 T")."""
        if piece.end - piece.start > LONGEST_CELL or not self.sheet.has_place(piece):
            return None
        marks = [m for m in SIDE_MARK.finditer(self.text, piece.start, piece.end) if self.sheet.side_of(m["side"])]
        if len(marks) != 2 or {self.sheet.side_of(m["side"]) for m in marks} != {"left", "right"}:
            return None
        place = self.sheet.places[bisect_left(self.sheet.places, piece.start)]
        return marks[0].start() - 1 if place < marks[0].start() <= piece.start + LONGEST_NAME else None

    def _group_above(self, at: int) -> tuple[Heading, ...]:
        """Return the lines above that head rows: the side they are of, and the group within it."""
        found: list[Heading] = []
        for number in range(at - 1, max(-1, at - 5), -1):
            line = self.sheet.lines[number]
            if not line.pieces:
                continue
            if not self.heads.is_group(line):
                break
            heading = self.sheet.heading(line.pieces[0].start, line.pieces[0].end)
            found.insert(0, heading)
            if heading.side:
                break
        return tuple(found)
