"""Reads the letters of PDF documents in a process apart (see `apart.py`): pdfium can be made to take hours or all memory."""

from __future__ import annotations

import json

from assistant.documents.apart import Allowance, Link, Processes
from assistant.documents.formats.pdf.letters import Bounds, Letters, read_letters
from assistant.errors import InputError

#: One at a time: each takes the processor and, if need be, all memory that a document may have.
_PROCESSES = Processes(__name__, "print it to PDF anew", one_at_a_time=True)


def letters_of(data: bytes, bounds: Bounds, megabytes: int) -> Letters:
    """Return the letters of a document.

    Args:
        data: The file.
        bounds: The most of it that is read.
        megabytes: The most memory that the process takes.

    Raises:
        InputError: It cannot be read within its bounds.
    """
    with _PROCESSES.lent(megabytes) as process:
        told = json.loads(process.ask(Allowance(bounds.seconds), json.dumps(bounds).encode(), data))
    if isinstance(told, str):
        raise InputError(told)
    return Letters.of(told)


def answer(asked: bytes, caller: Link) -> None:
    """Answer the bounds and the document that follows them with its letters, or with the words why it cannot be read."""
    data = caller.receive()
    if data is None:
        return
    told: Letters | str
    try:
        told = read_letters(data, Bounds(*json.loads(asked)))
    except InputError as error:
        told = str(error)
    caller.send(json.dumps(told).encode())
