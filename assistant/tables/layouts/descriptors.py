"""A licensee's own descriptors: code and descriptor, comma- or tab-separated, with or without a header.

This layout is read only when the user says so (`--kind descriptors`); the text is kept for display and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.tables.layouts.layout import CODE, Layout, RowParser, label, read_code, read_phrase, require_width
from assistant.tables.rows import DescriptorRow, Kind


class DescriptorParser(RowParser):
    """Reads the rows under the header."""

    def parse(self, cells: list[str]) -> DescriptorRow:
        """Return the descriptor in `cells`."""
        require_width(cells, 2)
        descriptor = read_phrase(cells[1])
        if not descriptor:
            raise ValueError(f"no descriptor for '{cells[0]}': give one, or delete the row")
        return DescriptorRow(read_code(cells[0].upper()), descriptor)


def _first_row(rows: Sequence[list[str]]) -> int | None:
    if not rows or len(rows[0]) < 2:
        return None
    has_header = not CODE.fullmatch(rows[0][0].strip()) and label(rows[0][0]).endswith("code")
    return 1 if has_header and len(rows) > 1 else 0


DESCRIPTORS = Layout("a list of codes and descriptors", Kind.DESCRIPTORS, _first_row, lambda *_: DescriptorParser())
