"""The worklist that the pages share: opened once a process, told in words where it cannot be."""

from __future__ import annotations

import streamlit as st

from assistant.worklist import Worklist, open_worklist


@st.cache_resource(show_spinner=False)
def shared_worklist() -> Worklist:
    """Return the worklist of this process.

    Raises:
        InputError: The database cannot be opened; the message says why, and it is tried again at the next call.
    """
    return open_worklist()
