"""Reads the letters that a poor copy shows as others: "R1GHT 0VARY" is read as "RIGHT OVARY", "KlDNEY" as "KIDNEY".

The recognition of a faxed or scanned page takes O for 0, I and L for 1 and S for 5, and I and small l for one another. A
single such word may be a code or a name; two words of the field that are whole only with their letters show the habit of
the copy.
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
#: A run of capitals with a small l for I ("KlDNEY", "lMPRESSl0N"), of small letters with an I for l ("shouIder"), and a word
#: of small letters that begins as none does ("lmages").
STROKED = re.compile(
    r"(?<![A-Za-z0-9.])(?:(?=[A-Z015l]*(?:[A-Z]l|l[A-Z]))[A-Z015l]{4,24}|[A-Za-z]{1,20}(?<=[a-z])I{1,2}[a-z]{0,20}|l[mnrst][a-z]{3,20})"
    r"(?![A-Za-z0-9])"
)
#: Where such a run has its stroke. Looked for first.
STROKE = re.compile(r"(?<=[A-Z])l[A-Z015]|(?<![A-Za-z0-9])l(?:[A-Z]{2}|[mnrst][a-z]{3})|(?<=[a-z])I(?:I|[a-z]|\b)")
LETTERS = {"0": "O", "1": "I", "5": "S"}
TALL = {"0": "O", "1": "L", "5": "S"}
FEWEST_WORDS = 2
FEWEST_LETTERS = 3
LONG_WORD = 5  # letters


def copied_letters(text: str, is_word: Callable[[str], bool]) -> Iterator[Change]:
    """Yield (start, end, the letters) of words in which a copy shows other letters; nothing where fewer than two do."""
    digits, strokes = len(HINT.findall(text)), len(STROKE.findall(text))
    if digits + strokes < FEWEST_WORDS:
        return
    stroked = [(match, *_read_strokes(match[0], is_word)) for match in STROKED.finditer(text)] if strokes else []
    taken = {match.start() for match, _, _ in stroked}
    mixed = (match for match in MIXED.finditer(text) if match.start() not in taken) if digits else ()
    found = [(match, *read) for match in mixed if (read := _read(match[0], is_word)) is not None]
    found = sorted([*found, *stroked], key=lambda one: one[0].start())
    if sum(known for _, _, known in found) < FEWEST_WORDS:
        return
    for match, word, known in found:
        if known or _is_capitals(match[0]):
            yield match.start(), match.end(), word


def _is_capitals(mixed: str) -> bool:
    """Whether so many capitals with digits or strokes between them are a word that nobody knows ("ELECTR0NICALLY"), and no sign."""
    return mixed.replace("l", "").isupper() and mixed[-1].isalpha() and sum(map(str.isalpha, mixed)) >= LONG_WORD


def _read(mixed: str, is_word: Callable[[str], bool]) -> tuple[str, bool] | None:
    """Return the letters of a word, and whether they are a known one; None of what has too few letters for a word."""
    if sum(map(str.isalpha, mixed)) < FEWEST_LETTERS:
        return None
    small = mixed[1:].islower() or (mixed[:1].isdigit() and mixed.lower() == mixed)
    words = ["".join(table.get(sign, sign) for sign in mixed) for table in (LETTERS, TALL)]
    words = [word.lower() if small and mixed[:1].islower() else word.capitalize() if small else word for word in words]
    word = next((word for word in words if is_word(word.lower())), None)
    return (word, True) if word else (words[0], False)


def _read_strokes(mixed: str, is_word: Callable[[str], bool]) -> tuple[str, bool]:
    """Return the letters of a word with a small l for I, or an I for l, and whether they are a known one."""
    if mixed.replace("l", "").isupper():
        words = ["".join({**table, "l": "I"}.get(sign, sign) for sign in mixed) for table in (LETTERS, TALL)]
    else:
        words = [mixed.replace("I", "l") if "I" in mixed else "I" + mixed[1:]]
    word = next((word for word in words if is_word(word.lower())), None)
    return (word, True) if word else (words[0], False)
