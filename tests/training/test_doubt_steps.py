import pytest

from assistant.services.doubt import BASE, STEPS, probability_right
from assistant.training.doubt_steps import FEWEST_TEXTS, RATE, SPLITS, fit_steps

INPUTS = [{"open": float(number % 10), "codes": float(number % 3)} for number in range(200)]
RIGHT = [row["open"] < 5 or row["codes"] > 1 for row in INPUTS]


def test_the_steps_say_what_the_trees_say() -> None:
    from sklearn.ensemble import GradientBoostingClassifier  # here: it takes two seconds of every collection of tests

    learned = fit_steps(INPUTS, RIGHT)
    trees = GradientBoostingClassifier(
        n_estimators=SPLITS, max_depth=1, learning_rate=RATE, min_samples_leaf=FEWEST_TEXTS, random_state=0
    ).fit([[row["codes"], row["open"]] for row in INPUTS], RIGHT)
    said = [probability_right(learned, row) for row in INPUTS]
    assert said == pytest.approx(trees.predict_proba([[row["codes"], row["open"]] for row in INPUTS])[:, 1], abs=2e-3)


def test_one_outcome_alone_tells_nothing_apart() -> None:
    assert fit_steps(INPUTS[:3], [True] * 3)[STEPS] == {}
    assert fit_steps(INPUTS[:3], [False] * 3)[BASE] < 0
