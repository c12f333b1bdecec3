"""Finds which rows of the table of weights the features of a report are, all at once and without their names.

What a feature says, a word or a concept or two that stand together, has a line of cells: one for each kind of feature that
says it (plain, of a zone, ...), with the row of that feature. So a report is looked through as arrays of whole numbers:
first the lines of what it says, then the cells in them. What the features are is said in `features.py`; both find the same.
"""

from __future__ import annotations

import re
from codecs import utf_32_le_encode
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, product, repeat
from typing import Any, Self, get_args

import numpy as np
import numpy.typing as npt

from assistant.analysis import Assertion, SectionKind
from assistant.language.layout import Mention, Reading
from assistant.language.word_codes import BLANKS, deal, dealt
from assistant.services.features import (
    FIRST,
    GROUPS,
    NEAR,
    TITLE,
    feature_word,
    shape_of,
    word_rows,
    zone_of,
    zone_of_pairs,
)

Whole = npt.NDArray[np.integer]
Columns = dict[str, int]

UNKNOWN = 0  # the line of a word or concept that the table does not know, and the row of such a feature
KEY = 1 << 24  # more than there are cells of single words and concepts
PLAIN, OPENING, TOGETHER = "", "opening", "together"  # kinds of features; the others are zones
BEHIND = np.arange(1, NEAR)
LONE_BLANK = re.compile("(?<! ) (?! )")  # between two words; two blanks stand within one (see `word_codes.py`)
NOBODY = np.full(NEAR, -1)  # the sentences of what would stand behind the last mention
TELLINGS = tuple(product((False, True), get_args(SectionKind), get_args(Assertion)))  # the ways to tell a mention


class FeatureRows:
    """Where in a table each feature stands. Rows are counted from 1, group after group.

    A line is known by its first cell, which is that of the plain feature; its last one is empty.

    Args:
        features: The names of the table's features, by group.
    """

    def __init__(self, features: Mapping[str, Iterable[str]]) -> None:
        named = [list(features.get(group, ())) for group in GROUPS]
        begins = list(accumulate(map(len, named), initial=1))
        concepts, pairs, together, words, zoned, opening, shape = named
        told, concepts = _parted(concepts, "/")
        beside, pairs = _parted(pairs, ":")
        beside, pairs = [*beside, *[TOGETHER] * len(together)], [*pairs, *together]
        one, other = _halves(pairs, "+")
        zones, zoned = _halves(zoned, ":")
        zones = [PLAIN] * len(words) + zones + [OPENING] * len(opening)
        said = [*words, *zoned, *opening]
        first, second = _halves(said, " ")
        for number, both in enumerate(said):
            if BLANKS in both:
                first[number], second[number] = (*LONE_BLANK.split(both), "")[:2]
        self._zones, self._told, self._beside = map(_columns, (zones, told, beside))
        wide, told_wide, beside_wide = (len(columns) + 1 for columns in (self._zones, self._told, self._beside))
        begin = max(wide, told_wide, beside_wide)  # behind the line of what is not known
        words_of, concepts_of = sorted({*first, *second} - {""}), sorted({*concepts, *one, *other} - {""})
        self._words = _Words({word: begin + number * wide for number, word in enumerate(words_of)})
        begin += len(words_of) * wide
        self._concepts = {concept: begin + number * told_wide for number, concept in enumerate(concepts_of)}
        begin += len(concepts_of) * told_wide
        lines = self._words.lines
        paired = np.array([bool(word) for word in second], dtype=bool)
        line = _numbered(first, lines)
        word_keys, found = np.unique((line * KEY + _numbered(second, lines))[paired], return_inverse=True)
        line[paired] = begin + found * wide
        behind = begin + len(word_keys) * wide
        keys, found = np.unique(
            _numbered(one, self._concepts) * KEY + _numbered(other, self._concepts), return_inverse=True
        )
        self._keys = np.concatenate((word_keys, keys))
        self._lines = np.concatenate(
            (begin + np.arange(len(word_keys)) * wide, behind + np.arange(len(keys)) * beside_wide)
        )
        self._rows = np.zeros(behind + len(keys) * beside_wide, dtype=np.int32)
        for cells, row in (
            (_numbered(concepts, self._concepts) + _numbered(told, self._told), begins[0]),
            (behind + found * beside_wide + _numbered(beside, self._beside), begins[1]),
            (line + _numbered(zones, self._zones), begins[3]),
        ):
            self._rows[cells] = np.arange(row, row + len(cells))
        self._shape = {name: row for row, name in enumerate(shape, begins[6])}
        self._tell()

    def _tell(self) -> None:
        """Note which columns each way to tell a mention has, of concepts and of pairs."""
        self._number = {telling: number for number, telling in enumerate(TELLINGS)}
        zones = [zone_of(section, quoted=quoted) for quoted, section, _ in TELLINGS]
        told = [f"{zone}/{assertion}" for zone, (_, _, assertion) in zip(zones, TELLINGS, strict=True)]
        self._told_columns = _numbered(told, self._told, len(self._told))
        self._beside_columns = _numbered(list(map(zone_of_pairs, zones)), self._beside, len(self._beside))

    def written(self) -> list[Any]:
        """Return the rows as they can be kept (see `knowledge/kept.py`): of the cells those that are not empty."""
        cells = self._rows.nonzero()[0]
        arrays = [as_bytes(self._keys, np.int64)]
        arrays += [as_bytes(array, np.int32) for array in (self._lines, cells, self._rows[cells])]
        columns = [self._zones, self._told, self._beside]
        return [self._words.lines, self._concepts, self._shape, *columns, len(self._rows), *arrays]

    @classmethod
    def read(cls, written: list[Any]) -> Self:
        """Return the rows that were written so."""
        made = cls.__new__(cls)
        lines, made._concepts, made._shape, made._zones, made._told, made._beside, count, keys, *arrays = written
        made._words = _Words(lines)
        made._keys = np.frombuffer(keys, np.int64)
        made._lines, cells, rows = (np.frombuffer(array, np.int32) for array in arrays)
        made._rows = np.zeros(count, dtype=np.int32)
        made._rows[cells] = rows
        made._tell()
        return made

    def of(self, reading: Reading) -> Whole:
        """Return the rows of a report's features, each as often as the feature stands there.

        Words stand alone and with the one before, as they are, by zone, and in the opening; concepts as they are, as they are
        told, with those near them, and with all others.
        """
        words, (begins, runs, opened) = self._words.of(reading), word_rows(reading)
        mentions = reading.in_order
        number = self._number
        telling = np.array([number[m.quoted, m.zone, m.assertion] for m in mentions], dtype=np.int64)
        concepts = _numbered([mention.concept.id for mention in mentions], self._concepts)
        first, one, other = _near(concepts, mentions)
        distinct = np.unique(concepts[:FIRST])
        lower, higher = np.triu_indices(len(distinct), 1)
        pairs = self._paired(
            np.concatenate((words[:-1], one, distinct.take(lower))), np.concatenate((words[1:], other, distinct.take(higher)))
        )
        pairs[[begin - 1 for begin in begins[1:]]] = UNKNOWN
        parted = max(len(words) - 1, 0)
        near, together = pairs[parted : parted + len(one)], pairs[parted + len(one) :]
        said = np.concatenate((words, pairs[:parted]))

        lengths = [last - first for _, first, last in runs]
        zones = _numbered([zone for zone, _, _ in runs], self._zones, len(self._zones)).repeat(lengths)
        opening = np.array([zone == TITLE for zone, _, _ in runs], dtype=bool).repeat(lengths)
        opening[:opened] = True
        in_opening = said[np.concatenate((opening, opening[1:]))] + self._zones.get(OPENING, len(self._zones))
        cells = (
            said, said + np.concatenate((zones, zones[1:])), in_opening, concepts,
            concepts + self._told_columns.take(telling),
            near + self._beside_columns.take(telling.take(first)),
            together + self._beside.get(TOGETHER, len(self._beside)),
        )  # fmt: skip
        shape = [self._shape.get(name, UNKNOWN) for name in shape_of(reading)]
        return np.concatenate((self._rows.take(np.concatenate(cells)), shape), dtype=np.int32, casting="unsafe")

    def _paired(self, first: Whole, second: Whole) -> Whole:
        """Return the lines of two that stand together."""
        if not len(self._keys):
            return np.zeros(len(first), dtype=np.int64)
        keys = first * KEY + second
        found = self._keys.searchsorted(keys)
        known: Whole = self._keys.take(found, mode="clip") == keys
        return self._lines.take(found, mode="clip") * known


class _Words:
    """The lines of words by their characters (see `word_codes.py`), in which every reading is looked through."""

    def __init__(self, lines: dict[str, int]) -> None:
        deal(lines)
        self.lines = lines
        self._by_code = self._of_characters(0, np.zeros(0, dtype=np.int64))

    def _of_characters(self, known: int, so_far: Whole) -> tuple[int, Whole]:
        """Return how many words have characters, and the line of each by its character: what was known, and more."""
        codes = dealt(known)
        by_code = np.zeros(ord(max(codes.values(), default="\0")) + 1, dtype=np.int64)
        by_code[: len(so_far)] = so_far
        by_code[list(map(ord, codes.values()))] = _numbered(list(map(feature_word, codes)), self.lines)
        return known + len(codes), by_code

    def of(self, reading: Reading) -> Whole:
        """Return the line of each word of a report."""
        coded = reading.coded()
        if coded.tokens is not None:  # several words in one token
            return _numbered(list(map(feature_word, reading.words)), self.lines)
        known, by_code = self._by_code
        if known < coded.known:
            _, by_code = self._by_code = self._of_characters(known, by_code)
        codes = np.frombuffer(utf_32_le_encode(coded.text)[0], dtype=np.uint32)
        lines, words = by_code.take(codes), reading.words
        for token in (codes == 0).nonzero()[0].tolist():  # words of no knowledge file; as numbers they may be known
            if not (word := words[token]).isalpha():
                lines[token] = self.lines.get(feature_word(word), UNKNOWN)
        return lines


def _near(concepts: Whole, mentions: Sequence[Mention]) -> tuple[Whole, Whole, Whole]:
    """Return which mentions others stand near behind, in their sentence, with the lower and the higher line of the two."""
    sentences = np.array([mention.sentence for mention in mentions], dtype=np.int64)
    following = np.concatenate((sentences, NOBODY)).take(np.arange(len(mentions))[:, None] + BEHIND)
    first, between = (following == sentences[:, None]).nonzero()
    one, other = concepts.take(first), concepts.take(first + between + 1)
    return first, np.minimum(one, other), np.maximum(one, other)


def as_bytes(numbers: npt.ArrayLike, kind: type[np.number]) -> bytes:
    """Return numbers as they can be kept."""
    return np.asarray(numbers, dtype=kind).tobytes()


def _columns(kinds: Iterable[str]) -> Columns:
    """Return the place in a line of each kind of feature; that of a kind that is not among them is the one behind."""
    return {kind: column for column, kind in enumerate(dict.fromkeys((PLAIN, *kinds)))}


def _numbered(words: Sequence[str], numbers: Mapping[str, int], other: int = UNKNOWN) -> Whole:
    return np.fromiter(map(numbers.get, words, repeat(other)), np.int64, len(words))


def _halves(names: Iterable[str], joint: str) -> tuple[list[str], list[str]]:
    """Return what stands before and behind the first joint of names; nothing stands behind where there is none."""
    return [name.partition(joint)[0] for name in names], [name.partition(joint)[2] for name in names]


def _parted(names: Iterable[str], mark: str) -> tuple[list[str], list[str]]:
    """Return what stands before and behind the last mark of names; nothing stands before where there is none."""
    return [name.rpartition(mark)[0] for name in names], [name.rpartition(mark)[2] for name in names]
