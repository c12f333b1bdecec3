"""Gives a text that is written in one letter case throughout the capitals that its sentences would have.

Hasty notes are typed small, and some systems print every word with a capital. Where no letter's case says anything,
sentences and lines get a capital and everything else none, so that "findings:", "jane low md" and "Femoral Vein" are
read as in any other report. A text in capitals is left as it is: its headings say so themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

FEWEST_WORDS = 8  # in fewer the case is chance
SMALL_SHARE, TITLE_SHARE = 0.01, 0.95
WORD = re.compile(r"[^\W\d_]{2,}")
OPENING = re.compile(r"(?:\A|\n|[.!?][\"')\]]*[ \t]+)[ \t]*[\"'(\[*•-]{0,2}[ \t]*([a-z])")


def is_small(text: str) -> bool:
    """Whether a text is written in small letters: hardly a capital in it."""
    letters = sum(map(str.isalpha, text))
    return sum(map(str.isupper, text)) <= SMALL_SHARE * letters and len(WORD.findall(text)) >= FEWEST_WORDS


def is_titled(text: str) -> bool:
    """Whether every word of a text begins with a capital and goes on small ("Popliteal Vein Is Patent")."""
    words = WORD.findall(text)
    return len(words) >= FEWEST_WORDS and sum(map(str.istitle, words)) >= TITLE_SHARE * len(words)


def is_of_one_case(text: str) -> bool:
    """Whether the case of a text's letters says nothing of names and abbreviations."""
    return is_small(text) or is_titled(text)


def sentence_case(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, letter) of each letter that is read in the other case, where a text has but one case."""
    if is_small(text):
        small = text
    elif is_titled(text):
        small = text.lower()
        if len(small) != len(text):  # a letter that two others stand for
            return
    else:
        return
    opening = {match.start(1) for match in OPENING.finditer(small)}
    for number, letter in enumerate(small):
        read = letter.upper() if number in opening else letter
        if read != text[number]:
            yield number, number + 1, read
