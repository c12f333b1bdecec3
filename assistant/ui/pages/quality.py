"""The quality page: what people decided, how right the tool is on gold answers, how far its doubt can be trusted."""

from __future__ import annotations

import streamlit as st

from assistant.ui.frame import choose_view
from assistant.ui.quality.accuracy import draw_accuracy
from assistant.ui.quality.decisions import draw_decisions
from assistant.ui.quality.reliability import draw_reliability

PARTS = ("Decisions", "Accuracy", "Reliability")


def draw() -> None:
    """Draw the page."""
    view = choose_view()
    part = st.segmented_control(
        "Part", PARTS, default=PARTS[0], required=True, key="part", label_visibility="collapsed", bind="query-params",
    )  # fmt: skip
    if part == "Accuracy":
        draw_accuracy()
    elif part == "Reliability":
        draw_reliability(view)
    else:
        draw_decisions()
