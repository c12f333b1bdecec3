"""Tables as CSV for spreadsheets: no cell is ever run as a formula, and none moves the cursor of a terminal."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from assistant.terminal import harmless

#: What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection), the wide letters of East Asia too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

#: Control characters but tabs and line ends, which a cell may hold.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def csv_line(cells: Iterable[object], end: str = "\r\n") -> str:
    """Return one row (RFC 4180) with its line end.

    A cell that would be run as a formula is written as text, control characters as their pictures; lines in a cell stay.
    """
    line = io.StringIO(newline="")
    csv.writer(line).writerow([_harmless(cell) for cell in cells])  # a cell of several lines is quoted by its line end
    row = line.getvalue().removesuffix("\r\n") + end
    return row.encode("utf-8", "backslashreplace").decode()  # half of a surrogate pair is no UTF-8


def csv_file(heads: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Return a table as the content of a file that spreadsheets open as UTF-8."""
    return "".join(map(csv_line, (heads, *rows))).encode("utf-8-sig")


def _harmless(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    return _CONTROLS.sub(lambda found: harmless(found[0]), f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell)
