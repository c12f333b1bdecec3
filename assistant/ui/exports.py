"""What goes out, on a page: one button with all forms. A file is made when it is asked for, and not before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from assistant.errors import InputError
from assistant.exchange import FORMATS, Exported, Format, delivery
from assistant.ui.access.people import Person, current_person, remembered_person

FORBIDDEN = "Your role may not take answers out."
NOT_DECIDED = "What nobody decided about goes out as the tool's suggestion, marked so."
#: So many audit sheets are made at a time on a page: about a minute's work. The command line has no such limit.
MOST_SHEETS = 500


def draw_exports(
    make: Callable[[], Iterable[Exported]],
    *,
    key: str,
    one: bool,
    disabled: bool = False,
    noted: Callable[[str, int], None] | None = None,
) -> None:
    """Draw the button of exports, which unfolds the forms that the reports can go out in.

    Args:
        make: Returns the reports; it is called when a file is asked for, outside of the page's own run, so it may not
            read the session. One report where `one` holds.
        key: A name of its own on the page.
        one: Whether it is about one report, whose files are documents, or about many.
        disabled: Whether there is nothing to take out.
        noted: Called with the form and the number of reports when a file was made, for an audit.
    """
    allowed, person = current_person().may("export"), remembered_person()
    with st.popover(
        "Export", icon=":material/download:", key=f"{key}_popover", disabled=disabled or not allowed,
        help=None if allowed else FORBIDDEN,
    ):  # fmt: skip
        if disabled or not allowed:
            return
        st.caption(NOT_DECIDED)
        with st.container(gap="xsmall"):
            for form in FORMATS.values():
                file = delivery(form, one=one)
                st.download_button(
                    form.label, partial(_file, make, form, one, person, noted), file.name, file.mime,
                    key=f"{key}_{form.name}", on_click="ignore", width="stretch",
                )  # fmt: skip


def _file(
    make: Callable[[], Iterable[Exported]],
    form: Format,
    one: bool,
    person: Callable[[], Person],
    noted: Callable[[str, int], None] | None,
) -> bytes:
    """Return the file.

    Raises:
        InputError: The person may not take it, or it would hold too many sheets.
    """
    if not person().may("export"):  # a sign-in may have ended since the button was drawn
        raise InputError(FORBIDDEN)
    count = [0]
    data = delivery(form, one=one).make(
        _counted(make(), count, MOST_SHEETS if form.document else None), datetime.now(UTC)
    )
    if noted:
        noted(form.name, count[0])
    return data


def _counted(reports: Iterable[Exported], count: list[int], most: int | None) -> Iterator[Exported]:
    for report in reports:
        count[0] += 1
        if most is not None and count[0] > most:
            raise InputError(f"at most {most} audit sheets are made at a time; filter the list")
        yield report
