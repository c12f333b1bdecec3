"""The text of a section of a clinical document as a person reads it (CDA R2, chapter 4.3.5, narrative block)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assistant.documents.text import TEXT_LIMIT
from assistant.errors import InputError

BLOCKS = frozenset({"paragraph", "list", "item", "table", "caption", "thead", "tbody", "tfoot", "tr"})
BREAKS = frozenset({"br"})
NOT_SHOWN = frozenset({"footnoteRef", "col", "colgroup"})
MOST_SPANNED = 40  # columns or rows that a cell may span; more is an error
LONGEST_REPEATED = 60  # characters of a cell that is written again in each row that it spans
MOST_DEPTH = 40  # elements within each other; the deepest that was seen has a third of it
#: Characters of all sections, those of the XML's own layout included: a report has a quarter of it at most.
MOST_CHARACTERS = 4 * TEXT_LIMIT
CELL = " | "
EXPONENTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


def local_name(element: Any) -> str:
    """Return the name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


class Narrative:
    """Turns narrative blocks into lines; counts the pictures that it could not show.

    Attributes:
        pictures: How many pictures there were.
        deleted: How many parts were marked as deleted, and are left out.
    """

    def __init__(self) -> None:
        self.pictures = self.deleted = 0
        self._characters = self._depth = 0

    def lines(self, block: Any) -> list[str]:
        """Return the lines of a narrative block: a paragraph, an item or a row each, cells parted by bars.

        Raises:
            InputError: All blocks together have too many characters, or one too many elements within each other.
        """
        self._characters += sum(map(len, block.itertext()))
        if self._characters > MOST_CHARACTERS:
            raise InputError(f"has more than {MOST_CHARACTERS:,} characters in its sections; split it into reports")
        footnotes: list[str] = []
        lines = list(self._lines(block, footnotes, _keeps_blanks(block)))
        return _trimmed([*lines, *footnotes])

    def _lines(self, element: Any, footnotes: list[str], kept: bool) -> Iterator[str]:
        """Yield the lines of an element's content; running text between blocks is a line."""
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise InputError(f"has text within more than {MOST_DEPTH} elements; ask the sender for the report as text")
        yield from self._content(element, footnotes, kept)
        self._depth -= 1

    def _content(self, element: Any, footnotes: list[str], kept: bool) -> Iterator[str]:
        running = _text(element.text, kept)
        for child in element:
            name = local_name(child)
            if child.get("revised") == "delete":
                self.deleted += 1
            elif name == "table":
                yield from _shown(running)
                running = ""
                yield from self._table(child, footnotes)
            elif name == "list":
                yield from _shown(running)
                running = ""
                yield from self._list(child, footnotes)
            elif name in BLOCKS:
                yield from _shown(running)
                running = ""
                yield from self._lines(child, footnotes, kept or _keeps_blanks(child))
                if name == "paragraph" and child.get("styleCode") is None and local_name(element) == "text":
                    yield ""
            elif name in BREAKS:
                running += "\n"
            elif name == "footnote":
                footnotes += self._lines(child, footnotes, kept)
            elif name == "renderMultiMedia":
                self.pictures += 1
                yield from _shown(running)
                running = ""
                yield from self._lines(child, footnotes, kept)
            elif name == "sup":
                words = "\n".join(self._lines(child, footnotes, kept))
                before = running[-1:]
                running += words.translate(EXPONENTS) if before.isalpha() or before == "0" else words
            elif name not in NOT_SHOWN and name:
                inner = list(self._lines(child, footnotes, kept or _keeps_blanks(child)))
                if any(local_name(one) in BLOCKS for one in child):
                    yield from _shown(running)
                    running = ""
                    yield from inner
                else:
                    running += _edge(child.text) + "\n".join(inner) + _edge(_end_of(child))
            running += _text(child.tail, kept)
        yield from _shown(running)

    def _list(self, element: Any, footnotes: list[str]) -> Iterator[str]:
        ordered = element.get("listType") == "ordered"
        number = 0
        for child in element:
            if child.get("revised") == "delete":
                self.deleted += 1
                continue
            lines = _trimmed(list(self._lines(child, footnotes, kept=False)))
            if local_name(child) != "item":
                yield from lines
                continue
            number += 1
            if lines:
                yield (f"{number}. " if ordered else "- ") + lines[0]
                yield from lines[1:]

    def _table(self, table: Any, footnotes: list[str]) -> Iterator[str]:
        """Yield the rows of a table; a cell that spans rows stands in each of them where it is short."""
        spanning: dict[int, tuple[int, str]] = {}  # column: how many more rows, what stands there
        for row in table.iter("{*}caption", "{*}tr"):
            if row.get("revised") == "delete":
                self.deleted += 1
                continue
            if local_name(row) == "caption":
                yield from self._lines(row, footnotes, kept=False)
                continue
            cells: list[str] = []
            for cell in row:
                if local_name(cell) not in ("td", "th"):
                    continue
                _fill(cells, spanning)
                deleted = cell.get("revised") == "delete"
                self.deleted += deleted
                text = "" if deleted else " ".join(filter(None, self._lines(cell, footnotes, kept=False)))
                text = " ".join(text.replace("\n", " ").split())
                rows = _span(cell, "rowspan")
                columns = min(_span(cell, "colspan"), max(1, MOST_SPANNED - len(cells)))
                if rows > 1 and len(cells) < MOST_SPANNED:
                    spanning[len(cells)] = (rows - 1, text if len(text) <= LONGEST_REPEATED else "")
                cells += [text, *[""] * (columns - 1)]
            _fill(cells, spanning)
            if any(cells):
                yield CELL.join(cells).rstrip(" ")


def _fill(cells: list[str], spanning: dict[int, tuple[int, str]]) -> None:
    """Append what spans into a row from above at the place that the row has come to."""
    while (column := len(cells)) in spanning:
        rows, text = spanning.pop(column)
        if rows > 1:
            spanning[column] = (rows - 1, text)
        cells.append(text)
        if len(cells) > MOST_SPANNED:
            return


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return max(1, min(int(value), MOST_SPANNED)) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _keeps_blanks(element: Any) -> bool:
    return element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"


def _text(text: str | None, kept: bool) -> str:
    """Return characters as they are shown: blanks single, lines joined.

    Lines stay where the document says so, or where their writer did not indent them as programs do that write XML:
    reports are often put into a document as they were printed.
    """
    if not text:
        return ""
    lines = text.split("\n")
    printed = sum(bool(line.strip()) for line in lines) > 1 and any(line[:1].strip() for line in lines[1:])
    if kept or printed:
        return "\n".join(line.rstrip() for line in text.expandtabs().split("\n"))
    return re.sub(r"[ \t\r\n]+", " ", text)


def _edge(text: str | None) -> str:
    """Return the blank that parts the words of an element from those around it."""
    return " " if text and text[:1].isspace() else ""


def _end_of(element: Any) -> str:
    """Return the last character of an element as the first of a text; empty where it ends with another element."""
    text = element[-1].tail if len(element) else element.text
    return (text or "")[-1:]


def _shown(running: str) -> Iterator[str]:
    if running.strip():
        for line in running.strip("\n").split("\n"):
            yield line.rstrip() if "  " in line.strip() else re.sub(r"[ \t]+", " ", line).strip()


def _trimmed(lines: list[str]) -> list[str]:
    """Return lines without empty ones at their ends, or two in a row."""
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1]):
            kept.append(line if line.strip() else "")
    while kept and not kept[-1]:
        kept.pop()
    return kept
