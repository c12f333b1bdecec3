"""The forms that reports go out in: how each is called, what its files are, and how one is made of many reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from assistant.exchange.claim_lines import claim_csv
from assistant.exchange.clipboard import codes_texts
from assistant.exchange.exported import Exported
from assistant.exchange.fhir import bundle_lines
from assistant.exchange.sheet_docx import audit_docx
from assistant.exchange.sheet_pdf import audit_pdf
from assistant.json_text import json_text

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: File names longer than this, or with what a file system refuses, are not made of a report's name.
STEM_LENGTH = 80


class Format(NamedTuple):
    """A form.

    Attributes:
        name: Its name in commands.
        label: Its name on pages.
        suffix: The ending of a file of it, without the dot.
        mime: The media type of a file of it.
        texts: Yields the pieces of one text of many reports; nothing where every report is a document of its own.
        document: Makes the document of one report; None where many reports are one text.
    """

    name: str
    label: str
    suffix: str
    mime: str
    texts: Callable[[Iterable[Exported], datetime], Iterable[str]] = lambda reports, made: ()
    document: Callable[[Exported, datetime], bytes] | None = None


def _json_lines(reports: Iterable[Exported], made: datetime) -> Iterator[str]:
    for report in reports:
        yield json_text(report.analysis.to_dict()) + "\n"


FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format("claim-csv", "Claim lines (CSV)", "csv", "text/csv", texts=lambda reports, made: claim_csv(reports)),
        Format("codes", "Codes (text)", "txt", "text/plain", texts=lambda reports, made: codes_texts(reports)),
        Format("audit-pdf", "Audit sheet (PDF)", "pdf", "application/pdf", document=lambda r, made: audit_pdf(r, made=made)),
        Format("audit-docx", "Audit sheet (DOCX)", "docx", DOCX, document=lambda r, made: audit_docx(r, made=made)),
        Format("fhir", "FHIR R4 Bundle", "ndjson", "application/fhir+ndjson", texts=bundle_lines),
        Format("json", "JSON", "jsonl", "application/x-ndjson", texts=_json_lines),
    )
}  # fmt: skip


def file_stem(name: str, taken: set[str]) -> str:
    """Return a name of a report as that of a file, of letters that every system takes, and unlike those `taken`."""
    kept = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)
    stem = kept.strip("-.")[:STEM_LENGTH] or "report"
    number, chosen = 1, stem
    while chosen.casefold() in taken:
        number += 1
        chosen = f"{stem}-{number}"
    taken.add(chosen.casefold())
    return chosen


def zipped(form: Format, reports: Iterable[Exported], made: datetime) -> bytes:
    """Return an archive with a document for each report."""
    if form.document is None:
        raise ValueError(f"{form.name} is one text for all reports")
    buffer, taken = BytesIO(), set[str]()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for report in reports:
            entry = ZipInfo(f"{file_stem(report.name, taken)}.{form.suffix}", made.timetuple()[:6])
            archive.writestr(entry, form.document(report, made), ZIP_DEFLATED)
    return buffer.getvalue()
