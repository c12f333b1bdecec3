"""Decodes a plain-text report, and says what was assumed where the bytes do not tell."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from assistant.errors import InputError

#: The longest text, in characters, that a person works on in the page.
PAGE_LIMIT = 200_000
#: The longest text, in characters, that any face accepts as one report.
TEXT_LIMIT = 300_000

#: Byte order marks, the longer before the shorter that it begins with.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: First bytes of files that people take for text.
_OTHER_KINDS = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a Word document or another zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
_DICOM_MARK = slice(128, 132)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
#: A text in an old 8-bit code page has hardly any control characters; one in a hundred is no text.
_MOST_CONTROLS = 0.01


class DecodedText(NamedTuple):
    """A report as text; `note` is empty, or says in one sentence what was assumed about its encoding."""

    text: str
    encoding: str
    note: str = ""


def decode(data: bytes, *, limit: int = TEXT_LIMIT) -> DecodedText:
    """Return the text of `data`, line ends as they are.

    UTF-8, and UTF-16 or UTF-32 with a byte order mark, are certain. Anything else that looks like text is read as
    Windows-1252, the code page of older report systems, and the note says so.

    Args:
        data: The bytes of a plain-text file.
        limit: The most characters that are accepted.

    Raises:
        InputError: The bytes are empty, no text, or hold more than `limit` characters.
    """
    decoded = _decode(data)
    if not decoded.text.strip():
        raise InputError("holds no text; give the report as plain text")
    check_length(decoded.text, limit)
    return decoded


def check_length(text: str, limit: int) -> None:
    """Refuse a text that is too long to be one report.

    Raises:
        InputError: `text` has more than `limit` characters.
    """
    if len(text) > limit:
        raise InputError(f"has {len(text):,} characters, more than the {limit:,} of one report; split it into reports")


def refuse_other_kinds(data: bytes) -> None:
    """Refuse bytes that begin as a document of another kind does, or that are no text in any 8-bit code.

    Raises:
        InputError: They are such bytes.
    """
    if data.startswith(tuple(mark for mark, _ in MARKS)):
        return
    kind = next((kind for start, kind in _OTHER_KINDS if data.startswith(start)), None)
    if kind or data[_DICOM_MARK] == b"DICM":
        raise InputError(f"is {kind or 'a DICOM file'}, not plain text; save the report as .txt")
    if b"\x00" in data:
        raise InputError("is binary, not plain text; save the report as .txt")


def _decode(data: bytes) -> DecodedText:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            try:
                return DecodedText(data.decode(encoding), encoding.removesuffix("-sig"))
            except UnicodeDecodeError as error:
                raise InputError(f"begins as {encoding} but breaks off at byte {error.start}; save it again") from error
    refuse_other_kinds(data)
    try:
        return DecodedText(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _read_as_code_page(data)


def _read_as_code_page(data: bytes) -> DecodedText:
    text = data.decode("cp1252", errors="replace")
    doubtful = len(_CONTROL.findall(text)) + text.count("\N{REPLACEMENT CHARACTER}")
    if doubtful > _MOST_CONTROLS * len(text):
        raise InputError("is binary, not plain text; save the report as .txt")
    return DecodedText(text, "cp1252", "The file is not UTF-8; it was read as Windows-1252 (Western European).")


def with_line_feeds(text: str) -> str:
    """Return a text with one line feed at each line end, as a browser shows it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
