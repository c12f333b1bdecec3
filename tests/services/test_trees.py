import numpy as np
import pytest

from assistant.services.trees import TreeSum

INPUTS = ("score", "margin")


def odds(*trees: object, base: float = 0.0, score: float = 0.0, margin: float = 0.0) -> float:
    learned = {"base": base, "trees": list(trees)}
    return float(TreeSum(learned, INPUTS).log_odds(np.array([[score, margin]]))[0])


def test_without_a_tree_the_base_is_all() -> None:
    assert odds(base=-1.5) == -1.5


def test_a_value_at_the_threshold_goes_low_and_one_above_goes_high() -> None:
    tree = ["margin", 0.5, -1.0, 2.0]
    assert odds(tree, margin=0.5) == -1.0
    assert odds(tree, margin=0.5000001) == 2.0


@pytest.mark.parametrize(
    ("score", "margin", "added"), [(0.0, 0.0, 1.0), (0.0, 1.0, 2.0), (0.6, 0.0, 3.0), (0.6, 1.0, 4.0)]
)
def test_each_way_through_a_tree_ends_at_its_own_number(score: float, margin: float, added: float) -> None:
    tree = ["score", 0.5, ["margin", 0.5, 1.0, 2.0], ["margin", 0.5, 3.0, 4.0]]
    assert odds(tree, score=score, margin=margin) == added


@pytest.mark.parametrize(("score", "margin", "added"), [(0.0, 9.0, 7.0), (1.0, 0.0, 1.0), (1.0, 9.0, 2.0)])
def test_a_way_may_end_early(score: float, margin: float, added: float) -> None:
    assert odds(["score", 0.5, 7.0, ["margin", 0.5, 1.0, 2.0]], score=score, margin=margin) == added


def test_a_tree_may_be_a_number_alone_beside_a_deeper_one() -> None:
    assert odds(0.25, ["score", 0.5, 1.0, ["margin", 0.5, 2.0, 3.0]], score=1.0, margin=1.0) == 3.25


def test_trees_add_up() -> None:
    assert odds(["score", 0.5, 1.0, 2.0], ["margin", 0.5, 10.0, 20.0], base=0.5, score=1.0) == 12.5


def test_each_case_has_its_own_odds() -> None:
    trees = TreeSum({"base": 0.0, "trees": [["margin", 0.5, -1.0, 1.0]]}, INPUTS)
    assert trees.log_odds(np.array([[9.0, 0.0], [0.0, 9.0], [9.0, 0.2]])).tolist() == [-1.0, 1.0, -1.0]


def test_a_question_for_an_input_that_there_is_not_is_told() -> None:
    with pytest.raises(ValueError, match="asks for 'height', which is no input; 'sonocode train'"):
        TreeSum({"base": 0.0, "trees": [["score", 0.5, 1.0, ["height", 0.5, 2.0, 3.0]]]}, INPUTS)
