"""Reads the letters that a poor copy shows as digits: "R1GHT 0VARY" is read as "RIGHT OVARY".

The recognition of a faxed or scanned page takes O for 0, I and L for 1 and S for 5. A single such word may be a code or
a name; two words of the field that are whole only with their letters show the habit of the copy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

Change = tuple[int, int, str]

#: A run of letters with digits for letters between or beside them, no measure ("10mm") and no level ("L5", "T12").
MIXED = re.compile(r"(?<![A-Za-z0-9.])(?=[A-Za-z015]{4,24}(?![A-Za-z0-9]))(?=[015]*[A-Za-z])[A-Za-z]*[015][A-Za-z015]*")
#: A digit where such a run has it: between letters, before three or behind three. Looked for first: it begins with a digit.
HINT = re.compile(
    r"[015](?:(?<=[A-Za-z][015])[015]*[A-Za-z]|(?<![A-Za-z0-9.][015])[015]*[A-Za-z]{3}|(?<=[A-Za-z]{3}[015])[015]*(?![A-Za-z0-9]))"
)
LETTERS = {"0": "O", "1": "I", "5": "S"}
TALL = {"0": "O", "1": "L", "5": "S"}
FEWEST_WORDS = 2
FEWEST_LETTERS = 3
LONG_WORD = 5  # letters


def copied_letters(text: str, is_word: Callable[[str], bool]) -> Iterator[Change]:
    """Yield (start, end, the letters) of words in which a copy shows letters as digits; nothing where fewer than two do."""
    if len(HINT.findall(text)) < FEWEST_WORDS:
        return
    found = [(match, *read) for match in MIXED.finditer(text) if (read := _read(match[0], is_word)) is not None]
    if sum(known for _, _, known in found) < FEWEST_WORDS:
        return
    for match, word, known in found:
        if known or _is_capitals(match[0]):
            yield match.start(), match.end(), word


def _is_capitals(mixed: str) -> bool:
    """Whether so many capitals with digits between them are a word that nobody knows ("ELECTR0NICALLY"), and no short sign."""
    return mixed.isupper() and mixed[-1].isalpha() and sum(map(str.isalpha, mixed)) >= LONG_WORD


def _read(mixed: str, is_word: Callable[[str], bool]) -> tuple[str, bool] | None:
    """Return the letters of a word, and whether they are a known one; None of what has too few letters for a word."""
    if sum(map(str.isalpha, mixed)) < FEWEST_LETTERS:
        return None
    small = mixed[1:].islower() or (mixed[:1].isdigit() and mixed.lower() == mixed)
    words = ["".join(table.get(sign, sign) for sign in mixed) for table in (LETTERS, TALL)]
    words = [word.lower() if small and mixed[:1].islower() else word.capitalize() if small else word for word in words]
    word = next((word for word in words if is_word(word.lower())), None)
    return (word, True) if word else (words[0], False)
