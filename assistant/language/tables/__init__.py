"""Reads the tables of worksheets, once: rows, columns and cells with the headings that they stand under.

Everything that later steps want to know of a table (which side a column is of, what a letter in it means) they take
from here. A line is cut into pieces at tabs, bars, leaders of dots and runs of blanks. A line of headings opens a table:
the pieces of the lines below stand under the heading that they are aligned with, or whose field they share where bars or
tabs rule the lines. Without such a line, rows of a structure's name and what was found at it are a table of one column.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from assistant.language.layout import Cell, Reading, Table, end_of_line
from assistant.language.tables.bare_rows import BareRows
from assistant.language.tables.heads import Heads
from assistant.language.tables.legends import add_legends
from assistant.language.tables.lines import STROKES, Sheet
from assistant.language.tables.rows import Rows


def find_tables(reading: Reading) -> None:
    """Fill `reading.tables` in the order of the text."""
    text = reading.text
    if "\n" not in text:
        return
    reading.tables = [table for table in _Tables(reading).read() if table.cells]
    add_legends(reading)
    for table in reading.tables:  # a stroke is a blank where neither a legend nor a plus gives it a meaning
        said = {*table.legend}
        if any(text[cell.start : cell.end].startswith("+") for cell in table.cells):
            said.add("-")
        table.cells = [
            cell
            for cell in table.cells
            if text[cell.start : cell.end] in said or not STROKES.fullmatch(text, cell.start, cell.end)
        ]


class _Tables:
    """The walk through the lines of a text."""

    def __init__(self, reading: Reading) -> None:
        self.sheet = Sheet(reading)
        self.heads = Heads(self.sheet)
        self.rows = Rows(self.sheet, self.heads)
        self.bare = BareRows(self.sheet, self.heads)

    def read(self) -> Iterator[Table]:
        at = 0
        while at < len(self.sheet.lines):
            if len(self.sheet.lines[at].pieces) < 2 and not self.bare.may_be_row(at):
                at += 1  # prose, as most lines are
                continue
            end, cells = at + 1, list[Cell]()
            if self.heads.may_stand_at(at):
                if (head := self.heads.columns(at)) is not None:
                    after, columns, corner = head
                    end, cells = self.rows.rows(after, columns, corner, at)
                    if cells:
                        yield Table(self.sheet.lines[at].start, self.sheet.lines[end - 1].end, cells)
                        at = end
                        continue
                end, cells = self.bare.side_by_side(at)
            if not cells:
                end, cells = self.bare.headless(at)
            # values with names of their own are a table of another kind than those without
            for _, run in groupby(cells, key=lambda cell: bool(cell.columns)):
                kept = list(run)
                begin = self.sheet.text.rfind("\n", 0, kept[0].start) + 1
                yield Table(begin, end_of_line(self.sheet.text, kept[-1].end), kept)
            at = max(end, at + 1)
