"""What a layout is: how to recognise it in the first rows of a file, and how to read one of its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from assistant.tables.files import DOWNLOAD_AGAIN, Row, TableFile
from assistant.tables.rows import Kind, TableRow

CODE = re.compile(r"[0-9A-Z]{5}")
#: Rows that are looked at to recognise a layout: more than any notice and header that CMS puts above a table.
HEAD_ROWS = 60
FOOTER_WORDS = 3


class RowParser:
    """Reads the rows of one file, in order. Subclasses override `parse`, and `finish` where an end can be wrong."""

    def parse(self, cells: list[str]) -> TableRow:
        """Return the row that `cells` hold.

        Raises:
            ValueError: The cells are no row of this layout; the message says why.
        """
        raise NotImplementedError

    def finish(self, last: TableRow) -> None:
        """Check what only the end of the file can show; `last` is its last row of data.

        Raises:
            ValueError: The last row is cut off; the message says why.
        """


@dataclass(frozen=True)
class Layout:
    """One published arrangement of one kind of table.

    Args:
        name: What `tables list` calls it.
        kind: The kind of table that it holds.
        find_first_row: Takes the first rows of a file; returns the index of the first row of data, or None where
            the file has another layout.
        parser: Takes the rows above the first row of data, and that row; returns the parser for the file. It
            raises ValueError where the header lacks a column.
    """

    name: str
    kind: Kind
    find_first_row: Callable[[Sequence[list[str]]], int | None]
    parser: Callable[[Sequence[list[str]], list[str]], RowParser]

    def read(self, file: TableFile, head: Sequence[Row], rest: Iterable[Row]) -> Iterator[TableRow]:
        """Yield the rows of data of `file`, whose rows are `head` and then `rest`.

        Blank rows are skipped, and so are lines of text after the last row of data (CMS closes some files with
        its notice).

        Raises:
            TableError: A row is damaged; the error names its line.
        """
        first = self.find_first_row([cells for _, cells in head])
        if first is None:
            raise file.fault(None, f"is not {self.name}")
        try:
            parser = self.parser([cells for _, cells in head[:first]], head[first][1])
        except ValueError as error:
            raise file.fault(head[max(first - 1, 0)][0], str(error)) from error
        parse, row, footer, line = parser.parse, None, 0, 0
        for line, cells in chain(head[first:], rest):
            try:
                row = parse(cells)
            except ValueError as error:
                if not any(cells):
                    continue
                if not _is_text(cells):
                    raise file.fault(line, str(error)) from error
                footer = footer or line
                continue
            if footer:
                raise file.fault(footer, f"is text between rows of data: {DOWNLOAD_AGAIN}")
            yield row
        if row is None:
            raise file.fault(None, f"has a header and no rows: {DOWNLOAD_AGAIN}")
        try:
            parser.finish(row)
        except ValueError as error:
            raise file.fault(line, str(error)) from error


def _is_text(cells: list[str]) -> bool:
    """Return whether a row is a notice and not a damaged row: several words, and no code where codes stand."""
    words = " ".join(cells).split()
    in_place_of_code = cells[0].split()
    if len(words) < FOOTER_WORDS or len(in_place_of_code) == 1:
        return False
    return not any(CODE.fullmatch(cell) and not cell.isalpha() for cell in (words[0], *cells))


def label(cell: str) -> str:
    """Return a heading reduced to its letters and digits in lower case: line breaks and spaces differ by release."""
    return re.sub(r"[^a-z0-9]", "", cell.lower())


def find_column(labels: Sequence[str], wanted: str) -> int:
    """Return the index of the column whose heading (see `label`) is `wanted`, or else begins with it.

    Raises:
        ValueError: No column has that heading.
    """
    if wanted in labels:
        return labels.index(wanted)
    for index, name in enumerate(labels):
        if name.startswith(wanted):
            return index
    raise ValueError(f"the header has no column '{wanted}': the columns are wrong or the layout is new")


def header_width(header: Sequence[str]) -> int:
    """Return the number of columns that a header fills; blank ones at its end do not count."""
    return max((index for index, cell in enumerate(header, start=1) if cell.strip()), default=0)


def require_width(cells: list[str], width: int) -> None:
    """Check that a row has `width` columns; blank ones beyond are allowed (Excel leaves them).

    Raises:
        ValueError: The row is cut, or holds more.
    """
    if len(cells) < width or any(cells[width:]):
        raise ValueError(f"{len(cells)} columns instead of {width}: the row is damaged; {DOWNLOAD_AGAIN}")


def read_code(cell: str) -> str:
    """Return the 5-character code in `cell`.

    Raises:
        ValueError: It is none; a number that lost its leading zeros is named as such.
    """
    code = cell.strip()
    if CODE.fullmatch(code):
        return code
    if code.isdigit() and len(code) < 5:
        raise ValueError(f"'{code}' is no 5-character code: cut off, or a spreadsheet took its leading zeros")
    raise ValueError(f"'{code}' is no 5-character code: the row is damaged; {DOWNLOAD_AGAIN}")


def read_day(cell: str) -> date | None:
    """Return the day that `cell` holds as YYYYMMDD or YYYY-MM-DD; None for `*`, blank and 9999-12-31.

    Raises:
        ValueError: It is no such day.
    """
    text = cell.strip()
    if text in {"", "*", "99991231", "9999-12-31"}:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d" if "-" in text else "%Y%m%d").date()
    except ValueError as error:
        raise ValueError(f"'{text}' is no date (YYYYMMDD): the row is damaged; {DOWNLOAD_AGAIN}") from error


def read_ordinal_day(cell: str) -> date | None:
    """Return the day that `cell` holds as year and day of the year, YYYYDDD; None for blank and 0.

    Raises:
        ValueError: It is no such day (2025366 is none).
    """
    text = cell.strip()
    if text.strip("0") == "" or text == "9999365":
        return None
    if len(text) == 7 and text.isdigit():
        day = date(int(text[:4]), 1, 1) + timedelta(days=int(text[4:]) - 1)
        if day.year == int(text[:4]):
            return day
    raise ValueError(f"'{text}' is no date (YYYYDDD, year and day of the year): the row is damaged; {DOWNLOAD_AGAIN}")


def read_phrase(cell: str) -> str:
    """Return `cell` on one line, without the quotes and blanks around it."""
    return " ".join(cell.strip().strip('"').split())


def read_choice(cell: str, allowed: Sequence[str], what: str) -> str:
    """Return `cell` where it is one of `allowed`.

    Raises:
        ValueError: It is not; `what` names the column.
    """
    text = cell.strip()
    if text in allowed:
        return text
    raise ValueError(f"'{text}' is no {what} ({', '.join(allowed)}): the columns are wrong or the row is damaged")
