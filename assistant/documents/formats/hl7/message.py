"""Splits a stream of HL7 v2 into its messages, and a message into segments, fields and parts.

Messages come one after the other, in batches (FHS, BHS, BTS, FTS) or in the frames of the minimal lower layer protocol
(0B ... 1C 0D); segments end as the sender's system ends lines. The separators are those that each message names
(HL7 v2.5.1 chapter 2, "delimiters" and "message construction rules"). Own code where the `hl7` package would do for a
small, whole message: that one takes the message as one string, needs carriage returns, and fails on a short MSH-2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from assistant.documents.formats.hl7.escapes import Marks, split, unescaped
from assistant.documents.formats.shared.message_words import message_words
from assistant.errors import InputError

CHUNK = 1 << 16
#: The most bytes of a segment: a scanned report of some 30 MB in Base64.
MOST_SEGMENT = 48_000_000
#: The most bytes and lines of a message: the longest report has no more lines than these.
MOST_MESSAGE = 64_000_000
MOST_LINES = 30_000
#: The most fields of a segment that are told apart; the standard has less than a hundred.
MOST_FIELDS = 200

_LINE_END = re.compile(rb"\r\n|\r|\n|\x1c")
_OPENS = re.compile(rb"(?:MSH|FHS|BHS)(?=[^\w\s])")
_TRAILERS = (b"BTS", b"FTS")
_MAY_OPEN = frozenset((b"M", b"F", b"B", b"\x0b", b" ", b"\t"))
_NAME = re.compile(rb"[A-Z][A-Z0-9]{2}")
_NAMED_LENGTH = 3
_TEXT_SEGMENTS = (b"OBX", b"NTE")


class Envelope(NamedTuple):
    """A segment of a batch: its name, its line, and how many messages or batches a trailer tells (None: it does not)."""

    name: str
    line: int
    told: int | None


@dataclass(slots=True)
class RawMessage:
    """The segments of one message as bytes.

    Attributes:
        number: Which one of the file it is, from one.
        line: The line of its first segment.
        segments: Each segment with its line; a line that begins none belongs to the segment above.
        fault: Why it cannot be used; empty where it can.
        framed: Whether a frame was opened for it.
        closed: Whether the line end of its last segment, or the end of its frame, came.
    """

    number: int
    line: int
    segments: list[tuple[int, list[bytes]]] = field(default_factory=list)
    fault: str = ""
    framed: bool = False
    closed: bool = True
    size: int = 0
    lines: int = 0

    def add(self, line: int, data: bytes) -> None:
        """Take in a line, as a segment or as what goes on with the one before."""
        if self.fault:
            return
        self.size += len(data) + 1
        self.lines += 1
        if self.size > MOST_MESSAGE or self.lines > MOST_LINES:
            self.refuse(f"is larger than {MOST_MESSAGE:,} bytes or {MOST_LINES:,} lines; it was not read")
        elif not self.segments or begins_segment(data, self.segments[0][1][0][_NAMED_LENGTH:]):
            self.segments.append((line, [data]))
        elif self.segments[-1][1][0].startswith(_TEXT_SEGMENTS):
            self.segments[-1][1].append(data)
        elif data.strip():
            self.refuse(f"holds a line that is no segment (line {line}); it may be cut off or mixed with another")

    def refuse(self, fault: str) -> None:
        """Take the message for one that cannot be used, and let go of what it holds but its header."""
        self.fault = fault
        del self.segments[1:]


class _Line(NamedTuple):
    number: int
    data: bytes
    whole: bool  # its end was read
    cut: bool  # it was longer than a segment may be; only its beginning is here


def raw_messages(stream: BinaryIO) -> Iterator[RawMessage | Envelope]:
    """Yield the messages of a stream in order, and the segments of the batches around them."""
    current: RawMessage | None = None
    count = 0
    after = b""  # what follows the name of a segment: the field separator and more
    for line in _lines(stream):
        if line.data[:1] not in _MAY_OPEN:
            if current is not None:
                _added(current, line, line.data)
            continue
        data = line.data.lstrip(b"\x0b \t")
        opens = _OPENS.match(data)
        if opens is None and not (data.startswith(_TRAILERS) and begins_segment(data, after)):
            if current is not None:
                _added(current, line, line.data)
            continue
        if current is not None:
            yield current
            current = None
        if opens:
            after = data[_NAMED_LENGTH:]
        if opens and opens[0] == b"MSH":
            count += 1
            current = RawMessage(count, line.number, framed=line.data.startswith(b"\x0b"))
            _added(current, line, data)
        else:
            yield Envelope(data[:_NAMED_LENGTH].decode("ascii"), line.number, None if opens else _count(data))
    if current is not None:
        yield current


def begins_segment(data: bytes, after: bytes) -> bool:
    """Whether a line begins with the name of a segment and the separator that follows such names."""
    return _NAME.match(data) is not None and data[_NAMED_LENGTH : _NAMED_LENGTH + 1] in (after[:1], b"")


def _added(message: RawMessage, line: _Line, data: bytes) -> None:
    message.add(line.number, data)
    message.closed = line.whole
    if line.cut and not message.fault:
        name = data[:_NAMED_LENGTH].decode("ascii", "replace")
        message.refuse(f"has a segment {name} of more than {MOST_SEGMENT:,} bytes (line {line.number}); it was not read")


def _count(trailer: bytes) -> int | None:
    """Return the count in the first field of a trailer; None where it tells none."""
    fields = trailer.split(trailer[3:4]) if len(trailer) > _NAMED_LENGTH else []
    told = fields[1].strip() if len(fields) > 1 else b""
    return int(told) if told.isdigit() and len(told) <= 9 else None


def _lines(stream: BinaryIO) -> Iterator[_Line]:
    """Yield the lines of a stream without their ends; of one that is too long, its beginning."""
    parts: list[bytes] = []
    size, number, after_return = 0, 1, False
    for chunk in iter(lambda: stream.read(CHUNK), b""):
        if after_return and chunk.startswith(b"\n"):
            chunk = chunk[1:]
        after_return = chunk.endswith(b"\r")
        *whole, rest = _LINE_END.split(chunk)
        for piece in whole:
            parts.append(piece)
            size += len(piece)
            data = b"".join(parts)
            yield _Line(number, data[:MOST_SEGMENT], True, size > MOST_SEGMENT)
            parts, size, number = [], 0, number + 1
        size += len(rest)
        if size <= MOST_SEGMENT + CHUNK:
            parts.append(rest)
    if size:
        yield _Line(number, b"".join(parts)[:MOST_SEGMENT], False, size > MOST_SEGMENT)


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment: its name, the line on which it begins, and its fields as they are written, the name first."""

    name: str
    line: int
    fields: tuple[str, ...]
    marks: Marks

    def field(self, number: int) -> str:
        """Return a field by its number in the standard, as it is written; empty where it is missing or null."""
        index = number - 1 if self.name == "MSH" else number
        value = self.fields[index] if 0 < index < len(self.fields) else ""
        return "" if value == '""' else value

    def repetitions(self, number: int) -> list[str]:
        """Return the repetitions of a field that hold something."""
        return [one for one in split(self.field(number), self.marks.repetition) if one]

    def part(self, number: int, component: int = 1, subcomponent: int = 1) -> str:
        """Return a part of the first repetition of a field, as plain text."""
        return part_of(next(iter(self.repetitions(number)), ""), self.marks, component, subcomponent)


def part_of(value: str, marks: Marks, component: int = 1, subcomponent: int = 1) -> str:
    """Return a part of a repetition as plain text on one line; empty where it is missing."""
    components = split(value, marks.component)
    if component > len(components):
        return ""
    parts = split(components[component - 1], marks.subcomponent)
    if subcomponent > len(parts) or parts[subcomponent - 1] == '""':
        return ""
    return " ".join(unescaped(parts[subcomponent - 1], marks).split())


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was decoded and split.

    Attributes:
        number: Which one of the file it is, from one.
        line: The line of its first segment.
        segments: All its segments in order.
        encoding: The codec by which it was read.
        note: What was assumed about its characters; empty where it told them truly.
    """

    number: int
    line: int
    segments: tuple[Segment, ...]
    encoding: str
    note: str

    def first(self, name: str) -> Segment | None:
        """Return the first segment of a name."""
        return next((segment for segment in self.segments if segment.name == name), None)

    @property
    def header(self) -> Segment:
        """The segment MSH."""
        return self.segments[0]

    @property
    def type(self) -> tuple[str, str]:
        """What kind of message it is: its type and event ("ORU", "R01"); empty where it does not tell."""
        type, event = self.header.part(9).upper(), self.header.part(9, 2).upper()
        if not event and "_" in type:
            type, _, event = type.partition("_")
        return type, event


def parsed(raw: RawMessage, encoding: str = "") -> Message:
    """Return a message with its segments split.

    Args:
        raw: The message.
        encoding: The codec of the file where its byte order mark tells it; else the message does.

    Raises:
        InputError: It is damaged, too large, or names no separators; the words go on from "message 3".
    """
    if raw.fault:
        raise InputError(raw.fault)
    marks, named = _marks(raw.segments[0][1][0])
    whole = [b"\n".join(lines).rstrip(b"\n") for _, lines in raw.segments]
    texts, encoding, note = _decoded(whole, encoding, named)
    segments = tuple(
        Segment(text[:_NAMED_LENGTH], line, tuple(text.split(marks.field, MOST_FIELDS)), marks)
        for (line, _), text in zip(raw.segments, texts, strict=True)
    )
    return Message(raw.number, raw.line, segments, encoding, note)


def _marks(header: bytes) -> tuple[Marks, str]:
    """Return the separators that the bytes of MSH name, and the character set that it names (MSH-18).

    Raises:
        InputError: They are missing, no ASCII, or one stands for two.
    """
    mark = header[3:4].decode("ascii", "replace")
    fields = header.decode("latin-1").split(mark) if header[3:4] else []
    written = fields[1] if len(fields) > 1 else ""
    if not written:
        raise InputError("names no encoding characters (MSH-2); it may be cut off")
    if not (mark + written).isascii():
        raise InputError("has separators that are no ASCII (MSH-1, MSH-2)")
    once = re.sub(r"(.)\1", r"\1", written)  # a backslash is doubled by programs that quote it
    named = once if once[-1:] == "&" and len(once) == 4 else written
    if len(named) == 3 and named[-1] == "&":
        named = named[:2] + "\x00" + "&"  # without an escape character
    component, repetition, escape, subcomponent = (
        letter if letter != "\x00" else "" for letter in named[:4].ljust(4, "\x00")
    )
    used = [one for one in (mark, component, repetition, escape, subcomponent) if one]
    if len(set(used)) != len(used) or any(one.isalnum() or one.isspace() for one in used):
        raise InputError("names one encoding character for two uses, or a letter (MSH-1, MSH-2)")
    first = split(fields[17], repetition)[0] if len(fields) > 17 else ""
    return Marks(mark, component, repetition, escape, subcomponent), " ".join(first.upper().split())


def _decoded(segments: list[bytes], encoding: str, named: str) -> tuple[list[str], str, str]:
    """Return segments as text, the codec that read them, and what was assumed.

    Args:
        segments: Their bytes.
        encoding: The codec where the file tells it; else empty.
        named: The character set that the message names; empty where it names none.
    """
    known = encoding or message_words().hl7.character_sets.get(named, "")
    said = "names a character set (MSH-18) that is not known here" if named and not known else ""
    tries = [known] if known else []
    for codec in [*tries, *(one for one in ("utf-8", "cp1252") if one not in tries)]:
        try:
            texts = [data.decode(codec) for data in segments]
        except UnicodeDecodeError:
            said = "holds characters that are not of the set that it names (MSH-18)" if known else said
            continue
        break
    else:
        codec, texts = "cp1252", [data.decode("cp1252", errors="replace") for data in segments]
    if codec != "utf-8" and not known:
        said = said or "names no character set (MSH-18) and is not UTF-8"
    shown = "UTF-8" if codec == "utf-8" else "Windows-1252 (Western European)"
    return texts, codec, f"The message {said}; it was read as {shown}." if said else ""
