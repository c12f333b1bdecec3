"""Writes the observations of a report (OBX) and their comments (NTE) as the text that a person would read.

A report comes one line an observation, or whole in one; its sections are told by codes, suffixes and labels, which
become headings; measurements become lines "name: value unit"; documents inside the message are read by their own kind.
HL7 v2.5.1 chapter 7, "observation/result segment".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import NamedTuple

from assistant.documents.formats.hl7.escapes import Marks, split, unescaped
from assistant.documents.formats.hl7.message import Segment, part_of
from assistant.documents.formats.shared.attachments import best_inside, decoded_base64, read_inside
from assistant.documents.formats.shared.message_words import message_words
from assistant.documents.formats.shared.section_headings import SectionHeading, heading_of, plain_label
from assistant.documents.kinds import HEAD, Kind, kind_of
from assistant.documents.text import TEXT_LIMIT
from assistant.errors import InputError

TEXT_TYPES = frozenset({"TX", "FT", "ST", ""})
CODED_TYPES = frozenset({"CE", "CWE", "CNE", "CF", "IS", "ID"})
DOCUMENT_TYPES = frozenset({"ED", "RP"})
DATE_TYPES = frozenset({"DT", "TS", "DTM"})
#: Headings under which alone no report stands: what has only these belongs to another part.
_PARTS = frozenset({"Impression", "Recommendation", "Addendum", "Indication", "History", "Comparison", "Technique"})
#: Text of so few characters beside a document only points to it ("see attached").
POINTER = 120
#: The most characters with which the text of one report is written, each of them perhaps escaped.
MOST_WRITTEN = 8 * TEXT_LIMIT
_FIRST_WORDS = re.compile(r"[\W_]*(?P<heading>[A-Za-z][A-Za-z /&-]{1,40}?)[ \t]*(?::|$|[ \t]-[ \t])")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_PDF_IN_BASE64 = "JVBERi0"
_CODE = re.compile(r"[\d.-]{3,}|[A-Z]{0,6}\d[\w.-]*|[A-Z]{1,4}")


class Observation(NamedTuple):
    """An observation with its comments, and the order that it answers."""

    segment: Segment
    comments: list[Segment]
    order_heading: str = ""

    @property
    def status(self) -> str:
        """The code of OBX-11."""
        return self.segment.field(11).strip().upper()

    @property
    def left_out(self) -> str:
        """Why it is no part of the report; empty where it is."""
        return message_words().hl7.set_aside.get(self.status, "")


@dataclass(slots=True)
class Name:
    """How an observation is named: the heading of its code, else its label as the sender writes it."""

    heading: SectionHeading | None
    label: str


def name_of(observation: Observation) -> Name:
    """Return how an observation is named (OBX-3, and OBX-4 where that is a word)."""
    identifier, marks = next(iter(observation.segment.repetitions(3)), ""), observation.segment.marks
    code, text = part_of(identifier, marks, 1), part_of(identifier, marks, 2)
    suffixes = [part_of(identifier, marks, component, 2) for component in (1, 2)]
    local = part_of(identifier, marks, 4), part_of(identifier, marks, 5)
    label = text or local[1] or (code if not _CODE.fullmatch(code) else "")
    found = [
        heading_of(code=code, suffix=next(filter(None, suffixes), ""), label=text),
        heading_of(code=local[0], label=local[1]),
        heading_of(suffix=code, label=code),
        heading_of(label=observation.segment.part(4)),
    ]
    known = [one for one in found if one]
    heading = next((one for one in known if one.heading or not one.kept), known[0] if known else None)
    if (heading is None or heading == SectionHeading("")) and observation.order_heading:
        heading = SectionHeading(observation.order_heading)
    return Name(heading, label)


def is_part(observations: Iterable[Observation]) -> bool:
    """Whether observations are only such parts of a report as stand behind or before its findings."""
    names = [name_of(observation) for observation in observations if not observation.left_out]
    return bool(names) and all(name.heading is not None and name.heading.heading in _PARTS for name in names)


def is_addendum(observations: Iterable[Observation]) -> bool:
    """Whether observations are only an addendum."""
    names = [name_of(observation) for observation in observations if not observation.left_out]
    return bool(names) and all(name.heading is not None and name.heading.heading == "Addendum" for name in names)


class Told(NamedTuple):
    """The text of a report, and sentences about how it was made."""

    text: str
    notes: list[str]


@dataclass(slots=True)
class _Block:
    """Lines under one name."""

    name: Name
    lines: list[str]
    inline: bool = False
    apart: bool = field(default=False)


def text_of(observations: Sequence[Observation], exams: Iterable[str], encoding: str) -> Told:
    """Return the text of a report.

    Args:
        observations: Its observations in order.
        exams: How its orders name the examination: a label that says no more is not repeated.
        encoding: The codec of the message.

    Raises:
        InputError: It is too long, or all that it holds is a document that cannot be read.
    """
    notes: list[str] = []
    kept = [one for one in observations if not one.left_out]
    if len(kept) < len(observations):
        notes.append(f"Left out: {len(observations) - len(kept)} observations that the message withdraws.")
    documents = [one for one in kept if _is_document(one)]
    written = [one for one in kept if not _is_document(one)]
    if sum(len(one.segment.field(5)) for one in written) > MOST_WRITTEN:
        raise InputError(f"has more than {MOST_WRITTEN:,} characters of text, too many for one report; split it into reports")
    text = _written(written, {plain_label(exam) for exam in exams if exam}, encoding, notes)
    if documents and len(text.strip()) < POINTER:
        inside = _from_documents(documents, encoding, notes, required=not text.strip())
        text = "\n\n".join(part for part in (text, inside) if part.strip())
    elif documents:
        notes.append("The message carries the report as text and as a document too; the text was taken.")
    return Told(text, list(dict.fromkeys(notes)))


def _written(observations: Sequence[Observation], exams: set[str], encoding: str, notes: list[str]) -> str:
    if whole := _one_document(observations):
        document = read_inside(whole.encode("utf-8"), "")
        notes.extend(filter(None, [document.note]))
        return document.text
    named = [(observation, name_of(observation)) for observation in observations]
    named = [(one, name) for one, name in named if name.heading is None or name.heading.kept]
    local = {plain_label(name.label) for _, name in named if name.heading is None and name.label} - exams
    only = local if len(local) == 1 and all(_type(one) in TEXT_TYPES and not one.segment.field(6) for one, _ in named) else set()
    blocks: list[_Block] = []
    subs = Counter(one.segment.part(4) for one, _ in named)
    before = ""
    for observation, name in named:
        lines, value = _lines(observation, encoding)
        sub = observation.segment.part(4)
        apart = sub != before and sub.isdigit() and subs[sub] > 1 and bool(blocks)
        before = sub
        if name.heading is None and plain_label(name.label) in exams | only:
            name = Name(SectionHeading(""), "")
        inline = value and name.heading is None and len(lines) == 1
        if not inline and blocks and not blocks[-1].inline and _same(blocks[-1].name, name) and not apart:
            blocks[-1].lines += lines
        else:
            blocks.append(_Block(name, lines, inline, apart))
    return _joined(blocks)


def _type(observation: Observation) -> str:
    return observation.segment.part(2).upper()


def _same(first: Name, second: Name) -> bool:
    if first.heading is None and second.heading is None:
        return plain_label(first.label) == plain_label(second.label)
    return first.heading == second.heading


def _joined(blocks: Sequence[_Block]) -> str:
    """Return blocks as one text: a heading where the name changes, on the line of a text of one line."""
    lines: list[str] = []
    current = ""
    for block in blocks:
        heading = block.name.heading.heading if block.name.heading else block.name.label
        own = _own_heading(block.lines)
        if not heading and current and not own:
            heading = "Findings"  # or it would be read as going on with the section above
        current = "" if block.inline else (heading if block.name.heading and block.name.heading.heading else "")
        if block.inline:
            lines.append(f"{heading}: {block.lines[0].strip()}" if heading else block.lines[0])
            continue
        if (heading or block.apart) and lines and lines[-1].strip():
            lines.append("")
        if heading and not (own and block.name.heading):
            if len(block.lines) == 1:
                lines.append(f"{heading}: {block.lines[0].strip()}")
                continue
            lines.append(f"{heading}:")
        lines += block.lines
    return "\n".join(line.rstrip() for line in lines).strip("\n")


@lru_cache(maxsize=1)
def _headings() -> frozenset[str]:
    from assistant.language.sections.words import section_knowledge

    return frozenset(section_knowledge()[0])


def _own_heading(lines: Sequence[str]) -> bool:
    """Whether lines begin with a heading that their author wrote."""
    first = next((line for line in lines if line.strip()), "")
    match = _FIRST_WORDS.match(first)
    return match is not None and " ".join(match["heading"].lower().split()) in _headings()


def _lines(observation: Observation, encoding: str) -> tuple[list[str], bool]:
    """Return the lines of an observation and its comments, and whether they are the value of what its name says."""
    segment, kind = observation.segment, _type(observation)
    marks = segment.marks
    if kind in TEXT_TYPES:
        value = segment.field(5)
        unit = _unit(segment)
        lines = text_lines(value, marks, encoding)
        if unit and len(lines) == 1:
            lines = [f"{lines[0]} {unit}"]
        measured = kind == "ST" or bool(unit)
    else:
        values = [_value(one, kind, marks, encoding) for one in segment.repetitions(5)]
        unit = _unit(segment)
        joined = ", ".join(filter(None, values))
        lines, measured = [f"{joined} {unit}".strip()], True
    for comment in observation.comments:
        if _is_comment(comment):
            lines += text_lines(comment.field(3), marks, encoding)
    return lines, measured


def _is_comment(comment: Segment) -> bool:
    return comment.part(4).upper() not in message_words().hl7.comments.left_out


@lru_cache(maxsize=16)
def _separating(mark: str) -> re.Pattern[str]:
    """Return the pattern of a repetition mark but where it says "about" before a measure ("measures ~5 mm")."""
    mark = re.escape(mark)
    measure = r"\d[\d.]*[ ]?(?:mm|cm|m/s|cc|ml|%|min|weeks?|hours?|days?|years?|x\b)"
    return re.compile(rf"(?<![ (]){mark}|{mark}(?!{measure})")


def text_lines(value: str, marks: Marks, encoding: str) -> list[str]:
    """Return the lines of a text: its repetitions, and the lines of each; a field without text is an empty line."""
    parts = _separating(marks.repetition).split(value) if marks.repetition else [value]
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()  # a mark that ends the last line
    return [
        line
        for one in parts
        for line in ("" if one == '""' else _BREAK.sub("\n", unescaped(one, marks, encoding))).split("\n")
    ]


def _unit(segment: Segment) -> str:
    return segment.part(6) or segment.part(6, 2)


def _value(value: str, kind: str, marks: Marks, encoding: str) -> str:
    """Return a value that is no text as people write it."""
    parts = [" ".join(unescaped(one, marks, encoding).split()) for one in split(value, marks.component)]
    at = parts.__getitem__
    if kind in CODED_TYPES:
        spoken = [at(number) for number in (1, 8, 4, 0) if number < len(parts)]
        return next(filter(None, spoken), "")
    if kind == "SN":
        comparator, first, mark, second = (*parts, "", "", "", "")[:4]
        return f"{comparator if comparator != '=' else ''}{first}{mark}{second}"
    if kind in DATE_TYPES and re.match(r"\d{8}", at(0)):
        return f"{at(0)[:4]}-{at(0)[4:6]}-{at(0)[6:8]}"
    return " ".join(filter(None, parts))


def _is_document(observation: Observation) -> bool:
    value = observation.segment.field(5)
    return _type(observation) in DOCUMENT_TYPES or value.startswith(_PDF_IN_BASE64)


def _one_document(observations: Sequence[Observation]) -> str:
    """Return the text of observations as it was sent where it is one RTF or HTML document; empty where it is none."""
    texts = [one.segment.field(5) for one in observations if _type(one) in TEXT_TYPES]
    first = next((text for text in texts if text.strip()), "").lstrip()
    if not first.startswith(("{", "<")):
        return ""
    marks = observations[0].segment.marks
    raw = "\n".join(texts)
    plain = raw if first.startswith("{\\rtf") else "\n".join(unescaped(text, marks) for text in texts)
    kind = kind_of(plain.encode("utf-8", "replace")[:HEAD], "")
    return plain if kind in (Kind.RTF, Kind.HTML, Kind.CDA) else ""


def _from_documents(documents: Sequence[Observation], encoding: str, notes: list[str], *, required: bool) -> str:
    """Return the text of the best of several documents: plain text before HTML, RTF, Word and PDF.

    Raises:
        InputError: `required`, and none can be read.
    """
    inside, many, faults = best_inside(((partial(_document, one, encoding), False) for one in documents), "a message")
    if inside:
        notes.append(f"The text is that of the document inside the message ({inside.kind}).")
        if many > 1:
            notes.append(f"The message carries {many} forms of the report; this one was taken.")
        notes.extend(filter(None, [inside.note]))
        return inside.text
    if required and faults:
        raise InputError(faults[0])
    notes.extend(f"A document inside the message was left out: it {fault}." for fault in dict.fromkeys(faults))
    return ""


def _document(observation: Observation, encoding: str) -> tuple[bytes, str]:
    """Return the bytes of a document inside an observation, and a name with the suffix that its type promises.

    Raises:
        InputError: It is only pointed to, or cannot be decoded.
    """
    segment = observation.segment
    value = next(iter(segment.repetitions(5)), "")
    if value.startswith(_PDF_IN_BASE64):
        return decoded_base64(value), "attached.pdf"
    if _type(observation) == "RP":
        raise InputError("points to a document outside the message, which is not fetched; give that document itself")
    parts = split(value, segment.marks.component)
    if len(parts) < 5:
        raise InputError("holds a document without its data (OBX-5 of type ED has five parts)")
    subtype = plain_label(parts[2]) or plain_label(parts[1])
    name = f"attached.{subtype}" if subtype.isalnum() else "attached"
    how, data = parts[3].strip().upper(), segment.marks.component.join(parts[4:])
    if how in ("A", ""):
        if not data.startswith(_PDF_IN_BASE64):
            return unescaped(data, segment.marks, encoding).encode("utf-8"), name
    elif how == "HEX":
        try:
            return bytes.fromhex(data), name
        except ValueError as error:
            raise InputError("holds an attached document that is no whole hexadecimal; it may be cut off") from error
    return decoded_base64(unescaped(data, segment.marks, encoding)), name
