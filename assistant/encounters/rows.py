"""Reads reports from a table (one row a report) and groups its rows into encounters."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from assistant.documents.text import TEXT_LIMIT, check_length, decode
from assistant.errors import InputError

DELIMITERS = ",;\t|"
FIRST_ROW = 2  # the header is row 1
MOST_CHARACTERS = 1_000_000_000


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
    rows = _table(path)
    header = rows.fieldnames or []
    for column in (*group, text, *filter(None, (id, day))):
        if column not in header:
            raise InputError(f"{path}: no column '{column}'; the columns are {', '.join(header)}")
    groups: dict[tuple[str, ...], ReportGroup] = {}
    set_aside: list[str] = []
    try:
        for number, row in enumerate(rows, start=FIRST_ROW):
            try:
                _add(groups, row, number, tuple(group), text, id, day)
            except InputError as error:
                set_aside.append(f"{path}: row {number}: {error}")
    except csv.Error as error:
        raise InputError(f"{path}: broken as a table at line {rows.line_num} ({error})") from error
    return GroupedRows(tuple(groups.values()), tuple(set_aside))


def _table(path: Path) -> csv.DictReader[str]:
    try:
        content = decode(path.read_bytes(), limit=MOST_CHARACTERS).text
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    csv.field_size_limit(TEXT_LIMIT)
    header = content.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=header.count)
    return csv.DictReader(io.StringIO(content, newline=""), delimiter=delimiter)


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
        raise InputError(f"the id '{name}' stands twice in this encounter")
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
        raise InputError(f"'{value}' in column '{column}' is no date; write it as 2026-03-02") from error
