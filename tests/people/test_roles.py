"""What each role may do, on the pages and, should a page forget to ask, in the worklist itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from assistant import analyze
from assistant.errors import InputError
from assistant.people import LOCAL_PERSON, NOBODY, Permission, Person, Role
from assistant.people.roles import ROLES, openers, rules
from assistant.ui.frame import FIRST, PAGES
from assistant.ui.worklist.open_worklist import PersonsWorklist
from assistant.worklist import Move, NewReport, Worklist, open_worklist

TEXT = "VENOUS DUPLEX OF THE LEFT LEG 03/02/2026. The left femoral vein compresses. Impression: No DVT."


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Worklist]:
    with open_worklist(f"sqlite:///{tmp_path / 'worklist.sqlite'}") as worklist:
        worklist.add([NewReport(TEXT, analyze(TEXT))], who="somebody")
        yield worklist


def someone(role: Role) -> Person:
    return Person(f"{role}@example.org", frozenset({role}))


def as_role(whole: Worklist, role: Role) -> PersonsWorklist:
    return PersonsWorklist(whole, someone(role))


@pytest.mark.parametrize(
    ("role", "permissions"),
    [
        ("physician", "read add edit export"),
        ("coder", "read add decide export"),
        ("auditor", "read audit export"),
        ("admin", "read add decide edit export audit keep import"),
    ],
)
def test_a_role_may_do_this_and_no_more(role: Role, permissions: str) -> None:
    assert {each for each in get_args(Permission) if someone(role).may(each)} == set(permissions.split())


def test_nobody_may_do_nothing_and_the_person_at_this_machine_all() -> None:
    for permission in get_args(Permission):
        assert not NOBODY.may(permission)
        assert LOCAL_PERSON.may(permission)


def test_every_page_of_the_navigation_is_opened_by_a_role() -> None:
    assert {name for _, name in PAGES} <= set(rules().pages)
    assert all(openers(name) for _, name in PAGES)


def test_every_role_may_open_the_first_page() -> None:
    assert all(someone(role).may_open(FIRST) for role in ROLES)


def test_a_page_that_is_not_named_is_open_to_nobody() -> None:
    assert not LOCAL_PERSON.may_open("made up")


def test_a_refusal_says_what_is_not_allowed() -> None:
    assert someone("auditor").refusal("decide") == "As auditor you may not decide about codes and gaps."
    assert NOBODY.refusal("read") == "Sign in to see reports."


@pytest.mark.parametrize("role", ["physician", "auditor"])
def test_who_may_not_decide_writes_no_decision(whole: Worklist, role: Role) -> None:
    with pytest.raises(InputError, match="may not decide"):
        as_role(whole, role).decide(1, Move("accept_code", "93971-LT"), "x", seen=0)
    with pytest.raises(InputError, match="may not decide"):
        as_role(whole, role).decide(1, Move("finish"), "x", seen=0)
    assert whole.open(1).decisions == ()


def test_a_coder_decides_in_their_own_name_whatever_name_is_given(whole: Worklist) -> None:
    opened = as_role(whole, "coder").decide(1, Move("accept_code", "93971-LT"), "boss@example.org", seen=0)
    assert [decision.who for decision in opened.decisions] == ["coder@example.org"]


@pytest.mark.parametrize("role", ["coder", "auditor"])
def test_who_may_not_write_an_addendum_does_not_change_a_text(whole: Worklist, role: Role) -> None:
    with pytest.raises(InputError, match="may not write an addendum"):
        as_role(whole, role).decide(1, Move("edit_text", words="Other."), "x", seen=0, analysis=analyze("Other."))
    assert whole.open(1).text == TEXT


def test_a_physician_changes_a_text_and_answers_a_question(whole: Worklist) -> None:
    physician, coder = as_role(whole, "physician"), as_role(whole, "coder")
    coder.decide(1, Move("send_query", "images"), "x", seen=0)
    physician.decide(1, Move("answer_query", "images"), "x", seen=1)
    opened = physician.decide(1, Move("edit_text", words="Other."), "x", seen=2, analysis=analyze("Other."))
    assert opened.text == "Other."


def test_an_auditor_reads_and_adds_nothing(whole: Worklist) -> None:
    auditor = as_role(whole, "auditor")
    assert auditor.open(1).text == TEXT
    with pytest.raises(InputError, match="may not add reports"):
        auditor.add([NewReport(TEXT, analyze(TEXT))], "x")
    assert whole.page().total == 1


@pytest.mark.parametrize("role", ["physician", "coder", "auditor"])
def test_only_an_administrator_writes_what_has_no_other_rule(whole: Worklist, role: Role) -> None:
    with pytest.raises(InputError, match="may not purge"), as_role(whole, role).writing():
        pass
    with as_role(whole, "admin").writing():
        pass


def test_nobody_reads_nothing(whole: Worklist) -> None:
    with pytest.raises(InputError, match="Sign in to see reports"):
        PersonsWorklist(whole, NOBODY).open(1)
    with pytest.raises(InputError, match="Sign in to see reports"):
        PersonsWorklist(whole, NOBODY).note("x", "exported")


def test_an_event_bears_the_persons_name_whatever_name_is_given(whole: Worklist) -> None:
    as_role(whole, "auditor").note("boss@example.org", "exported")
    assert whole.events()[0].who == "auditor@example.org"
