"""What goes into the worklist comes out of it, on SQLite and on PostgreSQL, whoever writes at the same time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from reports_to_review import BOTH_LEGS, LEFT_LEG, VISIT, answer, many, new
from sqlalchemy import update

from assistant.errors import InputError
from assistant.worklist import Filter, Move, NewReport, Overtaken, Sought, Worklist, add_up, open_worklist
from assistant.worklist import schema as tables
from assistant.worklist.records import ORDERS

ACCEPT = Move("accept_code", "93971-LT")


@pytest.fixture
def number(worklist: Worklist) -> int:
    """A report of the left leg on the list."""
    [added] = worklist.add([new()], "ada")
    return added


def test_a_report_comes_back_as_it_was_added(worklist: Worklist) -> None:
    [number] = worklist.add([new(name="a.txt", patient="7", physician="Dr. Ferris", site="north")], "ada")
    opened = worklist.open(number)
    assert (opened.text, opened.analysis) == (LEFT_LEG, answer(LEFT_LEG))
    row = opened.row
    assert (row.name, row.patient, row.physician, row.site) == ("a.txt", "7", "Dr. Ferris", "north")
    assert (row.status, row.sequence, row.added_by, row.day) == ("open", 0, "ada", date(2026, 3, 2))
    assert [*row.codes, *row.needing] == ["93971-LT"]


def test_reports_that_are_added_at_once_keep_their_order_and_their_own_answers(worklist: Worklist) -> None:
    numbers = worklist.add(many(450), "ada")
    assert numbers == sorted(numbers)
    for index in (0, 1, 2, 199, 200, 449):
        opened = worklist.open(numbers[index])
        assert opened.row.name == f"report-{index}"
        assert opened.text.endswith(f"Accession {index}.")


def test_no_report_is_added_where_one_is_refused(worklist: Worklist) -> None:
    with pytest.raises(InputError, match="patient's key"):
        worklist.add([new(), new(patient="x" * 500)], "ada")
    assert worklist.page().total == 0


@pytest.mark.parametrize("text", ["left leg \x00", "left leg \ud800"], ids=["nought", "half a pair"])
def test_a_text_that_no_database_keeps_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="cannot be kept"):
        NewReport(text, answer(LEFT_LEG))


def test_an_answer_for_another_text_is_refused() -> None:
    with pytest.raises(InputError, match="another text"):
        NewReport(BOTH_LEGS, answer(LEFT_LEG))


def test_odd_characters_of_names_and_remarks_are_kept_as_one(worklist: Worklist) -> None:
    [number] = worklist.add([new(name="a\x00\ud800.txt")], "a\x00da")
    opened = worklist.decide(number, Move("accept_code", "93971-LT", words="fine\x00"), "bo\ud800b", seen=0)
    assert opened.row.name == "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}.txt"
    assert opened.decisions[0].words == "fine\N{REPLACEMENT CHARACTER}"


def test_a_decision_is_signed_and_says_from_what_to_what(worklist: Worklist, number: int) -> None:
    value = {"code": "93971", "modifiers": ["LT", "26"], "units": 1}
    opened = worklist.decide(number, Move("change_code", "93971-LT", value, "setting", "Read at home."), "bob", seen=0)
    [decision] = opened.decisions
    assert (decision.sequence, decision.who, decision.reason) == (1, "bob", "setting")
    assert decision.before == {"verdict": "open", "code": "93971", "modifiers": ["LT"], "units": 1}
    assert decision.after == {"verdict": "changed", **value}
    assert decision.words == "Read at home."
    assert [line.name for line in add_up(opened.analysis, opened.decisions).claim] == ["93971-LT-26"]
    assert opened.row.status == "in_work"


def test_finishing_and_reopening_say_from_what_status_to_what(worklist: Worklist, number: int) -> None:
    worklist.decide(number, Move("finish"), "bob", seen=0)
    opened = worklist.decide(number, Move("reopen"), "bob", seen=1)
    changes = [(each.before["status"], each.after["status"]) for each in opened.decisions]
    assert changes == [("open", "done"), ("done", opened.row.status)]


def test_who_saw_an_older_state_is_told_what_the_other_did(worklist: Worklist, number: int) -> None:
    worklist.decide(number, ACCEPT, "bob", seen=0)
    with pytest.raises(Overtaken, match="bob decided") as refused:
        worklist.decide(number, Move("reject_code", "93971-LT"), "eve", seen=0)
    assert [each.what for each in refused.value.since] == ["accept_code"]
    assert [each.who for each in worklist.open(number).decisions] == ["bob"]


def test_of_many_who_decide_at_once_one_wins_and_the_others_are_told(worklist: Worklist, number: int) -> None:
    """Sixteen threads share one engine; each reads the state and decides from it, at the same moment."""
    start = Barrier(16)

    def decide(name: str) -> str:
        start.wait()
        try:
            worklist.decide(number, Move("add_code", "76937", {"code": "76937"}), name, seen=0)
        except Overtaken as refused:
            return refused.since[0].who
        return "won"

    with ThreadPoolExecutor(16) as threads:
        results = list(threads.map(decide, [f"p{index}" for index in range(16)]))
    [winner] = worklist.open(number).decisions
    assert sorted(set(results)) == sorted({"won", winner.who})
    assert results.count("won") == 1


def test_everybody_who_looks_again_gets_through(worklist: Worklist, number: int) -> None:
    def decide(name: str) -> None:
        for _ in range(5):
            while True:
                try:
                    worklist.decide(number, Move("send_query", f"t-{name}"), name, seen=worklist.open(number).sequence)
                    break
                except Overtaken:
                    continue

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(decide, [f"p{index}" for index in range(6)]))
    opened = worklist.open(number)
    assert [each.sequence for each in opened.decisions] == list(range(1, 31))
    assert opened.sequence == 30


def test_two_programs_on_one_database_see_each_other(worklist: Worklist, number: int, database_url: str) -> None:
    with open_worklist(database_url) as other:
        other.decide(number, ACCEPT, "bob", seen=0)
        with pytest.raises(Overtaken):
            worklist.decide(number, ACCEPT, "eve", seen=0)


def test_a_writer_that_takes_no_lock_still_makes_the_second_overtaken(
    worklist: Worklist, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key of decisions is the last guard: here the report's own count of decisions lags behind."""
    worklist.decide(number, ACCEPT, "bob", seen=0)
    with worklist.writing() as connection:
        connection.execute(update(tables.report).values(sequence=0))
    with pytest.raises(Overtaken, match="bob"):
        worklist.decide(number, ACCEPT, "eve", seen=0)


def test_a_decision_that_was_taken_back_counts_for_nothing(worklist: Worklist, number: int) -> None:
    worklist.decide(number, ACCEPT, "bob", seen=0)
    worklist.decide(number, Move("finish"), "bob", seen=1)
    assert worklist.undo(number, "bob", seen=2).row.status == "in_work"
    opened = worklist.undo(number, "bob", seen=3)
    assert opened.row.status == "open"
    assert [each.subject for each in opened.decisions[2:]] == ["2", "1"]
    with pytest.raises(InputError, match="no decision to take back"):
        worklist.undo(number, "bob", seen=4)


def test_taking_back_can_be_taken_back(worklist: Worklist, number: int) -> None:
    worklist.decide(number, ACCEPT, "bob", seen=0)
    worklist.undo(number, "bob", seen=1)
    opened = worklist.decide(number, Move("undo", "2"), "bob", seen=2)
    assert opened.row.status == "in_work"
    with pytest.raises(InputError, match="no such decision"):
        worklist.decide(number, Move("undo", "2"), "bob", seen=3)


def test_an_edited_text_has_its_own_answer_and_keeps_the_first(worklist: Worklist, number: int) -> None:
    opened = worklist.decide(number, Move("edit_text", words=BOTH_LEGS), "dr", seen=0, analysis=answer(BOTH_LEGS))
    assert (opened.text, opened.analysis) == (BOTH_LEGS, answer(BOTH_LEGS))
    assert opened.decisions[0].after == {"revision": 1}
    assert opened.row.day == date(2026, 3, 12)
    assert worklist.texts(number) == (LEFT_LEG, BOTH_LEGS)
    assert "93971" not in worklist.tallies().codes


def test_a_decision_returns_what_is_read_again(worklist: Worklist, number: int) -> None:
    value = {"code": "76937", "modifiers": ("26",), "units": 2}
    for sequence, move in enumerate(
        (ACCEPT, Move("add_code", "76937-26", value, words="seen"), Move("finish"), Move("undo", "1"))
    ):
        assert worklist.decide(number, move, "bob", seen=sequence) == worklist.open(number)
    decided = worklist.decide(number, Move("edit_text", words=VISIT), "dr", seen=4, analysis=answer(VISIT))
    assert decided == worklist.open(number)


@pytest.mark.parametrize("analysis", [None, answer], ids=["none", "another text's"])
def test_a_text_is_not_edited_without_its_answer(
    worklist: Worklist, number: int, analysis: Callable[[str], Any] | None
) -> None:
    with pytest.raises(InputError):
        worklist.decide(
            number, Move("edit_text", words=BOTH_LEGS), "dr", seen=0, analysis=analysis and analysis(LEFT_LEG)
        )
    assert worklist.open(number).text == LEFT_LEG


@pytest.mark.parametrize(
    "move",
    [
        Move("accept_code", "99999"), Move("confirm_gap", "nothing"), Move("answer_query", "images"), Move("undo", "7"),
        Move("undo", "x"), Move("reopen"), Move("add_code", "76937", {"units": 2}),
        Move("add_code", "76937", {"code": "Mr. Smith"}), Move("add_code", "76937", {"code": "76937", "units": 0}),
    ],
    ids=lambda move: f"{move.what} {move.subject}",
)  # fmt: skip
def test_nothing_is_decided_about_what_a_report_does_not_have(worklist: Worklist, number: int, move: Move) -> None:
    with pytest.raises(InputError) as refused:
        worklist.decide(number, move, "bob", seen=0)
    assert not isinstance(refused.value, Overtaken)
    assert worklist.open(number).sequence == 0


@pytest.mark.parametrize(
    "given",
    [
        {"what": "accept", "subject": "93971"}, {"what": "accept_code", "subject": "as Mr. Smith said"},
        {"what": "reject_code", "subject": "93971", "reason": "Mr. Smith"},
        {"what": "reject_code", "subject": "93971", "value": {"patient": "Smith"}},
    ],
)  # fmt: skip
def test_words_that_a_purge_could_not_take_away_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        Move(**given)


def test_an_added_code_can_be_changed_and_taken_off_the_claim(worklist: Worklist, number: int) -> None:
    worklist.decide(number, Move("add_code", "76937", {"code": "76937"}), "bob", seen=0)
    opened = worklist.decide(
        number, Move("change_code", "76937", {"code": "76937", "modifiers": ["26"]}), "bob", seen=1
    )
    assert [line.name for line in add_up(opened.analysis, opened.decisions).claim] == ["76937-26"]
    opened = worklist.decide(number, Move("reject_code", "76937"), "bob", seen=2)
    assert add_up(opened.analysis, opened.decisions).claim == ()


def test_status_follows_questions_and_their_answers(worklist: Worklist, number: int) -> None:
    seen = []
    for sequence, move in enumerate(
        (Move("send_query", "images", words="Were images kept?"), Move("answer_query", "images", {"outcome": "kept"}),
         Move("finish"), Move("reopen")),
    ):  # fmt: skip
        seen.append(worklist.decide(number, move, "bob", seen=sequence).row.status)
    assert seen == ["waiting", "in_work", "done", "in_work"]


def test_filters_and_tallies_agree(worklist: Worklist) -> None:
    numbers = worklist.add(many(60), "ada")
    worklist.decide(numbers[0], ACCEPT, "bob", seen=0)
    counted = worklist.tallies()
    assert counted.statuses == {"open": 59, "in_work": 1}
    for part, values in (
        ("statuses", counted.statuses), ("codes", counted.codes), ("gaps", counted.gaps), ("sites", counted.sites),
        ("physicians", counted.physicians), ("kinds", counted.kinds),
    ):  # fmt: skip
        assert values, part
        for value, told in values.items():
            wanted = Filter(**{part: frozenset({value})})
            assert worklist.page(wanted).total == told, (part, value)
            assert getattr(worklist.tallies(wanted), part)[value] == told
    assert worklist.page(Filter(look_first=True)).total == counted.look_first
    assert worklist.page(Filter(since=date(2026, 3, 3))).total == 20
    assert worklist.page(Filter(until=date(2026, 3, 3))).total == 20
    assert [row.name for row in worklist.page(Filter(words="REPORT-41 patient-20")).rows] == ["report-41"]
    assert worklist.page(Filter(words="100%_")).total == 0


@pytest.mark.parametrize("order", ORDERS)
def test_neighbours_are_those_of_the_list(worklist: Worklist, order: Any) -> None:
    worklist.add(many(30), "ada")
    wanted = Filter(statuses=frozenset({"open"}))
    listed = [row.number for row in worklist.page(wanted, order, size=100).rows]
    assert len(listed) == 30
    for at, number in enumerate(listed):
        before, after = worklist.around(number, wanted, order)
        assert before == (listed[at - 1] if at else None)
        assert after == (listed[at + 1] if at + 1 < len(listed) else None)


def test_a_report_that_left_the_list_has_the_neighbours_of_its_old_place(worklist: Worklist) -> None:
    worklist.add(many(9), "ada")
    wanted = Filter(statuses=frozenset({"open"}))
    listed = [row.number for row in worklist.page(wanted).rows]
    worklist.decide(listed[4], Move("finish"), "bob", seen=0)
    assert worklist.around(listed[4], wanted) == (listed[3], listed[5])


def test_the_least_sure_come_first(worklist: Worklist) -> None:
    worklist.add(many(20), "ada")
    doubts = [row.probability for row in worklist.page().rows]
    assert doubts == sorted(doubts)


def test_pages_of_the_list_have_every_report_once(worklist: Worklist) -> None:
    numbers = worklist.add(many(25), "ada")
    seen = [row.number for start in (0, 10, 20) for row in worklist.page(start=start, size=10).rows]
    assert sorted(seen) == numbers


def test_each_yields_what_open_returns(worklist: Worklist) -> None:
    numbers = worklist.add(many(230), "ada")
    worklist.decide(numbers[2], Move("finish"), "bob", seen=0)
    found = list(worklist.each())
    assert [each.row.number for each in found] == numbers[::-1]
    assert found[-3] == worklist.open(numbers[2])


@pytest.mark.parametrize("number", [0, -1, 5, 2**31, 2**80])
def test_a_report_that_is_not_there_is_one_line(worklist: Worklist, number: int) -> None:
    with pytest.raises(InputError, match=f"no report {number} on"):
        worklist.open(number)


def test_a_search_for_half_a_character_is_an_error_of_the_input(worklist: Worklist) -> None:
    with pytest.raises(InputError, match="no database keeps"):
        worklist.page(Filter(words="\ud800"))


def test_the_audit_says_who_added_what_and_when(worklist: Worklist) -> None:
    [number] = worklist.add([new(VISIT)], "ada")
    worklist.note("eve", "exported", after={"format": "csv"})
    exported, added = worklist.events()
    assert (added.who, added.what, added.report) == ("ada", "added", number)
    assert (exported.who, exported.report, exported.after) == ("eve", None, {"format": "csv"})
    assert added.at.utcoffset() is not None
    assert added.at <= exported.at


def test_decisions_are_told_since_a_time(worklist: Worklist, number: int) -> None:
    first = worklist.decide(number, ACCEPT, "bob", seen=0).decisions[0]
    second = worklist.decide(number, Move("finish"), "bob", seen=1).decisions[1]
    assert worklist.decisions() == (first, second)
    assert worklist.decisions(since=second.at) == (second,)


def test_the_history_has_decisions_and_events_and_is_filtered(worklist: Worklist, number: int) -> None:
    worklist.decide(number, ACCEPT, "bob", seen=0)
    worklist.note("eve", "exported", after={"reports": 1})
    told = worklist.history()
    assert [(each.who, each.what, each.change) for each in told] == [
        ("eve", "exported", "reports 1"), ("bob", "accept_code", "open, 93971-LT x1 → accepted, 93971-LT x1"), ("ada", "added", ""),
    ]  # fmt: skip
    assert worklist.history(limit=1) == told[:1]
    assert worklist.history(Sought(report=number)) == told[1:]
    assert worklist.history(Sought(who=frozenset({"bob", "eve"}), what=frozenset({"exported"}))) == told[:1]
    assert worklist.history(Sought(since=date(2020, 1, 1))) == told
    assert worklist.history(Sought(since=date(2999, 1, 1))) == ()
    assert worklist.named() == (("ada", "bob", "eve"), ("accept_code", "added", "exported"))
