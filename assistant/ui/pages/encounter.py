"""The encounter page: the reports of one patient and day, one list of their codes, and what stands between them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from assistant.analysis import Analysis
from assistant.encounters import Encounter, EncounterCode, EncounterFinding
from assistant.evidence_lines import evidence_lines
from assistant.ui import blocks
from assistant.ui.checking import warm_up
from assistant.ui.edit_findings import VERDICT_WORDS, grounds, tone
from assistant.ui.encounter_check import EncounterOutcome
from assistant.ui.encounter_session import (
    DAY_PICKER,
    UPLOADER,
    Field,
    accept_uploads,
    add_field,
    clear_fields,
    current_encounter,
    fields,
    remove_field,
    reports,
    upload_faults,
)
from assistant.ui.frame import View, choose_view
from assistant.ui.words import STATUS_WORDS, count, element_label

FIELD_HEIGHT = 210
EMPTY = "Paste the reports of one patient and day, each into its own field, or open files."
FINDING_WORDS = {
    "other_day": "another day",
    "duplicate_study": "same area twice",
    "repeat_study": "repeated",
    "same_service_twice": "told twice",
    "base_in_other_report": "primary procedure found",
    "guidance_in_other_report": "guidance contained",
    "contained_in_other_report": "contained",
    "imaging_twin": "imaging in another report",
    "arms_and_legs": "arms and legs",
}


def draw() -> None:
    """Draw the page."""
    view = choose_view()
    with st.skeleton(height=320):
        warm_up()
    _controls()
    left, right = st.columns([42, 58], gap="medium")
    with left, st.container(key="encounter_reports"):
        for field in fields():
            _draw_field(field)
    with right:
        _draw_outcome(current_encounter(), view)


def _controls() -> None:
    """Draw the row above the reports."""
    with st.container(key="controls", horizontal=True, vertical_alignment="center", gap="small"):
        st.button("Add report", icon=":material/add:", on_click=add_field)
        with st.popover("Open files", icon=":material/upload_file:"):
            st.file_uploader(
                "Reports of one patient and day as plain text (.txt)", type=["txt"], accept_multiple_files=True,
                key=UPLOADER, on_change=accept_uploads,
            )  # fmt: skip
        given: date | None = st.session_state.get(DAY_PICKER)
        with st.popover(f"Date of service {given or 'of the reports'}", icon=":material/calendar_today:"):
            st.date_input(
                "Date of service", value=None, key=DAY_PICKER, format="YYYY-MM-DD", persist_state="session",
                min_value=date(1990, 1, 1), max_value=date(2099, 12, 31),
            )  # fmt: skip
            st.caption("Empty: the date that most of the reports bear.")
        st.space("stretch")
        st.button("Clear", icon=":material/close:", on_click=clear_fields)
    for fault in upload_faults():
        blocks.lead(fault)


def _draw_field(field: Field) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"head_{field.number}"):
        blocks.name(field.name)
        st.space("stretch")
        st.button(
            "Remove", key=f"remove_{field.number}", on_click=remove_field, args=(field.number,), type="tertiary",
            help=f"Remove {blocks.label(field.name)}",
        )  # fmt: skip
    st.text_area(
        blocks.label(field.name), field.text, height=FIELD_HEIGHT, key=field.key, label_visibility="collapsed",
        placeholder="Paste a report here. It is checked when you leave the field, on this machine.",
        persist_state="session",
    )  # fmt: skip


def _draw_outcome(outcome: EncounterOutcome, view: View) -> None:
    if outcome.state == "empty":
        blocks.notice("No reports yet", EMPTY)
    elif outcome.encounter is None:
        blocks.notice("Not checked", outcome.message)
    else:
        _draw_encounter(outcome.encounter, view)


def _draw_encounter(encounter: Encounter, view: View) -> None:
    members, codes = len(encounter.members), len(encounter.codes)
    tally = f"{count(codes, 'code')} in {count(members, 'report')}, {encounter.day or 'no date of service'}"
    blocks.heading("Codes", tally)
    if not codes:
        blocks.notice("No service", "No ultrasound or related service is documented as done in these texts.")
    for code in encounter.codes:
        _draw_code(code, encounter, view)
    _draw_findings(encounter, view)
    blocks.heading("Reports")
    blocks.facts((member.id, _say_member(member)) for member in encounter.members)
    if view == "coder":
        blocks.heading("Asked")
        blocks.facts([("", source) for source in encounter.sources])


def _draw_code(code: EncounterCode, encounter: Encounter, view: View) -> None:
    labels = {need: element_label(encounter.members[0], need) for need in code.needs}
    lines = [code.label, code.reason, f"Needs {', '.join(labels.values())}" if labels else ""]
    name = "-".join((code.code, *code.modifiers))
    notes = code.notes if view == "coder" else ()
    blocks.card(f"{name} ×{code.units}", STATUS_WORDS[code.status], [*lines, *notes], tone=code.status)
    texts = dict(reports())
    for source in code.sources:
        blocks.trace(source.report, evidence_lines(texts[source.report], source.evidence))


def _draw_findings(encounter: Encounter, view: View) -> None:
    if encounter.findings:
        blocks.heading("Between the reports", count(len(encounter.findings), "finding"))
        for finding in encounter.findings:
            _draw_finding(finding, view)
    elif len(encounter.members) == 1:
        blocks.heading("Between the reports", "one report so far: add another of the same day")
    else:
        blocks.heading("Between the reports", "nothing stands between their codes, as far as the edits go")


def _draw_finding(finding: EncounterFinding, view: View) -> None:
    word = VERDICT_WORDS[finding.edit.verdict] if finding.edit else FINDING_WORDS[finding.kind]
    lines = [finding.message]
    if finding.edit:
        lines.append(f"In {', '.join(finding.reports)}.")
        lines += grounds(finding.edit) if view == "coder" else ()
    head = ", ".join(finding.codes) or ", ".join(finding.reports)
    blocks.card(head, word, lines, tone=f"finding {tone(finding.edit) if finding.edit else ''}")


def _say_member(member: Analysis) -> str:
    codes: Mapping[str, None] = dict.fromkeys(code.code for code in member.codes if code.status != "not_reportable")
    return f"{', '.join(codes) or 'no service'}; {member.date_of_service or 'no date of service'}"
