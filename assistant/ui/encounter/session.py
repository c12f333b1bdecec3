"""What one browser session holds of encounters: the reports on the page, which encounter and report is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import streamlit as st

from assistant.documents.incoming import Incoming, incoming
from assistant.documents.metadata import Metadata, read_metadata
from assistant.errors import InputError
from assistant.ui.access.people import current_person
from assistant.ui.encounter.check import EncounterOutcome, check_encounter
from assistant.ui.encounter.grouping import Filed, Group, grouped
from assistant.ui.report.samples import load_encounter_sample
from assistant.ui.words import count as number_of
from assistant.ui.worklist.open_worklist import shared_worklist
from assistant.worklist import Filter, Opened

UPLOADER, PASTE = "encounter_upload", "encounter_paste"
PATIENT, DAY = "encounter_patient", "encounter_day"
ROUND = "encounter_round"
VIEW, MEMBER = "encounter_view", "encounter_member"
REPORTS, OPENED, NEWS = "encounter_reports", "encounter_opened", "encounter_news"
#: Whether the sample still stands on the page, which goes when the first report comes.
SAMPLE = "encounter_sample"
#: What the address asked of the worklist when it was last followed.
FOLLOWED = "encounter_followed"
SAMPLE_PATIENT = "Sample patient"
#: How a report that was pasted is called.
PASTED = "Report"
MOST_OF_ONE_DAY = 200


def reports() -> tuple[Filed, ...]:
    """Return the reports on the page: at the first visit those of the sample."""
    if REPORTS not in st.session_state:
        st.session_state[REPORTS] = tuple(
            Filed(number, name, text, read_metadata(text), SAMPLE_PATIENT)
            for number, (name, text) in enumerate(load_encounter_sample(), start=1)
        )
        st.session_state[SAMPLE] = True
    kept: tuple[Filed, ...] = st.session_state[REPORTS]
    return kept


def groups() -> tuple[Group, ...]:
    """Return the encounters on the page."""
    return grouped(reports())


def opened_group() -> Group | None:
    """Return the encounter that is open: the one asked for, else the first; None where there is none."""
    listed = groups()
    asked = st.session_state.get(OPENED)
    return next((group for group in listed if group.key == asked), listed[0] if listed else None)


def open_group(key: str) -> None:
    """Open an encounter."""
    st.session_state[OPENED] = key


def news() -> tuple[str, ...]:
    """Return, in a sentence each, what became of the last reports that came or did not."""
    told: tuple[str, ...] = st.session_state.get(NEWS, ())
    return told


def accept_paste() -> None:
    """Put what was pasted onto the page, each report of it for itself."""
    text = str(st.session_state.get(PASTE) or "")
    st.session_state[PASTE] = ""
    if text.strip():
        _add(incoming(pastes=[text], paste=PASTED))


def uploader() -> str:
    """Return the key of the place for files: after each addition it is a new one, and empty."""
    return f"{UPLOADER}_{st.session_state.get(ROUND, 0)}"


def accept_uploads() -> None:
    """Put the reports of the uploaded files onto the page, and say which cannot be read."""
    files = [(file.name, file.getvalue()) for file in st.session_state[uploader()] or ()]
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    if files:
        _add(incoming(files))


def assign(number: int) -> None:
    """Say by hand whose a report is, and of which day, where it does not tell."""
    patient, day = st.session_state.get(f"{PATIENT}_{number}"), st.session_state.get(f"{DAY}_{number}")
    changed = tuple(
        replace(each, given_patient=(patient or "").strip(), given_day=day) if each.number == number else each
        for each in reports()
    )
    st.session_state[REPORTS], st.session_state[NEWS] = changed, ()
    _open_that_of(number)


def take_back(number: int) -> None:
    """Forget what was said of a report by hand."""
    st.session_state[REPORTS] = tuple(
        replace(each, given_patient="", given_day=None) if each.number == number else each for each in reports()
    )
    _open_that_of(number)


def remove(number: int) -> None:
    """Take a report off the page, and forget its text."""
    st.session_state[REPORTS] = tuple(each for each in reports() if each.number != number)
    st.session_state[NEWS] = ()


def clear() -> None:
    """Take every report off the page."""
    st.session_state[REPORTS] = ()
    st.session_state[SAMPLE] = False
    st.session_state[NEWS] = ()
    st.session_state.pop(OPENED, None)


def current_encounter(group: Group) -> EncounterOutcome:
    """Return what the check of an encounter says; it is made again only when something of it is another."""
    written = [(each.name, each.text) for each in group.reports]
    asked = (tuple(written), group.day)
    if st.session_state.get("encounter_asked") != asked:
        st.session_state.encounter_outcome = check_encounter(written, group.day)
        st.session_state.encounter_asked = asked
    outcome: EncounterOutcome = st.session_state.encounter_outcome
    return outcome


def accept_questions() -> None:
    """Keep what the reader made of the questions of the report that is open, for its letter."""
    edits: Any = (st.session_state.get(VIEW) or {}).get("questions")
    number = st.session_state.get(MEMBER)
    if isinstance(edits, dict) and isinstance(number, int):
        kept = dict(st.session_state.get("encounter_questions", {}))
        st.session_state.encounter_questions = {**kept, number: edits}


def question_edits(number: int) -> dict[str, dict[str, str]]:
    """Return what the reader made of the questions of a report."""
    kept: dict[int, dict[str, dict[str, str]]] = st.session_state.get("encounter_questions", {})
    return kept.get(number, {})


def follow_address() -> None:
    """Open the worklist's reports of the patient and the day that the address names, once for each address."""
    patient, day = st.query_params.get("patient", ""), st.query_params.get("day", "")
    if not patient or st.session_state.get(FOLLOWED) == (patient, day):
        return
    st.session_state[FOLLOWED] = (patient, day)
    if not current_person().may("read"):
        st.session_state[NEWS] = ("Your role may not read the reports of the worklist.",)
        return
    try:
        _take(_from_worklist(patient, date.fromisoformat(day) if day else None), patient, day)
    except (InputError, ValueError) as error:
        st.session_state[NEWS] = (f"The worklist was not asked: {error}.",)


def _from_worklist(patient: str, day: date | None) -> list[Opened]:
    """Return the reports of a patient and a day, without a day those that bear none; a purge took the patient away too.

    Raises:
        InputError: The worklist cannot be read.
    """
    worklist = shared_worklist()
    page = worklist.page(Filter(words=patient, since=day, until=day), "added", size=MOST_OF_ONE_DAY)
    numbers = [row.number for row in page.rows if (row.patient, row.day) == (patient, day)]
    return [worklist.open(number) for number in sorted(numbers)]


def _take(found: Sequence[Opened], patient: str, day: str) -> None:
    """Put reports of the worklist onto the page; those that are there already stay."""
    here = {each.origin for each in reports()}
    told = () if found else (f"The worklist has no report of {patient} on {day or 'no date of service'}.",)
    fresh = [each for each in found if each.analysis is not None and each.row.number not in here]
    made = _numbered([(each.row.name or f"Report {each.row.number}", each.text, _told_by(each)) for each in fresh])
    kept = () if st.session_state.get(SAMPLE) and fresh else reports()
    filed = [replace(new, origin=old.row.number) for new, old in zip(made, fresh, strict=True)]
    st.session_state[REPORTS] = (*kept, *filed)
    st.session_state[NEWS] = told
    if fresh:
        st.session_state[SAMPLE] = False
    mine = [each.number for each in st.session_state[REPORTS] if each.origin in {one.row.number for one in found}]
    if mine:
        _open_that_of(mine[0])


def _told_by(opened: Opened) -> Metadata:
    """Return what the worklist tells of a report, and of the rest its text."""
    row = opened.row
    return read_metadata(opened.text)._replace(
        patient=row.patient, day=row.day, physician=row.physician, site=row.site
    )


def _add(found: Iterable[Incoming]) -> None:
    """Put reports onto the page, and open the encounter of the first; say what cannot be read and what was split."""
    before, news, read = reports(), list[str](), list[Incoming]()
    for report in found:
        news += [report.note] if report.note else []
        if report.fault:
            news.append(f"{report.name} {report.fault}.")
        else:
            read.append(report)
    sample = st.session_state.get(SAMPLE) and read
    made = _numbered([(each.name, each.text, each.told) for each in read], afresh=bool(sample))
    st.session_state[REPORTS] = (*(() if sample else before), *made)
    if made:
        st.session_state[SAMPLE] = False
        _open_that_of(made[0].number)
        news.insert(0, _say_added(len(made)))
    st.session_state[NEWS] = tuple(news)


def _say_added(added: int) -> str:
    listed = groups()
    alone = sum(bool(group.alone) for group in listed)
    placed = len(listed) - alone
    there = f"There {'is' if placed == 1 else 'are'} {number_of(placed, 'encounter')} of one patient and day"
    rest = f", and {number_of(alone, 'report')} that cannot be placed" if alone else ""
    return f"{number_of(added, 'report')} added. {there}{rest}."


def _numbered(found: Iterable[tuple[str, str, Metadata]], *, afresh: bool = False) -> list[Filed]:
    """Return reports, their name, text and what is told of them, with numbers and names of their own."""
    number: int = st.session_state.get("encounter_number", max((each.number for each in reports()), default=0))
    taken = [] if afresh else [each.name for each in reports()]
    made = []
    for name, text, told in found:
        number += 1
        taken.append(_free(name, taken))
        made.append(Filed(number, taken[-1], text, told))
    st.session_state.encounter_number = number
    return made


def _open_that_of(number: int) -> None:
    """Open the encounter that a report belongs to, and the report in it."""
    open_group(next(group.key for group in groups() if any(each.number == number for each in group.reports)))
    st.session_state[MEMBER] = number


def _free(name: str, taken: list[str]) -> str:
    """Return `name`, or where it is taken the next one that is free."""
    if name not in taken:
        return name
    return next(f"{name} {number}" for number in count(2) if f"{name} {number}" not in taken)
