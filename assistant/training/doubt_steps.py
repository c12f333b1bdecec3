"""Learns the doubt: boosted trees of a single split each, so that the model is a sum of steps that can be read.

Against one logistic regression the steps rank better (AUC .78 against .77, leaving one author out), and more reports can
be called sure: an input may matter only from some value on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from typing import Any

import numpy as np

from assistant.services.doubt import BASE, STEPS
from assistant.training.second_stage import odds_of_one_outcome

SPLITS = 300
RATE = 0.1
FEWEST_TEXTS = 25  # on either side of a threshold


def fit_steps(inputs: Sequence[Mapping[str, float]], outcome: Sequence[bool]) -> dict[str, Any]:
    """Return the learned steps as `services/doubt.py` reads them; only a base where every outcome is the same."""
    if (odds := odds_of_one_outcome(outcome)) is not None:
        return {BASE: odds, STEPS: {}}
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.feature_extraction import DictVectorizer

    vectorizer = DictVectorizer(sparse=False)
    values = vectorizer.fit_transform(inputs)
    model = GradientBoostingClassifier(
        n_estimators=SPLITS, max_depth=1, learning_rate=RATE, min_samples_leaf=FEWEST_TEXTS, random_state=0
    ).fit(values, np.array(outcome))
    share = sum(outcome) / len(outcome)
    base = log(share / (1 - share))
    names = vectorizer.get_feature_names_out()
    added: dict[str, dict[float, float]] = {}
    for (estimator,) in model.estimators_:
        tree = estimator.tree_
        if tree.node_count == 1:
            base += RATE * float(tree.value[0, 0, 0])
            continue
        below, above = RATE * float(tree.value[1, 0, 0]), RATE * float(tree.value[2, 0, 0])
        base += below
        steps = added.setdefault(str(names[tree.feature[0]]), {})
        threshold = round(float(tree.threshold[0]), 6)
        steps[threshold] = steps.get(threshold, 0.0) + above - below
    rounded = {name: [[at, round(steps[at], 4)] for at in sorted(steps)] for name, steps in sorted(added.items())}
    return {BASE: round(base, 4), STEPS: rounded}
