"""Reads reports from a table (one row a report) and groups its rows into encounters."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from assistant.documents.files import read_document
from assistant.documents.report_tables import DELIMITERS, fault_of_cells, told_columns
from assistant.documents.text import TEXT_LIMIT, check_length, decode
from assistant.errors import InputError

FIRST_ROW = 2  # the header is row 1
MOST_CHARACTERS = 1_000_000_000
LONGEST_QUOTED = 20  # of a cell in an error: what is longer may be more than a date or an id
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")


@dataclass(slots=True)
class ReportGroup:
    """The reports of one encounter: `key` holds the values of the grouping columns; `day` is None where not told."""

    key: tuple[str, ...]
    reports: list[tuple[str, str]] = field(default_factory=list)
    day: date | None = None

    @property
    def id(self) -> str:
        """The encounter's name: the values of the grouping columns."""
        return " ".join(self.key)


@dataclass(frozen=True, slots=True)
class GroupedRows:
    """The encounters of a table in the order of their first rows, and what was set aside, one sentence a row."""

    groups: tuple[ReportGroup, ...]
    set_aside: tuple[str, ...]


def read_groups(
    path: Path, group: Sequence[str], text: str, *, id: str | None = None, day: str | None = None
) -> GroupedRows:
    """Return the encounters of a table in CSV (comma, semicolon, tab or bar; the first line names the columns).

    Args:
        path: The table.
        group: Columns whose values together name an encounter, such as patient and date.
        text: The column that holds the reports.
        id: The column that names each report; None names them by their row, "row 2" on.
        day: The column of the date of service, written as 2026-03-02; None takes the dates that the reports bear.

    Raises:
        InputError: The file cannot be read as a table, or lacks a column.
    """
    content = _content(path)
    delimiter = max(DELIMITERS, key=content.split("\n", 1)[0].count)
    csv.field_size_limit(TEXT_LIMIT)
    table = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    groups: dict[tuple[str, ...], ReportGroup] = {}
    set_aside: list[str] = []
    try:
        header: list[str] = next(table, [])
        _check_header(header, (*group, text, *filter(None, (id, day))), path)
        keys = [header.index(column) for column in (*group, *filter(None, (id, day)))]
        for number, cells in enumerate(filter(None, table), start=FIRST_ROW):
            _refuse_swallowed_rows(cells, keys, delimiter, f"{path}: row {number}")
            try:
                _add(groups, _named(header, cells), number, tuple(group), text, id, day)
            except InputError as error:
                set_aside.append(f"{path}: row {number}: {error}")
    except csv.Error as error:
        what = f"broken as a table at line {table.line_num} ({error}); look for a quote that is not closed"
        raise InputError(f"{path}: {what}") from error
    return GroupedRows(tuple(groups.values()), tuple(set_aside))


def _content(path: Path) -> str:
    try:
        return decode(read_document(path, most=MOST_CHARACTERS), limit=MOST_CHARACTERS).text
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def _check_header(header: Sequence[str], columns: Sequence[str], path: Path) -> None:
    """Refuse a first line that does not name each of `columns` once.

    Raises:
        InputError: It does not.
    """
    for column in columns:
        if header.count(column) > 1:
            raise InputError(f"{path}: two columns are called '{column}'; rename one")
        if column not in header:
            raise InputError(f"{path}: no column '{column}'; {told_columns(header)}")


def _refuse_swallowed_rows(cells: Sequence[str], keys: Sequence[int], delimiter: str, place: str) -> None:
    """Refuse a table in which a cell runs on over what looks like the next row, as one does whose quote stays open.

    A line inside a cell looks like a row where it begins with the cells that this row's key columns ask for: letters
    for letters, digits for digits, of the same form.

    Raises:
        InputError: There is such a line.
    """
    if not any("\n" in cell for cell in cells):
        return
    forms = {key: _form(cells[key]) for key in keys if key < len(cells) and _DIGIT.search(cells[key])}
    if not forms:
        return
    for line in _inner_lines(cells):
        inside = line.split(delimiter)
        if len(inside) > max(forms) and all(_form(inside[key]) == form for key, form in forms.items()):
            raise InputError(f"{place} runs on over what looks like another row: a quote in it is not closed")


def _inner_lines(cells: Sequence[str]) -> Iterator[str]:
    for cell in cells:
        yield from cell.splitlines()[1:]


def _form(cell: str) -> str:
    """Return a cell with its letters as "a" and its digits as "9"."""
    return _DIGIT.sub("9", _LETTERS.sub("a", cell.strip().strip('"')))


def _named(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Return the cells of a row by their columns; empty ones behind the last column are let go.

    Raises:
        InputError: The row has too many or too few cells.
    """
    if fault := fault_of_cells(header, cells):
        raise InputError(fault)
    return dict(zip(header, cells, strict=False))


def _add(
    groups: dict[tuple[str, ...], ReportGroup],
    row: dict[str, str],
    number: int,
    columns: tuple[str, ...],
    text: str,
    id: str | None,
    day: str | None,
) -> None:
    """Put a row into its encounter.

    Raises:
        InputError: The row has no report or no value to group by, its date cannot be read, or its id is taken.
    """
    report = row.get(text) or ""
    key = tuple((row.get(column) or "").strip() for column in columns)
    if not report.strip():
        raise InputError(f"no report in column '{text}'")
    if not all(key):
        raise InputError(f"no value in column '{columns[key.index('')]}'")
    check_length(report, TEXT_LIMIT)
    when = _day(row.get(day) or "", day) if day else None
    name = (row.get(id) or "").strip() if id else ""
    found = groups.setdefault(key, ReportGroup(key))
    name = name or f"row {number}"
    if any(name == other for other, _ in found.reports):
        raise InputError(f"the id{_quoted(name)} stands twice in this encounter")
    if when and found.day and when != found.day:
        raise InputError(
            f"the date {when} differs from {found.day} of the same encounter; add '{day}' to the grouping columns"
        )
    found.day = found.day or when
    found.reports.append((name, report))


def _day(value: str, column: str) -> date | None:
    if not value.strip():
        return None
    try:
        return date.fromisoformat(value.strip()[:10])
    except ValueError as error:
        raise InputError(
            f"what stands in column '{column}' is no date{_quoted(value)}; write it as 2026-03-02"
        ) from error


def _quoted(value: str) -> str:
    """Return a short cell in quotes; a long one may be a report that stands in the wrong column."""
    return f" '{value}'" if len(value) <= LONGEST_QUOTED else ""
