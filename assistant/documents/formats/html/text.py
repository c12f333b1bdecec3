"""Walks the elements of an HTML page and gathers the lines that a browser shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assistant.documents.formats.shared.left_out import LeftOut
from assistant.documents.formats.shared.table_rows import row_lines
from assistant.errors import InputError

#: Elements whose content no page shows.
_NEVER = frozenset({
    "script", "style", "template", "head", "title", "noscript", "object", "embed", "applet", "iframe", "audio", "video",
    "canvas", "svg", "map", "datalist", "noframes", "noembed",
})  # fmt: skip
#: Elements that stand on lines of their own.
_BLOCKS = frozenset({
    "html", "body", "address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "dir", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
    "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "ul", "caption", "tr", "td", "th",
    "table", "tbody", "thead", "tfoot", "option", "listing", "xmp", "plaintext",
})  # fmt: skip
#: Elements with a line left free before and behind them.
_APART = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "dl", "pre", "hr", "blockquote", "p"})
_STRUCK = frozenset({"del", "s", "strike"})
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all)", re.IGNORECASE)
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_CLOSE = re.compile(r"(?:^|[},\s])p\s*(?:,[^{}]{0,200})?\{[^{}]{0,200}\bmargin\s*:\s*0[^.\d]", re.IGNORECASE)
_KEPT_BLANKS = re.compile(r"white-space\s*:\s*(?:pre|pre-wrap|break-spaces|pre-line)\b", re.IGNORECASE)
_SELECTOR = re.compile(r"(?:[a-z][a-z0-9]*)?([.#][\w-]+)", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_MOST_SPAN = 12  # columns or rows of one cell


@dataclass(slots=True)
class _Lines:
    """Lines that grow: words are joined to the last one until it ends."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    free: bool = False  # whether a free line comes before the next words

    def add(self, text: str, *, kept: bool) -> None:
        if kept:
            first, *others = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self._word(first)
            for one in others:
                self.end(even_empty=True)
                self._word(one)
            return
        text = _BLANKS.sub(" ", text)
        if text.startswith(" ") and (not self.line or self.line[-1].endswith((" ", "\t"))):
            text = text[1:]
        self._word(text)

    def end(self, *, even_empty: bool = False) -> None:
        """End the line; an empty one is kept where its end is written, as by `<br>`."""
        if self.line or even_empty:
            self.lines.append("".join(self.line).rstrip())
            self.line.clear()

    def apart(self) -> None:
        self.end()
        self.free = True

    def _word(self, text: str) -> None:
        if not text:
            return
        if self.free and self.lines and not self.line and self.lines[-1].strip():
            self.lines.append("")
        self.free = False
        self.line.append(text)


class HtmlText:
    """Gathers the lines of one page.

    Attributes:
        left_out: What was left out.
        pictures: Whether there are pictures.
    """

    def __init__(self) -> None:
        self.left_out: set[LeftOut] = set()
        self.pictures = False
        self._hiding: frozenset[str] = frozenset()
        self._apart = _APART
        self._items: dict[Any, int] = {}  # the number of each list's last item
        self._deepest = 0

    def lines_of(self, root: Any, deepest: int) -> list[str]:
        """Return the lines.

        Args:
            root: The page.
            deepest: How many elements may lie in one another.

        Raises:
            InputError: More do.
        """
        self._deepest = deepest
        self._hiding = _hiding_names(root)
        if any(_is_empty(one) for one in root.iter("p")) or _has_close_paragraphs(root):
            self._apart = _APART - {"p"}  # editors that write each line as a paragraph write free lines as empty ones
        out = _Lines()
        self._element(root, out, kept=False, depth=0)
        out.end()
        return out.lines

    def _element(self, element: Any, out: _Lines, *, kept: bool, depth: int) -> None:
        if depth > self._deepest:
            raise InputError(f"has more than {self._deepest} elements in one another; save the report as .txt")
        name = element.tag if isinstance(element.tag, str) else ""
        if not name or name in _NEVER or self._is_hidden(element, name) or self._is_struck(element, name):
            return
        if name in ("br", "hr"):
            out.end(even_empty=name == "br")
            return
        if name in ("img", "input", "select", "textarea"):
            out.add(self._control(element, name), kept=name == "textarea")
            return
        if name == "table":
            self._table(element, out, depth)
            return
        kept = kept or name in ("pre", "listing", "xmp", "plaintext") or bool(_KEPT_BLANKS.search(element.get("style", "")))
        if name in self._apart:
            out.apart()
        elif name in _BLOCKS:
            out.end()
        if name == "li":
            out.add(self._item_mark(element), kept=True)
        self._content(element, out, kept=kept, depth=depth)
        if name in self._apart:
            out.apart()
        elif name in _BLOCKS:
            out.end()

    def _content(self, element: Any, out: _Lines, *, kept: bool, depth: int) -> None:
        text = element.text or ""
        out.add(text.removeprefix("\n") if element.tag == "pre" else text, kept=kept)
        for child in element:
            self._element(child, out, kept=kept, depth=depth + 1)
            out.add(child.tail or "", kept=kept)

    def _table(self, table: Any, out: _Lines, depth: int) -> None:
        out.apart()
        below: dict[int, int] = {}  # for each column how many rows more a cell of an upper row covers
        for row in _rows(table):
            if row.tag != "tr":
                self._element(row, out, kept=False, depth=depth + 1)
                continue
            if self._is_hidden(row, "tr") or self._is_struck(row, "tr"):
                continue
            cells: list[list[str]] = []
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                while below.get(len(cells), 0) > 0:
                    below[len(cells)] -= 1
                    cells.append([])
                inner = _Lines()
                if not self._is_hidden(cell, "td") and not self._is_struck(cell, "td"):
                    self._content(cell, inner, kept=bool(_KEPT_BLANKS.search(cell.get("style", ""))), depth=depth + 2)
                inner.end()
                for at in range(_span(cell, "colspan")):
                    below[len(cells)] = _span(cell, "rowspan") - 1
                    cells.append([] if at else inner.lines)
            for line in row_lines(cells):
                out.add(line, kept=True)
                out.end(even_empty=True)
        out.apart()

    def _item_mark(self, item: Any) -> str:
        """Return the number or bullet before an item of a list."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return "- "
        start = parent.get("start", "1")
        first = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1
        self._items[parent] = self._items.get(parent, first - 1) + 1
        return f"{self._items[parent]}. "

    def _control(self, element: Any, name: str) -> str:
        """Return what the control of a form shows: a box, the text or choice in it."""
        if name == "img":
            self.pictures = True
            return ""
        if name == "textarea":
            return element.text or ""
        if name == "select":
            chosen = [one for one in element.iter("option") if one.get("selected") is not None]
            return ", ".join(_BLANKS.sub(" ", "".join(one.itertext())).strip() for one in chosen)
        kind = element.get("type", "text").lower()
        if kind in ("checkbox", "radio"):
            return "[x] " if element.get("checked") is not None else "[ ] "
        if kind in ("hidden", "password", "submit", "button", "reset", "image", "file"):
            return ""
        return str(element.get("value", ""))

    def _is_hidden(self, element: Any, name: str) -> bool:
        marks = {f".{one}" for one in element.get("class", "").split()} | {f"#{element.get('id')}"}
        hidden = (
            element.get("hidden") is not None
            or bool(_HIDDEN_STYLE.search(element.get("style", "")))
            or not self._hiding.isdisjoint(marks)
        )
        if hidden and name != "input" and "".join(element.itertext()).strip():
            self.left_out.add(LeftOut.HIDDEN)
        return hidden

    def _is_struck(self, element: Any, name: str) -> bool:
        if name not in _STRUCK and not _STRUCK_STYLE.search(element.get("style", "")):
            return False
        if "".join(element.itertext()).strip():
            self.left_out.add(LeftOut.STRUCK)
        return True


def _has_close_paragraphs(root: Any) -> bool:
    """Return whether the page's style sheet leaves nothing free between paragraphs."""
    return any(_CLOSE.search(_without_nested(sheet.text or "")) for sheet in root.iter("style"))


def _is_empty(paragraph: Any) -> bool:
    return not "".join(paragraph.itertext()).strip() and paragraph.find(".//img") is None


def _hiding_names(root: Any) -> frozenset[str]:
    """Return the classes (".name") and keys ("#name") that the page's own style sheet never shows.

    Only rules for a class or key alone are read, and none that hold for some screens or for paper.
    """
    found: set[str] = set()
    for sheet in root.iter("style"):
        if sheet.get("media", "all").lower() not in ("all", "screen"):
            continue
        for rule in _without_nested(sheet.text or "").split("}"):
            selectors, _, rules = rule.partition("{")
            if _HIDDEN_STYLE.search(rules):
                found |= {
                    match[1] for one in selectors.split(",") if (match := _SELECTOR.fullmatch(one.strip()))
                }
    return frozenset(found)


def _without_nested(sheet: str) -> str:
    """Return a style sheet without comments and without rules that stand in "@media" and the like."""
    parts: list[str] = []
    depth, nested = 0, 0
    for part in re.split(r"([{}])", re.sub(r"/\*.*?(?:\*/|$)", "", sheet, flags=re.DOTALL)):
        if part == "{":
            depth += 1
            if not nested and parts and "@" in parts[-1]:
                nested = depth
                parts.pop()
        if not nested:
            parts.append(part)
        if part == "}":
            if nested == depth:
                nested = 0
            depth = max(depth - 1, 0)
    return "".join(parts)


def _rows(table: Any) -> Iterator[Any]:
    """Yield the rows of a table, and its captions."""
    for child in table:
        if child.tag in ("tbody", "thead", "tfoot"):
            yield from (row for row in child if row.tag == "tr")
        elif child.tag in ("tr", "caption"):
            yield child


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(int(value), _MOST_SPAN) if value.isascii() and value.isdigit() and 0 < len(value) < 6 and int(value) else 1
