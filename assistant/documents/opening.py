"""The one door for documents of every kind: a file, an upload, a message or a cell of bytes becomes reports.

Each kind has its reader in `formats/`, loaded when the first document of its kind comes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import PurePath
from typing import BinaryIO, cast

from assistant.documents.document import Document
from assistant.documents.kinds import BY_NAME, HEAD, Kind, kind_of
from assistant.documents.report_tables import MOST_ROWS, Columns, ReportTable
from assistant.documents.text import TEXT_LIMIT, check_length
from assistant.errors import InputError

#: What reads a document: its stream at the beginning and its name give its reports one by one. It raises InputError
#: where the whole cannot be used, before the first report; what is wrong with one of several is that one's fault.
Reader = Callable[[BinaryIO, str], Iterator[Document]]

#: The module of each reader in `formats/`; its function is `read`.
READERS = {
    Kind.TEXT: "plain", Kind.RTF: "rtf.reader", Kind.WORD: "word.reader", Kind.PDF: "pdf.reader",
    Kind.HTML: "html.reader", Kind.MAIL: "mail.reader", Kind.HL7_V2: "hl7.reader", Kind.FHIR: "fhir.reader",
    Kind.CDA: "cda.reader",
}  # fmt: skip


class Documents:
    """The reports of one file, read one after the other by iterating, once.

    Args:
        stream: The file at its beginning. One that cannot be wound back, as a pipe, serves for all kinds but Parquet.
        name: Its name: it tells the kind where the bytes do not.
        columns: Columns of a table that the caller names; None finds them.
        most_rows: How many rows of a table are read.
        limit: The most characters of one report; a longer one comes with its fault.

    Attributes:
        kind: Its kind.
        rows: How many reports it holds, where the file tells that without being read; None elsewhere.

    Raises:
        InputError: It is empty, of a kind that is not read, damaged, or a table without a column of reports.
    """

    def __init__(
        self,
        stream: BinaryIO,
        name: str,
        columns: Columns | None = None,
        *,
        most_rows: int = MOST_ROWS,
        limit: int = TEXT_LIMIT,
    ) -> None:
        head, stream = _peek(stream)
        self.kind = kind_of(head, name)
        self._limit = limit
        self._note = _name_promises_another(name, self.kind)
        if self.kind.is_table:
            table = ReportTable(stream, self.kind, columns, most_rows=most_rows)
            self.rows = table.rows
            self._reports: Iterator[Document] = iter(table)
        else:
            reader: Reader = import_module(f"assistant.documents.formats.{READERS[self.kind]}").read
            self.rows = None
            self._reports = _begun(reader(stream, name))

    def __iter__(self) -> Iterator[Document]:
        for document in self._reports:
            yield self._checked(document)
            self._note = ""

    def _checked(self, document: Document) -> Document:
        if document.fault:
            return document
        try:
            check_length(document.text, self._limit)
        except InputError as error:
            return replace(document, text="", fault=str(error))
        if not document.text.strip():
            return replace(document, text="", fault="holds no text of a report")
        return replace(document, note=" ".join(filter(None, (document.note, self._note)))) if self._note else document


def only_report(stream: BinaryIO, name: str, *, limit: int = TEXT_LIMIT) -> Document:
    """Return the one report that a document holds (see `Documents`).

    Others of it that cannot be used, as the earlier states of a report, are told in its note.

    Raises:
        InputError: It holds none or several, or cannot be read.
    """
    report: Document | None = None
    faults: list[str] = []
    for document in Documents(stream, name, limit=limit):
        if document.fault:
            faults.append(document.fault)
        elif report is not None:
            raise InputError("holds several reports; use 'sonocode batch' or the worklist for many")
        else:
            report = document
    if report is None:
        raise InputError(faults[0] if faults else "holds no report")
    if not faults:
        return report
    others = "one other report" if len(faults) == 1 else f"{len(faults):,} other reports; the first"
    return replace(report, note=f"{report.note} Left aside: {others} ({faults[0]}).".strip())


def _peek(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """Return the first bytes of a stream, and a stream that still begins with them."""
    head = stream.read(HEAD)
    if stream.seekable():
        stream.seek(-len(head), io.SEEK_CUR)
        return head, stream
    return head, cast(BinaryIO, _Rejoined(head, stream))


class _Rejoined(io.RawIOBase):
    """A stream with the bytes before it that were read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        head = self._head if size < 0 else self._head[:size]
        self._head = self._head[len(head) :]
        return head + self._rest.read(-1 if size < 0 else size - len(head)) if len(head) != size else head

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _begun(reports: Iterator[Document]) -> Iterator[Document]:
    """Read up to the first report, so that a document that cannot be used is refused where it is opened."""
    first = next(reports, None)

    def all_of_them() -> Iterator[Document]:
        if first is not None:
            yield first
            yield from reports

    return all_of_them()


def _name_promises_another(name: str, kind: Kind) -> str:
    """Return a sentence where a file is of another kind than its name says; text may have any name."""
    named = BY_NAME.get(PurePath(name).suffix.lower(), Kind.TEXT)
    if named in (kind, Kind.TEXT) or (kind is Kind.FHIR and named in (Kind.JSON, Kind.JSON_LINES)):
        return ""
    return f"The file is named as {named} but holds {kind}; it was read as that."
