"""What one browser session holds: the report on the page and its last check. Nothing of it outlives the session."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from assistant.documents.text import PAGE_LIMIT, decode
from assistant.errors import InputError
from assistant.ui.checking import Outcome, check
from assistant.ui.samples import FIRST, load_samples

SAMPLE_PICKER = "sample"
DAY_PICKER = "day"
UPLOADER = "upload"
EDITOR = "report_view"
#: Present once diagnoses are asked for: None until their index was opened, then why it could not be, or empty.
INDEX_FAULT = "index_fault"
#: Half of a surrogate pair, as a browser may send it; no encoding can write one.
_LONE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Report:
    """The report on the page.

    Attributes:
        text: Its text, line ends as one line feed.
        number: Which report of the session it is; an edit keeps it, another report has the next one.
        revision: Grows when the page, not the reader's typing, puts another text into the editor.
        note: One sentence on how the text was read or why a file was refused; else empty.
    """

    text: str
    number: int = 0
    revision: int = 0
    note: str = ""


def current_report() -> Report:
    """Return the report on the page: at the first visit the first sample, or an empty one where there is none."""
    if "report" not in st.session_state:
        sample = load_samples().get(FIRST)
        st.session_state[SAMPLE_PICKER] = sample.name if sample else None
        st.session_state.report = Report(sample.read() if sample else "")
    report: Report = st.session_state.report
    return report


def current_outcome() -> Outcome:
    """Return what the check of the report says; it is checked again only when the text or the date is another."""
    report = current_report()
    day: date | None = st.session_state.get(DAY_PICKER)
    asked = (report.text, day)
    if st.session_state.get("asked") != asked:
        last: Outcome | None = st.session_state.get("outcome")
        same_report = st.session_state.get("asked_number") == report.number
        st.session_state.outcome = check(report.text, day, before=last.analysis if last and same_report else None)
        st.session_state.asked, st.session_state.asked_number = asked, report.number
    outcome: Outcome = st.session_state.outcome
    return outcome


def pick_sample() -> None:
    """Put the picked sample into the editor."""
    sample = load_samples().get(st.session_state[SAMPLE_PICKER] or "")
    if sample:
        _replace(sample.read())


def accept_edit() -> None:
    """Take over what the reader typed in the editor, or another report that was pasted over the old one."""
    edit: dict[str, Any] | None = st.session_state[EDITOR].get("edit")
    if not edit or not isinstance(edit.get("text"), str):
        return
    report, text = current_report(), _LONE.sub("\N{REPLACEMENT CHARACTER}", edit["text"])
    if edit.get("another"):
        st.session_state[SAMPLE_PICKER] = st.session_state[DAY_PICKER] = None
        st.session_state.report = replace(report, text=text, number=report.number + 1, note="")
    else:
        st.session_state.report = replace(report, text=text, note="")


def accept_questions() -> None:
    """Keep what the reader made of the questions of this report, by topic, for the letter."""
    edits: dict[str, Any] | None = st.session_state[EDITOR].get("questions")
    if isinstance(edits, dict):
        st.session_state.question_edits = (current_report().number, edits)


def question_edits() -> dict[str, dict[str, str]]:
    """Return what `accept_questions` kept for the report on the page; nothing for another report."""
    number, edits = st.session_state.get("question_edits", (None, {}))
    return edits if number == current_report().number else {}


def ask_diagnoses() -> None:
    """Have the index of diagnoses opened, or tried again; they are shown from then on, for the next reports too."""
    if st.session_state[EDITOR].get("diagnoses"):
        st.session_state[INDEX_FAULT] = None


def accept_upload() -> None:
    """Put the uploaded file into the editor, or say why it cannot be read."""
    file = st.session_state[UPLOADER]
    if file is None:
        return
    try:
        decoded = decode(file.getvalue(), limit=PAGE_LIMIT)
    except InputError as error:
        st.session_state.report = replace(current_report(), note=f"{file.name} {error}.")
        return
    st.session_state[SAMPLE_PICKER] = None
    _replace(decoded.text, decoded.note)


def _replace(text: str, note: str = "") -> None:
    """Put another report into the editor, which keeps line ends as line feeds, and forget the date given by hand."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    old = current_report()
    st.session_state.report = Report(lines, old.number + 1, old.revision + 1, note)
    st.session_state[DAY_PICKER] = None
