"""Reads what a report tells beside its findings: patient, author, site, accession and date of service.

An empty answer is right where the text does not tell, tells it masked, or tells two: a list of several patients has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from assistant.analysis import Section
from assistant.documents.author import find_author
from assistant.documents.identifiers import Identifier, Kind, find_identifiers, labels, metadata_words
from assistant.documents.reading_form import reading_form
from assistant.language.pipeline import read_report
from assistant.language.service_date import date_of_service, find_dates
from assistant.language.signature.words import no_surnames
from assistant.language.vocabulary import vocabulary

HEAD_LINES = 4  # lines that bear no text count for nothing
HEAD_CHARACTERS = 1200  # within which a label tells the site
LONGEST_SITE = 60
NO_NAME = re.compile(r"[\d()/\[\]<>{}_=?]")
SITE_VALUE = r"(?P<site>[A-Z0-9][^\n|\t]*?)(?=[ \t]{2}|[ \t]*[|\t\n]|\. |$)"


class Metadata(NamedTuple):
    """What a report tells of itself; empty where it does not.

    Attributes:
        patient: The patient's key: the medical record number, else the account, else name and date of birth
            ("DOE, JANE 1960-01-02"). Two reports with one key and different names are not of one patient.
        name: The patient's name as it is written.
        physician: The author: who signed, else who read, dictated or did the work.
        site: The hospital, practice or laboratory.
        accession: The number of the examination.
        day: The date of service, as the analysis takes it.
    """

    patient: str = ""
    name: str = ""
    physician: str = ""
    site: str = ""
    accession: str = ""
    day: date | None = None


def read_metadata(text: str) -> Metadata:
    """Return what a report tells of itself; offsets play no part, any length is read."""
    form = reading_form(text, vocabulary().words.__contains__)
    reading = read_report(form.text, one_case=form.one_case)
    found = date_of_service(find_dates(reading))
    sections: tuple[Section, ...] = form.restored(tuple(reading.sections))
    identifiers = find_identifiers(text)
    return Metadata(
        patient=patient_key(identifiers),
        name=patient_name(identifiers),
        physician=find_author(text, sections),
        site=_site(text),
        accession=_only(identifiers, "accession"),
        day=found.day if found else None,
    )


def patient_key(identifiers: Sequence[Identifier]) -> str:
    """Return the key of the one patient that identifiers tell of; empty where they tell of none, or of several."""
    names = {name_parts(one.value) for one in identifiers if one.kind == "name"}
    if any(not alike(first, second) for first in names for second in names):
        return ""
    kind: Kind
    for kind in ("record", "account"):
        if any(one.kind == kind for one in identifiers):
            return _only(identifiers, kind)
    name, birth = patient_name(identifiers), _only(identifiers, "birth")
    return f"{' '.join(sorted(name_parts(name)))} {birth}".upper() if name and birth else ""


def name_parts(name: str) -> frozenset[str]:
    """Return the words of a name, in any order: "DOE, JANE B." and "Jane B Doe" are one."""
    return frozenset(re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", name.lower()))


def alike(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether the words of two names can be one patient's: what both write out is the same, initials agree."""
    shorter, longer = sorted((first, second), key=len)
    return all(
        word in longer
        or any(other.startswith(word) for other in longer if len(word) == 1 or len(other) == 1)
        or any(word.startswith(other) for other in longer if len(other) == 1)
        for word in shorter
    )


def _only(identifiers: Iterable[Identifier], kind: Kind) -> str:
    values = {one.value for one in identifiers if one.kind == kind}
    return values.pop() if len(values) == 1 else ""


def patient_name(identifiers: Iterable[Identifier]) -> str:
    """Return the name of the one patient that identifiers tell of; empty where they tell of none, or of several."""
    names = [one.value for one in identifiers if one.kind == "name"]
    if any(not alike(name_parts(names[0]), name_parts(other)) for other in names[1:]):
        return ""
    return max(names, key=len, default="")


@lru_cache(maxsize=1)
def _site_labels() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|(?<=[|\t])|(?<=[ \t]{{2}}))[ \t]*(?i:{labels(metadata_words().site.labels)})[ \t]*[:|=][ \t]*{SITE_VALUE}",
        re.MULTILINE,
    )


@lru_cache(maxsize=1)
def _place_words() -> re.Pattern[str]:
    return re.compile(rf"\b{labels(metadata_words().site.places)}(?!\w)", re.IGNORECASE)


def _site(text: str) -> str:
    """Return the place where a report comes from: after a label, or a header line that names one."""
    for match in _site_labels().finditer(text, 0, HEAD_CHARACTERS):
        if _names_a_place(match["site"]):
            return " ".join(match["site"].split())
    lines = [line for line in text[:HEAD_CHARACTERS].split("\n") if line.strip()][:HEAD_LINES]
    for line in lines:
        cell = re.split(r"[ \t]{2,}|\||\t", line.strip(" \t|*=#-"))[0].strip(" -–—,.")
        if ":" not in cell and not NO_NAME.search(cell) and _names_a_place(cell) and _capitals(cell):
            return " ".join(cell.split())
    return ""


def _names_a_place(cell: str) -> bool:
    """Whether words name one place: a word for such places, a word of its own beside it, and no examination."""
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", cell.lower())
    if not words or len(cell) > LONGEST_SITE or not _place_words().search(cell):
        return False
    site = metadata_words().site
    common = no_surnames() | site.departments | set(" ".join(site.places).split())
    named = [word for word in words if len(word) > 2 and word not in common]
    return bool(named) and site.exams.isdisjoint(words)


def _capitals(cell: str) -> bool:
    words = re.findall(r"[^\W\d_]{4,}", cell)
    return bool(words) and all(word[0].isupper() for word in words)
