"""One report as it came in: its text, and what the file, message or row around the text tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.analysis import Source
from assistant.documents.kinds import EXTRACTED, Kind


@dataclass(frozen=True, slots=True)
class Document:
    """A report, or the reason why there is none.

    Attributes:
        text: The report as it was extracted: all offsets count its characters. Empty where there is a fault.
        kind: The format.
        id: How the document names the report: a message's control id, a resource's id, a row's; empty where it does not.
        line: The line of the file on which the report begins; in formats without lines its number among the file's
            reports, from one; 0 where the file is one report.
        patient: The patient's key; empty where only the text may tell it. The same for the next four.
        physician: The author.
        site: Where it was written.
        accession: The number of the examination.
        place_of_service: Where the patient was: "inpatient", "outpatient", "emergency", "office".
        day: The date of service; None where only the text may tell it.
        status: How far the report is: "preliminary", "final", "corrected"; empty where the format tells none.
        note: A sentence about how it was read: an encoding that was assumed, a part that was left out.
        fault: Why it could not be read, going on from the file's name ("is ...", "has ...", "holds ..."); empty where
            it could. No word of the report stands in it.
    """

    text: str = ""
    kind: Kind = Kind.TEXT
    id: str = ""
    line: int = 0
    patient: str = ""
    physician: str = ""
    site: str = ""
    accession: str = ""
    place_of_service: str = ""
    day: date | None = None
    status: str = ""
    note: str = ""
    fault: str = ""

    def named(self, file: str, number: int, between: str = " ") -> str:
        """Return how the report is called: as its file where it is that alone, else as the document names it.

        Args:
            file: How the file is called.
            number: Which report of the file it is, from one; tells one that stands without a name of its own.
            between: What parts the file's name from what tells the report from others.
        """
        if not self.line:
            return file
        if self.id and not self.id.startswith("row "):
            return self.id
        return f"{file}{between}{self.id or number}"

    def source(self) -> Source | None:
        """Return where the text comes from as an analysis tells it; None for a plain text that tells nothing more."""
        told = Source(
            kind=self.kind,
            status=self.status,
            patient=self.patient,
            author=self.physician,
            site=self.site,
            accession=self.accession,
            date=self.day.isoformat() if self.day else "",
            place_of_service=self.place_of_service,
            note=self.note,
            text=self.text if self.kind in EXTRACTED else "",
        )
        return None if told == Source(kind=Kind.TEXT, note=self.note) else told
