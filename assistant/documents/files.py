"""Reads the file of a report: never more of it than a report can hold, and never waiting for a pipe that nobody fills."""

from __future__ import annotations

import os
import select
import stat
from pathlib import Path
from typing import BinaryIO

from assistant.documents.text import TEXT_LIMIT, refuse_other_kinds
from assistant.errors import InputError

#: The most bytes of one report: each character has four at most, and a byte order mark may stand before them.
MOST_BYTES = 4 * TEXT_LIMIT + 4


def read_document(path: Path, *, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a file.

    Args:
        path: A file, or a pipe such as the shell makes.
        most: The most bytes that are accepted; no more than these are read.

    Raises:
        InputError: The file is larger.
        OSError: It cannot be opened or read.
    """
    with opened(path) as stream:
        return read_bounded(stream, most, of_text=True)


#: Milliseconds in which somebody who fills a pipe should have opened it.
PATIENCE = 500


def opened(path: Path) -> BinaryIO:
    """Open a file to read, hardly waiting for the writer of a pipe; one that nobody fills reads as empty.

    Raises:
        OSError: It cannot be opened.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(mode := os.fstat(handle).st_mode):
            if stat.S_ISFIFO(mode):
                waiting = select.poll()
                waiting.register(handle, select.POLLIN | select.POLLHUP)
                waiting.poll(PATIENCE)
            os.set_blocking(handle, True)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_bounded(stream: BinaryIO, most: int = MOST_BYTES, *, of_text: bool = False) -> bytes:
    """Return what a stream holds.

    Args:
        stream: At its beginning.
        most: The most bytes that are accepted.
        of_text: Whether it should be plain text, so that what is too large is rather said to be of another kind.

    Raises:
        InputError: It holds more.
    """
    data = stream.read(most + 1)
    if len(data) > most:
        if of_text:
            refuse_other_kinds(data)
        raise InputError(f"is larger than {most:,} bytes, the most of one report; split it into reports")
    return data


def printable_name(name: str) -> str:
    """Return a file name as text that every encoding can write: a byte ff that is no UTF-8 becomes `\\udcff`."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
