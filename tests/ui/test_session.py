"""Tests of what a browser session holds."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from assistant.ui import session
from assistant.ui.session import (
    DAY_PICKER,
    EDITOR,
    INDEX_FAULT,
    SAMPLE_PICKER,
    UPLOADER,
    Report,
    accept_edit,
    accept_questions,
    accept_upload,
    ask_diagnoses,
    question_edits,
)


class State(dict[str, Any]):
    """A session state without a session: keys are attributes too."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> State:
    found = State(report=Report("Old text.", number=3, revision=2, note="A note."))
    found[SAMPLE_PICKER], found[DAY_PICKER] = "venous-duplex-bilateral", "2026-01-02"
    monkeypatch.setattr(session.st, "session_state", found)
    return found


def upload(state: State, name: str, data: bytes) -> None:
    state[UPLOADER] = SimpleNamespace(name=name, getvalue=lambda: data)
    accept_upload()


def test_an_edit_stays_the_same_report(state: State) -> None:
    state[EDITOR] = {"edit": {"text": "Old text, longer.", "another": False}}
    accept_edit()
    assert state["report"] == Report("Old text, longer.", number=3, revision=2)
    assert state[SAMPLE_PICKER]


def test_a_paste_over_everything_is_another_report(state: State) -> None:
    state[EDITOR] = {"edit": {"text": "New.", "another": True}}
    accept_edit()
    assert state["report"] == Report("New.", number=4, revision=2)
    assert (state[SAMPLE_PICKER], state[DAY_PICKER]) == (None, None)


@pytest.mark.parametrize("edit", [None, {}, {"text": 5}], ids=["none", "empty", "no text"])
def test_a_malformed_edit_changes_nothing(state: State, edit: object) -> None:
    before = state["report"]
    state[EDITOR] = {"edit": edit}
    accept_edit()
    assert state["report"] == before


def test_edited_questions_are_kept_for_this_report_only(state: State) -> None:
    state[EDITOR] = {"questions": {"images": {"asked": "Kept?", "text": "Where?"}}}
    accept_questions()
    assert question_edits() == {"images": {"asked": "Kept?", "text": "Where?"}}
    state["report"] = Report("Another.", number=4)
    assert question_edits() == {}


def test_asking_for_diagnoses_opens_their_index_or_tries_again(state: State) -> None:
    state[INDEX_FAULT] = "data: cannot be written."
    state[EDITOR] = {"diagnoses": 1}
    ask_diagnoses()
    assert state[INDEX_FAULT] is None


def test_diagnoses_that_were_not_asked_for_leave_the_index_shut(state: State) -> None:
    state[EDITOR] = {}
    ask_diagnoses()
    assert INDEX_FAULT not in state


def test_an_upload_replaces_the_text_with_line_feeds(state: State) -> None:
    upload(state, "report.txt", b"one\r\ntwo\rthree")
    assert state["report"] == Report("one\ntwo\nthree", number=4, revision=3)


def test_an_assumed_encoding_is_told(state: State) -> None:
    upload(state, "report.txt", "naïve".encode("cp1252"))
    assert "Windows-1252" in state["report"].note


def test_a_binary_upload_leaves_the_report_and_says_why(state: State) -> None:
    upload(state, "scan.txt", b"%PDF-1.7 ...")
    assert state["report"].text == "Old text."
    assert state["report"].note == "scan.txt is a PDF document, not plain text; save the report as .txt."
