"""Walks the elements of a Word document and gathers the lines that its pages show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from assistant.documents.formats.shared.left_out import LeftOut
from assistant.documents.formats.shared.symbol_fonts import symbol
from assistant.documents.formats.shared.table_rows import row_lines
from assistant.documents.formats.word.lists import ListMarks
from assistant.documents.formats.word.styles import HiddenStyles
from assistant.errors import InputError

MOST_CHUNKS = 20
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_KEY = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
#: What is shown for an empty element of a run.
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
#: Elements that hold paragraphs or runs in their place.
_THROUGH = frozenset({
    "body", "hdr", "ftr", "ins", "moveTo", "hyperlink", "smartTag", "fldSimple", "customXml", "sdtContent", "dir", "bdo",
    "rubyBase", "footnote", "endnote",
})  # fmt: skip
_OFF = frozenset({"0", "false", "off", "none"})


def w(name: str) -> str:
    """Return the full name of an element or attribute of WordprocessingML."""
    return f"{{{_W}}}{name}"


def is_on(element: Any) -> bool:
    """Return whether a property that is on or off is on: there, and not said to be off (ECMA-376, 17.17.4)."""
    return element is not None and element.get(w("val"), "1").lower() not in _OFF


class WordText:
    """Gathers lines; what it left out is kept over all parts of a document.

    Args:
        styles: The root of the part of styles, or None.
        numbering: The root of the part of lists, or None.
        chunk: Gives the lines of an embedded document by its key.

    Attributes:
        left_out: What was left out.
        pictures: Whether there are pictures.
    """

    def __init__(self, styles: Any, numbering: Any, chunk: Callable[[str], list[str]]) -> None:
        self._styles = HiddenStyles(styles)
        self._marks = ListMarks(numbering, styles)
        self._chunk, self._chunks = chunk, 0
        self._notes: dict[str, list[str]] = {"footnotes": [], "endnotes": []}
        self.left_out: set[LeftOut] = set()
        self.pictures = False

    def lines_of(self, element: Any) -> list[str]:
        """Return the lines of the body, of a cell, of a text box, of a header."""
        lines: list[str] = []
        runs_on = ""  # the begin of a paragraph whose mark was deleted
        for block in _blocks(element):
            name = _name(block)
            if name == "p":
                boxes: list[Any] = []
                text = runs_on + self._paragraph(block, boxes)
                runs_on = ""
                if block.find(f"{w('pPr')}/{w('rPr')}/{w('del')}") is not None:
                    self.left_out.add(LeftOut.CHANGES)
                    runs_on = text
                else:
                    lines += text.split("\n")
                for box in boxes:
                    lines += self.lines_of(box)
            elif name == "tbl":
                lines += self._table(block)
            elif name == "altChunk":
                self._chunks += 1
                if self._chunks > MOST_CHUNKS:
                    raise InputError(f"embeds more than {MOST_CHUNKS} documents; save them as files of their own")
                lines += self._chunk(block.get(_KEY, ""))
            elif name in ("ins", "moveTo", "del", "moveFrom"):
                self.left_out.add(LeftOut.CHANGES)
        return [*lines, *([runs_on] if runs_on else [])]

    def notes_of(self, root: Any, kind: str) -> list[str]:
        """Return the lines of the "footnotes" or "endnotes" to which the text points, in its order."""
        if root is None:
            return []
        notes = {one.get(w("id")): one for one in root if _name(one) in ("footnote", "endnote")}
        return [line for key in self._notes[kind] if key in notes for line in self.lines_of(notes[key]) if line.strip()]

    def _table(self, table: Any) -> list[str]:
        lines: list[str] = []
        for row in _inside(table, "tr"):
            properties = row.find(w("trPr"))
            if properties is not None:
                if properties.find(w("del")) is not None:
                    self.left_out.add(LeftOut.CHANGES)
                    continue
                if is_on(properties.find(w("hidden"))):
                    self.left_out.add(LeftOut.HIDDEN)
                    continue
            before: list[list[str]] = [[] for _ in range(_number(properties, "gridBefore"))]
            lines += row_lines(before + self._cells(row))
        return lines

    def _cells(self, row: Any) -> list[list[str]]:
        cells: list[list[str]] = []
        for cell in _inside(row, "tc"):
            properties = cell.find(w("tcPr"))
            cells.append(self.lines_of(cell))
            cells.extend([] for _ in range(_number(properties, "gridSpan") - 1))
        return cells

    def _paragraph(self, paragraph: Any, boxes: list[Any]) -> str:
        properties = paragraph.find(w("pPr"))
        style = _value(properties, "pStyle")
        text = "".join(self._runs(paragraph, style, boxes))
        mark = self._marks.of(properties, style)
        return f"{mark} {text.lstrip()}" if mark and text.strip() else text

    def _runs(self, element: Any, style: str, boxes: list[Any]) -> Iterator[str]:
        for child in element:
            name = _name(child)
            if name == "r":
                yield from self._run(child, style, boxes)
            elif name in ("del", "moveFrom"):
                self.left_out.add(LeftOut.CHANGES)
            elif name == "sdt":
                if (content := _content(child)) is not None:
                    yield from self._runs(content, style, boxes)
            elif child.tag == f"{_CHOICE}AlternateContent":
                yield from self._runs(_chosen(child), style, boxes)
            elif name in ("oMath", "oMathPara"):
                yield "".join(part.text or "" for part in child.iter(_MATH))
            elif name in _THROUGH:
                if name in ("ins", "moveTo"):
                    self.left_out.add(LeftOut.CHANGES)
                yield from self._runs(child, style, boxes)

    def _run(self, run: Any, style: str, boxes: list[Any]) -> Iterator[str]:
        properties = run.find(w("rPr"))
        shown = "".join(self._shown(run, style, boxes))
        hidden = self._hidden(properties, style)
        if shown.strip() and hidden:
            self.left_out.add(hidden)
        if not hidden:
            yield shown

    def _hidden(self, properties: Any, style: str) -> LeftOut | None:
        """Return why a run is not read, by its own properties, else those of its style and its paragraph's."""
        if properties is not None:
            if any(is_on(properties.find(w(name))) for name in ("strike", "dstrike")):
                return LeftOut.STRUCK
            if (own := properties.find(w("vanish"))) is not None:
                return LeftOut.HIDDEN if is_on(own) else None
        return LeftOut.HIDDEN if self._styles.hides(_value(properties, "rStyle"), style) else None

    def _shown(self, run: Any, style: str, boxes: list[Any]) -> Iterator[str]:
        for child in run:
            name = _name(child)
            if name == "t":
                yield child.text or ""
            elif name in _SIGNS:
                yield _SIGNS[name]
            elif name == "sym":
                yield symbol(_hexadecimal(child.get(w("char"))), child.get(w("font"), ""))
            elif name in ("footnoteReference", "endnoteReference"):
                self._notes[f"{name.removesuffix('Reference')}s"].append(child.get(w("id"), ""))
            elif name == "fldChar":
                yield _form_field(child)
            elif name == "object":
                self.left_out.add(LeftOut.OBJECTS)
            elif name in ("drawing", "pict"):
                self._drawing(child, boxes)
            elif child.tag == f"{_CHOICE}AlternateContent":
                yield from self._shown(_chosen(child), style, boxes)
            elif name == "ruby":
                yield from self._runs(child, style, boxes)

    def _drawing(self, drawing: Any, boxes: list[Any]) -> None:
        """Note the text boxes of a drawing, not those that stand in one of them: they come with it."""
        found = [box for box in drawing.iter(w("txbxContent")) if _is_outermost(box, drawing)]
        boxes.extend(found)
        self.pictures |= not found


def _blocks(element: Any) -> Iterator[Any]:
    """Yield paragraphs, tables, embedded documents and changes in their order, through what only holds them."""
    for child in element:
        name = _name(child)
        if name == "sdt":
            if (content := _content(child)) is not None:
                yield from _blocks(content)
        elif child.tag == f"{_CHOICE}AlternateContent":
            yield from _blocks(_chosen(child))
        elif name in _THROUGH:
            if name in ("ins", "moveTo"):
                yield child
            yield from _blocks(child)
        else:
            yield child


def _inside(element: Any, wanted: str) -> Iterator[Any]:
    """Yield the rows of a table or the cells of a row."""
    return (child for child in _blocks(element) if _name(child) == wanted)


def _content(control: Any) -> Any:
    """Return what a content control holds; None where it only asks to be filled in."""
    properties = control.find(w("sdtPr"))
    if properties is not None and is_on(properties.find(w("showingPlcHdr"))):
        return None
    return control.find(w("sdtContent"))


def _chosen(alternatives: Any) -> Any:
    """Return the first of several forms of the same content; the others repeat it for older readers."""
    return next(iter(alternatives), ())


def _form_field(begin: Any) -> str:
    """Return the box of a form's field, which has no text, or the chosen entry of its list (ECMA-376, 17.16)."""
    box = begin.find(f"{w('ffData')}/{w('checkBox')}")
    if box is not None:
        checked = box.find(w("checked"))
        return "[x] " if is_on(checked if checked is not None else box.find(w("default"))) else "[ ] "
    choices = begin.find(f"{w('ffData')}/{w('ddList')}")
    if choices is None:
        return ""
    entries = [one.get(w("val"), "") for one in choices.findall(w("listEntry"))]
    chosen = _number(choices, "result" if choices.find(w("result")) is not None else "default")
    return entries[chosen] if chosen < len(entries) else ""


def _is_outermost(box: Any, drawing: Any) -> bool:
    """Return whether a text box stands in no other one, nor in the form of a drawing for older readers."""
    inner = box.getparent()
    while inner is not None and inner is not drawing:
        if inner.tag in (w("txbxContent"), f"{_CHOICE}Fallback"):
            return False
        inner = inner.getparent()
    return True


def _name(element: Any) -> str:
    """Return the name of an element of Word or of mathematics; empty for those of others."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    space, _, name = tag.rpartition("}")
    return name if space.lstrip("{") in (_W, _MATH.rpartition("}")[0].lstrip("{")) else ""


def _value(properties: Any, name: str) -> str:
    found = properties.find(w(name)) if properties is not None else None
    return found.get(w("val"), "") if found is not None else ""


def _number(properties: Any, name: str) -> int:
    """Return a property as a number, at most 1,000; 0 where it is none."""
    value = _value(properties, name)
    return min(int(value), 1000) if value.isascii() and value.isdigit() and len(value) < 9 else 0


def _hexadecimal(value: str | None) -> int:
    try:
        return int(value or "", 16)
    except ValueError:
        return 0
