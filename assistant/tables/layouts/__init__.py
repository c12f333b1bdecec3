"""The layouts that can be read, one file a kind of table, and the choice among them by what a file holds."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.tables.layouts import aoc, descriptors, mue, pprrvu, ptp
from assistant.tables.layouts.layout import HEAD_ROWS, Layout
from assistant.tables.rows import Kind

#: Layouts with a header of their own come before the NCCI PTP edits, which are known by their first row of data.
LAYOUTS: tuple[Layout, ...] = (
    ptp.SUBSET, mue.SUBSET, aoc.SUBSET, pprrvu.SUBSET,
    mue.PUBLISHED, aoc.PUBLISHED, pprrvu.PUBLISHED, pprrvu.FIXED, ptp.PUBLISHED,
)  # fmt: skip


def recognise(rows: Sequence[list[str]], kind: Kind | None) -> Layout | None:
    """Return the layout of a file from its first rows, or None where none fits.

    Args:
        rows: The first `HEAD_ROWS` rows.
        kind: What the user says the file is; descriptors are read only then.
    """
    layouts = (descriptors.DESCRIPTORS,) if kind is Kind.DESCRIPTORS else LAYOUTS
    return next((layout for layout in layouts if layout.find_first_row(rows) is not None), None)


__all__ = ["HEAD_ROWS", "LAYOUTS", "Layout", "recognise"]
