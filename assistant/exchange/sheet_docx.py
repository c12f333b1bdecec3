"""The audit sheet as DOCX, with the limits that fit the PDF and the same measures, on US letter paper."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from assistant.errors import InputError
from assistant.exchange.audit_sheet import Entry, Part, Sheet, Words, audit_sheet
from assistant.exchange.exported import Exported
from assistant.exchange.sheet_pdf import FACT_WIDTH, INK, MARGIN, MUTED, fitting

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

FACE = "Arial"


def audit_docx(report: Exported, *, made: datetime | None = None) -> bytes:
    """Return the sheet of a report as a document.

    Args:
        report: The report.
        made: The moment that the sheet says it was made at.
    """
    return _document(audit_sheet(report, fitting(report, made=made), made=made), made)


def _document(sheet: Sheet, made: datetime | None) -> bytes:
    from docx import Document
    from docx.shared import Pt

    document = Document()
    document.core_properties.author = "sonocode"
    document.core_properties.title = f"{sheet.title}: {sheet.subject}"[:255]
    document.core_properties.comments = ""
    if made:
        document.core_properties.created = document.core_properties.modified = made
    for section in document.sections:
        section.page_width, section.page_height = Pt(612), Pt(792)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Pt(MARGIN)
        section.footer_distance = Pt(MARGIN / 2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FACE, Pt(8.5)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    normal.paragraph_format.line_spacing = Pt(10.8)
    _say(_headed(document, 1, 15), Words(sheet.title))
    for part in sheet.parts:
        _part(document, part)
    _foot(document, sheet.foot)
    buffer = BytesIO()
    try:
        document.save(buffer)
    except ValueError as error:  # Word's files are zips, whose times begin with 1980
        raise InputError("no Word document can be made while this machine's clock is before 1980; set the clock right") from error
    return buffer.getvalue()


def _part(document: Document, part: Part) -> None:
    from docx.shared import Pt

    if part.heading:
        _say(_headed(document, 2, 10), Words(part.heading))
    for term, words in part.facts:
        line = document.add_paragraph()
        line.paragraph_format.left_indent = Pt(FACT_WIDTH)
        line.paragraph_format.first_line_indent = Pt(-FACT_WIDTH)
        line.paragraph_format.tab_stops.add_tab_stop(Pt(FACT_WIDTH))
        _say(line, Words(term + "\t", muted=True), Words(words))
    for entry in part.entries:
        _entry(document, entry)
    if part.rest:
        _say(document.add_paragraph(), Words(part.rest, muted=True))


def _entry(document: Document, entry: Entry) -> None:
    from docx.shared import Pt

    head = document.add_paragraph()
    head.paragraph_format.space_before = Pt(3)
    head.paragraph_format.keep_with_next = bool(entry.lines)
    _say(head, Words(entry.name, bold=True), Words(f"   {entry.word}" if entry.word else "", muted=True))
    for line in entry.lines:
        below = document.add_paragraph()
        below.paragraph_format.left_indent = Pt(10)
        _say(below, *line)


def _headed(document: Document, level: int, size: float) -> Paragraph:
    from docx.shared import Pt, RGBColor

    style = document.styles[f"Heading {level}"]
    style.font.name, style.font.size, style.font.color.rgb = FACE, Pt(size), RGBColor.from_string(INK[1:].upper())
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(7 if level > 1 else 0), Pt(1)
    style.paragraph_format.line_spacing = Pt(size + 3)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [name for name in fonts.attrib if "Theme" in name]:  # a theme's face comes before a named one
        del fonts.attrib[name]
    return document.add_heading("", level=level)


def _say(paragraph: Paragraph, *words: Words) -> None:
    from docx.shared import RGBColor

    for each in words:
        if each.text:
            run = paragraph.add_run(each.text)
            run.bold = each.bold or None
            if each.muted:
                run.font.color.rgb = RGBColor.from_string(MUTED[1:].upper())


def _foot(document: Document, words: str) -> None:
    """Write the foot of every page, with its number, which the reader's program counts."""
    from docx.shared import Pt

    line = document.sections[0].footer.paragraphs[0]
    line.paragraph_format.tab_stops.clear_all()
    line.paragraph_format.tab_stops.add_tab_stop(Pt(612 - 2 * MARGIN), _right())
    _say(line, Words(f"{words}\tpage ", muted=True))
    _field(line, "PAGE")
    _say(line, Words(" of ", muted=True))
    _field(line, "NUMPAGES")


def _right() -> object:
    from docx.enum.text import WD_TAB_ALIGNMENT

    return WD_TAB_ALIGNMENT.RIGHT


def _field(paragraph: Paragraph, name: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
