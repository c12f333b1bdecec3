"""The audit sheet as PDF, on US letter paper, on two pages at most."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from assistant.exchange.audit_sheet import LIMITS, Entry, Limits, Part, Sheet, Words, audit_sheet
from assistant.exchange.exported import Exported
from assistant.pdf_text import markup

if TYPE_CHECKING:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Flowable

MOST_PAGES = 2
INK, MUTED, RULE = "#1b2529", "#566368", "#c3ccd0"
MARGIN, FOOT = 45, 34  # points
PADDING = 6  # of the frame that reportlab lays the text in
FACT_WIDTH = 82


def audit_pdf(report: Exported, *, made: datetime | None = None) -> bytes:
    """Return the sheet of a report as a document of one or two pages.

    Args:
        report: The report.
        made: The moment that the sheet says it was made at; the same report and moment give the same bytes.
    """
    limits, pages, data = _fitted(report, made)
    return data if pages == 1 else _document(audit_sheet(report, limits, made=made), pages)[0]


def fitting(report: Exported, *, made: datetime | None = None) -> Limits:
    """Return the most generous limits under which the sheet of a report fits."""
    return _fitted(report, made)[0]


def _fitted(report: Exported, made: datetime | None) -> tuple[Limits, int, bytes]:
    """Return the limits that fit, how many pages they take, and the document as if it were one page."""
    for limits in LIMITS[:-1]:
        with suppress(_TooLong):
            data, pages = _document(audit_sheet(report, limits, made=made), 1)
            return limits, pages, data
    data, pages = _document(audit_sheet(report, LIMITS[-1], made=made), 1)
    return LIMITS[-1], pages, data


class _TooLong(Exception):
    """The sheet has more pages than it may have."""


def _document(sheet: Sheet, pages: int) -> tuple[bytes, int]:
    """Return the document with `pages` as the number of its pages, and how many it has.

    Raises:
        _TooLong: It has more than it may have; found out as soon as the first page too many begins.
    """
    from reportlab.lib.pagesizes import LETTER
    from reportlab.platypus import SimpleDocTemplate

    buffer = BytesIO()
    document = SimpleDocTemplate(
        buffer, pagesize=LETTER, title=f"{sheet.title}: {sheet.subject}", author="sonocode", invariant=1,
        leftMargin=MARGIN - PADDING, rightMargin=MARGIN - PADDING, topMargin=MARGIN - PADDING, bottomMargin=MARGIN,
    )  # fmt: skip

    def foot(canvas: Any, page: Any) -> None:
        from reportlab.platypus import Paragraph

        if page.page > MOST_PAGES:
            raise _TooLong
        width = LETTER[0] - 2 * MARGIN
        for words, style in ((markup(sheet.foot), "foot"), (f"page {page.page} of {pages}", "foot_right")):
            line = Paragraph(words, _styles()[style])
            line.wrapOn(canvas, width - 80 if style == "foot" else width, FOOT)
            line.drawOn(canvas, MARGIN, FOOT)

    document.build(list(_story(sheet)), onFirstPage=foot, onLaterPages=foot)
    return buffer.getvalue(), document.page


def _story(sheet: Sheet) -> Iterator[Flowable]:
    from reportlab.platypus import Paragraph

    yield Paragraph(markup(sheet.title), _styles()["title"])
    for part in sheet.parts:
        yield from _part(part)


def _part(part: Part) -> Iterator[Flowable]:
    from reportlab.platypus import HRFlowable, Paragraph

    styles = _styles()
    if part.heading:
        yield HRFlowable(width="100%", thickness=0.6, color=RULE, spaceBefore=5, spaceAfter=0)
        yield Paragraph(markup(part.heading), styles["heading"])
    if part.facts:
        yield _table([
            [Paragraph(markup(term), styles["muted"]), Paragraph(markup(words), styles["body"])]
            for term, words in part.facts
        ], FACT_WIDTH)  # fmt: skip
    for entry in part.entries:
        yield from _entry(entry)
    if part.rest:
        yield Paragraph(markup(part.rest), styles["muted"])


def _entry(entry: Entry) -> Iterator[Flowable]:
    from reportlab.platypus import Paragraph

    styles = _styles()
    word = f'   <font color="{MUTED}" size="8">{markup(entry.word)}</font>' if entry.word else ""
    yield Paragraph(f'<font name="Helvetica-Bold">{markup(entry.name)}</font>{word}', styles["name"])
    for line in entry.lines:
        yield Paragraph("".join(map(_words, line)), styles["line"])


def _words(words: Words) -> str:
    marked = markup(words.text)
    if words.bold:
        return f'<font name="Helvetica-Bold">{marked}</font>'
    return f'<font color="{MUTED}">{marked}</font>' if words.muted else marked


def _table(rows: list[list[Flowable]], first: float) -> Flowable:
    from reportlab.lib.pagesizes import LETTER
    from reportlab.platypus import Table

    table = Table(rows, colWidths=[first, LETTER[0] - 2 * MARGIN - first], hAlign="LEFT")
    table.setStyle([
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ])  # fmt: skip
    return table


@cache
def _styles() -> dict[str, ParagraphStyle]:
    from reportlab.lib.enums import TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle

    body = ParagraphStyle("body", fontName="Helvetica", fontSize=8.5, leading=10.8, textColor=INK)
    return {
        "body": body,
        "muted": ParagraphStyle("muted", body, textColor=MUTED),
        "title": ParagraphStyle("title", body, fontName="Helvetica-Bold", fontSize=15, leading=19, spaceAfter=3),
        "heading": ParagraphStyle(
            "heading", body, fontName="Helvetica-Bold", fontSize=10, leading=13, spaceBefore=3, spaceAfter=1,
            keepWithNext=1,
        ),
        "name": ParagraphStyle("name", body, fontSize=9, spaceBefore=3, keepWithNext=1),
        "line": ParagraphStyle("line", body, leftIndent=10, spaceBefore=0.8),
        "foot": ParagraphStyle("foot", body, fontSize=7.5, leading=9, textColor=MUTED),
        "foot_right": ParagraphStyle("foot_right", body, fontSize=7.5, leading=9, textColor=MUTED, alignment=TA_RIGHT),
    }  # fmt: skip
