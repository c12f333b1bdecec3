"""Finds the vessels that a report calls by their first word alone: "right common 80, internal 92, external 100"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.active import per_knowledge
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.layout import Mention, Reading
from assistant.language.vocabulary import Concept, vocabulary
from assistant.language.word_codes import any_of

ELIDED = KNOWLEDGE_FILES / "elided-nouns.yaml"
PASSED_OVER = frozenset({"the", "right", "left", "r", "l", "rt", "lt", "both", "proximal", "prox", "mid", "distal", "dist"})
UNTOLD = frozenset({"indication", "history"})  # zones in which a tree is named that was not looked at
LENGTHS = frozenset({"mm", "cm", "x"})
FURTHER = 3  # tokens behind a comma or "and" in which the next name of a list begins


class TreeEntry(Strict):
    """A tree of vessels; each key is explained in the file."""

    of: str
    other_sense: frozenset[str]
    told_by: frozenset[str]
    not_in: frozenset[str]
    behind: frozenset[str]
    names: dict[str, list[str]]


class ElidedNouns(Strict):
    """The file of nouns that are left out."""

    source: str
    trees: list[TreeEntry]
    before: frozenset[str]
    after: frozenset[str]
    listing: frozenset[str]


class _Tree(NamedTuple):
    entry: TreeEntry
    names: dict[str, Concept]
    words: re.Pattern[str]


@lru_cache(maxsize=1)
def _file() -> ElidedNouns:
    return read_yaml(ELIDED, ElidedNouns)


@per_knowledge()
def _trees() -> tuple[_Tree, ...]:
    concepts = vocabulary().concepts
    trees = []
    for entry in _file().trees:
        unknown = entry.names.keys() - concepts.keys()
        if unknown:
            raise ValueError(f"{ELIDED.name}: {', '.join(sorted(unknown))} is no concept of the lexicon")
        names = {word: concepts[name] for name, words in entry.names.items() for word in words}
        trees.append(_Tree(entry, names, any_of(names)))
    return tuple(trees)


def add_elided(reading: Reading, mentions: list[Mention]) -> list[Mention]:
    """Return the mentions in the order of the text, with those of vessels that are called by their first word alone."""
    added: list[Mention] = []
    for tree in _trees():
        places = reading.places(tree.words)
        if places and _is_told(reading, tree.entry, mentions):
            taken = {token for mention in mentions for token in range(mention.first, mention.last)}
            added += _names(reading, tree, [place for place in places if place not in taken], mentions)
    return sorted([*mentions, *added], key=lambda mention: mention.start) if added else mentions


def _is_told(reading: Reading, entry: TreeEntry, mentions: list[Mention]) -> bool:
    """Whether the report names the tree and how it was looked at, before all that would make its words doubtful."""
    named = (m for m in mentions if entry.of in m.concept.groups and m.zone not in UNTOLD)
    first = next((m.start for m in named if entry.other_sense.isdisjoint(reading.words[m.last : m.last + 1])), None)
    if first is None or any(m.concept.field in entry.not_in for m in mentions):
        return False
    doubtful = (m.start for m in mentions if not entry.behind.isdisjoint((m.concept.id, *m.concept.groups)))
    return first < next(doubtful, first + 1) and any(not entry.told_by.isdisjoint(m.concept.groups) for m in mentions)


def _names(reading: Reading, tree: _Tree, places: list[int], mentions: list[Mention]) -> Iterator[Mention]:
    """Yield the words at `places` that are names, judged from the last to the first: a list ends with one that is sure."""
    words = reading.words
    named = {m.first for m in mentions if tree.entry.of in m.concept.groups or m.concept.id in tree.entry.names}
    for place in reversed(places):
        if _stands_alone(reading, place) and _goes_on(reading, place, named):
            named.add(place)
            yield reading.mention(place, place + 1, tree.names[words[place]])


def _stands_alone(reading: Reading, place: int) -> bool:
    """Whether nothing before a word makes it the end of another name."""
    if place == 0 or reading.follows_break(place):
        return True
    before = reading.words[place - 1]
    return before in _file().before or before[0].isdigit()


def _goes_on(reading: Reading, place: int, named: set[int]) -> bool:
    """Whether no noun of its own follows a word: a value or verb does, or the next name of a list."""
    words, behind = reading.words, place + 1
    if behind >= len(words) or reading.follows_break(behind):
        return True
    if words[behind] in _file().listing:
        following = behind + 1
        while following < min(len(words), behind + FURTHER) and words[following] in PASSED_OVER:
            following += 1
        return following in named
    if words[behind][0].isdigit():
        # "internal 3 mm" is the place of a thing, "internal 92 cm/s" a vessel
        return LENGTHS.isdisjoint(words[behind + 1 : behind + 2]) or words[behind + 2 : behind + 3] in (["/"], ["per"])
    return words[behind] in _file().after
