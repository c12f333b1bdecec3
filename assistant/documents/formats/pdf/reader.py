"""Reads the text layer of PDF documents.

The letters come with their places from a process of their own (`pdf/letters.py`, `pdf/process.py`); `pdf/layout.py` puts
them in the order of reading, `pdf/running_lines.py` takes headers and footers out. What a page shows as a picture is not
read: a document of pictures alone is refused, pages of pictures among others are named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from assistant.documents.document import Document
from assistant.documents.formats.pdf.fax import is_cover, without_machine_lines
from assistant.documents.formats.pdf.layout import Line, page_lines, unparted
from assistant.documents.formats.pdf.letters import SHORTEST_PAGE, Bounds, Letters, Page
from assistant.documents.formats.pdf.process import letters_of
from assistant.documents.formats.pdf.running_lines import without_running_lines
from assistant.documents.formats.pdf.words import pdf_words
from assistant.documents.kinds import Kind
from assistant.errors import InputError

MOST_UNKNOWN = 0.1  # of letters: with more the text is not what the page shows
STAMP_SIZE = 2.0  # of the usual height of letters: a stamp is at least so large
MOST_NAMED = 10  # pages that a note names


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
    bounds = Bounds(limits.pages, limits.characters, limits.objects, limits.seconds)
    letters = letters_of(data, bounds, limits.memory_megabytes)
    _refuse_unreadable(letters.pages)
    stamps: list[str] = []
    pages = [_without_stamps(page, stamps) for page in letters.pages]
    pages, covers = _without_fax(pages)
    status = next((said for stamp in stamps if (said := pdf_words().stamps[stamp])), "")
    yield Document(_text_of(pages), kind=Kind.PDF, status=status, note=" ".join((*_notes(letters, stamps), *covers)))


def _without_fax(pages: Sequence[list[Line]]) -> tuple[list[list[Line]], list[str]]:
    """Return pages without what a fax added to them, and a sentence that says so."""
    sent = [without_machine_lines(page) for page in pages]
    covers = [number for number, page in enumerate(sent, 1) if is_cover(page)]
    notes = []
    if len(covers) < sum(map(bool, sent)):
        sent = [[] if number in covers else page for number, page in enumerate(sent, 1)]
        if covers:
            notes.append(f"The cover of a fax on {_pages(covers)} was left out.")
    if sum(map(len, sent)) + sum(len(pages[number - 1]) for number in covers) < sum(map(len, pages)):
        notes.append("The line of a fax machine at the edge of pages was left out.")
    return sent, notes


def _without_stamps(page: Page, stamps: list[str]) -> list[Line]:
    """Return the lines of a page without known stamps in large letters; these are added to `stamps`, as the list has them."""
    known = {_plain(stamp): stamp for stamp in pdf_words().stamps}
    stamps += (known[plain] for text in page.aside if (plain := _plain(text)) in known)
    sizes = Counter[float]()
    for line in page.lines:
        sizes[round(line.size, 1)] += len(line.text)
    kept: list[Line] = []
    for line in page.lines:
        if line.size >= STAMP_SIZE * sizes.most_common(1)[0][0] and (plain := _plain(line.text)) in known:
            stamps.append(known[plain])
        else:
            kept.append(line)
    return kept


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def _refuse_unreadable(pages: Sequence[Page]) -> None:
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


def _text_of(pages: Sequence[list[Line]]) -> str:
    """Return the text of all pages: what runs through them once, sentences going on over the break of a page."""
    from assistant.language.vocabulary import vocabulary

    told: list[str] = []
    for stretch in without_running_lines([page for page in pages if page]):
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


def _notes(letters: Letters, stamps: Sequence[str]) -> Iterator[str]:
    """Yield what a person has to know of how a document was read, a sentence each."""
    pages = letters.pages
    if found := _numbers(pages, lambda page: page.recognised):
        yield f"The text of {_pages(found)} was recognised from a picture (OCR): check it against the picture."
    if found := _numbers(pages, lambda page: page.picture):
        are = "is a picture without text and was" if len(found) == 1 else "are pictures without text and were"
        yield f"{_pages(found).capitalize()} {are} not read."
    if stamps:
        yield f"The pages are stamped {', '.join(sorted({stamp.upper() for stamp in stamps}))}."
    if found := _numbers(pages, lambda page: bool(page.aside)):
        yield f"Text that is turned on {_pages(found)} was left out, as of a watermark."
    if found := _numbers(pages, lambda page: bool(page.hidden)):
        yield f"Text that nobody sees on {_pages(found)} was left out."
    if found := _numbers(pages, lambda page: bool(page.unknown)):
        yield f"Some letters on {_pages(found)} have no meaning and were left out."
    if found := _numbers(pages, lambda page: page.damaged):
        yield f"{_pages(found).capitalize()} cannot be read: the file is damaged."
    if letters.cut_off:
        yield "The file breaks off before its end; pages may be missing."
    if letters.attached:
        many = letters.attached > 1
        yield f"{letters.attached} attached file{'s' if many else ''} {'were' if many else 'was'} not opened."


def _numbers(pages: Sequence[Page], which: Callable[[Page], bool]) -> list[int]:
    return [number for number, page in enumerate(pages, 1) if which(page)]


def _pages(numbers: Sequence[int]) -> str:
    """Return numbers of pages in words ("pages 2, 3 and 7"); of many the first are named."""
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    named, more = numbers[:MOST_NAMED], len(numbers) - MOST_NAMED
    last = f"{more} more" if more > 0 else str(named[-1])
    return f"pages {', '.join(map(str, named if more > 0 else named[:-1]))} and {last}"
