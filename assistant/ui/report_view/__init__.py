"""The report view: the report with its mentions at the left, the answers at the right, evidence both ways.

One Streamlit component of our own. `view.html` is its frame, `view.css` its looks; the JavaScript files are one module
in the order of `SCRIPTS`. Report text and every word of an answer reach the page as text nodes, never as markup.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

FOLDER = Path(__file__).parent
SCRIPTS = ("spans.js", "text.js", "answers.js", "cards.js", "legend.js", "keys.js", "view.js")


def _read(*names: str) -> str:
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names)


_component = st.components.v2.component(
    "sonocode_report_view", html=_read("view.html"), css=_read("view.css"), js=_read(*SCRIPTS)
)


def report_view(data: dict[str, Any], *, key: str, on_edit: Callable[[], None]) -> None:
    """Draw the report and its answers.

    Args:
        data: `text`, `number` (which report it is), `revision` (another one puts `text` into the editor), `view`
            (physician or coder), `state`, `message`, `note`, `changes`, `kinds`, and what `findings.describe` returns.
        key: The name under which session_state holds the component's `edit`.
        on_edit: Called after an edit; `session_state[key].edit` is {text, another, serial}, where `another` says that
            the whole text was replaced. The serial makes the same edit twice two edits.
    """
    _component(key=key, data=data, on_edit_change=on_edit)
