"""The errors that a user may see: each is one line that says what is wrong, where, and what to do."""

from __future__ import annotations

from pathlib import Path


class SonocodeError(Exception):
    """Base of every error that is the input's fault. Faces print it as one line and exit with code 2."""


class InputError(SonocodeError):
    """A document, folder or option that cannot be used."""


class KnowledgeError(SonocodeError):
    """A knowledge file that breaks its schema.

    Args:
        path: The file.
        line: One-based line of the fault, or None where it has none.
        what: What is wrong and what is allowed instead.
    """

    def __init__(self, path: Path, line: int | None, what: str) -> None:
        self.path, self.line, self.what = path, line, what
        where = f"{path.name}:{line}" if line else path.name
        super().__init__(f"{where}: {what}")


class TableError(SonocodeError):
    """An official table that is not in its published layout, or is cut off.

    Args:
        path: The file.
        line: One-based line of the fault, or None where it has none.
        what: What is wrong and what to do.
    """

    def __init__(self, path: Path, line: int | None, what: str) -> None:
        self.path, self.line, self.what = path, line, what
        where = f"{path.name}:{line}" if line else path.name
        super().__init__(f"{where}: {what}")
