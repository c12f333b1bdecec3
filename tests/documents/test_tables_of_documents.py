"""A table of cells, as documents have them, is read as the one that was typed with blanks."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

import docx
import pytest
from test_same_answer import answer

from assistant.documents.opening import only_report

SAMPLE = Path(__file__).parents[2] / "samples" / "dialysis-mapping-both-arms.txt"
TEXT = SAMPLE.read_text(encoding="utf-8")
HEADINGS, *ROWS = (
    [cell.strip() for cell in re.split(r" {2,}", line)] for line in re.findall(r"(?m)^(?: {3,}.*|\w+ {3,}.*)$", TEXT)
)
BEFORE, BEHIND = TEXT.split("ARTERIES\n")[0] + "ARTERIES", TEXT[TEXT.index("Allen test") :]


def as_word() -> bytes:
    document = docx.Document()
    for line in BEFORE.split("\n"):
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=3)
    for row in (HEADINGS, *ROWS):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for line in BEHIND.split("\n"):
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_html() -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in (HEADINGS, *ROWS))
    before, behind = ("<br>".join(html.escape(part).split("\n")) for part in (BEFORE, BEHIND))
    return f"<html><meta charset=utf-8><body><div>{before}</div><table>{rows}</table><div>{behind}</div>".encode()


def as_rtf() -> bytes:
    rows = "".join(r"\trowd\pard\intbl " + "".join(rf"{cell}\cell " for cell in row) + r"\row" for row in (HEADINGS, *ROWS))
    before, behind = ("\\par\n".join(part.split("\n")) for part in (BEFORE, BEHIND))
    return ("{\\rtf1\\ansi " + before + "\\par\n" + rows + "\\pard " + behind + "}").encode("ascii")


@pytest.mark.parametrize(("data", "name"), [(as_word(), "a.docx"), (as_html(), "a.html"), (as_rtf(), "a.rtf")])
def test_a_table_of_cells_has_the_codes_and_gaps_of_one_typed_with_blanks(data: bytes, name: str) -> None:
    document = only_report(io.BytesIO(data), name)
    assert " | ".join(ROWS[0]) in document.text
    assert answer(document.text) == answer(TEXT)
