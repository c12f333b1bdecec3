"""Splits a text into tokens with one regular expression, so that offsets are true to the text by construction.

Dotted abbreviations ("I.V.U.S."), decimal numbers and runs of underscores or dashes (template blanks) stay whole.
"""

from __future__ import annotations

import re

TOKEN = re.compile(
    r"([A-Za-z]{2,}+(?![^\W\d_]|['’])"  # most words, at once
    r"|(?:[^\W\d_]\.){2,}(?![^\W\d_])"  # I.V.U.S.
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*"  # the other words, doesn't, Morison's
    r"|\d+(?:[.,]\d+)*"  # 3.2, 1,250
    r"|_+|-{3,}|\s+|.)( ?)",
    re.DOTALL,
)


def normalise(word: str) -> str:
    """Return the form in which a word is compared: lower case, straight apostrophe, no dots in abbreviations."""
    lowered = word.lower().replace("’", "'")
    return lowered.replace(".", "") if len(lowered) > 2 and lowered[1] == "." and lowered[0].isalpha() else lowered
