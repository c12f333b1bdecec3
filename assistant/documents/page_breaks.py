"""What stands between the pages of a plain text is taken out of its middle: page numbers, and headers that are repeated.

So is, wherever it stands, the line of the machine that printed or sent it: its date is not that of the examination, and
nobody kept an image or signed there.

A print to a file, a fax, or a copy from a viewer keeps the header of each page, often within a sentence. It tells what the
first page has told. Where it tells of another patient, or where pages are counted anew, another report begins, and all
lines stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from assistant.documents.identifiers import find_identifiers, labels, metadata_words
from assistant.documents.letterhead import HOUR, stands_above
from assistant.documents.page_marks import is_page_mark, number_of_page, running_key, says_again, words_of
from assistant.language.layout import end_of_line
from assistant.language.service_date import day_at

Change = tuple[int, int, str]

#: What every text with pages has: a form feed, a word for a page, or a number alone on its line.
MAY_HAVE_PAGES = re.compile(
    r"\f|\bp(?:age|g\.?|\.)[ ]?\d|[\r\n][ \t]*(?:-[ \t]*\d{1,4}[ \t]*-|\d{1,4}[ \t]*(?:of|/)[ \t]*\d{1,4})[ \t]*[\r\n]", re.IGNORECASE
)
HEAD = 14  # filled lines at the beginning that tell whose text it is
ZONE = 10  # filled lines on each side of a break that can be header or footer
LONGEST_LINE = 160  # characters of a header's line
SKIPPED = 2  # lines of the first header that a later one may leave out one after the other
MOST_BLANK = 3  # lines of the beginning for each filled one
ENDS = ".!?:;"
BY = r"[ ]by:?[ ][A-Za-z][\w.,'-]{0,20}(?: [A-Z][\w.'-]{0,20}){0,2}"
TAIL = re.compile(rf"(?:,?[ ]*(?:at |@ ?)?(?P<hour>{HOUR.pattern}))?(?P<by>{BY})?[ \t|,.]*(?:page[^\n]{{1,16}})?[ \t]*", re.IGNORECASE)
WORD_FOR_PAGE = re.compile(r"\bp", re.IGNORECASE)


def machine_lines(text: str) -> Iterator[Change]:
    """Yield the lines that only tell when, and by whom, a report was printed or sent ("Printed 03/05/2026 10:22 by JQ").

    "Printed 03/05/2026" alone may be said of images, and stays.
    """
    for line in _machine_opening().finditer(text):
        stop = end_of_line(text, line.start())
        if (day := day_at(text, line.end())) is None or (tail := TAIL.fullmatch(text, day[1], stop)) is None:
            continue
        if line["sent"] or line["paper"] or line["label"] or line["by"] or tail["by"] or tail["hour"]:
            yield line.start(), stop, ""


@lru_cache(maxsize=1)
def _machine_opening() -> re.Pattern[str]:
    """Return what stands in a line before the date on which a machine printed or sent it."""
    words = metadata_words().letterhead
    return re.compile(
        rf"^[ \t]*(?:(?P<paper>(?:this )?{labels(words.machine_papers)}) (?:was )?)?(?:re-?)?"
        rf"(?:(?P<sent>{labels(words.machine_verbs)})|{labels(words.machine_verbs_of_images)})"
        rf"(?P<label>[ ]date(?:/time)?)?(?P<by>{BY})?(?:[ ]on)?[ ]?:?[ ]?(?=\w)",
        re.IGNORECASE | re.MULTILINE,
    )


class _Line(NamedTuple):
    """A line of a text: its place with its end, its words, and whether a form feed ends it."""

    start: int
    stop: int
    words: str
    feeds: bool


class _Head(NamedTuple):
    """What the beginning of a text has told: the lines as they run through pages, in order, and their words."""

    lines: tuple[str, ...]
    words: frozenset[str]


class _Break(NamedTuple):
    """The lines from `begin` to `stop` (exclusive) that stand between two pages."""

    begin: int
    stop: int


def page_breaks(text: str) -> Iterator[Change]:
    """Yield (start, end, what is read instead) of what stands between two pages of a text.

    Args:
        text: A report as it was decoded, whatever its line ends.
    """
    if not MAY_HAVE_PAGES.search(text):
        return
    lines = list(_lines(text))
    breaks = list(_breaks(lines))
    if not breaks or _another_is_told(lines, breaks):
        return
    parted = {stop for _, stop in breaks}
    # Or wrapped: whether a line of such a text ends a sentence is seen later.
    line_by_line = any(_goes_on(*two) for at, two in enumerate(pairwise(lines), 1) if at not in parted)
    for begin, stop in breaks:
        above, below = lines[begin - 1], lines[stop]
        goes_on = _goes_on(above, below) and not line_by_line
        start = above.start + len(text[above.start : above.stop].rstrip())
        indent = text.index(below.words[0], below.start) - below.start if goes_on else 0
        yield start, below.start + indent, " " if goes_on else "\n"


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield _Line(start, start + len(line), line.strip(), line.endswith("\f"))
        start += len(line)


def _goes_on(above: _Line, below: _Line) -> bool:
    """Whether a sentence seems to go on from one line to the next: no stop before, a small letter behind, no row of a table."""
    if not above.words or not below.words or above.words[-1] in ENDS or not below.words[0].islower():
        return False
    return not any("  " in line.words or "\t" in line.words for line in (above, below))


def _breaks(lines: Sequence[_Line]) -> list[_Break]:
    """Return what stands between the pages of a text; nothing where pages are counted anew, as those of another text."""
    found: list[_Break] = []
    numbers: dict[str, int] = {}
    number = 0
    while number < len(lines):
        head = _head(lines, number)
        if not lines[number].feeds and not _numbers_page(lines, number, head):
            number += 1
            continue
        begin, stop = _around(lines, number, head)
        for line in lines[begin:stop]:
            if (page := number_of_page(line.words)) is None:
                continue
            if page <= numbers.get(running_key(line.words), 0) or page < max(numbers.values(), default=0):
                return []
            numbers[running_key(line.words)] = page
        if begin and stop < len(lines):
            found.append(_Break(begin, stop))
        number = max(stop, number + 1)
    return found


def _head(lines: Sequence[_Line], before: int) -> _Head:
    """Return what the first filled lines have told that stand before a line."""
    first = [line.words for line in lines[: min(before, MOST_BLANK * HEAD)] if line.words][:HEAD]
    return _Head(tuple(map(running_key, first)), words_of(first))


def _numbers_page(lines: Sequence[_Line], number: int, head: _Head) -> bool:
    """Whether a line gives the number of its page, and beside it nothing but what a header or footer tells."""
    words = lines[number].words
    if not 0 < len(words) <= LONGEST_LINE or number_of_page(words) is None:
        return False
    if is_page_mark(words):
        return WORD_FOR_PAGE.search(words) is not None or _stands_alone(lines, number)
    return stands_above(words) or running_key(words) in head.lines or says_again(words, head.words)


def _stands_alone(lines: Sequence[_Line], number: int) -> bool:
    """Whether a form feed stands beside a line, or blank lines on both sides."""
    beside = [lines[near] for near in (number - 1, number + 1) if 0 <= near < len(lines)]
    return lines[number].feeds or any(line.feeds for line in beside) or not any(line.words for line in beside)


def _around(lines: Sequence[_Line], number: int, head: _Head) -> _Break:
    """Return the lines around the end of a page that are footer, header or blank."""
    begin, stop = number, number + 1
    if lines[number].feeds and lines[number].words and not _numbers_page(lines, number, head):
        begin = stop  # the last words of a page
    marked = lines[number].words != "" and begin < stop
    for _ in range(ZONE):
        if not begin or (lines[begin - 1].words and not _is_edge(lines, begin - 1, _head(lines, begin - 1))):
            break
        begin -= 1
        marked = marked or number_of_page(lines[begin].words) is not None
    at = 0  # the line of the first header from which on a later one goes on
    for _ in range(ZONE):
        if stop == len(lines):
            break
        words = lines[stop].words
        marked = marked or number_of_page(words) is not None
        again = next((line for line in range(at, min(at + SKIPPED + 1, len(head.lines))) if head.lines[line] == running_key(words)), None)
        if again is not None and words and (marked or _is_marked_below(lines, stop)):
            at = again + 1
        elif not _is_edge(lines, stop, head):
            break
        stop += 1
    return _Break(begin, stop)


def _is_marked_below(lines: Sequence[_Line], number: int) -> bool:
    """Whether one of the next lines gives the number of its page."""
    return any(number_of_page(line.words) is not None for line in lines[number : number + ZONE // 2])


def _is_edge(lines: Sequence[_Line], number: int, head: _Head) -> bool:
    """Whether a line beside the end of a page is blank, or tells what headers and footers tell."""
    words = lines[number].words
    if not words:
        return True
    if len(words) > LONGEST_LINE:
        return False
    return _numbers_page(lines, number, head) or is_page_mark(words) or stands_above(words, again=running_key(words) in head.lines)


def _another_is_told(lines: Sequence[_Line], breaks: Sequence[_Break]) -> bool:
    """Whether a header tells of another patient or examination than the beginning of the text."""
    told: dict[str, set[str]] = {}
    for one in find_identifiers("\n".join(line.words for line in lines[: breaks[0].begin][: MOST_BLANK * HEAD])):
        told.setdefault(one.kind, set()).add(one.value)
    headers = "\n".join(line.words for begin, stop in breaks for line in lines[begin:stop])
    return any(one.kind in told and one.value not in told[one.kind] for one in find_identifiers(headers))
