"""The report page: one report, its codes with their evidence, what is missing, and what to ask about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from assistant.analysis import Analysis
from assistant.documents.metadata import read_metadata
from assistant.exchange import Exported, codes_text
from assistant.gaps.letters import queries_of
from assistant.gaps.queries import Query
from assistant.ui.exports import draw_exports
from assistant.ui.frame import View, choose_view
from assistant.ui.report.checking import Outcome
from assistant.ui.report.completion import Completed, accept_completion, complete, describe_completion, describe_marks
from assistant.ui.report.diagnosis_rows import describe_diagnoses, open_fault, opening_words
from assistant.ui.report.difference import describe_difference
from assistant.ui.report.identity import identity_labels
from assistant.ui.report.own_edits import accept_edits_link, claim_setting, follow_edits_link
from assistant.ui.report.questions import letters, sent_texts
from assistant.ui.report.samples import load_samples
from assistant.ui.report.session import (
    DAY,
    DAY_FROM,
    EDITOR,
    INDEX_FAULT,
    SAMPLE_PICKER,
    UPLOADER,
    Report,
    accept_day,
    accept_edit,
    accept_kept,
    accept_questions,
    accept_upload,
    ask_diagnoses,
    current_outcome,
    current_report,
    current_setting,
    kept_work,
    last_stamp,
    pick_sample,
    question_edits,
    session_name,
)
from assistant.ui.report.setting_picker import draw_setting_picker
from assistant.ui.report.view_answers import view_answers
from assistant.ui.report_view import report_view
from assistant.ui.words import KIND_WORDS, MARKED_KINDS


def draw() -> None:
    """Draw the page."""
    view = choose_view()
    report = current_report()
    outcome = current_outcome()
    queries = queries_of(outcome.analysis, report.text) if outcome.analysis else []
    follow_edits_link()
    _controls(outcome, queries, view)
    completed = complete(report, outcome, current_setting()) if view == "physician" else None
    report_view(
        _view_data(report, outcome, queries, view, completed), key=EDITOR,
        on_edit=accept_edit, on_day=accept_day, on_kept=accept_kept, on_questions=accept_questions,
        on_diagnoses=ask_diagnoses, on_completion=accept_completion,
        on_why=_accept_why, on_edits=accept_edits_link,
    )  # fmt: skip
    if st.session_state.get(INDEX_FAULT, "") is None:
        open_index()


def _controls(outcome: Outcome, queries: Sequence[Query], view: View) -> None:
    """Draw the row above the report."""
    with st.container(key="controls", horizontal=True, vertical_alignment="center", gap="small"):
        st.selectbox(
            "Sample report", list(load_samples()), format_func=lambda name: load_samples()[name].title,
            index=None, placeholder="Your report (or pick a sample)", key=SAMPLE_PICKER, on_change=pick_sample,
            label_visibility="collapsed", persist_state="session", width=330,
        )  # fmt: skip
        with st.popover("Open file", icon=":material/upload_file:"):
            st.file_uploader(
                "A report: text, Word, RTF, PDF, HTML, e-mail, HL7, FHIR or C-CDA", key=UPLOADER, on_change=accept_upload
            )
        if view == "coder" or current_setting():  # what was chosen there bears on the codes here
            draw_setting_picker()
        st.space("stretch")
        _letter_picker(outcome, queries)
        analysis, text = outcome.analysis, current_report().text
        draw_exports(
            lambda: [_outgoing(text, analysis)] if analysis else [], key="export", one=True, disabled=not analysis
        )


def _outgoing(text: str, analysis: Analysis) -> Exported:
    """Return the report as it goes out, with what it tells of its patient, author and site."""
    told = read_metadata(text)
    return Exported("report", text, analysis, patient=told.patient, physician=told.physician, site=told.site)


def _letter_picker(outcome: Outcome, queries: Sequence[Query]) -> None:
    """Draw the downloads of all questions as one letter, as the reader left them."""
    with st.popover("Questions", icon=":material/mail:", key="letter_popover", disabled=not queries):
        st.caption("All questions to the author as one letter, as they stand on the page.")
        if not outcome.analysis:
            return
        with st.container(horizontal=True, gap="small"):
            for letter in letters(outcome.analysis, sent_texts(queries, question_edits())):
                st.download_button(letter.label, letter.make, letter.file, letter.mime, on_click="ignore")


def _view_data(
    report: Report, outcome: Outcome, queries: Sequence[Query], view: View, completed: Completed | None
) -> dict[str, object]:
    shown = (completed.shown if completed else None) or outcome
    return {
        "text": report.text, "number": report.number, "revision": report.revision, "note": report.note,
        "locked": bool(report.text.strip()), "day": _day(outcome), "identity": identity_labels(),
        "difference": describe_difference(report.first, report.text) if report.came_as is not None else None,
        "question_edits": question_edits(),
        "session": session_name(), "keep": kept_work(), "answered": last_stamp("edit"), "restored": last_stamp("kept"),
        "view": view, "kinds": KIND_WORDS, "marked": MARKED_KINDS,
        "state": shown.state, "message": shown.message, "changes": outcome.changes,
        **(_answers(shown.analysis, report.text, [] if completed else queries, view) if shown.analysis else {}),
        "gaps_at": describe_marks(outcome.analysis, report.text) if outcome.analysis else [],
        "completion": describe_completion(completed, outcome.analysis) if completed and outcome.analysis else None,
    }  # fmt: skip


def _day(outcome: Outcome) -> dict[str, str]:
    """Return the date of service that was given, where it comes from, and the one in the text; empty where there is none."""
    given = st.session_state.get(DAY)
    found = outcome.analysis.date_of_service if outcome.analysis and not given else None
    told_by = st.session_state.get(DAY_FROM, "")
    whence = f"from the file ({told_by})" if told_by else "by hand"
    return {"given": given.isoformat() if given else "", "whence": whence if given else "", "found": found or ""}


def _answers(analysis: Analysis, text: str, queries: Sequence[Query], view: View) -> dict[str, Any]:
    answers = {
        **view_answers(analysis, queries, view),
        "codes_text": codes_text(Exported("report", text, analysis)),
        "diagnoses": describe_diagnoses(analysis, text, fault=st.session_state.get(INDEX_FAULT)),
    }
    if view != "coder":
        return answers
    from assistant.ui.report.code_questions import describe_why

    return {**answers, **_coder_notes(analysis, text), "why": describe_why(analysis, text)}


def _coder_notes(analysis: Analysis, text: str) -> dict[str, Any]:
    """Return the notes for the coder, for which the report is read anew: once for an answer, not at each drawing."""
    from assistant.ui.report.coder_notes import describe_for_coder

    told: tuple[Analysis, dict[str, Any]] | None = st.session_state.get("coder_notes")
    if told is None or told[0] is not analysis:
        told = (analysis, describe_for_coder(analysis, text, claim_setting()))
        st.session_state.coder_notes = told
    return told[1]


def _accept_why() -> None:
    """Take over the code that the coder asks about; what the coder's view needs is loaded for a coder."""
    from assistant.ui.report.code_questions import accept_why

    accept_why()


def open_index() -> None:
    """Open the index of diagnoses while the page can be read, then draw the page again with them."""
    with st.container(key="index_status"), st.status(opening_words()):
        st.session_state[INDEX_FAULT] = open_fault()
    st.rerun()
