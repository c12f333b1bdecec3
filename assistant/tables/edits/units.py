"""Units above the limit that Medicare sets for a claim line or a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from assistant.tables.edits.claim import BilledCode, Claim
from assistant.tables.edits.finding import EditFinding, shipped
from assistant.tables.edits.wording import load_edit_wording

BY_LINE = 1


class _Limit(NamedTuple):
    """A unit limit, and the finding's fields that its source gives; `other` is the limit of the other setting, if unlike."""

    units: int
    adjudication: int
    rationale: str
    source: str
    vintage: date
    other: int | None = None


def check_units(claim: Claim) -> Iterator[EditFinding]:
    """Yield a finding for each code with more units than its limit allows on a line or on the day."""
    for code in claim.codes:
        limit = _official_limit(claim, code) or _shipped_limit(claim, code)
        if limit is None:
            continue
        units = [line.units for line in claim.lines_of(code)]
        if (max(units) if limit.adjudication == BY_LINE else sum(units)) > limit.units:
            yield _finding(claim, code, limit)


def _official_limit(claim: Claim, code: str) -> _Limit | None:
    mue = claim.tables.mue(code, claim.day, claim.setting) if claim.tables else None
    if mue is None:
        return None
    source = mue.vintage.describe(claim.day)
    return _Limit(mue.units, mue.adjudication, mue.rationale, source, mue.vintage.effective)


def _shipped_limit(claim: Claim, code: str) -> _Limit | None:
    entry = claim.registry.get(code)
    if entry is None or entry.mue is None:
        return None
    vintage = claim.registry.vintages.medically_unlikely_edits
    other = entry.mue.units("practitioner" if claim.setting == "hospital" else "hospital")
    units = entry.mue.units(claim.setting)
    return _Limit(
        units, entry.mue.mai, "", shipped(f"{claim.setting} unit limits", vintage), vintage,
        None if other == units else other,
    )  # fmt: skip


def _finding(claim: Claim, code: str, limit: _Limit) -> EditFinding:
    messages = load_edit_wording().messages
    explanation = {1: messages.by_line, 2: messages.by_day_policy, 3: messages.by_day_clinical}[limit.adjudication]
    lines = claim.lines_of(code)
    sentences = [
        messages.too_many_units.format(code=code, units=sum(line.units for line in lines), limit=limit.units),
        explanation,
        *_other_setting(claim, limit),
        *_both_sides(claim, code, lines),
    ]
    return EditFinding(
        kind="units_above_limit",
        verdict="too_many_units",
        codes=(code,),
        message=" ".join(sentences),
        source=limit.source,
        vintage=limit.vintage,
        indicator=limit.adjudication,
        rationale=limit.rationale,
    )


def _other_setting(claim: Claim, limit: _Limit) -> list[str]:
    """Return the limit of the other setting, where it is another."""
    if limit.other is None:
        return []
    others = "practitioners" if claim.setting == "hospital" else "outpatient hospitals"
    return [load_edit_wording().messages.other_limit.format(others=others, limit=limit.other)]


def _both_sides(claim: Claim, code: str, lines: Sequence[BilledCode]) -> list[str]:
    """Return the hint at the code for both sides, where the lines name both and such a code exists."""
    entry = claim.registry.get(code)
    if entry is None or not {line.side for line in lines} >= {"left", "right"}:
        return []
    whole = entry.counterpart.get("bilateral") or entry.counterpart.get("complete")
    if whole is None or claim.registry[whole].unit != "both sides":
        return []
    return [load_edit_wording().messages.both_sides.format(complete=whole)]
