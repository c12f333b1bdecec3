"""The knowledge page: look anything up that answers rest on; what holds when; what this site changes."""

from __future__ import annotations

import streamlit as st

from assistant.errors import KnowledgeError, SonocodeError
from assistant.ui import blocks
from assistant.ui.frame import View, choose_view
from assistant.ui.knowledge import FOLDER
from assistant.ui.knowledge.look_up import draw_look_up
from assistant.ui.knowledge.opening import PART
from assistant.ui.knowledge.site_part import draw_site
from assistant.ui.knowledge.state_of_tables import draw_state_of_tables

PARTS = {"look-up": "Look up", "vintages": "What holds when", "site": "This site"}


def draw() -> None:
    """Draw the page."""
    view = choose_view()
    st.html(FOLDER / "knowledge.css")
    _take_part_from_address()
    part = st.segmented_control(
        "Part of the page", list(PARTS), required=True, format_func=PARTS.__getitem__, key=PART,
        label_visibility="collapsed", persist_state="session", on_change=_put_part_into_address,
    )  # fmt: skip
    try:
        _draw_part(part or "look-up", view)
    except KnowledgeError as error:
        blocks.notice("The knowledge cannot be read", "Its files have these faults; mend them and start the app again.")
        blocks.facts(("", str(fault)) for fault in error.faults)
    except SonocodeError as error:
        blocks.notice("The knowledge cannot be read", f"{error}.")


def _take_part_from_address() -> None:
    """Begin with the part that the address names, else with the first."""
    asked = st.query_params.get(PART, "")
    if st.session_state.get(PART) not in PARTS:
        st.session_state[PART] = asked if asked in PARTS else next(iter(PARTS))


def _put_part_into_address() -> None:
    st.query_params[PART] = st.session_state[PART]


def _draw_part(part: str, view: View) -> None:
    if part == "vintages":
        draw_state_of_tables()
    elif part == "site":
        draw_site()
    else:
        draw_look_up(view)
