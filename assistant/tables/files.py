"""Opens what CMS publishes (text, CSV, Excel, or a zip of them) as one stream of rows with their line numbers.

Rows are read one at a time, so a table of millions of rows needs no memory to speak of. Any line end is accepted:
some releases of the fee schedule end lines with a bare CR.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias
from xml.etree.ElementTree import ParseError

from assistant.errors import TableError

if TYPE_CHECKING:
    from openpyxl import Workbook

#: One row: its one-based line (or sheet row) and its cells.
Row: TypeAlias = tuple[int, list[str]]

#: Suffixes of tables inside a zip, the one to prefer first when a zip holds the same table several times.
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
ZIP_MAGIC = b"PK"
OLD_EXCEL_MAGIC = b"\xd0\xcf\x11\xe0"
SAMPLE_BYTES = 65_536
#: What is far beyond any official table and would fill memory or disk: lines, and what a zip or workbook unpacks to.
LONGEST_LINE = 100_000
MOST_MEMBERS = 1_000
MOST_UNPACKED = 4_000_000_000
MOST_SHARED_TEXT = 100_000_000
SMALL = 10_000_000
MOST_TIMES = 100  # that a member is larger than it is packed, where it is not small
DOWNLOAD_AGAIN = "download the file again"


def _latin_1_byte(error: UnicodeError) -> tuple[str, int]:
    """Decode the bytes that are no UTF-8 as Latin-1, which CMS writes."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("sonocode.latin-1", _latin_1_byte)


@dataclass
class TableFile:
    """One readable table: a file on disk, or one member of a zip.

    Args:
        path: The file that the user gave.
        member: The member of the zip, or None where `path` is the table itself.
    """

    path: Path
    member: str | None = None
    fraction: float = 0.0  # of the table that has been read so far, for progress bars

    @property
    def name(self) -> str:
        """The table's own file name, without folders."""
        return Path(self.member).name if self.member else self.path.name

    @property
    def names(self) -> tuple[str, ...]:
        """The file names that may tell quarter, setting and part, the nearest first."""
        return (self.name, self.path.name) if self.member else (self.name,)

    def fault(self, line: int | None, what: str) -> TableError:
        """Return the error that names this table, the one-based `line` and `what` is wrong."""
        label = f"{self.path.name}!{self.name}" if self.member else self.path.name
        return TableError(Path(label), line, what)

    def rows(self) -> Iterator[Row]:
        """Yield the rows of the table, blank ones included.

        Raises:
            TableError: The file cannot be opened, is cut off, or is no table at all.
        """
        try:
            with self._open() as stream:
                yield from self._sheet_rows(stream) if _starts_with(stream, ZIP_MAGIC) else self._text_rows(stream)
        except (zipfile.BadZipFile, zlib.error, EOFError, ParseError) as error:
            raise self.fault(None, f"the compressed data is damaged or cut off ({error}): {DOWNLOAD_AGAIN}") from error
        except (OSError, KeyError, NotImplementedError, RuntimeError) as error:
            raise self.fault(None, f"cannot be read ({error})") from error

    def _open(self) -> IO[bytes]:
        if self.member is None:
            return self.path.open("rb")
        return zipfile.ZipFile(self.path).open(self.member)

    def _bytes(self) -> int:
        if self.member is None:
            return self.path.stat().st_size
        with zipfile.ZipFile(self.path) as archive:
            return archive.getinfo(self.member).file_size

    def _text_rows(self, stream: IO[bytes]) -> Iterator[Row]:
        sample = stream.read(SAMPLE_BYTES)
        stream.seek(0)
        self._refuse_other_formats(sample)
        size = max(self._bytes(), 1)
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="sonocode.latin-1", newline=None)
        split = _comma_rows if self._has_commas(sample) else _tab_rows
        line = 0
        try:
            for line, cells in split(self._lines(text)):
                if not line % 8192:
                    self.fraction = stream.tell() / size
                yield line, cells
        except csv.Error as error:
            raise self.fault(line + 1, f"no well-formed CSV from here on ({error}): {DOWNLOAD_AGAIN}") from error
        self.fraction = 1.0

    def _lines(self, text: io.TextIOWrapper) -> Iterator[str]:
        for number in count(1):
            line = text.readline(LONGEST_LINE + 1)
            if not line:
                return
            if len(line) > LONGEST_LINE:
                raise self.fault(number, f"has more than {LONGEST_LINE:,} characters in one line: {DOWNLOAD_AGAIN}")
            yield line

    def _has_commas(self, sample: bytes) -> bool:
        return self.name.lower().endswith(".csv") and sample.count(b",") >= sample.count(b"\t")

    def _refuse_other_formats(self, sample: bytes) -> None:
        if not sample.strip():
            raise self.fault(None, f"is empty: {DOWNLOAD_AGAIN}")
        if sample.startswith(OLD_EXCEL_MAGIC):
            raise self.fault(None, "is an old Excel workbook (.xls): save it as .xlsx, or take the .txt of CMS")
        if sample.lstrip().lower().startswith((b"<!doctype", b"<html")):
            raise self.fault(
                1, "is a web page: accept the licence on the CMS page in a browser and save the zip it then offers"
            )
        if b"\0" in sample:
            raise self.fault(None, "is no text: give the .txt, .csv, .xlsx or .zip as CMS publishes it")

    def _sheet_rows(self, stream: IO[bytes]) -> Iterator[Row]:
        from openpyxl import load_workbook  # takes longer to import than most commands run, and few files need it

        with zipfile.ZipFile(stream) as archive:
            if what := _too_large(archive):
                raise self.fault(None, f"is a workbook that {what}")
        stream.seek(0)
        try:
            yield from self._cells(load_workbook(stream, read_only=True, data_only=True))
        except (zipfile.BadZipFile, zlib.error, EOFError, ParseError):
            raise
        except Exception as error:  # a broken part of a workbook gives any error there is
            what = f"is no readable Excel workbook ({type(error).__name__}: {error}): {DOWNLOAD_AGAIN}"
            raise self.fault(None, what) from error
        self.fraction = 1.0

    def _cells(self, book: Workbook) -> Iterator[Row]:
        try:
            sheet = book.worksheets[0]
            rows, width = sheet.max_row or 1, 0
            for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
                if not line % 8192:
                    self.fraction = min(line / rows, 1.0)
                width = max(width, len(values))  # a sheet leaves out the empty cells at the end of a row
                yield line, [_cell_text(value) for value in values] + [""] * (width - len(values))
        finally:
            book.close()


def open_tables(path: Path) -> list[TableFile]:
    """Return the tables in `path`: one for a plain file, one a member for a zip.

    Where a zip holds one table as .txt and .xlsx, only one is returned. Of the two fee schedules of a year (QPP
    and nonQPP, which differ in the conversion factor alone) the nonQPP one is returned.

    Raises:
        TableError: The file does not exist, is a folder, or is a zip that is cut off or has no table in it.
    """
    if not path.is_file():
        raise TableError(path, None, "is a folder: name the files in it" if path.is_dir() else "does not exist")
    with path.open("rb") as stream:
        if not _starts_with(stream, ZIP_MAGIC):
            return [TableFile(path)]
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if what := _too_large(archive):
                raise TableError(path, None, f"is a zip that {what}")
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise TableError(path, None, f"is a zip that is damaged or cut off ({error}): {DOWNLOAD_AGAIN}") from error
    if "xl/workbook.xml" in names:
        return [TableFile(path)]
    members = _choose_members(names)
    if not members:
        raise TableError(path, None, "is a zip without a .txt, .csv or .xlsx table in it")
    return [TableFile(path, member) for member in members]


def _too_large(archive: zipfile.ZipFile) -> str:
    """Return why a zip is none to unpack, or nothing."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        return f"holds {len(members):,} files: {DOWNLOAD_AGAIN}"
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        return f"unpacks to more than {MOST_UNPACKED:,} bytes: {DOWNLOAD_AGAIN}"
    for member in members:
        shared = member.filename.endswith("sharedStrings.xml") and member.file_size > MOST_SHARED_TEXT
        if shared or (member.file_size > SMALL and member.file_size > MOST_TIMES * member.compress_size):
            return f"unpacks to {member.file_size:,} bytes from {member.compress_size:,}: {DOWNLOAD_AGAIN}"
    return ""


def _choose_members(names: list[str]) -> list[str]:
    """Return one member for each table of a zip."""
    best: dict[str, str] = {}
    ranked = [name for suffix in SUFFIXES for name in sorted(names) if name.lower().endswith(suffix)]
    for name in ranked:
        if not name.startswith("__MACOSX"):
            best.setdefault(Path(name).stem.lower(), name)
    twins = {stem.replace("_nonqpp", "_qpp") for stem in best if stem.endswith("_nonqpp")}
    return sorted(name for stem, name in best.items() if stem not in twins)


def _starts_with(stream: IO[bytes], magic: bytes) -> bool:
    start = stream.read(len(magic))
    stream.seek(0)
    return start == magic


def _tab_rows(text: Iterable[str]) -> Iterator[Row]:
    """Split at tabs and nowhere else: CMS does not quote in its tab-separated files."""
    for line, content in enumerate(text, start=1):
        yield line, content.rstrip("\n").split("\t")


def _comma_rows(text: Iterable[str]) -> Iterator[Row]:
    """Split CSV; a quoted cell may run over several lines (the notice above the MUE table does)."""
    reader = csv.reader(text, strict=True)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _cell_text(value: object) -> str:
    """Return a sheet cell as the text file would hold it: whole numbers without a point, dates as YYYYMMDD."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y%m%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
