"""Finds which rows of the table of weights the features of a report are, all of a group at once and without their names.

Words and concepts have numbers, and two that stand together one key: so a report is looked through as arrays of whole
numbers. What the features are is said in `features.py`; both find the same.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, repeat
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from assistant.language.layout import Mention, Reading
from assistant.services.features import DONE, GROUPS, NEAR, QUOTED, TITLE, ZONES, mentions_in_order, shape_of, word_rows

Whole = npt.NDArray[np.integer]

UNKNOWN, ALONE = 0, 1  # numbers of what the table does not know, and of the nothing behind what stands alone
KEY = 1 << 20  # more than there are words or concepts
PLAIN, OPENING = "", "opening"  # kinds of features; the others are zones
BEHIND = np.arange(1, NEAR)
NOBODY = np.full(NEAR, -1)  # the sentences of what would stand behind the last mention


class FeatureRows:
    """Where in a table each feature stands. Rows are counted from 1, group after group; row 0 is what is not known."""

    def __init__(self, concepts: _Known, pairs: _Known, words: _Known, shape: dict[str, int]) -> None:
        self._concepts, self._pairs, self._words, self._shape = concepts, pairs, words, shape

    @classmethod
    def made(cls, features: Mapping[str, Iterable[str]]) -> Self:
        """Return the rows of a table with these features, named by group."""
        concepts, pairs, words, zoned, opening, shape = (list(features.get(group, ())) for group in GROUPS)
        ends = list(accumulate(map(len, (concepts, pairs, words, zoned, opening, shape)), initial=1))
        of_concepts = _Known.made(*_parted(concepts, "/"), ends[0], " ")
        of_pairs = _Known.made(*_parted(pairs, ":"), ends[1], "+")
        zones, words_in_zones = [name.partition(":")[0] for name in zoned], [name.partition(":")[2] for name in zoned]
        kinds = [PLAIN] * len(words) + zones + [OPENING] * len(opening)
        of_words = _Known.made(kinds, words + words_in_zones + opening, ends[2], " ")
        return cls(of_concepts, of_pairs, of_words, {name: row for row, name in enumerate(shape, ends[5])})

    def written(self) -> list[Any]:
        """Return the rows as they can be kept, see `read`."""
        return [*(known.written() for known in (self._concepts, self._pairs, self._words)), self._shape]

    @classmethod
    def read(cls, written: list[Any]) -> Self:
        """Return the rows that were written so."""
        concepts, pairs, words, shape = written
        return cls(_Known.read(concepts), _Known.read(pairs), _Known.read(words), shape)

    def of(self, reading: Reading) -> Whole:
        """Return the rows of a report's features, each as often as the feature stands there."""
        mentions = mentions_in_order(reading)
        shape = np.array([self._shape.get(name, UNKNOWN) for name in shape_of(reading)], dtype=np.int32)
        return np.concatenate((*self._of_words(reading), *self._of_mentions(mentions), shape))

    def _of_words(self, reading: Reading) -> Iterator[Whole]:
        """Yield the rows of words, each alone and with the one before, as they are, by zone, and in the opening."""
        words, begins, runs, opened = word_rows(reading)
        if not words:
            return
        known = self._words
        numbers = known.numbers(words)
        pairs = numbers[:-1] * KEY + numbers[1:]
        pairs[np.array(begins[1:], dtype=np.int64) - 1] = UNKNOWN
        places = known.places(np.concatenate((numbers * KEY + ALONE, pairs)))
        columns = known.columns([zone for zone, _, _ in runs]).repeat([last - first for _, first, last in runs])
        in_opening = columns == known.column(TITLE)
        in_opening[:opened] = True
        yield known.rows(places + known.column(PLAIN))
        yield known.rows(places + np.concatenate((columns, columns[1:])))
        yield known.rows(places[np.concatenate((in_opening, in_opening[1:]))] + known.column(OPENING))

    def _of_mentions(self, mentions: list[Mention]) -> Iterator[Whole]:
        """Yield the rows of the concepts, as they are and as they are told, and of those that stand near each other."""
        names, zones, told = [], [], []
        for mention in mentions:
            zone = QUOTED if mention.quoted else ZONES.get(mention.zone, DONE)
            names.append(mention.concept.id)
            zones.append(PLAIN if zone in (DONE, TITLE) else zone)
            told.append(f"{zone}/{mention.assertion}")
        places = self._concepts.places(self._concepts.numbers(names) * KEY + ALONE)
        yield self._concepts.rows(places + self._concepts.column(PLAIN))
        yield self._concepts.rows(places + self._concepts.columns(told))

        numbers = self._pairs.numbers(names)
        sentences = np.array([mention.sentence for mention in mentions], dtype=np.int64)
        following = np.concatenate((sentences, NOBODY))[np.arange(len(mentions))[:, None] + BEHIND]
        first, between = (following == sentences[:, None]).nonzero()
        one, other = numbers[first], numbers[first + between + 1]
        places = self._pairs.places(np.minimum(one, other) * KEY + np.maximum(one, other))
        yield self._pairs.rows(places + self._pairs.columns(zones)[first])


class _Known:
    """The rows of features by what they say: one place for each word or two words together, a column for each kind."""

    def __init__(self, words: Iterable[str], kinds: Iterable[str]) -> None:
        self._numbers = {word: number for number, word in enumerate(words, ALONE)}
        self._columns = {kind: column for column, kind in enumerate(kinds, 1)}
        self._width = len(self._columns) + 1
        self._keys = np.zeros(0, dtype=np.int64)
        self._rows = np.zeros(0, dtype=np.int32)

    @classmethod
    def made(cls, kinds: list[str], names: list[str], begin: int, joint: str) -> Self:
        """Return the rows of features.

        Args:
            kinds: The kind of each feature.
            names: Its word, or two of them.
            begin: The row of the first; the others follow.
            joint: What stands between two words.
        """
        first, second = [name.partition(joint)[0] for name in names], [name.partition(joint)[2] for name in names]
        known = cls(sorted({"", *first, *second}), dict.fromkeys(kinds))
        known._keys, inverse = np.unique(known.numbers(first) * KEY + known.numbers(second), return_inverse=True)
        known._rows = np.zeros((len(known._keys) + 1) * known._width, dtype=np.int32)
        known._rows[inverse * known._width + known.columns(kinds)] = np.arange(begin, begin + len(names))
        return known

    def written(self) -> list[Any]:
        """Return the rows as they can be kept: words and kinds in their order, keys and rows as text of their bytes."""
        cells = self._rows.nonzero()[0]  # most are empty
        arrays = [b64encode(array.tobytes()).decode("ascii") for array in (self._keys, cells, self._rows[cells])]
        return [[*self._numbers], [*self._columns], *arrays]

    @classmethod
    def read(cls, written: list[Any]) -> Self:
        """Return the rows that were written so."""
        words, kinds, keys, cells, rows = written
        known = cls(words, kinds)
        known._keys = np.frombuffer(b64decode(keys), dtype=np.int64)
        known._rows = np.zeros((len(known._keys) + 1) * known._width, dtype=np.int32)
        known._rows[np.frombuffer(b64decode(cells), dtype=np.int64)] = np.frombuffer(b64decode(rows), dtype=np.int32)
        return known

    def numbers(self, words: Sequence[str]) -> Whole:
        """Return the numbers of words, in the order of their letters."""
        return np.fromiter(map(self._numbers.get, words, repeat(UNKNOWN)), np.int64, len(words))

    def places(self, keys: Whole) -> Whole:
        """Return the places of keys: the number of a word times `KEY`, and that of the word behind it."""
        found = self._keys.searchsorted(keys)
        found[self._keys.take(found, mode="clip") != keys] = len(self._keys)
        return found * self._width

    def column(self, kind: str) -> int:
        """Return the column of a kind of features; 0, an empty one, for one of which none is known."""
        return self._columns.get(kind, 0)

    def columns(self, kinds: Sequence[str]) -> Whole:
        """Return the columns of several kinds (see `column`)."""
        return np.fromiter(map(self._columns.get, kinds, repeat(0)), np.int64, len(kinds))

    def rows(self, cells: Whole) -> Whole:
        """Return the rows of features; a cell is a place and a column added to it."""
        return self._rows.take(cells)


def _parted(names: list[str], mark: str) -> tuple[list[str], list[str]]:
    """Return the kinds that stand before the last mark of names, empty where there is none, and the names without them."""
    return [name.rpartition(mark)[0] for name in names], [name.rpartition(mark)[2] for name in names]
