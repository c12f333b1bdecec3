"""Says what a reader left out of a document, in the words of a note."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class LeftOut(Enum):
    """Parts of a document that a person who reads it does not see, or that no reader of text can read."""

    HIDDEN = "Hidden text was left out."
    CHANGES = "It has changes that nobody accepted yet: what they insert was read, what they delete was left out."
    STRUCK = "Text that is struck out was left out."
    OBJECTS = "Embedded files were left out."
    LETTERS = "Some characters could not be decoded."


def note_of(parts: Iterable[LeftOut]) -> str:
    """Return the sentences for what was left out, in one order; empty where it was nothing."""
    found = set(parts)
    return " ".join(part.value for part in LeftOut if part in found)
