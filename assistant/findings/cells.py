"""Reads the findings of a worksheet's cells: the structure of the row, what the column is of, and the mark."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.findings.binding import Bound, Prose


def read_cells(prose: Prose) -> Iterator[Bound]:
    """Yield what the cells of a text's tables say."""
    yield from ()
