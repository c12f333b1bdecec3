"""Tests of what a browser session holds."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.ui.access.people import LOCAL
from assistant.ui.report import session
from assistant.ui.report.session import (
    DAY,
    DAY_FROM,
    EDITOR,
    INDEX_FAULT,
    SAMPLE_PICKER,
    UPLOADER,
    Report,
    accept_day,
    accept_edit,
    accept_kept,
    accept_questions,
    accept_upload,
    ask_diagnoses,
    current_outcome,
    kept_work,
    last_stamp,
    question_edits,
)


class State(dict[str, Any]):
    """A session state without a session: keys are attributes too."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> State:
    found = State(report=Report("Old text.", number=3, revision=2, note="A note."))
    found[SAMPLE_PICKER], found[DAY] = "venous-duplex-bilateral", "2026-01-02"
    monkeypatch.setattr(session.st, "session_state", found)
    return found


def upload(state: State, name: str, data: bytes) -> None:
    state[UPLOADER] = SimpleNamespace(name=name, getvalue=lambda: data)
    accept_upload()


def test_an_edit_stays_the_same_report(state: State) -> None:
    state[EDITOR] = {"edit": {"text": "Old text, longer.", "kind": "edit"}}
    accept_edit()
    assert state["report"] == Report("Old text, longer.", number=3, revision=2, came_as="Old text.")
    assert state[SAMPLE_PICKER]


def test_a_paste_over_everything_is_another_report(state: State) -> None:
    state[EDITOR] = {"edit": {"text": "New.", "kind": "another"}}
    accept_edit()
    assert state["report"] == Report("New.", number=4, revision=2)
    assert (state[SAMPLE_PICKER], state[DAY]) == (None, None)


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


def test_a_binary_upload_leaves_the_text_without_answers_and_says_why(state: State) -> None:
    upload(state, "scan.txt", b"%PDF-1.7 ...")
    assert state["report"].text == "Old text."
    outcome = current_outcome()
    assert (outcome.state, outcome.analysis) == ("refused", None)
    assert outcome.message == "scan.txt is a PDF that breaks off before its end; save or send it again."


def test_the_report_before_a_refused_file_can_be_returned_to(state: State) -> None:
    upload(state, "scan.txt", b"%PDF-1.7 ...")
    state[EDITOR] = {"edit": {"text": "Old text.", "kind": "return"}}
    accept_edit()
    assert state["report"] == Report("Old text.", number=3, revision=2, note="A note.")


def test_an_edit_taken_back_leaves_the_report_as_it_came(state: State) -> None:
    for text in ("Old text, longer.", "Old text."):
        state[EDITOR] = {"edit": {"text": text, "kind": "edit"}}
        accept_edit()
    assert state["report"].came_as is None


def test_what_is_written_into_the_empty_page_is_how_the_report_came(state: State) -> None:
    state["report"] = Report("Ol", number=3)
    state[EDITOR] = {"edit": {"text": "Old", "kind": "written"}}
    accept_edit()
    assert state["report"] == Report("Old", number=3)


def test_another_report_leaves_nothing_of_the_one_before(state: State) -> None:
    state["question_edits"], state["coder_notes"] = (3, {"images": {"text": "Mrs Quennell"}}), ("Mrs Quennell",)
    state[EDITOR] = {"edit": {"text": "", "kind": "another"}}
    accept_edit()
    assert "Quennell" not in str(state)


def test_an_emptied_page_is_another_report(state: State) -> None:
    state[EDITOR] = {"edit": {"text": " ", "kind": "edit"}}
    accept_edit()
    assert (state["report"].number, state[DAY]) == (4, None)


@pytest.mark.parametrize(
    ("sent", "day"),
    [("2025-06-07", date(2025, 6, 7)), ("", None), ("tomorrow", "2026-01-02"), ("1066-10-14", "2026-01-02")],
)
def test_a_day_is_given_taken_away_or_no_day(state: State, sent: str, day: object) -> None:
    state[EDITOR] = {"day": {"day": sent}}
    accept_day()
    assert state[DAY] == day


def test_a_day_that_the_file_tells_is_its_own_until_somebody_gives_another(state: State) -> None:
    upload(state, "a.hl7", b"MSH|^~\\&|A|B|C|D|20260302||ORU^R01|1|P|2.5\rPID|1||7\rOBR|1||7|76770^US RENAL|||20260302\rOBX|1|TX|1||Both kidneys normal||||||F\r")
    assert (state[DAY], state[DAY_FROM]) == (date(2026, 3, 2), "HL7 v2")
    state[EDITOR] = {"kept": kept_work() | {"text": "Both kidneys normal"}}
    accept_kept()
    assert (state[DAY], state[DAY_FROM]) == (date(2026, 3, 2), "HL7 v2")
    state[EDITOR] = {"day": {"day": "2025-06-07"}}
    accept_day()
    assert (state[DAY], state[DAY_FROM]) == (date(2025, 6, 7), "")


def kept(**changes: object) -> dict[str, Any]:
    work = {"person": LOCAL, "text": "Kept, edited.", "came_as": "Kept.", "day": "2025-06-07", "stamp": "1"}
    return {"kept": {**work, "states": {"view": "coder"}, "questions": {"images": {"asked": "a"}}, **changes}}


def test_a_reload_brings_back_text_edits_day_view_and_questions(state: State) -> None:
    state[EDITOR] = kept()
    accept_kept()
    assert state["report"] == Report("Kept, edited.", number=4, revision=3, came_as="Kept.")
    assert (state[DAY], state["view"], state[SAMPLE_PICKER]) == (date(2025, 6, 7), "coder", None)
    assert question_edits() == {"images": {"asked": "a"}}
    assert last_stamp("kept") == "1"


def test_a_view_chosen_on_another_page_stays(state: State) -> None:
    state["view"] = "coder"
    state[EDITOR] = kept(states={"view": "physician"})
    accept_kept()
    assert state["view"] == "coder"


def test_a_text_that_was_never_answered_does_not_get_the_day_of_the_one_before(state: State) -> None:
    state[EDITOR] = kept(fresh=True)
    accept_kept()
    assert state[DAY] is None


@pytest.mark.parametrize(
    "changes",
    [{"person": "ada"}, {"text": 5}, {"text": "x" * 200_001}, {"questions": {"images": "none"}}],
    ids=["another person", "no text", "too long", "malformed"],
)
def test_kept_work_that_is_not_whole_or_not_ours_is_left(state: State, changes: dict[str, object]) -> None:
    before = state["report"]
    state[EDITOR] = kept(**changes)
    accept_kept()
    assert state["report"] == before


def test_what_the_tab_keeps_is_what_it_gives_back(state: State) -> None:
    state["report"] = Report("Now.", came_as="Then.")
    state[DAY], state["view"] = date(2025, 6, 7), "coder"
    state[EDITOR] = {"kept": {**kept_work(), "text": "Now."}}
    accept_kept()
    assert (state["report"].text, state["report"].came_as) == ("Now.", "Then.")
    assert (state[DAY], state["view"], state[SAMPLE_PICKER]) == (date(2025, 6, 7), "coder", "venous-duplex-bilateral")
