"""Reads the tables of worksheets, once: rows, columns and cells with the headings that they stand under.

Everything that later steps want to know of a table (which side a column is of, what a letter in it means) they take
from here.
"""

from __future__ import annotations

from assistant.language.layout import Reading


def find_tables(reading: Reading) -> None:
    """Fill `reading.tables` in the order of the text."""
