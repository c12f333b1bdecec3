"""Imports published files into the store: recognise, read, check, stage, and publish all of them or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from assistant.errors import TableError
from assistant.tables.files import Row, TableFile, open_tables
from assistant.tables.layouts import HEAD_ROWS, Layout, recognise
from assistant.tables.rows import KINDS_WITH_SETTING, TITLES, Kind, Setting
from assistant.tables.store import StagedPart, Staging, TableStore, Vintage
from assistant.tables.vintage import effective_date, part_of, setting_of

#: Called with the name of a file, the share of it that is read (0 to 1), and the rows read so far.
Progress: TypeAlias = Callable[[str, float, int], None]

ROWS_BETWEEN_REPORTS = 20_000
#: Tables that look like Medicare's and are not: they must not be stored as if they were.
OTHER_TABLES = (
    (re.compile("medicaid"), "is a Medicaid table: the store holds the Medicare ones"),
    (re.compile("additions.*deletions"), "lists a quarter's changes only: import the full table of the quarter"),
)


@dataclass(frozen=True)
class Choices:
    """What the user says of the files, where the files do not say it themselves (None: they do)."""

    kind: Kind | None = None
    setting: Setting | None = None
    effective: date | None = None


@dataclass(frozen=True)
class Recognised:
    """A file whose layout is known, with the rows that were read to find out and the rest of them."""

    file: TableFile
    layout: Layout
    head: Sequence[Row]
    rest: Iterator[Row]


def import_files(
    paths: Iterable[Path],
    store: TableStore,
    choices: Choices | None = None,
    progress: Progress | None = None,
) -> list[StagedPart]:
    """Read `paths` and put them into `store`: all of them, or none where one is refused.

    A part of a table (f1 to f4 by its name, else the file's own name) replaces the same part of the same quarter.

    Args:
        paths: Files as CMS publishes them (.txt, .csv, .xlsx, .zip), or a licensee's descriptors.
        store: Where they go.
        choices: Kind, setting and first day where file names and notices do not tell them.
        progress: Called while rows are read.

    Returns:
        One part for each table that was read, with its number of rows.

    Raises:
        TableError: A file is no such table, is damaged or cut off, or lacks a setting or date; nothing is stored.
    """
    with store.staging() as staging:
        for path in paths:
            for recognised in _recognised_tables(path, choices or Choices()):
                _stage(recognised, staging, choices or Choices(), progress)
        return staging.parts


def _recognised_tables(path: Path, choices: Choices) -> Iterator[Recognised]:
    """Yield the tables of a file; other members of a zip (layout notes, localities) are passed over."""
    files = open_tables(path)
    found = False
    for file in files:
        rows = file.rows()
        head = list(islice(rows, HEAD_ROWS))
        layout = recognise([cells for _, cells in head], choices.kind)
        if layout:
            found = True
            yield Recognised(file, layout, head, rows)
        elif len(files) == 1:
            raise file.fault(None, _not_recognised(choices.kind))
    if not found:
        names = ", ".join(file.name for file in files)
        raise TableError(path, None, f"has no table in it that can be read ({names})")


def _not_recognised(kind: Kind | None) -> str:
    if kind is Kind.DESCRIPTORS:
        return "is no list of codes and descriptors: two columns, separated by a comma (.csv) or a tab (.txt, .tsv)"
    known = ", ".join(title for known, title in TITLES.items() if known is not Kind.DESCRIPTORS)
    return f"begins like none of the official tables ({known}): give the file as CMS publishes it"


def _stage(recognised: Recognised, staging: Staging, choices: Choices, progress: Progress | None) -> None:
    file, layout = recognised.file, recognised.layout
    _refuse_other_tables(file)
    if choices.kind and choices.kind is not layout.kind:
        raise file.fault(None, f"is {layout.name}, not {TITLES[choices.kind]}: leave --kind out or give the other file")
    part = staging.add(_vintage(recognised, choices), part_of(file.names), file.name, layout.name)
    with part.path.open("w", encoding="utf-8", newline="\n") as stream:
        for row in layout.read(file, recognised.head, recognised.rest):
            part.write(stream, row)
            if progress and not part.rows % ROWS_BETWEEN_REPORTS:
                progress(file.name, file.fraction, part.rows)
    if progress:
        progress(file.name, 1.0, part.rows)


def _refuse_other_tables(file: TableFile) -> None:
    for name in file.names:
        for pattern, what in OTHER_TABLES:
            if pattern.search(name.lower()):
                raise file.fault(None, what)


def _vintage(recognised: Recognised, choices: Choices) -> Vintage:
    """Return which table a file is; what the user says goes before what the file says."""
    file, kind = recognised.file, recognised.layout.kind
    if kind is Kind.DESCRIPTORS:
        return Vintage(kind, None, date.min)
    first = recognised.layout.find_first_row([cells for _, cells in recognised.head]) or 0
    preamble = "\n".join(" ".join(cells) for _, cells in recognised.head[:first])
    effective = choices.effective or effective_date(file.names, preamble)
    if effective is None:
        raise file.fault(None, "does not say which quarter it is for: give its first day with --effective YYYY-MM-DD")
    if kind not in KINDS_WITH_SETTING:
        return Vintage(kind, None, effective)
    setting = choices.setting or setting_of(file.names, preamble)
    if setting is None:
        raise file.fault(None, "does not say whose claims it edits: give --setting practitioner or --setting hospital")
    return Vintage(kind, setting, effective)
