"""The choice of who reports the codes of a report and where, in the row of controls."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from assistant.coding.setting import BillingSetting
from assistant.ui.report.session import SETTING

#: Each setting in the words of a claim: whose it is, its modifier, and the places of service that it is of.
WORDS: dict[BillingSetting, str] = {
    "office": "Whole: own office (POS 11)",
    "facility-professional": "26: reading, facility (POS 19, 21–23)",
    "facility-technical": "TC: the facility's part",
}
UNTOLD = "Who reports (26, TC)"


def draw_setting_picker() -> None:
    """Draw the choice; without one the codes bear neither 26 nor TC."""
    st.selectbox(
        "Who reports, and where", get_args(BillingSetting), format_func=WORDS.__getitem__, index=None,
        placeholder=UNTOLD, key=SETTING, label_visibility="collapsed", persist_state="session", width=300,
    )  # fmt: skip
