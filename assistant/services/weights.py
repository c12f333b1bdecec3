"""The learned table: which features speak for and against which service, loaded as a component of the pipeline.

A service's score is a sum over the features of a report (see `features.py`): (1 + ln count) x rarity of each known
feature, normalised within its group to length 1, times the group's weight, times the learned weight, plus the service's
base. Scores near 1 mean that the service was done, near -1 that it was not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log, sqrt
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import KnowledgeError
from assistant.services.features import GROUPS, Features

#: Rarity of a feature (or its weight in a report), the numbers of the services that it speaks of, its learned weights.
Entry = tuple[float, np.ndarray, np.ndarray]
ANYTHING = "anything_done"  # the score that some service in scope was done, whichever
SCALE = 1000  # weights are kept as whole thousandths
FILE = "weights.json"


@dataclass(slots=True)
class ServiceWeights:
    """The learned table.

    Attributes:
        services: The services in the order of the numbers that `features` uses; the last one is `ANYTHING`.
        base: The score of each service for a text of which no feature is known.
        group_weights: The weight of each group of features.
        features: Per group: feature to "rarity|service number:thousandths,...".
        presence: Weights of the second stage (`presence.py`) by input.
        doubt: Weights of the doubt of the whole code list (`doubt.py`) by input.
        made_from: What the table was learned from and how it did on authors that it had not seen.
    """

    services: tuple[str, ...]
    base: tuple[float, ...]
    group_weights: dict[str, float]
    features: dict[str, dict[str, str]]
    presence: dict[str, float] = field(default_factory=dict)
    doubt: dict[str, float] = field(default_factory=dict)
    made_from: dict[str, Any] = field(default_factory=dict)
    _read: dict[str, dict[str, Entry]] = field(default_factory=dict, compare=False)

    def scores(self, features: Features) -> dict[str, float]:
        """Return the score of every service for the features of one report."""
        known = [entry for group in GROUPS for entry in self._weighed(group, features[group])]
        sums = np.array(self.base)
        if known:
            weights = np.repeat([weight for weight, _, _ in known], [len(numbers) for _, numbers, _ in known])
            numbers = np.concatenate([numbers for _, numbers, _ in known])
            values = np.concatenate([values for _, _, values in known])
            sums += np.bincount(numbers, weights * values, minlength=len(self.services))
        return dict(zip(self.services, sums.tolist(), strict=True))

    def shares(self, features: Features, service: str) -> dict[str, float]:
        """Return what each feature adds to the score of one service, by feature (groups joined)."""
        wanted = self.services.index(service)
        shares: dict[str, float] = {}
        for group in GROUPS:
            known = [name for name in features[group] if name in self.features.get(group, ())]
            for name, (weight, numbers, values) in zip(known, self._weighed(group, features[group]), strict=True):
                if value := float(values[numbers == wanted].sum()):
                    shares[f"{group}:{name}"] = weight * value
        return shares

    def telling_words(self, features: Features, service: str, most: int = 3) -> list[str]:
        """Return the words of a report, one or two in a row, that add most to the score of a service."""
        shares = [(share, name) for name, share in self.shares(features, service).items() if share > 0]
        words = [
            name.partition(":")[2] for _, name in sorted(shares, reverse=True) if name.startswith("words:") and "#" not in name
        ]
        told: list[str] = []
        for word in words:
            if len(told) < most and not any(set(word.split()) & set(other.split()) for other in told):
                told.append(word)
        return told

    def _weighed(self, group: str, counts: Mapping[str, int]) -> list[Entry]:
        """Return for each known feature its weight in this report, the services it speaks of, and its learned weights."""
        table, read = self.features.get(group, {}), self._read.setdefault(group, {})
        found = []
        square = 0.0
        for name, count in counts.items():
            entry = read.get(name)
            if entry is None:
                written = table.get(name)
                if written is None:
                    continue
                entry = read[name] = _parse(written)
            weight = entry[0] * (1.0 + log(count)) if count > 1 else entry[0]
            square += weight * weight
            found.append((weight, entry[1], entry[2]))
        norm = self.group_weights[group] / sqrt(square) if square else 0.0
        return [(weight * norm, numbers, values) for weight, numbers, values in found]

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


def _parse(written: str) -> Entry:
    rarity, _, weights = written.partition("|")
    pairs = [pair.split(":") for pair in weights.split(",") if pair]
    numbers = np.array([int(number) for number, _ in pairs], dtype=np.intp)
    return float(rarity), numbers, np.array([int(value) for _, value in pairs]) / SCALE


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
