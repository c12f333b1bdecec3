"""Edits between two codes: column 1 and column 2, mutually exclusive, and a limited study beside the complete one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import combinations
from typing import NamedTuple

from assistant.knowledge.curated_edits import FOLDER, RationaleFile
from assistant.knowledge.yaml_file import read_yaml
from assistant.tables.edits.claim import Claim
from assistant.tables.edits.finding import EditFinding, FindingKind, SeparateReason, Verdict, shipped
from assistant.tables.edits.wording import ReasonId, load_edit_wording

SIDE_MODIFIERS = frozenset({"LT", "RT"})
SIDE_REASONS: tuple[ReasonId, ...] = ("other_side", "other_limb")


class _Edit(NamedTuple):
    """An edit, and the finding's fields that its source gives."""

    column_1: str
    column_2: str
    indicator: int
    rationale: str
    exclusive: bool
    source: str
    vintage: date


def check_pairs(claim: Claim) -> Iterator[EditFinding]:
    """Yield a finding for each edit among the codes, and for a limited beside a complete study that has none."""
    edits = _edits(claim)
    for first, second in combinations(claim.codes, 2):
        if edit := edits.get(frozenset((first, second))):
            yield _edit_finding(claim, edit)
        elif relation := _relation(claim, first, second):
            yield _relation_finding(claim, first, second, relation)


def edited_pairs(claim: Claim) -> frozenset[frozenset[str]]:
    """Return the pairs among the codes between which an edit stands."""
    return frozenset(_edits(claim))


def _edits(claim: Claim) -> dict[frozenset[str], _Edit]:
    return {frozenset(edit[:2]): edit for edit in (*_shipped_edits(claim), *_official_edits(claim))}


def _official_edits(claim: Claim) -> Iterator[_Edit]:
    if claim.tables is None:
        return
    exclusive = load_edit_wording().exclusive_rationale
    for pair in claim.tables.pairs(claim.codes, claim.day, claim.setting):
        yield _Edit(
            pair.column_1,
            pair.column_2,
            int(pair.indicator),
            pair.rationale,
            pair.rationale.startswith(exclusive),
            pair.source(claim.day),
            pair.vintage.effective,
        )


def _shipped_edits(claim: Claim) -> Iterator[_Edit]:
    """Yield the shipped edits, but for those of a first code that an imported table speaks of.

    CMS splits its table by first code, so a table without a row for one is not silent: a part of it is missing.
    """
    vintage = claim.curated.vintage
    for first, second in combinations(claim.codes, 2):
        pair = claim.curated.between(first, second)
        if pair is None or (claim.tables and claim.tables.has_edits_of(pair.column_1, claim.day, claim.setting)):
            continue
        yield _Edit(
            pair.column_1,
            pair.column_2,
            pair.modifier_indicator,
            pair.rationale,
            pair.rationale == _shipped_exclusive_rationale(),
            shipped("practitioner edits", vintage),
            vintage,
        )


@cache
def _shipped_exclusive_rationale() -> str:
    """Return the sentence by which the shipped edits mark codes that exclude each other."""
    return read_yaml(FOLDER / "edit_rationales.yaml", RationaleFile).rationales["one-or-other"]


def _edit_finding(claim: Claim, edit: _Edit) -> EditFinding:
    relation = _relation(claim, edit.column_1, edit.column_2)
    exclusive = load_edit_wording().messages.exclusive if edit.exclusive else None
    kind: FindingKind = "complete_with_limited" if relation else "mutually_exclusive" if exclusive else "column_pair"
    verdict, sentences, reasons = _judge(claim, edit)
    remark = claim.curated.pair(edit.column_1, edit.column_2)
    return EditFinding(
        kind=kind,
        verdict=verdict,
        codes=(edit.column_1, edit.column_2),
        message=" ".join(filter(None, (relation or exclusive, *sentences))),
        source=edit.source,
        vintage=edit.vintage,
        indicator=edit.indicator,
        reasons=reasons,
        rationale=edit.rationale,
        note=remark.note if remark else None,
        placement=_placement(claim, edit),
    )


def _judge(claim: Claim, edit: _Edit) -> tuple[Verdict, list[str], tuple[SeparateReason, ...]]:
    """Return how hard an edit is, the sentences about it, and the reasons that would separate its codes."""
    wording = load_edit_wording()
    present = _bypass_modifiers(claim, edit)
    names = {"column_1": edit.column_1, "column_2": edit.column_2, "modifiers": ", ".join(present)}
    if edit.indicator == 0:
        sentences = [wording.messages.not_together, *([wording.messages.useless_modifier] if present else [])]
        return "not_together", [sentence.format_map(names) for sentence in sentences], ()
    reasons, about_sides = _reasons(claim, edit.column_1, edit.column_2)
    message = wording.messages.modifier_present if present else wording.messages.needs_modifier
    verdict: Verdict = "modifier_present" if present else "needs_modifier"
    return verdict, [message.format_map(names), *about_sides], reasons


def _placement(claim: Claim, edit: _Edit) -> str:
    """Return that the modifier may stand on the first code as well, or that one there does not count."""
    wording = load_edit_wording()
    names = {"column_1": edit.column_1, "begin": wording.either_column_from}
    if claim.setting != "practitioner" or edit.indicator == 0 or _bypass_modifiers(claim, edit):
        return ""
    if not _second_column_only(claim):
        return wording.messages.either_column.format_map(names)
    idle = [name for name in claim.modifiers_of(edit.column_1) if name in wording.separate_modifiers]
    return wording.messages.wrong_column.format_map({**names, "modifiers": ", ".join(idle)}) if idle else ""


def _second_column_only(claim: Claim) -> bool:
    return claim.setting == "practitioner" and claim.day < load_edit_wording().either_column_from


def _bypass_modifiers(claim: Claim, edit: _Edit) -> list[str]:
    """Return the modifiers on either code that can let the edit pass; the same side on both is no reason."""
    columns = edit.column_1, edit.column_2
    sides = {claim.side_of(code) for code in columns}
    idle = SIDE_MODIFIERS if len(sides) == 1 else frozenset()
    wording = load_edit_wording()
    lost = wording.separate_modifiers if _second_column_only(claim) else frozenset()
    named = dict.fromkeys(
        name for code in columns for name in claim.modifiers_of(code) if not (code == edit.column_1 and name in lost)
    )
    return [name for name in named if name in wording.bypass_modifiers - idle]


def _reasons(claim: Claim, column_1: str, column_2: str) -> tuple[tuple[SeparateReason, ...], list[str]]:
    """Return the reasons that can separate two codes, and what the sides that the lines name say of them."""
    wording = load_edit_wording()
    reasons = wording.reasons_for(column_1, column_2, claim.registry)
    sides = claim.side_of(column_1), claim.side_of(column_2)
    by_side = tuple(reason for reason in reasons if reason in SIDE_REASONS)
    about_sides = []
    if by_side and all(sides):
        same = sides[0] == sides[1]
        about_sides = [wording.messages.sides_agree if same else wording.messages.sides_differ]
        reasons = tuple(reason for reason in reasons if reason not in by_side) if same else by_side
    return tuple(_reason(reason, column_1, column_2) for reason in reasons), about_sides


def _reason(reason: ReasonId, column_1: str, column_2: str) -> SeparateReason:
    text = load_edit_wording().reasons[reason]
    names = {"column_1": column_1, "column_2": column_2}
    proper_when, must_show = text.proper_when.format_map(names), text.record_must_show.format_map(names)
    return SeparateReason(reason, text.modifiers, proper_when, must_show)


def _relation(claim: Claim, first: str, second: str) -> str | None:
    """Return the sentence for two codes of one area of which one holds the other; None for all others."""
    messages = load_edit_wording().messages
    for narrow, wide in ((first, second), (second, first)):
        if _is_counterpart(claim, narrow, wide, "complete", "limited"):
            return messages.complete_with_limited.format(limited=narrow, complete=wide)
        if _is_counterpart(claim, narrow, wide, "bilateral", "unilateral"):
            return messages.one_side_with_both.format(one=narrow, both=wide)
    return None


def _is_counterpart(claim: Claim, narrow: str, wide: str, to_wide: str, to_narrow: str) -> bool:
    """Return whether the registry calls `wide` the `to_wide` twin of `narrow`, or names the reverse."""
    registry = claim.registry
    if narrow not in registry or wide not in registry:
        return False
    twins_of_narrow, twins_of_wide = dict(registry[narrow].counterpart), dict(registry[wide].counterpart)
    return (to_wide, wide) in twins_of_narrow.items() or (to_narrow, narrow) in twins_of_wide.items()


def _relation_finding(claim: Claim, first: str, second: str, sentence: str) -> EditFinding:
    reasons, about_sides = _reasons(claim, first, second)
    reviewed = claim.registry.vintages.reviewed_on
    return EditFinding(
        kind="complete_with_limited",
        verdict="ask",
        codes=(first, second),
        message=" ".join([sentence, *about_sides]),
        source=shipped("code registry", reviewed),
        vintage=reviewed,
        reasons=reasons,
    )
