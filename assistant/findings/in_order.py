"""Items of a text in the order of their tokens."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Protocol, TypeVar


class Placed(Protocol):
    """Anything that begins at a token."""

    @property
    def first(self) -> int:
        """The token at which it begins."""


Item = TypeVar("Item", bound=Placed)


class InOrder(list[Item]):
    """Items of a text in the order of their first tokens, which are noted once."""

    __slots__ = ("firsts",)

    def __init__(self, items: Iterable[Item]) -> None:
        super().__init__(items)
        self.firsts = [item.first for item in self]

    def within(self, first: int, last: int) -> list[Item]:
        """Return the items that begin within the tokens from `first` to `last` (exclusive)."""
        begin = bisect_left(self.firsts, first)
        return self[begin : bisect_left(self.firsts, last, begin)]

    def last_within(self, first: int, last: int) -> Item | None:
        """Return the last item that begins within the tokens from `first` to `last` (exclusive)."""
        at = bisect_left(self.firsts, last) - 1
        return self[at] if at >= 0 and self.firsts[at] >= first else None

    def count_within(self, first: int, last: int) -> int:
        """Return how many items begin within the tokens from `first` to `last` (exclusive)."""
        begin = bisect_left(self.firsts, first)
        return bisect_left(self.firsts, last, begin) - begin
