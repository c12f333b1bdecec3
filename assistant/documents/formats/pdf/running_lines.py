"""Takes the headers and footers that run through the pages of a document out of its text, and keeps each once.

Reports of different patients may follow each other in one file under the same letterhead. A header is therefore never
compared by its words alone: a page that tells of another patient or examination, or that counts from one again, begins a
new stretch of pages and keeps all its lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from assistant.documents.formats.pdf.layout import Line
from assistant.documents.identifiers import find_identifiers
from assistant.documents.page_marks import is_page_mark, number_of_page, running_key, says_again, words_of

ZONE = 8  # lines at the edge of a page that can run through the pages
APART = 1.6  # of the distance of two lines: so far is a header from the text below it
HEAD = 14  # lines of a page that tell whose it is


class Running(NamedTuple):
    """The pages of one stretch.

    Attributes:
        header: Lines that run at the top of its pages, each once.
        footer: And at the bottom.
        bodies: What is left of each page.
    """

    header: tuple[str, ...]
    footer: tuple[str, ...]
    bodies: list[list[Line]]


def without_running_lines(pages: Sequence[list[Line]]) -> list[Running]:
    """Return the stretches of pages, each with its headers and footers once.

    Args:
        pages: The lines of each page, from top to bottom.
    """
    stretches: list[list[list[Line]]] = []
    told: dict[str, set[str]] = {}  # of the patient and the examination of a stretch
    for page in pages:
        heads = [(one.kind, one.value) for one in find_identifiers(_text(page[:HEAD]))]
        another = any(kind in told and value not in told[kind] for kind, value in heads)
        if not stretches or another or _counts_anew(stretches[-1][-1], page):
            stretches.append([])
            told = {}
        stretches[-1].append(page)
        for kind, value in heads:
            told.setdefault(kind, set()).add(value)
    return [_taken_out(stretch) for stretch in stretches]


def page_number(lines: Sequence[Line]) -> int | None:
    """Return the number that a page gives itself at its edges; None where it gives none."""
    for line in (*lines[:ZONE], *lines[: -ZONE - 1 : -1]):
        if (number := number_of_page(line.text)) is not None:
            return number
    return None


def _counts_anew(before: Sequence[Line], page: Sequence[Line]) -> bool:
    """Whether a page calls itself the first one, behind a page that had a number too."""
    return page_number(page) == 1 and page_number(before) is not None


def _taken_out(pages: list[list[Line]]) -> Running:
    if len(pages) < 2:
        return Running((), (), pages)
    tops = [_at_edge(pages, number, bottom=False) for number in range(len(pages))]
    lows = [_at_edge(pages, number, bottom=True) for number in range(len(pages))]
    bodies = [page[top : max(top, len(page) - low)] for page, top, low in zip(pages, tops, lows, strict=True)]
    header = _once(line for page, top in zip(pages, tops, strict=True) for line in page[:top])
    footer = _once(
        line
        for page, top, low in zip(pages, tops, lows, strict=True)
        for line in page[max(top, len(page) - low) :]
    )
    known = {running_key(line) for line in header}
    return Running(header, tuple(line for line in footer if running_key(line) not in known), bodies)


def _at_edge(pages: list[list[Line]], number: int, *, bottom: bool) -> int:
    """Return how many lines at the top, or at the bottom, of a page run through the pages."""
    near = [pages[other] for other in (number - 1, number + 1) if 0 <= other < len(pages)]
    known = {running_key(line.text) for page in near for line in _edge(page, bottom)}
    lines = _edge(pages[number], bottom)
    count = 0
    for line in lines:
        if running_key(line.text) not in known and not is_page_mark(line.text):
            break
        count += 1
    return max(count, _continued(pages, number, lines) if number and not bottom else 0)


def _continued(pages: list[list[Line]], number: int, lines: Sequence[Line]) -> int:
    """Return how many lines head a page only to say whose it is and which one ("RE: Doe, Jane   Page 2 of 2").

    They stand apart from the text, one of them has the page's number, and the first page has said the rest.
    """
    gaps = sorted(one.y - other.y for one, other in pairwise(pages[number]) if one.y > other.y)
    if not gaps:
        return 0
    usual = gaps[len(gaps) // 2]
    count = next(
        (at + 1 for at, (one, other) in enumerate(pairwise(lines)) if one.y - other.y > APART * usual), len(lines)
    )
    head = lines[:count]
    if count == len(pages[number]) or all(number_of_page(line.text) is None for line in head):
        return 0
    said = words_of(line.text for line in pages[0])
    marked = [number_of_page(line.text) is not None for line in head]
    for at, line in enumerate(head):
        if not marked[at] and not says_again(line.text, said):
            return at if any(marked[:at]) else 0
    return count


def _edge(page: list[Line], bottom: bool) -> list[Line]:
    return page[: -ZONE - 1 : -1] if bottom else page[:ZONE]


def _once(lines: Iterable[Line]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for line in lines:
        found.setdefault(running_key(line.text), line.text)
    return tuple(found.values())


def _text(lines: Sequence[Line]) -> str:
    return "\n".join(line.text for line in lines)
