"""Warns of a text that holds the reports of several patients or days, whose codes would stand together on the page."""

from __future__ import annotations

from hashlib import sha256

import streamlit as st

from assistant.documents.several import several_patients, split_reports
from assistant.ui.words import count

PATIENTS = "This text holds reports of {patients}. Their answers stand together here: check one patient's at a time."
DAYS = "This text holds {reports} of different days or headers. Their answers stand together here."


def describe_several(text: str) -> str:
    """Return the warning, empty where the text is one report."""
    asked = sha256(text.encode("utf-8", "surrogatepass")).digest()
    kept = st.session_state.get("several")
    if not kept or kept[0] != asked:
        st.session_state.several = kept = (asked, _warning(text))
    words: str = kept[1]
    return words


def _warning(text: str) -> str:
    parts = split_reports(text) if text.strip() else ()
    if len(parts) < 2:
        return ""
    patients = several_patients(parts)
    if patients > 1:
        return PATIENTS.format(patients=count(patients, "patient"))
    return DAYS.format(reports=count(len(parts), "report"))
