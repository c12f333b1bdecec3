"""Codes as plain text, as one pastes them into a billing system: 93971-RT, with x2 behind it where there are two units."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.exchange.exported import Exported, is_ready, on_one_line, out_lines


def codes_text(report: Exported) -> str:
    """Return the codes of a report that may be billed as they are, one a line; those that wait are left out."""
    lines = (line.line for line in out_lines(report) if is_ready(line))
    return "\n".join(f"{line.name} x{line.units}" if line.units > 1 else line.name for line in lines if line)


def codes_texts(reports: Iterable[Exported]) -> Iterable[str]:
    """Yield each report's name, its patient and day where they are told, its codes below, and an empty line."""
    for report in reports:
        head = "  ".join(filter(None, map(on_one_line, (report.name, report.patient, report.served_on))))
        yield f"{head}\n{codes_text(report) or 'no code'}\n\n"
