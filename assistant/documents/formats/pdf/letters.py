"""Takes the letters and their places out of a PDF document with pdfium; nothing in it is run, fetched or launched.

This runs in a process of its own (`process.py`): a document can be made to take hours, all memory, or pdfium down with it.
"""

from __future__ import annotations

import ctypes
import math
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from assistant.documents.formats.pdf.layout import Glyph, Line, Piece, find_lines
from assistant.errors import InputError

if TYPE_CHECKING:
    import pypdfium2

INVISIBLE = 3  # the mode in which a text is not drawn (ISO 32000-1, table 106)
CLIPPING = 7  # and the one in which it is drawn only as an edge for what follows
LEVEL = math.radians(4)  # letters turned by more are no part of the running text
MOST_OF_PAGE = 0.4  # of a page's area: a picture that covers so much is what the page shows
SHORTEST_PAGE = 25  # letters: a page with fewer under such a picture is a scan with a stamp on it
ASCENT = 0.8  # of the height of a letter's box that is above its base line, where a box is all there is
HIDDEN = 0b100010  # flags of an annotation that is not shown: hidden, not viewed (ISO 32000-1, table 165)
CHECK_BOX, RADIO = 2, 3  # kinds of a field, as pdfium numbers them
PUSH_BUTTON, SIGNATURE = 1, 7
XFA = 2, 3
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
#: Letters that fonts of symbols put into the private area; and the marks that pdfium gives a hyphen at a line's end.
ODD = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0fc": "✓", "\uf0fe": "☑", "\uf0a8": "☐", "\uf06f": "☐", "\x02": "-", "\ufffe": "-", "\xad": "-", "\xa0": " "}


class Bounds(NamedTuple):
    """The most that is read: pages, characters of all pages, objects of one page, seconds for all."""

    pages: int
    characters: int
    objects: int
    seconds: int


class Page(NamedTuple):
    """What a page holds.

    Attributes:
        lines: Its text from top to bottom.
        picture: Whether what it shows is a picture of a page.
        recognised: Whether its text lies invisible on that picture.
        aside: Texts that are turned against the others.
        hidden: How many letters nobody sees.
        unknown: How many letters have no meaning.
        damaged: Whether it cannot be read.
    """

    lines: Sequence[Line] = ()
    picture: bool = False
    recognised: bool = False
    aside: tuple[str, ...] = ()
    hidden: int = 0
    unknown: int = 0
    damaged: bool = False


class Letters(NamedTuple):
    """A document: its pages, how many files are attached to it, and whether its end is missing."""

    pages: list[Page]
    attached: int
    cut_off: bool

    @classmethod
    def of(cls, plain: list[Any]) -> Letters:
        """Return what `json` made of one: lists instead of records."""
        pages, attached, cut_off = plain
        return cls(
            [
                Page([Line(y, size, tuple(Piece(*piece) for piece in pieces)) for y, size, pieces in lines], *rest)
                for lines, *rest in pages
            ],
            attached,
            cut_off,
        )


def read_letters(data: bytes, bounds: Bounds) -> Letters:
    """Return the letters of a document's pages.

    Raises:
        InputError: It cannot be read, or passes a bound.
    """
    import pypdfium2

    deadline = time.monotonic() + bounds.seconds
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise InputError(_why_not_opened(data, error)) from None
    with ExitStack() as opened:
        opened.callback(document.close)
        if document.get_formtype() in XFA:
            raise InputError("is a form of the kind XFA, which shows its text only in Acrobat; print it to PDF there")
        attached = document.count_attachments()
        if attached and b"/Collection" in data:
            raise InputError(f"is a portfolio of {attached} files; open it and save each report by itself")
        count = len(document)
        if not count:
            raise InputError("has no page; it is damaged, save it again")
        if count > bounds.pages:
            raise InputError(f"has {count:,} pages, more than {bounds.pages:,}; split it into reports")
        document.init_forms()
        pages: list[Page] = []
        room = bounds.characters
        for number in range(1, count + 1):
            if time.monotonic() > deadline:
                raise InputError(
                    f"takes longer than {bounds.seconds} seconds, by page {number} of {count}; split it into reports"
                )
            try:
                with _opened_page(document, number - 1) as page:
                    found, letters = _read_page(document, page, number, bounds)
            except pypdfium2.PdfiumError:
                found, letters = Page(damaged=True), 0
            pages.append(found)
            room -= letters
            if room < 0:
                raise InputError(f"has more than {bounds.characters:,} characters by page {number}; split it into reports")
    if all(page.damaged for page in pages):
        raise InputError("has no page that can be read; it is damaged, save it again")
    return Letters(pages, attached, not _is_whole(data))


@contextmanager
def _opened_page(document: pypdfium2.PdfDocument, index: int) -> Iterator[pypdfium2.PdfPage]:
    page = document[index]
    try:
        yield page
    finally:
        page.close()


def _is_whole(data: bytes) -> bool:
    """Whether the mark of the end is there, which the standard wants within the last 1,024 bytes."""
    return b"%%EOF" in data[-2048:]


def _why_not_opened(data: bytes, error: Exception) -> str:
    code = getattr(error, "err_code", None)
    if code == 4:  # FPDF_ERR_PASSWORD
        return "is protected by a password; save it without one"
    if code == 5:  # FPDF_ERR_SECURITY
        return "is encrypted in a way that is not read; save it without encryption"
    return f"is a PDF that {'is damaged' if _is_whole(data) else 'breaks off before its end'}; save or send it again"


def _read_page(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, number: int, bounds: Bounds
) -> tuple[Page, int]:
    """Return a page, and how many letters pdfium found on it."""
    from pypdfium2 import raw

    objects = raw.FPDFPage_CountObjects(page)
    if objects > bounds.objects:
        raise InputError(f"has {objects:,} objects on page {number}, more than {bounds.objects:,}; print it to PDF anew")
    area = page.get_cropbox()
    pictures = _pictures(page, area)
    textpage = page.get_textpage()
    try:
        letters = textpage.count_chars()
        if letters > bounds.characters:
            raise InputError(f"has more than {bounds.characters:,} characters by page {number}; split it into reports")
        found = _letters(textpage, area, pictures)
    finally:
        textpage.close()
    shown = [*found.level(), *_turned(_annotations(document, page), found.turn)]
    told = sum(not glyph.text.isspace() for glyph in shown)
    covered = sum(_share(picture, area) for picture in pictures) > MOST_OF_PAGE
    read = Page(
        find_lines(shown), picture=covered and told < SHORTEST_PAGE, recognised=found.on_picture * 2 > told,
        aside=found.aside(), hidden=found.hidden, unknown=found.unknown,
    )  # fmt: skip
    return read, letters


Box = tuple[float, float, float, float]  # left, bottom, right, top


class _Found:
    """The letters of a page by the angle in which they are written, in quarters of a circle."""

    def __init__(self) -> None:
        self.by_turn: dict[int, list[tuple[str, Box, float, float, float]]] = {}
        self.slanting: list[str] = []
        self.on_picture = self.hidden = self.unknown = 0

    @property
    def turn(self) -> int:
        """The angle of most letters."""
        return max(self.by_turn, key=lambda turn: len(self.by_turn[turn]), default=0)

    def level(self) -> list[Glyph]:
        """Return the letters of most, as if they were level."""
        return _turned(self.by_turn.get(self.turn, ()), self.turn)

    def aside(self) -> tuple[str, ...]:
        """Return the texts that are not written in that angle."""
        others = ["".join(one[0] for one in letters) for turn, letters in self.by_turn.items() if turn != self.turn]
        return tuple(text for text in ("".join(self.slanting), *others) if text.strip())


def _letters(textpage: pypdfium2.PdfTextPage, area: Box, pictures: Sequence[Box]) -> _Found:
    """Return the letters that a page shows, and those of a text that was recognised from its picture."""
    from pypdfium2 import raw

    found = _Found()
    drawn: dict[int | None, tuple[int, float]] = {}  # how each piece of text is drawn: its mode, its angle
    text_of, handle = ctypes.c_void_p, textpage.raw
    rect, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for at in range(textpage.count_chars()):
        owner = raw.FPDFText_GetTextObject(handle, at)
        if not owner:  # a blank or line end that pdfium made up
            continue
        address = ctypes.cast(owner, text_of).value
        if address not in drawn:
            angle = -raw.FPDFText_GetCharAngle(handle, at) % math.tau  # pdfium counts as the clock goes
            drawn[address] = raw.FPDFTextObj_GetTextRenderMode(owner), angle
        mode, angle = drawn[address]
        text = _letter(raw.FPDFText_GetUnicode(handle, at))
        raw.FPDFText_GetLooseCharBox(handle, at, rect)
        box = (rect.left, rect.bottom, rect.right, rect.top)
        if not _within(box, area):
            found.hidden += bool(text.strip())
            continue
        if mode in (INVISIBLE, CLIPPING):
            if not any(_within(box, picture) for picture in pictures):
                found.hidden += not text.isspace()
                continue
            found.on_picture += not text.isspace()
        if not text or raw.FPDFText_HasUnicodeMapError(handle, at) == 1:
            found.unknown += 1
            continue
        quarter = round(angle / (math.pi / 2))
        if abs(angle - quarter * math.pi / 2) > LEVEL:
            found.slanting.append(text)
            continue
        raw.FPDFText_GetCharOrigin(handle, at, x, y)
        size = 0.0 if box[3] - box[1] > 2 else raw.FPDFText_GetFontSize(handle, at)
        found.by_turn.setdefault(quarter % 4, []).append((text, box, x.value, y.value, size))
    return found


def _letter(number: int) -> str:
    """Return what a letter means; nothing where the document does not tell."""
    if number in (0, 0xFFFD) or 0xD800 <= number < 0xE000 or number > 0x10FFFF:
        return ""
    letter = chr(number)
    letter = ODD.get(letter) or LIGATURES.get(letter) or letter
    if letter in "\r\n\t\v\f":
        return " "
    return letter if letter >= " " and not "\ue000" <= letter <= "\uf8ff" else ""


def _turned(letters: Iterable[tuple[str, Box, float, float, float]], turn: int) -> list[Glyph]:
    """Return letters as if the angle in which they are written, in quarters of a circle, were level."""
    glyphs: list[Glyph] = []
    for text, (left, bottom, right, top), x, y, size in letters:
        if turn == 1:
            left, right, bottom, top, y = bottom, top, -right, -left, -x
        elif turn == 2:
            left, right, bottom, top, y = -right, -left, -top, -bottom, -y
        elif turn == 3:
            left, right, bottom, top, y = -top, -bottom, left, right, x
        height = (top - bottom) / (ASCENT + 0.35)
        glyphs.append(Glyph(text, left, right, y, height if height > 1 else size or 10.0))
    return glyphs


def _pictures(page: pypdfium2.PdfPage, area: Box) -> list[Box]:
    """Return where a page shows pictures that are no mere logos."""
    from pypdfium2 import raw

    found: list[Box] = []
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        box = thing.get_bounds()
        if _share(box, area) > 0.02:
            found.append(box)
    return found


def _share(box: Box, area: Box) -> float:
    """Return the share of an area that a box covers."""
    width = min(box[2], area[2]) - max(box[0], area[0])
    height = min(box[3], area[3]) - max(box[1], area[1])
    whole = (area[2] - area[0]) * (area[3] - area[1])
    return max(0.0, width) * max(0.0, height) / whole if whole > 0 else 0.0


def _within(box: Box, area: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return area[0] <= x <= area[2] and area[1] <= y <= area[3]


def _annotations(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage
) -> Iterator[tuple[str, Box, float, float, float]]:
    """Yield the letters of what was typed onto a page: values of fields of a form, and free text; each at its place."""
    from pypdfium2 import raw

    for at in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, at)
        if not annotation:
            continue
        try:
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            if kind not in (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT):
                continue
            if raw.FPDFAnnot_GetFlags(annotation) & HIDDEN:
                continue
            rect = raw.FS_RECTF()
            if not raw.FPDFAnnot_GetRect(annotation, rect):
                continue
            if kind == raw.FPDF_ANNOT_WIDGET:
                text = _value(document.formenv, annotation)
            else:
                text = _string(partial(raw.FPDFAnnot_GetStringValue, annotation, b"Contents"))
            yield from _typed(text, (rect.left, rect.bottom, rect.right, rect.top))
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _value(forms: Any, annotation: Any) -> str:
    """Return what a field of a form says."""
    from pypdfium2 import raw

    if not forms:
        return ""
    kind = raw.FPDFAnnot_GetFormFieldType(forms, annotation)
    if kind in (PUSH_BUTTON, SIGNATURE):
        return ""
    if kind in (CHECK_BOX, RADIO):
        return "[x]" if raw.FPDFAnnot_IsChecked(forms, annotation) else "[ ]"
    return _string(partial(raw.FPDFAnnot_GetFormFieldValue, forms, annotation))


def _string(ask: Callable[..., int]) -> str:
    """Return a string that pdfium writes as UTF-16; asked without room it tells how many bytes there are."""
    size = ask(None, 0)
    if size <= 2:
        return ""
    room = ctypes.create_string_buffer(size)
    ask(ctypes.cast(room, ctypes.POINTER(ctypes.c_ushort)), size)
    return room.raw[: size - 2].decode("utf-16-le", "replace").replace("\x00", "")


def _typed(text: str, box: Box) -> Iterator[tuple[str, Box, float, float, float]]:
    """Yield the letters of a text that was typed into a box, spread over it line by line."""
    lines = [line for line in re.split(r"\r\n|[\r\n]", text) if line.strip()]
    if not lines:
        return
    left, bottom, right, top = box
    height = min((top - bottom) / len(lines), 14.0) if len(lines) > 1 or top - bottom < 30 else 12.0
    height = max(height, 2.0)
    widest = max(map(len, lines))
    width = min((right - left) / widest, 0.5 * height) or 1.0
    space = (top - bottom - height * len(lines)) / 2 if len(lines) == 1 and top - bottom < 30 else 0.0
    for number, line in enumerate(lines):
        base = top - space - height * (number + ASCENT)
        for at, letter in enumerate(line):
            place = left + at * width
            yield letter, (place, base - 0.2 * height, place + width, base + 0.8 * height), place, base, 0.85 * height


