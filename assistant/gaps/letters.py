"""Letters to the author of a report: the questions of one report as plain text, DOCX or PDF.

A letter names no code and no payer. Whoever sends it may edit each question first: the letters take the texts as given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from assistant.analysis import Analysis, Gap, Study
from assistant.gaps.queries import Asked, Query, Record, grouped, write_query
from assistant.pdf_text import markup

TITLE = "Request for clarification of a report"
SIGNATURE = ("Answered by: ________________________________", "Date and time: ______________________________")
WAY = (
    "An addendum carries the present date and time, the reason for it, and the signature of its author; "
    "the original stays as it is. Every answer is equally welcome, also that nothing is to be changed."
)


@dataclass(frozen=True, slots=True)
class Address:
    """To whom and about which exam a letter is; empty fields are left as lines to be filled in."""

    to: str = ""
    patient: str = ""
    exam: str = ""
    exam_date: str = ""
    sender: str = ""

    def lines(self) -> tuple[str, ...]:
        """Return the head of the letter."""
        blank = "____________________"
        fields = (
            ("To", self.to),
            ("Patient", self.patient),
            ("Exam", self.exam),
            ("Date of exam", self.exam_date),
            ("From", self.sender),
        )
        return tuple(f"{name}: {value or blank}" for name, value in fields)


def queries_of(analysis: Analysis, text: str) -> list[Query]:
    """Return the questions about the gaps of a report, one for each topic, those that a code waits for first.

    Args:
        analysis: The answer for `text`.
        text: The report as it was analysed.
    """
    record = Record(text, analysis.sections)
    asked = [
        Asked(gap.element, gap.state, structures_asked(gap, analysis.studies), gap.evidence) for gap in analysis.gaps
    ]
    return [write_query(group, record) for group in grouped(asked)]


def structures_asked(gap: Gap, studies: Iterable[Study]) -> tuple[str, ...]:
    """Return the structures of a gap, each with the side on which it lacks, where its study is a sided one."""
    lacking: dict[str, list[str]] = {name: [] for name in gap.structures}
    for study in studies:
        for line in study.ledger:
            if line.name in lacking and line.side and not line.counts and (line.required or line.expected):
                lacking[line.name].append(f"{line.side} {line.name}")
    return tuple(dict.fromkeys(worded for name, sided in lacking.items() for worded in (sided or [name])))


def address_of(analysis: Analysis, *, to: str = "", patient: str = "", sender: str = "") -> Address:
    """Return the head of a letter with what the analysis knows: the exams by name, and their date."""
    exams = ", ".join(dict.fromkeys(study.label for study in analysis.studies))
    return Address(to, patient, exams, analysis.date_of_service or "", sender)


def letter_text(texts: Sequence[str], address: Address) -> str:
    """Return the letter as plain text.

    Args:
        texts: The questions as they are to be sent (`Query.text()`, edited or not).
        address: The head of the letter.
    """
    numbered = [f"{number}. {text.strip()}" for number, text in enumerate(texts, start=1)]
    return "\n\n".join([TITLE, "\n".join(address.lines()), *numbered, WAY, "\n".join(SIGNATURE)]) + "\n"


def letter_docx(texts: Sequence[str], address: Address, path: Path | None = None) -> bytes:
    """Return the letter as a DOCX document, and write it to `path` if one is given."""
    from docx import Document

    document = Document()
    document.core_properties.author = address.sender
    document.core_properties.title = TITLE
    document.add_heading(TITLE, level=1)
    document.add_paragraph("\n".join(address.lines()))
    for number, text in enumerate(texts, start=1):
        head, body = _head_and_body(text)
        document.add_heading(f"{number}. {head}", level=2)
        for paragraph in body:
            document.add_paragraph(paragraph)
    document.add_paragraph(WAY)
    for line in SIGNATURE:
        document.add_paragraph(line)
    buffer = BytesIO()
    document.save(buffer)
    return _given(buffer.getvalue(), path)


def letter_pdf(texts: Sequence[str], address: Address, path: Path | None = None) -> bytes:
    """Return the letter as a PDF document, and write it to `path` if one is given."""
    from reportlab.lib.pagesizes import LETTER
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

    styles = getSampleStyleSheet()
    story: list[Flowable] = [
        Paragraph(TITLE, styles["Heading1"]),
        _pdf_paragraph("\n".join(address.lines()), styles["BodyText"]),
    ]
    for number, text in enumerate(texts, start=1):
        head, body = _head_and_body(text)
        story.append(_pdf_paragraph(f"{number}. {head}", styles["Heading2"]))
        story += [_pdf_paragraph(paragraph, styles["BodyText"]) for paragraph in body]
    story += [Spacer(1, 12), _pdf_paragraph(WAY, styles["BodyText"]), Spacer(1, 18)]
    story += [_pdf_paragraph(line, styles["BodyText"]) for line in SIGNATURE]
    buffer = BytesIO()
    SimpleDocTemplate(buffer, pagesize=LETTER, title=TITLE, author=address.sender, invariant=1).build(story)
    return _given(buffer.getvalue(), path)


def _head_and_body(text: str) -> tuple[str, list[str]]:
    """Return a question's first line and its paragraphs."""
    head, _, body = text.strip().partition("\n")
    return head.removeprefix("Subject: "), [
        paragraph.strip("\n") for paragraph in body.split("\n\n") if paragraph.strip()
    ]


def _pdf_paragraph(text: str, style: object) -> object:
    from reportlab.platypus import Paragraph

    return Paragraph(markup(text).replace("\n", "<br/>"), style)


def _given(data: bytes, path: Path | None) -> bytes:
    if path is not None:
        path.write_bytes(data)
    return data
