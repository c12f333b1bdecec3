from math import exp

import pytest

from assistant.services.features import GROUPS
from assistant.services.presence import INPUTS, ServiceView, TextView, logistic, presence_inputs, probabilities
from assistant.services.trees import TreeSum

BY_GROUP = tuple(0.1 * number for number in range(len(GROUPS)))
TEXT = TextView(0.5, BY_GROUP, words=150, supported=2, visit=True, other_sight=False)
VIEW = ServiceView(
    TEXT, 0.2, margin=-0.1, rank=1, verdict="waiting", prior=0.01, shown=3, titled=4, technique=True, best_other=0.7
)


def test_every_input_has_the_value_of_its_own_name() -> None:
    assert dict(zip(INPUTS, presence_inputs(VIEW), strict=True)) == {
        "anything": 0.5, **{f"anything by {group}": BY_GROUP[number] for number, group in enumerate(GROUPS)},
        "words": 150, "services supported": 2, "visit": True, "other sight": False, "score": 0.2, "margin": -0.1,
        "rank": 1, "supported": False, "waiting": True, "refused": False, "share of texts": 0.01, "groups shown": 3,
        "groups in a title": 4, "technique": True, "best other supported": 0.7,
    }  # fmt: skip


def test_a_service_that_no_rule_names_has_no_verdict() -> None:
    inputs = dict(zip(INPUTS, presence_inputs(VIEW._replace(verdict="none")), strict=True))
    assert not any(inputs[verdict] for verdict in ("supported", "waiting", "refused"))


def test_each_service_has_the_probability_of_its_own_view() -> None:
    trees = TreeSum({"base": 1.0, "trees": [["score", 0.5, -2.0, 2.0]]}, INPUTS)
    said = probabilities(trees, {"duplex": VIEW, "echo": VIEW._replace(score=0.9)})
    assert said == pytest.approx({"duplex": 1 / (1 + exp(1)), "echo": 1 / (1 + exp(-3))})


def test_where_no_service_is_asked_about_there_is_no_probability() -> None:
    assert probabilities(TreeSum({"base": 1.0, "trees": []}, INPUTS), {}) == {}


def test_a_very_small_sum_is_no_error() -> None:
    assert logistic(-1000.0) == 0.0
