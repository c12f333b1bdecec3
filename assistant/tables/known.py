"""A memory for what is read or written again and again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Known(dict[Key, Value], Generic[Key, Value]):
    """Values by key, each worked out once: a table of millions of rows holds few distinct codes, dates and phrases.

    Args:
        find: Returns the value of a key that is new; a key for which it raises stays new.
    """

    def __init__(self, find: Callable[[Key], Value]) -> None:
        super().__init__()
        self.find = find

    def __missing__(self, key: Key) -> Value:
        value = self[key] = self.find(key)
        return value
