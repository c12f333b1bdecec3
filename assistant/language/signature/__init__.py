"""Finds who signed a report: a name with a credential, or a signing phrase with a name, where signatures stand.

A doctor who is only talked about ("Dr. X has kindly requested") signs nothing. Whether the physician who answers for
the report has read the images is another question: `unread.find_unread`.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from assistant.language.layout import Reading
from assistant.language.signature.closing import closing_name
from assistant.language.signature.names import with_names
from assistant.language.signature.phrases import over_lines
from assistant.language.signature.signers import FINDERS, triggers
from assistant.language.word_codes import any_of

DENIED_WORDS = any_of([
    "unsigned", "signed", "read", "signature", "pending", "preliminary", "prelim", "worksheet", "authenticated", "awaiting",
    "dictated",
])  # fmt: skip
DENIED = over_lines(
    r"\b(?:unsigned|not (?:yet )?signed|signature pending|dictated but not (?:read|signed|reviewed)|"
    r"preliminary(?: report| read| interpretation)?|status\W{1,3}prelim\w*|(?:technologist|tech|sonographer)(?:'?s)? worksheet|"
    r"not authenticated|awaiting signature)\b",
)


class Signature(NamedTuple):
    """What the text says of its author."""

    state: Literal["present", "missing", "unsigned"]
    start: int
    end: int


def find_signature(reading: Reading) -> Signature:
    """Return the signature of a report with its place in characters; (0, 0) where there is none."""
    text, shown, places = reading.text, with_names(reading), reading.places(triggers())
    found = next((place for find in FINDERS if (place := find(shown, places))), None) or closing_name(reading)
    if found:
        return Signature("present", *found)
    if reading.places(DENIED_WORDS) and (denied := DENIED.search(text)):
        return Signature("unsigned", denied.start(), denied.end())
    return Signature("missing", 0, 0)
