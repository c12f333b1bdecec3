"""Writes HL7 v2 messages for tests: a segment from the fields that it has, a report in the habits of different senders."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable

from assistant.documents.document import Document
from assistant.documents.opening import Documents


def segment(name: str, fields: dict[int, str] | None = None) -> str:
    """Return a segment with the given fields, by their number in the standard."""
    fields = fields or {}
    return "|".join([name, *(fields.get(number, "") for number in range(1, max(fields, default=0) + 1))])


def header(type: str = "ORU^R01", control: str = "M1", **more: str) -> str:
    """Return an MSH; more fields as `f18="8859/1"`."""
    fields = {3: "RIS", 4: "GENERAL", 7: "20260302111500", 9: type, 10: control, 11: "P", 12: "2.5.1"}
    fields |= {int(key[1:]): value for key, value in more.items()}
    shifted = {number - 1: value for number, value in fields.items()}
    return segment("MSH", {1: "^~\\&"} | shifted)


PID = segment("PID", {1: "1", 3: "0012345^^^GH^MR", 5: "Doe^Jane", 8: "F"})


def order(number: str = "A200", status: str = "F", **more: str) -> str:
    """Return an OBR with its filler number and status; more fields as `f4="..."`."""
    fields = {1: "1", 2: "P" + number, 3: number, 25: status}
    return segment("OBR", fields | {int(key[1:]): value for key, value in more.items()})


def observation(value: str, name: str = "", type: str = "TX", status: str = "F", **more: str) -> str:
    """Return an OBX; more fields as `f6="cm"`."""
    fields = {1: "1", 2: type, 3: name, 5: value, 11: status}
    return segment("OBX", fields | {int(key[1:]): value for key, value in more.items()})


def message(*segments: str, end: str = "\r") -> bytes:
    """Return a message in UTF-8; one that is given without its header gets one, and the patient."""
    whole = segments if segments and segments[0].startswith("MSH") else (header(), PID, *segments)
    return (end.join(whole) + end).encode()


def documents(data: bytes, name: str = "reports.hl7") -> list[Document]:
    """Return what a file of messages gives."""
    return list(Documents(io.BytesIO(data), name))


def only(data: bytes) -> Document:
    """Return the one report of a file, which has no fault."""
    (document,) = documents(data)
    assert document.fault == ""
    return document


def escaped(text: str) -> str:
    """Return a text with the separators escaped."""
    for letter, mark in (("\\", "E"), ("|", "F"), ("^", "S"), ("&", "T"), ("~", "R")):
        text = text.replace(letter, f"\x00{mark}\x00")
    return text.replace("\x00", "\\")


def _lines(text: str) -> bytes:
    return message(order(), *(observation(escaped(line), "US^ULTRASOUND") for line in text.splitlines()))


def _repeated(text: str) -> bytes:
    value = "~".join(escaped(line) for line in text.splitlines())
    return message(order(), observation(value, "18748-4^Diagnostic imaging study^LN", "FT"))


def _breaks(text: str) -> bytes:
    value = "\\.br\\".join(escaped(line) for line in text.splitlines())
    return message(order(), observation(value, "&GDT", "FT"), end="\r\n")


def _skips(text: str) -> bytes:
    value = "\\.sp\\".join(escaped(line) for line in text.splitlines())
    return message(order(), observation(value, "RPT^Report text", "FT"), end="\n")


def _hexadecimal(text: str) -> bytes:
    value = "\\X0D0A\\".join(escaped(line) for line in text.splitlines())
    return message(order(), observation(value, "", "ST"))


def _broken_lines(text: str) -> bytes:
    return message(order(), observation(escaped(text).rstrip("\n"), "REPORT", "TX"))


def _inside(text: str) -> bytes:
    data = base64.b64encode(text.encode()).decode()
    return message(order(), observation(f"RIS^TEXT^PLAIN^Base64^{data}", "PDF^Report", "ED"))


def _document(text: str) -> bytes:
    lines = (observation(escaped(line), "TXT^Document") for line in text.splitlines())
    txa = segment("TXA", {1: "1", 2: "RAD", 12: "D77", 17: "AU"})
    return message(header("MDM^T02^MDM_T02"), segment("EVN", {1: "T02"}), PID, txa, *lines)


def _framed(text: str) -> bytes:
    return b"\x0b" + _lines(text) + b"\x1c\r"


#: How senders put a report into a message.
HABITS: dict[str, Callable[[str], bytes]] = {
    "a line an observation": _lines, "repetitions": _repeated, "line breaks": _breaks, "vertical spaces": _skips,
    "hexadecimal line ends": _hexadecimal, "raw line ends": _broken_lines, "a document inside": _inside,
    "a document message": _document, "a frame": _framed,
}  # fmt: skip
