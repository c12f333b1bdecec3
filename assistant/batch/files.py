"""Finds and reads the report files of a batch."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from assistant.documents.files import printable_name, read_document
from assistant.documents.report_tables import Columns, ReportTable, is_table
from assistant.documents.text import decode
from assistant.errors import InputError

#: Suffixes of files in a folder that are taken for reports, in small letters.
TEXT_SUFFIXES = frozenset({".txt", ".text"})
#: Suffixes of documents that somebody may take for reports: they are set aside with their reason, not passed over.
DOCUMENT_SUFFIXES = frozenset({".pdf", ".doc", ".docx", ".odt", ".rtf"})


class ReportFile(NamedTuple):
    """One report of a batch: its id and its text, or the reason why it cannot be read.

    The id is the file's stem, or what a table calls its row; `path` of a row ends with its line ("list.csv:12"), and
    `day` is its date of service, where the table tells it.
    """

    id: str
    path: Path
    text: str = ""
    note: str = ""
    fault: str = ""
    day: date | None = None


class FoundFiles(NamedTuple):
    """The files of a batch, and those of its folders that are no reports by their names."""

    reports: list[Path]
    passed_over: list[Path]


def find_files(paths: Iterable[Path]) -> FoundFiles:
    """Return the texts and documents below folders, and the files named themselves, in order and each once.

    Raises:
        InputError: A path does not exist or cannot be looked at, or no file was found.
    """
    found: list[Path] = []
    passed_over: list[Path] = []
    for path in paths:
        try:
            exists, is_folder = os.path.lexists(path) and path.exists(), path.is_dir()
        except OSError as error:
            raise InputError(f"{path}: {error.strerror or error}") from error
        if is_folder:
            for child in sorted(child for child in path.rglob("*") if child.is_file()):
                wanted = child.suffix.lower() in TEXT_SUFFIXES | DOCUMENT_SUFFIXES
                (found if wanted else passed_over).append(child)
        elif exists:
            found.append(path)
        else:
            raise InputError(f"{path}: no such file or folder")
    if not found:
        raise InputError("no .txt report found; name a folder of .txt files, or the files themselves")
    return FoundFiles(list({os.path.abspath(path): path for path in found}.values()), passed_over)


def name_reports(paths: Sequence[Path]) -> list[str]:
    """Return an id for each file: its stem, or as much of its path as tells it from the others of that stem."""
    stems = [printable_name(path.stem) for path in paths]
    several = {stem for stem, times in Counter(stems).items() if times > 1}
    if not several:
        return stems
    folder = Path(os.path.commonpath([os.path.abspath(path.parent) for path in paths]))
    whole = [printable_name(Path(os.path.abspath(path)).relative_to(folder).as_posix()) for path in paths]
    return [name if stem in several else stem for stem, name in zip(stems, whole, strict=True)]


def read_files(
    paths: Iterable[Path], ids: Iterable[str] | None = None, columns: Columns | None = None
) -> Iterator[ReportFile]:
    """Read each file, and each row of a table; one that cannot be read comes with its fault instead of its text.

    Args:
        paths: Texts and tables (see `report_tables.TABLE_SUFFIXES`).
        ids: How each text is named; None takes the stems. Rows are named by their table.
        columns: The columns of tables that the caller names; None finds them.
    """
    named = zip(paths, ids, strict=True) if ids is not None else ((path, printable_name(path.stem)) for path in paths)
    for path, id in named:
        try:
            if is_table(path.name):
                yield from _rows(path, id, columns)
                continue
            decoded = decode(read_document(path))
        except InputError as error:
            yield ReportFile(id, path, fault=str(error))
        except OSError as error:
            yield ReportFile(id, path, fault=error.strerror or type(error).__name__)
        else:
            yield ReportFile(id, path, decoded.text, decoded.note)


def _rows(path: Path, id: str, columns: Columns | None) -> Iterator[ReportFile]:
    with path.open("rb") as stream:
        for row in ReportTable(stream, path.name, columns):
            name = f"{id} {row.id}" if row.id.startswith("row ") else row.id
            place = path.with_name(f"{path.name}:{row.line}")
            yield ReportFile(name, place, row.text, fault=row.fault, day=row.day)
