"""Reads Rich Text Format: the words that its pages show, without what is hidden, deleted or embedded.

The tables of control words, code pages and signs are striprtf's. Its own conversion is not used: it shows hidden and
deleted text, drops text boxes, and breaks at a `\\uc` without a number. Names of control words and what they mean come
from Microsoft's "Rich Text Format Specification 1.9.1".
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import BinaryIO

from assistant.documents.document import Document
from assistant.documents.files import read_bounded
from assistant.documents.formats.rtf.lines import Flow, FormBox
from assistant.documents.formats.shared.left_out import LeftOut, note_of
from assistant.documents.formats.shared.page_margins import with_margins
from assistant.documents.formats.shared.symbol_fonts import symbol
from assistant.documents.kinds import Kind
from assistant.errors import InputError

#: The most bytes of a file, most of them pictures; of control words, groups and runs of letters (one to
#: three characters of text have one, from the wordiest writers); of nested groups.
MOST_BYTES = 50_000_000
MOST_TOKENS = 600_000
MOST_NESTED = 1_000
MOST_REPORTS = 1_000

_BEGIN = b"{\\rtf"
_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])|[\r\n]+|(?P<letters>[^\\{}\r\n]+)|\\"
)
#: Destinations that hold text which stands elsewhere than in the line, and where: see `rtf_lines.Flow`.
_ELSEWHERE = {
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header", "footer": "footer",
    "footerl": "footer", "footerr": "footer", "footerf": "footer", "footnote": "note", "shptxt": "box",
    "dptxbxtext": "box",
}  # fmt: skip
#: Destinations that are never shown, whatever stands in them: fallbacks for older readers, embedded files and pictures.
_NEVER = frozenset({"shprslt", "object", "pict", "nonesttables", "fonttbl", "upr", "annotation", "nonshppict"})
_PAGE_BREAKS = frozenset({"sect", "page", "column", "softpage"})
_MAC, _DOS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}, "cp1252"


class _Shown(IntEnum):
    """Whether a group is read: shown; a part that is not, but may hold one that is; never."""

    YES = 0
    NO = 1
    NEVER = 2


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group, and is as before behind it."""

    shown: _Shown = _Shown.YES
    destination: str = ""
    hidden: bool = False
    deleted: bool = False
    struck: bool = False
    font: int | None = None
    skip: int = 1  # characters that stand behind \uN for readers without Unicode
    mark: bool = False  # within the number or bullet of a list


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the report, or the reports where documents stand one behind the other.

    Raises:
        InputError: It is too large, nested without end, cut off, or shows pictures only.
    """
    source = read_bounded(stream, MOST_BYTES).decode("latin-1")
    start, number = 0, 0
    while True:
        reading = _Reading(source, start)
        document = reading.document()
        start = reading.end
        goes_on = source[start : start + 5].encode("latin-1") == _BEGIN
        number += 1
        yield replace(document, line=number) if goes_on or number > 1 else document
        if not goes_on:
            return
        if number == MOST_REPORTS:
            yield Document(kind=Kind.RTF, line=number + 1, fault=f"holds more than {MOST_REPORTS:,} reports; split it")
            return


class _Reading:
    """Reads one document of a file.

    Args:
        source: The file, each byte one character.
        start: Where the document begins.

    Attributes:
        end: Where it ended: the next document begins there, or nothing follows.
    """

    def __init__(self, source: str, start: int) -> None:
        self._source, self.end = source, start
        self._state = _State()
        self._stack: list[tuple[_State, Flow]] = []
        self._flow = self._body = Flow()
        self._elsewhere: dict[str, list[str]] = {"header": [], "footer": [], "note": []}
        self._left_out: set[LeftOut] = set()
        self._pictures = False
        self._raw = bytearray()  # letters of a code page, which may take several bytes each
        self._code_page = _DOS
        self._default_font: int | None = None
        self._fonts: dict[int, list[str]] = {}  # number: name (in pieces)
        self._charsets: dict[int, str] = {}
        self._table_font: int | None = None  # the font that the font table tells of
        self._skip = 0
        self._starred = False  # behind "\*", which begins a destination that older readers do not know
        self._box = FormBox()

    def document(self) -> Document:
        """Return the report.

        Raises:
            InputError: It cannot be used.
        """
        self._read()
        body = "\n".join([*self._body.close(), *self._elsewhere["note"]])
        text = with_margins(_tidy(body), self._elsewhere["header"], self._elsewhere["footer"])
        if not text.strip() and self._pictures:
            raise InputError("holds pictures and no text, as of a scanned page; get the report as text")
        return Document(text, kind=Kind.RTF, note=note_of(self._left_out))

    def _read(self) -> None:
        at, tokens = self.end, 0
        while match := _TOKEN.match(self._source, at):
            at = match.end()
            tokens += match.lastgroup is not None  # an end of a line alone is none, of which pictures have many
            if tokens > MOST_TOKENS:
                raise InputError(f"has more than {MOST_TOKENS:,} control words; save it as .txt or .docx")
            group = match.lastgroup
            if group == "letters":
                self._letters(match["letters"])
            elif group == "brace":
                if match["brace"] == "{":
                    self._open()
                elif self._close():
                    break
            elif group == "hex":
                self._byte(match["hex"])
            elif group in ("word", "number"):
                word, number = match["word"], match["number"]
                if word == "bin":  # so many bytes of a picture, among which braces mean nothing
                    at = min(at + max(int(number or 0), 0), len(self._source))
                    continue
                self._word(word, int(number) if number else None)
            elif group == "sign":
                self._sign(match["sign"])
        self._flush()
        if len(self._stack) > 1:
            raise InputError("is cut off: a group that begins in it has no end; get the file again")
        rest = self._source.find("{", at)
        between = self._source[at:rest] if rest >= 0 else ""
        self.end = rest if rest >= 0 and not between.strip("\x00\x1a\r\n\t \x0b\x1c") else len(self._source)

    def _open(self) -> None:
        self._flush()
        if len(self._stack) >= MOST_NESTED:
            raise InputError(f"has more than {MOST_NESTED:,} groups in one another; save it as .txt or .docx")
        self._stack.append((self._state, self._flow))
        self._skip, self._starred = 0, False

    def _close(self) -> bool:
        """End a group; return whether it was the document."""
        self._flush()
        self._skip, self._starred = 0, False
        if not self._stack:
            return False
        ended, flow = self._state, self._flow
        self._state, self._flow = self._stack.pop()
        if flow is not self._flow:
            place = _ELSEWHERE.get(ended.destination, "box")
            self._elsewhere.get(place, self._flow.boxes).extend(flow.close())
        if ended.destination == "field" and self._state.destination != "field":
            self._write(self._box.shown())
        return not self._stack

    def _word(self, word: str, number: int | None) -> None:
        if self._skip and word != "u":
            self._skip -= 1
            return
        self._flush()
        state = self._state
        starred, self._starred = self._starred, False
        if word in _ELSEWHERE and state.shown is not _Shown.NEVER:
            self._flow = Flow()
            self._state = replace(state, shown=_Shown.YES, destination=word)
        elif word == "ud" and state.destination == "upr":  # the Unicode form of what stands before it in code pages
            self._state = replace(state, shown=_Shown.YES, destination=word)
        elif word in _NEVER:
            self._pictures |= word == "pict"
            if word == "object":
                self._left_out.add(LeftOut.OBJECTS)
            self._state = replace(state, shown=_Shown.NO if word == "upr" else _Shown.NEVER, destination=word)
        elif word in ("listtext", "pntext"):
            self._state = replace(state, mark=True)
        elif starred or word in _destinations():
            self._state = replace(state, shown=max(_Shown.NO, state.shown), destination=word)
        elif word in ("field", "fldrslt"):
            if word == "field":
                self._box = FormBox()
            self._state = replace(state, destination=word)
        elif word in ("fftype", "ffres", "ffdefres"):
            self._box.tell(word, number)
        elif word in ("nestrow", "nestcell"):
            (self._flow.end_inner_row if word == "nestrow" else self._flow.end_inner_cell)()
        elif state.destination == "fonttbl":
            self._font_table(word, number)
        else:
            if not self._set(word, number):
                self._show(word, number)

    def _set(self, word: str, number: int | None) -> bool:
        """Note what a control word changes; return whether it is one that changes something."""
        state, on = self._state, number != 0
        if word == "ansicpg" and number:
            self._code_page = _known(f"cp{number}") or _known({10000: "mac_roman", 65001: "utf-8"}.get(number, "")) or _DOS
        elif word in _MAC:
            self._code_page = _MAC[word]
        elif word == "deff":
            self._default_font = number
        elif word == "uc":
            self._state = replace(state, skip=max(number if number is not None else 1, 0))
        elif word == "f":
            self._state = replace(state, font=number)
        elif word == "v":
            self._state = replace(state, hidden=on)
        elif word == "deleted":
            self._state = replace(state, deleted=on)
        elif word in ("strike", "striked"):
            self._state = replace(state, struck=on)
        elif word == "revised" and on:
            self._left_out.add(LeftOut.CHANGES)
        elif word == "plain":
            self._state = replace(state, hidden=False, deleted=False, struck=False, font=self._default_font)
        elif word == "pard":
            self._flow.in_table, self._flow.depth = False, 1
        elif word == "intbl":
            self._flow.in_table = True
        elif word == "itap":
            self._flow.in_table, self._flow.depth = number != 0, number or 1
        else:
            return False
        return True

    def _show(self, word: str, number: int | None) -> None:
        """Write what a control word shows: a letter, or the end of a line, cell, row or paragraph."""
        if word == "u":
            if number is not None:
                self._write(self._letter(number & 0xFFFF if number < 0 else number))
                self._skip = self._state.skip
        elif self._state.shown is not _Shown.YES:
            return
        elif word == "par" or word in _PAGE_BREAKS:
            # the mark of a deleted paragraph does not part what stands before and behind it
            if not (self._state.deleted and word == "par"):
                self._flow.end_paragraph()
        elif word == "cell":
            self._flow.end_cell()
        elif word == "row":
            self._flow.end_row()
        elif word == "tab":
            self._write(" " if self._state.mark else "\t")
        elif word == "line":
            self._write("\n")
        else:
            self._write(_signs().get(word, ""))

    def _letter(self, code: int) -> str:
        if 0xF000 <= code <= 0xF0FF:
            return symbol(code, self._font_name()) or "\N{BULLET}"
        return chr(code) if code <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"

    def _font_name(self) -> str:
        font = self._state.font if self._state.font is not None else self._default_font
        return "".join(self._fonts.get(font, [])) if font is not None else ""

    def _font_table(self, word: str, number: int | None) -> None:
        if word == "f" and number is not None:
            self._table_font = number
            self._fonts[number] = []
        elif word in ("fcharset", "cpg") and self._table_font is not None and number is not None:
            code_page = _code_page_of(number) if word == "fcharset" else _known(f"cp{number}")
            self._charsets[self._table_font] = code_page or self._code_page

    def _sign(self, sign: str) -> None:
        if self._skip:
            self._skip -= 1
            return
        if sign == "*":
            self._starred = True
            return
        self._flush()
        if sign in "\r\n":
            self._show("par", None)
        elif sign == "\t":
            self._show("tab", None)
        else:
            self._write(_signs().get(sign, ""))

    def _letters(self, letters: str) -> None:
        skipped = min(self._skip, len(letters))
        self._skip -= skipped
        letters = letters[skipped:]
        if self._state.destination == "fonttbl" and self._table_font is not None:
            name = self._fonts[self._table_font]
            if len(name) < 8:
                name.append(letters[:64])
        elif self._state.shown is _Shown.YES and letters:
            self._raw += letters.replace("\x00", "").encode("latin-1")

    def _byte(self, digits: str) -> None:
        if self._skip:
            self._skip -= 1
        elif self._state.shown is _Shown.YES:
            code = int(digits, 16)
            if sign := symbol(code, self._font_name()):
                self._flush()
                self._write(sign)
            else:
                self._raw.append(code)

    def _flush(self) -> None:
        """Write the letters that were collected, in the code page of their font."""
        if not self._raw:
            return
        raw, self._raw = bytes(self._raw), bytearray()
        if raw.isascii():
            self._write(raw.decode("ascii"))
            return
        font = self._state.font if self._state.font is not None else self._default_font
        code_page = self._charsets.get(font, self._code_page) if font is not None else self._code_page
        text = raw.decode(code_page, "replace")
        if "\N{REPLACEMENT CHARACTER}" in text:
            self._left_out.add(LeftOut.LETTERS)
        self._write(text)

    def _write(self, text: str) -> None:
        state = self._state
        if not text or state.shown is not _Shown.YES:
            return
        if state.deleted or state.hidden or state.struck:
            if text.strip():
                self._left_out.add(
                    LeftOut.CHANGES if state.deleted else LeftOut.HIDDEN if state.hidden else LeftOut.STRUCK
                )
            return
        self._flow.paragraph.append(text)


def _destinations() -> frozenset[str]:
    from striprtf.striprtf import destinations

    return destinations


def _signs() -> dict[str, str]:
    from striprtf.striprtf import specialchars

    return specialchars


def _code_page_of(charset: int) -> str:
    from striprtf.striprtf import charset_map

    return _known(charset_map.get(charset, ""))


def _known(code_page: str) -> str:
    """Return a code page where Python has it, else nothing: it lacks some that old Macs wrote."""
    try:
        return codecs.lookup(code_page).name
    except (LookupError, ValueError):
        return ""


def _tidy(text: str) -> str:
    """Return a text with whole letters where two halves were written apart, and without a lone half."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
