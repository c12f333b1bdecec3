"""Adds what only the headers and footers of a document's pages tell, once, so that no page break parts a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"\w+")
_LONGEST = 80  # characters of a line that only tells its page
_PAGE_NUMBER = re.compile(r"\W*+(?:(?:page|pg|p|seite|página)\.?\W*+)?\d*+(?:\W*?(?:of|/|von|de)\W*+\d*+)?\W*+", re.IGNORECASE)


def with_margins(body: str, headers: Iterable[str], footers: Iterable[str]) -> str:
    """Return a text with the lines of its pages' headers before it and of the footers behind it.

    A line whose words all stand in the text, or in another such line, tells nothing more and is left out, as page
    numbers are: a patient's name in the header is kept where the text does not say it.

    Args:
        body: The text of the document.
        headers: Lines of the headers, from the first page on.
        footers: Lines of the footers.
    """
    known = set(_words(body))
    before = _news(headers, known)
    behind = _news(footers, known)
    return "\n".join(part for part in ("\n".join(before), body.strip("\n"), "\n".join(behind)) if part.strip())


def _news(lines: Iterable[str], known: set[str]) -> list[str]:
    found = []
    for line in lines:
        words = set(_words(line))
        if words - known and (len(line) > _LONGEST or not _PAGE_NUMBER.fullmatch(line)):
            known |= words
            found.append(line.strip())
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
