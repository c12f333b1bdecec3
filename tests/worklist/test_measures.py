"""What the decisions add up to, counted on reports whose answers are made by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from assistant.analysis import Analysis, Code, Engine, Facts, Gap, Review, Severity, Study
from assistant.worklist import Filter, Move, NewReport, Worklist, open_worklist
from assistant.worklist.measures import Share, measure


@pytest.fixture
def worklist(tmp_path: Path) -> Iterator[Worklist]:
    with open_worklist(f"sqlite:///{tmp_path / 'worklist.sqlite'}") as opened:
        yield opened


def answer(
    *codes: str,
    gaps: Sequence[tuple[str, Severity]] = (),
    look_first: bool = False,
    day: str | None = None,
    text: str = "text",
) -> Analysis:
    """Return an answer for a text, with leg codes of one rule each, and gaps."""
    study = Study("s1", "venous_duplex", "Leg veins", None, None)
    return Analysis(
        "report", len(text), sha256(text.encode()).hexdigest(), day, (), (), (study,), Facts("none", "no", "no"),
        tuple(Code(code, "", 1, (), "supported", "s1", "", f"legs.{code}", "", ()) for code in codes),
        tuple(Gap(element, severity, None, (), (), "", "", ()) for element, severity in gaps),
        Engine("1", "", ""), review=Review(look_first, 0.9, ()),
    )  # fmt: skip


def put(worklist: Worklist, analysis: Analysis, *moves: Move, physician: str = "", site: str = "") -> int:
    """Put one report on the list and decide about it."""
    [number] = worklist.add([NewReport("text", analysis, physician=physician, site=site)], "ada")
    for seen, move in enumerate(moves):
        worklist.decide(number, move, "ada", seen=seen)
    return number


FINISH = Move("finish")


def test_agreement_counts_what_became_of_the_codes_of_a_family(worklist: Worklist) -> None:
    put(worklist, answer("93970"), Move("accept_code", "93970"))
    put(
        worklist,
        answer("93970", "93971"),
        Move("reject_code", "93970"),
        Move("add_code", "93970-52", {"code": "93970"}),
    )
    [legs] = measure(worklist).agreement
    assert (legs.family, legs.accepted, legs.changed, legs.rejected, legs.added) == ("venous_duplex", 1, 0, 1, 1)
    assert legs.share == Share(1, 2)


def test_a_decision_that_was_taken_back_is_not_counted(worklist: Worklist) -> None:
    number = put(worklist, answer("93970"), Move("reject_code", "93970"))
    worklist.undo(number, "ada", seen=1)
    assert measure(worklist).agreement == ()


def test_an_overturned_rule_is_told_with_its_reasons(worklist: Worklist) -> None:
    put(worklist, answer("93970"), Move("reject_code", "93970", reason="not_done"))
    put(worklist, answer("93970"), Move("accept_code", "93970"))
    [rule] = measure(worklist).overturned
    assert rule == ("legs.93970", "93970", Share(1, 2), (("not_done", 1),))


def test_sureness_counts_finished_reports_in_which_nobody_changed_anything(worklist: Worklist) -> None:
    put(worklist, answer("93970"), Move("accept_code", "93970"), FINISH)
    put(worklist, answer("93970"), Move("add_code", "76937", {"code": "76937"}), FINISH)
    put(worklist, answer("93970", look_first=True), Move("reject_code", "93970"), FINISH)
    put(worklist, answer("93970"), Move("reject_code", "93970"))
    sure, doubtful = measure(worklist).sureness
    assert (sure.sure, sure.unchanged) == (True, Share(1, 2))
    assert doubtful.unchanged == Share(0, 1)


def test_gaps_are_counted_by_their_author_and_those_dismissed_beside_them(worklist: Worklist) -> None:
    missing = answer("93970", gaps=[("image_storage", "required")])
    put(worklist, missing, Move("dismiss_gap", "image_storage"), physician="Ferris")
    put(worklist, missing, physician="Ferris")
    put(worklist, answer("93970"), physician="Ferris")
    [gap] = measure(worklist).gaps["physician"]
    assert gap == ("Ferris", "image_storage", Share(2, 3), 1)


def test_the_month_of_a_report_is_that_of_its_service(worklist: Worklist) -> None:
    put(worklist, answer(day="2026-03-02"))
    [march] = measure(worklist).completeness["month"]
    assert march.group == "2026-03"


def test_a_report_that_was_completed_later_was_not_complete_at_first(worklist: Worklist) -> None:
    number = put(worklist, answer("93970", gaps=[("image_storage", "required")]), site="North")
    longer = answer("93970", text="text, images kept")
    worklist.decide(number, Move("edit_text", words="text, images kept"), "ada", seen=0, analysis=longer)
    put(worklist, answer("93970", gaps=[("comparison", "recommended")]), site="North")
    [north] = measure(worklist).completeness["site"]
    assert north.complete == Share(1, 2)


def test_a_question_is_answered_once_and_told_with_its_outcome(worklist: Worklist) -> None:
    answered = Move("answer_query", "image_storage", {"outcome": "documented"})
    put(worklist, answer(), Move("send_query", "image_storage"), answered, Move("send_query", "side"))
    answers = measure(worklist).answers
    assert (answers.sent, answers.answered, answers.outcomes) == (2, 1, (("documented", 1),))
    assert answers.days is not None


def test_only_reports_that_the_filter_lets_through_are_counted(worklist: Worklist) -> None:
    put(worklist, answer("93970", day="2026-03-02"), Move("accept_code", "93970"))
    put(worklist, answer("93970", day="2026-05-02"), Move("accept_code", "93970"))
    measured = measure(worklist, Filter(since=date(2026, 4, 1)))
    assert (measured.reports, measured.agreement[0].accepted) == (1, 1)


@pytest.mark.parametrize(("share", "low", "high"), [(Share(0, 0), 0, 1), (Share(8, 10), 0.490, 0.943)])
def test_an_interval_is_wilsons(share: Share, low: float, high: float) -> None:
    assert share.interval() == pytest.approx((low, high), abs=0.001)
