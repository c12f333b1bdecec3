"""The field that looks everything up, and the list of what it found, by kind."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from assistant.knowledge.code_registry import load_codes
from assistant.ui import blocks
from assistant.ui.frame import View
from assistant.ui.knowledge.opening import LINK_LENGTH, close_sheet, open_sheet, opened
from assistant.ui.knowledge.rule_sheets import rules
from assistant.ui.knowledge.search import KIND_TITLES, Found, Hit, Kind, everything, search
from assistant.ui.knowledge.sheets import draw_sheet
from assistant.ui.words import plain

SEARCH, BROWSE = "search", "browse"
SHOWN = 8
ALL_SHOWN = 400
#: Kinds whose whole list can be walked through without a word.
BROWSED: tuple[Kind, ...] = ("element", "source", "setting", "condition")


def draw_look_up(view: View) -> None:
    """Draw the field, what it found, and the sheet that is open: the one asked for, else the first that was found."""
    left, right = st.columns([38, 62], gap="medium")
    with left:
        words = st.text_input(
            "Look up", key=SEARCH, bind="query-params", type="search", live=True, on_change=close_sheet,
            placeholder="A code, two codes, words, a rule, an element, a source", persist_state="session",
        )  # fmt: skip
        found = search(words or "")
        asked = opened()
        if asked and BROWSE not in st.session_state and (near := _list_of(*asked)):
            st.session_state[BROWSE] = near
        if words:
            _draw_found(found, words, asked)
            first = found.first
        else:
            listed = _browse()
            _draw_list(listed, asked or (listed[0].kind, listed[0].id))
            first = listed[0]
    with right, st.container(key="knowledge_sheet"):
        if asked:
            draw_sheet(*asked, view)
        elif first and first.kind != "vintage":
            draw_sheet(first.kind, first.id, view)
        elif first:
            blocks.notice(
                "What holds when", "The part “What holds when” of this page has it, with the imported tables."
            )
        else:
            blocks.notice("Nothing to show", "Write a code, such as 93970, or fewer words.")


def _browse() -> list[Hit]:
    """Draw the choice of what to walk through, and return it."""
    registry = load_codes()
    families = sorted(set(registry.families.values()))
    chosen = st.selectbox(
        "Walk through", [*families, *BROWSED], format_func=_say_list, key=BROWSE, persist_state="session"
    )
    if chosen in BROWSED:
        return list(everything(chosen))
    return [
        Hit("code", code, f"{code} {registry[code].label}")
        for code, name in registry.families.items()
        if name == chosen
    ]


def _list_of(kind: Kind, id: str) -> str | None:
    """Return the list in which a thing stands, or the codes beside it; None where it stands in none."""
    if kind in BROWSED:
        return kind
    code = id.partition("-")[0]
    if kind == "rule" and id in rules():
        family, number = rules()[id]
        code = family.codes[number].code
    return load_codes().families.get(code)


def _say_list(name: str) -> str:
    return KIND_TITLES[name] if name in KIND_TITLES else f"Codes: {plain(name)}"


def _draw_found(found: Found, words: str, asked: tuple[Kind, str] | None) -> None:
    for word, near in found.instead:
        blocks.lead(f"Nothing has “{word}”; shown is what has {' or '.join(f'“{other}”' for other in near)}.")
    if not found.hits:
        blocks.notice("Nothing found", f"No code, rule, element, source or setting has “{words}”, nor words like it.")
        return
    chosen = asked or (found.first and (found.first.kind, found.first.id))
    with st.container(key="knowledge_results"):
        for kind, hits in found.hits.items():
            whole = st.session_state.get(_whole(kind)) == words
            blocks.heading(KIND_TITLES[kind], str(len(hits)))
            _draw_hits(hits[: ALL_SHOWN if whole else SHOWN], chosen)
            if len(hits) > SHOWN and not whole:
                st.button(f"All {len(hits)}", key=f"all_{kind}", on_click=_show_whole, args=(kind, words))


def _draw_list(hits: Iterable[Hit], chosen: tuple[Kind, str]) -> None:
    with st.container(key="knowledge_results"):
        _draw_hits(hits, chosen)


def _draw_hits(hits: Iterable[Hit], chosen: tuple[Kind, str] | None) -> None:
    for hit in hits:
        shown = hit.title if len(hit.title) <= LINK_LENGTH else hit.title[: LINK_LENGTH - 2].rsplit(" ", 1)[0] + " …"
        st.button(
            blocks.label(shown), key=f"hit_{hit.kind}_{hit.id}", type="tertiary", width="stretch", on_click=open_sheet,
            args=(hit.kind, hit.id), icon=":material/arrow_right:" if chosen == (hit.kind, hit.id) else None,
        )  # fmt: skip


def _whole(kind: Kind) -> str:
    return f"knowledge_whole_{kind}"


def _show_whole(kind: Kind, words: str) -> None:
    st.session_state[_whole(kind)] = words
