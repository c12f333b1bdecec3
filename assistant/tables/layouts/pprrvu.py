"""Physician fee schedule relative value file (PPRRVU).

As published (.csv and .xlsx): titles, then a header whose words are stacked over several rows ("GLOB" above "DAYS"),
the last of them HCPCS, MOD, DESCRIPTION. Columns are found by their stacked headings, because releases differ.
As published (.txt): lines that begin HDR, then fixed columns.

Plain subset (.csv): header hcpcs, mod, status, work_rvu, pctc_ind, glob_days, mult_proc, bilat_surg, asst_surg,
co_surg, team_surg, phys_supervision_diag, diag_imaging_family; the columns mean what their names say.

The DESCRIPTION column is never read: it is the code set owner's text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from assistant.tables.layouts.layout import (
    CODE,
    Layout,
    RowParser,
    find_column,
    header_width,
    label,
    read_choice,
    read_code,
    require_width,
)
from assistant.tables.rows import FeeRow, Kind

DIGITS = tuple("0123456789")
GLOBAL_DAYS = ("000", "010", "090", "MMM", "XXX", "YYY", "ZZZ")
STACKED_ROWS = 5
#: Stacked headings in the order of `FeeRow`.
HEADINGS = (
    "hcpcs", "mod", "statuscode", "workrvu", "pctcind", "globdays", "multproc", "bilatsurg", "asstsurg", "cosurg",
    "teamsurg", "physiciansupervision", "diagnosticimagingfamily",
)  # fmt: skip
#: First and last column, one-based, in the order of `FeeRow` (layout in the PDF that comes with the file).
FIXED_COLUMNS = (
    (1, 5), (6, 7), (58, 58), (60, 65), (103, 103), (104, 106), (116, 116), (117, 117), (118, 118), (119, 119),
    (120, 120), (142, 143), (146, 147),
)  # fmt: skip
FIXED_WIDTH = 147
SUBSET_HEADER = [
    "hcpcs", "mod", "status", "work_rvu", "pctc_ind", "glob_days", "mult_proc", "bilat_surg", "asst_surg", "co_surg",
    "team_surg", "phys_supervision_diag", "diag_imaging_family",
]  # fmt: skip


class ColumnParser(RowParser):
    """Reads rows of cells; `columns` follow `FeeRow` and `width` is the number of columns of the header."""

    def __init__(self, columns: Sequence[int], width: int) -> None:
        self.columns = columns
        self.width = width

    def parse(self, cells: list[str]) -> FeeRow:
        """Return the indicators in `cells`."""
        require_width(cells, self.width)
        return _fee_row([cells[column] for column in self.columns])


class FixedParser(RowParser):
    """Reads lines of fixed columns."""

    def parse(self, cells: list[str]) -> FeeRow:
        """Return the indicators in the only cell, which is the line."""
        line = cells[0]
        if len(line) < FIXED_WIDTH:
            raise ValueError(f"{len(line)} characters instead of {FIXED_WIDTH} or more: the row is cut off")
        return _fee_row([line[first - 1 : last] for first, last in FIXED_COLUMNS])


def _fee_row(cells: Sequence[str]) -> FeeRow:
    code, modifier, status, work, pctc, global_days, *surgery, supervision, family = (cell.strip() for cell in cells)
    multiple, bilateral, assistant, co_surgeon, team = (
        read_choice(cell, DIGITS, name)
        for cell, name in zip(surgery, ("MULT PROC", "BILAT SURG", "ASST SURG", "CO-SURG", "TEAM SURG"), strict=True)
    )
    if len(status) != 1 or not status.isalpha():
        raise ValueError(f"'{status}' is no status code: the columns are wrong or the row is damaged")
    return FeeRow(
        read_code(code), modifier, status, _read_rvu(work), read_choice(pctc, DIGITS, "PC/TC indicator"),
        read_choice(global_days.zfill(3), GLOBAL_DAYS, "GLOB DAYS"), multiple, bilateral, assistant, co_surgeon, team,
        supervision.zfill(2), family.zfill(2),
    )  # fmt: skip


def _read_rvu(cell: str) -> float | None:
    if cell in {"", "NA"}:
        return None
    try:
        return float(cell)
    except ValueError as error:
        raise ValueError(f"'{cell}' is no work RVU: the columns are wrong or the row is damaged") from error


def _first_column_row(rows: Sequence[list[str]]) -> int | None:
    for index, cells in enumerate(rows[:-1]):
        if [label(cell) for cell in cells[:3]] == ["hcpcs", "mod", "description"]:
            return index + 1
    return None


def _column_parser(above: Sequence[list[str]], _first: list[str]) -> RowParser:
    stacked = zip_longest(*above[-STACKED_ROWS:], fillvalue="")
    labels = [label("".join(parts)) for parts in stacked]
    labels[:2] = "hcpcs", "mod"
    columns = [find_column(labels, heading) for heading in HEADINGS]
    return ColumnParser(columns, header_width(above[-1]))


def _first_fixed_row(rows: Sequence[list[str]]) -> int | None:
    if not rows or not rows[0][0].startswith("HDR"):
        return None
    return next((index for index, cells in enumerate(rows) if CODE.fullmatch(cells[0][:5])), None)


def _first_subset_row(rows: Sequence[list[str]]) -> int | None:
    return 1 if len(rows) > 1 and rows[0] == SUBSET_HEADER else None


PUBLISHED = Layout("the fee schedule as published", Kind.RVU, _first_column_row, _column_parser)
FIXED = Layout("the fee schedule as published, fixed columns", Kind.RVU, _first_fixed_row, lambda *_: FixedParser())
SUBSET = Layout(
    "a plain subset of the fee schedule",
    Kind.RVU,
    _first_subset_row,
    lambda *_: ColumnParser(range(len(SUBSET_HEADER)), len(SUBSET_HEADER)),
)
