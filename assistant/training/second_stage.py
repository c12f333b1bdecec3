"""The second stage: one logistic regression over all services, learned only where the rules' verdict is a first look.

Verdicts on texts that the rules were written on are always right and would teach blind trust; scores of texts that the
first stage was fitted on are too good in the same way. So the inputs are scores by regressions that did not see the
author, and verdicts from before the rules saw the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

import numpy as np

CLOSENESS = 0.3  # the inverse of the penalty


def fit_logistic(
    inputs: Sequence[Mapping[str, float]], outcome: Sequence[bool], closeness: float = CLOSENESS
) -> dict[str, float]:
    """Return the weights of a logistic regression by input name, its base under "".

    The inputs are standardised for the fit; the weights are of the inputs as they are. Where every outcome is the same
    nothing can be told apart: only the base is given.
    """
    if (odds := odds_of_one_outcome(outcome)) is not None:
        return {"": odds}
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    vectorizer = DictVectorizer(sparse=False)
    values = vectorizer.fit_transform(inputs)
    scaler = StandardScaler()
    model = LogisticRegression(C=closeness, max_iter=2000).fit(scaler.fit_transform(values), np.array(outcome))
    weights = model.coef_[0] / scaler.scale_
    base = float(model.intercept_[0] - (weights * scaler.mean_).sum())
    names = vectorizer.get_feature_names_out()
    return {"": round(base, 4)} | {
        str(name): round(float(weight), 4) for name, weight in zip(names, weights, strict=True)
    }


def odds_of_one_outcome(outcome: Sequence[bool]) -> float | None:
    """Return the log odds where every outcome is the same, half a text being the other way; None where they differ."""
    if len(set(outcome)) != 1:
        return None
    odds = round(log(2 * len(outcome) + 1), 4)
    return odds if outcome[0] else -odds
