"""Gathers the lines of Rich Text Format: paragraphs, the cells and rows of tables, text boxes and the boxes of forms."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.documents.formats.shared.table_rows import row_lines


@dataclass(slots=True)
class Flow:
    """The lines of one place: the body, a header, a text box; with the cells of a row until it ends."""

    lines: list[str] = field(default_factory=list)
    paragraph: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    row: list[list[str]] = field(default_factory=list)
    inner_cell: list[str] = field(default_factory=list)
    inner_row: list[list[str]] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    in_table: bool = False
    depth: int = 1

    def end_paragraph(self) -> None:
        text = "".join(self.paragraph)
        self.paragraph.clear()
        if self.in_table:
            (self.inner_cell if self.depth > 1 else self.cell).append(text)
        else:
            self.lines.extend(text.split("\n"))
        self._place_boxes()

    def end_cell(self) -> None:
        self.cell.append("".join(self.paragraph))
        self.paragraph.clear()
        self.row.append(self.cell)
        self.cell = []

    def end_inner_cell(self) -> None:
        self.inner_cell.append("".join(self.paragraph))
        self.paragraph.clear()
        self.inner_row.append(self.inner_cell)
        self.inner_cell = []

    def end_inner_row(self) -> None:
        self.cell.extend(row_lines(self.inner_row))
        self.inner_row = []

    def end_row(self) -> None:
        if self.cell:
            self.row.append(self.cell)
            self.cell = []
        self.lines.extend(row_lines(self.row))
        self.row = []
        self._place_boxes()

    def close(self) -> list[str]:
        """Return all lines, with what no end of a paragraph or row followed."""
        if self.inner_cell or self.inner_row:
            self.inner_row.append(self.inner_cell)
            self.end_inner_row()
        if self.cell or self.row:
            self.end_row()
        if self.paragraph or self.boxes:
            self.in_table = False
            self.end_paragraph()
        return self.lines

    def _place_boxes(self) -> None:
        self.lines.extend(self.boxes)
        self.boxes.clear()


@dataclass(slots=True)
class FormBox:
    """The box of a form's field, of which the document tells the state and no text."""

    is_box: bool = False
    ticked: bool = False
    default: bool = False
    told: bool = False

    def tell(self, word: str, number: int | None) -> None:
        if word == "fftype":
            self.is_box = number == 1
        elif word == "ffres" and number != 25:  # 25: as the default says
            self.told, self.ticked = True, bool(number)
        elif word == "ffdefres":
            self.default = bool(number)

    def shown(self) -> str:
        if not self.is_box:
            return ""
        return "[x]" if (self.ticked if self.told else self.default) else "[ ]"
