"""Reads a document that a message or resource carries inside itself: the bytes of a PDF, an RTF or a text.

What is inside is read by the same readers as a file, but only of the kinds that hold no further documents: a message
inside a message is refused, so that nothing nests without end.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Callable, Iterable
from operator import itemgetter

from assistant.documents.document import Document
from assistant.documents.kinds import HEAD, Kind, kind_of
from assistant.errors import InputError

#: The most bytes of a document that is carried inside another.
MOST_ATTACHED = 32_000_000
#: Kinds that are read inside another document, the one that is taken first of several forms of one report first.
READ_INSIDE = (Kind.TEXT, Kind.HTML, Kind.CDA, Kind.RTF, Kind.WORD, Kind.PDF)

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_BLANKS = re.compile(r"\s+")


def decoded_base64(data: str) -> bytes:
    """Return the bytes that Base64 stands for; blanks and line ends in it are let go.

    Raises:
        InputError: It is none, is cut off, or holds more than `MOST_ATTACHED` bytes.
    """
    data = _BLANKS.sub("", data)
    if len(data) > MOST_ATTACHED * 4 // 3 + 4:
        raise InputError(f"holds an attached document of more than {MOST_ATTACHED:,} bytes; give it as a file of its own")
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputError("holds an attached document that is no whole Base64; it may be cut off") from error


def kind_inside(data: bytes, name: str = "") -> Kind | None:
    """Return the kind of a document that another carries; None where it is a picture or of a kind not read there."""
    if data.startswith(_PICTURES) or not data.strip():
        return None
    kind = kind_of(data[:HEAD], name, carried=True)
    return kind if kind in READ_INSIDE else None


def best_inside(
    carried: Iterable[tuple[Callable[[], tuple[bytes, str]], bool]], carrier: str
) -> tuple[Document | None, int, list[str]]:
    """Return the best of several forms of one report, how many could be taken, and why others could not.

    Args:
        carried: For each form what gives its bytes and name, or raises InputError, and whether its language is a foreign
            one: such a form is taken last, and plain text before HTML, RTF, Word and PDF.
        carrier: What carries them, in words: "a message".
    """
    forms: list[tuple[bool, int, bytes, str]] = []
    faults: list[str] = []
    for give, is_foreign in carried:
        try:
            data, name = give()
        except InputError as error:
            faults.append(str(error))
            continue
        kind = kind_inside(data, name)
        if kind is None:
            faults.append(f"holds a picture, or a document of a kind that is not read inside {carrier}")
        else:
            forms.append((is_foreign, READ_INSIDE.index(kind), data, name))
    for _, _, data, name in sorted(forms, key=itemgetter(0, 1)):
        try:
            return read_inside(data, name), len(forms), faults
        except InputError as error:
            faults.append(str(error))
    return None, len(forms), faults


def read_inside(data: bytes, name: str = "") -> Document:
    """Return the report that a document carried inside another holds, its text whole.

    Args:
        data: Its bytes.
        name: A name with the suffix that its carrier promises; the bytes go before it.

    Raises:
        InputError: It cannot be used; the words go on from the name of the carrier.
    """
    from assistant.documents.opening import Documents

    if data.startswith(_PICTURES):
        raise InputError("holds a picture and no text of a report")
    kind = kind_of(data[:HEAD], name, carried=True)
    if kind not in READ_INSIDE:
        raise InputError(f"holds an attached document of the kind {kind}, which is not read inside another one")
    try:
        found = list(Documents(io.BytesIO(data), name))
    except InputError as error:
        raise InputError(f"holds an attached document ({kind}) that {error}") from error
    fault = next((document.fault for document in found if document.fault), "" if found else "holds no text")
    if fault:
        raise InputError(f"holds an attached document ({kind}) that {fault}")
    text = "\n\n".join(document.text for document in found)
    return Document(text, kind, note=" ".join(filter(None, dict.fromkeys(document.note for document in found))))
