"""The second stage: how probable it is that a service was done, from its score, the rules' verdict and what is shown.

One small logistic regression serves all services, so that a rare one profits from what was learned of the others. Of
the kinds of document only the visit is an input: few authors state the facts of a case, and those that do without a
code would teach that nothing is ever done in such a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, log, log1p
from typing import Literal, NamedTuple, get_args

Verdict = Literal["supported", "waiting", "refused", "none"]
RAREST = 0.002  # added to a share of texts, so that a service that no text has counts as a rare one
OF_VERDICT = {
    verdict: [
        f"{verdict}{name}"
        for name in (
            "", "*frequency", "*score", "*margin", "*anything", "*shown", "*length", "*titled", "*companions", "*visit",
        )
    ]
    for verdict in get_args(Verdict)
}  # fmt: skip
FAR_BELOW = -0.93  # a service that no rule names and that scores lower is not asked about


class ServiceView(NamedTuple):
    """What is known of one service in one report.

    Attributes:
        score: Its learned score (`weights.py`).
        margin: The score less the best score of the other services.
        anything: The score that any service was done.
        verdict: What the family's rules say of its codes.
        prior: How often the service stands in the corpus, as a share of its texts.
        shown: How many groups of its declared evidence are told as done.
        titled: How many of these stand in a title.
        length: Words of the text.
        companions: How many services the rules support in the report.
        nature: The kind of document.
    """

    score: float
    margin: float
    anything: float
    verdict: Verdict
    prior: float
    shown: int
    titled: int
    length: int
    companions: int
    nature: str


def presence_inputs(view: ServiceView) -> dict[str, float]:
    """Return the inputs of the second stage by name; a name with "*" is the product of what it joins."""
    score, margin, anything = view.score, view.margin, view.anything
    length = log1p(view.length) - 4.5
    shown = log1p(view.shown)
    inputs = {
        "score": score, "score*score": score * score, "margin": margin, "anything": anything,
        "score*anything": score * anything, "best": float(margin >= 0),
        "length": length, "companions": float(view.companions), "shown": shown, "nothing shown": float(not view.shown),
    }  # fmt: skip
    of_verdict = (
        1.0, log(view.prior + RAREST), score, margin, anything, shown, length,
        float(view.titled > 0), float(view.companions), float(view.nature == "visit"),
    )  # fmt: skip
    inputs |= zip(OF_VERDICT[view.verdict], of_verdict, strict=True)
    return inputs


def probability(weights: Mapping[str, float], inputs: Mapping[str, float]) -> float:
    """Return the probability that a logistic regression gives; `weights` has its base under ""."""
    total = weights[""] + sum([weights[name] * value for name, value in inputs.items() if name in weights])
    return logistic(total)


def logistic(odds: float) -> float:
    """Return the probability of log odds."""
    return 1.0 / (1.0 + exp(-odds)) if odds > -700 else 0.0
