"""Finds where a text was only wrapped: lines that end because the next word would not have fitted.

A line is the unit of many a report (a heading, a row, an item), so a break is taken out only where it parts running
words: both lines are prose, the second one's first word was too long for the first line, and most breaks of the text
are of this kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

NARROWEST, WIDEST = 40, 140  # characters: a shorter line is an item, a longer one no wrapped line
STOPS = ".!?:;"
# A line that begins something: an item, a row with a label, a ruled line.
BEGINS_ANEW = re.compile(r"\s*(?:[-*•·–=>|\[(_]|#(?!\d+-)|\(?\d{1,2}[.)](?!\d)|\(?[A-Za-z][.)]\s|[IVX]{1,4}\.\s|$)")
LABEL = re.compile(r"\s*[A-Za-z][\w/&,() -]{0,58}:(?!\d)")
# What cannot end a line that its writer ended: the next word belongs to it ("a", "of the", "the tip in L").
OPEN_END = re.compile(r"\b(?:an?|the|of|in|to|from|at|with|and|or|by|on|into|via|through)(?: (?:[LR]|left|right))?$", re.IGNORECASE)
TWO_BLANKS = re.compile(r"[.!?] {2}[A-Z]")
ONE_BLANK = re.compile(r"[.!?] [A-Z]")
COLUMNS = re.compile(r"[^\s.!?:;] {2,}\S|\S {3,}\S|\t|\|")
FEWEST_FORCED, ENOUGH_FORCED = 2, 5  # breaks, in a text that has other ones too


class Break(NamedTuple):
    """A line end between two lines of prose.

    Attributes:
        number: The number of the line that ends.
        forced: Whether the next line's first word would not have fitted.
        runs_on: Whether a sentence goes on: no stop before it, a small letter after it.
    """

    number: int
    forced: bool
    runs_on: bool


def wrapped_breaks(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, " ") of each line end, with the blanks around it, that only wraps running words."""
    small = text.lower() if text.isupper() else text  # among capitals alone a capital begins nothing
    lines = (small if len(small) == len(text) else text).split("\n")
    if len(lines) < 2:
        return
    widths = [len(line.rstrip()) for line in lines]
    widest = max(widths)
    if not NARROWEST <= widest <= WIDEST:
        return
    behind_a_stop = 2 if 2 * len(TWO_BLANKS.findall(text)) > len(ONE_BLANK.findall(text)) else 1
    breaks = list(_breaks(lines, widths, widest, behind_a_stop))
    if not _is_wrapped(breaks, sum(width > 0 for width in widths)):
        return
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    prose = _is_prose(breaks)
    joined = -1  # the number of the last line whose end was taken out
    for at in breaks:
        following = lines[at.number + 1]
        fits_on = prose or at.runs_on or OPEN_END.search(lines[at.number].rstrip()) or not following.lstrip()[0].isupper() or lines[at.number].rstrip()[-1] in ".,;"
        if (at.forced and fits_on) or (joined == at.number - 1 and at.runs_on):
            joined = at.number
            indent = len(following) - len(following.lstrip())
            yield starts[at.number] + widths[at.number], starts[at.number + 1] + indent, " "


def _breaks(lines: list[str], widths: list[int], widest: int, behind_a_stop: int) -> Iterator[Break]:
    small = not any(map(str.isupper, "".join(lines)))
    for number in range(len(lines) - 1):
        line, following = lines[number], lines[number + 1]
        if (
            not widths[number]
            or BEGINS_ANEW.match(following)
            or COLUMNS.search(line.strip())
            or COLUMNS.search(following.strip())
        ):
            continue
        word = following.split(maxsplit=1)[0]
        if LABEL.match(following) and (small or not word[0].islower()):
            continue
        blanks = behind_a_stop if line.rstrip()[-1] in ".!?" else 1  # of the two behind a stop one may be cut off
        forced = widths[number] + blanks + len(word) > widest
        yield Break(number, forced, line.rstrip()[-1] not in STOPS and word[0].islower())


def _is_wrapped(breaks: list[Break], lines: int) -> bool:
    """Whether the breaks are those of a text of so many lines that was wrapped, not of one written line by line.

    A line or two as long as the longest are chance; that most sentences break where the line was full is none.
    """
    forced = sum(at.forced for at in breaks)
    running = [at.forced for at in breaks if at.runs_on]
    if not running or forced < FEWEST_FORCED:
        return forced > 0 and forced >= lines - 1
    return 2 * sum(running) > len(running) and (sum(running) >= FEWEST_FORCED or 2 * forced >= lines - 1)


def _is_prose(breaks: list[Break]) -> bool:
    """Whether nearly all sentences that go on in the next line were forced to: then capitals go on there too."""
    running = [at.forced for at in breaks if at.runs_on]
    return sum(running) >= ENOUGH_FORCED and 10 * sum(running) >= 9 * len(running)
