"""The worklist page: the list of reports, and the review of one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st

from assistant.errors import InputError
from assistant.exchange import codes_text, each_exported, exported
from assistant.gaps.letters import queries_of
from assistant.ui.access.people import current_person
from assistant.ui.blocks import facts, notice
from assistant.ui.exports import draw_exports
from assistant.ui.frame import View, choose_view
from assistant.ui.pages.report import open_index
from assistant.ui.report.checking import state_of
from assistant.ui.report.coder_notes import describe_for_coder
from assistant.ui.report.diagnosis_rows import describe_diagnoses
from assistant.ui.report.session import INDEX_FAULT
from assistant.ui.report.view_answers import view_answers
from assistant.ui.report_view import report_view
from assistant.ui.words import KIND_WORDS, MARKED_KINDS
from assistant.ui.worklist.intake import Intake, work_off
from assistant.ui.worklist.listing import describe_list
from assistant.ui.worklist.open_worklist import shared_worklist
from assistant.ui.worklist.reviewing import (
    LIST_VIEW,
    REVIEW_VIEW,
    accept_ask,
    accept_decision,
    describe_review,
    desk,
    number_in_review,
    show_list,
)
from assistant.ui.worklist_view import worklist_view
from assistant.worklist import Opened, Worklist

Json = dict[str, Any]

FILES, FOLDER, PASTE = "worklist_files", "worklist_folder", "worklist_paste"
ROUND = "worklist_round"
ANSWERS = "worklist_answers"
#: Seconds for which reports are read and analysed at a time, and between two such times.
MOMENT, PAUSE = 0.4, 0.05
EMPTY = (
    "Drop text files here, a whole folder, or a table with a column of reports (CSV, JSON Lines, Parquet); or paste. "
    "Each report is analysed on this machine, and those to look at first come first."
)
EMPTY_FOR_READERS = "Your role reads the worklist; what others add is listed here."
KEPT = "What is added here is kept, texts too, until it is purged. Everything is analysed on this machine."
PURGED = "Its text was taken away by a purge. What was decided stays."


def draw() -> None:
    """Draw the page."""
    view = choose_view()
    with _in_words():
        above = st.container()
        if number_in_review() is None:
            _list(shared_worklist())
        else:
            _review(view)
        if desk().intake.waits:
            with above:
                _go_on_adding()


@contextmanager
def _in_words() -> Iterator[None]:
    """Say in words what goes wrong with the worklist."""
    try:
        yield
    except InputError as error:
        notice("The worklist does not answer", f"{error}.")


def _list(worklist: Worklist) -> None:
    """Draw the list, with what is added and what goes out above it."""
    at = desk()
    if not worklist.page(size=1).total:
        if not at.intake.waits:
            _tell_added(at.intake)
            _invite()
        return
    with st.container(key="controls", horizontal=True, vertical_alignment="center", gap="small"):
        if current_person().may("add"):
            with st.popover("Add reports", icon=":material/add:", key="worklist_add"):
                _intake()
        st.space("stretch")
        _export(worklist, lambda: worklist.each(at.listing.wanted, at.listing.order), one=False, report=None)
    _tell_added(at.intake)
    _listed()


@st.fragment
def _listed() -> None:
    """Draw the list itself. It alone is run anew while somebody looks through it; who opens a report leaves it."""
    if number_in_review() is not None:
        st.rerun()
    with _in_words():
        at = desk()
        data = describe_list(shared_worklist(), at.listing)
        worklist_view({**data, "came_from": at.came_from}, key=LIST_VIEW, on_ask=accept_ask)


def _invite() -> None:
    """Draw the page while there is no report at all."""
    if current_person().may("add"):
        notice("No reports yet", EMPTY)
        _intake()
    else:
        notice("No reports yet", EMPTY_FOR_READERS)


@st.fragment
def _review(view: View) -> None:
    """Draw the report under review. It alone is run anew for decisions and on the way to the next."""
    number = number_in_review()
    if number is None:
        st.rerun()
    with _in_words():
        _draw_review(shared_worklist(), number, view)


def _draw_review(worklist: Worklist, number: int, view: View) -> None:
    try:
        opened = worklist.open(number)
    except InputError as error:
        notice("No such report", f"{error}.")
        st.button("Back to the list", on_click=show_list)
        return
    with st.container(key="review_export"):
        _export(worklist, lambda: [worklist.open(number)], one=True, report=number, disabled=opened.row.purged)
    report_view(
        {
            **_answers(opened, view), "codes_text": _codes_text(opened), "decisions": describe_review(opened, current_person()),
            "answered": _last_stamp("edit"),
        },
        key=REVIEW_VIEW,
        on_edit=_nothing, on_day=_nothing, on_kept=_nothing, on_questions=_nothing, on_diagnoses=_ask_diagnoses,
        on_decision=accept_decision,
    )  # fmt: skip
    if st.session_state.get(INDEX_FAULT, "") is None:
        open_index()


def _export(
    worklist: Worklist,
    reports: Callable[[], Iterable[Opened]],
    *,
    one: bool,
    report: int | None,
    disabled: bool = False,
) -> None:
    """Draw the exports of what is listed, or of one report; the audit notes each."""
    who = current_person().name

    def note(form: str, many: int) -> None:
        worklist.note(who, "exported", report=report, after={"format": form, "reports": many})

    draw_exports(lambda: each_exported(reports()), key="worklist_export", one=one, disabled=disabled, noted=note)


def _codes_text(opened: Opened) -> str:
    """Return the codes as they go on the clipboard: what was decided, and what the tool suggests of the rest."""
    return codes_text(exported(opened)) if opened.analysis else ""


def _last_stamp(name: str) -> str:
    """Return the stamp of the last message of that name; the view waits for it where it was without a connection."""
    message = (st.session_state.get(REVIEW_VIEW) or {}).get(name)
    return str(message.get("stamp", "")) if isinstance(message, dict) else ""


def _answers(opened: Opened, view: View) -> Json:
    """Return the report and the tool's answers; they are made anew only for another text or view."""
    fault = st.session_state.get(INDEX_FAULT, "unasked")
    asked = (opened.row.number, opened.analysis.sha256 if opened.analysis else "", view, fault)
    if st.session_state.get(ANSWERS, (None,))[0] != asked:
        st.session_state[ANSWERS] = (asked, _describe(opened, view))
    answers: Json = st.session_state[ANSWERS][1]
    return answers


def _describe(opened: Opened, view: View) -> Json:
    analysis, text = opened.analysis, opened.text
    data = {
        "text": text, "number": opened.row.number, "revision": f"{opened.row.number}.{analysis.sha256 if analysis else ''}", "note": "", "fixed": True,
        "view": view, "kinds": KIND_WORDS, "marked": MARKED_KINDS, "changes": [], "message": "" if analysis else PURGED,
        "title": "Text purged",
        "state": state_of(analysis) if analysis else "failed",
    }  # fmt: skip
    if analysis is None:
        return data
    data |= {
        **view_answers(analysis, queries_of(analysis, text), view),
        "diagnoses": describe_diagnoses(analysis, text, fault=st.session_state.get(INDEX_FAULT)),
    }
    if view == "coder":
        data |= describe_for_coder(analysis, text)
    return data


def _intake() -> None:
    """Draw the ways in which reports are added. After each addition the widgets are new ones, and empty."""
    number = st.session_state.setdefault(ROUND, 0)
    files, folder, paste = st.tabs(["Files", "Folder", "Paste"])
    with files:
        st.file_uploader(
            "Reports, or a table of them", accept_multiple_files=True, key=f"{FILES}_{number}",
            on_change=_add_files, args=(FILES, number),
        )  # fmt: skip
    with folder:
        st.file_uploader(
            "A folder", accept_multiple_files="directory", key=f"{FOLDER}_{number}",
            on_change=_add_files, args=(FOLDER, number),
        )  # fmt: skip
    with paste:
        st.text_area("One report or several", key=f"{PASTE}_{number}", height=220)
        st.button("Add", key="worklist_add_paste", on_click=_add_paste, args=(number,))
    st.caption(KEPT)


def _add_files(name: str, number: int) -> None:
    files: Sequence[Any] = st.session_state.get(f"{name}_{number}") or ()
    if files and _is_new(number):
        _begin().take((file.name, file.getvalue()) for file in files)


def _add_paste(number: int) -> None:
    text = str(st.session_state.get(f"{PASTE}_{number}") or "")
    if text.strip() and _is_new(number):
        _begin().take(pastes=[text])


def _is_new(number: int) -> bool:
    """Whether something may be added, and is not what was taken already: the browser tells of a file until it is gone."""
    return number == st.session_state.get(ROUND) and current_person().may("add")


def _begin() -> Intake:
    """Return the intake that goes on, or a new one where the last was finished."""
    at = desk()
    if not at.intake.waits:
        at.intake = Intake()
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    return at.intake


def _tell_added(intake: Intake) -> None:
    """Say what became of the last addition."""
    if intake.waits or not (intake.added or intake.refused):
        return
    with st.container(key="worklist_added"):
        st.html(f'<p class="lead" role="status">{intake.summary()}</p>')
        if intake.notes or intake.refused:
            facts(
                [
                    *(("", note) for note in intake.notes),
                    *((refused.name, refused.reason) for refused in intake.refused),
                ]
            )


@st.fragment(run_every=PAUSE)
def _go_on_adding() -> None:
    """Read and analyse for a moment, again and again: between two moments the page answers whoever works on it."""
    intake, begun = desk().intake, time.monotonic()
    with _in_words():
        work_off(intake, shared_worklist(), current_person().name, lambda: time.monotonic() - begun > MOMENT)
        if not intake.waits:
            st.rerun()
        st.progress(*intake.progress())


def _ask_diagnoses() -> None:
    """Have the index of diagnoses opened, or tried again."""
    if st.session_state[REVIEW_VIEW].get("diagnoses"):
        st.session_state[INDEX_FAULT] = None


def _nothing() -> None:
    """The report under review is read here; its text is not edited."""
