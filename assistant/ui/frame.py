"""What all pages share: their list, the name and the switch of views at the top, and the style of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

import streamlit as st

from assistant.ui.access.people import Person, current_person
from assistant.ui.access.sign_in import draw_person, draw_refused, draw_sign_in

FOLDER = Path(__file__).parent

#: Who reads: the physician sees answers and questions, the coder also rules, edits, sources and what would change.
View: TypeAlias = Literal["physician", "coder"]
VIEWS: tuple[View, ...] = get_args(View)
#: The page that the bare address shows.
FIRST = "report"
WAITING = (
    '<div class="notice" role="status"><h2>Opening the rules</h2>'
    "<p>The rules and word lists are read once after the start of the app, which takes some seconds.</p></div>"
)


def dress() -> None:
    """Put the name and the style on the page."""
    st.set_page_config(page_title="sonocode", page_icon=str(FOLDER / "icon.svg"), layout="wide")
    st.logo(str(FOLDER / "logo.svg"), size="large")
    st.html(FOLDER / "frame.css")
    st.html(FOLDER / "access" / "people.css")


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


#: The pages in the order of the navigation: title, and the name of its module and address. Who may open one is told by
#: `knowledge/people/roles.yaml`.
PAGES = (
    ("Report", "report"), ("Worklist", "worklist"), ("Encounter", "encounter"), ("Edits", "edits"), ("Quality", "quality"),
    ("Knowledge", "knowledge"), ("Storage", "storage"),
)  # fmt: skip


def pages() -> Sequence[Any]:
    """Return the pages as the person before them has them; each is imported when it is first visited.

    An address leads to every page: to its words for those who may not open it, to the sign-in for everybody else.
    """
    person = current_person()
    return [
        st.Page(
            _page(name, person), title=title, url_path=name, default=name == FIRST,
            visibility="visible" if person.may_open(name) else "hidden",
        )
        for title, name in PAGES
    ]  # fmt: skip


def choose_page() -> Any:
    """Draw the links to the pages that the person may open, and return the page that is asked for, to be run."""
    is_known = bool(current_person().roles)
    chosen = st.navigation(pages(), position="top" if is_known else "hidden")
    if is_known:
        draw_person()
    return chosen


def open_page(name: str) -> None:
    """Go to another page within the session; the navigation knows a page by its address."""
    title = next(title for title, known in PAGES if known == name)
    st.switch_page(st.Page(_page(name, current_person()), title=title, url_path=name))


def _page(name: str, person: Person) -> Callable[[], None]:
    def draw() -> None:
        if person.may_open(name):
            import_module(f"assistant.ui.pages.{name}").draw()
        elif person.roles:
            draw_refused(name)
        else:
            draw_sign_in()

    return draw
