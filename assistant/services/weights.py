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

from assistant.errors import KnowledgeError
from assistant.services.features import GROUPS, Features

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
    _read: dict[str, dict[str, tuple[float, tuple[tuple[int, float], ...]]]] = field(default_factory=dict)

    def scores(self, features: Features) -> dict[str, float]:
        """Return the score of every service for the features of one report."""
        sums = list(self.base)
        for group in GROUPS:
            for weight, weights in self._weighed(group, features[group]):
                for number, value in weights:
                    sums[number] += weight * value
        return dict(zip(self.services, sums, strict=True))

    def shares(self, features: Features, service: str) -> dict[str, float]:
        """Return what each feature adds to the score of one service, by feature (groups joined)."""
        wanted = self.services.index(service)
        shares: dict[str, float] = {}
        for group in GROUPS:
            known = [name for name in features[group] if name in self.features.get(group, ())]
            for name, (weight, weights) in zip(known, self._weighed(group, features[group]), strict=True):
                value = next((value for number, value in weights if number == wanted), 0.0)
                if value:
                    shares[f"{group}:{name}"] = weight * value
        return shares

    def _weighed(self, group: str, counts: Mapping[str, int]) -> list[tuple[float, tuple[tuple[int, float], ...]]]:
        """Return for each known feature its weight in this report and its learned weights."""
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
            found.append((weight, entry[1]))
        norm = self.group_weights[group] / sqrt(square) if square else 0.0
        return [(weight * norm, weights) for weight, weights in found]

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


def _parse(written: str) -> tuple[float, tuple[tuple[int, float], ...]]:
    rarity, _, weights = written.partition("|")
    pairs = (pair.split(":") for pair in weights.split(",") if pair)
    return float(rarity), tuple((int(number), int(value) / SCALE) for number, value in pairs)


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
