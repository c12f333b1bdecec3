"""Modifiers that a code does not take: 26 and TC, 50 and sides, by the indicators of the fee schedule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from assistant.knowledge.code_registry import Relation
from assistant.tables.edits.claim import BilledCode, Claim
from assistant.tables.edits.finding import EditFinding, shipped
from assistant.tables.edits.wording import load_edit_wording

PROFESSIONAL, TECHNICAL, BOTH_SIDES, REDUCED = "26", "TC", "50", "52"
PARTS = (PROFESSIONAL, TECHNICAL)
SIDES = ("LT", "RT")
SPLIT = 1
MEANS_BOTH = 2
WHOLE: tuple[Relation, ...] = ("bilateral", "complete")
ONE_SIDE: tuple[Relation, ...] = ("unilateral", "limited")


class _Indicators(NamedTuple):
    """What a fee schedule says of a code; None where it says nothing."""

    pc_tc: int | None
    bilateral: int | None
    source: str
    vintage: date


def check_modifiers(claim: Claim) -> Iterator[EditFinding]:
    """Yield a finding for each line with modifiers that its code does not take; lines that read alike give one."""
    for line in dict.fromkeys(BilledCode(line.code, line.modifiers) for line in claim.lines if line.modifiers):
        indicators = _official(claim, line) or _shipped(claim, line)
        sentences = [*_parts(claim, line, indicators), *_sides(claim, line, indicators)]
        if sentences:
            yield EditFinding(
                kind="modifier_not_taken",
                verdict="wrong_modifier",
                codes=(line.code,),
                message=" ".join(sentences),
                source=indicators.source,
                vintage=indicators.vintage,
            )


def _component(line: BilledCode) -> str:
    named = [part for part in PARTS if part in line.modifiers]
    return named[0] if len(named) == 1 else ""


def _official(claim: Claim, line: BilledCode) -> _Indicators | None:
    fee = claim.tables.fee(line.code, claim.day, _component(line)) if claim.tables else None
    if fee is None:
        return None
    source, vintage = fee.vintage.describe(claim.day), fee.vintage.effective
    return _Indicators(_number(fee.pctc), _number(fee.bilateral), source, vintage)


def _shipped(claim: Claim, line: BilledCode) -> _Indicators:
    vintage = claim.registry.vintages.fee_schedule
    source = shipped("fee schedule indicators", vintage)
    entry = claim.registry.get(line.code)
    if entry is None or entry.fee_schedule is None:
        return _Indicators(None, None, source, vintage)
    fee = entry.fee_schedule
    of_part = fee.bilateral_26 if _component(line) == PROFESSIONAL else None
    return _Indicators(fee.pc_tc, fee.bilateral if of_part is None else of_part, source, vintage)


def _number(indicator: str) -> int | None:
    return int(indicator) if indicator.strip().isdigit() else None


def _parts(claim: Claim, line: BilledCode, indicators: _Indicators) -> Iterator[str]:
    messages = load_edit_wording().messages
    named = [part for part in PARTS if part in line.modifiers]
    if not named:
        return
    no_split = messages.no_parts.get(SPLIT if indicators.pc_tc is None else indicators.pc_tc)
    if no_split:
        yield no_split.format(code=line.code, modifier=" or ".join(named), indicator=indicators.pc_tc)
    elif claim.setting == "hospital":
        yield messages.hospital_parts.format(code=line.code)
    elif len(named) > 1:
        yield messages.both_parts.format(code=line.code)


def _sides(claim: Claim, line: BilledCode, indicators: _Indicators) -> Iterator[str]:
    messages, bilateral = load_edit_wording().messages, indicators.bilateral
    sides = [side for side in SIDES if side in line.modifiers]
    if BOTH_SIDES in line.modifiers:
        no_50 = None if bilateral is None else messages.no_50.get(bilateral)
        if no_50:
            yield no_50.format(code=line.code, indicator=bilateral)
            if whole := _twins(claim, line.code, WHOLE, both_sides=True):
                yield messages.no_50_instead.format(codes=whole)
        elif sides:
            yield messages.side_beside_50.format(code=line.code)
    elif sides and bilateral == MEANS_BOTH and REDUCED not in line.modifiers and _is_of_both_sides(claim, line.code):
        yield messages.no_side.format(code=line.code, modifier=" or ".join(sides), indicator=bilateral)
        if one := _twins(claim, line.code, ONE_SIDE, both_sides=False):
            yield messages.no_side_instead.format(codes=one)


def _is_of_both_sides(claim: Claim, code: str) -> bool:
    """Return whether one unit means both sides; of an eye or a vessel an indicator 2 says only how it is paid."""
    entry = claim.registry.get(code)
    return entry is not None and entry.unit == "both sides"


def _twins(claim: Claim, code: str, relations: tuple[Relation, ...], *, both_sides: bool) -> str:
    """Return the twin codes of `code` that mean both sides, or that do not; empty where there is none."""
    entry = claim.registry.get(code)
    twins = [entry.counterpart[relation] for relation in relations if relation in entry.counterpart] if entry else []
    return " or ".join(dict.fromkeys(twin for twin in twins if _is_of_both_sides(claim, twin) == both_sides))
