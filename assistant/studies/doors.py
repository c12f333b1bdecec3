"""Tells which conditions a report could fulfil at all, by the names in it, before any of them is asked."""

from __future__ import annotations

from collections.abc import Iterable, Set

from assistant.studies.conditions import Need
from assistant.studies.evidence import Evidence


class Doors:
    """Conditions behind doors: each opens where the report holds one name of every need of its condition.

    `_keys` has for each zone and name the bits of the needs that it meets, `_locks` for each condition those of all its
    needs. So one pass over the names of a report tells which conditions are worth asking.
    """

    __slots__ = ("_all", "_keys", "_locks")

    def __init__(self, needs: Iterable[Iterable[Need]]) -> None:
        """Take the needs of each condition."""
        bits: dict[Need, int] = {}
        self._keys: dict[str, dict[str, int]] = {}
        self._locks: list[int] = []
        for condition in needs:
            lock = 0
            for need in condition:
                lock |= bits.setdefault(need, 1 << len(bits))
            self._locks.append(lock)
        self._all = (1 << len(bits)) - 1
        for need, bit in bits.items():
            for zone, name in need:
                keys = self._keys.setdefault(zone, {})
                keys[name] = keys.get(name, 0) | bit

    def opened_by(self, evidence: Evidence) -> list[int]:
        """Return the numbers of the conditions that a report could fulfil, in their order."""
        met = 0
        for zone, keys in self._keys.items():
            names: Set[str] = getattr(evidence, zone).names
            for name in keys.keys() & names:
                met |= keys[name]
        unmet = self._all ^ met
        return [number for number, lock in enumerate(self._locks) if not lock & unmet]
