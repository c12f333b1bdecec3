"""Gives a text that is written in one letter case throughout the capitals that its sentences would have.

Hasty notes are typed small, some systems print capitals alone, others every word with a capital. Where no letter's
case says anything, sentences and lines get a capital and everything else none, so that "findings:", "JANE LOW MD" and
"Femoral Vein" are read as in any other report.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import Literal

Case = Literal["small", "title", "capitals"]

FEWEST_WORDS = 7  # in fewer the case is chance
SMALL_SHARE, TITLE_SHARE = 0.01, 0.95
OPENING_PART = 3  # of a text: the third part
WORD = re.compile(r"[^\W\d_]{2,}")
SMALL_WORD = re.compile(r"\b[a-z]{2,}\b")
OPENING = re.compile(r"(?:\A|\n|[.!?][\"')\]]*[ \t]+)[ \t]*[\"'(\[*•-]{0,2}[ \t]*([a-z])")


def is_small(text: str) -> bool:
    """Whether a text is written in small letters: hardly a capital in it."""
    return _has_hardly_any(str.isupper, text)


def is_capitals(text: str) -> bool:
    """Whether a text is written in capitals: hardly a small letter in it."""
    return _has_hardly_any(str.islower, text)


def _has_hardly_any(other: Callable[[str], bool], text: str) -> bool:
    """Whether so few letters of a text are of the other case that they are slips, and it has words enough to tell."""
    at_most = int(SMALL_SHARE * len(text))
    others = len(list(islice(filter(other, text), at_most + 1)))  # of most texts the opening is enough
    return (
        others <= at_most
        and others <= SMALL_SHARE * sum(map(str.isalpha, text))
        and len(WORD.findall(text)) >= FEWEST_WORDS
    )


def is_titled(text: str) -> bool:
    """Whether every word of a text begins with a capital and goes on small ("Popliteal Vein Is Patent")."""
    # most texts are known by their opening: more small words than the whole may have, with three characters to a word
    if len(SMALL_WORD.findall(text, 0, len(text) // OPENING_PART)) > (1 - TITLE_SHARE) * (len(text) / 3 + 1):
        return False
    words = WORD.findall(text)
    return len(words) >= FEWEST_WORDS and sum(map(str.istitle, words)) >= TITLE_SHARE * len(words)


def only_case(text: str) -> Case | None:
    """Return the one letter case of a text, whose capitals say nothing of names and abbreviations; None of any other."""
    return "small" if is_small(text) else "capitals" if is_capitals(text) else "title" if is_titled(text) else None


def sentence_case(text: str, case: Case) -> str:
    """Return a text that is all in `case` with the capitals that its sentences would have, letter for letter."""
    small = text if case == "small" else text.lower()
    if len(small) != len(text):  # a letter that two others stand for
        return text
    return OPENING.sub(lambda match: small[match.start() : match.end() - 1] + match[1].upper(), small)
