"""Reads reports from tables: CSV, JSON Lines, a JSON array, Parquet; one row a report, one after the other.

A column is the one that the caller names, or else the one that is called as such columns are. A row that cannot be used
comes with its fault and its line; a file that cannot be used is refused in one sentence before its first row. No cell is
repeated in a fault: it may be a patient's.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from itertools import chain
from typing import Any, BinaryIO, NamedTuple

from assistant.documents.document import Document
from assistant.documents.identifiers import metadata_words
from assistant.documents.kinds import Kind
from assistant.documents.parquet import head_of, rows_of
from assistant.documents.text import TEXT_LIMIT, decode, refuse_other_kinds
from assistant.errors import InputError
from assistant.language.service_date import day_at

#: The most bytes of a table that is read as a whole: a JSON array.
MOST_JSON_BYTES = 256_000_000
#: The most bytes of a line: each character of a report may be written as \\uXXXX.
MOST_LINE_BYTES = 8 * TEXT_LIMIT
MOST_ROWS = 1_000_000

DELIMITERS = ",;\t|"
SAMPLE = 65_536  # bytes that tell the encoding and the delimiter
LONG_NUMBER = re.compile(r"\d{3}")  # columns are counted, and no more
CAPITAL_WITHIN = re.compile(r"(?<=[a-z])(?=[A-Z])")  # "reportText"
LONGEST_NAME = 40  # of a column; a longer cell of the first line is no name and may be a report
MOST_NAMES = 20  # columns that a fault names
COMPACT_DAY = re.compile(r"(?:19|20)\d{6}(?!\d)")
PARQUET_MARK = b"PAR1"


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of the columns; empty ones are looked for by the names that such columns have."""

    text: str = ""
    id: str = ""
    patient: str = ""
    physician: str = ""
    site: str = ""
    day: str = ""
    accession: str = ""


class _Row(NamedTuple):
    line: int
    cells: Mapping[str, Any]
    fault: str = ""


class _Opened(NamedTuple):
    """A table as it was opened: the names of its columns, how many rows it has (None: untold), and what reads them."""

    names: list[str]
    rows: int | None
    read: Callable[[Columns], Iterator[_Row]]


class ReportTable:
    """A table of reports: `kind`, the `columns` that are used, and its rows by iterating, once.

    `rows` is how many there are, where the file tells it without being read. A row is named as the table calls it, or by
    its number ("row 3", the first is 1); its line is that of the file, in Parquet and JSON arrays its number.

    Args:
        stream: The file, at its beginning.
        kind: What kind of table it is.
        columns: Columns that the caller names.
        most_rows: How many rows are read; the last row's fault tells that there are more.

    Raises:
        InputError: It is empty, of another kind, or cut off, or has no column of reports.
    """

    def __init__(
        self, stream: BinaryIO, kind: Kind, columns: Columns | None = None, *, most_rows: int = MOST_ROWS
    ) -> None:
        self.kind = kind
        self._most_rows = most_rows
        names, self.rows, read = _READERS[kind](stream)
        self.columns = _find_columns(names, columns or Columns())
        self._read = read

    def __iter__(self) -> Iterator[Document]:
        for number, row in enumerate(self._read(self.columns), start=1):
            if number > self._most_rows:
                fault = f"more than {self._most_rows:,} rows; the rest is not read"
                yield Document(kind=self.kind, id=f"row {number}", line=row.line, fault=fault)
                return
            yield self._report(number, row)

    def _report(self, number: int, row: _Row) -> Document:
        cells, columns = row.cells, self.columns
        id, patient, physician, site, accession = (
            _plain(cells.get(column))
            for column in (columns.id, columns.patient, columns.physician, columns.site, columns.accession)
        )
        told = Document(
            kind=self.kind, id=id or f"row {number}", line=row.line, patient=patient, physician=physician, site=site,
            accession=accession, day=day_of(cells.get(columns.day)),
        )  # fmt: skip
        if row.fault:
            return replace(told, fault=row.fault)
        text = cells.get(columns.text)
        if columns.text not in cells:
            return replace(told, fault=f"no '{_printable(columns.text)}' in it")
        if text is None or (isinstance(text, str) and not text.strip()):
            return replace(told, fault=f"no report in '{_printable(columns.text)}'")
        if not isinstance(text, str):
            return replace(told, fault=f"what stands in '{_printable(columns.text)}' is no text")
        return replace(told, text=text)


def day_of(value: object) -> date | None:
    """Return the date that a cell tells, with or without its time; None where it tells none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = _plain(value)
    if COMPACT_DAY.match(written):
        written = f"{written[:4]}-{written[4:6]}-{written[6:8]}"
    written = re.sub(r"(?<=\d)T(?=\d\d:)", " ", written)
    found = day_at(written, 0)
    return found[0] if found else None


def _plain(value: object) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a key among empty cells is read as a number with a fraction
    return "" if value != value else str(value).strip()


def _find_columns(names: Sequence[str], wanted: Columns) -> Columns:
    """Return the columns that are used.

    Raises:
        InputError: A named column is not there, or two are called so, or none holds reports.
    """
    known = metadata_words().columns
    shown = told_columns(names)
    found: dict[str, str] = {}
    for part in fields(Columns):
        name = getattr(wanted, part.name)
        if name and name not in names:
            match = next((column for column in names if column.strip().lower() == name.strip().lower()), None)
            if match is None:
                raise InputError(f"has no column '{_printable(name)}'; {shown}")
            name = match
        if name and names.count(name) > 1:
            raise InputError(f"has two columns called '{_printable(name)}'; rename one")
        if not name:
            plain = {_plain_name(column): column for column in reversed(names) if len(column) <= LONGEST_NAME}
            taken = {*found.values(), *(getattr(wanted, other.name) for other in fields(Columns))}
            if part.name == "accession":
                taken.discard(found["id"])  # reports are often named by it
            name = next(
                (plain[one] for one in getattr(known, part.name) if one in plain and plain[one] not in taken), ""
            )
        found[part.name] = name
    if not found["text"]:
        raise InputError(f"has no column of reports that is known by its name; {shown}; name it with --text-column")
    return Columns(**found)


def _plain_name(column: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", column.strip().lower()).strip("_")


def told_columns(names: Sequence[str]) -> str:
    """Return the columns of a table in words: by the names that columns have, or else by number.

    What stands in the first line of a table without names is a report's or a patient's, and is not repeated.
    """
    told = [_printable(name) if _is_name_of_column(name) else f"column {number}" for number, name in enumerate(names, 1)]
    if not any(map(_is_name_of_column, names)):
        return "its first line must name the columns" if names else "it has no columns"
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"its columns are {', '.join(told[:MOST_NAMES])}{more}"


def _is_name_of_column(name: str) -> bool:
    """Whether all words of a name are such as columns are called by, so that it cannot be a person's or his number."""
    if not name.isascii() or LONG_NUMBER.search(name):
        return False
    words = CAPITAL_WITHIN.sub("_", name).lower()
    parts = [part for part in re.split(r"[^a-z]+", words) if part]
    return bool(parts) and len(name) <= LONGEST_NAME and metadata_words().columns.all_words.issuperset(parts)


def _printable(name: str) -> str:
    """Return a name without what no encoding writes and what moves the cursor of a terminal."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)


def _begin(stream: BinaryIO) -> bytes:
    """Return the first bytes of a file of text.

    Raises:
        InputError: It is empty, or no text.
    """
    sample = stream.read(SAMPLE)
    if not sample.strip():
        raise InputError("is empty")
    try:
        refuse_other_kinds(sample)
    except InputError as error:
        raise InputError(
            str(error).split(";")[0].replace("plain text", "a table of text") + "; save it as CSV in UTF-8"
        ) from error
    return sample


def _lines(stream: BinaryIO, sample: bytes) -> Iterator[str]:
    """Yield the lines of a file: in UTF-8, in Windows-1252 where one is none, or as its byte order mark says."""
    encoding = _marked(sample)
    if encoding:
        rest = stream.read()
        yield from decode(sample + rest, limit=MOST_JSON_BYTES).text.splitlines(keepends=True)
        return
    pending = b""
    for chunk in chain([sample.removeprefix(b"\xef\xbb\xbf")], iter(lambda: stream.read(SAMPLE), b"")):
        pending += chunk
        *whole, pending = pending.split(b"\n")
        yield from (_decoded(line + b"\n") for line in whole)
        while len(pending) > MOST_LINE_BYTES:
            yield _decoded(pending[:MOST_LINE_BYTES])
            pending = pending[MOST_LINE_BYTES:]
    if pending:
        yield _decoded(pending)


def _marked(sample: bytes) -> bool:
    return sample.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff"))


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def _read_csv(stream: BinaryIO) -> _Opened:
    sample = _begin(stream)
    lines = _lines(stream, sample)
    first = next(lines)
    skipped = 0
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, first, skipped = first.strip()[-1], next(lines, ""), 1
    else:
        delimiter = max(DELIMITERS, key=lambda mark: _cells_of(first, mark))
    csv.field_size_limit(4 * TEXT_LIMIT)
    table = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
    try:
        names = [name.strip().lstrip("\ufeff") for name in next(table)]
    except (csv.Error, StopIteration) as error:
        raise InputError("has no first line that names the columns") from error
    return _Opened(names, None, lambda _: _csv_rows(table, names, skipped))


def _cells_of(line: str, delimiter: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:
        return 0


def _csv_rows(table: Any, names: Sequence[str], skipped: int) -> Iterator[_Row]:
    while True:
        line = table.line_num + 1 + skipped
        try:
            cells = next(table, None)
        except csv.Error as error:
            what = "is cut off or " if "unexpected end" in str(error) else ""
            yield _Row(
                line,
                {},
                f"{what}broken as a table ({_printable(str(error))}); look for a quote that is not closed; the rest is not read",
            )
            return
        if cells is None:
            return
        if not cells:
            continue
        yield _Row(line, dict(zip(names, cells, strict=False)), fault_of_cells(names, cells))


def fault_of_cells(names: Sequence[str], cells: Sequence[str]) -> str:
    """Return why a row does not fit its columns, empty where it does; empty cells behind the last column are let go."""
    if len(cells) >= len(names) and not any(cell.strip() for cell in cells[len(names) :]):
        return ""
    what = "quote a report that holds the separator" if len(cells) > len(names) else "some are missing"
    return f"{len(cells)} cells for {len(names)} columns; {what}"


def _read_json_lines(stream: BinaryIO) -> _Opened:
    rows = _json_rows(_lines(stream, _begin(stream)))
    first: list[_Row] = []
    for row in rows:
        first.append(row)
        if not row.fault:
            break
    if not first or first[-1].fault:
        raise InputError("holds no JSON object on any line")
    return _Opened(list(first[-1].cells), None, lambda _: chain(first, rows))


def _json_rows(lines: Iterable[str]) -> Iterator[_Row]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            cells = json.loads(line)
        except (ValueError, RecursionError):
            ended = line.endswith("\n")
            yield _Row(number, {}, "is no JSON" if ended else "is no JSON; the file seems cut off here")
            continue
        yield _Row(number, cells) if isinstance(cells, dict) else _Row(number, {}, "is no JSON object")


def _read_json(stream: BinaryIO) -> _Opened:
    sample = _begin(stream)
    data = sample + stream.read(MOST_JSON_BYTES)
    if len(data) > MOST_JSON_BYTES:
        raise InputError(f"is larger than {MOST_JSON_BYTES:,} bytes; write it as JSON Lines (.jsonl)")
    text = decode(data, limit=MOST_JSON_BYTES).text.lstrip("\ufeff")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        rows = list(_json_rows(text.splitlines(keepends=True)))
        if len(rows) > 1 and not rows[0].fault:
            return _Opened(list(rows[0].cells), len(rows), lambda _: iter(rows))
        line = getattr(error, "lineno", 1)
        raise InputError(f"is no JSON from line {line} on; perhaps it is cut off") from error
    if isinstance(value, dict):
        lists = [part for part in value.values() if isinstance(part, list)]
        value = lists[0] if len(lists) == 1 else [value]
    if not isinstance(value, list) or not any(isinstance(one, dict) for one in value):
        raise InputError('holds no list of objects; write [{"id": ..., "text": ...}, ...]')
    names = list(next(one for one in value if isinstance(one, dict)))
    rows_of = (
        _Row(number, one) if isinstance(one, dict) else _Row(number, {}, "is no JSON object")
        for number, one in enumerate(value, start=1)
    )
    return _Opened(names, len(value), lambda _: rows_of)


def _read_parquet(stream: BinaryIO) -> _Opened:
    begins = stream.read(len(PARQUET_MARK))
    stream.seek(0)
    if not begins:
        raise InputError("is empty")
    if begins != PARQUET_MARK:
        raise InputError("is no Parquet file")
    try:
        head = head_of(stream)
    except OSError as error:
        raise InputError("is no whole Parquet file; perhaps it is cut off") from error

    def rows(columns: Columns) -> Iterator[_Row]:
        number = 0
        used = {name for part in fields(Columns) if (name := getattr(columns, part.name))}
        try:
            for number, cells in enumerate(rows_of(stream, [name for name in head.names if name in used]), start=1):
                yield _Row(number, cells)
        except (InputError, OSError) as error:
            fault = str(error) if isinstance(error, InputError) else "is broken here"
            yield _Row(number + 1, {}, f"{fault}; the rest is not read")

    return _Opened(head.names, head.rows, rows)


_READERS: dict[Kind, Callable[[BinaryIO], _Opened]] = {
    Kind.CSV: _read_csv,
    Kind.JSON_LINES: _read_json_lines,
    Kind.JSON: _read_json,
    Kind.PARQUET: _read_parquet,
}
