"""The second stage: how probable it is that a service was done, from its score, the rules' verdict and what is shown.

One sum of small trees serves all services, so that a rare one profits from what was learned of the others. Against one
logistic regression over the same inputs and their products (share of texts by authors unseen whose services are right:
.914) it is right more often (.925): a score counts otherwise where the rules found a code, and where they found others.
Of the kinds of document only the visit is an input: few authors state the facts of a case, and those that do without a
code would teach that nothing is ever done in such a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from typing import Literal, NamedTuple, get_args

import numpy as np

from assistant.services.features import GROUPS
from assistant.services.trees import TreeSum

Verdict = Literal["supported", "waiting", "refused", "none"]
TOLD_VERDICTS = tuple(verdict for verdict in get_args(Verdict) if verdict != "none")
FAR_BELOW = -0.93  # a service that no rule names and that scores lower is not asked about
NO_SCORE = -2.0  # the score of what there is not: below every score

INPUTS = (
    "anything", *(f"anything by {group}" for group in GROUPS), "words", "services supported", "visit", "other sight",
    "score", "margin", "rank", *TOLD_VERDICTS, "share of texts", "groups shown", "groups in a title", "technique",
    "best other supported",
)  # fmt: skip


class TextView(NamedTuple):
    """What is known of a report as a whole.

    Attributes:
        anything: The score that any service was done (`weights.py`).
        anything_by_group: What each group of features adds to it.
        words: Words of the text.
        supported: How many services the rules support.
        visit: Whether the text is the note of a visit.
        other_sight: Whether it tells, as done, another image of the same places, or the surgeon's eye.
    """

    anything: float
    anything_by_group: tuple[float, ...]
    words: int
    supported: int
    visit: bool
    other_sight: bool


class ServiceView(NamedTuple):
    """What is known of one service in one report.

    Attributes:
        text: What is known of the report as a whole.
        score: Its learned score (`weights.py`).
        margin: The score less the best score of the other services.
        rank: How many services score higher.
        verdict: What the family's rules say of its codes.
        prior: How often the service stands in the corpus, as a share of its texts.
        shown: How many groups of its declared evidence are told as done.
        titled: How many of these stand in a title.
        technique: Whether a technique of the service is told as done.
        best_other: The best score of another service that the rules support, `NO_SCORE` where there is none.
    """

    text: TextView
    score: float
    margin: float
    rank: int
    verdict: Verdict
    prior: float
    shown: int
    titled: int
    technique: bool
    best_other: float


def presence_inputs(view: ServiceView) -> tuple[float, ...]:
    """Return the inputs of the second stage in the order of `INPUTS`."""
    text, score, margin, rank, verdict, prior, shown, titled, technique, best_other = view
    return (
        text.anything, *text.anything_by_group, text.words, text.supported, text.visit, text.other_sight,
        score, margin, rank, *(verdict == told for told in TOLD_VERDICTS), prior, shown, titled, technique,
        best_other,
    )  # fmt: skip


def probabilities(trees: TreeSum, views: Mapping[str, ServiceView]) -> dict[str, float]:
    """Return the probability of each service that trees over `INPUTS` give."""
    if not views:
        return {}
    odds = trees.log_odds(np.array([presence_inputs(view) for view in views.values()], dtype=np.float64))
    return dict(zip(views, map(logistic, odds.tolist()), strict=True))


def logistic(odds: float) -> float:
    """Return the probability of log odds."""
    return 1.0 / (1.0 + exp(-odds)) if odds > -700 else 0.0
