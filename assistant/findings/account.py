"""The findings of a text: every statement about one structure, told once, with the words that tell it."""

from __future__ import annotations

from assistant.analysis import Finding
from assistant.language.layout import Reading


def find_findings(reading: Reading) -> tuple[Finding, ...]:
    """Return what a text says now of its structures, in its order; offsets of the evidence are characters, ends exclusive."""
    return ()
