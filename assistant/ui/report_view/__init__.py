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

from assistant.ui.component_parts import as_sent, read_parts, read_scripts

FOLDER = Path(__file__).parent
SCRIPTS = (
    "spans.js", "text.js", "answers.js", "cards.js", "questions.js", "copy_codes.js", "decisions.js",
    "decision_forms.js", "review_bar.js", "diagnoses.js", "picture.js", "findings.js", "legend.js", "completion.js",
    "keys.js", "identity.js", "difference.js", "writing.js", "day.js", "keeping.js", "connection.js", "view.js",
)  # fmt: skip


_component = st.components.v2.component(
    "sonocode_report_view",
    html=read_parts(FOLDER, "view.html"),
    css=read_parts(FOLDER, "view.css", "decisions.css", "picture.css", "copy_codes.css", "completion.css"),
    js=read_scripts(FOLDER, *SCRIPTS),
)


def report_view(
    data: dict[str, Any],
    *,
    key: str,
    on_edit: Callable[[], None],
    on_day: Callable[[], None],
    on_kept: Callable[[], None],
    on_questions: Callable[[], None],
    on_diagnoses: Callable[[], None],
    on_decision: Callable[[], None] = lambda: None,
    on_completion: Callable[[], None] = lambda: None,
    on_why: Callable[[], None] = lambda: None,
    on_edits: Callable[[], None] = lambda: None,
) -> None:
    """Draw the report and its answers.

    Args:
        data: The report: `text`, `number` (which report it is), `revision` (another one puts `text` into the editor),
            `note`; `locked` (the text is read until the reader says that it is to be edited); `fixed`, where given and
            true, means that it can be neither edited nor pasted over here; `difference` (of
            `difference.describe_difference`, None where it is as it came); `day` (`given`, `found`; without it there is
            no date to give); `identity` (labels by which a paste of another patient is told).
            What joins it to the page: `session`, `answered` and `restored` (the stamps of the last edit and of the
            last kept work that were taken over), `keep` (what the tab keeps beside the text; without it, nothing).
            The answers: `view` (physician or coder), `state`, `message`, `changes`, `kinds`, `marked`, what
            `findings.describe` returns, `questions`, `diagnoses`, `pictures`, `gaps_at` (where missing statements would belong), for
            the physician `completion` (of `completion.describe_completion`), and for the coder `neighbours`, `edits`
            and `findings`.
        key: The name under which session_state holds what the component sends, each message with a `stamp` that makes
            the same message twice two messages.
        on_edit: Called after an edit, `edit`: {text, kind}, see `session.accept_edit`.
        on_day: Called after a date was given or taken away, `day`: {day}, as 2026-03-02 or empty.
        on_kept: Called when the tab gives back what it kept, `kept`: {text, questions} with what `keep` held.
        on_questions: Called after a question was edited; `questions` is {topic: {asked, text}}.
        on_diagnoses: Called when diagnoses are asked for; `diagnoses` is the time of it.
        on_completion: Called when statements were chosen or an addendum was written, `completion`: see
            `completion.Drafting`.
        on_why: Called when the coder asks about a code, `why`: {code}; the answer is `why` of `data`.
        on_edits: Called when the page of edits is asked for, `edits`: {}.
        on_decision: Called when the reader of a report of the worklist did something: `decision`, see `reviewing`.
            `data["decisions"]`, of `reviewing.describe_review`, is what there is to decide; without it there is nothing.
    """
    _component(
        key=key, data=as_sent(data), on_edit_change=on_edit, on_day_change=on_day, on_kept_change=on_kept,
        on_questions_change=on_questions, on_diagnoses_change=on_diagnoses,
        on_decision_change=on_decision, on_completion_change=on_completion, on_why_change=on_why,
        on_edits_change=on_edits,
    )  # fmt: skip
