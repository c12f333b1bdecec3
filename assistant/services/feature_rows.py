"""Finds which rows of the table of weights the features of a report are, all of a group at once and without their names.

Words and concepts have numbers, and two that stand together one key: so a report is looked through as arrays of whole
numbers. What the features are is said in `features.py`; both find the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, repeat
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from assistant.language.layout import Mention, Reading
from assistant.language.word_codes import BLANKS, deal, dealt
from assistant.services.features import (
    GROUPS,
    NEAR,
    TITLE,
    feature_word,
    mentions_in_order,
    shape_of,
    word_rows,
    zone_of,
    zone_of_pairs,
)

Whole = npt.NDArray[np.integer]

UNKNOWN = 0  # the number of a word or concept that the table does not know, and the row of such a feature
KEY = 1 << 20  # more than there are words or concepts
PLAIN, OPENING = "", "opening"  # kinds of features; the others are zones
BEHIND = np.arange(1, NEAR)
LONE_BLANK = re.compile("(?<! ) (?! )")  # between two words; two blanks stand within one (see `word_codes.py`)
NOBODY = np.full(NEAR, -1)  # the sentences of what would stand behind the last mention


class FeatureRows:
    """Where in a table each feature stands. Rows are counted from 1, group after group.

    Args:
        features: The names of the table's features, by group.
    """

    def __init__(self, features: Mapping[str, Iterable[str]]) -> None:
        named = [list(features.get(group, ())) for group in GROUPS]
        begins = list(accumulate(map(len, named), initial=1))
        concepts, pairs, words, zoned, opening, shape = named
        kinds, concepts = _parted(concepts, "/")
        zones, pairs = _parted(pairs, ":")
        one, other = _halves(pairs, "+")
        self._concept_numbers = _numbers([*concepts, *one, *other])
        self._concepts = _Known(self._concept_numbers, kinds, concepts, [""] * len(concepts), begins[0])
        self._pairs = _Known(self._concept_numbers, zones, one, other, begins[1])
        zones, zoned = _halves(zoned, ":")
        kinds = [PLAIN] * len(words) + zones + [OPENING] * len(opening)
        said = [*words, *zoned, *opening]
        first, second = _halves(said, " ")
        for number, both in enumerate(said):
            if BLANKS in both:
                first[number], second[number] = (*LONE_BLANK.split(both), "")[:2]
        word_numbers = _numbers([*first, *second])
        self._word_numbers = _WordNumbers(word_numbers)
        self._words = _Known(word_numbers, kinds, first, second, begins[2])
        self._shape = {name: row for row, name in enumerate(shape, begins[5])}

    def written(self) -> list[Any]:
        """Return the rows as they can be kept (see `knowledge/kept.py`)."""
        known = [one.written() for one in (self._concepts, self._pairs, self._words)]
        return [self._concept_numbers, self._word_numbers.numbers, self._shape, *known]

    @classmethod
    def read(cls, written: list[Any]) -> Self:
        """Return the rows that were written so."""
        rows = cls.__new__(cls)
        rows._concept_numbers, word_numbers, rows._shape, *known = written
        rows._word_numbers = _WordNumbers(word_numbers)
        rows._concepts, rows._pairs, rows._words = map(_Known.read, known)
        return rows

    def of(self, reading: Reading) -> Whole:
        """Return the rows of a report's features, each as often as the feature stands there."""
        shape = np.array([self._shape.get(name, UNKNOWN) for name in shape_of(reading)], dtype=np.int32)
        return np.concatenate((self._of_words(reading), *self._of_mentions(mentions_in_order(reading)), shape))

    def _of_words(self, reading: Reading) -> Whole:
        """Return the rows of words, each alone and with the one before, as they are, by zone, and in the opening."""
        begins, runs, opened = word_rows(reading)
        known, numbers = self._words, self._word_numbers.of(reading)
        pairs = known.pairs(numbers[:-1], numbers[1:])
        pairs[[begin - 1 for begin in begins[1:]]] = UNKNOWN
        lengths = [last - first for _, first, last in runs]
        columns = known.columns([zone for zone, _, _ in runs]).repeat(lengths)
        opening = np.array([zone == TITLE for zone, _, _ in runs], dtype=bool).repeat(lengths)
        opening[:opened] = True
        said = np.concatenate((numbers, pairs))
        zones, opening = np.concatenate((columns, columns[1:])), np.concatenate((opening, opening[1:]))
        plain, in_opening = known.rows(said, known.column(PLAIN)), known.rows(said[opening], known.column(OPENING))
        return np.concatenate((plain, known.rows(said, zones), in_opening))

    def _of_mentions(self, mentions: list[Mention]) -> Iterator[Whole]:
        """Yield the rows of the concepts, as they are and as they are told, and of those that stand near each other."""
        zones = list(map(zone_of, mentions))
        told = [f"{zone}/{mention.assertion}" for zone, mention in zip(zones, mentions, strict=True)]
        numbers = _numbered([mention.concept.id for mention in mentions], self._concept_numbers)
        yield self._concepts.rows(numbers, self._concepts.column(PLAIN))
        yield self._concepts.rows(numbers, self._concepts.columns(told))

        sentences = np.array([mention.sentence for mention in mentions], dtype=np.int64)
        following = np.concatenate((sentences, NOBODY))[np.arange(len(mentions))[:, None] + BEHIND]
        first, between = (following == sentences[:, None]).nonzero()
        one, other = numbers[first], numbers[first + between + 1]
        pairs = self._pairs.pairs(np.minimum(one, other), np.maximum(one, other))
        yield self._pairs.rows(pairs, self._pairs.columns(list(map(zone_of_pairs, zones)))[first])


class _WordNumbers:
    """The numbers of words by their characters (see `word_codes.py`), in which every reading is looked through."""

    def __init__(self, numbers: dict[str, int]) -> None:
        deal(numbers)
        self.numbers = numbers
        self._by_code: tuple[int, Whole] = 0, np.zeros(0, dtype=np.int64)
        self._by_code = self._of_characters()

    def _of_characters(self) -> tuple[int, Whole]:
        """Return how many words have characters, and the number of each by its character: what was known, and more."""
        known, so_far = self._by_code
        codes = dealt(known)
        by_code = np.zeros(ord(max(codes.values(), default="\0")) + 1, dtype=np.int64)
        by_code[: len(so_far)] = so_far
        by_code[list(map(ord, codes.values()))] = _numbered(list(map(feature_word, codes)), self.numbers)
        return known + len(codes), by_code

    def of(self, reading: Reading) -> Whole:
        """Return the number of each word of a report."""
        coded = reading.coded()
        if coded.tokens is not None:  # several words in one token
            return _numbered(list(map(feature_word, reading.words)), self.numbers)
        known, by_code = self._by_code
        if known < coded.known:
            _, by_code = self._by_code = self._of_characters()
        codes = np.frombuffer(coded.text.encode("utf-32-le"), dtype=np.uint32)
        numbers = by_code.take(codes)
        for token in (codes == 0).nonzero()[0].tolist():  # words of no knowledge file; as numbers they may be known
            numbers[token] = self.numbers.get(feature_word(reading.words[token]), UNKNOWN)
        return numbers


class _Known:
    """The rows of features by what they say, a column for each kind.

    What one word says stands in the line of its number; the lines of two words follow.

    Args:
        numbers: The number of each word.
        kinds: The kind of each feature.
        first: Its word, or the first of two.
        second: The second word, empty where there is one alone.
        begin: The row of the first feature; the others follow.
    """

    def __init__(
        self, numbers: Mapping[str, int], kinds: Sequence[str], first: Sequence[str], second: Sequence[str], begin: int
    ) -> None:
        self._columns = {kind: column for column, kind in enumerate(dict.fromkeys(kinds), 1)}
        self._singles = len(numbers) + 1
        lines, others = _numbered(first, numbers), _numbered(second, numbers)
        paired = others.nonzero()[0]
        self._pairs, found = np.unique(lines[paired] * KEY + others[paired], return_inverse=True)
        lines[paired] = found + self._singles
        self._rows = np.zeros((self._singles + len(self._pairs), len(self._columns) + 1), dtype=np.int32)
        self._rows[lines, self.columns(kinds)] = np.arange(begin, begin + len(lines))

    def written(self) -> list[Any]:
        """Return the rows as they can be kept: arrays as their bytes, of the rows those that are not empty."""
        cells = self._rows.ravel().nonzero()[0]
        arrays = (self._pairs, np.int64), (cells, np.int32), (self._rows.ravel()[cells], np.int32)
        return [self._columns, self._singles, *(as_bytes(array, kind) for array, kind in arrays)]

    @classmethod
    def read(cls, written: list[Any]) -> Self:
        """Return the rows that were written so."""
        known = cls.__new__(cls)
        known._columns, known._singles, pairs, cells, rows = written
        known._pairs = np.frombuffer(pairs, np.int64)
        known._rows = np.zeros((known._singles + len(known._pairs), len(known._columns) + 1), dtype=np.int32)
        known._rows.ravel()[np.frombuffer(cells, np.int32)] = np.frombuffer(rows, np.int32)
        return known

    def pairs(self, first: Whole, second: Whole) -> Whole:
        """Return the lines of pairs of words by their numbers."""
        keys = first * KEY + second
        found = self._pairs.searchsorted(keys)
        known: Whole = self._pairs.take(found, mode="clip") == keys if len(self._pairs) else np.zeros(len(keys), bool)
        return (found + self._singles) * known

    def column(self, kind: str) -> int:
        """Return the column of a kind of features; 0, an empty one, for one of which none is known."""
        return self._columns.get(kind, 0)

    def columns(self, kinds: Sequence[str]) -> Whole:
        """Return the columns of several kinds (see `column`)."""
        return _numbered(kinds, self._columns)

    def rows(self, lines: Whole, columns: Whole | int) -> Whole:
        """Return the rows of features, by their kinds."""
        rows: Whole = self._rows.take(lines * self._rows.shape[1] + columns)
        return rows


def as_bytes(numbers: npt.ArrayLike, kind: type[np.number]) -> bytes:
    """Return numbers as they can be kept."""
    return np.asarray(numbers, dtype=kind).tobytes()


def _numbers(words: Iterable[str]) -> dict[str, int]:
    """Return the number of each word, in the order of the alphabet; nothing has none."""
    return {word: number for number, word in enumerate(sorted(set(words).difference([""])), UNKNOWN + 1)}


def _numbered(words: Sequence[str], numbers: Mapping[str, int]) -> Whole:
    return np.fromiter(map(numbers.get, words, repeat(UNKNOWN)), np.int64, len(words))


def _halves(names: Iterable[str], joint: str) -> tuple[list[str], list[str]]:
    """Return what stands before and behind the first joint of names; nothing stands behind where there is none."""
    return [name.partition(joint)[0] for name in names], [name.partition(joint)[2] for name in names]


def _parted(names: Iterable[str], mark: str) -> tuple[list[str], list[str]]:
    """Return what stands before and behind the last mark of names; nothing stands before where there is none."""
    return [name.rpartition(mark)[0] for name in names], [name.rpartition(mark)[2] for name in names]
