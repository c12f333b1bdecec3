"""What all pages share: their list, the name at the top, and the style that hides Streamlit's own chrome."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

FOLDER = Path(__file__).parent


def dress() -> None:
    """Put the name and the style on the page."""
    st.set_page_config(page_title="sonocode", page_icon=str(FOLDER / "icon.svg"), layout="wide")
    st.logo(str(FOLDER / "logo.svg"), size="large")
    st.html(FOLDER / "frame.css")


def pages() -> Sequence[Any]:
    """Return the pages in the order of the navigation; each is imported when it is first visited."""
    return [
        st.Page(_report, title="Report", url_path="report", default=True),
        st.Page(_edits, title="Edits", url_path="edits"),
        st.Page(_knowledge, title="Knowledge", url_path="knowledge"),
    ]


def _report() -> None:
    from assistant.ui.pages import report

    report.draw()


def _edits() -> None:
    from assistant.ui.pages import edits

    edits.draw()


def _knowledge() -> None:
    from assistant.ui.pages import knowledge

    knowledge.draw()
