"""Lays out the tokens of a report for matching: normalised words with their character offsets, no white space."""

from __future__ import annotations

from assistant.language.layout import Reading
from assistant.language.spelling_variants import fold_table

TEMPLATE_BLANK = "___"


def read_tokens(text: str, pairs: list[tuple[str, str]]) -> Reading:
    """Return the reading of `text` with its tokens.

    Args:
        text: The report.
        pairs: Each token with the blank that follows it, as `tokenizer.TOKEN.findall(text)` gives them.
    """
    fold = fold_table()
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    numbers: list[int] = []
    position = 0
    for number, (word, blank) in enumerate(pairs):
        length = len(word)
        if not word.isspace() and word != "-":
            lowered = word.lower()
            if "." in lowered and len(lowered) > 2 and lowered[1] == ".":
                lowered = lowered.replace(".", "")
            elif "’" in lowered:
                lowered = lowered.replace("’", "'")
            elif lowered[0] == "-":
                lowered = TEMPLATE_BLANK  # "Vertebrobasilar: ----"
            words.append(fold.get(lowered, lowered))
            starts.append(position)
            ends.append(position + length)
            numbers.append(number)
        position += length + len(blank)
    return Reading(text, words, starts, ends, numbers)
