"""Tests of what is told of a changed report."""

from __future__ import annotations

from assistant.ui.report.difference import describe_difference

BEFORE = "Title\nThe left vein compresses.\nSigned."


def test_a_changed_word_is_removed_and_added_within_its_line() -> None:
    told = describe_difference(BEFORE, BEFORE.replace("left", "right"))
    assert told["count"] == 1
    pieces = [("same", "The "), ("removed", "left"), ("added", "right"), ("same", " vein compresses.")]
    assert told["lines"] == [{"number": 2, "pieces": pieces}]


def test_a_line_that_came_has_its_number_in_the_new_text() -> None:
    told = describe_difference(BEFORE, BEFORE.replace("Signed.", "Images kept.\nSigned."))
    assert told["lines"] == [{"number": 3, "pieces": [("added", "Images kept.")]}]


def test_a_line_that_went_has_its_number_in_the_old_text() -> None:
    told = describe_difference(BEFORE, "Title\nSigned.")
    assert told["lines"] == [{"number": 2, "pieces": [("removed", "The left vein compresses.")]}]


def test_the_same_text_differs_nowhere() -> None:
    assert describe_difference(BEFORE, BEFORE) == {"count": 0, "lines": []}


def test_a_place_too_large_to_compare_is_one_change() -> None:
    told = describe_difference("a " * 5000, "b " * 5000)
    assert [kind for kind, _ in told["lines"][0]["pieces"]] == ["removed", "added", "same"]
