"""Reports as they come in: uploaded files, tables and pastes become one stream of single reports.

A file or paste that holds reports of several patients or days is split, and says so; different patients are never left
together. What cannot be read comes with its fault.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import PurePath
from typing import Literal, NamedTuple

from assistant.documents.document import Document
from assistant.documents.kinds import TABLES
from assistant.documents.metadata import read_metadata
from assistant.documents.opening import Documents
from assistant.documents.report_tables import Columns
from assistant.documents.several import Part, patients_of, split_reports
from assistant.documents.text import PAGE_LIMIT, check_length, with_line_feeds
from assistant.errors import InputError

Source = Literal["paste", "file", "table"]

#: The most characters of a file or paste of several reports; each of them has at most those of one.
SEVERAL_LIMIT = 1_000_000
PASTE = "paste"


class Incoming(NamedTuple):
    """One report on its way in, or what could not be read.

    Attributes:
        name: How people call it: the file's stem, its id in a table, "paste"; "fax, 2 of 3" where it was split off.
        text: The report, its lines ended by line feeds; empty where there is a fault.
        patient: The patient's key; empty where neither the table nor the text tells it. The same for the next two.
        physician: The author.
        site: Where it was written.
        day: The date of service; None where neither tells it.
        source: How it came.
        note: A sentence about how it was read: an encoding that was assumed, a text that was split.
        fault: Why it could not be read, going on from the name; empty where it could.
    """

    name: str
    text: str
    patient: str = ""
    physician: str = ""
    site: str = ""
    day: date | None = None
    source: Source = "paste"
    note: str = ""
    fault: str = ""


def incoming(
    files: Iterable[tuple[str, bytes]] = (), pastes: Iterable[str] = (), *, columns: Columns | None = None
) -> Iterator[Incoming]:
    """Yield the reports of files and pastes, in their order, one by one as they are read.

    Args:
        files: Names and contents, of any kind that is read (see `documents.kinds`).
        pastes: Texts.
        columns: The columns of tables that the person names; None finds them.
    """
    for name, data in files:
        yield from _of_file(name, data, columns)
    for text in pastes:
        if text.strip():
            yield from _single(Incoming(PASTE, with_line_feeds(text)), "This paste")


def split_note(whole: str, parts: tuple[Part, ...]) -> str:
    """Return the sentence that tells that a text was split; `whole` is how the text is called."""
    patients = patients_of(parts)
    of = f"of {patients} patients" if patients > 1 else "of different days"
    return f"{whole} held {len(parts)} reports {of} and was split."


def _of_file(name: str, data: bytes, columns: Columns | None) -> Iterator[Incoming]:
    try:
        documents = Documents(io.BytesIO(data), name, columns, limit=SEVERAL_LIMIT)
    except InputError as error:
        yield Incoming(name, "", source="file", fault=str(error))
        return
    source: Source = "table" if documents.kind in TABLES.values() else "file"
    for document in documents:
        called = f"{name}, line {document.line}" if document.line else name
        if document.fault:
            yield Incoming(called, "", source=source, fault=_clause(document))
            continue
        told = Incoming(
            document.id or _stem(name), with_line_feeds(document.text), document.patient, document.physician,
            document.site, document.day, source, document.note,
        )  # fmt: skip
        yield from _single(told, called)


def _clause(document: Document) -> str:
    """Return a fault so that it goes on from the report's name."""
    fault = document.fault
    return fault if fault.startswith(("is ", "has ", "holds ")) else f"is left out: {fault}"


def _single(whole: Incoming, called: str) -> Iterator[Incoming]:
    """Yield the reports that one text holds; what a table tells of its row holds for all of them where they do not."""
    parts = split_reports(whole.text)
    note = " ".join(filter(None, (whole.note, split_note(called, parts) if len(parts) > 1 else "")))
    for number, part in enumerate(parts, start=1):
        name = whole.name if len(parts) == 1 else f"{whole.name}, {number} of {len(parts)}"
        text = whole.text[part.start : part.end]
        try:
            check_length(text, PAGE_LIMIT)
        except InputError as error:
            yield Incoming(name, "", source=whole.source, fault=str(error))
            continue
        told = read_metadata(text)
        yield whole._replace(
            name=name,
            text=text,
            patient=(whole.patient if len(parts) == 1 else "") or told.patient,
            physician=whole.physician or told.physician,
            site=whole.site or told.site,
            day=(whole.day if len(parts) == 1 else None) or told.day,
            note=note if number == 1 else "",
        )


def _stem(name: str) -> str:
    """Return a file's name without its folders and its last suffix."""
    return PurePath(name.replace("\\", "/")).stem or name
