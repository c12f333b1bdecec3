"""Reads a page as a person does: letters with places become lines, rows and columns in the order of reading.

What knows only where letters stand (PDF) has no words, lines or tables. They are found here:

* letters on one base line are a line; a gap of more than a letter's height parts it into pieces, as cells of a table;
* two columns of running text are read one after the other; cells that stand side by side stay a row;
* rows keep their cells under each other, at least two blanks apart, as in a text of one width;
* a line that ended only because the next word would not have fitted goes on with the next one.

All lengths are points (1/72 inch); x grows to the right, y upwards.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

# Of the height of the letters:
SAME_LINE = 0.45  # so far a raised or lowered letter is from its line
BLANK = 0.25  # so wide is a blank at least
WORD_GAP = 0.16  # a wider gap parts words, also where no blank was written
CELL_GAP = 1.1  # a wider one parts cells: running text that is spread to its margins stays below it
SENTENCE_GAP = 1.8  # and blanks behind a stop are not so wide
RAISED, SMALLER = 0.15, 0.82  # a smaller letter that is raised so much is an exponent
NEXT_LINE = 1.9  # a line that is farther below does not go on with the one above
SAME_PLACE = 0.35  # edges that are nearer to each other are one edge
WIDEST_INDENT = 4.0
TWICE = 0.3  # of its width: a letter that is printed again so near is the same one

NEW_PARAGRAPH = 1.45  # of the usual distance of two lines
FEWEST_LINES = 3  # of a column
MOST_LINES, MOST_EDGES = 600, 40  # of a page that can be set in columns: with more it is no page of print
WIDEST_GAP = 120  # letters between two places of a row
FULL = 0.6  # of the width of a column that a line of running text fills
FEWEST_WORDS = 4  # of such a line
SHORTEST_FULL = 30  # characters of a line that can have been full
NEARLY_FULL = 0.75  # of the width: a line that a sentence runs over
FEWEST_FULL = 2  # lines of a block that show how wide it is
UNEVEN = 1.8  # frames whose distances of lines differ more belong together: a row's label beside lines of text

EXPONENTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
MARK = re.compile(r"(?:[-*•·–▪◦●○■]|\(?\d{1,2}[.)]|[a-zA-Z][.)])")
MARKED = re.compile(rf"{MARK.pattern}\s+\S")
LABEL = re.compile(r"[A-Z][\w/&,() -]{0,58}:(?!\d)")
INNER_LABEL = re.compile(r"[.;] [A-Z][\w/&,() -]{0,58}:(?!\d)")
STOPS = ".!?:;"


class Glyph(NamedTuple):
    """A letter: what it is, its left and right edge, its base line, its height."""

    text: str
    left: float
    right: float
    y: float
    size: float


class Piece(NamedTuple):
    """Words of a line without a wide gap between them; `word` is the right edge of the first one."""

    text: str
    left: float
    right: float
    word: float


class Line(NamedTuple):
    """The pieces on one base line, from left to right."""

    y: float
    size: float
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """Its words, pieces two blanks apart."""
        return "  ".join(piece.text for piece in self.pieces)

    @property
    def left(self) -> float:
        return self.pieces[0].left

    @property
    def right(self) -> float:
        return self.pieces[-1].right


def find_lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """Return the lines of a page, from top to bottom; letters that are printed twice at one place count once."""
    lines: list[list[list[Glyph]]] = []
    base = height = 0.0
    for run in sorted(_runs(glyphs), key=lambda run: -run[0].y):
        y, size = run[0].y, max(glyph.size for glyph in run)
        if lines and base - y <= SAME_LINE * max(size, height):
            lines[-1].append(run)
            if size > height:
                base, height = y, size
        else:
            lines.append([run])
            base, height = y, size
    return [line for runs in lines if (line := _line(runs)).pieces]


def page_lines(lines: Sequence[Line]) -> list[str]:
    """Return the lines of a text in the order of reading; an empty one parts paragraphs."""
    told: list[str] = []
    for block in _blocks(list(lines)):
        if told:
            told.append("")
        told += _block_lines(block)
    return told


def _runs(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Yield letters that follow each other on a line as they were written."""
    run: list[Glyph] = []
    printed: dict[tuple[str, int, int], tuple[float, float]] = {}
    for glyph in glyphs:
        if not glyph.text.isspace():
            reach = TWICE * (glyph.right - glyph.left)
            if _is_printed(glyph, reach, printed):
                continue  # bold by printing twice
            printed[glyph.text, int(glyph.left), int(glyph.y)] = (glyph.left, glyph.y)
        last = run[-1] if run else None
        if last and (abs(glyph.y - last.y) > 0.1 or abs(glyph.size - last.size) > 0.5 or glyph.left < last.left):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _is_printed(glyph: Glyph, reach: float, printed: dict[tuple[str, int, int], tuple[float, float]]) -> bool:
    """Whether the same letter was printed nearer than `reach`; `printed` has the letters by points."""
    for x in {int(glyph.left - reach), int(glyph.left), int(glyph.left + reach)}:
        for y in {int(glyph.y - reach), int(glyph.y + reach)}:
            one = printed.get((glyph.text, x, y))
            if one and abs(one[0] - glyph.left) < reach and abs(one[1] - glyph.y) < reach:
                return True
    return False


def _line(runs: list[list[Glyph]]) -> Line:
    """Return runs of one line as its pieces; exponents are written as such."""
    main = max(runs, key=lambda run: (run[0].size, len(run)))
    y, size = main[0].y, main[0].size
    raised = {
        id(run) for run in runs
        if run[0].size < SMALLER * size and run[0].y - y > RAISED * size
        and all(glyph.text.isdigit() or glyph.text in "+-" for glyph in run)
    }  # fmt: skip
    letters: list[Glyph] = []
    for run in sorted(runs, key=lambda run: run[0].left):
        if id(run) in raised and letters and (letters[-1].text.isalpha() or letters[-1].text == "0"):
            run = [glyph._replace(text=glyph.text.translate(EXPONENTS)) for glyph in run]
        letters += run
    letters.sort(key=lambda glyph: glyph.left)
    pieces: list[Piece] = []
    words: list[str] = []
    left = right = word = 0.0
    blanks = 0
    for glyph in letters:
        if glyph.text.isspace():
            blanks += 1
            continue
        gap = glyph.left - right
        stopped = bool(words) and words[-1][-1] in STOPS  # two blanks behind a stop part sentences, and no cells
        written = blanks > (2 if stopped else 1) and gap > 2 * WORD_GAP * size
        sentence = stopped and 0 < blanks <= 2 and gap < SENTENCE_GAP * size
        if words and (written or (gap > CELL_GAP * size and not sentence)):
            pieces.append(Piece("".join(words), left, right, word or right))
            words = []
        elif words and (blanks or gap > WORD_GAP * size):
            words.append(" ")
            word = word or right
        if not words:
            left, right, word = glyph.left, glyph.right, 0.0
        words.append(glyph.text)
        right = max(glyph.right, right)
        blanks = 0
    if words:
        pieces.append(Piece("".join(words), left, right, word or right))
    return Line(y, size, tuple(pieces))


def _blocks(lines: list[Line]) -> Iterator[list[Line]]:
    """Yield stretches of lines in the order of reading: where columns stand side by side, one after the other."""
    found = _columns(lines)
    if found is None:
        if lines:
            yield lines
        return
    first, last, edge = found
    yield from _blocks(lines[:first])
    for side in _sides(lines[first:last], edge):
        yield from _blocks(side)
    yield from _blocks(lines[last:])


def _columns(lines: list[Line]) -> tuple[int, int, float] | None:
    """Return the longest stretch of lines (first, end exclusive) in two columns, and where the right one begins."""
    if not FEWEST_LINES <= len(lines) <= MOST_LINES:
        return None
    best: tuple[int, int, float] | None = None
    for edge in _edges(lines)[:MOST_EDGES]:
        first = 0
        while first < len(lines):
            last = first
            while last < len(lines) and _is_parted(lines[last], edge):
                last += 1
            for stretch in _stretches(lines, first, last, edge):
                longer = best is None or stretch[1] - stretch[0] > best[1] - best[0]
                if longer and _are_columns(*_sides(lines[slice(*stretch)], edge)):
                    best = (*stretch, edge)
                    break
            first = last + 1
    return best


def _stretches(lines: list[Line], first: int, last: int, edge: float) -> Iterator[tuple[int, int]]:
    """Yield lines that can be columns (first, end exclusive): all, then parts between gaps."""
    if whole := _trimmed(lines, first, last, edge):
        yield whole
    usual = _distance(lines)
    begin = first
    for number in range(first + 1, last + 1):
        if number == last or lines[number - 1].y - lines[number].y > NEW_PARAGRAPH * usual:
            part = _trimmed(lines, begin, number, edge)
            if part and part != whole:
                yield part
            begin = number


def _edges(lines: list[Line]) -> list[float]:
    """Return where at least a few pieces begin, right of the left margin."""
    lefts = sorted(piece.left for line in lines for piece in line.pieces)
    margin = lefts[0]
    found: list[float] = []
    reach = SAME_PLACE * median(line.size for line in lines)
    for at, left in enumerate(lefts):
        apart = left - margin > 10 * reach and (not found or left - found[-1] > 2 * reach)
        if apart and bisect_left(lefts, left + 2 * reach) - at >= FEWEST_LINES:
            found.append(left)
    return found


def _is_parted(line: Line, edge: float) -> bool:
    """Whether no piece of a line stands across an edge, and what is right of it begins there."""
    right = next((piece for piece in line.pieces if piece.right > edge - SAME_PLACE * line.size), None)
    return right is None or edge - 1 <= right.left <= edge + WIDEST_INDENT * line.size


def _trimmed(lines: list[Line], first: int, last: int, edge: float) -> tuple[int, int] | None:
    """Return a stretch without the lines at its ends that stand on one side only; None where too few are left."""
    right = [number for number in range(first, last) if lines[number].right > edge]
    if len(right) < FEWEST_LINES:
        return None
    left = [number for number in range(first, last) if lines[number].left < edge]
    if len(left) < FEWEST_LINES:
        return None
    return max(first, min(right[0], max(left[0], first))), last


def _sides(lines: list[Line], edge: float) -> tuple[list[Line], list[Line]]:
    left, right = [], []
    for line in lines:
        before = tuple(piece for piece in line.pieces if piece.left < edge - 1)
        behind = line.pieces[len(before) :]
        if before:
            left.append(line._replace(pieces=before))
        if behind:
            right.append(line._replace(pieces=behind))
    return left, right


def _are_columns(left: list[Line], right: list[Line]) -> bool:
    """Whether two sides are each read from top to bottom, and not the cells of rows."""
    if min(len(left), len(right)) < FEWEST_LINES:
        return False
    if _is_prose(left) and (_is_prose(right) or _runs_on(left)):
        return True
    places = sorted(line.y for line in right)

    def has_partner(line: Line) -> bool:
        at = bisect_left(places, line.y)
        return any(abs(y - line.y) < SAME_PLACE * line.size for y in places[max(0, at - 1) : at + 1])

    if sum(map(has_partner, left)) * 2 >= min(len(left), len(right)):
        return False
    one, other = sorted((_distance(left), _distance(right)))
    return other <= UNEVEN * one


def _is_prose(side: list[Line]) -> bool:
    """Whether most lines of a side are running text that fills its width."""
    begin, end = min(line.left for line in side), max(line.right for line in side)
    full = sum(
        len(line.pieces) == 1
        and len(line.text.split()) >= FEWEST_WORDS
        and line.right - line.left >= FULL * (end - begin)
        for line in side
    )
    return full * 2 >= len(side)


def _runs_on(side: list[Line]) -> bool:
    """Whether sentences of a side go on in its next lines."""
    return sum(_runs_over(above, line) for above, line in pairwise(side)) >= 2


def _distance(lines: Sequence[Line]) -> float:
    """Return the usual distance of two lines below each other."""
    gaps = [one.y - other.y for one, other in pairwise(lines) if one.y > other.y]
    return median(gaps) if gaps else 0.0


def _block_lines(block: list[Line]) -> list[str]:
    """Return the lines of a stretch that has no columns: paragraphs whole, rows with their cells below each other."""
    rows = _joined(block)
    stops = _tab_stops([line for line, _ in rows])
    usual = _distance(block)
    margin = min(line.left for line in block)
    told: list[str] = []
    apart = [False, *(bottom - line.y > NEW_PARAGRAPH * usual for (_, bottom), (line, _) in pairwise(rows)), False]
    for number, (line, _) in enumerate(rows):
        if apart[number]:
            told.append("")
        above = number > 0 and not apart[number] and len(rows[number - 1][0].pieces) > 1
        below = number + 1 < len(rows) and not apart[number + 1] and len(rows[number + 1][0].pieces) > 1
        alone = len(line.pieces) == 1 and not ((above or below) and line.left - margin > WIDEST_INDENT * line.size)
        told.append(line.text if alone else _set(line.pieces, stops))
    return told


def _joined(block: list[Line]) -> list[tuple[Line, float]]:
    """Return the lines with those that only go on joined, each with the base line on which it ends."""
    lines = [_with_its_mark(line) for line in block]
    long = [line for line in lines if len(line.pieces[-1].text) >= SHORTEST_FULL]
    # rows may reach farther to the right than running text does
    margin = max((line.right for line in [line for line in long if len(line.pieces) == 1] or long), default=0.0)
    full = [False, *(_was_full(above, line, margin) for above, line in pairwise(lines))]
    labelled = [LABEL.match(line.text) is not None for line in lines]
    # a label begins a line of its own, but where labels stand within the running text
    inside = sum(len(INNER_LABEL.findall(line.text)) for line in lines)
    labels_begin = sum(label and not was for label, was in zip(labelled, full, strict=True)) >= inside
    rows: list[tuple[Line, float]] = []
    for number, line in enumerate(lines):
        begins = labelled[number] and labels_begin
        if rows and full[number] and not begins and (sum(full) >= FEWEST_FULL or _runs_over(lines[number - 1], line)):
            above, bottom = rows[-1]
            if _goes_on(above, bottom, line):
                last = above.pieces[-1]
                parted = last.text.endswith("-") and last.text[-2:-1].isalpha()
                # the hyphen is left at the end of its line for `unparted`
                joined = last._replace(text=f"{last.text}{chr(10) if parted else ' '}{line.text}")
                rows[-1] = above._replace(pieces=(*above.pieces[:-1], joined)), line.y
                continue
        rows.append((line, line.y))
    return rows


def _with_its_mark(line: Line) -> Line:
    """Return a line whose number or bullet is no cell of its own."""
    if len(line.pieces) < 2 or not MARK.fullmatch(line.pieces[0].text):
        return line
    mark, item, *others = line.pieces
    return line._replace(pieces=(Piece(f"{mark.text} {item.text}", mark.left, item.right, mark.right), *others))


def _was_full(above: Line, line: Line, margin: float) -> bool:
    """Whether the first word of a line would not have fitted into the one above, or a sentence goes on from its end."""
    last, piece = above.pieces[-1], line.pieces[0]
    if len(last.text) < SHORTEST_FULL:
        return False
    nearly = above.right - last.left >= NEARLY_FULL * (margin - last.left) and _runs_over(above, line)
    return nearly or above.right + BLANK * line.size + piece.word - piece.left > margin


def _runs_over(above: Line, line: Line) -> bool:
    """Whether a sentence goes on in the next line."""
    return above.text[-1] not in STOPS and line.text[0].islower()


def _goes_on(above: Line, bottom: float, line: Line) -> bool:
    """Whether a line stands as one that goes on with the paragraph, or the last cell, above it, which ends at `bottom`."""
    if len(line.pieces) > 1 or abs(above.size - line.size) > 0.5 or not 0 < bottom - line.y <= NEXT_LINE * line.size:
        return False
    last = above.pieces[-1]
    indent = (line.left - last.left) / line.size
    if MARKED.match(line.text) or (len(above.pieces) > 1 and abs(indent) > SAME_PLACE):
        return False
    return -WIDEST_INDENT < indent <= (WIDEST_INDENT if MARKED.match(last.text) else SAME_PLACE)


def _tab_stops(rows: Sequence[Line]) -> list[tuple[float, int]]:
    """Return for each place where a piece of a row begins the column of letters in which it is written, in order.

    Columns keep the order and the proportions of the places, and each piece has room with two blanks behind it.
    """
    wide = [line for line in rows if len(line.pieces) > 1]
    if not wide:
        return []
    letters = sorted((p.right - p.left) / len(p.text) for line in wide for p in line.pieces)
    unit = max(letters[len(letters) // 2], 0.3 * median(line.size for line in wide))
    reach = SAME_PLACE * median(line.size for line in wide)
    begins = sorted({piece.left for line in rows for piece in line.pieces})
    margin = begins[0]
    groups: list[list[float]] = []
    for left in begins:
        if groups and left - groups[-1][0] <= (reach if len(groups) > 1 else 3 * reach):
            groups[-1].append(left)
        else:
            groups.append([left])
    group_of = {left: number for number, group in enumerate(groups) for left in group}
    needs: list[list[tuple[int, int]]] = [[] for _ in groups]
    for line in wide:
        for one, other in pairwise(line.pieces):
            needs[group_of[other.left]].append((group_of[one.left], len(_last_line(one.text)) + 2))
    columns: list[int] = []
    for number, group in enumerate(groups):
        column = min(round((group[0] - margin) / unit), WIDEST_GAP)
        if number:
            before = columns[-1] + min(round((group[0] - groups[number - 1][0]) / unit), WIDEST_GAP)
            column = max(column, before, *(columns[at] + room for at, room in needs[number] if at < number), 0)
        columns.append(column)
    return [(left, columns[group_of[left]]) for left in begins]


def _set(pieces: Sequence[Piece], stops: list[tuple[float, int]]) -> str:
    """Return pieces as a row, each at the column of its place."""
    row = ""
    for piece in pieces:
        at = bisect_left(stops, (piece.left,)) if stops else 0
        column = stops[at][1] if stops else 0
        if row:
            row += "  "
        row += " " * max(0, column - len(_last_line(row))) + piece.text
    return row


def _last_line(text: str) -> str:
    return text[text.rfind("\n") + 1 :]


PARTED = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,40})-\n([^\W\d_]{1,40})")


def unparted(text: str, is_word: Callable[[str], bool]) -> str:
    """Return a text whose words that a line's end parts by a hyphen are whole.

    "com-" / "pressible" is one word; a hyphen between two words stays ("real-" / "time"), unless both are one word too.

    Args:
        text: Lines in the order of reading; where a word was parted one ends with a hyphen.
        is_word: Whether letters, written small, are a word.
    """

    def whole(match: re.Match[str]) -> str:
        first, second = match[1], match[2]
        if not second[0].islower() and not (first + second).isupper():
            return match[0]
        both = is_word(first.lower()) and is_word(second.lower())
        return f"{first}-{second}" if both and not is_word((first + second).lower()) else f"{first}{second}"

    return PARTED.sub(whole, text)
