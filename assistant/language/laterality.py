"""Gives each paired structure its side."""

from __future__ import annotations

from assistant.language.layout import Reading


def find_sides(reading: Reading) -> None:
    """Fill `mention.side` and `mention.side_source` for anatomy, vessels and manoeuvres."""
