"""Medically unlikely edits.

As published (.csv and .xlsx): a quoted notice of several lines, then a header whose second column names the setting
("Practitioner Services MUE Values"), adjudication indicator ("3 Date of Service Edit: Clinical": the digit counts),
rationale.

Plain subset (.csv): header hcpcs_code, mue_units, mue_mai (the digit alone), mue_rationale, mue_service.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.tables.layouts.layout import (
    Layout,
    RowParser,
    find_column,
    header_width,
    label,
    read_choice,
    read_code,
    read_phrase,
    require_width,
)
from assistant.tables.rows import Kind, MueRow

ADJUDICATIONS = ("1", "2", "3")
SUBSET_HEADER = ["hcpcs_code", "mue_units", "mue_mai", "mue_rationale", "mue_service"]


class MueParser(RowParser):
    """Reads the rows under either header.

    Args:
        columns: Index of code, units, adjudication indicator and rationale.
        width: Number of columns of the header.
    """

    def __init__(self, columns: Sequence[int], width: int) -> None:
        self.columns = columns
        self.width = width

    def parse(self, cells: list[str]) -> MueRow:
        """Return the limit in `cells`."""
        require_width(cells, self.width)
        code, units, adjudication, rationale = (cells[column] for column in self.columns)
        return MueRow(
            read_code(code),
            _read_units(units),
            int(read_choice(adjudication.strip()[:1], ADJUDICATIONS, "MUE adjudication indicator")),
            read_phrase(rationale),
        )


def _read_units(cell: str) -> int:
    if not cell.strip().isdigit():
        raise ValueError(f"'{cell.strip()}' is no number of units: the columns are wrong or the row is damaged")
    return int(cell)


def _header_row(rows: Sequence[list[str]]) -> int | None:
    for index, cells in enumerate(rows):
        labels = [label(cell) for cell in cells]
        if labels and labels[0].startswith("hcpcs") and any(name.endswith("muevalues") for name in labels):
            return index
    return None


def _first_published_row(rows: Sequence[list[str]]) -> int | None:
    header = _header_row(rows)
    return None if header is None or header + 1 == len(rows) else header + 1


def _published_parser(above: Sequence[list[str]], _first: list[str]) -> RowParser:
    labels = [label(cell) for cell in above[-1]]
    if any(name.startswith("dmesupplier") for name in labels):
        raise ValueError("is the MUE table for DME suppliers: import the practitioner or the outpatient hospital one")
    units = next(index for index, name in enumerate(labels) if name.endswith("muevalues"))
    columns = [0, units, find_column(labels, "mueadjudicationindicator"), find_column(labels, "muerationale")]
    return MueParser(columns, header_width(above[-1]))


def _first_subset_row(rows: Sequence[list[str]]) -> int | None:
    return 1 if len(rows) > 1 and rows[0] == SUBSET_HEADER else None


PUBLISHED = Layout("the MUE table as published", Kind.MUE, _first_published_row, _published_parser)
SUBSET = Layout(
    "a plain subset of the MUE table",
    Kind.MUE,
    _first_subset_row,
    lambda *_: MueParser((0, 1, 2, 3), len(SUBSET_HEADER)),
)
