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
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
_PACKED_BY_OUTLOOK = b"\x78\x9f\x3e\x22"
_DICOM_MARK = slice(128, 132)
_COMPOUND_MARK = b"\xd0\xcf\x11\xe0"
#: Files of Microsoft's compound format begin alike; the name of a stream, in UTF-16 within, tells what they are.
_COMPOUND = (
    ("EncryptedPackage", "an Office document under a password; save it without one"),
    ("WordDocument", "an old Word document (.doc); save it as .docx or .txt"),
    ("Workbook", "an old Excel workbook (.xls); save its reports as .csv"),
    ("PowerPoint Document", "an old PowerPoint document; save the report as .txt"),
    ("__properties_version1.0", "an Outlook message (.msg); save it as .eml or .txt"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_SAMPLE = 100_000  # bytes that tell the code page
#: A text in an old 8-bit code page has hardly any control characters; one in a hundred is no text.
_MOST_CONTROLS = 0.01
#: How many whole letters of UTF-8 speak against one broken byte, which came from a device or a pasted name.
_WHOLE_FOR_BROKEN = 3
#: The share of zero bytes, at every other place, from which on text is UTF-16: half of its bytes in English.
_FEWEST_ZEROS = 0.25
#: A byte that is no UTF-8, as the decoder lets it through.
_NO_UTF_8 = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII_BYTES = bytes(range(128, 256))
#: Code pages that reports are written in, as people call them. Western Europe's is assumed where nothing speaks clearly
#: for another.
_CODE_PAGES = {
    "cp1252": "Windows-1252 (Western European)",
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "mac-roman": "Mac Roman",
    "cp932": "Shift JIS (Japanese)",
    "euc_jis_2004": "EUC-JP (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
    "big5hkscs": "Big5 (Chinese)",
    "cp949": "EUC-KR (Korean)",
}
#: The detector's confidence from which on its code page is taken: below it a few letters or marks alone spoke for it.
_CLEAR = 0.15


class DecodedText(NamedTuple):
    """A report as text; `note` is empty, or says in one sentence what was assumed about its encoding."""

    text: str
    encoding: str
    note: str = ""


def decode(data: bytes, *, limit: int = TEXT_LIMIT) -> DecodedText:
    """Return the text of `data`, line ends as they are; the same bytes always give the same answer.

    UTF-8, and UTF-16 or UTF-32 with a byte order mark, are certain. UTF-16 without a mark shows by its zero bytes, and
    UTF-8 is still UTF-8 with a few bytes of Windows-1252 in it. Anything else that looks like text is in an older code
    page: the one that its letters speak for clearly, else Windows-1252. The note says all that is not certain.

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
    """Refuse bytes that begin as a document of another kind does, or that are no text in any code of 8 or 16 bits.

    Raises:
        InputError: They are such bytes.
    """
    if data.startswith(tuple(mark for mark, _ in MARKS)):
        return
    if data.startswith(_COMPOUND_MARK):
        raise InputError(f"is {_compound_kind(data)}")
    if data.startswith(_PACKED_BY_OUTLOOK):
        raise InputError(
            "is a mail as Outlook packs it (winmail.dat); have it sent as plain text or HTML, or its report as a file of its own"
        )
    kind = next((kind for start, kind in _OTHER_KINDS if data.startswith(start)), None)
    if kind or data[_DICOM_MARK] == b"DICM":
        raise InputError(f"is {kind or 'a DICOM file'}, not plain text; save the report as .txt")
    if b"\x00" in data and not _wide_encoding(data):
        raise InputError("is binary, not plain text; save the report as .txt")


def _compound_kind(data: bytes) -> str:
    for stream, kind in _COMPOUND:
        if stream.encode("utf-16-le") in data:
            return kind
    return "an old Office document; save the report as .docx or .txt"


def _decode(data: bytes) -> DecodedText:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            try:
                return DecodedText(data.decode(encoding), encoding.removesuffix("-sig"))
            except UnicodeDecodeError as error:
                raise InputError(f"begins as {encoding} but breaks off at byte {error.start}; save it again") from error
    refuse_other_kinds(data)
    if wide := _wide_encoding(data):
        try:
            return DecodedText(data.decode(wide), "utf-16", "The file has no byte order mark; it was read as UTF-16.")
        except UnicodeDecodeError as error:
            raise InputError("is binary, not plain text; save the report as .txt") from error
    try:
        return DecodedText(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _read_as_broken_utf_8(data) or _read_as_code_page(data)


def _wide_encoding(data: bytes) -> str:
    """Return how UTF-16 without a mark is written; empty where it is none.

    Its zero bytes stand at every other place, beside letters of ASCII: other letters alone could be anything.
    """
    if len(data) % 2:
        return ""
    first, second = data[::2].count(0), data[1::2].count(0)
    if max(first, second) < _FEWEST_ZEROS * len(data) or min(first, second):
        return ""
    letters = data[1::2] if first else data[::2]
    if len(letters.translate(None, _BEYOND_ASCII_BYTES)) < _FEWEST_ZEROS * len(data):
        return ""
    return "utf-16-be" if first else "utf-16-le"


def _read_as_broken_utf_8(data: bytes) -> DecodedText | None:
    """Return a text of UTF-8 with few other bytes; None where too few letters speak for it."""
    text, broken = _NO_UTF_8.subn(_of_code_page, data.decode("utf-8", "surrogateescape"))
    whole = len(_BEYOND_ASCII.findall(text)) - broken
    if whole < _WHOLE_FOR_BROKEN * broken or _is_binary(text):
        return None
    some = f"{broken:,} bytes that are" if broken > 1 else "one byte that is"
    return DecodedText(
        text, "utf-8", f"The file is UTF-8 with {some} none; read as Windows-1252 there, letters may be wrong."
    )


def _of_code_page(escaped: re.Match[str]) -> str:
    return escaped[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _read_as_code_page(data: bytes) -> DecodedText:
    import chardet

    if _is_binary(data.decode("latin-1")):
        raise InputError("is binary, not plain text; save the report as .txt")
    found = chardet.detect(
        data, include_encodings=tuple(_CODE_PAGES), compat_names=False, prefer_superset=True, max_bytes=_SAMPLE
    )
    code_page = found["encoding"] or ""
    if code_page not in _CODE_PAGES or found["confidence"] < _CLEAR:
        code_page = "cp1252"
    text = data.decode(code_page, errors="replace")
    if _is_binary(text):
        raise InputError("is binary, not plain text; save the report as .txt")
    note = f"The file is not UTF-8; it was read as {_CODE_PAGES[code_page]}: if it is not, letters are wrong."
    return DecodedText(text, code_page, note)


def _is_binary(text: str) -> bool:
    doubtful = len(_CONTROL.findall(text)) + text.count("\N{REPLACEMENT CHARACTER}")
    return doubtful > _MOST_CONTROLS * len(text)


def with_line_feeds(text: str) -> str:
    """Return a text with one line feed at each line end, as a browser shows it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
