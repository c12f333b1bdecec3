"""Codes as plain text, as one pastes them into a billing system: 93971-RT, with x2 behind it where there are two units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.exchange.exported import Exported, OutLine, is_ready, on_one_line, out_lines

UNDECIDED = "suggested by the tool, nobody decided:"


def codes_text(report: Exported) -> str:
    """Return the codes of a report that may be billed as they are, one a line; those that wait are left out."""
    return _listed(out_lines(report))


def codes_texts(reports: Iterable[Exported]) -> Iterator[str]:
    """Yield each report's name, its patient and day where they are told, its codes below, and an empty line.

    Codes that nobody decided about follow the others, below a line that says so.
    """
    for report in reports:
        head = "  ".join(filter(None, map(on_one_line, (report.name, report.patient, report.served_on))))
        lines = out_lines(report)
        decided = _listed(line for line in lines if line.by)
        suggested = _listed(line for line in lines if not line.by)
        codes = "\n".join(filter(None, (decided, suggested and f"{UNDECIDED}\n{suggested}")))
        yield f"{head}\n{codes or 'no code that may be billed as it is'}\n\n"


def _listed(lines: Iterable[OutLine]) -> str:
    ready = (line.line for line in lines if is_ready(line) and line.line)
    return "\n".join(f"{line.name} x{line.units}" if line.units > 1 else line.name for line in ready)
