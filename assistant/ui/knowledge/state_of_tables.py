"""Draws what holds when, the warning where today is behind it, the imported tables, and the place to drop new ones."""

from __future__ import annotations

from datetime import date

import streamlit as st

from assistant.errors import TableError
from assistant.tables import OfficialTables, verify_tables
from assistant.tables.rows import Kind
from assistant.tables.store import StoredPart
from assistant.ui import blocks
from assistant.ui.edit_findings import official_tables
from assistant.ui.knowledge.holdings import Holding, behind, holdings
from assistant.ui.knowledge.sheets import draw_behind
from assistant.ui.knowledge.table_drop import draw_import
from assistant.ui.words import count

STATE_WORDS = {
    "in force": "covers today", "behind": "behind today", "not yet": "begins later", "without end": "no dates",
}  # fmt: skip
NO_TABLES = "None. CMS publishes them each quarter at cms.gov; drop the files here as they are."


def draw_state_of_tables() -> None:
    """Draw the part of the page; an import runs before the lists are drawn, so that they know of it."""
    lists = st.container()
    blocks.heading("Import official tables", "they stay on this machine")
    draw_import()
    tables = official_tables()
    with lists:
        try:
            parts = tables.store.parts()
        except TableError as error:
            parts = []
            blocks.card("The imported tables cannot be read", "", [f"{error}."], tone="hard")
        held, today = holdings(parts), date.today()
        blocks.heading("What holds when", f"seen from today, {today}")
        draw_behind(behind(held, today))
        heads = ("Facts", "Came", "From", "Until", "Today", "What")
        blocks.wide_table("Sets of facts, shipped and imported", heads, map(_row, held))
    _draw_parts(parts, tables)


def _row(each: Holding) -> tuple[str, ...]:
    first, last = (str(day) if day else "" for day in (each.first, each.last))
    return each.name, each.origin, first, last, STATE_WORDS[each.state_on(date.today())], each.detail


def _draw_parts(parts: list[StoredPart], tables: OfficialTables) -> None:
    blocks.heading("Imported files", count(len(parts), "file"))
    if not parts:
        blocks.lead(NO_TABLES)
        return
    rows = (
        (
            part.source,
            part.vintage.describe(),
            part.part,
            f"{part.rows:,}",
            part.imported.strftime("%Y-%m-%d %H:%M UTC"),
        )
        for part in parts
    )
    blocks.wide_table(
        "Each replaces itself when it is imported again", ("File", "Table", "Part", "Rows", "Imported"), rows
    )
    results = verify_tables(tables)
    wrong = [result for result in results if result.state != "agrees"]
    agreed = f"{len(results) - len(wrong)} of {count(len(results), 'row')} that every complete table holds are as they should be."
    blocks.lead(agreed)
    if any(result.vintage.kind is Kind.PTP and result.state == "absent" for result in wrong):
        blocks.lead("A row of the edits that is absent mostly means that one of the parts f1 to f4 is not imported.")
    blocks.facts(
        (result.row, f"{result.vintage.describe()}: {result.state}, expected {result.expected}") for result in wrong
    )
