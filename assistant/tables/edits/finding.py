"""What a check of codes says: one finding for each thing that stands between the codes and payment."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from assistant.tables.edits.wording import ReasonId

FindingKind = Literal[
    "column_pair", "mutually_exclusive", "complete_with_limited", "add_on_without_primary", "units_above_limit",
    "not_in_force", "unknown", "modifier_not_taken",
]  # fmt: skip
#: not_together: nothing helps. needs_modifier: a reason and a modifier are missing. modifier_present: the record must
#: bear the modifier out. needs_primary, too_many_units, not_in_force, wrong_modifier: the claim is not right as it is.
#: ask: a person must decide. unknown_here: nothing is known, which is no permission.
Verdict = Literal[
    "not_together", "needs_modifier", "modifier_present", "needs_primary", "too_many_units", "ask", "not_in_force",
    "unknown_here", "wrong_modifier",
]  # fmt: skip


@dataclass(frozen=True)
class SeparateReason:
    """A reason that would make both codes right, the modifiers that state it, and what the record must show."""

    reason: ReasonId
    modifiers: tuple[str, ...]
    proper_when: str
    record_must_show: str


@dataclass(frozen=True)
class EditFinding:
    """One thing that stands between the codes and payment.

    Attributes:
        kind: What sort of edit it is.
        verdict: How hard it is.
        codes: The codes that it is about; of a pair the paid one (column 1) first.
        message: What is wrong, in our own words.
        source: The table or file that says so, with its date.
        vintage: The first day of that table.
        indicator: Of a pair the modifier indicator, 0 or 1; of units the adjudication indicator, 1 to 3.
        reasons: When a modifier would be proper.
        rationale: The source's own reason for the edit, empty where it gives none.
        note: A remark of ours on this very pair.
        placement: On which code a modifier may stand as well, or does not count; empty where there is nothing to say.
    """

    kind: FindingKind
    verdict: Verdict
    codes: tuple[str, ...]
    message: str
    source: str
    vintage: date
    indicator: int | None = None
    reasons: tuple[SeparateReason, ...] = ()
    rationale: str = ""
    note: str | None = None
    placement: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the finding in JSON types."""
        return {**asdict(self), "vintage": self.vintage.isoformat()}


def shipped(what: str, vintage: date) -> str:
    """Return the name of a source that ships with the assistant."""
    return f"shipped {what}, as of {vintage}"
