"""How a page says which one it is ("Page 2 of 3"); the words are `page_marks` in `knowledge/documentation/metadata.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.documents.identifiers import metadata_words

WORD = re.compile(r"\w+")


@lru_cache(maxsize=1)
def page_mark() -> re.Pattern[str]:
    """Return the pattern by which a page says which one it is; its group n, of whichever mark, is the number."""
    marks = []
    for number, mark in enumerate(sorted(metadata_words().letterhead.page_marks, key=len, reverse=True)):
        parts = [
            rf"(?P<n{number}>\d{{1,4}})" if part == "n" else r"\d{1,4}" if part == "m" else re.escape(part)
            for part in re.split(r"\b([nm])\b| ", mark)
            if part
        ]
        pattern = r"\s*".join(parts)
        # numbers without a word for a page are a mark only where they are all of a line
        marks.append(pattern if mark.startswith("p") else rf"^\s*{pattern}\s*$")
    return re.compile(rf"(?<![\w/])(?:{'|'.join(marks)})(?![\w/])", re.IGNORECASE)


def number_of_page(line: str) -> int | None:
    """Return the number that a line gives its page; None where it gives none."""
    match = page_mark().search(line)
    return int(next(filter(None, match.groups()))) if match else None


def is_page_mark(line: str) -> bool:
    """Whether a line says which page it is, or that a page goes on, and nothing else."""
    words = page_mark().sub("", line)
    return not words.strip(" \t.,-–|") or " ".join(WORD.findall(words.lower())) in metadata_words().letterhead.page_goes_on


def running_key(line: str) -> str:
    """Return what lines that run through the pages have in common: their words but for the number of the page."""
    return " ".join(page_mark().sub("#", line).lower().split())


def words_of(lines: Iterable[str]) -> frozenset[str]:
    """Return the words of lines, in small letters."""
    return frozenset(WORD.findall("\n".join(lines).lower()))


def says_again(line: str, said: frozenset[str]) -> bool:
    """Whether a line at the edge of a page has only words that were said above, beside its number ("RE: Doe, Jane")."""
    return words_of([page_mark().sub("", line)]) <= said | metadata_words().letterhead.said_again
