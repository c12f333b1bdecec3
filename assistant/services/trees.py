"""A sum of small decision trees, as boosting learns it, walked for many cases at once.

A tree is written as it is read: a number is what it adds to the log odds, and `[input, threshold, low, high]` asks for
an input by its name and goes on with `low` where the value is at most the threshold, else with `high`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

BASE, TREES = "base", "trees"  # the keys of what was learned

Tree = float | list[Any]


class TreeSum:
    """Learned trees, laid out as arrays: each tree is as deep as the deepest, its questions numbered level by level.

    Attributes:
        base: The log odds before any tree.
        depth: How many questions the longest way through a tree has.
    """

    def __init__(self, learned: Mapping[str, Any], inputs: Sequence[str]) -> None:
        """Lay out what was learned.

        Args:
            learned: The log odds before any tree under `BASE`, the trees under `TREES`.
            inputs: The names of the inputs in the order of a case's values.

        Raises:
            ValueError: A tree asks for an input that there is not.
        """
        trees: Sequence[Tree] = learned[TREES]
        self.base = float(learned[BASE])
        self.depth = max(map(_depth, trees), default=0)
        questions = 2**self.depth - 1
        self._column = np.zeros((len(trees), questions), dtype=np.intp)
        self._threshold = np.full((len(trees), questions), np.inf)
        self._added = np.zeros((len(trees), questions + 1))
        position = {name: number for number, name in enumerate(inputs)}
        for number, tree in enumerate(trees):
            self._lay_out(tree, number, 0, 0, position)
        self._first_question = np.arange(len(trees)) * questions
        self._first_end = np.arange(len(trees)) * (questions + 1)

    def _lay_out(self, tree: Tree, number: int, question: int, level: int, position: Mapping[str, int]) -> None:
        """Lay out what stands at a question of a tree; an end above the lowest level is that of all ends below it."""
        if not isinstance(tree, list):
            ends = 2 ** (self.depth - level)
            first = (question + 1) * ends - 2**self.depth
            self._added[number, first : first + ends] = tree
            return
        name, threshold, low, high = tree
        if name not in position:
            raise ValueError(
                f"a learned tree asks for {name!r}, which is no input; 'sonocode train' learns the trees anew"
            )
        self._column[number, question] = position[name]
        self._threshold[number, question] = threshold
        self._lay_out(low, number, 2 * question + 1, level + 1, position)
        self._lay_out(high, number, 2 * question + 2, level + 1, position)

    def log_odds(self, cases: np.ndarray) -> np.ndarray:
        """Return the log odds of each case.

        Args:
            cases: Values, one row a case, one column an input (cases x inputs).
        """
        count, inputs = cases.shape
        # in single precision, as the learner compares them: counts and shares often lie at a threshold
        values, first_value = cases.astype(np.float32).ravel(), (np.arange(count) * inputs)[:, None]
        at = np.zeros((count, len(self._added)), dtype=np.intp)
        for _ in range(self.depth):
            question = at + self._first_question
            asked = values.take(self._column.take(question) + first_value)
            at = 2 * at + 1 + (asked > self._threshold.take(question))
        ends: np.ndarray = self._added.take(at - (2**self.depth - 1) + self._first_end)
        return self.base + ends.sum(axis=1)


def inputs_asked(learned: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the inputs that learned trees ask for."""

    def of(tree: Tree) -> set[str]:
        return {tree[0], *of(tree[2]), *of(tree[3])} if isinstance(tree, list) else set()

    return tuple(sorted({name for tree in learned[TREES] for name in of(tree)}))


def _depth(tree: Tree) -> int:
    """Return how many questions the longest way through a tree has."""
    return 1 + max(map(_depth, tree[2:])) if isinstance(tree, list) else 0
