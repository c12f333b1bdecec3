"""Reads HL7 v2 messages that carry reports (ORU^R01, ORU^R32, MDM^T02, MDM^T08): one after the other, in batches or frames.

A file is read twice, message by message: first for what its messages tell of each other (a later one corrects or withdraws
an earlier one, a trailer counts them), then for the reports. So nothing is coded twice, and no file is too large.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from assistant.documents.document import Document
from assistant.documents.formats.hl7.message import Envelope, Message, RawMessage, parsed, raw_messages
from assistant.documents.formats.hl7.report import Report, reports_of
from assistant.documents.formats.hl7.text import text_lines, text_of
from assistant.documents.formats.shared.completed import Told, completed
from assistant.documents.formats.shared.message_words import message_words
from assistant.documents.formats.shared.report_status import status_notes
from assistant.documents.kinds import Kind
from assistant.documents.rewindable import rewindable
from assistant.errors import InputError

#: The most messages of a file that are read.
MOST_MESSAGES = 300_000
#: Kinds of messages that a sentence names.
MOST_NAMED = 5
#: A type or event of a message ("ADT", "A08", "Z01"); a name in its place would have more letters or no digit.
TYPE = re.compile(r"[A-Z][A-Z\d]{2}")


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the reports of a file of messages.

    Raises:
        InputError: None of its messages carries a report, or it cannot be wound back and is too large.
    """
    stream, encoding = rewindable(stream)
    start = stream.tell()
    survey = _surveyed(stream, encoding)
    if not survey.carriers:
        others = f" but {_others(survey.others)}" if survey.others else ""
        raise InputError(f"holds no message that carries a report{others}; give messages ORU^R01 or MDM^T02")
    stream.seek(start)
    note = survey.note()
    for raw in _messages(stream):
        for document in _documents(raw, encoding, survey):
            yield document if document.fault or not note else _noted(document, note)
            note = note if document.fault else ""


def _messages(stream: BinaryIO) -> Iterator[RawMessage]:
    return (one for one in raw_messages(stream) if isinstance(one, RawMessage))


@dataclass(slots=True)
class _State:
    """The state of a report that stands so far: its message, its number there, and what tells states apart."""

    message: int
    number: int
    placer: str
    exam: str
    status: str
    changed: str


@dataclass
class _Survey:
    """What the messages of a file tell of each other.

    Attributes:
        carriers: How many messages carry reports, or are damaged so that they may.
        others: How many there are of each other type.
        faults: Why a report is set aside for another one's sake, by its message and its number there.
        cut: The number of the last message where the file breaks off in it; 0 where it does not.
        miscounts: What is wrong with the batches.
    """

    carriers: int = 0
    others: Counter[str] = field(default_factory=Counter)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    states: dict[int, list[_State]] = field(default_factory=dict)
    cut: int = 0
    miscounts: list[str] = field(default_factory=list)

    def note(self) -> str:
        """Return what is said of the whole file, beside its first report."""
        passed = [f"Passed over: {_others(self.others)}."] if self.others else []
        return " ".join([*passed, *self.miscounts])

    def take(self, report: Report) -> None:
        """Take in a report: it may replace one before it, or be replaced by it."""
        first = report.first
        number = first.filler or first.accession or first.placer
        aside = report.aside
        if not number or (not aside and not _has_text(report)):
            return
        state = _State(
            report.message.number, report.number, first.placer, first.exam, report.status, report.changed
        )  # fmt: skip
        key = hash((report.patient_key, report.message.header.part(4), number))
        standing = self.states.setdefault(key, [])
        before = _before(standing, state)
        if before is None:
            if not aside:
                standing.append(state)
            return
        words = message_words().hl7
        if aside:
            if aside in words.takes_back:
                self._lost(before, f"was {words.set_aside[aside]} by message {state.message}")
                standing.remove(before)
        elif report.addendum:
            self._lost(state, f"holds only an addendum to the report of message {before.message}; read the two together")
        elif _stands_against(before, state):
            how = "a later state" if before.status == state.status else before.status
            self._lost(state, f"was replaced by message {before.message} ({how})")
        else:
            how = state.status if state.status and state.status != before.status else "sent again"
            self._lost(before, f"was replaced by message {state.message} ({how})")
            standing[standing.index(before)] = state

    def _lost(self, state: _State, why: str) -> None:
        self.faults[state.message, state.number] = f"{why}, so that it is not coded twice" if "replaced" in why else why


def _has_text(report: Report) -> bool:
    values = (one.segment.field(5) for one in report.observations if not one.left_out)
    return any(value.strip() for value in values) or any(comment.field(3) for comment in report.comments)


def _before(standing: list[_State], state: _State) -> _State | None:
    """Return the earlier state of a report among those with its number; None where there is none."""
    earlier = [
        one for one in standing
        if one.message != state.message and (one.placer == state.placer or not one.placer or not state.placer)
    ]  # fmt: skip
    if len(earlier) > 1:
        earlier = [one for one in earlier if one.exam == state.exam]
    return earlier[0] if earlier else None


def _stands_against(before: _State, state: _State) -> bool:
    """Whether what came before stands: a preliminary state came late, or the messages are not in the order of time."""
    if state.status == "preliminary" and before.status != "preliminary":
        return True
    if before.status == "preliminary" and state.status != "preliminary":
        return False
    return bool(before.changed and state.changed) and state.changed < before.changed


def _surveyed(stream: BinaryIO, encoding: str) -> _Survey:
    survey = _Survey()
    messages_of_batch = batches = still_open = 0
    last: RawMessage | None = None
    for one in raw_messages(stream):
        if isinstance(one, RawMessage):
            last, messages_of_batch = one, messages_of_batch + 1
            if one.number <= MOST_MESSAGES:
                _survey_message(survey, one, encoding)
        elif one.name == "FHS":
            still_open += 1
        elif one.name == "BHS":
            messages_of_batch, batches, still_open = 0, batches + 1, still_open + 1
        else:
            found, what = (messages_of_batch, "messages") if one.name == "BTS" else (batches, "batches")
            _miscounted(survey, one, found, what)
            still_open = max(0, still_open - 1)
            last = None
    if still_open:
        survey.miscounts.append("The batch has no trailer (BTS, FTS): the file may be cut off.")
    if last and not last.closed and (last.framed or still_open):
        survey.cut = last.number
    return survey


def _miscounted(survey: _Survey, trailer: Envelope, found: int, what: str) -> None:
    if trailer.told is not None and trailer.told != found:
        told = f"The trailer {trailer.name} (line {trailer.line}) tells of {trailer.told:,} {what}, but there are {found:,}"
        survey.miscounts.append(f"{told}: some may be missing." if found < trailer.told else f"{told}.")


def _survey_message(survey: _Survey, raw: RawMessage, encoding: str) -> None:
    try:
        message = parsed(raw, encoding)
        if not _carries(message):
            survey.others[_named(message.type)] += 1
            return
        survey.carriers += 1
        for report in reports_of(message):
            survey.take(report)
    except InputError:
        survey.carriers += 1  # it comes with its fault


def _carries(message: Message) -> bool:
    type, _ = message.type
    return type in message_words().hl7.reports or (not type and message.first("OBX") is not None)


def _named(type: tuple[str, str]) -> str:
    """Return how a type of message is named; what stands in its place and is none may be words of a report."""
    told = [part for part in type if part]
    if not told:
        return "of no type"
    return "^".join(told) if all(map(TYPE.fullmatch, told)) else "of an unknown type"


def _others(others: Counter[str]) -> str:
    named = [f"{count:,} {type}" for type, count in others.most_common(MOST_NAMED)]
    more = f" and {len(others) - MOST_NAMED} other kinds" if len(others) > MOST_NAMED else ""
    return f"messages that carry no report ({', '.join(named)}{more})"


def _documents(raw: RawMessage, encoding: str, survey: _Survey) -> Iterator[Document]:
    """Yield the reports of a message, or its fault."""
    at = Document(kind=Kind.HL7_V2, id=f"message {raw.number}", line=raw.line)
    if raw.number > MOST_MESSAGES:
        if raw.number == MOST_MESSAGES + 1:
            yield _faulty(at, f"is behind the {MOST_MESSAGES:,} messages that are read; split the file")
        return
    try:
        message = parsed(raw, encoding)
        if not _carries(message):
            return
        if raw.number == survey.cut:
            raise InputError("is the last one of a file that breaks off in it; get the whole file")
        reports = reports_of(message)
    except InputError as error:
        yield _faulty(at, str(error))
        return
    control = message.header.part(10) or at.id
    for report in reports:
        id = f"{control}-{report.number}" if len(reports) > 1 else control
        yield _document(report, id, survey.faults.get((raw.number, report.number), ""))


def _faulty(document: Document, fault: str) -> Document:
    return replace(document, text="", fault=fault)


def _noted(document: Document, note: str) -> Document:
    return replace(document, note=" ".join(filter(None, (document.note, note))))


def _document(report: Report, id: str, fault: str) -> Document:
    author = report.author
    told = Document(
        kind=Kind.HL7_V2, id=id, line=report.message.line, patient=report.patient_key,
        physician=author.name if author else "", site=report.site, accession=report.first.accession,
        place_of_service=report.place, day=report.day, status=report.status,
    )  # fmt: skip
    aside = report.aside
    if aside:
        return _faulty(told, f"is {message_words().hl7.set_aside[aside]} and no report")
    if fault:
        return _faulty(told, fault)
    try:
        text, notes = _text(report)
    except InputError as error:
        return _faulty(told, str(error))
    if not text.strip():
        return _faulty(told, "holds no text of a report")
    return replace(told, text=text, note=" ".join(filter(None, [*_warnings(report), *notes])))


def _warnings(report: Report) -> Iterator[str]:
    words, message = message_words().hl7, report.message
    if kind := words.tests.get(message.header.part(11).upper(), ""):
        yield f"The message is marked as one for {kind} (MSH-11), not of a patient's care."
    yield from status_notes(report.status, "message")
    if not report.patient_key:
        yield "The message tells no number of the patient (PID-3)."
    yield message.note


def _text(report: Report) -> tuple[str, list[str]]:
    """Return the text of a report with what its message tells beside it, and how it was made.

    Raises:
        InputError: It holds only a document that cannot be read.
    """
    names = [name for order in report.orders for name in (order.exam, order.part("OBR", 4, 2), order.part("OBR", 4, 5))]
    made = text_of(report.observations, names, report.message.encoding)
    text = _with_comments(report, made.text)
    finished = report.status in ("final", "corrected")
    exams = dict.fromkeys(filter(None, (order.exam_name for order in report.orders)))
    told = Told(
        exam="; ".join(exams), reason=report.reason, day=report.performed, signer=report.interpreter if finished else None,
        signed=report.signed, trainee=report.assisted,
    )  # fmt: skip
    text, note = completed(text, told)
    return text, [*made.notes, note]


def _with_comments(report: Report, text: str) -> str:
    """Return a text with the comments on its orders below it; they are the text where it is empty."""
    words = message_words().hl7.comments
    blocks: dict[str, list[str]] = {}
    for comment in report.comments:
        if comment.part(4).upper() in words.left_out | words.reasons:
            continue
        heading = words.orderer if comment.part(2).upper() == "P" else words.other
        blocks.setdefault(heading, []).extend(text_lines(comment.field(3), comment.marks, report.message.encoding))
    if not text.strip():
        return "\n".join(blocks.get(words.other, []))
    told = ["\n".join([f"{heading}: {lines[0]}", *lines[1:]]) for heading, lines in blocks.items() if any(lines)]
    return "\n\n".join([text, *told])
