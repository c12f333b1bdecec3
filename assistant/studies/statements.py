"""What a report states of its structures, its findings, indexed so that rules and ledgers can ask for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from assistant.analysis import Attribute, Finding, Side
from assistant.findings.book import finding_book

#: Statements that do not show that a structure was looked at.
UNSEEN = frozenset({("visualized", "no"), ("compressibility", "not_tested")})
NOT_LOOKED_AT: frozenset[Attribute] = frozenset({"treatment"})


class Statements:
    """The findings of one report, by attribute, and by the lexicon's groups of their structures."""

    __slots__ = ("_all", "_by_attribute", "_by_group", "names")

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._by_attribute: dict[str, list[Finding]] = defaultdict(list)
        self._by_group: dict[str, list[Finding]] = defaultdict(list)
        #: Attributes that are told ("compressibility"), and those with their value ("flow=phasic").
        self.names: set[str] = set()
        self._all = list(findings)
        groups = finding_book().groups
        for found in self._all:
            if (found.attribute, found.value) in UNSEEN:
                continue
            self._by_attribute[found.attribute].append(found)
            self.names |= {found.attribute, f"{found.attribute}={found.value}"}
            if found.attribute not in NOT_LOOKED_AT:
                for group in groups.get(found.structure, ()):
                    self._by_group[group].append(found)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._all)

    def of(self, attribute: str) -> list[Finding]:
        """Return what is told of an attribute, in the order of the text."""
        return self._by_attribute.get(attribute, [])

    def about(self, groups: Iterable[str], side: Side | None) -> list[Finding]:
        """Return what tells that a structure of one of the groups was looked at on a side (None: of any)."""
        return [
            found
            for group in groups
            for found in self._by_group.get(group, ())
            if side is None or found.side in (None, side, "bilateral")
        ]
