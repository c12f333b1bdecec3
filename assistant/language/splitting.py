"""Splits a text into tokens with one regular expression, so that offsets are true to the text by construction.

Dotted abbreviations ("I.V.U.S."), decimal numbers and runs of underscores or dashes (template blanks) stay whole.
"""

from __future__ import annotations

import re
from itertools import accumulate


def _word(letter: str, two_letters: str, apostrophe: str) -> str:
    """Return the pattern of the tokens that are more than one odd character, given what letters and apostrophes are."""
    return (
        rf"{two_letters}{{2,}}+(?!{letter}|{apostrophe})"  # most words, at once
        r"|[^\w\s'’-]"
        r"|\d+(?:[.,]\d+)*"  # 3.2, 1,250
        rf"|(?:{letter}\.){{2,20}}+(?!{letter})"  # I.V.U.S.; without a bound, a run that ends otherwise is tried from each letter
        rf"|{letter}+(?:{apostrophe}{letter}+)*"  # the other words, doesn't, Morison's
        r"|_+|-{3,}"
    )


ANY = _word(r"[^\W\d_]", "[A-Za-z]", "['’]")
TOKEN = re.compile(rf"({ANY}|\s+|.)( ?)", re.DOTALL)
# What is no white space and no single hyphen, which parts words as a blank does.
WORD = re.compile(rf"({ANY}|[^\s-])( ?)")
# The same in small letters without marks, as most texts are once they are lower-cased: in a third less of the time.
PLAIN_WORD = re.compile(rf"({_word('[a-z]', '[a-z]', chr(39))}|[^\s-])( ?)")


def split_words(text: str) -> tuple[list[str], list[int], list[int]]:
    """Return the words of a text, in lower case if it is all ASCII, with their first and last characters (exclusive)."""
    parts = PLAIN_WORD.split(text.lower()) if text.isascii() else WORD.split(text)  # what precedes, word, blank, ...
    offsets = list(accumulate(map(len, parts)))
    return parts[1::3], offsets[0:-1:3], offsets[1::3]


def normalise(word: str) -> str:
    """Return the form in which a word is compared: lower case, straight apostrophe, no dots in abbreviations."""
    lowered = word.lower().replace("’", "'")
    return lowered.replace(".", "") if len(lowered) > 2 and lowered[1] == "." and lowered[0].isalpha() else lowered
