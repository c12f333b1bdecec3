"""The edits page: codes of one patient, day and clinician, and what stands against reporting them together."""

from __future__ import annotations

import re
from datetime import date

import streamlit as st

from assistant.errors import SonocodeError
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.curated_edits import load_curated_edits
from assistant.tables import BilledCode, EditFinding, check_claim, sources_of
from assistant.tables.rows import Setting
from assistant.ui import blocks
from assistant.ui.edit_findings import VERDICT_WORDS, grounds, official_tables, tone
from assistant.ui.frame import View, choose_view
from assistant.ui.words import count

SETTINGS: tuple[Setting, ...] = ("practitioner", "hospital")
EXAMPLE = "37252 36005 75820"


def draw() -> None:
    """Draw the page."""
    view = choose_view()
    codes, day, setting = _ask()
    try:
        lines = [BilledCode.parse(word) for word in re.split(r"[\s,;]+", codes) if word]
        if lines:
            _answer(lines, day, setting, view)
        else:
            blocks.notice("No codes yet", "Write those of one patient, day and clinician, such as 93971-RT or 37253x2.")
        _draw_sources(day, setting)
    except SonocodeError as error:
        blocks.notice("Not checked", f"{error}.")


def _ask() -> tuple[str, date, Setting]:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        codes = st.text_input("Codes of one day", EXAMPLE, key="codes", persist_state="session", width=420)
        day = st.date_input("Date of service", key="edits_day", format="YYYY-MM-DD", persist_state="session", width=150)
        setting = st.segmented_control(
            "Whose claim", SETTINGS, default=SETTINGS[0], required=True, format_func=str.capitalize,
            key="setting", persist_state="session",
        )  # fmt: skip
    return codes, day if isinstance(day, date) else date.today(), setting or SETTINGS[0]


def _answer(lines: list[BilledCode], day: date, setting: Setting, view: View) -> None:
    registry = load_codes()
    findings = check_claim(lines, day, official_tables(), load_curated_edits(), registry=registry, setting=setting)
    if findings:
        blocks.heading("Edits", f"{count(len(findings), 'finding')} on {day}")
        for finding in findings:
            _draw_finding(finding, view)
    else:
        blocks.notice("Nothing stands against them", "No edit, add-on rule or unit limit objects, as far as these go.")


def _draw_finding(finding: EditFinding, view: View) -> None:
    more = grounds(finding) if view == "coder" else ()
    word = VERDICT_WORDS[finding.verdict]
    blocks.card(", ".join(finding.codes), word, [finding.message, *more], tone=tone(finding))


def _draw_sources(day: date, setting: Setting) -> None:
    blocks.heading("Asked")
    blocks.facts([("", source) for source in sources_of(day, official_tables(), load_curated_edits(), setting=setting)])
