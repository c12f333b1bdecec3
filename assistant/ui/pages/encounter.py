"""The encounter page: reports by patient and day, and the one list of codes of each encounter with all that stands behind it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from assistant.analysis import Analysis
from assistant.encounters import Encounter, members_together
from assistant.exchange import Exported
from assistant.gaps.letters import queries_of
from assistant.ui import blocks
from assistant.ui.access.people import current_person
from assistant.ui.encounter.answer import draw_claim_lines, draw_codes, draw_findings, draw_gaps
from assistant.ui.encounter.grouping import Filed, Group, patients_of
from assistant.ui.encounter.session import (
    DAY,
    MEMBER,
    PASTE,
    PATIENT,
    SAMPLE,
    VIEW,
    accept_paste,
    accept_questions,
    accept_uploads,
    assign,
    clear,
    current_encounter,
    follow_address,
    groups,
    news,
    open_group,
    opened_group,
    question_edits,
    remove,
    reports,
    take_back,
    uploader,
)
from assistant.ui.exports import draw_exports
from assistant.ui.frame import FOLDER, View, choose_view
from assistant.ui.report.checking import state_of
from assistant.ui.report.coder_notes import describe_for_coder
from assistant.ui.report.questions import letters, sent_texts
from assistant.ui.report.view_answers import view_answers
from assistant.ui.report_view import report_view
from assistant.ui.words import KIND_WORDS, MARKED_KINDS, count
from assistant.ui.worklist.open_worklist import shared_worklist

EMPTY = "Paste reports, or open files: as many as you like, of any patients. They are put together by patient and day."
SAMPLE_SAYS = "A sample: two notes of one patient and day. It goes when you paste or open reports of your own."
FROM_WORKLIST = "From the worklist. Here are the tool's answers; what was decided about single reports stands there."
#: Stands in the place of a report's own doubt where the other reports of the day changed its codes.
TOGETHER = {
    "look_first": False,
    "word": "Within the encounter",
    "why": [],
    "says": "its codes stand here as the reports of the day together leave them.",
}
#: The member's view leaves diagnoses to the report page.
NO_DIAGNOSES = {
    "state": "none",
    "rows": [],
    "message": "Candidates are looked up on the report page.",
    "possible": False,
}


def draw() -> None:
    """Draw the page."""
    view = choose_view()
    st.html(FOLDER / "encounter" / "encounter.css")
    follow_address()
    group = opened_group()
    outcome = current_encounter(group) if group else None
    encounter = outcome.encounter if outcome else None
    members = members_together(encounter) if encounter else ()
    _controls(group, encounter, members)
    for words in news():
        blocks.lead(words)
    if group is None:
        blocks.notice("No reports yet", EMPTY)
        return
    listed = groups()
    if len(listed) > 1:
        _draw_list(listed, group)
    _draw_head(group)
    if outcome and encounter is None:
        blocks.notice("Not checked", outcome.message)
    elif encounter:
        _draw_encounter(group, encounter, members, view)


def _controls(group: Group | None, encounter: Encounter | None, members: Sequence[Analysis]) -> None:
    """Draw the row above the answer: ways in at the left, ways out at the right."""
    with st.container(key="controls", horizontal=True, vertical_alignment="center", gap="small"):
        with st.popover("Paste reports", icon=":material/content_paste:"):
            st.text_area("One report or several", key=PASTE, height=260)
            st.button("Add", on_click=accept_paste, key="encounter_add")
            st.caption("Several reports in one paste are told apart by their headers.")
        with st.popover("Open files", icon=":material/upload_file:"):
            st.file_uploader(
                "Reports of any patients and days, in any form", accept_multiple_files=True,
                key=uploader(), on_change=accept_uploads,
            )  # fmt: skip
        st.space("stretch")
        _letter_picker(group, members)
        made = _exported(group, members) if group and encounter else ()
        origins = tuple(each.origin for each in group.reports if each.origin is not None) if group else ()
        draw_exports(
            partial(tuple, made), key="encounter_export", one=False, disabled=not made,
            noted=partial(_note_export, current_person().name, origins),
        )  # fmt: skip
        record = json.dumps(encounter.to_dict(), indent=2, ensure_ascii=False) if encounter else ""
        st.download_button(
            "JSON", record, "encounter.json", "application/json", icon=":material/download:", on_click="ignore",
            disabled=not record, help="Download the whole record of the encounter",
        )  # fmt: skip
        st.button("Clear", icon=":material/close:", on_click=clear)


def _letter_picker(group: Group | None, members: Sequence[Analysis]) -> None:
    """Draw the letters of questions: one to the author of each report, as the reader left its questions."""
    asked = [(each, member, queries_of(member, each.text)) for each, member in _pairs(group, members)]
    lacking = [(each, member, queries) for each, member, queries in asked if queries]
    with st.popover("Questions", icon=":material/mail:", key="encounter_letters", disabled=not lacking):
        st.caption("The questions to the author of each report as one letter.")
        for each, member, queries in lacking:
            blocks.name(f"{each.name}: {count(len(queries), 'question')}")
            with st.container(horizontal=True, gap="small"):
                for letter in letters(member, sent_texts(queries, question_edits(each.number))):
                    st.download_button(
                        letter.label, letter.make, letter.file, letter.mime, on_click="ignore",
                        key=f"letter_{each.number}_{letter.label}",
                    )  # fmt: skip


def _pairs(group: Group | None, members: Sequence[Analysis]) -> list[tuple[Filed, Analysis]]:
    return list(zip(group.reports, members, strict=True)) if group and members else []


def _exported(group: Group, members: Sequence[Analysis]) -> tuple[Exported, ...]:
    """Return the reports as the encounter leaves them, to go out: each code stands once."""
    day = group.day.isoformat() if group.day else None
    return tuple(
        Exported(
            each.name, each.text, member, patient=each.patient, physician=each.told.physician, site=each.told.site,
            day=day,
        )
        for each, member in _pairs(group, members)
    )  # fmt: skip


def _note_export(who: str, origins: Sequence[int], form: str, _many: int) -> None:
    """Write into the audit which reports of the worklist went out; those of this session alone are nobody's."""
    for number in origins:
        shared_worklist().note(who, "exported", report=number, after={"form": form, "of": "encounter"})


def _draw_list(listed: Sequence[Group], opened: Group) -> None:
    """Draw the encounters, each opened by a click, and those reports that could not be placed among them."""
    placed = [group for group in listed if not group.alone]
    apart = [group for group in listed if group.alone]
    with st.container(key="encounter_list"):
        blocks.heading("Encounters", f"{len(placed)} of one patient and day")
        for group in placed:
            _draw_row(group, opened)
        if apart:
            blocks.heading("Not merged", f"{count(len(apart), 'report')}; open one to say whose it is")
            for group in apart:
                _draw_row(group, opened)


def _draw_row(group: Group, opened: Group) -> None:
    names = ", ".join(each.name for each in group.reports)
    st.button(
        blocks.label(f"{group.title}: {names}"), key=f"group_{group.reports[0].number}", type="tertiary", width="stretch",
        on_click=open_group, args=(group.key,),
        icon=":material/arrow_right:" if group.key == opened.key else None,
    )  # fmt: skip


def _draw_head(group: Group) -> None:
    blocks.name(group.title)
    if st.session_state.get(SAMPLE):
        blocks.lead(SAMPLE_SAYS)
        return
    if any(each.origin is not None for each in group.reports):
        blocks.lead(FROM_WORKLIST)
    for each in group.reports:
        if group.alone or each.is_given:
            _draw_assignment(each, group.alone)


def _draw_assignment(each: Filed, why: str) -> None:
    """Draw what a report does not tell of itself, with the control to say it by hand."""
    if not why:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            blocks.lead(f"{each.name} was placed here by hand.")
            st.button(
                "Take back", key=f"take_back_{each.number}", on_click=take_back, args=(each.number,), type="tertiary"
            )
        return
    blocks.lead(f"{each.name}: {why}")
    if each.told.patient and each.told.day:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if not each.told.patient:
            st.selectbox(
                "Patient", patients_of(reports()), index=None, key=f"{PATIENT}_{each.number}", accept_new_options=True,
                placeholder="Choose or write", width=260,
            )  # fmt: skip
        if not each.told.day:
            st.date_input("Date of service", value=None, key=f"{DAY}_{each.number}", format="YYYY-MM-DD", width=150)
        st.button("Assign", key=f"assign_{each.number}", on_click=assign, args=(each.number,))


def _draw_encounter(group: Group, encounter: Encounter, members: Sequence[Analysis], view: View) -> None:
    texts = {each.name: each.text for each in group.reports}
    left, right = st.columns(2, gap="medium")
    with left:
        draw_codes(encounter, texts, view)
    with right:
        draw_gaps(members)
        draw_findings(encounter, view)
    draw_claim_lines(encounter)
    if view == "coder":
        blocks.heading("Asked")
        blocks.facts([("", source) for source in encounter.sources])
    _draw_members(group, encounter, members, view)


def _draw_members(group: Group, encounter: Encounter, members: Sequence[Analysis], view: View) -> None:
    """Draw the choice of a report, and the one that is chosen with its evidence, gaps and questions."""
    by_number = {each.number: (each, member) for each, member in _pairs(group, members)}
    if st.session_state.get(MEMBER) not in by_number:
        st.session_state[MEMBER] = next(iter(by_number))
    blocks.heading("Reports", count(len(by_number), "report"))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        number = st.segmented_control(
            "Report", list(by_number), key=MEMBER, required=True, label_visibility="collapsed",
            format_func=lambda number: blocks.label(by_number[number][0].name),
        )  # fmt: skip
        st.space("stretch")
        each, member = by_number[number if number in by_number else next(iter(by_number))]
        st.button(
            "Remove this report", key=f"remove_{each.number}", on_click=remove, args=(each.number,), type="tertiary"
        )
    changed = next(own for own in encounter.members if own.id == each.name).codes != member.codes
    report_view(
        {**_view_data(each, member, view), **({"review": TOGETHER} if changed else {})}, key=VIEW, on_edit=_nothing, on_day=_nothing, on_kept=_nothing,
        on_questions=accept_questions, on_diagnoses=_nothing,
    )  # fmt: skip


def _view_data(each: Filed, member: Analysis, view: View) -> dict[str, Any]:
    """Return a member as the report view draws it: read only, its codes and gaps as the encounter leaves them."""
    queries = queries_of(member, each.text)
    data = {
        "text": each.text, "number": each.number, "revision": each.number, "note": "", "fixed": True, "view": view,
        "kinds": KIND_WORDS, "marked": MARKED_KINDS, "message": "", "changes": [],
        "state": state_of(member), **view_answers(member, queries, view), "question_edits": question_edits(each.number),
        "diagnoses": NO_DIAGNOSES,
    }  # fmt: skip
    if view == "coder":
        data |= describe_for_coder(member, each.text)
    return data


def _nothing() -> None:
    """Take no notice: the report is read only here."""
