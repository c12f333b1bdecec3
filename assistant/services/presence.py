"""The second stage: how probable it is that a service was done, from its score, the rules' verdict and what is shown.

One small logistic regression serves all services, so that a rare one profits from what was learned of the others. Of
the kinds of document only the visit is an input: few authors state the facts of a case, and those that do without a
code would teach that nothing is ever done in such a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, log, log1p
from operator import mul
from typing import Literal, NamedTuple, get_args

Verdict = Literal["supported", "waiting", "refused", "none"]
RAREST = 0.002  # added to a share of texts, so that a service that no text has counts as a rare one
OF_ALL = (
    "score", "score*score", "margin", "anything", "score*anything", "best", "length", "companions", "shown",
    "nothing shown",
)  # fmt: skip
OF_VERDICT = (
    "", "*frequency", "*score", "*margin", "*anything", "*shown", "*length", "*titled", "*companions", "*visit",
)  # fmt: skip
INPUTS = {verdict: (*OF_ALL, *(f"{verdict}{name}" for name in OF_VERDICT)) for verdict in get_args(Verdict)}
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
    return dict(zip(INPUTS[view.verdict], _values(view), strict=True))


def _values(view: ServiceView) -> tuple[float, ...]:
    """Return the inputs of the second stage in the order of `INPUTS`."""
    score, margin, anything, _, prior, shown, titled, length, companions, nature = view
    log_length, log_shown = log1p(length) - 4.5, log1p(shown)
    return (
        score, score * score, margin, anything, score * anything, float(margin >= 0), log_length, float(companions),
        log_shown, float(not shown),
        1.0, log(prior + RAREST), score, margin, anything, log_shown, log_length, float(titled > 0), float(companions),
        float(nature == "visit"),
    )  # fmt: skip


def probabilities(weights: Mapping[str, float], views: Mapping[str, ServiceView]) -> dict[str, float]:
    """Return the probability of each service that a logistic regression gives; `weights` has its base under ""."""
    base = weights[""]
    by_verdict = {
        verdict: [weights.get(name, 0.0) for name in INPUTS[verdict]]
        for verdict in {view.verdict for view in views.values()}
    }
    return {
        service: logistic(base + sum(map(mul, by_verdict[view.verdict], _values(view))))
        for service, view in views.items()
    }


def logistic(odds: float) -> float:
    """Return the probability of log odds."""
    return 1.0 / (1.0 + exp(-odds)) if odds > -700 else 0.0
