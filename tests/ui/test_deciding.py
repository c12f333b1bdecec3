"""Tests of what a person decides about a report of the worklist."""

from __future__ import annotations

from typing import Any

import pytest

from assistant import analyze
from assistant.people import Person
from assistant.ui.worklist.deciding import Decided, decide
from assistant.ui.worklist.decision_words import describe_standing
from assistant.ui.worklist.open_worklist import shared_worklist
from assistant.worklist import NewReport, Worklist, add_up

LEFT_LEG = (
    "VENOUS DUPLEX OF THE LEFT LEG 03/02/2026\nIndication: Left calf pain.\n"
    "The left common femoral, femoral and popliteal veins compress; phasic color flow.\nImpression: No DVT."
)
GUIDED = (
    "ULTRASOUND GUIDED CENTRAL LINE 03/02/2026\nUnder real-time ultrasound guidance the needle was seen to enter the right "
    "internal jugular vein. A triple lumen catheter was placed over a wire. Signed by Ada Ferris, MD"
)
CODE = "93971-LT"
ADA, BO, READER = (
    Person("ada", frozenset({"coder"})), Person("bo", frozenset({"coder"})), Person("cy", frozenset({"physician"})),
)  # fmt: skip


@pytest.fixture
def worklist() -> Worklist:
    return shared_worklist()


@pytest.fixture
def number(worklist: Worklist) -> int:
    [added] = worklist.add([NewReport(LEFT_LEG, analyze(LEFT_LEG))], "ada")
    return added


def act(
    worklist: Worklist, number: int, name: str, *, who: Person = ADA, seen: int | None = None, **parts: Any
) -> Decided:
    present = worklist.open(number).sequence
    return decide(worklist, who, {"act": name, "number": number, "seen": present if seen is None else seen, **parts})


def claim(worklist: Worklist, number: int) -> list[str]:
    opened = worklist.open(number)
    return [line.name for line in add_up(opened.analysis, opened.decisions).claim]


def test_an_accepted_code_goes_out(worklist: Worklist, number: int) -> None:
    assert act(worklist, number, "accept", subject=CODE).written
    assert claim(worklist, number) == [CODE]


def test_a_rejected_code_does_not_and_its_reason_is_kept(worklist: Worklist, number: int) -> None:
    assert act(worklist, number, "reject", subject=CODE, reason="wrong_side").written
    assert claim(worklist, number) == []
    assert worklist.open(number).decisions[-1].reason == "wrong_side"


@pytest.mark.parametrize(
    ("name", "parts", "fault"),
    [
        ("reject", {"subject": CODE}, "Pick a reason"),
        ("reject", {"subject": CODE, "reason": "other"}, "Write a few words"),
        ("reject", {"subject": "93880", "reason": "not_done"}, "93880 is no code of this report"),
        ("change", {"subject": CODE, "code": "93971", "modifiers": "LT", "reason": "exact"}, "Nothing is changed"),
        ("change", {"subject": CODE, "code": "9397", "reason": "exact"}, "five characters"),
        ("add", {"code": "93971", "modifiers": "LT", "reason": "overlooked"}, "stands above already"),
        ("dismiss_gap", {"subject": "no_such_gap", "reason": "stated"}, "none of the report's"),
        ("send", {"subject": "images", "words": " "}, "The question is empty"),
        ("answer", {"subject": "images", "outcome": "addendum"}, "was not sent"),
        ("answer", {"subject": "images"}, "Say what came"),
        ("reopen", {}, "not done"),
        ("sing", {}, "nothing that can be decided"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_not_written(
    worklist: Worklist, number: int, name: str, parts: dict[str, str], fault: str
) -> None:
    decided = act(worklist, number, name, **parts)
    assert fault in decided.fault
    assert worklist.open(number).decisions == ()


def test_a_changed_code_goes_out_as_it_was_changed(worklist: Worklist, number: int) -> None:
    act(worklist, number, "change", subject=CODE, code="93971", modifiers="RT", units="1", reason="modifier")
    assert claim(worklist, number) == ["93971-RT"]


def test_a_doubtful_line_is_asked_about_once_and_then_written(worklist: Worklist, number: int) -> None:
    parts = {"code": "36415", "reason": "elsewhere"}
    assert "not in the code registry" in " ".join(act(worklist, number, "add", **parts).doubts)
    assert claim(worklist, number) == []
    assert act(worklist, number, "add", sure=True, **parts).written
    assert claim(worklist, number) == ["36415"]


def test_an_added_code_can_be_changed_and_rejected(worklist: Worklist, number: int) -> None:
    act(worklist, number, "add", code="93970", reason="overlooked")
    act(worklist, number, "change", subject="93970", code="93970", modifiers="26", reason="modifier")
    assert claim(worklist, number) == ["93970-26"]
    act(worklist, number, "reject", subject="93970", reason="included")
    assert claim(worklist, number) == []


def test_a_code_that_waits_is_asked_about_before_it_is_accepted(worklist: Worklist) -> None:
    [waiting] = worklist.add([NewReport(GUIDED, analyze(GUIDED))], "ada")
    analysis = worklist.open(waiting).analysis
    assert analysis is not None
    code = next(code for code in analysis.codes if code.status == "needs_documentation")
    subject = "-".join((code.code, *code.modifiers))
    assert "waits for documentation" in " ".join(act(worklist, waiting, "accept", subject=subject).doubts)
    assert act(worklist, waiting, "accept", subject=subject, sure=True).written


def test_a_report_is_not_finished_over_an_undecided_code_without_a_word(worklist: Worklist, number: int) -> None:
    assert f"{CODE} is supported and undecided" in " ".join(act(worklist, number, "finish").doubts)
    assert act(worklist, number, "finish", accept=True).written
    assert claim(worklist, number) == [CODE]
    assert worklist.open(number).row.status == "done"


def test_a_report_is_not_finished_over_a_question_that_waits_without_a_word(worklist: Worklist, number: int) -> None:
    act(worklist, number, "accept_all")
    act(worklist, number, "send", subject="images", words="Were images kept?")
    assert act(worklist, number, "finish").doubts == ("The question on images waits for an answer.",)
    assert act(worklist, number, "finish", sure=True).written


def test_a_done_report_is_reopened_before_it_is_decided_about(worklist: Worklist, number: int) -> None:
    act(worklist, number, "finish", sure=True)
    assert "reopen it" in act(worklist, number, "accept", subject=CODE).fault
    act(worklist, number, "reopen")
    assert act(worklist, number, "accept", subject=CODE).written


def test_undo_takes_back_the_last_decision(worklist: Worklist, number: int) -> None:
    act(worklist, number, "accept", subject=CODE)
    act(worklist, number, "undo")
    assert claim(worklist, number) == []


def test_accepting_all_leaves_what_waits_alone_and_says_where_there_is_nothing(worklist: Worklist, number: int) -> None:
    assert act(worklist, number, "accept_all").written
    assert "No supported code is undecided" in act(worklist, number, "accept_all").fault


def test_a_question_waits_as_it_was_sent_until_its_outcome_is_told(worklist: Worklist, number: int) -> None:
    act(worklist, number, "send", subject="images", words="Were images kept?")
    opened = worklist.open(number)
    assert opened.row.status == "waiting"
    assert describe_standing(opened)["queries"]["images"]["text"] == "Were images kept?"
    act(worklist, number, "answer", subject="images", outcome="addendum", words="on 03/05")
    assert worklist.open(number).row.status == "in_work"


def test_the_second_of_two_sees_what_the_first_did_and_writes_nothing(worklist: Worklist, number: int) -> None:
    act(worklist, number, "accept", subject=CODE)
    decided = act(worklist, number, "reject", who=BO, seen=0, subject=CODE, reason="not_done")
    assert [(each.who, each.what) for each in decided.since] == [("ada", "accept_code")]
    assert not decided.written
    assert claim(worklist, number) == [CODE]


def test_the_state_that_was_seen_counts_even_for_what_would_be_refused(worklist: Worklist, number: int) -> None:
    act(worklist, number, "accept_all")
    assert act(worklist, number, "accept_all", who=BO, seen=0).since


def test_who_may_not_decide_writes_nothing(worklist: Worklist, number: int) -> None:
    assert "a coder decides" in act(worklist, number, "accept", who=READER, subject=CODE).fault
    assert worklist.open(number).decisions == ()


def test_a_decision_is_told_in_words_with_its_reason_and_who_took_it_back(worklist: Worklist, number: int) -> None:
    act(worklist, number, "reject", subject=CODE, reason="other", words="seen by the surgeon")
    act(worklist, number, "undo", who=BO)
    undone, rejected = describe_standing(worklist.open(number))["history"]
    assert (rejected["says"], rejected["words"]) == (f"rejected {CODE}: another reason", "seen by the surgeon")
    assert rejected["taken_back"]
    assert (undone["who"], undone["says"]) == ("bo", f"took back: rejected {CODE}: another reason")
