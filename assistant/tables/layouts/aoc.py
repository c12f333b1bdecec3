"""Add-on code edits.

As published (.xlsx: a notice, then the header; tab-separated .txt: the header): AOC_Edit_Type (1 closed list, 2 the
contractor decides, 3 partial list), Add-On_Code, AOC_DelDT, Primary_Code (CCCCC = the contractor decides),
Primary_Code_DelDT, AOC_Edit_EffDT, AOC_Edit_DelDT, notes. Dates are YYYYDDD, year and day of the year.

Plain subset (.csv): header code, aoc_edit_type, role (of that code: Add-On or Primary), complement (the other code).
A row of role Add-On maps code to the add-on and complement to the primary code, a row of role Primary the other way
round; it has no dates.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.tables.known import Known
from assistant.tables.layouts.layout import (
    Layout,
    RowParser,
    find_column,
    label,
    read_choice,
    read_code,
    read_ordinal_day,
    require_width,
)
from assistant.tables.rows import AddOnRow, Kind

EDIT_TYPES = ("1", "2", "3")
#: Headings in the order: type, add-on, primary, effective, and the three deletion dates.
HEADINGS = (
    "aocedittype", "addoncode", "primarycode", "aocediteffdt", "aoceditdeldt", "aocdeldt", "primarycodedeldt",
)  # fmt: skip
SUBSET_HEADER = ["code", "aoc_edit_type", "role", "complement"]


class PublishedParser(RowParser):
    """Reads the rows of the .xlsx and .txt of CMS; `columns` follow `HEADINGS`."""

    def __init__(self, columns: Sequence[int]) -> None:
        self.columns = columns
        self.width = max(columns) + 1
        self.days = Known(read_ordinal_day)

    def parse(self, cells: list[str]) -> AddOnRow:
        """Return the pair in `cells`; it ends when the pair or either of its codes is deleted."""
        if len(cells) < self.width:
            require_width(cells, self.width)
        edit_type, add_on, primary, effective, *deletions = (
            cells[column].strip().strip('"') for column in self.columns
        )
        return AddOnRow(
            read_code(add_on),
            read_code(primary),
            int(read_choice(edit_type, EDIT_TYPES, "add-on edit type")),
            self.days[effective],
            min((day for cell in deletions if (day := self.days[cell])), default=None),
        )


class SubsetParser(RowParser):
    """Reads the rows of the plain subset."""

    def parse(self, cells: list[str]) -> AddOnRow:
        """Return the pair in `cells`, turned so that the add-on code comes first."""
        require_width(cells, len(SUBSET_HEADER))
        code, complement = read_code(cells[0]), read_code(cells[3])
        edit_type = int(read_choice(cells[1], EDIT_TYPES, "add-on edit type"))
        if read_choice(cells[2], ("Add-On", "Primary"), "role") == "Primary":
            code, complement = complement, code
        return AddOnRow(code, complement, edit_type, None, None)


def _first_published_row(rows: Sequence[list[str]]) -> int | None:
    for index, cells in enumerate(rows[:-1]):
        labels = [label(cell) for cell in cells]
        if "aocedittype" in labels and "addoncode" in labels:
            return index + 1
    return None


def _published_parser(above: Sequence[list[str]], _first: list[str]) -> RowParser:
    labels = [label(cell) for cell in above[-1]]
    return PublishedParser([find_column(labels, heading) for heading in HEADINGS])


def _first_subset_row(rows: Sequence[list[str]]) -> int | None:
    return 1 if len(rows) > 1 and rows[0] == SUBSET_HEADER else None


PUBLISHED = Layout("the add-on code file as published", Kind.AOC, _first_published_row, _published_parser)
SUBSET = Layout("a plain subset of the add-on code file", Kind.AOC, _first_subset_row, lambda *_: SubsetParser())
