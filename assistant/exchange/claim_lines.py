"""Claim lines as CSV: one row a code, as RFC 4180 has it, in UTF-8.

A report without codes has no row. What nobody decided about is marked `suggested`, and a code that waits for
documentation names the elements that it waits for: whoever imports the file chooses by these columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.csv_text import csv_line
from assistant.exchange.exported import Exported, OutLine, out_lines, reason_of

#: A claim line of the paper and electronic forms has room for four modifiers; further ones have a column beside them.
MODIFIERS = 4
COLUMNS = (
    "report", "patient", "physician", "site", "date_of_service", "code",
    *(f"modifier_{number}" for number in range(1, MODIFIERS + 1)), "further_modifiers", "units", "status", "decision",
    "decided_by", "decided_at", "reason", "waits_for", "rule", "version", "knowledge", "code_set",
)  # fmt: skip


def claim_csv(reports: Iterable[Exported]) -> Iterator[str]:
    """Yield the table piece by piece, each with its line end: the line of names, then the rows of each report.

    A cell that a spreadsheet would run as a formula is written as text.
    """
    yield csv_line(COLUMNS)
    for report in reports:
        for line in out_lines(report):
            yield csv_line(_cells(report, line))


def _cells(report: Exported, line: OutLine) -> Sequence[object]:
    engine, by, code, claimed = report.analysis.engine, line.by, line.code, line.line
    if claimed is None:
        raise ValueError(f"{line.subject} does not go out")
    modifiers = [*claimed.modifiers, *[""] * MODIFIERS]
    return (
        report.name, report.patient, report.physician, report.site, report.served_on, claimed.code,
        *modifiers[:MODIFIERS], " ".join(claimed.modifiers[MODIFIERS:]), claimed.units, line.status or "", line.stance,
        by.who if by else "", by.at.isoformat() if by else "",
        reason_of(by) if by else "", " ".join(code.needs) if code else "",
        code.rule if code else "", engine.version, engine.knowledge, engine.code_set,
    )  # fmt: skip
