"""The edits between codes in the reader's words, for every page that shows them."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from assistant.tables import EditFinding, OfficialTables
from assistant.tables.edits.finding import Verdict

VERDICT_WORDS: dict[Verdict, str] = {
    "not_together": "not together",
    "needs_modifier": "needs a modifier",
    "modifier_present": "modifier present",
    "needs_primary": "needs a primary code",
    "too_many_units": "too many units",
    "ask": "to be decided",
    "not_in_force": "not in force",
    "unknown_here": "unknown here",
    "wrong_modifier": "modifier not taken",
}
HARD: frozenset[Verdict] = frozenset(
    {"not_together", "needs_primary", "too_many_units", "not_in_force", "wrong_modifier"}
)


@st.cache_resource(show_spinner=False)
def official_tables() -> OfficialTables:
    """Return the user's imported tables, open for look-up."""
    return OfficialTables()


def tone(finding: EditFinding) -> str:
    """Return how a finding is drawn: hard where the codes cannot stand as they are."""
    return "hard" if finding.verdict in HARD else ""


def grounds(finding: EditFinding) -> Iterable[str]:
    """Yield, in one sentence each, where the modifier may stand, why the edit exists, when both codes are right, and which table says so."""
    yield from filter(None, (finding.placement, finding.rationale, finding.note))
    for reason in finding.reasons:
        modifiers = f" ({', '.join(reason.modifiers)})" if reason.modifiers else ""
        yield f"Proper when {reason.proper_when}{modifiers}. The record must show {reason.record_must_show}."
    yield f"Source: {finding.source}"
