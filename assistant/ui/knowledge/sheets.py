"""Draws what is known of one thing: a code, rule, element, pair, source, setting or shared condition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from html import escape

import streamlit as st

from assistant.coding.setting import setting_notes
from assistant.knowledge.active import active
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.service_cases import ServiceCase
from assistant.knowledge.service_schema import named_conditions, service_files
from assistant.knowledge.sources import Source, load_sources
from assistant.tables.rows import Kind as TableKind
from assistant.tables.rows import Setting
from assistant.ui import blocks
from assistant.ui.frame import View
from assistant.ui.knowledge.code_facts import (
    cases_of,
    code_sources,
    inclusions_of,
    plain_facts,
    registry_facts,
    studies_of,
)
from assistant.ui.knowledge.condition_words import forms_of, groups_in, name_of, named_in, say_condition
from assistant.ui.knowledge.edit_lists import EditList, edits_of_code, edits_of_pair
from assistant.ui.knowledge.element_sheets import Wording, element_sheet
from assistant.ui.knowledge.holdings import SETTINGS, Holding, behind, holdings, say_behind
from assistant.ui.knowledge.opening import LINK_LENGTH, Kind, open_sheet
from assistant.ui.knowledge.rule_sheets import (
    StudySheet,
    cases_of_rule,
    rule_sheet,
    rules,
    rules_of,
    say_answer,
    say_source,
)
from assistant.ui.knowledge.site_changes import site_changes
from assistant.ui.words import count, plain

EDITS_SHOWN = 200
EDITS_DAY, EDITS_SETTING = "knowledge_edits_day", "knowledge_edits_setting"
#: What an indicator of the fee schedule's professional and technical split stands for.
SPLIT = {
    0: "a physician's service", 1: "splits into 26 and TC", 2: "the professional part alone",
    3: "the technical part alone", 4: "both parts, never split", 5: "an incident-to service",
}  # fmt: skip


def draw_sheet(kind: Kind, id: str, view: View) -> None:
    """Draw what is known of a thing; one that there is not is said so.

    Raises:
        SonocodeError: The knowledge or an imported table cannot be read.
    """
    draw = SHEETS.get(kind)
    try:
        if draw is None:
            raise KeyError(id)
        draw(id, view)
    except KeyError:
        blocks.notice(f"Nothing is known of {id}", "It may have another name since an update. Look it up by its words.")


def draw_behind(late: Iterable[Holding]) -> None:
    """Draw the warning that today is behind some facts; nothing where it is behind none."""
    if listed := tuple(late):
        lead, lines = say_behind(listed, date.today())
        items = "".join(f"<li>{escape(line)}</li>" for line in lines)
        st.html(f'<div class="behind" role="note"><p>{escape(lead)}</p><ul>{items}</ul></div>')


def _draw_code(code: str, view: View) -> None:
    entry = load_codes()[code]
    blocks.card(code, entry.service, [entry.label, entry.note or ""])
    blocks.facts(registry_facts(entry) if view == "coder" else plain_facts(entry))
    given = rules_of(code)
    blocks.heading("Rules", count(len(given), "rule") if given else "none yet: no report is given this code")
    for rule in given:
        family, number = rules()[rule]
        _link("rule", rule, f"{rule}: {family.codes[number].reason}")
    for study in studies_of(code):
        blocks.heading("Elements", study.label)
        blocks.facts([("Complete with", ", ".join(study.lines))])
    if inclusions := inclusions_of(code):
        blocks.heading("Contained and containing")
        blocks.facts([("", sentence) for sentence in inclusions])
    if view == "coder":
        blocks.heading("Edits", "codes that are not paid beside it")
        _link("edits", code, f"Edits of {code}")
    _draw_cases([(case, f"{say_answer(case)} ({family})") for family, case in cases_of(code)])
    _draw_sources(code_sources(entry))


def _draw_rule(rule: str, _view: View) -> None:
    sheet = rule_sheet(rule)
    blocks.card(sheet.id, sheet.title, [f"Written in {sheet.place}."])
    blocks.facts(sheet.facts)
    if sheet.code in load_codes():
        _link("code", sheet.code, f"{sheet.code} {load_codes()[sheet.code].label}")
    for study in sheet.studies:
        _draw_study(study)
    blocks.heading("Exceptions", count(len(sheet.exceptions), "exception") if sheet.exceptions else "none")
    _list(f"{escape(words.rstrip('.'))}: <em>{escape(reason)}</em>" for words, reason in sheet.exceptions)
    own = [change for change in site_changes() if change.place.startswith(f"services/{sheet.family}.")]
    if own:
        blocks.heading("Changed by this site")
        blocks.facts((change.place, f"{change.subject} {change.effect} ({change.detail})") for change in own)
    _draw_words(sheet.shared, sheet.vocabulary)
    with st.spinner("Running the cases of this code"):
        cases = cases_of_rule(rule)
    _draw_cases(cases)
    _draw_sources(sheet.sources)


def _draw_study(study: StudySheet) -> None:
    blocks.heading("Study", study.label)
    listed = [("Element list", ", ".join(study.structures))] if study.structures else []
    blocks.facts([*study.facts, *listed])


def _draw_words(shared: Sequence[tuple[str, str]], vocabulary: Sequence[tuple[str, str]]) -> None:
    blocks.heading("Words", "what the names above stand for")
    if shared:
        st.html(_folded("Shared conditions", str(len(shared)), blocks.facts_markup(shared)))
    if vocabulary:
        st.html(
            _folded("Words that reports use", f"{len(vocabulary)}, the first of each", blocks.facts_markup(vocabulary))
        )


def _draw_element(element: str, _view: View) -> None:
    sheet = element_sheet(element)
    blocks.card(sheet.label, "of this site" if sheet.own else sheet.id, [])
    blocks.facts(sheet.facts)
    asked = bool(sheet.studies or sheet.rules or sheet.payers)
    blocks.heading("Asked by", "" if asked else "no study and no rule names it")
    if sheet.studies:
        blocks.facts([(count(len(sheet.studies), "kind") + " of study", ", ".join(dict.fromkeys(sheet.studies)))])
    for degree in dict.fromkeys(asker.degree for asker in sheet.rules):
        names = [asker for asker in sheet.rules if asker.degree == degree]
        families = dict.fromkeys(asker.name for asker in names)
        st.html(
            _folded(f"The code {degree}", count(len(names), "rule"), blocks.facts_markup([("", "; ".join(families))]))
        )
    blocks.heading("Payers and policy", "" if sheet.payers else "no payer asks for more than the shipped rules")
    blocks.facts(sheet.payers)
    blocks.heading("Question", count(len(sheet.wordings), "wording"))
    for wording in sheet.wordings:
        _draw_wording(wording)
    _draw_sources([sheet.source] if sheet.source else [])


def _draw_wording(wording: Wording) -> None:
    options = "".join(f"<li>{escape(option)}</li>" for option in wording.options)
    when = f"<p>{escape(wording.when.capitalize())}</p>" if wording.when else ""
    st.html(f'<article class="wording"><p>{escape(wording.question)}</p><ul>{options}</ul>{when}</article>')


def _draw_edits(id: str, _view: View) -> None:
    first, _, second = id.partition("-")
    labels = {code: load_codes()[code].label for code in (first, second) if code}
    blocks.card(" with ".join(labels), "edits", [f"{code} {label}" for code, label in labels.items()])
    day, setting = _ask_edits(with_day=not second)
    found = edits_of_pair(first, second, setting) if second else edits_of_code(first, day, setting)
    if any(line.table.startswith("shipped") for line in found.lines):
        draw_behind(each for each in behind(holdings(()), date.today()) if each.kind is TableKind.PTP)
    _draw_edit_lines(found)
    with st.container(horizontal=True, gap="small"):
        for code in labels:
            _link("code", code, code, width="content")


def _ask_edits(*, with_day: bool) -> tuple[date, Setting]:
    day: date | None = date.today()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if with_day:
            day = st.date_input("In force on", key=EDITS_DAY, format="YYYY-MM-DD", persist_state="session", width=150)
        setting = st.segmented_control(
            "Whose claim", SETTINGS, default=SETTINGS[0], required=True, format_func=str.capitalize, key=EDITS_SETTING,
            persist_state="session",
        )  # fmt: skip
    return day or date.today(), setting or SETTINGS[0]


def _draw_edit_lines(found: EditList) -> None:
    heads = ("Paid", "Not paid", "How", "From", "Until", "Why", "Table")
    rows = [(line.pays, line.denied, line.how, line.since, line.until, line.why, line.table) for line in found.lines]
    caption = count(len(rows), "edit")
    if len(rows) > EDITS_SHOWN:
        caption = f"The first {EDITS_SHOWN} of {len(rows)} edits; look up two codes for one pair"
    if rows:
        blocks.wide_table(caption, heads, rows[:EDITS_SHOWN])
    else:
        blocks.lead("No edit is known.")
    blocks.facts([("Asked", " ".join(found.basis))])


def _draw_source(name: str, _view: View) -> None:
    source = load_sources()[name]
    blocks.card(source.title, name, [])
    _draw_sources([source])
    cited = [code for code, entry in load_codes().items() if name in entry.sources]
    families = [family.title for family in service_files() if name in family.sources]
    elements = [entry.label for entry in active().elements.elements.values() if entry.source == name]
    asked = (("Families", families), ("Elements", elements), (count(len(cited), "code"), cited))
    blocks.heading("Cited by")
    blocks.facts((term, ", ".join(names)) for term, names in asked if names)


def _draw_setting(name: str, _view: View) -> None:
    settings = active().settings
    if name.startswith("payer:"):
        payer = (settings.payers if settings else {})[name.removeprefix("payer:")]
        blocks.card(payer.label, "payer", [f"Used where this payer is chosen ({name.removeprefix('payer:')})."])
        labels = {element: entry.label for element, entry in active().elements.elements.items()}
        blocks.facts((labels.get(ask.element, ask.element), ask.because) for ask in payer.asks)
        return
    notes = setting_notes()[name]  # type: ignore[index]
    blocks.card(plain(name).capitalize(), "setting", ["What the fee schedule's split of a code means here."])
    blocks.facts((SPLIT.get(number, f"indicator {number}").capitalize(), note) for number, (_, note) in notes.items())


def _draw_condition(name: str, _view: View) -> None:
    condition = named_conditions()[name]
    blocks.card(plain(name).capitalize(), "shared condition", [f"Holds where {say_condition(condition)}."])
    shared = [(plain(other), say_condition(named_conditions()[other])) for other in named_in(condition)]
    _draw_words(
        shared, [(name_of(group), ", ".join(forms_of(group))) for group in groups_in(condition) if forms_of(group)]
    )


def _draw_cases(cases: Sequence[tuple[ServiceCase, str]]) -> None:
    blocks.heading("Cases", count(len(cases), "text") + " that the tests run")
    folded = []
    for case, answer in cases:
        why = f"<p>{escape(case.why)}</p>" if case.why else ""
        folded.append(_folded(case.id.replace("-", " "), answer, f"<pre>{escape(case.text)}</pre>{why}"))
    st.html("".join(folded) or "<p class='lead'>None of its own: its family's cases stand under its code.</p>")


def _draw_sources(sources: Iterable[Source]) -> None:
    blocks.heading("Sources")
    _list([_source_markup(source) for source in sources] or ["none cited"])


def _list(items: Iterable[str]) -> None:
    """Draw a list; the items are markup of ours, their texts escaped."""
    if lines := "".join(f"<li>{item}</li>" for item in items):
        st.html(f'<ul class="sources">{lines}</ul>')


def _source_markup(source: Source) -> str:
    words = escape(say_source(source))
    if not (source.address or "").startswith(("https://", "http://")):
        return words
    return f'{words} <a href="{escape(source.address or "")}" target="_blank" rel="noreferrer">{escape(source.address or "")}</a>'


def _folded(head: str, tally: str, markup: str) -> str:
    """Return something folded; `markup` is ours, its texts escaped."""
    summary = f"<summary><b>{escape(head)}</b> <span>{escape(tally)}</span></summary>"
    return f'<details class="fold">{summary}{markup}</details>'


def _link(kind: Kind, id: str, words: str, width: str = "stretch") -> None:
    shown = words if len(words) <= LINK_LENGTH else words[: LINK_LENGTH - 2].rsplit(" ", 1)[0] + " …"
    st.button(
        blocks.label(shown), key=f"sheet_{kind}_{id}", type="tertiary", icon=":material/arrow_forward:", on_click=open_sheet,
        args=(kind, id), width=width,  # type: ignore[arg-type]
    )  # fmt: skip


SHEETS: dict[Kind, Callable[[str, View], None]] = {
    "code": _draw_code, "rule": _draw_rule, "element": _draw_element, "edits": _draw_edits, "source": _draw_source,
    "setting": _draw_setting, "condition": _draw_condition,
}  # fmt: skip
