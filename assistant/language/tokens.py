"""Lays out the tokens of a report for matching: normalised words with their character offsets, no white space."""

from __future__ import annotations

import re

from assistant.language.layout import Reading
from assistant.language.other_languages import read_other_languages
from assistant.language.spelling_variants import fold_table, folded_words
from assistant.language.splitting import normalise, split_words

# Only a text with dotted letters ("I.V.U.S.") or a typographic apostrophe needs the longer normalisation.
DOTTED = re.compile(r"\.[^\W\d_]")
TEMPLATE_BLANK = "___"
EMPTY_BOX = re.compile(r"\( *\)")  # read as "[ ]"


def read_tokens(text: str) -> Reading:
    """Return the reading of `text` with its tokens."""
    words, starts, ends = split_words(text)
    dotted = DOTTED.search(text) is not None
    if text.isascii():
        if dotted:
            words = [normalise(word) if "." in word else word for word in words]
    elif dotted or "’" in text:
        words = [normalise(word) for word in words]
    elif words:
        words = "\n".join(words).lower().split("\n")  # one call for all: no token holds a line break
    if "---" in text:  # "Vertebrobasilar: ----"
        words = [TEMPLATE_BLANK if word[0] == "-" else word for word in words]
    if EMPTY_BOX.search(text):
        _read_empty_boxes(words)
    blanks = "[ ]" in text or "[]" in text or "__" in text
    reading = Reading(text, words, starts, ends, blanks)
    if folded := reading.places(folded_words()):
        fold = fold_table()
        reading.put({place: fold[words[place]] for place in folded})
    read_other_languages(reading)
    return reading


def _read_empty_boxes(words: list[str]) -> None:
    """Read brackets with nothing between them, "( )", as an empty box."""
    for number in range(len(words) - 1):
        if words[number] == "(" and words[number + 1] == ")":
            words[number : number + 2] = "[", "]"
