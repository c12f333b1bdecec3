"""Codes that were not in force on the date of service, with those that were."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.knowledge.code_history import load_code_history
from assistant.knowledge.code_registry import CodeEntry
from assistant.tables.edits.claim import Claim
from assistant.tables.edits.finding import EditFinding, shipped
from assistant.tables.edits.wording import load_edit_wording


def check_dates(claim: Claim) -> Iterator[EditFinding]:
    """Yield a finding for each code of the registry that had ended, or had not begun, on the day of the claim."""
    reviewed = claim.registry.vintages.reviewed_on
    for code in claim.codes:
        entry = claim.registry.get(code)
        if entry is None or entry.in_force_on(claim.day):
            continue
        yield EditFinding(
            kind="not_in_force",
            verdict="not_in_force",
            codes=(code,),
            message=" ".join(_sentences(claim, entry)),
            source=shipped("code registry", reviewed),
            vintage=reviewed,
            note=entry.note if _has_ended(claim, entry) else None,
        )


def _sentences(claim: Claim, entry: CodeEntry) -> Iterator[str]:
    messages = load_edit_wording().messages
    if _has_ended(claim, entry):
        yield messages.ended.format(code=entry.code, end=entry.valid_to, day=claim.day)
        after = claim.registry.successor_on(entry.code, claim.day)
        if after:
            yield messages.successors.format(codes=", ".join(after))
        elif not entry.note:
            yield messages.no_successor
    else:
        yield messages.not_begun.format(code=entry.code, begin=entry.valid_from, day=claim.day)
        if before := _earlier(claim, entry.code):
            yield messages.earlier_codes.format(codes=before)
    if entry.dates_uncertain:
        yield messages.dates_uncertain


def _has_ended(claim: Claim, entry: CodeEntry) -> bool:
    return entry.valid_to is not None and entry.valid_to < claim.day


def _earlier(claim: Claim, code: str) -> str:
    """Return the codes of the day for the service of `code`, empty where none is known."""
    history = load_code_history().entry_on(code, claim.day)
    together = history.instead if history else ()
    if set(together) == set(claim.registry.predecessor_on(code, claim.day)):
        return " or ".join(together)
    return " and ".join(together)
