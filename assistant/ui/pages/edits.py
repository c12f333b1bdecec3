"""The edits page: codes of one patient, day and clinician, and what stands against reporting them together."""

from __future__ import annotations

import re
from datetime import date

import streamlit as st

from assistant.errors import SonocodeError
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.curated_edits import load_curated_edits
from assistant.tables import BilledCode, EditFinding, OfficialTables, check_codes, sources_of
from assistant.tables.rows import Setting
from assistant.ui import blocks
from assistant.ui.words import count

SETTINGS: tuple[Setting, ...] = ("practitioner", "hospital")
VERDICTS = {
    "not_together": "not together",
    "needs_modifier": "needs a modifier",
    "modifier_present": "modifier present",
    "needs_primary": "needs a primary code",
    "too_many_units": "too many units",
    "ask": "to be decided",
}
EXAMPLE = "37252 36005 75820"


@st.cache_resource(show_spinner=False)
def official_tables() -> OfficialTables:
    """Return the user's imported tables, open for look-up."""
    return OfficialTables()


def draw() -> None:
    """Draw the page."""
    codes, day, setting = _ask()
    try:
        lines = [BilledCode.parse(word) for word in re.split(r"[\s,;]+", codes) if word]
        if lines:
            _answer(lines, day, setting)
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


def _answer(lines: list[BilledCode], day: date, setting: Setting) -> None:
    registry = load_codes()
    findings = check_codes(lines, day, official_tables(), load_curated_edits(), registry=registry, setting=setting)
    unknown = [line.code for line in lines if line.code not in registry]
    if unknown:
        blocks.card(", ".join(unknown), "unknown", ["Not in the registry: only imported tables can answer for it."])
    if findings:
        blocks.heading("Edits", f"{count(len(findings), 'finding')} on {day}")
        for finding in findings:
            _draw_finding(finding)
    else:
        blocks.notice("Nothing stands against them", "No edit, add-on rule or unit limit objects, as far as these go.")


def _draw_finding(finding: EditFinding) -> None:
    tone = "hard" if finding.verdict in ("not_together", "needs_primary", "too_many_units") else ""
    lines = [finding.message, finding.rationale, finding.note or ""]
    for reason in finding.reasons:
        modifiers = f" ({', '.join(reason.modifiers)})" if reason.modifiers else ""
        lines.append(f"Proper when {reason.proper_when}{modifiers}. The record must show {reason.record_must_show}.")
    blocks.card(", ".join(finding.codes), VERDICTS[finding.verdict], [*lines, f"Source: {finding.source}"], tone=tone)


def _draw_sources(day: date, setting: Setting) -> None:
    blocks.heading("Asked")
    blocks.facts([("", source) for source in sources_of(day, official_tables(), load_curated_edits(), setting=setting)])
