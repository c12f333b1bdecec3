"""The way from a report to the page of edits, with the report's own codes, day and whose claim it is."""

from __future__ import annotations

from datetime import date

import streamlit as st

from assistant.analysis import Analysis
from assistant.tables.rows import Setting
from assistant.ui.frame import open_page
from assistant.ui.report.session import current_outcome, current_setting

LEADS = "leads_to_edits"


def claim_setting() -> Setting:
    """Return whose claim the chosen setting stands for."""
    return "hospital" if current_setting() == "facility-technical" else "practitioner"


def claim_words(analysis: Analysis) -> str:
    """Return the codes that are or may become reportable as a claim is written: 93971-LT 37253x2."""
    return " ".join(
        code.name + (f"x{code.units}" if code.units > 1 else "")
        for code in analysis.codes if code.status != "not_reportable"
    )  # fmt: skip


def accept_edits_link() -> None:
    """Put the codes, the day and the setting of the report into the page of edits, and have it opened."""
    analysis = current_outcome().analysis
    if analysis is None:
        return
    st.session_state.codes = claim_words(analysis)
    if analysis.date_of_service:
        st.session_state.edits_day = date.fromisoformat(analysis.date_of_service)
    st.session_state.setting = claim_setting()
    st.session_state[LEADS] = True


def follow_edits_link() -> None:
    """Open the page of edits, if the reader asked for it."""
    if st.session_state.pop(LEADS, False):
        open_page("edits")
