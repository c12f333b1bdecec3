"""Findings as rows of a table, in the order in which a worksheet is read, and as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from assistant.analysis import Finding
from assistant.csv_text import csv_line

COLUMNS = ("report", "structure", "side", "segment", "attribute", "value", "unit", "start", "end", "words")
SIDES = ("right", "left", "bilateral", "none")


class FindingRow(NamedTuple):
    """One finding in words: `what` is the attribute, `value` what was seen, with its unit."""

    structure: str
    side: str
    segment: str
    what: str
    value: str
    finding: Finding


def finding_rows(findings: Iterable[Finding]) -> list[FindingRow]:
    """Return findings as rows in the order of a worksheet: right, left, both, midline; each structure's rows together."""
    rows = [
        FindingRow(
            found.structure, found.side or "none", found.segment or "", found.attribute.replace("_", " "),
            f"{found.value} {found.unit}".strip() if found.unit else str(found.value).replace("_", " "), found,
        )
        for found in findings
    ]  # fmt: skip
    first = {name: number for number, name in reversed([*enumerate((row.side, row.structure) for row in rows)])}
    return sorted(rows, key=lambda row: (SIDES.index(row.side), first[row.side, row.structure]))


def csv_head() -> str:
    """Return the line that names the columns."""
    return csv_line(COLUMNS, "")


def csv_lines(report: str, findings: Iterable[Finding]) -> Iterator[str]:
    """Yield one CSV line for each finding of a report, with the place and the words that tell it first.

    A cell that a spreadsheet would run as a formula is written as text.
    """
    for found in findings:
        place = found.evidence[0]
        yield csv_line(
            (
                report, found.structure, found.side or "none", found.segment or "", found.attribute, found.value,
                found.unit or "", place.start, place.end, " ".join(place.text.split()),
            ),
            "",
        )  # fmt: skip
