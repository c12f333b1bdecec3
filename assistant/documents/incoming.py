"""Reports as they come in: files, tables and pastes become one stream of single reports.

A file or paste that holds reports of several patients or days is split, and says so; different patients are never left
together. What cannot be read comes with its fault.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import BinaryIO, Literal, NamedTuple

from assistant.analysis import Source
from assistant.documents.document import Document
from assistant.documents.metadata import Metadata, read_metadata
from assistant.documents.opening import Documents
from assistant.documents.report_tables import MOST_ROWS, Columns
from assistant.documents.several import Part, patients_of, split_reports
from assistant.documents.text import PAGE_LIMIT, check_length, with_line_feeds
from assistant.errors import InputError

Way = Literal["paste", "file", "table"]

#: The most characters of a file or paste of several reports; each of them has at most those of one.
SEVERAL_LIMIT = 1_000_000
PASTE = "paste"


class Incoming(NamedTuple):
    """One report on its way in, or what could not be read.

    Attributes:
        name: How people call it: the file's stem, its id in a table or message, "paste"; "fax, 2 of 3" where it was
            split off. Of what could not be read, the file's name and the line.
        text: The report, its lines ended by line feeds; empty where there is a fault.
        told: What its row or message tells of it, and where they do not, what the text tells.
        way: How it came.
        origin: What its analysis tells of where the text comes from; the text itself does not stand in it once more.
        note: Sentences about how it was read: an encoding that was assumed, a text that was split.
        fault: Why it could not be read, going on from the name; empty where it could.
    """

    name: str
    text: str = ""
    told: Metadata = Metadata()
    way: Way = "paste"
    origin: Source | None = None
    note: str = ""
    fault: str = ""


def incoming(
    files: Iterable[tuple[str, bytes]] = (),
    pastes: Iterable[str] = (),
    *,
    columns: Columns | None = None,
    paste: str = PASTE,
) -> Iterator[Incoming]:
    """Yield the reports of files and pastes, in their order, one by one as they are read.

    Args:
        files: Names and contents, of any kind that is read (see `documents.kinds`).
        pastes: Texts.
        columns: The columns of tables that the person names; None finds them.
        paste: How a report that was pasted is called.
    """
    for name, data in files:
        yield from incoming_of(io.BytesIO(data), name, columns=columns)
    for text in pastes:
        if text.strip():
            yield from _single(Document(with_line_feeds(text)), paste, "paste", "This paste", PAGE_LIMIT)


def incoming_of(
    stream: BinaryIO,
    name: str,
    *,
    id: str = "",
    columns: Columns | None = None,
    most: int = PAGE_LIMIT,
    most_rows: int = MOST_ROWS,
) -> Iterator[Incoming]:
    """Yield the reports of one file as they are read.

    Args:
        stream: The file at its beginning.
        name: Its name, with or without folders.
        id: How its report is called; empty takes the name's stem.
        columns: The columns of a table that the person names; None finds them.
        most: The most characters of one report.
        most_rows: How many rows of a table are read.

    Raises:
        OSError: The file cannot be read to its end.
    """
    stem = id or _stem(name)
    try:
        documents = Documents(stream, name, columns, most_rows=most_rows, limit=max(SEVERAL_LIMIT, most))
    except InputError as error:
        yield Incoming(name, way="file", fault=str(error))
        return
    way: Way = "table" if documents.kind.is_table else "file"
    for number, document in enumerate(documents, start=1):
        called = f"{name}, line {document.line}" if document.line else name
        if document.fault:
            yield Incoming(called, way=way, fault=_clause(document))
        else:
            yield from _single(document, document.named(stem, number, ", "), way, called, most)


def split_note(whole: str, parts: tuple[Part, ...]) -> str:
    """Return the sentence that tells that a text was split; `whole` is how the text is called."""
    patients = patients_of(parts)
    of = f"of {patients} patients" if patients > 1 else "of different days"
    return f"{whole} held {len(parts)} reports {of} and was split."


def _clause(document: Document) -> str:
    """Return a fault so that it goes on from the report's name."""
    fault = document.fault
    return fault if fault.startswith(("is ", "has ", "holds ", "was ")) else f"is left out: {fault}"


def _single(document: Document, name: str, way: Way, called: str, most: int) -> Iterator[Incoming]:
    """Yield the reports that one text holds.

    What a row or message tells counts before what the text tells. Of a text of several reports it tells neither patient
    nor day nor examination: whose they are only their own words can say.
    """
    whole = with_line_feeds(document.text)
    parts = split_reports(whole)
    is_one = len(parts) == 1
    notes = (f"{called}: {document.note}" if document.note else "", "" if is_one else split_note(called, parts))
    origin = document.source()
    for number, part in enumerate(parts, start=1):
        text = whole[part.start : part.end]
        this = name if is_one else f"{name}, {number} of {len(parts)}"
        try:
            check_length(text, most)
        except InputError as error:
            yield Incoming(this, way=way, fault=str(error))
            continue
        own = read_metadata(text)
        yield Incoming(
            this,
            text,
            own._replace(
                patient=(document.patient if is_one else "") or own.patient,
                physician=document.physician or own.physician,
                site=document.site or own.site,
                accession=(document.accession if is_one else "") or own.accession,
                day=(document.day if is_one else None) or own.day,
            ),
            way,
            _origin_of(origin, is_one),
            " ".join(filter(None, notes)) if number == 1 else "",
        )


def _origin_of(whole: Source | None, is_one: bool) -> Source | None:
    """Return what tells where a report comes from, without the text, which is kept beside it."""
    if whole is None:
        return None
    return whole._replace(text="") if is_one else whole._replace(text="", patient="", date="", accession="")


def _stem(name: str) -> str:
    """Return a file's name without its folders and its last suffix."""
    return PurePath(name.replace("\\", "/")).stem or name
