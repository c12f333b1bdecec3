"""What people decided in the worklist: how far they agree with the tool, and what the reports lacked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt
import streamlit as st

from assistant.errors import SonocodeError
from assistant.ui import blocks
from assistant.ui.quality import decision_tables as tables
from assistant.ui.quality.decision_tables import DecisionTable
from assistant.ui.words import count
from assistant.ui.worklist.open_worklist import shared_worklist
from assistant.worklist import Filter
from assistant.worklist.measures import GROUPS, Measures, Share, measure

LINE, DOT, CHART_WIDTH = 20, 70, 760  # pixels
REACH = "#8a979c"
LEAST_ROWS = 2
ROWS_SHOWN = 15
EMPTY = "Figures come from the worklist: add reports there, decide about their codes and finish them."
#: Days that are looked back, by the words of the choice; None is everything.
SPANS = {"Everything": None, "Last 30 days": 30, "Last 90 days": 90, "Last year": 365}


def draw_decisions() -> None:
    """Draw the measures of the worklist, with the choice of what is measured."""
    try:
        worklist = shared_worklist()
        wanted = _choose(worklist.tallies())
        measures = measure(worklist, wanted)
    except SonocodeError as error:
        blocks.notice("The worklist cannot be read", f"{error}.")
        return
    if not measures.reports:
        blocks.notice("No reports to count", EMPTY)
        return
    blocks.lead(f"{count(measures.reports, 'report')}, {measures.reviewed} of them finished.")
    _draw_agreement(measures)
    _draw_documentation(measures)


def _choose(tallies: Any) -> Filter:
    """Draw the filters and return what they let through."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        span = st.selectbox("Date of service", list(SPANS), key="quality_span", persist_state="session", width=180)
        physicians = _several("Physician", tallies.physicians, "quality_physicians", 260)
        sites = _several("Site", tallies.sites, "quality_sites", 220)
    days = SPANS[span or "Everything"]
    return Filter(
        physicians=frozenset(physicians), sites=frozenset(sites),
        since=date.today() - timedelta(days=days) if days else None,
    )  # fmt: skip


def _several(label: str, known: Mapping[str, int], key: str, width: int) -> Sequence[str]:
    """Draw a choice of several; where there is nothing to choose from there is no choice."""
    if not known:
        return ()
    return st.multiselect(label, sorted(known), key=key, persist_state="session", width=width)


def _draw_agreement(measures: Measures) -> None:
    blocks.heading("Agreement with the tool", "codes taken as they were, of those decided")
    if measures.agreement:
        _draw_chart("Agreement by family", [(tables.family_words(row.family), row.share) for row in measures.agreement])
        _draw_table(tables.agreement(measures))
    else:
        blocks.lead("No code has been decided yet.")
    if any(row.unchanged.of for row in measures.sureness):
        _draw_table(tables.sureness(measures))
    if measures.overturned:
        _draw_table(tables.overturned(measures))


def _draw_documentation(measures: Measures) -> None:
    group = st.segmented_control(
        "Documentation by", GROUPS, default=GROUPS[0], required=True, format_func=str.capitalize, key="quality_group",
        persist_state="session",
    ) or GROUPS[0]  # fmt: skip
    blocks.heading("Complete at first pass", "no required element missing when the report came")
    _draw_chart(
        f"Complete at first pass by {group}",
        [(row.group or tables.UNTOLD[group], row.complete) for row in measures.completeness[group]],
    )
    _draw_table(tables.completeness(measures, group))
    if measures.gaps[group]:
        _draw_table(tables.gaps(measures, group))
    told = measures.answers
    blocks.heading("Questions", f"{told.sent} sent, {told.answered} answered")
    if told.days is not None:
        blocks.lead(f"Half of the answers came within {told.days:.1f} days.")
    if told.outcomes:
        _draw_table(tables.answers(measures))


def _draw_table(table: DecisionTable) -> None:
    """Draw the first rows of a table, and give all of it as a file."""
    left = len(table.rows) - ROWS_SHOWN
    more = f". {left} more in the file" if left > 0 else ""
    blocks.table(table.caption + more, table.heads, table.rows[:ROWS_SHOWN], wide=True)
    st.download_button(
        f"CSV: {table.name}", table.csv(), f"{table.name}.csv", "text/csv", key=f"csv_{table.name}",
        on_click="ignore", type="tertiary", icon=":material/download:",
    )  # fmt: skip


def _draw_chart(title: str, shares: Sequence[tuple[str, Share]]) -> None:
    """Draw shares as dots within their 95 % intervals; one of them alone says no more than its table."""
    rows = tables.chart_rows(shares[:ROWS_SHOWN])
    if len(rows) < LEAST_ROWS:
        return
    scale = alt.Scale(domain=[0, 100], nice=False)
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y(
            "name:N",
            sort=[str(row["name"]) for row in rows],
            title=None,
            axis=alt.Axis(labelLimit=240, labelFlush=False),
        ),
        tooltip=[alt.Tooltip("name:N", title="Of"), alt.Tooltip("count:N", title="Count")],
    )
    reach = base.mark_rule(strokeWidth=3, color=REACH).encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
    dots = base.mark_point(filled=True, size=DOT, opacity=1).encode(
        x=alt.X("hundred:Q", scale=scale, title="of a hundred, with the 95 % interval")
    )
    with st.container(width=CHART_WIDTH):
        chart = (reach + dots).properties(height=alt.Step(LINE))
        st.altair_chart(chart, width="stretch", alt=f"{title}: {_say(rows)}")


def _say(rows: Iterable[dict[str, Any]]) -> str:
    return "; ".join(f"{row['name']} {row['count']}" for row in rows)
