"""Reads HTML pages: the words that a browser shows, without fetching anything.

lxml's parser, which mends what is not closed, gives the elements. inscriptis would lay cells out side by side with
blanks, which parts the sentences of a page that is laid out by tables.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from assistant.documents.document import Document
from assistant.documents.files import read_bounded
from assistant.documents.formats.html.text import HtmlText
from assistant.documents.formats.shared.left_out import note_of
from assistant.documents.kinds import Kind
from assistant.documents.text import MARKS, DecodedText, decode
from assistant.errors import InputError

#: The most bytes of a page, most of them pictures; of characters without the pictures; of elements; of elements in one
#: another (libxml2 has 255); of characters of a tag, whose attributes take the parser the square of their number.
MOST_BYTES = 20_000_000
MOST_CHARACTERS = 4_000_000
MOST_ELEMENTS = 100_000
_LONGEST_TAG = 4_000
_DEEPEST = 180
_CHARSET = re.compile(rb"<(?:meta|\?xml)\b[^>]{0,400}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_HEAD = 16_384  # bytes in which the encoding is declared; browsers look in 1,024
#: Encodings that pages declare and that browsers read as another (WHATWG, Encoding, 4.2).
_READ_AS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_PICTURE = re.compile(r"data:[\w/+.-]{1,60}(?:;[\w=-]{1,40}){0,4},[A-Za-z0-9+/=%\s]*")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")
_TOO_LONG = re.compile(rf"<[A-Za-z][^<>]{{{_LONGEST_TAG}}}")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the one report that a page is.

    Raises:
        InputError: It is too large, nested too deep, or no text.
    """
    decoded = _decoded(read_bounded(stream, MOST_BYTES))
    yield document_of(decoded.text, decoded.note)


def document_of(page: str, note: str = "") -> Document:
    """Return the report that a page shows.

    Args:
        page: The page.
        note: What was assumed about its encoding.

    Raises:
        InputError: It has too many elements, or they are nested too deep.
    """
    from lxml import etree

    page = _NO_TEXT.sub(" ", _PICTURE.sub("", _DECLARATION.sub("", page, count=1)))
    if len(page) > MOST_CHARACTERS:
        raise InputError(f"has more than {MOST_CHARACTERS:,} characters beside pictures; save the report as .txt")
    if _TOO_LONG.search(page):
        raise InputError(f"has a tag of more than {_LONGEST_TAG:,} characters; save the report as .txt")
    if page.count("<") > MOST_ELEMENTS:
        raise InputError(f"has more than {MOST_ELEMENTS:,} elements; save the report as .txt")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, recover=True
    )
    try:
        root = etree.fromstring(page.encode("utf-8", "replace"), parser)
    except etree.ParserError as error:
        raise InputError("holds no text of a report") from error
    except etree.XMLSyntaxError as error:
        raise InputError("is no HTML that can be read; save the report as .txt") from error
    if root is None:
        raise InputError("holds no text of a report")
    text = HtmlText()
    lines = text.lines_of(root, _DEEPEST)
    if not any(line.strip() for line in lines) and text.pictures:
        raise InputError("holds pictures and no text, as of a scanned page; get the report as text")
    notes = filter(None, (note, note_of(text.left_out)))
    return Document("\n".join(lines), kind=Kind.HTML, note=" ".join(notes))


def _decoded(data: bytes) -> DecodedText:
    """Return a page as text: by its byte order mark, else as it declares, else as any text."""
    declared = _CHARSET.search(data[:_HEAD])
    if declared and not data.startswith(tuple(mark for mark, _ in MARKS)):
        try:
            encoding = codecs.lookup(declared[1].decode("ascii", "replace")).name
            encoding = _READ_AS.get(encoding, encoding)
            if not encoding.startswith(("utf-16", "utf-32")):  # whose zero bytes would have hidden the declaration
                return DecodedText(data.decode(encoding), encoding)
        except (LookupError, ValueError):
            pass  # what it declares is unknown, or not what it is
    return decode(data, limit=MOST_BYTES)
