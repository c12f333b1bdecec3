"""The forms that reports go out in: how each is called, what its files are, and how one is made of many reports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from assistant.exchange.claim_lines import claim_csv
from assistant.exchange.clipboard import codes_texts
from assistant.exchange.exported import Exported
from assistant.exchange.fhir import bundle_lines, fhir_bundle
from assistant.exchange.sheet_docx import audit_docx
from assistant.exchange.sheet_pdf import audit_pdf
from assistant.json_text import json_text

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: A file name is made of so many letters of a report's name at most.
STEM_LENGTH = 120  # bytes in UTF-8: file systems take 255 with what is added
#: Names that Windows keeps for devices, with any suffix.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
#: The first moment that an archive can tell of; a clock may say an earlier one.
FIRST_OF_ZIP = (1980, 1, 1, 0, 0, 0)


class Format(NamedTuple):
    """A form.

    Attributes:
        name: Its name in commands.
        label: Its name on pages.
        stem: The name of a file of it.
        suffix: The ending of a file of many reports, or of the document of one, without the dot.
        mime: The media type of that file.
        texts: Yields the pieces of one text of many reports; nothing where every report is a document of its own.
        document: Makes the document of one report; None where many reports are one text.
        record: Returns the JSON record that one report is alone; None where it is no JSON.
    """

    name: str
    label: str
    stem: str
    suffix: str
    mime: str
    texts: Callable[[Iterable[Exported], datetime], Iterable[str]] = lambda reports, made: ()
    document: Callable[[Exported, datetime], bytes] | None = None
    record: Callable[[Exported, datetime], Any] | None = None


def _json_lines(reports: Iterable[Exported], made: datetime) -> Iterator[str]:
    for report in reports:
        yield json_text(report.analysis.to_dict()) + "\n"


FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format("codes", "Codes, text", "codes", "txt", "text/plain", texts=lambda reports, made: codes_texts(reports)),
        Format(
            "claim-csv", "Claim lines, CSV", "claim-lines", "csv", "text/csv",
            texts=lambda reports, made: claim_csv(reports),
        ),
        Format(
            "audit-pdf", "Audit sheet, PDF", "audit-sheet", "pdf", "application/pdf",
            document=lambda report, made: audit_pdf(report, made=made),
        ),
        Format(
            "audit-docx", "Audit sheet, DOCX", "audit-sheet", "docx", DOCX,
            document=lambda report, made: audit_docx(report, made=made),
        ),
        Format(
            "fhir", "FHIR R4 bundle", "fhir", "ndjson", "application/fhir+ndjson", texts=bundle_lines,
            record=lambda report, made: fhir_bundle(report, made=made),
        ),
        Format(
            "json", "JSON", "analysis", "jsonl", "application/x-ndjson", texts=_json_lines,
            record=lambda report, made: report.analysis.to_dict(),
        ),
    )
}  # fmt: skip


class Delivery(NamedTuple):
    """A file to be handed over: its name, its media type, and what makes it."""

    name: str
    mime: str
    make: Callable[[Iterable[Exported], datetime], bytes]


def delivery(form: Format, *, one: bool) -> Delivery:
    """Return the file that a form is of one report, or of many: one text, or an archive of documents."""
    if form.document is not None:
        if one:
            return Delivery(f"{form.stem}.{form.suffix}", form.mime, partial(_only, form.document))
        return Delivery(f"{form.stem}s.zip", "application/zip", partial(_zipped, form))
    if one and form.record:
        return Delivery(f"{form.stem}.json", "application/json", partial(_only, partial(_indented, form.record)))
    return Delivery(f"{form.stem}.{form.suffix}", form.mime, partial(_joined, form))


def file_stem(name: str, taken: set[str]) -> str:
    """Return a report's name as that of a file, in letters that every system takes, and unlike those `taken`."""
    kept = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)
    stem = kept.encode()[:STEM_LENGTH].decode(errors="ignore").strip("-.") or "report"
    if _RESERVED.fullmatch(stem):
        stem = f"report-{stem}"
    number, chosen = 1, stem
    while chosen.casefold() in taken:
        number += 1
        chosen = f"{stem}-{number}"
    taken.add(chosen.casefold())
    return chosen


def _only(make: Callable[[Exported, datetime], bytes], reports: Iterable[Exported], made: datetime) -> bytes:
    [report] = reports
    return make(report, made)


def _indented(record: Callable[[Exported, datetime], Any], report: Exported, made: datetime) -> bytes:
    return json_text(record(report, made), 2).encode("utf-8")


def _joined(form: Format, reports: Iterable[Exported], made: datetime) -> bytes:
    return "".join(form.texts(reports, made)).encode("utf-8", "backslashreplace")


def _zipped(form: Format, reports: Iterable[Exported], made: datetime) -> bytes:
    """Return an archive with a document for each report."""
    buffer, taken = BytesIO(), set[str]()
    moment = max(made.timetuple()[:6], FIRST_OF_ZIP)
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for report in reports:
            if form.document:
                entry = ZipInfo(f"{file_stem(report.name, taken)}.{form.suffix}", moment)
                archive.writestr(entry, form.document(report, made), ZIP_DEFLATED)
    return buffer.getvalue()
