"""Grows the trees of the second stage and of the doubt: gradient boosting of small trees, written as `services/trees.py` reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from assistant.services.trees import BASE, TREES, Tree

if TYPE_CHECKING:
    from sklearn.tree._tree import Tree as GrownTree


class Growth(NamedTuple):
    """How trees are grown.

    Attributes:
        draws: How many sums are grown, each with a chance of its own; what is learned is their mean, which depends less on it.
        trees: How many each has.
        rate: The share of what a tree learned that it adds.
        depth: Questions on the longest way through a tree.
        fewest: Cases at an end of a tree.
        of_cases: The share of the cases that a tree sees.
        of_inputs: The share of the inputs that a question chooses from.
    """

    draws: int = 4
    trees: int = 60
    rate: float = 0.12
    depth: int = 4
    fewest: int = 60
    of_cases: float = 0.7
    of_inputs: float = 0.3


def grow(cases: np.ndarray, outcome: Sequence[bool], inputs: Sequence[str], growth: Growth) -> dict[str, Any]:
    """Return the learned trees, the same for the same cases; only a base where every outcome is the same.

    Args:
        cases: One row a case, one column an input.
        outcome: What is to be told of each case.
        inputs: The names of the columns.
        growth: How the trees are grown.
    """
    if (odds := _odds_of_one_outcome(outcome)) is not None:
        return {BASE: odds, TREES: []}
    from sklearn.ensemble import GradientBoostingClassifier

    trees: list[Tree] = []
    for draw in range(growth.draws):
        model = GradientBoostingClassifier(
            n_estimators=growth.trees, learning_rate=growth.rate, max_depth=growth.depth, min_samples_leaf=growth.fewest,
            subsample=growth.of_cases, max_features=growth.of_inputs, random_state=draw,
        ).fit(cases, np.array(outcome))  # fmt: skip
        added = growth.rate / growth.draws
        trees += [_written(estimator.tree_, 0, inputs, added) for (estimator,) in model.estimators_]
    share = sum(outcome) / len(outcome)
    return {BASE: round(log(share / (1 - share)), 4), TREES: trees}


def grow_by_name(inputs: Sequence[Mapping[str, float]], outcome: Sequence[bool], growth: Growth) -> dict[str, Any]:
    """Return the learned trees of cases whose inputs are given by name, one that is not there being 0 (see `grow`)."""
    names = sorted({name for one in inputs for name in one})
    return grow(np.array([[one.get(name, 0.0) for name in names] for one in inputs]), outcome, names, growth)


def _written(grown: GrownTree, node: int, inputs: Sequence[str], rate: float) -> Tree:
    """Return the tree below a node as it is written."""
    low, high = int(grown.children_left[node]), int(grown.children_right[node])
    if low == high:  # both are -1: an end
        return round(rate * float(grown.value[node, 0, 0]), 4)
    name, threshold = inputs[grown.feature[node]], float(f"{grown.threshold[node]:.9g}")
    return [name, threshold, _written(grown, low, inputs, rate), _written(grown, high, inputs, rate)]


def _odds_of_one_outcome(outcome: Sequence[bool]) -> float | None:
    """Return the log odds where every outcome is the same, half a text being the other way; None where they differ."""
    if len(set(outcome)) != 1:
        return None
    odds = round(log(2 * len(outcome) + 1), 4)
    return odds if outcome[0] else -odds
