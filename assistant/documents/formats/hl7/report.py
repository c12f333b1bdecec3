"""Tells which segments of an HL7 v2 message are one report, how far it is, and what the message tells of it.

A report answers an order (OBR), or is a document (TXA). Orders without observations are further examinations of the
report beside them; orders of one accession whose observations repeat or complete each other are one report.
HL7 v2.5.1 chapters 7 (ORU) and 9 (MDM).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from assistant.documents.formats.hl7.escapes import Marks, split
from assistant.documents.formats.hl7.message import Message, Segment, part_of
from assistant.documents.formats.hl7.text import Observation, is_addendum, is_part
from assistant.documents.formats.shared.completed import Person
from assistant.documents.formats.shared.message_words import message_words
from assistant.documents.formats.shared.section_headings import heading_of
from assistant.errors import InputError

_TIME = re.compile(r"(?P<day>\d{8})(?P<time>\d{4})?")
_NO_NAME = re.compile(r"[\d/:=<>{}_]")
_NUMBER = re.compile(r"[\d.*-]+")


@dataclass(slots=True)
class Order:
    """An order or document with what answers it.

    Attributes:
        segments: Its segments by name: ORC, OBR, TXA; the first of each.
        comments: Comments on the order itself (NTE).
        observations: Its observations.
    """

    segments: dict[str, Segment] = field(default_factory=dict)
    comments: list[Segment] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)

    def part(self, name: str, number: int, component: int = 1) -> str:
        """Return a part of one of its segments; empty where there is none."""
        segment = self.segments.get(name)
        return segment.part(number, component) if segment else ""

    @property
    def filler(self) -> str:
        """The number that the sender gave the report."""
        return self.part("TXA", 12) or self.part("OBR", 3) or self.part("ORC", 3)

    @property
    def placer(self) -> str:
        """The number that the orderer gave the order."""
        return self.part("OBR", 2) or self.part("ORC", 2) or self.part("TXA", 14)

    @property
    def accession(self) -> str:
        """The number of the examination."""
        return self.part("OBR", 3) or self.part("OBR", 18) or self.part("ORC", 3) or self.part("TXA", 15) or self.part("OBR", 20)

    @property
    def exam(self) -> str:
        """The code of the examination, else its name."""
        return self.part("OBR", 4) or self.part("OBR", 4, 2)

    @property
    def exam_name(self) -> str:
        """The name of the examination; empty where only a code tells it, or where it names a part of a report."""
        named = self.part("OBR", 4, 2) or self.part("OBR", 4, 5)
        return "" if heading_of(code=self.part("OBR", 4), label=named) else named

    @property
    def heading(self) -> str:
        """The heading of the section of a report that the order names instead of an examination; else empty."""
        found = heading_of(code=self.part("OBR", 4), label=self.part("OBR", 4, 2))
        return found.heading if found else ""

    def texts(self) -> list[str]:
        """Return the values of its observations as they are written."""
        return [one.segment.field(5) for one in self.observations]


@dataclass(slots=True)
class Patient:
    """A patient of a message: identification, visit and orders."""

    identification: Segment
    visit: Segment | None = None
    orders: list[Order] = field(default_factory=list)


@dataclass
class Report:
    """One report of a message: the orders that it answers, the first of which names it."""

    message: Message
    patient: Patient
    orders: list[Order]
    number: int = 1

    @property
    def first(self) -> Order:
        """The first order that has observations, else the first."""
        return next((order for order in self.orders if order.observations), self.orders[0])

    @cached_property
    def observations(self) -> list[Observation]:
        """Its observations in order; what several orders repeat stands once."""
        seen: list[list[str]] = []
        found: list[Observation] = []
        for order in self.orders:
            texts = order.texts()
            if texts in seen:
                continue
            seen.append(texts)
            heading = order.heading
            found += [one._replace(order_heading=heading) for one in order.observations]
        return found

    @property
    def comments(self) -> list[Segment]:
        """The comments on its orders."""
        return [comment for order in self.orders for comment in order.comments]

    @property
    def addendum(self) -> bool:
        """Whether it is only an addendum."""
        return is_addendum(self.observations)

    def first_part(self, name: str, number: int, component: int = 1) -> str:
        """Return the first of its orders' parts that holds something."""
        return next(filter(None, (order.part(name, number, component) for order in self.orders)), "")

    @cached_property
    def codes(self) -> list[str]:
        """The codes that tell how far it is."""
        own = [self.first.part("OBR", 25), self.first.part("TXA", 17), self.first.part("TXA", 19)]
        told = dict.fromkeys(one.status for one in self.observations if not one.left_out)
        return [code.upper() for code in [*own, *told] if code]

    @cached_property
    def status(self) -> Literal["preliminary", "final", "corrected", ""]:
        """How far it is: preliminary where any part is."""
        words = message_words().hl7
        found = {words.status_of(code) for code in self.codes}
        if "final" in found and self.message.type[1] in words.replacements:
            found.add("corrected")
        order: tuple[Literal["preliminary", "final", "corrected"], ...] = ("preliminary", "corrected", "final")
        return next((status for status in order if status in found), "")

    @cached_property
    def aside(self) -> str:
        """The code with which it is no report; empty where it is one."""
        words = message_words().hl7
        if self.message.type[1] in words.withdrawals:
            return "CA"
        code = next((code for code in self.codes if code in words.set_aside), "")
        if not code and self.observations and all(one.left_out for one in self.observations):
            code = self.observations[0].status
        return code

    @property
    def performed(self) -> date | None:
        """When the examination was done (OBR-7, in a document TXA-4)."""
        return _day(self.first_part("OBR", 7)) or _day(self.first_part("TXA", 4))

    @property
    def day(self) -> date | None:
        """The date of service: of the examination, else of the result (OBR-22)."""
        return self.performed or _day(self.first_part("OBR", 22))

    @property
    def changed(self) -> str:
        """When its status last changed, as digits that sort; empty where it is not told."""
        told = self.first_part("OBR", 22) or self.message.header.part(7)
        match = _TIME.match(told)
        return match[0].ljust(12, "0") if match else ""

    @property
    def signed(self) -> datetime | date | None:
        """When it got its status (OBR-22), or was authenticated (TXA-22)."""
        told = self.first_part("TXA", 22, 15) or self.first_part("OBR", 22)
        match = _TIME.match(told)
        if match and match["time"]:
            try:
                return datetime.strptime(match[0], "%Y%m%d%H%M")
            except ValueError:
                return None
        return _day(told)

    @property
    def interpreter(self) -> Person | None:
        """Who answers for it: the principal result interpreter (OBR-32), or who authenticated the document."""
        return self._person("OBR", 32) or self._person("TXA", 22) or self._person("TXA", 10)

    @property
    def author(self) -> Person | None:
        """Who wrote it: the interpreter, else the originator of the document."""
        return self.interpreter or self._person("TXA", 9)

    @property
    def assisted(self) -> bool:
        """Whether another than the interpreter is named as an assistant interpreter (OBR-33)."""
        assistant, principal = self._person("OBR", 33), self.interpreter
        return assistant is not None and (principal is None or assistant.name != principal.name)

    def _person(self, name: str, number: int) -> Person | None:
        for order in self.orders:
            segment = order.segments.get(name)
            for one in segment.repetitions(number) if segment else ():
                if person := person_of(one, segment.marks if segment else Marks()):
                    return person
        return None

    @property
    def reason(self) -> str:
        """Why the examination was done: its reason (OBR-31), the clinical information (OBR-13), or diagnoses (DG1)."""
        words = message_words().hl7.comments
        for order in self.orders:
            obr = order.segments.get("OBR")
            if obr and (reasons := [_spoken(one, obr.marks) for one in obr.repetitions(31)]):
                return "; ".join(filter(None, reasons))
            if obr and (told := obr.part(13)):
                return told
        noted = [comment.part(3) for comment in self.comments if comment.part(4).upper() in words.reasons]
        diagnoses = [one for one in self.message.segments if one.name == "DG1"]
        return "; ".join(dict.fromkeys(filter(None, [
            *noted, *(one.part(4) or _spoken(one.field(3), one.marks) for one in diagnoses)
        ])))  # fmt: skip

    @property
    def patient_key(self) -> str:
        """The patient's number: a medical record number before others (PID-3), else that of old messages (PID-2)."""
        words, segment = message_words().hl7, self.patient.identification
        numbers = [(part_of(one, segment.marks, 5).upper(), part_of(one, segment.marks)) for one in segment.repetitions(3)]
        for type in (*words.patient_numbers, ""):
            if found := next((number for told, number in numbers if told == type and number), ""):
                return found
        other = (number for told, number in numbers if told not in words.other_numbers and number)
        return next(other, "") or segment.part(2)

    @property
    def place(self) -> str:
        """Where the patient was."""
        visit = self.patient.visit
        return message_words().hl7.places.get(visit.part(2).upper(), "") if visit else ""

    @property
    def site(self) -> str:
        """The facility of the patient's location (PV1-3), else the sender's (MSH-4)."""
        visit = self.patient.visit
        return (visit.part(3, 4) if visit else "") or self.message.header.part(4)


def reports_of(message: Message) -> list[Report]:
    """Return the reports of a message.

    Raises:
        InputError: It names no patient, mixes two, or holds no order and no document.
    """
    reports = [report for patient in _patients(message) for report in _reports(message, patient)]
    for number, report in enumerate(reports, start=1):
        report.number = number
    return reports


def _patients(message: Message) -> list[Patient]:
    patients: list[Patient] = []
    order: Order | None = None
    for segment in message.segments[1:]:
        if segment.name == "PID":
            known = patients and segment.repetitions(3) == patients[-1].identification.repetitions(3)
            if not known:
                patients.append(Patient(segment))
                order = None
            continue
        if segment.name not in ("PV1", "ORC", "OBR", "TXA", "OBX", "NTE"):
            continue
        if not patients:
            raise InputError("has no segment PID, so that nobody knows whose report it is; it may be cut off")
        order = _taken(patients, order, segment)
    if not patients:
        raise InputError("has no segment PID, so that nobody knows whose report it is; it may be cut off")
    if not any(patient.orders for patient in patients):
        raise InputError("has no order (OBR), document (TXA) or observation (OBX); it may be cut off")
    return patients


def _taken(patients: list[Patient], order: Order | None, segment: Segment) -> Order | None:
    """Take a segment into the patient's orders, and return the order that goes on."""
    patient, name = patients[-1], segment.name
    if name == "PV1":
        patient.visit = patient.visit or segment
    elif name in ("ORC", "OBR", "TXA"):
        if order is None or name in order.segments or order.observations or (name == "ORC" and "OBR" in order.segments):
            order = Order()
            patient.orders.append(order)
        order.segments[name] = segment
    elif name == "OBX":
        if order is None:
            if len(patients) > 1:
                raise InputError("holds observations of a second patient without an order (OBR); two are mixed in it")
            order = Order()
            patient.orders.append(order)
        order.observations.append(Observation(segment, []))
    elif order is not None:  # a comment on the patient is no part of a report
        (order.observations[-1].comments if order.observations else order.comments).append(segment)
    return order


def _reports(message: Message, patient: Patient) -> Iterator[Report]:
    found: list[Report] = []
    bare: list[Order] = []
    known: dict[object, Report] = {}  # by accession, and by what the observations say
    observed = any(order.observations for order in patient.orders)
    for order in patient.orders:
        if not order.observations and (observed or not order.comments):
            bare.append(order)
            continue
        said = tuple(order.texts())
        same = known.get(said) if any(said) else None
        beside = known.get(order.accession) if order.accession else (found[-1] if found else None)
        if same is None and beside is not None and _goes_on(beside, order):
            same = beside
        if same is None:
            same = Report(message, patient, [])
            found.append(same)
        same.orders.append(order)
        known[said] = known[order.accession] = same
    if not found and bare:
        found, bare = [Report(message, patient, bare)], []
    for order in bare:
        known.get(order.accession, found[0]).orders.append(order)
    places = {id(order): place for place, order in enumerate(patient.orders)}
    for report in found:
        report.orders.sort(key=lambda order: places[id(order)])
    yield from found


def _goes_on(report: Report, order: Order) -> bool:
    """Whether an order's observations complete those of a report of its accession, or before it where it names none."""
    before = report.orders[-1]
    if not order.accession and (before.accession or not order.heading):
        return False
    if order.exam == before.exam or order.heading:
        return True
    return is_part(order.observations) or is_part(before.observations)


def person_of(value: str, marks: Marks) -> Person | None:
    """Return the person whom a field names (types XCN, CNN and NDL); None where it names none.

    Number, family name, given name, middle name, suffix, prefix and degree stand as components, or in the interpreter of
    a result as subcomponents of the first.
    """
    components = split(value, marks.component)
    if marks.subcomponent and marks.subcomponent in components[0]:
        parts = [part_of(value, marks, 1, number) for number in range(1, 8)]
    else:
        parts = [part_of(value, marks, number) for number in range(1, 8)]
    number, family, given, middle, suffix, prefix, degree = parts
    if not family and not given:
        if "," in number and not _NUMBER.fullmatch(number):  # "LOW, JANE"
            family, _, given = (one.strip() for one in number.partition(","))
        else:
            return None
    name = " ".join(filter(None, (given, middle, family)))
    if _NO_NAME.search(name):
        return None
    letters = degree or (suffix if suffix.isupper() else "") or part_of(value, marks, 21)
    if not letters and prefix.strip(".").lower() in ("dr", "prof"):
        name = f"{prefix.strip('.')} {name}"
    return Person(_cased(name), letters)


def _cased(name: str) -> str:
    return " ".join(word.title() if word.isupper() and len(word) > 2 else word for word in name.split())


def _spoken(value: str, marks: Marks) -> str:
    """Return the words of a coded value; its code where it has none."""
    return part_of(value, marks, 2) or part_of(value, marks, 9) or part_of(value, marks, 5) or part_of(value, marks, 1)


def _day(told: str) -> date | None:
    match = _TIME.match(told)
    try:
        return datetime.strptime(match["day"], "%Y%m%d").date() if match else None
    except ValueError:
        return None
