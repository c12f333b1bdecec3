"""How far the doubt can be trusted: the figures that ship with the learned weights, and a report's doubt in words.

The figures were taken while the weights were learned (`assistant/training/reliability.py`); nothing is measured here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from statistics import fmean, stdev
from typing import Any, NamedTuple

from assistant.analysis import Review
from assistant.errors import KnowledgeError
from assistant.language.pipeline import MODEL, SERVICES
from assistant.services.weights import FILE, learned_weights

SURE, LOOK_FIRST = "sure", "look at this one first"
UNKNOWN = "How often such a code list is right is not known."


class Band(NamedTuple):
    """The texts of which a like probability was said; `low`, `high` and `right` are shares between 0 and 1."""

    low: float
    high: float
    texts: int
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """What the weights that ship did on authors that they did not see; shares between 0 and 1, None of no text.

    Attributes:
        texts: How many labelled texts were judged.
        right: Share with exactly the right code list.
        right_unwritten: The same among the texts on which no rule was written.
        called_sure: Share called sure.
        right_of_sure: Share right of those called sure.
        by_author: Share right by author.
        bands: Share right by what was said, the least sure first.
    """

    texts: int
    right: float | None
    called_sure: float | None
    right_of_sure: float | None
    by_author: dict[str, float]
    bands: tuple[Band, ...]


def read_reliability(figures: dict[str, Any]) -> Reliability:
    """Return the figures of a table of weights.

    Raises:
        KeyError: One of the figures is missing.
        ValueError: A band is not written as "0.20 to 0.40".
    """
    bands = []
    for row in figures["reliability"]:
        low, high = map(float, row["said"].split(" to "))
        bands.append(Band(low, high, row["texts"], row["right"]))
    return Reliability(
        figures["texts"], figures["right"], figures["called sure"], figures["right of those called sure"],
        figures["by author"], tuple(bands),
    )  # fmt: skip


@lru_cache(maxsize=1)
def shipped_reliability() -> Reliability:
    """Return the figures of the weights in use.

    Raises:
        KnowledgeError: The weights cannot be read or bring no figures.
    """
    try:
        return read_reliability(learned_weights().made_from["figures"])
    except (KeyError, ValueError) as error:
        path = MODEL / SERVICES / FILE
        raise KnowledgeError(path, None, f"brings no figures ({error!r}); 'sonocode train' writes them") from error


def in_hundred(share: float | None) -> str:
    """Return a share as a reader counts it: "83 of 100"."""
    return "none" if share is None else f"{_whole(share)} of 100"


def _whole(share: float) -> int:
    """Return hundredths, halves rounded up."""
    return int(100 * share + 0.5)


def measured_on(figures: Reliability) -> str:
    """Return in one sentence what the figures were measured on."""
    authors = len(figures.by_author)
    return (
        f"Measured on {figures.texts:,} labelled reports by {authors} authors whose texts no rule was written on, each "
        f"author's with weights learned from the others alone; right is a list whose supported codes and units are "
        f"exactly those of the label."
    )


def overview(figures: Reliability) -> list[tuple[str, str]]:
    """Return what stands above the table, as (name, figure) pairs."""
    shares = figures.by_author.values()
    spread = f"{_whole(min(shares))} to {in_hundred(max(shares))}" if shares else in_hundred(None)
    mean, next_one = _intervals(tuple(shares))
    return [
        ("Code list right", in_hundred(figures.right)),
        ("From author to author", spread),
        ("Mean of all such authors, 19 times in 20", mean),
        ("Of a further author, 19 times in 20", next_one),
        ("Called sure", in_hundred(figures.called_sure)),
        (
            "Right of those called sure",
            f"{in_hundred(figures.right_of_sure)} (the limit was chosen on these same reports)",
        ),
    ]


def _intervals(shares: tuple[float, ...]) -> tuple[str, str]:
    """Return in words where the mean of all authors and the share of one more lie, 19 times in 20.

    By Student's t over the authors: the reports of one author are alike, so that they are no independent trials.
    """
    if len(shares) < 2:
        return in_hundred(None), in_hundred(None)
    from scipy.special import stdtrit

    spread = float(stdtrit(len(shares) - 1, 0.975)) * stdev(shares)
    return (
        _between(fmean(shares), spread / sqrt(len(shares))),
        _between(fmean(shares), spread * sqrt(1 + 1 / len(shares))),
    )


def _between(middle: float, half: float) -> str:
    return f"{_whole(max(0.0, middle - half))} to {in_hundred(min(1.0, middle + half))}"


def said(band: Band) -> str:
    """Return what was said of the reports of a band: "20 to 40 of 100"."""
    return f"{_whole(band.low)} to {in_hundred(band.high)}"


def verdict(review: Review) -> str:
    """Return the doubt of a code list in a few words."""
    return LOOK_FIRST if review.look_first else SURE


def how_often_right(review: Review) -> str:
    """Return in a sentence how often lists like this one are right: never more often than was measured of the surest."""
    if not review.probability:
        return UNKNOWN
    surest = shipped_reliability().bands[-1:]
    share = min(review.probability, *(band.right for band in surest), 0.99)
    return f"The code list is right in about {in_hundred(share)} reports like this one."
