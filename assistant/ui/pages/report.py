"""The report page: one report, its codes with their evidence, and what is missing."""

from __future__ import annotations

import json
from datetime import date

import streamlit as st

from assistant.ui.checking import Outcome, warm_up
from assistant.ui.findings import describe
from assistant.ui.report_view import report_view
from assistant.ui.samples import load_samples
from assistant.ui.session import (
    DAY_PICKER,
    EDITOR,
    SAMPLE_PICKER,
    UPLOADER,
    Report,
    accept_edit,
    accept_upload,
    current_outcome,
    current_report,
    pick_sample,
)
from assistant.ui.words import KIND_WORDS

VIEWS = ("physician", "coder")


def draw() -> None:
    """Draw the page."""
    with st.skeleton(height=640):
        warm_up()
    report = current_report()
    outcome = current_outcome()
    view = _controls(outcome)
    report_view(_view_data(report, outcome, view), key=EDITOR, on_edit=accept_edit)


def _controls(outcome: Outcome) -> str:
    """Draw the row above the report and return the chosen view."""
    with st.container(key="controls", horizontal=True, vertical_alignment="center", gap="small"):
        st.selectbox(
            "Sample report", list(load_samples()), format_func=lambda name: load_samples()[name].title,
            index=None, placeholder="Your report (or pick a sample)", key=SAMPLE_PICKER, on_change=pick_sample,
            label_visibility="collapsed", persist_state="session", width=330,
        )  # fmt: skip
        with st.popover("Open file", icon=":material/upload_file:"):
            st.file_uploader("A report as plain text (.txt)", type=["txt"], key=UPLOADER, on_change=accept_upload)
        _day_picker(outcome)
        st.space("stretch")
        view = st.segmented_control(
            "View", VIEWS, default=VIEWS[0], required=True, format_func=str.capitalize, key="view",
            label_visibility="collapsed", persist_state="session",
        )  # fmt: skip
        record = json.dumps(outcome.analysis.to_dict(), indent=2, ensure_ascii=False) if outcome.analysis else ""
        st.download_button(
            "JSON", record, "analysis.json", "application/json", icon=":material/download:", on_click="ignore",
            disabled=not record, help="Download the whole record",
        )  # fmt: skip
    return str(view or VIEWS[0])


def _day_picker(outcome: Outcome) -> None:
    given: date | None = st.session_state.get(DAY_PICKER)
    found = outcome.analysis.date_of_service if outcome.analysis else None
    label = f"Date of service {given or found or 'not found'}"
    with st.popover(label, icon=":material/calendar_today:", key="day_popover"):
        st.date_input(
            "Date of service", value=None, key=DAY_PICKER, format="YYYY-MM-DD", persist_state="session",
            min_value=date(1990, 1, 1), max_value=date(2099, 12, 31),
        )  # fmt: skip
        st.caption("Decides the code set. Empty: the date in the text, or else the present set.")


def _view_data(report: Report, outcome: Outcome, view: str) -> dict[str, object]:
    return {
        "text": report.text, "number": report.number, "revision": report.revision, "note": report.note,
        "view": view, "kinds": KIND_WORDS,
        "state": outcome.state, "message": outcome.message, "changes": outcome.changes,
        **(describe(outcome.analysis) if outcome.analysis else {}),
    }  # fmt: skip
