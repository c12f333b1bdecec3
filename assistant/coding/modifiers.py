"""Modifiers with their reasons: sides, 50, 52, and 59 where the record tells two codes of one day apart.

RT and LT follow the side that the findings describe; 50 the bilateral indicator of the fee schedule. 59 goes on the
second code of a shipped procedure-to-procedure edit (see knowledge/edits) whose indicator allows it, and only where the
report itself shows the difference; else a note says what the record would have to show. No code is dropped here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import combinations, permutations

from assistant.analysis import Side
from assistant.coding.candidates import SIDE_MODIFIER, Candidate
from assistant.coding.comparison import limb_of
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.curated_edits import CuratedPair, load_curated_edits
from assistant.knowledge.modifier_wording import modifier_wording
from assistant.studies.compiled import knowledge

SIDES: tuple[Side, Side] = ("right", "left")
SEPARATE = "59"
REDUCED = "52"
TOLD_NOW = frozenset({"affirmed", "negated", "not_visualized"})
SECTION_REASONS = frozenset({"own_question", "other_site"})
POLICY_LIMIT = 2  # the adjudication indicator of a limit of the day that no appeal lifts
DISPUTED_COUNTS = frozenset({"ivus_further_vessels", "coronary_vessels-1"})  # authorities differ on what is one vessel
EITHER_OR = "one-or-other"


def assign_modifiers(candidates: Sequence[Candidate]) -> None:
    """Complete the modifiers of all candidates of one text, and give each modifier its reason as a note.

    Args:
        candidates: The candidates after comparison and dating; changed in place.
    """
    alive = [candidate for candidate in candidates if candidate.status != "not_reportable"]
    for candidate in alive:
        _explain(candidate)
        _give_complete_side(candidate)
        _reduce(candidate)
        _limit_units(candidate)
    if len(alive) > 1:
        _separate(alive)
        _tell_limbs_apart(alive)


def _explain(candidate: Candidate) -> None:
    wording = modifier_wording()
    for modifier in candidate.modifiers:
        reason = wording.reduced.by_rule if modifier == REDUCED else wording.reasons.get(modifier)
        if reason:
            candidate.notes.append(reason)


def _give_complete_side(candidate: Candidate) -> None:
    """Give a one-sided code the side that alone is complete, where the other side was looked at in part."""
    spec = candidate.rule.spec
    if spec.modifiers == "none" or candidate.study.side != "bilateral" or candidate.modifiers:
        return
    entry = load_codes().get(candidate.code)
    if entry is None or "bilateral" not in entry.counterpart:
        return
    lines = candidate.study.ledger
    complete = [
        side for side in SIDE_MODIFIER if all(line.counts for line in lines if line.required and line.side == side)
    ]
    if len(complete) == 1:
        modifier = SIDE_MODIFIER[complete[0]]
        candidate.modifiers.append(modifier)
        candidate.notes.append(modifier_wording().one_side_complete.format(modifier=modifier, side=complete[0]))


def _reduce(candidate: Candidate) -> None:
    """Give 52 to a code without a limited twin where the report says that the study was not carried through."""
    reduced = modifier_wording().reduced
    if candidate.code not in reduced.codes or REDUCED in candidate.modifiers:
        return
    told = candidate.study.evidence.everywhere.get(reduced.words, ())
    if any(mention.assertion in TOLD_NOW for mention in told):  # "could not be completed" is a denial, and told now
        candidate.modifiers.append(REDUCED)
        candidate.notes.append(reduced.note)


def _limit_units(candidate: Candidate) -> None:
    """Say where more units are documented than the payer's limit; a disputed count, or one that no appeal lifts, stops there."""
    entry = load_codes().get(candidate.code)
    if entry is None or entry.mue is None or candidate.units <= entry.mue.practitioner:
        return
    units = candidate.units
    if entry.mue.mai == POLICY_LIMIT or candidate.rule.spec.units in DISPUTED_COUNTS:
        candidate.units = entry.mue.practitioner
    wording = modifier_wording()
    candidate.notes.append(
        wording.units.format(
            units=units,
            limit=entry.mue.practitioner,
            by=wording.units_by[entry.mue.mai],
            vintage=load_codes().vintages.medically_unlikely_edits,
            appeal=wording.units_appeal if entry.mue.mai == 3 else "",
        )
    )


def _separate(alive: list[Candidate]) -> None:
    edits = load_curated_edits()
    codes = dict.fromkeys(candidate.code for candidate in alive)
    pairs = {both: edit for both in permutations(codes, 2) if (edit := edits.between(*both))}
    for first, second in combinations(alive, 2) if pairs else ():
        pair = pairs.get((first.code, second.code))
        if pair is None or _alternatives(first, second):
            continue
        if pair.column_1 == first.code:
            _judge(first, second, pair, edits.vintage)
        else:
            _judge(second, first, pair, edits.vintage)


def _tell_limbs_apart(alive: list[Candidate]) -> None:
    """Put 59 on a code that stands a second time for another limb ("right leg and left arm"), and name the limit of a day."""
    seen: dict[str, set[str]] = {}
    for candidate in alive:
        limb = limb_of(candidate)
        if limb is None:
            continue
        before = seen.setdefault(candidate.code, set())
        if before - {limb} and SEPARATE not in candidate.modifiers:
            entry = load_codes().get(candidate.code)
            limit = entry.mue.practitioner if entry and entry.mue else 1
            candidate.modifiers.append(SEPARATE)
            candidate.notes.append(modifier_wording().other_limb_again.format(code=candidate.code, limit=limit))
        before.add(limb)


def _alternatives(first: Candidate, second: Candidate) -> bool:
    """Whether the two are answers to one question: a code, and what it would be if more were documented."""
    return first.study is second.study and first.status != second.status


def _judge(paid: Candidate, denied: Candidate, pair: CuratedPair, vintage: date) -> None:
    """Put 59 on the second code where the record shows the difference, else a note on what it would have to show."""
    wording = modifier_wording().pairs
    sides = _side(paid), _side(denied)
    names = {"column_1": paid.code, "column_2": denied.code, "vintage": vintage, "first": sides[0], "second": sides[1]}
    if pair.modifier_indicator == 0:
        denied.notes.append(wording.never.format_map(names))
        return
    if SEPARATE in denied.modifiers or SEPARATE in paid.modifiers:
        denied.notes.append(wording.already.format_map({**names, "modifiers": SEPARATE}))
        return
    if set(sides) == {"left", "right"} and _both_named(paid, denied):
        denied.notes.append(wording.sides_named.format_map(names))
        return
    difference = _difference(paid, denied, sides, pair)
    if difference is None:
        denied.notes.append(wording.not_shown.format_map({**names, "reasons": _conditions(pair)}))
        return
    denied.modifiers.append(SEPARATE)
    denied.notes.append(getattr(wording, difference).format_map(names))


def _side(candidate: Candidate) -> Side | None:
    """Return the side that a code's modifier names, or else its study's."""
    named = [side for side in SIDES if SIDE_MODIFIER[side] in candidate.modifiers]
    return named[0] if len(named) == 1 else candidate.study.side


def _both_named(first: Candidate, second: Candidate) -> bool:
    """Whether RT and LT alone tell two forms of one service apart, as a complete and a limited study of two sides."""
    named = all(not {"RT", "LT"}.isdisjoint(candidate.modifiers) for candidate in (first, second))
    return named and first.rule.family is second.rule.family and first.study.kind == second.study.kind


def _difference(
    paid: Candidate, denied: Candidate, sides: tuple[Side | None, Side | None], pair: CuratedPair
) -> str | None:
    """Return how the record tells the two apart (a name of `PairWording`), None where it does not."""
    if set(sides) == {"left", "right"}:
        return "other_side"
    if limb_of(paid) != limb_of(denied) and limb_of(paid) and limb_of(denied):
        return "other_limb"
    if _told_apart(paid, denied):
        return "told_apart"
    exclusive = pair.rationale_id == EITHER_OR
    if not exclusive and SECTION_REASONS & set(_reasons(pair)) and _own_sections(paid, denied):
        return "own_section"
    return None


def _told_apart(paid: Candidate, denied: Candidate) -> bool:
    """Whether the rule by which one code contains the other was lifted, because the record tells of separate work."""
    return any(
        inclusion.unless is not None
        and paid.code in inclusion.containers
        and denied.code in inclusion.contained
        and inclusion.unless(denied.study.report)
        for inclusion in knowledge().inclusions
    )


def _own_sections(first: Candidate, second: Candidate) -> bool:
    """Whether each of two diagnostic studies has most of its findings in a headed section of its own."""
    if not (first.study.compiled.spec.diagnostic and second.study.compiled.spec.diagnostic):
        return False
    homes = [_home(candidate) for candidate in (first, second)]
    return None not in homes and homes[0] != homes[1]


def _home(candidate: Candidate) -> int | None:
    """Return the section of the findings that holds most of a study's mentions, None where it has no heading."""
    sections = candidate.study.evidence.reading.sections
    counts = Counter(mention.section for mention in candidate.study.evidence_mentions if mention.zone == "findings")
    if not counts:
        return None
    section, _ = counts.most_common(1)[0]
    return section if sections[section].title else None


def _reasons(pair: CuratedPair) -> tuple[str, ...]:
    from assistant.tables.edits.wording import (
        load_edit_wording,
    )  # brings the data base along: only where a pair was found

    return load_edit_wording().reasons_for(pair.column_1, pair.column_2, load_codes())


def _conditions(pair: CuratedPair) -> str:
    from assistant.tables.edits.wording import load_edit_wording

    names = {"column_1": pair.column_1, "column_2": pair.column_2}
    reasons = [
        load_edit_wording().reasons[reason]
        for reason in load_edit_wording().reasons_for(pair.column_1, pair.column_2, load_codes())
    ]
    one = modifier_wording().pairs.one_reason
    return "; or ".join(
        one.format(
            proper_when=reason.proper_when.format_map(names), must_show=reason.record_must_show.format_map(names)
        )
        for reason in reasons
    )
