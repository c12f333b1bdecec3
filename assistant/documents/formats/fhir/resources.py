"""Reads parts of FHIR resources: whatever they are, nothing raises, and a reference is followed only inside the file.

Names follow FHIR R4 (4.0.1) and R5 (5.0.0); where the two differ, both places are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from assistant.documents.formats.shared.completed import Person
from assistant.documents.formats.shared.message_words import message_words

Resource = Mapping[str, Any]

#: Resources that carry a report.
CARRIERS = ("DiagnosticReport", "DocumentReference", "Composition")
#: Resources that tell something about a report, with the elements that are kept of them while a file is read.
KEPT = {
    "Patient": ("identifier",),
    "Practitioner": ("name", "qualification"),
    "PractitionerRole": ("practitioner", "organization"),
    "Organization": ("name",),
    "Location": ("name",),
    "Encounter": ("class", "serviceProvider", "reasonCode", "reason"),
    "ImagingStudy": ("identifier", "started"),
    "ServiceRequest": ("identifier", "reasonCode", "reason", "code"),
    "Observation": (
        "status", "code", "component", "hasMember", "note", "bodySite", "interpretation", "valueQuantity", "valueString",
        "valueCodeableConcept", "valueInteger", "valueBoolean", "valueRange", "valueRatio", "valueDateTime", "valuePeriod",
        "valueTime",
    ),
    "Binary": ("data", "contentType"),
}  # fmt: skip
#: The most resources, and characters of them, that are kept to be referred to.
MOST_KEPT = 200_000
MOST_CHARACTERS = 64_000_000

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_HALF_PAIR = re.compile("[\ud800-\udfff]")


def items(value: object) -> list[Any]:
    """Return the entries of a list; a value that should stand in one counts as its only entry."""
    if isinstance(value, list):
        return [one for one in value if one is not None]
    return [] if value is None else [value]


def at(value: object, *path: str) -> Any:
    """Return what stands at a path of elements, of a list its first entry; None where it is missing."""
    for name in path:
        if isinstance(value, list):
            value = next(iter(value), None)
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def words(value: object) -> str:
    """Return a text as it can be read: lines end with line feeds, no control characters; empty where it is no text."""
    if not isinstance(value, str):
        return ""
    plain = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return _HALF_PAIR.sub("\N{REPLACEMENT CHARACTER}", plain)


def line(value: object) -> str:
    """Return a text on one line."""
    return " ".join(words(value).split())


def code_of(value: object) -> str:
    """Return the first code of a coded value, of whichever of the types that have one."""
    for one in items(value):
        coded = at(one, "concept") or one
        told = coded if isinstance(coded, str) else at(coded, "code") or at(coded, "coding", "code")
        if code := line(told):
            return code
    return ""


def codes_of(value: object) -> Iterator[str]:
    """Yield all codes of a coded value."""
    for one in items(value):
        for coding in items(at(one, "coding")):
            if code := line(at(coding, "code")):
                yield code


def name_of(value: object) -> str:
    """Return the words of a coded value: its text, else the display of a code; empty where it has only codes."""
    for one in items(value):
        concept = at(one, "concept") or one
        told = (at(concept, "text"), *(at(coding, "display") for coding in items(at(concept, "coding"))), at(concept, "display"))
        if found := next(filter(None, map(line, told)), ""):
            return found
    return ""


def spoken(value: object) -> str:
    """Return the words of a coded value, else its code."""
    return name_of(value) or code_of(value)


def day_of(value: object) -> date | None:
    """Return the day of a date, time or period, as it is written in its own time zone; None where it tells none."""
    if isinstance(value, Mapping):
        days = (day_of(told) for told in (value.get("start"), value.get("end")) if isinstance(told, str))
        return next(filter(None, days), None)
    match = _DAY.match(value) if isinstance(value, str) else None
    try:
        return date.fromisoformat(match[0]) if match else None
    except ValueError:
        return None


def time_of(value: object) -> datetime | date | None:
    """Return a time without its zone, as it is written; the day where it tells no more."""
    day = day_of(value)
    if day is None or not isinstance(value, str):
        return day
    try:
        return datetime.fromisoformat(value[:16])
    except ValueError:
        return day


@dataclass
class Index:
    """What a file holds beside its reports, by the references to it.

    Attributes:
        resources: What is kept of each resource, by "Patient/1" and by the address under which a bundle lists it.
        full: Whether more was there than is kept.
    """

    resources: dict[str, Resource] = field(default_factory=dict)
    full: bool = False
    _characters: int = 0

    def add(self, resource: Resource, address: str = "", length: int = 0) -> None:
        """Keep what may be referred to of a resource.

        Args:
            resource: Any resource.
            address: The address under which a bundle lists it.
            length: How many characters it was written with; what is kept of a bundle in memory counts none.
        """
        type = line(resource.get("resourceType"))
        if type in CARRIERS:
            kept: Resource = resource if not length else {}
        elif type in KEPT:
            kept = {"resourceType": type} | {name: resource[name] for name in KEPT[type] if name in resource}
        else:
            return
        if not kept:
            return
        self._characters += length
        if len(self.resources) >= MOST_KEPT or self._characters > MOST_CHARACTERS:
            self.full = True
            return
        if id := line(resource.get("id")):
            self.resources.setdefault(f"{type}/{id}", kept)
        if address:
            self.resources.setdefault(address, kept)

    def within(self, resource: Resource) -> Index:
        """Return an index that knows the resources that another one contains too."""
        contained = {
            f"#{line(one['id'])}": one
            for one in items(resource.get("contained"))
            if isinstance(one, Mapping) and line(one.get("id"))
        }
        return Index(contained | self.resources, self.full) if contained else self

    def find(self, reference: object) -> Resource | None:
        """Return the resource to which a reference points; None where it is not in the file."""
        address = line(reference if isinstance(reference, str) else at(reference, "reference"))
        address = address.partition("/_history/")[0]
        if not address:
            return None
        found = self.resources.get(address)
        if found is None and address.count("/") > 1 and not address.startswith("urn:"):
            found = self.resources.get("/".join(address.split("/")[-2:]))
        return found


def patient_key(subject: object, index: Index) -> str:
    """Return the number of the patient to whom a reference points; empty where none is told."""
    patient = index.find(subject)
    identifiers = items(at(patient, "identifier")) or items(at(subject, "identifier"))
    codes = message_words().fhir
    numbers = [
        (next(codes_of(at(one, "type")), ""), line(at(one, "value"))) for one in identifiers if line(at(one, "value"))
    ]
    for type in (*codes.patient_numbers, ""):
        if found := next((number for told, number in numbers if told == type), ""):
            return found
    other = next((number for told, number in numbers if told not in codes.other_numbers), "")
    return other or line(at(subject, "reference")).rpartition("/")[2].removeprefix("urn:uuid:").lstrip("#")


def person(reference: object, index: Index) -> Person | None:
    """Return the clinician to whom a reference points; None where it tells none, or an organization."""
    found = index.find(reference)
    if line(at(found, "resourceType")) == "PractitionerRole":
        reference = at(found, "practitioner")
        found = index.find(reference)
    type = line(at(found, "resourceType")) or line(at(reference, "type")) or line(at(reference, "reference")).split("/")[0]
    if type not in ("Practitioner", "PractitionerRole", "") and found is None:
        return None
    if found is not None and type != "Practitioner":
        return None
    if found is None:
        return _displayed(line(at(reference, "display"))) if type else None
    name = next((one for one in items(at(found, "name")) if at(one, "family") or at(one, "text")), None)
    family, given = line(at(name, "family")), " ".join(line(one) for one in items(at(name, "given")))
    letters = ", ".join(filter(None, (line(one) for one in items(at(name, "suffix")))))
    letters = letters or next((code for one in items(at(found, "qualification")) if (code := code_of(at(one, "code"))).isupper()), "")
    if not family:
        return _displayed(line(at(name, "text")))
    prefix = next((one.strip(".") for one in map(line, items(at(name, "prefix"))) if one.lower().startswith(("dr", "prof"))), "")
    shown = " ".join(filter(None, ("" if letters else prefix, given, family)))
    return Person(shown, letters)


def _displayed(name: str) -> Person | None:
    """Return the person of a display: "Jane Low, MD" or "Low, Jane"."""
    first, _, rest = name.partition(",")
    rest = rest.strip()
    if not first or any(letter.isdigit() for letter in name):
        return None
    if rest and (rest.isupper() or "." in rest):
        return Person(first.strip(), rest)
    return Person(f"{rest} {first}".strip())


def organization(references: object, index: Index) -> str:
    """Return the name of the first organization or place to which references point; empty where none is told."""
    for reference in items(references):
        found = index.find(reference)
        type = line(at(found, "resourceType")) or line(at(reference, "reference")).split("/")[0]
        if type in ("Organization", "Location") and (name := line(at(found, "name")) or line(at(reference, "display"))):
            return name
        if type == "PractitionerRole":
            employer = at(found, "organization")
            if name := line(at(index.find(employer), "name")) or line(at(employer, "display")):
                return name
    return ""


def accession_of(identifiers: object) -> str:
    """Return the accession among identifiers; empty where none is one."""
    for one in items(identifiers):
        typed = not message_words().fhir.accession.isdisjoint(codes_of(at(one, "type")))
        if (typed or "accession" in line(at(one, "system")).lower()) and (value := line(at(one, "value"))):
            return value
    return ""
