"""Lays out the tokens of a report for matching: normalised words with their character offsets, no white space."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.language.layout import Reading
from assistant.language.other_languages import read_other_languages
from assistant.language.spelling_variants import fold_table
from assistant.language.splitting import normalise

# Only a text with dotted letters ("I.V.U.S.") or a typographic apostrophe needs the longer normalisation.
DOTTED = re.compile(r"\.[^\W\d_]")
TEMPLATE_BLANK = "___"
EMPTY_BOX = re.compile(r"\( *\)")  # read as "[ ]"


def read_tokens(text: str, pairs: list[tuple[str, str]]) -> Reading:
    """Return the reading of `text` with its tokens.

    Args:
        text: The report.
        pairs: Each token with the blank that follows it, as `TOKEN.findall(text)` gives them.
    """
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    numbers: list[int] = []
    position = 0
    for number, (word, blank) in enumerate(pairs):
        end = position + len(word)
        if not word.isspace() and word != "-":
            words.append(word if word[0] != "-" else TEMPLATE_BLANK)  # "Vertebrobasilar: ----"
            starts.append(position)
            ends.append(end)
            numbers.append(number)
        position = end + 1 if blank else end
    if "’" in text or DOTTED.search(text):
        normal = [normalise(word) for word in words]
    else:
        normal = "\n".join(words).lower().split("\n")  # one call for all: no token holds a line break
    if EMPTY_BOX.search(text):
        for number, pair in enumerate(pairwise(normal)):
            if pair == ("(", ")"):
                normal[number : number + 2] = "[", "]"
    fold = fold_table()
    normal = [fold.get(word, word) for word in normal] if words else []
    read_other_languages(normal, words, text, starts)
    blanks = "[ ]" in text or "[]" in text or "__" in text
    return Reading(text, normal, starts, ends, numbers, blanks)
