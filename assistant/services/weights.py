"""The learned table: which features speak for and against which service and code, loaded as a component of the pipeline.

A service's score is a sum over the features of a report (see `features.py`): (1 + ln count) x rarity of each known
feature, normalised within its group to length 1, times the group's weight, times the learned weight, plus the service's
base. Scores near 1 mean that the service was done, near -1 that it was not. A code's score is made alike, and near 1
where the report supports that very code. Services are decided by their scores; codes never are, rules decide them: where
the score of a code disagrees, the list is doubted (`doubt.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from assistant.errors import KnowledgeError
from assistant.knowledge.kept import hash_of, kept
from assistant.language.layout import Reading
from assistant.language.pipeline import MODEL, SERVICES
from assistant.services.feature_rows import FeatureRows, as_bytes
from assistant.services.features import GROUPS, SIDE
from assistant.services.presence import INPUTS
from assistant.services.trees import BASE, TREES, TreeSum

ANYTHING = "anything_done"  # the score that some service in scope was done, whichever
SCALE = 1000  # weights are kept as whole thousandths
FILE = "weights.json"
WORDS = GROUPS.index("words")
SIGNS = frozenset({"#", SIDE})  # words of features that no report has
TINY = 1e-9  # the length of a group of which nothing is known


class Known(NamedTuple):
    """The features of a report that the table knows, and what was learned of them.

    Attributes:
        rows: The features' rows in the table's order.
        weights: What each weighs in this report.
        feature: Of each learned weight which of these features it is of.
        column: Of each learned weight the service or code that it is for.
        added: What each adds to the score of that column, in thousandths.
    """

    rows: np.ndarray
    weights: np.ndarray
    feature: np.ndarray
    column: np.ndarray
    added: np.ndarray


class Scores(NamedTuple):
    """The scores of one report by service, `ANYTHING` among them, and by code."""

    services: dict[str, float]
    codes: dict[str, float]

    @classmethod
    def of(cls, services: Sequence[str], codes: Sequence[str], sums: Sequence[float]) -> Scores:
        """Return the sums of all columns by name: those of the services, then those of the codes."""
        border = len(services)
        return cls(dict(zip(services, sums[:border], strict=True)), dict(zip(codes, sums[border:], strict=True)))


class _Table:
    """The table as arrays: a row for each feature, with the weights that were learned of it one behind the other.

    Row 0 is of all features that are not known: it weighs nothing.

    Attributes:
        features: Where each feature stands.
        group: The number of each row's group.
        group_weights: The weight of each group.
        base: The score of each column for a text of which no feature is known.
        rarity: The rarity of each row's feature.
        outermost: The row of what is not known, and one behind the last.
    """

    def __init__(self, lists: Mapping[str, Any]) -> None:
        self.features = FeatureRows.read(lists["rows"])
        self.group_weights = np.array(lists["group_weights"])
        self.base = np.array(lists["base"])
        self.group = np.concatenate(([0], np.repeat(np.arange(len(GROUPS)), lists["lengths"])))
        self.outermost = np.array([0, len(self.group)], dtype=np.int32)
        self.rarity = np.frombuffer(lists["rarity"], np.float64)
        self._names: str = lists["names"]
        self._names_end = np.frombuffer(lists["names_end"], np.int32)
        self._counts = np.frombuffer(lists["counts"], np.int16)
        self._ends = self._counts.cumsum(dtype=np.int32)
        self._columns = np.frombuffer(lists["numbers"], np.int16)
        self._weights = np.frombuffer(lists["weights"], np.int16)

    @staticmethod
    def lists(weights: ServiceWeights) -> dict[str, Any]:
        """Return what a table is made from, as it can be kept (see `knowledge/kept.py`).

        Raises:
            ValueError: A feature's weights are not written as they should be.
        """
        ordered = [weights.features.get(group, {}) for group in GROUPS]
        names = ["", *chain.from_iterable(ordered)]
        written = ["0|", *chain.from_iterable(entries.values() for entries in ordered)]
        listed = [one.partition("|")[2] for one in written]
        pairs = [pair.split(":") for one in listed if one for pair in one.split(",")]
        return {
            "rows": FeatureRows(weights.features).written(),
            "group_weights": [weights.group_weights[group] for group in GROUPS],
            "base": list(weights.base),
            "lengths": [len(entries) for entries in ordered],
            "names": "".join(names),
            "names_end": as_bytes(np.cumsum([len(name) for name in names]), np.int32),
            "rarity": as_bytes([float(one.partition("|")[0]) for one in written], np.float64),
            "counts": as_bytes([one.count(":") for one in listed], np.int16),
            "numbers": as_bytes([int(number) for number, _ in pairs], np.int16),
            "weights": as_bytes([int(weight) for _, weight in pairs], np.int16),
        }

    def name(self, row: int) -> str:
        """Return the name of a row's feature."""
        return self._names[self._names_end[row - 1] if row else 0 : self._names_end[row]]

    def learned(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return what was learned of rows: of each weight the number of its row among them, its column, and itself."""
        counts = self._counts.take(rows)
        cells = np.arange(counts.sum()) + (self._ends.take(rows) - counts.cumsum()).repeat(counts)
        return np.arange(len(rows)).repeat(counts), self._columns.take(cells), self._weights.take(cells)


@dataclass(slots=True)
class ServiceWeights:
    """The learned table.

    Attributes:
        services: The services in the order of the numbers that `features` uses; the last one is `ANYTHING`.
        codes: The codes, whose numbers follow those of the services.
        base: The score of each service, then of each code, for a text of which no feature is known.
        group_weights: The weight of each group of features.
        features: Per group: feature to "rarity|number:thousandths,...".
        presence: The learned trees of the second stage (`presence.py`).
        doubt: What was learned of the doubt of the whole code list (`doubt.py`).
        made_from: What the table was learned from and how it did on authors that it had not seen.
    """

    services: tuple[str, ...]
    codes: tuple[str, ...]
    base: tuple[float, ...]
    group_weights: dict[str, float]
    features: Mapping[str, dict[str, str]]
    presence: dict[str, Any] = field(default_factory=dict)
    doubt: dict[str, Any] = field(default_factory=dict)
    made_from: dict[str, Any] = field(default_factory=dict)
    _table: _Table | None = field(default=None, compare=False)
    _trees: TreeSum | None = field(default=None, compare=False)

    def known(self, reading: Reading) -> Known:
        """Return the features of a report that the table knows, each with its weight in this report."""
        table = self.compiled()
        told = table.features.of(reading)
        found = np.concatenate((table.outermost, told[told > 0]))
        found.sort()
        borders = (found[1:] != found[:-1]).nonzero()[0] + 1  # of the stretches of one feature each
        rows = found[borders[:-1]]
        weights = table.rarity.take(rows) * (1.0 + np.log(borders[1:] - borders[:-1]))
        group = table.group.take(rows)
        lengths = np.sqrt(np.bincount(group, weights * weights, len(GROUPS)))
        weights *= (table.group_weights / np.maximum(lengths, TINY)).take(group)
        feature, column, learned = table.learned(rows)
        return Known(rows, weights, feature, column, weights.take(feature) * learned)

    def scores(self, known: Known) -> Scores:
        """Return the score of every service and code for the features of one report."""
        base = self.compiled().base
        sums = base + np.bincount(known.column, known.added, len(base)) / SCALE
        return Scores.of(self.services, self.codes, sums.tolist())

    def anything_by_group(self, known: Known) -> tuple[float, ...]:
        """Return what each group of features adds to the score of `ANYTHING`, in the order of `GROUPS`."""
        group = self.compiled().group.take(known.rows)
        return tuple(np.bincount(group, self._added(known, ANYTHING), len(GROUPS)).tolist())

    def shares(self, known: Known, service: str) -> dict[tuple[str, str], float]:
        """Return what each feature adds to the score of one service, by its group and name."""
        table = self.compiled()
        shares = self._added(known, service)
        return {
            (GROUPS[table.group[row]], table.name(row)): share
            for row, share in zip(known.rows.tolist(), shares.tolist(), strict=True)
            if share
        }

    def _added(self, known: Known, service: str) -> np.ndarray:
        """Return what each known feature adds to the score of a service."""
        of_service = known.column == self.services.index(service)
        return np.bincount(known.feature[of_service], known.added[of_service], len(known.rows)) / SCALE

    def telling_words(self, known: Known, service: str, most: int = 3) -> list[str]:
        """Return the words of a report, one or two in a row, that add most to the score of a service."""
        table = self.compiled()
        of_words = table.group.take(known.rows) == WORDS
        rows, shares = known.rows[of_words], self._added(known, service)[of_words]
        told: list[str] = []
        for number in np.argsort(shares, kind="stable")[::-1].tolist():  # of equal ones the last in the alphabet first
            if len(told) == most or shares[number] <= 0:
                break
            name = table.name(rows[number])
            parts = [part for part in name.split() if any(map(str.isalnum, part))]  # "venogram :" is told as "venogram"
            if parts and SIGNS.isdisjoint(name) and not any(set(parts).intersection(other.split()) for other in told):
                told.append(" ".join(parts))
        return told

    def compiled(self) -> _Table:
        """Return the table as arrays, made when it is first asked for."""
        if self._table is None:
            self._table = _Table(_Table.lists(self))
        return self._table

    def trees(self) -> TreeSum:
        """Return the trees of the second stage, laid out when they are first asked for."""
        if self._trees is None:
            self._trees = TreeSum(self.presence, INPUTS)
        return self._trees

    def to_json(self) -> str:
        """Render the table, one feature and one tree a line."""
        head = {
            "made_from": self.made_from, "services": list(self.services), "codes": list(self.codes),
            "base": list(self.base), "group_weights": self.group_weights, "doubt": self.doubt,
        }  # fmt: skip
        lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
        trees = ",\n".join(map(json.dumps, self.presence[TREES]))
        lines.append(f'"presence": {{"{BASE}": {self.presence[BASE]}, "{TREES}": [\n{trees}\n]}}')
        groups = []
        for group, entries in self.features.items():
            rows = ",\n".join(
                f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(entries[name])}" for name in sorted(entries)
            )
            groups.append(f"{json.dumps(group)}: {{\n{rows}\n}}")
        return "{\n" + ",\n".join(lines) + ',\n"features": {\n' + ",\n".join(groups) + "\n}\n}\n"


def read_weights(path: Path) -> ServiceWeights:
    """Return the table of a file.

    Raises:
        KnowledgeError: The file cannot be read or is no table of weights.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return ServiceWeights(
            tuple(data["services"]), tuple(data["codes"]), tuple(data["base"]),
            {group: data["group_weights"][group] for group in GROUPS}, data["features"], data["presence"], data["doubt"],
            data["made_from"], _trees=TreeSum(data["presence"], INPUTS),
        )  # fmt: skip
    except (OSError, ValueError, KeyError) as error:
        raise KnowledgeError(path, None, f"is no table of weights ({error!r}); 'sonocode train' writes one") from error


@lru_cache(maxsize=1)
def learned_weights() -> ServiceWeights:
    """Return the weights that ship with the pipeline (read once a process), compiled as they were kept.

    Raises:
        KnowledgeError: The pipeline's folder holds no table of weights.
    """
    path = MODEL / SERVICES / FILE
    try:
        made_from = hash_of(path.read_bytes())
    except OSError:
        return read_weights(path)  # tells why
    lists = kept("weights", made_from, lambda: _lists(read_weights(path)))
    return ServiceWeights(
        tuple(lists["services"]), tuple(lists["codes"]), tuple(lists["base"]),
        dict(zip(GROUPS, lists["group_weights"], strict=True)), _Unread(path), lists["presence"], lists["doubt"],
        lists["made_from"], _Table(lists),
    )  # fmt: skip


def _lists(weights: ServiceWeights) -> dict[str, Any]:
    """Return everything that answers need of the weights, as it can be kept."""
    return {
        "services": list(weights.services), "codes": list(weights.codes), "presence": weights.presence,
        "doubt": weights.doubt, "made_from": weights.made_from, **_Table.lists(weights),
    }  # fmt: skip


class _Unread(Mapping[str, dict[str, str]]):
    """The features of a file, read when one asks for them: answers ask the table instead."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _features(self) -> Mapping[str, dict[str, str]]:
        return read_weights(self._path).features

    def __getitem__(self, group: str) -> dict[str, str]:
        return self._features[group]

    def __iter__(self) -> Iterator[str]:
        return iter(self._features)

    def __len__(self) -> int:
        return len(self._features)
