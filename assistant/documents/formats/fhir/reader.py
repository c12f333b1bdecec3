"""Reads FHIR R4 and R5 in JSON: DiagnosticReport, DocumentReference, Composition, bundles of them, and NDJSON.

A file is read twice: first for what its resources tell of each other (who the patient is, which report replaces another,
which presents the same document), then for the reports. NDJSON is read line by line, a bundle as a whole.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Any, BinaryIO, NamedTuple

from assistant.documents.document import Document
from assistant.documents.formats.fhir.resources import (
    CARRIERS,
    KEPT,
    Index,
    Resource,
    accession_of,
    at,
    code_of,
    day_of,
    items,
    line,
    name_of,
    organization,
    patient_key,
    person,
    spoken,
    time_of,
)
from assistant.documents.formats.fhir.text import text_of
from assistant.documents.formats.fhir.validation import broken_element, is_resource_type
from assistant.documents.formats.shared.completed import Person, Told, completed
from assistant.documents.formats.shared.message_words import message_words
from assistant.documents.formats.shared.report_status import status_notes
from assistant.documents.formats.shared.section_headings import heading_of
from assistant.documents.kinds import Kind
from assistant.documents.rewindable import rewindable
from assistant.documents.text import decode
from assistant.errors import InputError

#: The most bytes of a resource, or of a line of NDJSON.
MOST_BYTES = 64_000_000
#: The most values of one: a small file of empty lists would fill the memory.
MOST_VALUES = 2_000_000
#: The most resources of a file that are read.
MOST_RESOURCES = 1_000_000
#: How deep bundles lie in bundles at most.
DEEPEST = 3
MOST_NAMED = 5


class _Entry(NamedTuple):
    """A resource of a file: its place, what the file holds beside it where that is one bundle, or why it is none."""

    line: int
    resource: Resource
    address: str = ""
    beside: Index | None = None
    document: bool = False  # it belongs to the composition of a bundle that is one document
    fault: str = ""
    length: int = 0


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the reports of a file of FHIR.

    Raises:
        InputError: It is no JSON, holds no resource that carries a report, or is too large.
    """
    stream, encoding = rewindable(stream)
    start = stream.tell()
    survey = _Survey()
    for number, entry in enumerate(_entries(stream, encoding), start=1):
        survey.take(number, entry)
    if not survey.carriers:
        others = f" but {survey.passed_over()}" if survey.others else ""
        raise InputError(f"holds no resource that carries a report{others}; give a {', '.join(CARRIERS[:-1])} or {CARRIERS[-1]}")
    stream.seek(start)
    note = f"Passed over: {survey.passed_over()}." if survey.others else ""
    for number, entry in enumerate(_entries(stream, encoding), start=1):
        document = _document(number, entry, survey)
        if document is None:
            continue
        if note and not document.fault:
            document, note = replace(document, note=" ".join(filter(None, (document.note, note)))), ""
        yield document


def _entries(stream: BinaryIO, encoding: str) -> Iterator[_Entry]:
    """Yield the resources of a file: of a bundle one after the other, or line by line.

    Raises:
        InputError: It is no JSON.
    """
    first = stream.readline(MOST_BYTES + 1)
    skipped = 0
    while first and not first.strip():
        first, skipped = stream.readline(MOST_BYTES + 1), skipped + 1
    behind = stream.readline(MOST_BYTES + 1)
    if behind.strip() and (_is_object(first) or _is_object(behind)):
        yield from _of_lines(chain([first, behind], iter(lambda: stream.readline(MOST_BYTES + 1), b"")), skipped + 1)
        return
    data = first + behind + stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise InputError(f"is larger than {MOST_BYTES:,} bytes; give it as NDJSON, one resource a line")
    yield from _unpacked(_loaded(data), 1, 0, counted=True)


def _is_object(data: bytes) -> bool:
    """Whether a first line is a JSON object by itself."""
    try:
        return isinstance(_loaded(data), dict)
    except InputError:
        return False


def _of_lines(lines: Iterable[bytes], first: int) -> Iterator[_Entry]:
    for number, data in enumerate(lines, start=first):
        if number > MOST_RESOURCES:
            yield _Entry(number, {}, fault=f"is behind the {MOST_RESOURCES:,} lines that are read; split the file")
            return
        if len(data) > MOST_BYTES:
            yield _Entry(number, {}, fault=f"is a line of more than {MOST_BYTES:,} bytes; the rest is not read")
            return
        if data.strip():
            try:
                yield from _unpacked(_loaded(data), number, len(data), counted=False)
            except InputError as error:
                yield _Entry(number, {}, fault=str(error))


def _loaded(data: bytes) -> object:
    """Return the value of JSON.

    Raises:
        InputError: It is none, or holds too many values.
    """
    if data.count(b",") + data.count(b"[") + data.count(b"{") > MOST_VALUES:
        raise InputError(f"holds more than {MOST_VALUES:,} values; give it as NDJSON, one resource a line")
    text = decode(data, limit=MOST_BYTES).text.lstrip("\ufeff")
    try:
        return json.loads(text)
    except RecursionError as error:
        raise InputError("is JSON that is nested too deep") from error
    except ValueError as error:
        where = getattr(error, "lineno", 0)
        raise InputError(f"is no JSON{f' from line {where} on' if where > 1 else ''}; perhaps it is cut off") from error


def _unpacked(value: object, number: int, length: int, *, counted: bool, depth: int = 0) -> Iterator[_Entry]:
    """Yield the resources of a value of JSON; those of a bundle know each other.

    Args:
        value: A resource, a bundle or a list of resources.
        number: Its line.
        length: How many bytes it has where it is a line of NDJSON.
        counted: Whether the resources inside are counted instead of having one line.
    """
    if isinstance(value, list):
        value = {"resourceType": "Bundle", "entry": [{"resource": one} for one in value]}
    if not isinstance(value, Mapping) or not line(value.get("resourceType")):
        yield _Entry(number, {}, fault="is no FHIR resource: it names no resourceType")
        return
    if value["resourceType"] != "Bundle":
        yield _Entry(number, value, length=length)
        return
    if depth >= DEEPEST:
        yield _Entry(number, {}, fault=f"lies in more than {DEEPEST} bundles")
        return
    entries = [one for one in items(value.get("entry")) if isinstance(one, Mapping)]
    index = Index()
    for one in entries:
        if isinstance(one.get("resource"), Mapping):
            index.add(one["resource"], line(one.get("fullUrl")))
    document = line(value.get("type")) == "document"
    for place, one in enumerate(entries, start=1):
        resource = one.get("resource")
        if isinstance(resource, Mapping):
            own = place if counted else number
            for found in _unpacked(resource, own, 0, counted=False, depth=depth + 1):
                yield found._replace(
                    beside=found.beside or index, address=line(one.get("fullUrl")), document=document and depth == 0
                )  # fmt: skip


@dataclass
class _Survey:
    """What the resources of a file tell of each other.

    Attributes:
        carriers: How many carry reports, or are damaged so that they may.
        others: How many there are of each type that plays no part.
        index: What lines of NDJSON tell of the reports on others.
        faults: Why a report is set aside for another one's sake, by its number.
    """

    carriers: int = 0
    others: Counter[str] = field(default_factory=Counter)
    index: Index = field(default_factory=Index)
    faults: dict[int, str] = field(default_factory=dict)
    _standing: dict[int, tuple[int, str]] = field(default_factory=dict)
    _presented: dict[bytes, int] = field(default_factory=dict)
    _composed: set[int] = field(default_factory=set)

    def take(self, number: int, entry: _Entry) -> None:
        """Take in a resource by its number in the file."""
        if entry.fault:
            self.carriers += 1
            return
        type = line(entry.resource["resourceType"])
        if type not in CARRIERS:
            if type in KEPT:
                if entry.beside is None:
                    self.index.add(entry.resource, "", entry.length)
            else:
                self.others[type if is_resource_type(type) else "of an unknown type"] += 1
            return
        self.carriers += 1
        if entry.document and type != "Composition":
            self.faults[number] = "belongs to the composition of its bundle, which is read as one report"
            return
        if type == "Composition" and not entry.document and _composes(entry):
            self.faults[number] = "is told by the diagnostic report of its bundle, which is read as one report"
            return
        self._take_state(number, entry)

    def passed_over(self) -> str:
        """Return which resources play no part, in words."""
        named = [f"{count:,} {type}" for type, count in self.others.most_common(MOST_NAMED)]
        more = f" and {len(self.others) - MOST_NAMED} other types" if len(self.others) > MOST_NAMED else ""
        return f"resources that carry no report ({', '.join(named)}{more})"

    def _take_state(self, number: int, entry: _Entry) -> None:
        resource = entry.resource
        type, status = resource["resourceType"], _status_code(resource)
        aside = status in message_words().fhir.set_aside
        keys = _keys(resource)
        replaced = [
            hash(line(at(one, "target", "reference")).partition("/_history/")[0])
            for one in items(resource.get("relatesTo")) if code_of(at(one, "code")) in ("replaces", "transforms")
        ]  # fmt: skip
        before = next((self._standing[key] for key in (*keys, *replaced) if key in self._standing), None)
        if before and aside:
            self._lost(before[0], f"was {message_words().fhir.set_aside[status]} by resource {number}")
        elif before:
            late = message_words().fhir.status_of(status) == "preliminary"
            if late and message_words().fhir.status_of(before[1]) != "preliminary":
                self._lost(number, f"was replaced by resource {before[0]} ({before[1]}), so that it is not coded twice")
                return
            self._lost(before[0], f"was replaced by resource {number} ({status or type}), so that it is not coded twice")
        if aside:
            return
        for key in keys:
            self._standing[key] = number, status
        for form in _forms(resource):
            first = self._presented.setdefault(form, number)
            if first != number and first not in self.faults:
                self._lost(number, f"presents the same document as resource {first}, so that it is not coded twice")
            elif first != number:
                self._presented[form] = number

    def _lost(self, number: int, why: str) -> None:
        self.faults.setdefault(number, why)


def _composes(entry: _Entry) -> bool:
    """Whether a diagnostic report of the bundle says that a composition is its text (R5)."""
    if entry.beside is None:
        return False
    reports = (one for one in entry.beside.resources.values() if at(one, "resourceType") == "DiagnosticReport")
    return any(entry.beside.find(one.get("composition")) is entry.resource for one in reports if one.get("composition"))


def _keys(resource: Resource) -> list[int]:
    """Return by what a later state of a report is known: its id, and its accession with what was examined."""
    type, id = resource["resourceType"], line(resource.get("id"))
    keys = [hash(f"{type}/{id}")] if id else []
    accession = accession_of(resource.get("identifier"))
    if accession and type == "DiagnosticReport":
        exam = code_of(resource.get("code")) or spoken(resource.get("code"))
        keys.append(hash((line(at(resource, "subject", "reference")), accession, exam)))
    return keys


def _forms(resource: Resource) -> Iterator[bytes]:
    """Yield a digest of the data or address of each form that a resource presents."""
    attachments = [*items(resource.get("presentedForm")), *(at(one, "attachment") for one in items(resource.get("content")))]
    for one in attachments:
        told = at(one, "data") or at(one, "url")
        if isinstance(told, str) and told:
            yield hashlib.sha256(told.encode("utf-8", "replace")).digest()[:16]


def _status_code(resource: Resource) -> str:
    """Return the code that tells how far a report is; that of a document before that of its reference."""
    codes = message_words().fhir
    told = [line(resource.get("status")), line(resource.get("docStatus"))]
    return next((code for code in told if code in codes.set_aside), "") or told[1] or told[0]


def _document(number: int, entry: _Entry, survey: _Survey) -> Document | None:
    """Return the report of a resource or its fault; None where it carries none."""
    at_place = Document(kind=Kind.FHIR, id=f"resource {number}", line=entry.line)
    if entry.fault:
        return replace(at_place, fault=entry.fault)
    resource = entry.resource
    if resource["resourceType"] not in CARRIERS:
        return None
    fault = survey.faults.get(number, "")
    if fault.startswith(("belongs to", "is told by")):
        return None
    index = (entry.beside or survey.index).within(resource)
    reader = _Report(resource, index)
    told = replace(
        at_place, id=line(resource.get("id")) or at_place.id, patient=reader.patient, physician=reader.author, site=reader.site,
        accession=reader.accession, place_of_service=reader.place, day=reader.day, status=reader.status,
    )  # fmt: skip
    aside = message_words().fhir.set_aside.get(_status_code(resource), "")
    if aside or fault:
        return replace(told, fault=fault or f"is {aside} and no report")
    try:
        text, notes = text_of(resource, index)
    except InputError as error:
        return replace(told, fault=str(error))
    if not text.strip():
        return replace(told, fault="holds no text of a report")
    text, added = completed(text, reader.told())
    return replace(told, text=text, note=" ".join(filter(None, [*reader.warnings(), *notes, added])))


class _Report:
    """What a resource tells of its report beside the text."""

    def __init__(self, resource: Resource, index: Index) -> None:
        self._resource, self._index = resource, index
        context = resource.get("context")
        encounter = resource.get("encounter") or at(context, "encounter") or context
        self._encounter = next((found for one in items(encounter) if (found := index.find(one))), None)
        self._orders = [found for one in items(resource.get("basedOn")) if (found := index.find(one))]
        studies = items(resource.get("imagingStudy")) + items(resource.get("study"))
        self._studies = [found for one in studies if (found := index.find(one))]

    @property
    def patient(self) -> str:
        """The patient's number."""
        return patient_key(self._resource.get("subject"), self._index)

    @property
    def status(self) -> str:
        """How far the report is."""
        return message_words().fhir.status_of(_status_code(self._resource))

    @property
    def accession(self) -> str:
        """The number of the examination: the report's, its order's or its pictures'."""
        sources = (self._resource.get("identifier"), *(one.get("identifier") for one in (*self._orders, *self._studies)))
        based_on = (at(one, "identifier") for one in items(self._resource.get("basedOn")))
        return next(filter(None, map(accession_of, (*sources, *based_on))), "")

    @property
    def place(self) -> str:
        """Where the patient was."""
        return message_words().fhir.places.get(code_of(at(self._encounter, "class")).upper(), "")

    @property
    def site(self) -> str:
        """The organization that performed the examination, keeps the document or served the patient."""
        told = (
            self._resource.get("performer"), self._resource.get("custodian"), at(self._encounter, "serviceProvider"),
            self._resource.get("author"),
        )  # fmt: skip
        return next(filter(None, (organization(one, self._index) for one in told)), "")

    @property
    def day(self) -> date | None:
        """The date of service: of the examination, else of the report."""
        return self._performed or day_of(self._resource.get("issued"))

    @property
    def _performed(self) -> date | None:
        resource = self._resource
        told: tuple[Any, ...] = (
            resource.get("effectiveDateTime"), resource.get("effectivePeriod"), resource.get("effectiveInstant"),
            at(resource.get("context"), "period"), resource.get("period"), at(resource.get("event"), "period"),
            *(one.get("started") for one in self._studies),
        )  # fmt: skip
        return next(filter(None, map(day_of, told)), None)

    @property
    def author(self) -> str:
        """The name of who interpreted the result, signed the document or wrote it."""
        others = (*items(self._resource.get("performer")), *items(self._resource.get("author")))
        found = self._signers() or [one for one in (person(other, self._index) for other in others) if one]
        return found[0].name if found else ""

    def _signers(self) -> list[Person]:
        resource = self._resource
        attesters = [one for one in items(resource.get("attester")) if code_of(at(one, "mode")) != "personal"]
        told = (
            *items(resource.get("resultsInterpreter")), *items(resource.get("authenticator")),
            *(at(one, "party") for one in attesters),
        )  # fmt: skip
        found = (person(one, self._index) for one in told)
        return list(dict.fromkeys(one for one in found if one))

    def told(self) -> Told:
        """Return what may be written into a text that lacks it."""
        resource, signers = self._resource, self._signers()
        finished = self.status in ("final", "corrected")
        reasons = [
            spoken(one)
            for order in (*self._orders, *([self._encounter] if self._encounter else []))
            for name in ("reasonCode", "reason")
            for one in items(order.get(name))
        ]
        signed = resource.get("issued") or at(resource.get("attester"), "time")
        return Told(
            exam=self._exam(),
            reason="; ".join(dict.fromkeys(filter(None, reasons))), day=self._performed,
            signer=signers[0] if signers and finished else None, signed=time_of(signed), trainee=len(signers) > 1,
        )  # fmt: skip

    def _exam(self) -> str:
        """Return the name of the examination: the report's code, or a title that names no mere kind of document."""
        told = name_of(self._resource.get("code")) or line(self._resource.get("title"))
        return told if heading_of(label=told) is None else ""

    def warnings(self) -> Iterator[str]:
        """Yield sentences about what is to be known of the report."""
        yield from status_notes(self.status, "resource")
        if not self.patient:
            yield "The resource tells no patient."
        if self._index.full:
            yield "The file holds more resources than are kept to be referred to; some references were not followed."
        if element := broken_element(self._resource):
            yield f"The resource breaks the standard at {element}; it was read all the same."
