from math import exp

import pytest

from assistant.services.presence import ServiceView, presence_inputs, probabilities

VIEW = ServiceView(0.2, -0.1, 0.5, "waiting", 0.01, 2, 1, 150, 1, "study")


def probability(weights: dict[str, float]) -> float:
    return probabilities(weights, {"duplex": VIEW})["duplex"]


def test_the_base_alone_gives_its_logistic_value() -> None:
    assert probability({"": 1.0}) == pytest.approx(1 / (1 + exp(-1)))


def test_an_input_adds_its_value_times_its_weight() -> None:
    assert probability({"": 0.0, "score": 2.0}) == pytest.approx(1 / (1 + exp(-0.4)))


def test_every_input_has_the_value_of_its_own_name() -> None:
    """Taken by position at run time, by name while learning: both are the same sum."""
    inputs = presence_inputs(VIEW)
    weights = {name: 0.1 * number for number, name in enumerate(inputs, 1)}
    odds = sum(weights[name] * value for name, value in inputs.items())
    assert probability({"": 0.0, **weights}) == pytest.approx(1 / (1 + exp(-odds)))


def test_a_weight_of_another_verdict_does_not_count() -> None:
    assert probability({"": 0.0, "supported*score": 9.0}) == 0.5


def test_a_very_small_sum_is_no_error() -> None:
    assert probability({"": -1000.0}) == 0.0


def test_the_inputs_of_a_verdict_bear_its_name_alone() -> None:
    inputs = presence_inputs(VIEW)
    assert inputs["waiting"] == 1.0
    assert inputs["waiting*score"] == 0.2
    assert not any(name.startswith(("supported", "refused", "none")) for name in inputs)


def test_a_service_with_the_best_score_is_told_as_best() -> None:
    assert presence_inputs(VIEW)["best"] == 0.0
    assert presence_inputs(VIEW._replace(margin=0.3))["best"] == 1.0
