"""What a report states of its structures, its findings, indexed so that rules and ledgers can ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.analysis import Attribute, Finding, Side
from assistant.findings.book import finding_book

#: Statements that do not show that a structure was looked at.
UNSEEN = frozenset({("visualized", "no"), ("compressibility", "not_tested")})
NOT_LOOKED_AT: frozenset[Attribute] = frozenset({"treatment"})


class Statements:
    """The findings of one report, by attribute, and by the lexicon's groups of their structures.

    "Left: the same as above" describes no structure of the left: what is only repeated documents nothing.
    """

    __slots__ = ("_all", "_by_attribute", "_by_group", "names")

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._by_attribute: dict[str, list[Finding]] = {}
        self._by_group: dict[str, list[Finding]] | None = None  # made when a ledger asks
        #: Attributes that are told ("compressibility"), and those with their value ("flow=phasic").
        self.names: set[str] = set()
        self._all = [found for found in findings if not found.repeated]
        for found in self._all:
            attribute, value = found.attribute, found.value
            if (attribute, value) not in UNSEEN:
                self._by_attribute.setdefault(attribute, []).append(found)
                self.names.update((attribute, f"{attribute}={value}"))

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._all)

    def of(self, attribute: str) -> list[Finding]:
        """Return what is told of an attribute, in the order of the text."""
        return self._by_attribute.get(attribute, [])

    def about(self, groups: Iterable[str], side: Side | None) -> list[Finding]:
        """Return what tells that a structure of one of the groups was looked at on a side (None: of any)."""
        if self._by_group is None:
            self._by_group = self._grouped()
        return [
            found
            for group in groups
            for found in self._by_group.get(group, ())
            if side is None or found.side in (None, side, "bilateral")
        ]

    def _grouped(self) -> dict[str, list[Finding]]:
        """Return the findings that show that a structure was looked at, by the groups of the structure."""
        by_group: dict[str, list[Finding]] = {}
        groups = finding_book().groups if self._all else {}
        for found in self._all:
            if found.attribute not in NOT_LOOKED_AT and (found.attribute, found.value) not in UNSEEN:
                for group in groups.get(found.structure, ()):
                    by_group.setdefault(group, []).append(found)
        return by_group
