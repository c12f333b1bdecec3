"""Finds and reads the report files of a batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from assistant.documents.text import decode
from assistant.errors import InputError


class ReportFile(NamedTuple):
    """One report of a batch: its id (the file's stem) and its text, or the reason why it cannot be read."""

    id: str
    path: Path
    text: str = ""
    note: str = ""
    fault: str = ""


def find_files(paths: Iterable[Path]) -> list[Path]:
    """Return the .txt files below folders, and the files named themselves, in order.

    Raises:
        InputError: A path does not exist, or no file was found.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found.extend(sorted(child for child in path.rglob("*.txt") if child.is_file()))
        elif path.exists():
            found.append(path)
        else:
            raise InputError(f"{path}: no such file or folder")
    if not found:
        raise InputError("no .txt report found; name a folder of .txt files, or the files themselves")
    return found


def read_files(paths: Iterable[Path]) -> Iterator[ReportFile]:
    """Read each file; one that cannot be read comes with its fault instead of its text."""
    for path in paths:
        try:
            decoded = decode(path.read_bytes())
        except (InputError, OSError) as error:
            yield ReportFile(path.stem, path, fault=str(error))
            continue
        yield ReportFile(path.stem, path, decoded.text, decoded.note)
