"""What one browser session holds of an encounter: its reports, each in a field of its own, and their last check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import count

import streamlit as st

from assistant.documents.text import PAGE_LIMIT, decode
from assistant.errors import InputError
from assistant.ui.encounter_check import EncounterOutcome, check_encounter
from assistant.ui.samples import load_encounter_sample

DAY_PICKER = "encounter_day"
UPLOADER = "encounter_upload"


@dataclass(frozen=True)
class Field:
    """A field for one report: `number` is never used twice in a session; `text` is what it begins with."""

    number: int
    name: str
    text: str = ""

    @property
    def key(self) -> str:
        """The name under which session_state holds the field's present text."""
        return f"encounter_report_{self.number}"


def fields() -> tuple[Field, ...]:
    """Return the fields on the page: at the first visit those of the sample, or an empty one where there is none."""
    if "encounter_fields" not in st.session_state:
        _put(load_encounter_sample() or [("", "")])
    kept: tuple[Field, ...] = st.session_state.encounter_fields
    return kept


def reports() -> list[tuple[str, str]]:
    """Return the name and the present text of each field."""
    return [(field.name, st.session_state.get(field.key, field.text)) for field in fields()]


def add_field() -> None:
    """Put an empty field below the others."""
    _put([*reports(), ("", "")])


def remove_field(number: int) -> None:
    """Take a field off the page, and forget its text."""
    _put([report for field, report in zip(fields(), reports(), strict=True) if field.number != number])


def clear_fields() -> None:
    """Take every report off the page, and put an empty field there."""
    _put([("", "")])
    st.session_state[DAY_PICKER] = None


def accept_uploads() -> None:
    """Put the uploaded files on the page in place of what is there, or say which cannot be read."""
    files = st.session_state[UPLOADER]
    if not files:
        return
    read, faults = [], []
    for file in files:
        try:
            read.append((file.name, decode(file.getvalue(), limit=PAGE_LIMIT).text))
        except InputError as error:
            faults.append(f"{file.name} {error}.")
    if read:
        _put(read)
    st.session_state.encounter_faults = tuple(faults)


def upload_faults() -> tuple[str, ...]:
    """Return, in one sentence each, which files of the last upload cannot be read."""
    faults: tuple[str, ...] = st.session_state.get("encounter_faults", ())
    return faults


def current_encounter() -> EncounterOutcome:
    """Return what the check of the reports says; they are checked again only when a text, name or date is another."""
    day: date | None = st.session_state.get(DAY_PICKER)
    asked = (tuple(reports()), day)
    if st.session_state.get("encounter_asked") != asked:
        st.session_state.encounter_outcome = check_encounter(reports(), day)
        st.session_state.encounter_asked = asked
    outcome: EncounterOutcome = st.session_state.encounter_outcome
    return outcome


def _put(named: Iterable[tuple[str, str]]) -> None:
    """Make the fields anew; each gets a name that no other has."""
    old: tuple[Field, ...] = st.session_state.get("encounter_fields", ())
    number = st.session_state.get("encounter_number", 0)
    made: list[Field] = []
    for name, text in named:
        number += 1
        made.append(Field(number, _free(name, [field.name for field in made]), text))
    for field in old:
        st.session_state.pop(field.key, None)
    st.session_state.encounter_fields, st.session_state.encounter_number = tuple(made), number
    st.session_state.encounter_faults = ()


def _free(name: str, taken: list[str]) -> str:
    """Return `name`, or where it is empty or taken the next one that is free."""
    if name and name not in taken:
        return name
    numbered = (f"{name} {number}" if name else f"Report {number}" for number in count(2 if name else 1))
    return next(candidate for candidate in numbered if candidate not in taken)
