"""Where results are written: whole or not at all under their name, and nothing that was finished is lost."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol, TextIO

from assistant.cli.options import tell
from assistant.errors import InputError
from assistant.unfinished import open_unfinished


class Lines(Protocol):
    """What takes the finished lines of a command, one at a time."""

    def add(self, line: str) -> None:
        """Write one line."""


class _Stream:
    """Lines to a stream that is written as they come: standard output, a pipe, a device."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def add(self, line: str) -> None:
        self.stream.write(line + "\n")


class _Unfinished:
    """Lines to a file beside the one asked for; each is on disk before the next one is made."""

    def __init__(self, target: Path) -> None:
        self.path, self.stream = open_unfinished(target)
        self.lines = self.end = 0

    def add(self, line: str) -> None:
        self.stream.write(f"{line}\n".encode("utf-8", "backslashreplace"))
        self.stream.flush()
        self.lines, self.end = self.lines + 1, self.stream.tell()


@contextmanager
def lines_to(out: Path | None, inputs: Iterable[Path] = ()) -> Iterator[Lines]:
    """Yield what takes lines for `out`, or for standard output where it is None.

    A file gets its name when all lines are written. Where the work ends early, by a key or a full disk, what is
    finished stays beside it under a name that was free, and one line on standard error says which.

    Args:
        out: The file, or a device or pipe, which is written as it is.
        inputs: The files that are read, none of which may be `out`.

    Raises:
        InputError: `out` is a folder or one of the inputs, or cannot be written.
    """
    if out is None:
        yield _Stream(sys.stdout)
        return
    try:
        if not is_file_to_be(out, inputs):
            with out.open("w", encoding="utf-8", errors="backslashreplace") as stream:
                yield _Stream(stream)
            return
        target = out.resolve()
        unfinished = _Unfinished(target)
    except OSError as error:
        raise _cannot_write(out, error) from error
    try:
        yield unfinished
        unfinished.stream.close()
        os.replace(unfinished.path, target)
    except BaseException as stopped:
        _keep(unfinished)
        if isinstance(stopped, OSError):
            raise _cannot_write(out, stopped) from stopped
        raise


def is_file_to_be(out: Path, inputs: Iterable[Path] = ()) -> bool:
    """Whether `out` is to become a file: it is none yet, or one that will be replaced; else it is a device or a pipe.

    Raises:
        InputError: `out` is a folder or one of the inputs, or there is no folder for it.
    """
    try:
        kind = _kind(out)
        if kind is None and not out.resolve().parent.is_dir():
            raise InputError(f"{out}: there is no such folder")
    except OSError as error:
        raise _cannot_write(out, error) from error
    if kind is not None and stat.S_ISDIR(kind):
        raise InputError(f"{out}: is a folder; name a file in it")
    if kind is not None and stat.S_ISREG(kind) and any(_same(out, path) for path in inputs):
        raise InputError(f"{out}: is one of the files to read; write to another one")
    return kind is None or stat.S_ISREG(kind)


def _kind(path: Path) -> int | None:
    """Return the file mode of what stands at `path`, or None where nothing does."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _same(first: Path, second: Path) -> bool:
    try:
        return first.samefile(second)
    except OSError:
        return False


def _keep(unfinished: _Unfinished) -> None:
    """Leave the whole lines of an unfinished file and say where they are; a file without any goes."""
    with suppress(OSError):  # the first error is told
        unfinished.stream.close()
    if unfinished.lines:
        os.truncate(unfinished.path, unfinished.end)
        tell(f"stopped early: {unfinished.lines} finished so far are kept in {unfinished.path}")
    else:
        unfinished.path.unlink(missing_ok=True)


def _cannot_write(out: Path, error: OSError) -> InputError:
    return InputError(f"{out}: cannot be written ({error.strerror or error})")
