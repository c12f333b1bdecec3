"""Finds sequences of words in a text in one pass, whatever their number.

Each word that any book of words knows has a character of its own. So the Aho-Corasick automaton compares words instead
of letters: a text of 300 words is 300 characters long, a match can only begin and end at a word, and its places are
token numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

UNKNOWN = "\0"  # a word of no book
BLANKS = "  "  # between the words of one token (see `other_languages`)
FIRST_SURROGATE, SURROGATES = 0xD800, 0x800

_codes: dict[str, str] = {}  # words of the knowledge files, none of a report
_dealing = Lock()


class Coded(NamedTuple):
    """The words of a text as characters. `tokens` has the token of each, None where each token is one word.

    `known` is the number of words that had a character when it was made: a book compiled later may know more.
    """

    text: str
    tokens: list[int] | None
    known: int

    @property
    def is_current(self) -> bool:
        """Whether no book has been compiled since that knows other words."""
        return self.known == len(_codes)


def coded(words: Sequence[str]) -> Coded:
    """Return normalised tokens as characters."""
    known, get = len(_codes), _codes.get
    if BLANKS not in "\n".join(words):
        return Coded("".join([get(word, UNKNOWN) for word in words]), None, known)
    parts = [(number, part) for number, word in enumerate(words) for part in word.split(BLANKS)]
    return Coded("".join([get(part, UNKNOWN) for _, part in parts]), [number for number, _ in parts], known)


def _code_of(word: str) -> str:
    """Return the character of a word of a book, dealt when it is first asked for."""
    code = _codes.get(word)
    if code is None:
        with _dealing:
            number = len(_codes) + 1
            code = _codes.setdefault(word, chr(number if number < FIRST_SURROGATE else number + SURROGATES))
    return code


class WordTree:
    """Phrases, each a sequence of normalised tokens; of overlapping ones in a text the first, then the longest, is found."""

    def __init__(self, phrases: Iterable[Sequence[str]]) -> None:
        self._automaton = AhoCorasick(
            ["".join(map(_code_of, phrase)) for phrase in phrases], matchkind=MatchKind.LeftmostLongest
        )

    def find(self, text: Coded) -> list[tuple[int, int, int]]:
        """Return (number of the phrase, first token, last token exclusive) of all that a text holds, in its order."""
        found: list[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(text.text)
        tokens = text.tokens
        return found if tokens is None else [(n, tokens[start], tokens[end - 1] + 1) for n, start, end in found]
