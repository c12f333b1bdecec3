"""Tests of what the coder is told beyond the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import analyze
from assistant.analysis import Analysis, Code
from assistant.coding.why_not import Obstacle
from assistant.errors import KnowledgeError
from assistant.ui.report.coder_notes import (
    NOTHING_MISSING,
    describe_for_coder,
    edits_between,
    neighbours_of,
    say_obstacles,
)

ONE_LEG = (
    "LEFT LOWER EXTREMITY VENOUS DUPLEX\nThe left common femoral, deep femoral, femoral, popliteal, posterior tibial "
    "and peroneal veins compress. Color flow is seen."
)
EMPTY = analyze("")


def with_codes(*codes: str, day: str | None = None) -> Analysis:
    found = (Code(code, "", 1, (), "supported", None, "", "rule", "", ()) for code in codes)
    return replace(EMPTY, codes=tuple(found), date_of_service=day)


def test_neighbours_are_the_twins_of_the_candidates() -> None:
    assert list(neighbours_of(with_codes("93971"))) == ["93970"]


def test_a_candidate_is_no_neighbour_of_another() -> None:
    assert not neighbours_of(with_codes("93971", "93970"))


def test_a_twin_that_is_not_in_force_on_the_day_is_no_neighbour() -> None:
    assert list(neighbours_of(with_codes("93985", day="2026-03-02"))) == ["93986"]
    assert not neighbours_of(with_codes("93985", day="2019-03-02"))


def test_missing_structures_are_told_first_in_one_line() -> None:
    obstacles = [
        Obstacle("element", "not documented: compression"),
        Obstacle("structure", "not described: left popliteal vein"),
        Obstacle("untold", "not told: both sides were studied"),
        Obstacle("structure", "not described: left peroneal vein"),
    ]
    assert say_obstacles(obstacles) == [
        "Not described: left popliteal vein; left peroneal vein.",
        "Not documented: compression.",
        "Not told: both sides were studied.",
    ]


def test_of_a_missing_study_it_is_told_what_is_named_and_does_not_count() -> None:
    obstacles = [
        Obstacle("named", "named, but not as done now: 'duplex' (planned)"),
        Obstacle("study", "no study of this kind is documented as done now: Duplex of the leg veins"),
    ]
    assert say_obstacles(obstacles) == [
        "No such study is documented as done now: Duplex of the leg veins.",
        "Named, but not as done now: 'duplex' (planned).",
    ]


def test_a_report_of_one_leg_is_told_why_not_both() -> None:
    (neighbour,) = describe_for_coder(analyze(ONE_LEG), ONE_LEG)["neighbours"]
    assert (neighbour["code"], neighbour["lines"]) == ("93970", ["Not told: both sides were studied."])


def test_a_lesser_twin_of_a_supported_code_says_that_it_is_answered_for() -> None:
    text = ONE_LEG.replace("LEFT", "BILATERAL").replace("left", "right and left")
    (neighbour,) = describe_for_coder(analyze(text), text)["neighbours"]
    assert (neighbour["code"], neighbour["lines"]) == ("93971", [NOTHING_MISSING])


def test_a_twin_of_a_refused_code_is_not_said_to_be_answered_for() -> None:
    text = ONE_LEG.replace("LEFT", "BILATERAL").replace("left", "right and left")
    analysis = analyze(text)
    refused = replace(analysis, codes=tuple(replace(code, status="not_reportable") for code in analysis.codes))
    (neighbour,) = describe_for_coder(refused, text)["neighbours"]
    assert "kept back as 93970 is" in neighbour["lines"][0]


def test_edits_between_candidates_are_found() -> None:
    (finding,) = edits_between(with_codes("93970", "93971", day="2026-03-02"))
    assert set(finding.codes) == {"93970", "93971"}


def test_codes_that_are_not_reportable_have_no_edits() -> None:
    analysis = with_codes("93970", "93971", day="2026-03-02")
    first, second = analysis.codes
    assert not edits_between(replace(analysis, codes=(first, replace(second, status="not_reportable"))))


def test_an_add_on_is_not_asked_for_a_primary_code_that_the_report_may_tell_without_one() -> None:
    assert not edits_between(with_codes("37252", day="2026-03-02"))


def test_a_single_code_without_edits_still_tells_which_tables_were_asked() -> None:
    edits = describe_for_coder(with_codes("76705"), "")["edits"]
    assert edits["findings"] == []
    assert any("as of 2024-07-01" in table for table in edits["tables"])


def test_without_a_reportable_code_there_are_no_edits_to_tell() -> None:
    assert describe_for_coder(replace(with_codes("76705"), codes=()), "")["edits"] is None


def test_a_neighbour_that_cannot_be_explained_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(code: str, *_: object) -> list[Obstacle]:
        if code == "93970":
            raise ValueError("Mrs Quennell")
        return [Obstacle("element", "not documented: compression")]

    monkeypatch.setattr("assistant.engine.why_not", broken)
    first, second = describe_for_coder(with_codes("93971", "93926"), "Mrs Quennell")["neighbours"]
    assert first["lines"][0].startswith("This could not be explained (ValueError at ")
    assert "Quennell" not in str(first)
    assert second["lines"] == ["Not documented: compression."]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (lambda: KnowledgeError(Path("edits.yaml"), 3, "unknown key"), "edits.yaml:3: unknown key."),
        (lambda: ValueError("Mrs Quennell"), "These codes could not be checked (ValueError at "),
    ],
)
def test_a_failure_is_one_sentence_without_the_report(
    monkeypatch: pytest.MonkeyPatch, error: Callable[[], Exception], words: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error()  # one that is kept would keep the tables in its traceback

    monkeypatch.setattr("assistant.ui.report.coder_notes.check_codes", broken)
    told = describe_for_coder(with_codes("76705"), "")
    assert words in told["edits"]["basis"]
    assert "Quennell" not in told["edits"]["basis"]
