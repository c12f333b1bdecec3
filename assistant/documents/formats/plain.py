"""Reads plain text in any common encoding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from assistant.documents.document import Document
from assistant.documents.files import read_bounded
from assistant.documents.text import decode


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the one report that a text is.

    Raises:
        InputError: It is too large, empty or no text.
    """
    decoded = decode(read_bounded(stream, of_text=True))
    yield Document(decoded.text, note=decoded.note)
