"""Reads the text layer of PDF documents with pdfium: nothing in them is run, fetched, launched or recognised.

The letters come with their places from pdfium; `page_layout` makes lines of them, `running_lines` takes the headers and
footers out. What a page shows as a picture is not read: a document of pictures alone is refused, pages of pictures among
others are named.
"""

from __future__ import annotations

import ctypes
import math
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from assistant.documents.document import Document
from assistant.documents.kinds import Kind
from assistant.documents.page_layout import Glyph, Line, find_lines, page_lines, unparted
from assistant.documents.pdf_words import PdfLimits, pdf_words
from assistant.documents.running_lines import without_running_lines
from assistant.errors import InputError

if TYPE_CHECKING:
    import pypdfium2

#: pdfium keeps state of its own that threads would overwrite: one document is read at a time.
_ONE_AT_A_TIME = threading.Lock()

INVISIBLE = 3  # the mode in which a text is not drawn (ISO 32000-1, table 106)
CLIPPING = 7  # and the one in which it is drawn only as an edge for what follows
LEVEL = math.radians(4)  # letters turned by more are no part of the running text
MOST_OF_PAGE = 0.4  # of a page's area: a picture that covers so much is what the page shows
SHORTEST_PAGE = 25  # letters: a page with fewer under such a picture is a scan with a stamp on it
MOST_UNKNOWN = 0.1  # of letters whose meaning the document does not tell
STAMP_SIZE = 2.0  # of the usual height of letters: a stamp is at least so large
ASCENT = 0.8  # of the height of a letter's box that is above its base line, where a box is all there is
HIDDEN = 0b100010  # flags of an annotation that is not shown: hidden, not viewed (ISO 32000-1, table 165)
CHECK_BOX, RADIO = 2, 3  # kinds of a field, as pdfium numbers them
PUSH_BUTTON, SIGNATURE = 1, 7
XFA = 2, 3
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
#: Letters that fonts of symbols put into the private area; and the marks that pdfium gives a hyphen at a line's end.
ODD = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0fc": "✓", "\uf0fe": "☑", "\uf0a8": "☐", "\uf06f": "☐", "\x02": "-", "\ufffe": "-", "\xad": "-", "\xa0": " "}


@dataclass(slots=True)
class _Page:
    """What a page holds: lines of text from top to bottom, and what of it was left out."""

    lines: list[Line]
    picture: bool = False  # what it shows is a picture of a page
    recognised: bool = False  # its text lies invisible on that picture
    turned: int = 0  # letters that are turned
    hidden: int = 0  # letters that nobody sees
    unknown: int = 0  # letters without a meaning
    letters: int = 0
    stamps: list[str] = field(default_factory=list)


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the text of a PDF document: one, however many reports its pages hold.

    Raises:
        InputError: It is too large, too long, protected by a password, damaged, a portfolio, a form of the kind XFA, or
            has no text: only pictures of pages, or letters whose meaning it does not tell.
    """
    limits = pdf_words().limits
    data = stream.read(limits.megabytes * 1_000_000 + 1)
    if len(data) > limits.megabytes * 1_000_000:
        raise InputError(f"is larger than {limits.megabytes} MB, the most of one PDF; split it into reports")
    with _ONE_AT_A_TIME:
        pages, notes = _read_pages(data, limits)
    _refuse_unreadable(pages)
    text = _text_of(pages)
    status = next((said for page in pages for stamp in page.stamps if (said := pdf_words().stamps[stamp])), "")
    yield Document(text, kind=Kind.PDF, status=status, note=" ".join((*_notes(pages), *notes)))


def _read_pages(data: bytes, limits: PdfLimits) -> tuple[list[_Page], list[str]]:
    """Return the pages of a document, and sentences about what in it was not read.

    Raises:
        InputError: It cannot be read, or passes a bound.
    """
    import pypdfium2

    deadline = time.monotonic() + limits.seconds
    notes: list[str] = []
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
        if attached:
            notes.append(f"{_many(attached, 'attached file')} {'was' if attached == 1 else 'were'} not opened.")
        count = len(document)
        if not count:
            raise InputError("has no page; it is damaged, save it again")
        if count > limits.pages:
            raise InputError(f"has {count:,} pages, more than {limits.pages:,}; split it into reports")
        document.init_forms()
        pages: list[_Page] = []
        damaged: list[int] = []
        letters = 0
        for number in range(count):
            try:
                page = document[number]
            except pypdfium2.PdfiumError:
                damaged.append(number + 1)
                pages.append(_Page([]))
                continue
            try:
                pages.append(_read_page(document, page, number + 1, limits))
            except pypdfium2.PdfiumError:
                damaged.append(number + 1)
                pages.append(_Page([]))
            finally:
                page.close()
            letters += pages[-1].letters
            if letters > limits.characters:
                raise InputError(f"has more than {limits.characters:,} characters by page {number + 1}; split it into reports")
            if time.monotonic() > deadline and number + 1 < count:
                raise InputError(
                    f"takes longer than {limits.seconds} seconds, by page {number + 1} of {count}; split it into reports"
                )
    if len(damaged) == count:
        raise InputError("has no page that can be read; it is damaged, save it again")
    if damaged:
        notes.append(f"{_pages(damaged)} cannot be read: the file is damaged.")
    if b"%%EOF" not in data[-2048:]:
        notes.append("The file breaks off before its end; pages may be missing.")
    return pages, notes


def _why_not_opened(data: bytes, error: Exception) -> str:
    code = getattr(error, "err_code", None)
    if code == 4:  # FPDF_ERR_PASSWORD
        return "is protected by a password; save it without one"
    if code == 5:  # FPDF_ERR_SECURITY
        return "is encrypted in a way that is not read; save it without encryption"
    cut = b"%%EOF" not in data[-2048:]
    return f"is a PDF that {'breaks off before its end' if cut else 'is damaged'}; save or send it again"


def _read_page(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, number: int, limits: PdfLimits) -> _Page:
    from pypdfium2 import raw

    objects = raw.FPDFPage_CountObjects(page)
    if objects > limits.objects:
        raise InputError(f"has {objects:,} objects on page {number}, more than {limits.objects:,}; print it to PDF anew")
    area = page.get_cropbox()
    pictures = _pictures(page, area)
    textpage = page.get_textpage()
    try:
        letters = textpage.count_chars()
        if letters > limits.characters:
            raise InputError(
                f"has {letters:,} characters on page {number}, more than {limits.characters:,}; split it into reports"
            )
        found = _letters(textpage, area, pictures)
    finally:
        textpage.close()
    glyphs, turn = found.level(), found.turn
    covered = sum(_share(picture, area) for picture in pictures) > MOST_OF_PAGE
    shown = [*glyphs, *_turned(_annotations(document, page), turn)]
    lines, stamps = _without_stamps(find_lines(shown))
    told = sum(not glyph.text.isspace() for glyph in shown)
    return _Page(
        lines, picture=covered and told < SHORTEST_PAGE, recognised=found.on_picture * 2 > told, turned=found.turned,
        hidden=found.hidden, unknown=found.unknown, letters=letters, stamps=stamps + found.stamps(),
    )  # fmt: skip


Box = tuple[float, float, float, float]  # left, bottom, right, top


class _Letters:
    """The letters of a page by the angle in which they are written, in quarters of a circle."""

    def __init__(self) -> None:
        self.by_turn: dict[int, list[tuple[str, Box, float, float, float]]] = {}
        self.slanting: list[str] = []
        self.on_picture = self.hidden = self.unknown = 0

    @property
    def turn(self) -> int:
        """The angle of most letters."""
        return max(self.by_turn, key=lambda turn: len(self.by_turn[turn]), default=0)

    @property
    def turned(self) -> int:
        """How many letters are not written in that angle."""
        others = (letter for turn, letters in self.by_turn.items() if turn != self.turn for letter in letters)
        return sum(not letter[0].isspace() for letter in others) + len("".join(self.slanting).split())

    def level(self) -> list[Glyph]:
        """Return the letters of most, as if they were level."""
        return _turned(self.by_turn.get(self.turn, ()), self.turn)

    def stamps(self) -> list[str]:
        """Return which known stamps are among the letters that are turned, written small."""
        texts = ["".join(self.slanting)]
        texts += ["".join(one[0] for one in letters) for turn, letters in self.by_turn.items() if turn != self.turn]
        return [stamp for stamp in pdf_words().stamps if any(_plain(text) == _plain(stamp) for text in texts)]


def _letters(textpage: pypdfium2.PdfTextPage, area: Box, pictures: Sequence[Box]) -> _Letters:
    """Return the letters that a page shows, and those of a text that was recognised from its picture."""
    from pypdfium2 import raw

    found = _Letters()
    modes: dict[int | None, int] = {}
    rect, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for at in range(textpage.count_chars()):
        if raw.FPDFText_IsGenerated(textpage, at) == 1:
            continue
        text = _letter(raw.FPDFText_GetUnicode(textpage, at))
        raw.FPDFText_GetLooseCharBox(textpage, at, rect)
        raw.FPDFText_GetCharOrigin(textpage, at, x, y)
        box = (rect.left, rect.bottom, rect.right, rect.top)
        if not _within(box, area):
            continue
        owner = raw.FPDFText_GetTextObject(textpage, at)
        address = ctypes.cast(owner, ctypes.c_void_p).value
        if address not in modes:
            modes[address] = raw.FPDFTextObj_GetTextRenderMode(owner) if owner else 0
        if modes[address] in (INVISIBLE, CLIPPING):
            if not any(_within(box, picture) for picture in pictures):
                found.hidden += not text.isspace()
                continue
            found.on_picture += not text.isspace()
        if not text or raw.FPDFText_HasUnicodeMapError(textpage, at) == 1:
            found.unknown += 1
            continue
        angle = -raw.FPDFText_GetCharAngle(textpage, at) % math.tau  # pdfium counts as the clock goes
        quarter = round(angle / (math.pi / 2))
        if abs(angle - quarter * math.pi / 2) > LEVEL:
            found.slanting.append(text)
            continue
        size = raw.FPDFText_GetFontSize(textpage, at)
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


def _without_stamps(lines: list[Line]) -> tuple[list[Line], list[str]]:
    """Return lines without those that are a known stamp in large letters, and the stamps, written small."""
    if not lines:
        return lines, []
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    usual = sizes.most_common(1)[0][0]
    known = {_plain(stamp): stamp for stamp in pdf_words().stamps}
    kept: list[Line] = []
    stamps: list[str] = []
    for line in lines:
        stamp = known.get(_plain(line.text)) if line.size >= STAMP_SIZE * usual else None
        if stamp:
            stamps.append(stamp)
        else:
            kept.append(line)
    return kept, stamps


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def _refuse_unreadable(pages: Sequence[_Page]) -> None:
    """Refuse a document without text that can be read.

    Raises:
        InputError: It holds only pictures of pages, or its letters have no meaning, or it is empty.
    """
    told = sum(len(line.text) for page in pages for line in page.lines)
    unknown = sum(page.unknown for page in pages)
    pictures = sum(page.picture for page in pages)
    if pictures and told < SHORTEST_PAGE * len(pages):
        raise InputError("holds pictures of pages and no text; run OCR on it, or ask for the report as text")
    if unknown > MOST_UNKNOWN * (told + unknown):
        raise InputError(
            "holds letters whose meaning it does not tell (its fonts are not mapped to characters); run OCR on it, or ask "
            "for the report as text"
        )
    if not told:
        raise InputError("holds no text; ask for the report as text")


def _text_of(pages: Sequence[_Page]) -> str:
    """Return the text of all pages: what runs through them once, sentences going on over the break of a page."""
    from assistant.language.vocabulary import vocabulary

    told: list[str] = []
    for stretch in without_running_lines([page.lines for page in pages]):
        part: list[str] = [*stretch.header, *stretch.footer]
        if part:
            part.append("")
        for number, body in enumerate(stretch.bodies):
            lines = page_lines(body)
            if number and lines and part and part[-1]:
                _join_pages(part, lines)
            else:
                part += lines
        told.append("\n".join(part).strip("\n"))
    return unparted("\n\n".join(filter(None, told)), vocabulary().words.__contains__) + "\n"


def _join_pages(text: list[str], lines: list[str]) -> None:
    """Append the lines of a page to those before it; a sentence, or a table, goes on."""
    last, first = text[-1], lines[0]
    rows = ["  " in line.strip() for line in (last, first)]
    if not any(rows) and last[-1] not in ".!?:;" and first[0].islower():
        parted = last.endswith("-") and last[-2:-1].isalpha()
        text[-1] = f"{last}{chr(10) if parted else ' '}{first}"
        text += lines[1:]
    else:
        text += lines if all(rows) else ["", *lines]


def _notes(pages: Sequence[_Page]) -> Iterator[str]:
    """Yield what a person has to know of how pages were read, a sentence each."""
    if found := _numbers(pages, lambda page: page.recognised):
        yield f"The text of {_pages(found, small=True)} was recognised from a picture (OCR): check it against the picture."
    if found := _numbers(pages, lambda page: page.picture):
        yield f"{_pages(found)} {'is a picture' if len(found) == 1 else 'are pictures'} without text and not read."
    stamps = sorted({stamp.upper() for page in pages for stamp in page.stamps})
    if stamps:
        yield f"The pages are stamped {', '.join(stamps)}."
    if found := _numbers(pages, lambda page: bool(page.turned)):
        yield f"Text that is turned on {_pages(found, small=True)} was left out, as of a watermark."
    if found := _numbers(pages, lambda page: bool(page.hidden)):
        yield f"Text that nobody sees on {_pages(found, small=True)} was left out."
    if found := _numbers(pages, lambda page: bool(page.unknown)):
        yield f"Some letters on {_pages(found, small=True)} have no meaning and were left out."


def _numbers(pages: Sequence[_Page], which: Callable[[_Page], bool]) -> list[int]:
    return [number for number, page in enumerate(pages, 1) if which(page)]


def _pages(numbers: Sequence[int], *, small: bool = False) -> str:
    """Return numbers of pages in words ("Pages 2, 3 and 7"); of many the first are named."""
    word = "page" if small else "Page"
    if len(numbers) == 1:
        return f"{word} {numbers[0]}"
    if len(numbers) > 10:
        return f"{word}s {', '.join(map(str, numbers[:10]))} and {len(numbers) - 10} more"
    return f"{word}s {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
