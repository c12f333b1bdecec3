"""The list view: how far the list is, its filter, its rows and its pages.

One Streamlit component of our own, as the report view is one. Every word reaches the page as a text node.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from assistant.ui.component_parts import as_sent, read_parts, read_scripts

FOLDER = Path(__file__).parent
SCRIPTS = ("parts.js", "filters.js", "rows.js", "view.js")


_component = st.components.v2.component(
    "sonocode_worklist_view",
    html=read_parts(FOLDER, "view.html"),
    css=read_parts(FOLDER, "view.css"),
    js=read_scripts(FOLDER, *SCRIPTS),
)


def worklist_view(data: dict[str, Any], *, key: str, on_ask: Callable[[], None]) -> None:
    """Draw a page of the list.

    Args:
        data: What `listing.describe_list` returns, and `came_from`: the number of the report that was open last, or None.
        key: The name under which session_state holds what the component sends.
        on_ask: Called after something was asked for; `session_state[key].ask` is {do: "open", number}, or
            {do: "list", asked} with what `listing.read_listing` reads.
    """
    _component(key=key, data=as_sent(data), on_ask_change=on_ask)
