"""Resolves the escape sequences of HL7 v2 text: separators, line ends, indentation, highlighting, bytes in hexadecimal.

The sequences are those of HL7 v2.5.1 chapter 2, "use of escape sequences in text fields". What stands between two
escape characters and is none of them is text (a backslash in a path) and stays.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

#: The most blanks or line ends that one sequence may ask for.
MOST_SKIPPED = 80

_LINE_COMMANDS = frozenset({"br", "sp", "ce"})
_BLANK_COMMANDS = frozenset({"in", "ti", "sk"})
_LINE_ENDS = {0x0B: "\n", 0x0C: "\n"}
# Tab and line feed are text; other control characters are the sender's and mean nothing in a report.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Marks(NamedTuple):
    """The separators of a message; an empty one is not used."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"


def split(value: str, mark: str) -> list[str]:
    """Return the parts of a value; one where the separator is not used."""
    return value.split(mark) if mark else [value]


def unescaped(value: str, marks: Marks, encoding: str = "utf-8") -> str:
    """Return a value as text: each escape sequence as what it stands for, a line feed at each line end.

    Args:
        value: A field or a part of one, as it is written.
        marks: The separators of its message.
        encoding: The codec of the message, by which bytes in hexadecimal are read.
    """
    if marks.escape and marks.escape in value:
        value = _sequence(marks.escape).sub(lambda match: _meaning(match[1], marks, encoding), value)
    return _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


@lru_cache(maxsize=16)
def _sequence(escape: str) -> re.Pattern[str]:
    mark = re.escape(escape)
    known = (
        r"X(?:[0-9A-Fa-f]{2})+|[HNEFSTRP]|[CM][0-9A-Fa-f]{4,6}|Z\w{0,24}"
        r"|\.(?i:br|sp|in|ti|sk|ce|fi|nf) ?[+-]?\d{0,3}"
    )
    return re.compile(f"{mark}({known}){mark}")


def _meaning(sequence: str, marks: Marks, encoding: str) -> str:
    letter = sequence[0]
    if letter == ".":
        return _laid_out(sequence[1:3].lower(), sequence[3:].strip())
    if letter == "X":
        return bytes.fromhex(sequence[1:]).decode(encoding, errors="replace").translate(_LINE_ENDS)
    plain = {
        "F": marks.field, "S": marks.component, "T": marks.subcomponent, "R": marks.repetition, "E": marks.escape, "P": "#",
    }  # fmt: skip
    return plain.get(letter, "")  # no text: highlighting, a local sequence, a character set of ISO 2022


def _laid_out(command: str, number: str) -> str:
    count = min(int(number), MOST_SKIPPED) if number.strip("+-") else 1
    if command in _LINE_COMMANDS:
        return "\n" * (max(1, count) if command == "sp" else 1)
    return " " * max(0, count) if command in _BLANK_COMMANDS else ""
