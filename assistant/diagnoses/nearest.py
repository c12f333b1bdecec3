"""Finds the wordings nearest to another: the cosine of their character 3-grams, weighed by how rare each 3-gram is.

These are the vectors that scispaCy's candidate generator compares (TF-IDF of the 3-grams of each word with a blank on
either side). It looks for the nearest ones in a graph, and misses some; here every wording that shares a 3-gram is
compared, which for some 16,000 wordings takes less time, and no library to load.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np


class NearestWordings:
    """Wordings that can be asked for those nearest to another.

    Args:
        wordings: Words in lower case with one blank between them, each wording once.
    """

    def __init__(self, wordings: Sequence[str]) -> None:
        self._wordings = wordings
        counts = [Counter(_grams(wording)) for wording in wordings]
        self._numbers = {gram: number for number, gram in enumerate(dict.fromkeys(g for one in counts for g in one))}
        grams = np.array([self._numbers[gram] for one in counts for gram in one], dtype=np.int32)
        places = np.arange(len(counts), dtype=np.int32).repeat([len(one) for one in counts])
        among = np.bincount(grams, minlength=len(self._numbers))
        self._rarity = np.log((1 + len(counts)) / (1 + among)) + 1
        weights = np.array([times for one in counts for times in one.values()]) * self._rarity[grams]
        weights /= np.sqrt(np.bincount(places, weights * weights))[places]
        in_order = grams.argsort(kind="stable")
        self._places, self._weights = places[in_order], weights[in_order]
        self._ends = among.cumsum()
        self._begins = self._ends - among

    def nearest(self, wording: str, most: int) -> list[str]:
        """Return at most so many wordings that share a 3-gram with another one, the nearest first."""
        likeness = np.zeros(len(self._wordings))
        for gram, times in Counter(_grams(wording)).items():
            if (number := self._numbers.get(gram)) is not None:
                with_it = slice(self._begins[number], self._ends[number])
                likeness[self._places[with_it]] += times * self._rarity[number] * self._weights[with_it]
        order = (-likeness).argsort(kind="stable")[:most]
        return [self._wordings[place] for place in order.tolist() if likeness[place]]


def _grams(wording: str) -> list[str]:
    padded = [f" {word} " for word in wording.split()]
    return [word[at : at + 3] for word in padded for at in range(len(word) - 2)]
