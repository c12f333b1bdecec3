"""Codes outside the registry, and pairs of which no table says whether an edit stands between them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from assistant.knowledge.curated_edits import load_edit_scope
from assistant.tables.edits.claim import Claim
from assistant.tables.edits.finding import EditFinding, shipped
from assistant.tables.edits.pairs import edited_pairs
from assistant.tables.edits.wording import load_edit_wording
from assistant.tables.rows import Kind


def check_unknown(claim: Claim) -> Iterator[EditFinding]:
    """Yield a finding for each code that is the reason why something is not known; each pair is named once."""
    pairs = _unknown_pairs(claim)
    for code in sorted(claim.codes, key=lambda code: code in claim.registry):
        mine = [pair for pair in pairs if code in pair and not _is_held(claim, code, *pair)]
        if code in claim.registry and not mine:
            continue
        pairs = [pair for pair in pairs if pair not in mine]
        yield _finding(claim, code, [pair[0] if pair[1] == code else pair[1] for pair in mine])


def _unknown_pairs(claim: Claim) -> list[tuple[str, str]]:
    """Return the pairs that have no edit, and of which neither an imported table nor the shipped edits speak.

    A code that is not in force on the day is told of by its dates alone, and an add-on goes with its primary codes.
    """
    edited = edited_pairs(claim)
    codes = [code for code in claim.codes if code not in claim.registry or claim.registry.valid_on(code, claim.day)]
    return [
        pair
        for pair in combinations(codes, 2)
        if frozenset(pair) not in edited
        and not _is_add_on_of(claim, *pair)
        and not _is_add_on_of(claim, *reversed(pair))
        and not all(_is_in_table(claim, code) for code in pair)
        and not all(_is_held(claim, code, *pair) for code in pair)
    ]


def _is_add_on_of(claim: Claim, code: str, base: str) -> bool:
    entry = claim.registry.get(code)
    return entry is not None and entry.base_support(base) is not None


def _is_in_table(claim: Claim, code: str) -> bool:
    """Return whether the imported table of edits knows the code; a code without any edit by its dates."""
    vintage = claim.tables.vintage_for(Kind.PTP, claim.day, claim.setting) if claim.tables else None
    if claim.tables is None or vintage is None:
        return False
    entry = claim.registry.get(code)
    if entry is not None and entry.in_force_on(vintage.effective):
        return True
    return claim.tables.has_edits_with(code, claim.day, claim.setting)


def _is_held(claim: Claim, code: str, first: str, second: str) -> bool:
    """Return whether `code` is no reason why the shipped edits would not hold the edit of a pair."""
    entry, scope = claim.registry.get(code), load_edit_scope()
    if entry is None or not entry.in_force_on(claim.curated.vintage):
        return False
    return code not in scope.in_part or scope.speaks_of(first, second)


def _finding(claim: Claim, code: str, partners: list[str]) -> EditFinding:
    reviewed, held = claim.registry.vintages.reviewed_on, claim.curated.vintage
    known = code in claim.registry
    return EditFinding(
        kind="unknown",
        verdict="unknown_here",
        codes=(code,),
        message=" ".join(_sentences(claim, code, partners)),
        source=shipped("practitioner edits", held) if known else shipped("code registry", reviewed),
        vintage=held if known else reviewed,
    )


def _sentences(claim: Claim, code: str, partners: list[str]) -> Iterator[str]:
    messages, entry = load_edit_wording().messages, claim.registry.get(code)
    if entry is None:
        yield messages.unknown_code.format(code=code)
        if not partners and _is_in_table(claim, code):
            yield messages.table_answers
    elif entry.in_force_on(claim.curated.vintage):
        yield messages.in_part.format(code=code)
    else:
        yield messages.not_of_that_day.format(code=code, vintage=claim.curated.vintage)
    if partners:
        pairs = ", ".join(messages.one_pair.format(first=code, second=other) for other in partners)
        yield messages.unknown_pairs.format(pairs=pairs)
    for other in partners:
        yield from _guidance(claim, code, other)
        yield from _guidance(claim, other, code)


def _guidance(claim: Claim, code: str, guidance: str) -> Iterator[str]:
    """Yield that `code` contains its imaging, where the registry knows it and the other code is guidance."""
    entry, other = claim.registry.get(code), claim.registry.get(guidance)
    if entry is None or other is None or not entry.includes_imaging_guidance or other.service != "guidance":
        return
    if entry.imaging_included_from is None or entry.imaging_included_from <= claim.day:
        yield load_edit_wording().messages.contains_guidance.format(code=code, guidance=guidance)
