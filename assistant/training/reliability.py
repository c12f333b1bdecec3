"""What the learned table is worth on authors that it did not see: figures by author, and how far its doubt can be trusted."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

SURE_RIGHT = 0.98  # of the reports called sure, this share must be right
BANDS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """One text with its answer judged.

    Attributes:
        author: Its author.
        inputs: The inputs of its doubt that are known without rates.
        codes: Its codes as rates know them.
        right: Whether its code list is exactly right.
    """

    author: str
    inputs: dict[str, float]
    codes: tuple[str, ...]
    right: bool


def sure_from(probabilities: Sequence[float], right: Sequence[bool]) -> float:
    """Return the lowest probability from which on `SURE_RIGHT` of the texts are right; above 1 where there is none."""
    ranked = sorted(zip(probabilities, right, strict=True), reverse=True)
    hits, best = 0, 1.01
    for number, (value, hit) in enumerate(ranked, start=1):
        hits += hit
        if hits / number >= SURE_RIGHT:
            best = value
    return ceil(best * 10_000) / 10_000  # rounded up: no text below it is called sure


def figures(judged: Sequence[Judged], probabilities: Sequence[float], threshold: float) -> dict[str, Any]:
    """Return the figures: texts, share right, and share called sure with how many of these are right; by author and band."""
    rows = list(zip(judged, probabilities, strict=True))
    return {
        "texts": len(rows),
        "right": _share([one.right for one, _ in rows]),
        "called sure": _share([value >= threshold for _, value in rows]),
        "right of those called sure": _share([one.right for one, value in rows if value >= threshold]),
        "by author": {
            author: _share([one.right for one, _ in rows if one.author == author])
            for author in sorted({one.author for one, _ in rows})
        },
        "reliability": [
            {
                "said": f"{low:.2f} to {high:.2f}", "texts": len(hits), "right": _share(hits),
            }
            for low, high in itertools.pairwise(BANDS)
            if (hits := [one.right for one, value in rows if low <= value < high or value == high == 1.0])
        ],
    }  # fmt: skip


def _share(hits: Sequence[bool]) -> float | None:
    return round(sum(hits) / len(hits), 3) if hits else None
