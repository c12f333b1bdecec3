"""What all pages share: their list, the name and the switch of views at the top, and the style of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

import streamlit as st

FOLDER = Path(__file__).parent

#: Who reads: the physician sees answers and questions, the coder also rules, edits, sources and what would change.
View: TypeAlias = Literal["physician", "coder"]
VIEWS: tuple[View, ...] = get_args(View)
WAITING = (
    '<div class="notice" role="status"><h2>Opening the rules</h2>'
    "<p>The rules and word lists are read once after the start of the app, which takes some seconds.</p></div>"
)


def dress() -> None:
    """Put the name and the style on the page."""
    st.set_page_config(page_title="sonocode", page_icon=str(FOLDER / "icon.svg"), layout="wide")
    st.logo(str(FOLDER / "logo.svg"), size="large")
    st.html(FOLDER / "frame.css")


@contextmanager
def waiting() -> Iterator[None]:
    """Say in words, while something slow goes on, what the page waits for."""
    place = st.empty()
    place.html(WAITING)
    yield
    place.empty()


def choose_view() -> View:
    """Draw the switch of views, which the style puts into the head of every page, and return the chosen view."""
    with st.container(key="view_switch"):
        chosen: View | None = st.segmented_control(
            "View", VIEWS, default=VIEWS[0], required=True, format_func=str.capitalize, key="view",
            label_visibility="collapsed", persist_state="session",
        )  # fmt: skip
    return chosen or VIEWS[0]


def pages() -> Sequence[Any]:
    """Return the pages in the order of the navigation; each is imported when it is first visited."""
    return [
        st.Page(_report, title="Report", url_path="report", default=True),
        st.Page(_encounter, title="Encounter", url_path="encounter"),
        st.Page(_edits, title="Edits", url_path="edits"),
        st.Page(_quality, title="Quality", url_path="quality"),
        st.Page(_knowledge, title="Knowledge", url_path="knowledge"),
    ]


def _report() -> None:
    from assistant.ui.pages import report

    report.draw()


def _encounter() -> None:
    from assistant.ui.pages import encounter

    encounter.draw()


def _edits() -> None:
    from assistant.ui.pages import edits

    edits.draw()


def _quality() -> None:
    from assistant.ui.pages import quality

    quality.draw()


def _knowledge() -> None:
    from assistant.ui.pages import knowledge

    knowledge.draw()
