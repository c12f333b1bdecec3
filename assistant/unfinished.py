"""Files that are written beside the one asked for, and get its name when they are whole."""

from __future__ import annotations

from itertools import chain, count
from pathlib import Path
from typing import BinaryIO

UNFINISHED = ".part"


def open_unfinished(target: Path) -> tuple[Path, BinaryIO]:
    """Open a new file beside `target` and return its path and the stream; what has its name already is left alone.

    A link of that name is not followed, a file of it not overwritten, a pipe of it not waited for: the next free name is
    taken, `results.jsonl.part2`.

    Raises:
        OSError: No file can be made there.
    """
    for number in chain([""], map(str, count(2))):
        path = target.with_name(f"{target.name}{UNFINISHED}{number}")
        try:
            return path, path.open("xb")
        except FileExistsError:
            continue
    raise AssertionError("numbers do not end")
