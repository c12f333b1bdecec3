"""PDF documents as producers of reports make them, written from text by reportlab when a test needs them."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    PageTemplate,
    Paragraph,
    Preformatted,
    SimpleDocTemplate,
    Spacer,
    Table,
)

BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=13.5)
SMALL = ParagraphStyle("small", fontName="Helvetica", fontSize=9, leading=11)
MONOSPACED = ParagraphStyle("print", fontName="Courier", fontSize=9, leading=11)
ROW = re.compile(r"[^\s.:;?!] {2,}\S|\S {3,}\S|\|")
TINY = ParagraphStyle("tiny", fontName="Courier", fontSize=5, leading=7)

Page = Callable[[Canvas, int], None]


def ris_letter(text: str, *, header: Sequence[str] = (), pages: int = 0, height: float = 0) -> bytes:
    """Return a report as a letter in one column; each page has a header, and a footer with its number of `pages`.

    Args:
        text: The report; each line is a paragraph, each row of a table is printed as it is.
        header: Lines at the top of each page.
        pages: How many there are, as the footer says.
        height: Of the text on a page, in points; 0 is the usual one.
    """

    def on_page(canvas: Canvas, _: object) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica-Bold", 10)
        for number, line in enumerate(header):
            canvas.drawString(inch, letter[1] - 30 - 12 * number, line)
        canvas.setFont("Helvetica", 8)
        if pages:
            canvas.drawCentredString(letter[0] / 2, 28, f"Page {canvas.getPageNumber()} of {pages}")
        canvas.restoreState()

    room = height or 9 * inch
    return _built(_paragraphs(text, BODY), [Frame(inch, letter[1] - inch - room, 6.5 * inch, room)], on_page)


def two_columns(text: str, *, above: Sequence[str] = ()) -> bytes:
    """Return a report set in two columns of running text, below lines over the whole width."""

    def on_page(canvas: Canvas, _: object) -> None:
        canvas.setFont("Helvetica-Bold", 11)
        for number, line in enumerate(above):
            canvas.drawString(0.8 * inch, letter[1] - 40 - 14 * number, line)

    width = 3.3 * inch
    frames = [Frame(0.7 * inch + side * (width + 0.3 * inch), 0.8 * inch, width, 8.6 * inch) for side in (0, 1)]
    return _built(_paragraphs(text, SMALL), frames, on_page)


def text_print(text: str) -> bytes:
    """Return a report as an old system prints it: letters of one width, line by line."""
    stream = io.BytesIO()
    lines = [part for line in text.split("\n") for part in (textwrap.wrap(line, 88) if len(line) > 88 else [line])]
    SimpleDocTemplate(stream, pagesize=letter).build([Preformatted("\n".join(lines), MONOSPACED)])
    return stream.getvalue()


def grid(header: Sequence[Sequence[str]], text: str, *, rows: Sequence[Sequence[str]] = ()) -> bytes:
    """Return a print of a record: labels and values left and right, running text, and a table between them."""
    stream = io.BytesIO()
    story = [Table(header, colWidths=[1.1 * inch, 2.2 * inch] * 2, hAlign="LEFT"), Spacer(1, 12)]
    before, _, behind = text.partition("<table>\n")
    story += _paragraphs(before, SMALL)
    if rows:
        story += [Spacer(1, 6), Table(rows, hAlign="LEFT"), Spacer(1, 6), *_paragraphs(behind, SMALL)]
    SimpleDocTemplate(stream, pagesize=letter).build(story)
    return stream.getvalue()


def drawn(*pages: Page, encrypt: object = None) -> bytes:
    """Return a document whose pages are drawn one by one; each function gets the canvas and the page's number."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=letter, encrypt=encrypt)
    for number, page in enumerate(pages, 1):
        canvas.setFont("Helvetica", 11)
        page(canvas, number)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def written(text: str, *, left: float = 72, top: float = 720, leading: float = 14, mode: int = 0) -> Page:
    """Return a page with lines of text as they are."""

    def draw(canvas: Canvas, _: int) -> None:
        lines = canvas.beginText(left, top)
        lines.setTextRenderMode(mode)
        lines.setLeading(leading)
        lines.textLines(text, trim=0)
        lines.setTextRenderMode(0)
        canvas.drawText(lines)

    return draw


def scanned(text: str = "") -> Page:
    """Return a page that is a picture; with a text it is the invisible one that was recognised from it."""
    from PIL import Image

    picture = ImageReader(Image.new("L", (85, 110), 200))

    def draw(canvas: Canvas, number: int) -> None:
        canvas.drawImage(picture, 0, 0, *letter)
        if text:
            written(text, mode=3)(canvas, number)

    return draw


def stamped(page: Page, word: str, *, angle: float = 45) -> Page:
    """Return a page with a word printed large across it."""

    def draw(canvas: Canvas, number: int) -> None:
        page(canvas, number)
        canvas.saveState()
        canvas.translate(150, 300)
        canvas.rotate(angle)
        canvas.setFont("Helvetica-Bold", 80)
        canvas.setFillGray(0.85)
        canvas.drawString(0, 0, word)
        canvas.restoreState()

    return draw


def _paragraphs(text: str, style: ParagraphStyle) -> list[object]:
    story: list[object] = []
    for line in text.split("\n"):
        if ROW.search(line):
            story.append(Preformatted(line, MONOSPACED if len(line) < 84 else TINY))
        else:
            story.append(Paragraph(escape(line), style) if line.strip() else Spacer(1, 0.8 * style.leading))
    return story


def _built(story: list[object], frames: Sequence[Frame], on_page: Callable[[Canvas, object], None]) -> bytes:
    stream = io.BytesIO()
    document = BaseDocTemplate(stream, pagesize=letter)
    document.addPageTemplates(PageTemplate(frames=list(frames), onPage=on_page))
    document.build(story)
    return stream.getvalue()
