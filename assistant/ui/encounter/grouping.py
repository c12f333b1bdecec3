"""Groups reports into encounters: by patient and day alone, and never two patients together.

A report that does not tell its patient or its day stands alone until somebody says whose it is. Two reports under one
patient's key whose names cannot be one person's stand apart too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.documents.metadata import Metadata, alike, name_parts

NO_PATIENT = "It does not tell its patient, so it is not merged with any other report."
NO_DAY = "It does not tell its date of service, so it is not merged with any other report."
OTHER_NAME = "It names another patient than {other} under the same number, so the two are not merged."


@dataclass(frozen=True)
class Filed:
    """A report on the page.

    Attributes:
        number: Which of the session it is; never used twice.
        name: What it is called; no two are called the same.
        text: Its text.
        told: What it tells of itself, or the worklist of it.
        given_patient, given_day: What somebody said of it by hand; they count where it does not tell.
        origin: Its number on the worklist, None where it is not from there.
    """

    number: int
    name: str
    text: str
    told: Metadata
    given_patient: str = ""
    given_day: date | None = None
    origin: int | None = None

    @property
    def patient(self) -> str:
        """The key of its patient, empty where nobody told."""
        return self.told.patient or self.given_patient

    @property
    def day(self) -> date | None:
        """The date of service, None where nobody told."""
        return self.told.day or self.given_day

    @property
    def is_given(self) -> bool:
        """Whether what it is grouped by was said by hand."""
        return bool((self.given_patient and not self.told.patient) or (self.given_day and not self.told.day))


@dataclass(frozen=True)
class Group:
    """The reports of one encounter.

    Attributes:
        key: A name for it that lasts while its first report does.
        patient: The key of the patient, empty where it is not told.
        day: The date of service, None where it is not told.
        reports: At least one.
        alone: Why it is one report that is not merged; empty for others.
    """

    key: str
    patient: str
    day: date | None
    reports: tuple[Filed, ...]
    alone: str = ""

    @property
    def title(self) -> str:
        """The patient and the day in words."""
        return f"{self.patient or 'Patient not told'}, {self.day or 'no date of service'}"


def grouped(reports: Iterable[Filed]) -> tuple[Group, ...]:
    """Return the encounters in the order of their first reports, those that are told before those that stand alone."""
    together: dict[tuple[str, date], list[list[Filed]]] = {}
    alone: list[Group] = []
    for each in reports:
        if each.patient and each.day:
            _put(each, together.setdefault((each.patient, each.day), []))
        else:
            why = NO_DAY if each.patient else NO_PATIENT
            alone.append(Group(f"#{each.number}", each.patient, each.day, (each,), why))
    return (*_named(together), *alone)


def _put(each: Filed, parties: list[list[Filed]]) -> None:
    """Put a report to those of its key and day whose names can be its patient's."""
    party = next((party for party in parties if all(_may_be_one(each, other) for other in party)), None)
    if party is None:
        parties.append([each])
    else:
        party.append(each)


def _named(together: dict[tuple[str, date], list[list[Filed]]]) -> Iterable[Group]:
    for (patient, day), parties in together.items():
        for number, party in enumerate(parties):
            why = OTHER_NAME.format(other=parties[0][0].name) if number else ""
            yield Group(f"{patient}|{day}|{party[0].number if number else ''}", patient, day, tuple(party), why)


def _may_be_one(first: Filed, second: Filed) -> bool:
    if not first.told.name or not second.told.name:
        return True
    return alike(name_parts(first.told.name), name_parts(second.told.name))


def patients_of(reports: Sequence[Filed]) -> list[str]:
    """Return the patients that a report may be given to: keys that are told or given, then names without a key."""
    keys = [each.patient for each in reports if each.patient]
    names = [each.told.name for each in reports if each.told.name and not each.told.patient]
    return list(dict.fromkeys((*keys, *names)))
