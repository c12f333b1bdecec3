"""Reads XML that a stranger wrote: it declares nothing, fetches nothing, and grows no larger than the bounds below."""

from __future__ import annotations

import re
from typing import Any

from assistant.errors import InputError

#: The most bytes of one XML document; the rest of a large one are pictures and files inside it.
MOST_BYTES = 50_000_000
#: The most characters that open an element or give an attribute its value. A tree takes about 150 bytes of memory for
#: each; the longest documents that were seen have a twentieth of them.
MOST_MARKS = 1_000_000
_MARKS = (b"<", b"=")
#: What may stand before the root element; wide encodings come here without their zero bytes.
_DOCTYPE = re.compile(rb"(?:[^<]|<\?|<!--)*?<!DOCTYPE[^>\[]*(\[)?", re.IGNORECASE)
_PROLOG = 65_536  # bytes in which a document type is looked for; the parsed tree is asked again


def parse_xml(data: bytes) -> Any:
    """Return the root element of an XML document, without its comments and processing instructions.

    The encoding is the one that a byte order mark or the declaration tells, else UTF-8. An element lies at most 255
    others deep (libxml2's own bound), and a run of text has 10 million bytes at most.

    Args:
        data: The whole document.

    Returns:
        The `lxml.etree` element.

    Raises:
        InputError: It is too large, or no whole XML, or declares entities: no document that carries reports does, and
            they can be made to grow without end or to name files of this computer. The line is told where it is known.
    """
    from lxml import etree

    if len(data) > MOST_BYTES:
        raise InputError(f"is XML of more than {MOST_BYTES:,} bytes; split it into reports")
    if sum(data.count(mark) for mark in _MARKS) > MOST_MARKS:
        raise InputError(f"is XML of more than {MOST_MARKS:,} elements and attributes; split it into reports")
    doctype = _DOCTYPE.match(data[:_PROLOG].replace(b"\x00", b""))
    if doctype and doctype[1]:
        raise InputError("is XML that declares a document type of its own; save it without '<!DOCTYPE ...>'")
    # 'collect_ids' stays as it is: set to False, libxml2 loads the document type that the document names
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, dtd_validation=False, attribute_defaults=False, no_network=True,
        huge_tree=False, recover=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        # libxml2's own words may repeat a part of the document, so they are not handed on
        raise InputError(f"is no whole XML from line {error.lineno or 1} on; perhaps it is cut off") from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and next(declared.iterentities(), None) is not None:
        raise InputError("is XML that declares entities; save it without '<!DOCTYPE ...>'")
    return root
