"""Writes a FHIR resource that carries a report as the text that a person would read.

A form that the resource presents (a text, an HTML page, an RTF or a PDF) is the report as it was written; else its
narrative, its observations and its conclusion are put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from assistant.documents.formats.fhir.resources import Index, Resource, at, code_of, items, line, spoken, words
from assistant.documents.formats.shared.attachments import best_inside, decoded_base64, read_inside
from assistant.documents.formats.shared.section_headings import heading_of
from assistant.errors import InputError

#: How deep observations and sections are nested at most.
DEEPEST = 8
MOST_OBSERVATIONS = 5_000
_SUFFIXES = {
    "text/plain": "txt", "text/html": "html", "application/xhtml+xml": "html", "text/rtf": "rtf", "application/rtf": "rtf",
    "application/pdf": "pdf", "application/msword": "doc", "application/xml": "xml", "text/xml": "xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}  # fmt: skip
_MARKUP = re.compile(r"<[^<>]*>")
_WORDS = re.compile(r"\w+")
_ASIDE = frozenset({"cancelled", "entered-in-error"})


class Told(NamedTuple):
    """The text of a report, and sentences about how it was made."""

    text: str
    notes: list[str]


def text_of(resource: Resource, index: Index) -> Told:
    """Return the text of a DiagnosticReport, DocumentReference or Composition.

    Args:
        resource: The resource.
        index: What the file and the resource hold beside it.

    Raises:
        InputError: All that it holds is a form that cannot be read, or lies outside the file; or its narrative cannot.
    """
    type = resource["resourceType"]
    if type == "Composition":
        return Told(_composition(resource, index), [])
    if type == "DocumentReference":
        text, notes = _presented([at(one, "attachment") for one in items(resource.get("content"))], index, required=True)
        return Told(text, notes)
    return _diagnostic_report(resource, index)


def _diagnostic_report(resource: Resource, index: Index) -> Told:
    composed = index.find(resource.get("composition"))
    conclusion = words(resource.get("conclusion")).strip() or "; ".join(
        filter(None, (spoken(one) for one in items(resource.get("conclusionCode"))))
    )
    results = "\n".join(_observations(items(resource.get("result")), index))
    told = bool(composed or conclusion or results or at(resource, "text", "div"))
    text, notes = _presented(items(resource.get("presentedForm")), index, required=not told)
    if not text:
        narrative = (_composition(composed, index) if composed else "") or _narrative(resource)
        text = "\n\n".join(one for one in (narrative, "" if _holds(narrative, results) else results) if one)
    if conclusion and not _holds(text, conclusion):
        text = "\n\n".join(one for one in (text, _headed("Impression", conclusion)) if one)
    return Told(text, notes)


def _presented(attachments: list[object], index: Index, *, required: bool) -> tuple[str, list[str]]:
    """Return the text of the best of several forms of one report, and how it was chosen.

    Raises:
        InputError: `required`, and none can be read.
    """
    inside, many, faults = best_inside(((partial(_attached, one, index), _is_foreign(one)) for one in attachments), "a resource")
    if inside:
        notes = [f"The text is that of the presented form ({inside.kind})."]
        if many > 1:
            notes = [f"The resource presents {many} forms of the report; the one as {inside.kind} was taken."]
        return inside.text, [*notes, *filter(None, [inside.note])]
    if required:
        raise InputError(faults[0] if faults else "holds no text of a report")
    return "", [f"A form of the report was left out: it {fault}." for fault in dict.fromkeys(faults)]


def _is_foreign(attachment: object) -> bool:
    language = line(at(attachment, "language")).lower()
    return bool(language) and not language.startswith("en")


def _attached(attachment: object, index: Index) -> tuple[bytes, str]:
    """Return the bytes of an attachment, and a name with the suffix that its type promises.

    Raises:
        InputError: It has none in the file.
    """
    type = line(at(attachment, "contentType"))
    data = at(attachment, "data")
    if not isinstance(data, str) or not data:
        address = line(at(attachment, "url"))
        binary = index.find(address)
        data = at(binary, "data")
        type = type or line(at(binary, "contentType"))
        if not isinstance(data, str) or not data:
            told = "points to a document outside the file, which is not fetched; give that document itself"
            raise InputError(told if address else "presents a form without data")
    suffix = _SUFFIXES.get(type.partition(";")[0].strip().lower(), "")
    return decoded_base64(data), f"attached.{suffix}" if suffix else "attached"


def _composition(resource: Resource, index: Index) -> str:
    parts = [
        part for section in items(resource.get("section")) for part in _section(section, index, 0)
    ]  # fmt: skip
    return "\n\n".join(parts) or _narrative(resource)


def _section(section: object, index: Index, depth: int) -> Iterator[str]:
    """Yield the text of a section with its heading, and of those inside it."""
    if depth > DEEPEST or not isinstance(section, Mapping):
        return
    title = line(section.get("title"))
    named = heading_of(code=code_of(section.get("code")), label=title) or heading_of(label=spoken(section.get("code")))
    if named is not None and not named.kept:
        return
    text = _narrative(section)
    if not text:
        text = "\n".join(_entries(items(section.get("entry")), index))
    if text:
        yield _headed(named.heading if named else title, text)
    for one in items(section.get("section")):
        yield from _section(one, index, depth + 1)


def _entries(references: list[object], index: Index) -> Iterator[str]:
    for reference in references:
        found = index.find(reference)
        if at(found, "resourceType") == "DiagnosticReport" and found is not None:
            try:
                yield _diagnostic_report({**found, "composition": None}, index.within(found)).text
            except InputError:
                continue  # the section has no more than this
        else:
            yield from _observations([reference], index)


def _headed(heading: str, text: str) -> str:
    """Return a text under a heading; one that it begins with itself is not written twice."""
    first = text.lstrip()[: len(heading) + 1].lower()
    if not heading or (first.startswith(heading.lower()) and not first[len(heading) :].isalnum()):
        return text
    return f"{heading}: {text}" if "\n" not in text else f"{heading}:\n{text}"


def _narrative(resource: Resource) -> str:
    """Return the narrative of a resource or section as text; empty where it has none.

    Raises:
        InputError: It cannot be read.
    """
    div = words(at(resource, "text", "div"))
    if not div.strip():
        return ""
    try:
        return read_inside(div.encode("utf-8"), "narrative.html").text.strip("\n")
    except InputError as error:
        if not _MARKUP.sub("", div).strip():
            return ""  # it holds tags alone
        raise InputError(str(error).replace("an attached document (HTML)", "a narrative")) from error


def _observations(references: list[object], index: Index) -> Iterator[str]:
    """Yield observations as lines, those that they group after them."""
    seen: set[int] = set()

    def lines_of(reference: object, depth: int) -> Iterator[str]:
        found = index.find(reference)
        if found is None or at(found, "resourceType") != "Observation" or id(found) in seen or depth > DEEPEST:
            return
        seen.add(id(found))
        if len(seen) > MOST_OBSERVATIONS or line(found.get("status")) in _ASIDE:
            return
        yield from _observation(found)
        for member in items(found.get("hasMember")):
            yield from lines_of(member, depth + 1)

    for reference in references:
        yield from lines_of(reference, 0)


def _observation(observation: Resource) -> Iterator[str]:
    name = spoken(observation.get("code"))
    heading = heading_of(code=code_of(observation.get("code")), label=name)
    value = _value(observation)
    if heading is not None:
        if value and heading.kept:
            yield _headed(heading.heading, value)
    elif value:
        place = spoken(observation.get("bodySite"))
        shown = f"{place} {name}" if place and place.lower() not in name.lower() else name
        yield _headed(shown, value)
    for component in items(observation.get("component")):
        if told := _value(component):
            yield _headed(spoken(at(component, "code")), told)
    for note in items(observation.get("note")):
        if told := words(at(note, "text")).strip():
            yield told


def _value(observation: object) -> str:
    """Return the value of an observation as people write it; empty where it has none."""
    if isinstance(quantity := at(observation, "valueQuantity"), Mapping):
        return _quantity(quantity)
    if text := words(at(observation, "valueString")).strip():
        return text
    if concept := spoken(at(observation, "valueCodeableConcept")):
        return concept
    if isinstance(number := at(observation, "valueInteger"), int):
        return str(number)[:40]
    if isinstance(range_ := at(observation, "valueRange"), Mapping):
        return "-".join(filter(None, (_quantity(at(range_, "low")), _quantity(at(range_, "high")))))
    if isinstance(ratio := at(observation, "valueRatio"), Mapping):
        return ":".join(filter(None, (_quantity(at(ratio, "numerator")), _quantity(at(ratio, "denominator")))))
    return line(at(observation, "valueDateTime")) or line(at(observation, "valueTime"))


def _quantity(quantity: object) -> str:
    value = at(quantity, "value")
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ""
    unit = line(at(quantity, "unit")) or line(at(quantity, "code"))
    return f"{line(at(quantity, 'comparator'))}{str(value)[:40]} {unit}".strip()


def _holds(text: str, told: str) -> bool:
    """Whether a text says all that another does, word for word, however its lines are broken."""
    return " ".join(_WORDS.findall(told.lower())) in " ".join(_WORDS.findall(text.lower()))
