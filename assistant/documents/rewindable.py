"""A stream that can be read twice, in an encoding whose line ends and separators are single bytes."""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO

from assistant.documents.text import MARKS, decode
from assistant.errors import InputError

#: The most bytes of a stream that cannot be wound back, or is in a wide encoding: it is kept in memory.
MOST_KEPT = 64_000_000


def rewindable(stream: BinaryIO) -> tuple[BinaryIO, str]:
    """Return a stream at its first character, and the codec that a byte order mark names; empty where there is none.

    Raises:
        InputError: It cannot be wound back, or is in a wide encoding, and is larger than is kept in memory.
    """
    if not stream.seekable():
        data = stream.read(MOST_KEPT + 1)
        if len(data) > MOST_KEPT:
            raise InputError(f"is a stream of more than {MOST_KEPT:,} bytes; save it as a file")
        stream = io.BytesIO(data)
    start = stream.tell()
    head = stream.read(4)
    stream.seek(start)
    if not head.startswith(tuple(mark for mark, _ in MARKS)):
        return stream, ""
    if head.startswith(codecs.BOM_UTF8):
        stream.seek(start + len(codecs.BOM_UTF8))
        return stream, "utf-8"
    data = stream.read(MOST_KEPT + 1)
    if len(data) > MOST_KEPT:
        raise InputError(f"is in a wide encoding and larger than {MOST_KEPT:,} bytes; save it in UTF-8")
    return io.BytesIO(decode(data, limit=MOST_KEPT).text.encode("utf-8", "replace")), "utf-8"
