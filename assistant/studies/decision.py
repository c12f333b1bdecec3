"""What was decided about the services of a report beyond the families' own conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Decision:
    """Studies to take in and codes to leave out.

    Attributes:
        added: Kinds of study to take in although their own condition does not hold, each with the codes it may give.
        refused: Codes to leave out although their rule holds, each with the reason.
    """

    added: Mapping[str, frozenset[str]] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.refused)


UNDECIDED = Decision()
