"""The words by which the tables of worksheets are known."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from assistant.analysis import Side
from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml

WORDS = KNOWLEDGE_FILES / "worksheets.yaml"


class WorksheetWords(Strict):
    """The file: words of sides, and the words of which headings are made."""

    source: str
    sides: dict[Side, list[str]]
    corners: list[str]
    heads: list[str]
    limbs: list[str]
    answers: list[str]
    replies: list[str]
    options: list[str]
    naming: list[str]
    siding: list[str]


class Words(NamedTuple):
    sides: dict[str, Side]
    corners: frozenset[str]
    heads: frozenset[str]
    answers: frozenset[str]
    replies: frozenset[str]
    options: frozenset[str]
    naming: frozenset[str]
    siding: frozenset[str]


@lru_cache
def table_words() -> Words:
    """Return the words of the file."""
    file = read_yaml(WORDS, WorksheetWords)
    sides = {word.lower(): side for side, words in file.sides.items() for word in words}
    heads = frozenset(part for head in (*file.heads, *file.limbs) for part in head.lower().split())
    return Words(
        sides, frozenset(file.corners), heads | frozenset(file.corners) | frozenset(file.siding), frozenset(file.answers),
        frozenset(file.replies),
        frozenset(file.options), frozenset(file.naming), frozenset(file.siding),
    )  # fmt: skip
