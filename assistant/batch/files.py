"""Finds and reads the reports of a batch: texts in folders, files by name, rows of tables, standard input.

Nothing is kept of what was read: a batch of millions needs no more memory than one of a few.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from hashlib import blake2b
from io import BufferedReader, RawIOBase
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from assistant.analysis import Source
from assistant.documents.files import opened, printable_name
from assistant.documents.kinds import REPORT_SUFFIXES
from assistant.documents.opening import Documents
from assistant.documents.report_tables import Columns
from assistant.errors import InputError

STANDARD_INPUT = Path("-")
LONGEST_PATH = 65_536  # bytes
NO_REPORT = "no report found; name a folder of .txt, .rtf, .docx, .pdf, .html, .eml, .hl7 or .xml files, or the files themselves"
NOT_UNDERSTOOD = (
    "standard input: is neither JSON Lines of reports nor names of files, one a line; "
    "for the text of one report use 'sonocode analyze -'"
)


class ReportFile(NamedTuple):
    """One report of a batch: its id and its text, or the reason why it cannot be read.

    The id is the file's stem, or what a table or message calls it; `path` of one among several ends with its line or
    number ("list.csv:12"). `day` is its date of service and `source` what else is known of it, where the file tells it
    beside the text. `read` is how many bytes of all the input end with it.
    """

    id: str
    path: Path
    text: str = ""
    note: str = ""
    fault: str = ""
    day: date | None = None
    source: Source | None = None
    read: int = 0

    def digest(self) -> bytes:
        """Return eight bytes that tell it from any other report, and from itself as changed."""
        told = "\0".join(
            (self.id, self.fault, self.day.isoformat() if self.day else "", self.text, *(self.source or ()))
        )
        return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).digest()


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
    for path, is_wanted in _files_of(list(paths), must_exist=True):
        (found if is_wanted else passed_over).append(path)
    if not found:
        raise InputError(NO_REPORT)
    return FoundFiles(found, passed_over)


def name_reports(paths: Sequence[Path]) -> list[str]:
    """Return an id for each file: its stem, or as much of its path as tells it from the others of that stem."""
    names = _Names()
    for path in paths:
        names.add(path)
    return [names.of(path) for path in paths]


def read_files(
    paths: Iterable[Path], ids: Iterable[str] | None = None, columns: Columns | None = None
) -> Iterator[ReportFile]:
    """Read each file, and each row of a table; one that cannot be read comes with its fault instead of its text.

    Args:
        paths: Documents of any kind (see `documents.kinds`).
        ids: How each text is named; None takes the stems. Rows are named by their table.
        columns: The columns of tables that the caller names; None finds them.
    """
    if ids is None:
        return _read_all(((path, printable_name(path.stem)) for path in paths), columns)
    return _read_all(zip(paths, ids, strict=True), columns)


class Reports:
    """The reports of a batch: looked over once for their names, then read one after the other by iterating.

    Args:
        paths: Folders, texts, tables; or "-" alone for standard input: JSON Lines of reports, or names of files.
        columns: The columns of tables that the caller names; None finds them.

    Attributes:
        size: The bytes of all the files; None where nobody knows, as of a pipe.
        passed_over: The suffixes of the files in folders that are no reports by their names, with how many there are.

    Raises:
        InputError: A path does not exist or cannot be looked at, or no report was found.
    """

    def __init__(self, paths: Sequence[Path], columns: Columns | None = None) -> None:
        self._columns = columns
        self._names = _Names()
        self._table: BinaryIO | None = None
        self._paths = paths
        self.passed_over: Counter[str] = Counter()
        self.size: int | None = None
        if STANDARD_INPUT in paths:
            if len(paths) > 1:
                raise InputError("standard input (-) goes alone; name files and folders in a call of their own")
            self._open_standard_input()
        if self._table is None:
            self._look_over()

    def __iter__(self) -> Iterator[ReportFile]:
        if self._table is not None:
            return _reports_of(self._table, "stdin.jsonl", Path("stdin"), "stdin", self._columns)
        return _read_all(((path, self._names.of(path)) for path in self.files()), self._columns)

    def files(self) -> Iterator[Path]:
        """Yield the files in order, none of them opened."""
        return (path for path, is_wanted in _files_of(self._paths) if is_wanted)

    def _open_standard_input(self) -> None:
        stream = BufferedReader(cast(RawIOBase, sys.stdin.buffer))
        begins = stream.peek(1).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        if begins == b"{":
            self._table = stream
            return
        first = stream.readline(LONGEST_PATH)
        if not first.strip() or not os.path.lexists(_paths_in(first)[0]):
            raise InputError(NOT_UNDERSTOOD)
        self._paths = _paths_in(first + stream.read())

    def _look_over(self) -> None:
        size, is_known, is_any = 0, True, False
        for path, is_wanted in _files_of(self._paths, must_exist=True):
            if not is_wanted:
                self.passed_over[path.suffix.lower() or "no suffix"] += 1
                continue
            is_any = True
            self._names.add(path)
            is_known &= path.is_file()
            size += _size_of(path)
        if not is_any:
            raise InputError(NO_REPORT)
        self.size = size if is_known else None


class _Names:
    """Tells files of one stem apart; of each stem it keeps eight bytes."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()
        self._several: set[bytes] = set()
        self._folder = self._last = ""

    def add(self, path: Path) -> None:
        """Take note of a file."""
        stem = _short(path.stem)
        if stem in self._seen:
            self._several.add(stem)
        self._seen.add(stem)
        folder = os.path.abspath(path.parent)
        if folder != self._last:
            self._folder = os.path.commonpath((self._folder or folder, folder))
            self._last = folder

    def of(self, path: Path) -> str:
        """Return the id of a file that was noted."""
        if _short(path.stem) not in self._several:
            return printable_name(path.stem)
        return printable_name(Path(os.path.abspath(path)).relative_to(self._folder).as_posix())


def _short(name: str) -> bytes:
    return blake2b(name.encode("utf-8", "surrogateescape"), digest_size=8).digest()


def _paths_in(data: bytes) -> list[Path]:
    """Return the paths that stand in `data`, one a line, or each before a zero byte (find -print0)."""
    lines = data.split(b"\0") if b"\0" in data else data.splitlines()
    return [Path(os.fsdecode(line)) for line in lines if line.strip()]


def _files_of(paths: Sequence[Path], *, must_exist: bool = False) -> Iterator[tuple[Path, bool]]:
    """Yield the files below folders and those named themselves, each once, and whether it is taken for a report.

    Raises:
        InputError: A path must exist and does not, or cannot be looked at.
    """
    folders: set[str] = set()
    named: set[str] = set()
    for path in paths:
        try:
            exists, is_folder = os.path.lexists(path) and path.exists(), path.is_dir()
        except OSError as error:
            raise InputError(f"{path}: {error.strerror or error}") from error
        if must_exist and not exists:
            raise InputError(f"{path}: no such file or folder")
        if not is_folder:
            place = os.path.abspath(path)
            was_listed = _is_report(path) and bool(folders) and _is_within(os.path.realpath(path.parent), folders)
            if place not in named and not was_listed:
                named.add(place)
                yield path, True
            continue
        top = os.path.realpath(path)
        if not _is_within(top, folders):
            for file in _below(path, top, folders):
                if not named or os.path.abspath(file) not in named:
                    yield file, _is_report(file)
            folders.add(top)


def _is_report(path: Path) -> bool:
    return path.suffix.lower() in REPORT_SUFFIXES or path.is_dir()


def _is_within(place: str, folders: set[str]) -> bool:
    return place in folders or any(os.path.commonpath((place, folder)) == folder for folder in folders)


def _below(folder: Path, place: str, without: set[str]) -> Iterator[Path]:
    """Yield the files below a folder in the order of their paths; a folder that cannot be listed, as itself.

    Args:
        folder: The folder as it is named.
        place: Its real path.
        without: Real paths of folders that are left out.
    """
    try:
        with os.scandir(folder) as listed:
            entries = sorted((entry.name, entry.is_dir(follow_symlinks=False), entry.is_file()) for entry in listed)
    except OSError:
        yield folder  # reading it tells why
        return
    for name, is_folder, is_file in entries:
        if is_folder:
            if (below := os.path.join(place, name)) not in without:
                yield from _below(folder / name, below, without)
        elif is_file:
            yield folder / name


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _read_all(named: Iterable[tuple[Path, str]], columns: Columns | None) -> Iterator[ReportFile]:
    before = 0
    for path, id in named:
        size = _size_of(path)
        for file in _read(path, id, columns, size):
            yield file._replace(read=before + file.read)
        before += size


def _read(path: Path, id: str, columns: Columns | None, size: int) -> Iterator[ReportFile]:
    """Yield the reports of a file, or the reason why there is none."""
    try:
        with opened(path) as stream:
            yield from _reports_of(stream, path.name, path, id, columns, size)
    except InputError as error:
        yield ReportFile(id, path, fault=str(error), read=size)
    except OSError as error:
        yield ReportFile(id, path, fault=error.strerror or type(error).__name__, read=size)


def _reports_of(
    stream: BinaryIO, name: str, path: Path, id: str, columns: Columns | None, size: int = 0
) -> Iterator[ReportFile]:
    """Yield the reports of a document; a pipe or an empty file has no size. One report alone is called as its file."""
    documents = Documents(stream, name, columns, most_rows=sys.maxsize)
    reports = iter(documents)
    first = list(islice(reports, 2))
    is_only = len(first) == 1 and not documents.kind.is_table
    for number, document in enumerate(chain(first, reports), start=1):
        named, place = id, path
        if document.line and not is_only:
            named, place = document.named(id, number), path.with_name(f"{path.name}:{document.line}")
        read = size * number // documents.rows if documents.rows else min(size, stream.tell()) if size else 0
        yield ReportFile(
            named, place, document.text, document.note, document.fault, document.day, document.source(), read
        )
