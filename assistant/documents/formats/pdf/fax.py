"""Tells what a fax adds to a report: the cover before it, and the line that the machine prints on each page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.documents.formats.pdf.layout import Line
from assistant.documents.formats.pdf.words import pdf_words
from assistant.documents.page_marks import page_mark

LONGEST_COVER = 1500  # characters
FEWEST_LABELS = 3
EDGE = 2  # lines at an edge of a page, one of which the machine may have printed
CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?!\d)")
COUNTED = re.compile(r"(?<!\d)0*\d{1,3}\s*(?:/|of)\s*0*\d{1,3}(?!\d)", re.IGNORECASE)


def is_cover(page: Sequence[Line]) -> bool:
    """Whether a page is the cover of a fax: it is short, calls itself so, and says who sends what to whom."""
    text = "\n".join(line.text for line in page)
    if len(text) > LONGEST_COVER or not _covers().search(text):
        return False
    return len({match[1].lower() for match in _labels().finditer(text)}) >= FEWEST_LABELS


def without_machine_lines(page: Sequence[Line]) -> list[Line]:
    """Return the lines of a page without the one that a fax machine printed at its top or bottom."""
    return [
        line
        for number, line in enumerate(page)
        if not (min(number, len(page) - 1 - number) < EDGE and _is_of_machine(line.text))
    ]


def _is_of_machine(text: str) -> bool:
    counted = page_mark().search(text) or COUNTED.search(CLOCK.sub("", text))
    return bool(counted and CLOCK.search(text) and _machine_words().search(text))


@lru_cache(maxsize=1)
def _covers() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(pdf_words().fax.covers, key=len, reverse=True)))
    return re.compile(rf"^[^\w\n]*(?:[^\n:]{{0,40}}\b)?(?:{words})(?:\s*sheet)?[^\w\n]*$", re.IGNORECASE | re.MULTILINE)


@lru_cache(maxsize=1)
def _labels() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(pdf_words().fax.labels, key=len, reverse=True)))
    return re.compile(rf"(?:^|[ \t]{{2}})[ \t]*({words})[ \t]*[:#]", re.IGNORECASE | re.MULTILINE)


@lru_cache(maxsize=1)
def _machine_words() -> re.Pattern[str]:
    words = "|".join(map(re.escape, pdf_words().fax.lines))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
