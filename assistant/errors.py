"""The errors that a user may see: each is one line that says what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class SonocodeError(Exception):
    """Base of every error that is the input's fault. Faces print it as one line and exit with code 2."""


class InputError(SonocodeError):
    """A document, folder or option that cannot be used."""


class KnowledgeError(SonocodeError):
    """A fault of a knowledge file.

    Args:
        path: The file.
        line: One-based line of the fault, or None where it has none.
        what: What is wrong and what is allowed instead.
        shown: How the file is named to the reader; its bare name where none is given.
    """

    def __init__(self, path: Path, line: int | None, what: str, shown: str = "") -> None:
        self.path, self.line, self.what = path, line, what
        name = shown or path.name
        super().__init__(f"{name}:{line}: {what}" if line else f"{name}: {what}")

    @property
    def faults(self) -> tuple[KnowledgeError, ...]:
        """The single faults: this one."""
        return (self,)


class KnowledgeFaults(KnowledgeError):
    """Several faults of knowledge files, one a line; as an error it stands at the first of them.

    Args:
        faults: At least one.
    """

    def __init__(self, faults: Sequence[KnowledgeError]) -> None:
        self.path, self.line, self.what = faults[0].path, faults[0].line, faults[0].what
        self._faults = tuple(faults)
        SonocodeError.__init__(self, "\n".join(map(str, faults)))

    @property
    def faults(self) -> tuple[KnowledgeError, ...]:
        """The single faults."""
        return self._faults


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


def place_of(error: BaseException) -> str:
    """Return the innermost place of ours in an error's trace, as file:line: what may be logged, as its words may not."""
    place, trace = "an unknown place", error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if "assistant" in file:
            place = f"{file.rpartition('assistant')[2].lstrip('/')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
