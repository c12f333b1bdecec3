"""Makes text from outside harmless to a terminal: what would move its cursor or change its state is shown, not sent."""

from __future__ import annotations

#: Line ends that are no line feed become one, so that what follows stands on a line of its own.
_LINE_ENDS = {ord(mark): "\n" for mark in "\r\v\f\x1c\x1d\x1e\x85"}
#: The other control characters become their pictures; those from 80 to 9f, which have none, a replacement character.
_SHOWN = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: "\N{SYMBOL FOR DELETE}"}
_SHOWN |= dict.fromkeys(range(0x80, 0xA0), "\N{REPLACEMENT CHARACTER}")
_TABLE = str.maketrans(_SHOWN | _LINE_ENDS)


def harmless(text: str) -> str:
    """Return `text` without control characters but tab and line feed; every character keeps its place."""
    return text.replace("\r\n", " \n").translate(_TABLE)
