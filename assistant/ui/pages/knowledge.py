"""The knowledge page: look a code up, and see the rule, elements, edits, cases and sources behind its answers."""

from __future__ import annotations

import streamlit as st

from assistant.errors import SonocodeError
from assistant.knowledge.code_registry import CodeEntry, load_codes
from assistant.knowledge.curated_edits import CuratedPair
from assistant.ui import blocks
from assistant.ui.code_facts import (
    cases_of,
    edits_of,
    find_codes,
    inclusions_of,
    registry_facts,
    rules_of,
    sources_of,
    studies_of,
)
from assistant.ui.frame import View, choose_view
from assistant.ui.words import count, plain

CODES_SHOWN = 60
EDITS_SHOWN = 40


def draw() -> None:
    """Draw the page."""
    view = choose_view()
    try:
        _draw_search(view)
    except SonocodeError as error:
        blocks.notice("The knowledge cannot be read", str(error))


def _draw_search(view: View) -> None:
    left, right = st.columns([42, 58], gap="medium")
    with left:
        words = st.text_input(
            "Code or words", key="code", bind="query-params", placeholder="A code (93970) or words (venous duplex)"
        )
        entry = _pick(find_codes(words) if words else _family())
    with right:
        if entry:
            _draw_entry(entry, view)
        else:
            blocks.notice("No such code", "The registry holds neither a code that begins so nor one with these words.")


def _family() -> list[CodeEntry]:
    """Draw the choice of a family and return its codes."""
    registry = load_codes()
    families = sorted(set(registry.families.values()))
    family = st.selectbox("Family", families, format_func=lambda name: plain(name).capitalize(), key="family")
    return [registry[code] for code, name in registry.families.items() if name == family]


def _pick(found: list[CodeEntry]) -> CodeEntry | None:
    """Draw the list of codes and return the one that is picked: at first the first."""
    entries = {entry.code: entry for entry in found[:CODES_SHOWN]}
    if len(entries) < 2:
        return found[0] if found else None
    with st.container(height=520, border=False):
        code = st.radio(
            count(len(found), "code"), list(entries), format_func=lambda name: f"{name}  {entries[name].label}"
        )
        if len(found) > CODES_SHOWN:
            st.caption(f"{len(found) - CODES_SHOWN} more: write more of the code, or another word.")
    return entries[code]


def _draw_entry(entry: CodeEntry, view: View) -> None:
    """Draw what a code is and asks for; for the coder also its rules, edits, cases and sources."""
    blocks.card(entry.code, entry.service, [entry.label, entry.note or ""])
    if view == "coder":
        blocks.facts(registry_facts(entry))
        _draw_rules(entry.code)
    for study in studies_of(entry.code):
        blocks.heading("Elements", study.label)
        blocks.facts([("Complete with", ", ".join(study.lines))])
    if inclusions := inclusions_of(entry.code):
        blocks.heading("Contained and containing")
        blocks.facts([("", sentence) for sentence in inclusions])
    if view == "coder":
        _draw_edits(entry.code)
        _draw_cases(entry.code)
        blocks.heading("Sources")
        blocks.facts([(source.title, source.address or "") for source in sources_of(entry)])


def _draw_rules(code: str) -> None:
    rules = rules_of(code)
    blocks.heading("Rules", count(len(rules), "rule") if rules else "none yet: no report is given this code")
    for rule in rules:
        with st.expander(f"{rule.title}: {rule.id}", expanded=len(rules) == 1):
            blocks.facts(rule.facts)


def _draw_edits(code: str) -> None:
    pairs = edits_of(code)
    if not pairs:
        return
    blocks.heading("Shipped edits", count(len(pairs), "pair"))
    with st.expander("Codes that are not paid beside it", expanded=False):
        blocks.facts(
            (f"{pair.column_1} pays, {pair.column_2} does not", _say_edit(pair)) for pair in pairs[:EDITS_SHOWN]
        )
        if len(pairs) > EDITS_SHOWN:
            st.caption(f"{len(pairs) - EDITS_SHOWN} more; the page Edits answers for any set of codes.")


def _say_edit(pair: CuratedPair) -> str:
    how = "Both only with a modifier." if pair.modifier_indicator else "Never both."
    return " ".join(filter(None, (how, pair.rationale, pair.note)))


def _draw_cases(code: str) -> None:
    cases = cases_of(code)
    if not cases:
        return
    blocks.heading("Cases", f"{count(len(cases), 'text')} that the tests run")
    with st.expander("Texts and the answers that an expert gives", expanded=False):
        for family, case in cases:
            answer = ", ".join(case.codes) or "no code"
            blocks.card(case.id, answer, [case.text, case.why, family])
