"""The learned table: which features speak for and against which service, loaded as a component of the pipeline.

A service's score is a sum over the features of a report (see `features.py`): (1 + ln count) x rarity of each known
feature, normalised within its group to length 1, times the group's weight, times the learned weight, plus the service's
base. Scores near 1 mean that the service was done, near -1 that it was not.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import KnowledgeError
from assistant.language.pipeline import MODEL, SERVICES
from assistant.services.features import GROUPS, Features

ANYTHING = "anything_done"  # the score that some service in scope was done, whichever
SCALE = 1000  # weights are kept as whole thousandths
FILE = "weights.json"


class _Table:
    """The table as arrays: a row for each feature, a column for each service; a row is read when it is first asked for.

    Attributes:
        rows: The row of each feature, by group.
        rarity: The rarity of each row's feature.
        values: The learned weights in whole thousandths.
    """

    def __init__(self, features: Mapping[str, Mapping[str, str]], services: int) -> None:
        self._written = [entry for entries in features.values() for entry in entries.values()]
        numbers = iter(range(len(self._written)))
        self.rows = {group: {name: next(numbers) for name in entries} for group, entries in features.items()}
        self._is_read = np.zeros(len(self._written), dtype=bool)
        self.rarity = np.zeros(len(self._written))
        self.values = np.zeros((len(self._written), services), dtype=np.int16)

    def read(self, rows: np.ndarray) -> None:
        """Read what is written of `rows`; two threads may do so at once, they write the same."""
        for row in rows[~self._is_read[rows]]:
            rarity, _, weights = self._written[row].partition("|")
            pairs = [pair.split(":") for pair in weights.split(",") if pair]
            self.values[row, [int(number) for number, _ in pairs]] = [int(value) for _, value in pairs]
            self.rarity[row] = float(rarity)
            self._is_read[row] = True


@dataclass(slots=True)
class ServiceWeights:
    """The learned table.

    Attributes:
        services: The services in the order of the numbers that `features` uses; the last one is `ANYTHING`.
        base: The score of each service for a text of which no feature is known.
        group_weights: The weight of each group of features.
        features: Per group: feature to "rarity|service number:thousandths,...".
        presence: Weights of the second stage (`presence.py`) by input.
        doubt: What was learned of the doubt of the whole code list (`doubt.py`).
        made_from: What the table was learned from and how it did on authors that it had not seen.
    """

    services: tuple[str, ...]
    base: tuple[float, ...]
    group_weights: dict[str, float]
    features: dict[str, dict[str, str]]
    presence: dict[str, float] = field(default_factory=dict)
    doubt: dict[str, Any] = field(default_factory=dict)
    made_from: dict[str, Any] = field(default_factory=dict)
    _table: _Table | None = field(default=None, compare=False)

    def scores(self, features: Features) -> dict[str, float]:
        """Return the score of every service for the features of one report."""
        rows, weights = self._weighed(features)
        values = self._compiled().values[rows].astype(np.float64)
        sums = self.base + np.einsum("i,ij->j", weights, values) / SCALE
        return dict(zip(self.services, sums.tolist(), strict=True))

    def shares(self, features: Features, service: str) -> dict[str, float]:
        """Return what each feature adds to the score of one service, by feature (groups joined)."""
        rows, weights = self._weighed(features)
        values = self._compiled().values[rows, self.services.index(service)]
        known = [
            f"{group}:{name}" for group in GROUPS for name in features[group] if name in self.features.get(group, ())
        ]
        shares = zip(known, (weights * values / SCALE).tolist(), strict=True)
        return {name: share for name, share in shares if share}

    def telling_words(self, features: Features, service: str, most: int = 3) -> list[str]:
        """Return the words of a report, one or two in a row, that add most to the score of a service."""
        words_alone: Features = {group: features[group] if group == "words" else Counter() for group in GROUPS}
        shares = [(share, name) for name, share in self.shares(words_alone, service).items() if share > 0]
        words = [name.partition(":")[2] for _, name in sorted(shares, reverse=True) if "#" not in name]
        told: list[str] = []
        for word in words:
            if len(told) < most and not any(set(word.split()) & set(other.split()) for other in told):
                told.append(word)
        return told

    def _compiled(self) -> _Table:
        if self._table is None:
            self._table = _Table(self.features, len(self.services))
        return self._table

    def _weighed(self, features: Features) -> tuple[np.ndarray, np.ndarray]:
        """Return the rows of the known features in the order of `GROUPS`, and their weights in this report."""
        table = self._compiled()
        rows: list[int] = []
        counts: list[int] = []
        stretches = []
        for group in GROUPS:
            known = table.rows.get(group, {})
            found = [(row, count) for name, count in features[group].items() if (row := known.get(name)) is not None]
            stretches.append((group, slice(len(rows), len(rows) + len(found))))
            rows += [row for row, _ in found]
            counts += [count for _, count in found]
        numbers = np.array(rows, dtype=np.intp)
        table.read(numbers)
        weights = table.rarity[numbers] * (1.0 + np.log(counts))
        for group, stretch in stretches:
            own = weights[stretch]
            own *= self.group_weights[group] / (sqrt(own @ own) or 1.0)
        return numbers, weights

    def to_json(self) -> str:
        """Render the table, one feature a line."""
        head = {
            "made_from": self.made_from, "services": list(self.services), "base": list(self.base),
            "group_weights": self.group_weights, "presence": self.presence, "doubt": self.doubt,
        }  # fmt: skip
        lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
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
            tuple(data["services"]), tuple(data["base"]), data["group_weights"], data["features"],
            data["presence"], data["doubt"], data["made_from"],
        )  # fmt: skip
    except (OSError, ValueError, KeyError) as error:
        raise KnowledgeError(path, None, f"is no table of weights ({error!r}); 'sonocode train' writes one") from error


@lru_cache(maxsize=1)
def learned_weights() -> ServiceWeights:
    """Return the weights that ship with the pipeline (read once a process).

    Raises:
        KnowledgeError: The pipeline's folder holds no table of weights.
    """
    return read_weights(MODEL / SERVICES / FILE)
