"""Reads the findings of a worksheet's cells: the structure of the row, what the column is of, and the mark or number.

`headings.py` says what rows and columns name, `legend.py` what marks and letters mean, `reader.py` reads the cells.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.findings.binding import Bound
from assistant.findings.cells.reader import TableReader
from assistant.findings.prose import Prose
from assistant.findings.shorthand import Shorthand


def read_cells(prose: Prose, shorthand: Shorthand) -> Iterator[Bound]:
    """Yield what the cells of a text's tables say."""
    for table in prose.passage.reading.tables:
        reader = TableReader(prose, shorthand, table)
        for cell in table.cells:
            yield from reader.read(cell)
