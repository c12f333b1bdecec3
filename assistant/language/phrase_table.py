"""Phrases and what each of them says, as plain lists that can be kept (see `knowledge/kept.py`), and back again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

Phrase = tuple[str, ...]  # normalised tokens, none of them with a blank
Said = TypeVar("Said")


def written(table: Mapping[Phrase, Iterable[Said]], number_of: Callable[[Said], int]) -> dict[str, list[Any]]:
    """Return a table as lists: each phrase as text, and the number of the combination of things that it says."""
    combinations: dict[tuple[int, ...], int] = {}
    says = [
        combinations.setdefault(tuple(map(number_of, things)), len(combinations)) for things in table.values()
    ]  # fmt: skip
    return {"phrases": [*map(" ".join, table)], "says": says, "combinations": [*map(list, combinations)]}


def read(lists: Mapping[str, list[Any]], things: Sequence[Said]) -> tuple[list[Phrase], list[tuple[Said, ...]]]:
    """Return the phrases of a written table and what each says; `things` are in the order of their numbers."""
    combinations = [tuple([things[number] for number in numbers]) for numbers in lists["combinations"]]
    return [tuple(phrase.split(" ")) for phrase in lists["phrases"]], [combinations[number] for number in lists["says"]]
