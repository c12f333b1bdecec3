"""Trees over random cases, of which two inputs decide the outcome."""

import numpy as np
import pytest

from assistant.services.trees import TreeSum, inputs_asked
from assistant.training.boosting import Growth, grow, grow_by_name

INPUTS = ("score", "margin", "words", "technique")
GROWTH = Growth(draws=1, trees=60, rate=0.1, depth=3)
CASES = np.random.default_rng(0).uniform(-1, 1, (1200, len(INPUTS))).round(3)
DONE = [bool(case[0] > 0.2 and case[3] > 0) for case in CASES]


@pytest.fixture(scope="module")
def trees() -> TreeSum:
    return TreeSum(grow(CASES, DONE, INPUTS, GROWTH), INPUTS)


def test_what_decides_the_outcome_is_learned(trees: TreeSum) -> None:
    said = trees.log_odds(CASES) > 0
    assert (said == DONE).mean() > 0.97


def test_the_written_trees_say_what_the_grown_ones_say(trees: TreeSum) -> None:
    from sklearn.ensemble import GradientBoostingClassifier  # here: it takes two seconds of every collection of tests

    grown = GradientBoostingClassifier(
        n_estimators=GROWTH.trees, learning_rate=GROWTH.rate, max_depth=GROWTH.depth, min_samples_leaf=GROWTH.fewest,
        subsample=GROWTH.of_cases, max_features=GROWTH.of_inputs, random_state=0,
    ).fit(CASES, DONE)  # fmt: skip
    assert trees.log_odds(CASES) == pytest.approx(grown.decision_function(CASES), abs=0.02)


def test_what_several_draws_learn_is_their_mean(trees: TreeSum) -> None:
    twice = GROWTH._replace(draws=2)
    first, both = grow(CASES, DONE, INPUTS, GROWTH), grow(CASES, DONE, INPUTS, twice)
    assert len(both["trees"]) == 2 * len(first["trees"])
    half = TreeSum({**both, "trees": both["trees"][: GROWTH.trees]}, INPUTS)
    assert half.log_odds(CASES) - half.base == pytest.approx((trees.log_odds(CASES) - trees.base) / 2, abs=0.02)
    assert TreeSum(both, INPUTS).log_odds(CASES) != pytest.approx(trees.log_odds(CASES), abs=0.02)


def test_no_way_through_a_tree_is_longer_than_it_may_grow(trees: TreeSum) -> None:
    assert trees.depth == GROWTH.depth


def test_the_same_cases_give_the_same_trees() -> None:
    assert grow(CASES, DONE, INPUTS, GROWTH) == grow(CASES, DONE, INPUTS, GROWTH)


def test_an_input_that_is_not_named_is_nought() -> None:
    by_name = [{name: value for name, value in zip(INPUTS, case, strict=True) if value > 0} for case in CASES]
    assert grow_by_name(by_name, DONE, GROWTH) == grow(
        np.maximum(CASES, 0)[:, np.argsort(INPUTS)], DONE, sorted(INPUTS), GROWTH
    )


def test_trees_ask_for_inputs_that_were_given() -> None:
    asked = inputs_asked(grow(CASES, DONE, INPUTS, GROWTH))
    assert {"score", "technique"} <= set(asked) <= set(INPUTS)


def test_where_all_outcomes_are_the_same_nothing_is_asked() -> None:
    assert grow(CASES[:3], [True] * 3, INPUTS, GROWTH)["trees"] == []
    assert grow(CASES[:3], [True] * 3, INPUTS, GROWTH)["base"] > 0
    assert grow(CASES[:3], [False] * 3, INPUTS, GROWTH)["base"] < 0
