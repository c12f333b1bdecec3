"""Which sheet is open: a query parameter of the page, so that other pages and people can link to it (?rule=...)."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from assistant.ui.knowledge.search import Kind

PART = "part"
LINK_LENGTH = 160


def opened() -> tuple[Kind, str] | None:
    """Return the kind and the id of what the address asks for, None where it asks for nothing."""
    for kind in get_args(Kind):
        if id := st.query_params.get(kind):
            return kind, id
    return None


def open_sheet(kind: Kind, id: str) -> None:
    """Put a sheet into the address; what holds when has a part of the page of its own."""
    close_sheet()
    if kind == "vintage":
        st.session_state[PART] = "vintages"
    else:
        st.query_params[kind] = id


def close_sheet() -> None:
    """Take the sheet out of the address."""
    for kind in get_args(Kind):
        st.query_params.pop(kind, None)
