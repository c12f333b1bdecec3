"""The wordings nearest to another by their character 3-grams."""

from __future__ import annotations

from assistant.diagnoses.nearest import NearestWordings

WORDINGS = ("calf pain", "calf swelling", "34 week gestation pregnancy", "35 week gestation pregnancy", "gout")


def test_the_wording_that_shares_most_comes_first() -> None:
    assert NearestWordings(WORDINGS).nearest("calf swell", 2) == ["calf swelling", "calf pain"]


def test_a_rare_part_tells_more_than_one_that_many_share() -> None:
    assert NearestWordings(WORDINGS).nearest("35 week", 1) == ["35 week gestation pregnancy"]


def test_a_wording_that_shares_nothing_is_not_named() -> None:
    assert NearestWordings(WORDINGS).nearest("calf", 9) == ["calf pain", "calf swelling"]
    assert NearestWordings(WORDINGS).nearest("", 9) == []


def test_of_wordings_alike_the_one_listed_first_comes_first() -> None:
    assert NearestWordings(("b a", "a b")).nearest("a", 1) == ["b a"]
