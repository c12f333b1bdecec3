"""Writes the rows of a document's tables as lines of text, in the form in which the engine reads tables."""

from __future__ import annotations

from collections.abc import Sequence

#: What stands between two cells; an empty cell keeps its place, so that values stay under their headings.
BETWEEN_CELLS = " | "
#: A cell of so many paragraphs is a part of the page that a frame holds, not a value of a row.
_PAGE_PART = 3


def row_lines(cells: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of one row.

    A row of values is one line. Where all filled cells have the same number of paragraphs, as where a whole column was
    typed into one cell, these are as many rows. A row that only lays out a page, because one cell alone is filled or
    one holds several paragraphs, is read cell by cell.

    Args:
        cells: The paragraphs of each cell, from left to right.
    """
    kept = [[line for part in cell for line in part.split("\n") if line.strip()] for cell in cells]
    filled = [cell for cell in kept if cell]
    if not filled:
        return []
    if len(filled) == 1:  # with its free lines
        return next("\n".join(cell).strip("\n").split("\n") for cell, lines in zip(cells, kept, strict=True) if lines)
    lengths = {len(cell) for cell in filled}
    if len(lengths) == 1 and len(filled[0]) > 1:
        return [_joined([cell[at] if cell else "" for cell in kept]) for at in range(len(filled[0]))]
    if max(lengths) >= _PAGE_PART:
        return [line for cell in filled for line in cell]
    return [_joined([" ".join(line.strip() for line in cell) for cell in kept])]


def _joined(cells: Sequence[str]) -> str:
    return BETWEEN_CELLS.join(" ".join(cell.split()) for cell in cells).rstrip(" |")
