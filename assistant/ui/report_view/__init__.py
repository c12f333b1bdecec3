"""The report view: the report with its mentions at the left, the answers at the right, evidence both ways.

One Streamlit component of our own. `view.html` is its frame, `view.css` its looks; the JavaScript files are one module
in the order of `SCRIPTS`. Report text and every word of an answer reach the page as text nodes, never as markup; in the pictures, which
are markup of ours, they are escaped.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

FOLDER = Path(__file__).parent
SCRIPTS = (
    "spans.js", "text.js", "answers.js", "cards.js", "questions.js", "decisions.js", "decision_forms.js", "review_bar.js", "diagnoses.js", "picture.js", "findings.js", "legend.js", "keys.js", "view.js",
)  # fmt: skip


def _read(*names: str) -> str:
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names)


_component = st.components.v2.component(
    "sonocode_report_view", html=_read("view.html"), css=_read("view.css", "decisions.css", "picture.css"), js=_read(*SCRIPTS)
)


def report_view(
    data: dict[str, Any],
    *,
    key: str,
    on_edit: Callable[[], None],
    on_questions: Callable[[], None],
    on_diagnoses: Callable[[], None],
    on_decision: Callable[[], None] = lambda: None,
) -> None:
    """Draw the report and its answers.

    Args:
        data: `text`, `number` (which report it is), `revision` (another one puts `text` into the editor), `view`
            (physician or coder), `state`, `message`, `note`, `changes`, `kinds`, what `findings.describe` returns,
            `questions`, `diagnoses`, `pictures`, and for the coder `neighbours`, `edits` and `findings`.
        key: The name under which session_state holds what the component sends: `edit`, `questions` and `diagnoses`.
        on_edit: Called after an edit; `session_state[key].edit` is {text, another, serial}, where `another` says that
            the whole text was replaced. The serial makes the same edit twice two edits.
        on_questions: Called after a question was edited; `questions` is {topic: {asked, text}}.
        on_diagnoses: Called when diagnoses are asked for; `diagnoses` is the time of it.
        on_decision: Called when the reader of a report of the worklist did something: `decision`, see `reviewing`.
            `data["decisions"]`, of `reviewing.describe_review`, is what there is to decide; without it there is nothing.
    """
    _component(
        key=key, data=data, on_edit_change=on_edit, on_questions_change=on_questions, on_diagnoses_change=on_diagnoses,
        on_decision_change=on_decision,
    )  # fmt: skip
