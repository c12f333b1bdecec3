"""The words of a text as single characters: each word that any knowledge file names has a character of its own.

What is then looked for in a text of 300 words is looked for in 300 characters: phrases by one automaton (`shelf.py`), words
of a class by one pattern. A place in the characters is a token number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice, repeat
from threading import Lock
from typing import NamedTuple

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml

COMMON = KNOWLEDGE_FILES / "common-words.yaml"
UNKNOWN = "\0"  # any word of no knowledge file
BLANKS = "  "  # between the words of one token (see `other_languages`)
FIRST_SURROGATE, SURROGATES = 0xD800, 0x800

_codes: dict[str, str] = {}  # words of knowledge files, none of a report
_dealing = Lock()


class CommonWords(Strict):
    """The file of the words that reports use most: in this order they are dealt the first characters."""

    source: str
    words: str


class Coded(NamedTuple):
    """The words of a text as characters. `tokens` has the token of each, None where each token is one word.

    `known` is the number of words that had a character when it was made: what is compiled later may know more.
    """

    text: str
    tokens: list[int] | None
    known: int

    @property
    def is_current(self) -> bool:
        """Whether no other word has been dealt a character since."""
        return self.known == len(_codes)

    def put(self, words: dict[int, str]) -> Coded | None:
        """Return the characters with other words at some places; None where they have to be made anew."""
        if self.tokens is not None:
            return None
        characters = list(self.text)
        for place, word in words.items():
            characters[place] = _codes.get(word, UNKNOWN)
        return Coded("".join(characters), None, self.known)


def coded(words: Sequence[str], *, joined: bool = False) -> Coded:
    """Return normalised tokens as characters; `joined` tells that a token may hold several words."""
    known, get = len(_codes), _codes.get
    if not joined:
        return Coded("".join(map(get, words, repeat(UNKNOWN))), None, known)
    parts = [(number, part) for number, word in enumerate(words) for part in word.split(BLANKS)]
    return Coded("".join([get(part, UNKNOWN) for _, part in parts]), [number for number, _ in parts], known)


def deal(words: Iterable[str]) -> None:
    """Give words that have none a character.

    The first characters take the fewest bytes, so that a text is searched in the fewest steps: the words that reports use
    most are dealt theirs before any others, and of these those that are short, or come often here.
    """
    times = Counter(words)
    with _dealing:
        if not _codes:
            _codes.update((word, chr(number)) for number, word in enumerate(read_yaml(COMMON, CommonWords).words.split(), 1))
        for word in sorted(times.keys() - _codes, key=lambda word: (len(word) - 2 * times[word].bit_length(), word)):
            number = len(_codes) + 1
            _codes[word] = chr(number if number < FIRST_SURROGATE else number + SURROGATES)


def dealt(behind: int = 0) -> dict[str, str]:
    """Return the character of each word that has been dealt one so far, without the first `behind` of them."""
    with _dealing:
        return dict(islice(_codes.items(), behind, None))


def code_of(phrase: Sequence[str]) -> str:
    """Return the characters of words that have been dealt some."""
    return "".join([_codes[word] for word in phrase])


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern that finds the characters of these words, which are dealt some if they have none."""
    return re.compile(f"[{_ranges(words)}]")


def none_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern that finds the characters of all other words, known and unknown ones."""
    return re.compile(f"[^{_ranges(words)}]")


def _ranges(words: Iterable[str]) -> str:
    listed = list(words)
    deal(listed)
    ranges: list[list[int]] = []
    for number in sorted(ord(_codes[word]) for word in listed):
        if ranges and number <= ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in ranges)
