"""The stretches of text that a heading, a row label or a cell of a table gives a side."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from assistant.analysis import Side
from assistant.language.laterality.cues import Cue
from assistant.language.laterality.exam import sum_of
from assistant.language.laterality.words import side_words
from assistant.language.layout import Reading

LEAD_IN = re.compile(r"[\s\d.()•*#>|_-]*")
LABEL = re.compile(r"[ \t]*(?:[\w/&(),' -]{0,48}:|(?=\n)|$|[ \t]{2,}|\t|[-–—]+[ \t])")
AFTER_LABEL = re.compile(r"[ \t]*\n")
# A line in capitals that heads a study: "######## 3. VENOUS DUPLEX LEFT ########".
HEADLINE = re.compile(r"^[ \t#*=()\d.-]*[A-Z][A-Z /&,()+.:#*=\d-]{4,70}$", re.MULTILINE)


class Block(NamedTuple):
    """The stretch of text under a heading or row label that names a side."""

    start: int
    end: int
    side: Side


def blocks_of(reading: Reading, cues: list[Cue]) -> list[Block]:
    """Return the stretches under "RIGHT:", "LEFT LEG" or "R CFV:" at the beginning of a line."""
    text, sections = reading.text, reading.sections
    opened: list[tuple[int, int, Side | None, bool]] = []
    for number, cue in enumerate(cues):
        line = text.rfind("\n", 0, cue.start) + 1
        lead_in = LEAD_IN.match(text, line)
        if lead_in is None or lead_in.end() < cue.start:
            continue
        label = LABEL.match(text, cue.end)
        if label is None:
            continue
        following = cues[number + 1] if number + 1 < len(cues) else None
        if following is not None and following.start <= label.end():
            continue
        alone = AFTER_LABEL.match(text, label.end()) is not None
        opened.append((line, label.end(), cue.side, alone))
    headlines = [*_headlines(text, cues, {line for line, *_ in opened})]
    headed = {line for line, *_ in headlines}
    opened += headlines
    opened.sort(key=lambda head: head[0])
    blocks: list[Block] = []
    for number, (line, label_end, side, alone) in enumerate(opened):
        line_end = text.find("\n", label_end)
        end = sections[reading.section_at(label_end if line_end < 0 else line_end)].end
        if line in headed:
            end = len(text)  # the indication of each of several studies stands below its headline
        if number + 1 < len(opened):
            end = min(end, opened[number + 1][0])
        if not alone:
            paragraph = text.find("\n\n", label_end, end + 1)
            end = paragraph if paragraph >= 0 else end
        if side is not None:
            blocks.append(Block(line, end, side))
    return blocks


def _headlines(text: str, cues: list[Cue], taken: set[int]) -> Iterator[tuple[int, int, Side | None, bool]]:
    """Yield the capital lines that head one of several studies ("3. VENOUS DUPLEX LEFT"), with the one side they name."""
    if sum(map(text.count, side_words().study_capitals)) < 2:
        return
    lines = [
        match
        for match in HEADLINE.finditer(text)
        if side_words().study_in_capitals.search(match[0]) and match.start() not in taken
    ]
    if len(lines) < 2:
        return
    starts = [cue.start for cue in cues]
    for match in lines:
        inside = cues[bisect_left(starts, match.start()) : bisect_left(starts, match.end())]
        sides = {cue.side for cue in inside}
        side = sides.pop() if len(sides) == 1 else None
        yield match.start(), match.end(), None if side == "bilateral" else side, True


def sides_of_cells(reading: Reading) -> list[Block]:
    """Return the places of the cells and headings of tables with their sides, in the order of the text.

    The name of a row or column is of the sides of which its cells are: an empty cell says nothing of its side.
    """
    sides: dict[tuple[int, int], set[Side]] = {}
    unsided: set[tuple[int, int]] = set()
    for table in reading.tables:
        for cell in table.cells:
            side = cell.side
            if side is None:
                unsided.update(heading[:2] for heading in cell.columns)
                continue
            sides.setdefault(cell[:2], set()).add(side)
            for heading in (*cell.rows, *cell.columns):
                sides.setdefault(heading[:2], set()).add(side)
    if not sides:
        return []
    told = ((place, sum_of(some)) for place, some in sorted(sides.items()) if place not in unsided)
    return [Block(*place, side) for place, side in told if side]


def covering(blocks: list[Block], offset: int) -> Block | None:
    at = bisect_right(blocks, offset, key=lambda block: block.start) - 1
    return blocks[at] if at >= 0 and offset < blocks[at].end else None
