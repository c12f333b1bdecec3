"""Add-on codes without a primary code beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from assistant.tables.edits.claim import Claim
from assistant.tables.edits.finding import EditFinding, shipped
from assistant.tables.edits.wording import load_edit_wording


class _PrimaryList(NamedTuple):
    """What a source says of an add-on's primary codes.

    `named` is whether it names any, `closed` whether no other can qualify, `present` whether one is on the claim,
    `whole` whether the list is known in full.
    """

    present: bool
    named: bool
    closed: bool
    source: str
    vintage: date
    whole: bool = True


def check_add_ons(claim: Claim) -> Iterator[EditFinding]:
    """Yield a finding for each add-on code that has no primary code among the others.

    A base that follows from the code's meaning (see `CodeEntry.bases_expected`) counts beside every table: new codes
    reach the add-on file late.
    """
    for code in claim.codes:
        others = [other for other in claim.codes if other != code]
        entry = claim.registry.get(code)
        if entry and any(entry.base_support(other) == "expected" for other in others):
            continue
        primaries = _official_list(claim, code, others) or _shipped_list(claim, code, others)
        if primaries and not primaries.present and (finding := _finding(code, others, primaries)):
            yield finding


def _official_list(claim: Claim, code: str, others: list[str]) -> _PrimaryList | None:
    bases = claim.tables.bases(code, claim.day) if claim.tables else None
    if bases is None:
        return None
    present = not set(bases.primaries).isdisjoint(others)
    source = bases.vintage.describe(claim.day)
    return _PrimaryList(present, bool(bases.primaries), bases.closed, source, bases.vintage.effective)


def _shipped_list(claim: Claim, code: str, others: list[str]) -> _PrimaryList | None:
    entry = claim.registry.get(code)
    if entry is None or not entry.add_on:
        return None
    present = any(entry.base_support(other) for other in others)
    vintage = claim.registry.vintages.add_on_edits
    source = shipped("primary codes of add-ons", vintage)
    named = bool(entry.bases or entry.bases_expected)
    whole = entry.base_list is not None
    return _PrimaryList(present, named, entry.base_list == "closed", source, vintage, whole)


def _finding(code: str, others: list[str], primaries: _PrimaryList) -> EditFinding | None:
    """Return the finding; None where another code may well qualify: the contractor decides, or the list is not whole."""
    if others and not primaries.closed and not (primaries.named and primaries.whole):
        return None
    messages = load_edit_wording().messages
    company = messages.other_codes.format(codes=", ".join(others)) if others else messages.no_other_code
    text = messages.no_primary if primaries.closed or not primaries.whole else messages.no_primary_open
    return EditFinding(
        kind="add_on_without_primary",
        verdict="needs_primary" if primaries.closed or not others else "ask",
        codes=(code,),
        message=text.format(code=code, others=company),
        source=primaries.source,
        vintage=primaries.vintage,
    )
