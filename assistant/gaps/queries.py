"""Writes the question to the author of a report about one gap."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.analysis import Span
from assistant.studies.compiled import knowledge


def write_query(element: str, state: str, structures: Sequence[str], evidence: Sequence[Span], text: str) -> str:
    """Return a neutral question about `element`."""
    entry = knowledge().elements[element].entry
    return f"Clarification of {entry.topic}. {entry.missing}"
