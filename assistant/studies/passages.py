"""Sets passages apart that speak of one procedure only, where a report tells of several.

"Right knee under ultrasound, image saved. Left elbow by landmark." Whether ultrasound guided a needle, and whether its
picture was kept, is a matter of each procedure. A passage that tells of an unguided or unrecorded needle speaks of its
own procedure alone; the other procedures are judged by the rest of the report.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from assistant.analysis import Side
from assistant.studies.compiled import CompiledStudy
from assistant.studies.evidence import Evidence
from assistant.studies.scene import FoundStudy
from assistant.studies.sides import LIST_MARK, ONE_SIDE, side_of

# Where another procedure may begin within a sentence ("right shoulder with ultrasound and left knee by palpation").
BORDER = re.compile(r"[;,:]|\b(?:and|then|plus|also)\b|[&+]", re.IGNORECASE)
UNGUIDED_GROUPS = ("by_feel", "mark_before")
GUIDED_GROUPS = ("needle_seen", "real_time_guidance")
GUIDANCE_GROUPS = (*GUIDED_GROUPS, "guidance_word", "us", "other_guidance")

Owner = tuple[str, Side | None]


class Passage(NamedTuple):
    """A part of the text, and the procedures that it names."""

    start: int
    end: int
    owners: frozenset[Owner]


def guided_on_one_side(compiled: CompiledStudy, evidence: Evidence) -> bool:
    """Whether a procedure on both sides is told with guidance on one of them only ("left under US, right by percussion")."""
    if not compiled.spec.coded_by_side or not any(group in evidence.body for group in UNGUIDED_GROUPS):
        return False
    owners: dict[str | None, Owner] = {side: (compiled.spec.kind, side) for side in ONE_SIDE}
    named: dict[int, list[tuple[int, Owner]]] = {}
    for mention in evidence.body.get("side", ()):
        told = owners.values() if mention.concept.id == "bilateral" else [owners[mention.concept.id]]
        named.setdefault(mention.sentence, []).extend((mention.start, owner) for owner in told)
    passages = [passage for passage in _cut(evidence, named) if len(passage.owners) == 1]
    unguided = {passage.owners for passage in passages if _unguided(passage, evidence)}
    guided = {
        passage.owners
        for passage in passages
        if any(_told(passage, evidence, group, "affirmed") for group in GUIDANCE_GROUPS) and not _unguided(passage, evidence)
    }
    return len(unguided) == len(guided) == 1 and unguided != guided


def set_passages_apart(studies: Sequence[FoundStudy]) -> None:
    """Give each procedure of a report with several ones the evidence that speaks of it, where one was not guided."""
    procedures = [study for study in studies if study.compiled.spec.passage_from]
    if len(procedures) < 2:
        return
    evidence = procedures[0].report.evidence
    passages = _passages(procedures, evidence)
    _set_sides_apart(procedures, passages, evidence)
    apart: dict[Owner, list[Passage]] = {}
    for passage in passages:
        if len(passage.owners) == 1 and _unguided(passage, evidence):
            apart.setdefault(next(iter(passage.owners)), []).append(passage)
    if not apart:
        return
    for study in procedures:
        own = apart.get(_owner(study))
        others = [p for p in passages if len(p.owners) == 1 and _owner(study) not in p.owners]
        if own is None:
            others = [p for p in others if p in apart.get(next(iter(p.owners)), ())]
        spans = [(p.start, p.end) for p in others]
        study.own = Evidence(evidence.reading, evidence.start, evidence.end, evidence.everywhere, spans, evidence.statements)


def _set_sides_apart(procedures: Sequence[FoundStudy], passages: list[Passage], evidence: Evidence) -> None:
    """Give each procedure on paired organs the side of its own passages ("left pigtail ... right thoracentesis")."""
    paired = [study for study in procedures if study.compiled.spec.sides == "paired"]
    if len(paired) < 2:
        return
    own: dict[str, set[str]] = {study.kind: set() for study in paired}
    starts = [passage.start for passage in passages]
    for mention in evidence.body.get("side", ()):
        passage = passages[max(0, bisect_right(starts, mention.start) - 1)]
        if len(passage.owners) == 1:
            (kind, _), side = *passage.owners, mention.concept.id
            own.setdefault(kind, set()).update(ONE_SIDE if side == "bilateral" else (side,))
    if len(set().union(*own.values())) > 1:
        for study in paired:
            for side in ONE_SIDE:
                if own[study.kind] == {side}:
                    study.side = side


def _owner(study: FoundStudy) -> Owner:
    return study.kind, study.side if study.compiled.spec.sides == "each" or study.split else None


def _passages(procedures: Sequence[FoundStudy], evidence: Evidence) -> list[Passage]:
    """Return the text cut where a list item begins and where another procedure is named.

    Where one kind alone was done, on both sides, a word of the side alone names the one of that side.
    """
    named: dict[int, list[tuple[int, Owner]]] = {}
    groups = ["side"] if len({study.kind for study in procedures}) == 1 else []
    for study in procedures:
        kind, side = _owner(study)
        for group in (*study.compiled.spec.passage_from, *groups):
            for mention in evidence.body.get(group, ()):
                if side is None or side_of(mention) in (side, "bilateral"):
                    named.setdefault(mention.sentence, []).append((mention.start, (kind, side)))
    return _cut(evidence, named)


def _cut(evidence: Evidence, named: dict[int, list[tuple[int, Owner]]]) -> list[Passage]:
    """Return the text cut where a list item begins and where another procedure is named, by sentence."""
    reading = evidence.reading
    pieces = [
        piece
        for number, (start, end) in enumerate(reading.sentences)
        if start < evidence.end and end > evidence.start
        for piece in _pieces(reading.text, start, end, named.get(number, []))
    ]
    found: list[Passage] = []
    for start, end, owners in pieces:
        same = found and (not owners or owners == found[-1].owners)  # "Both knees were injected. Right: ..." begins anew
        if same and not LIST_MARK.match(reading.text, start):
            found[-1] = Passage(found[-1].start, end, found[-1].owners)
        elif found and not found[-1].owners and LIST_MARK.match(reading.text, found[-1].start) and owners:
            found[-1] = Passage(found[-1].start, end, owners)
        else:
            found.append(Passage(start, end, owners))
    return found


def _pieces(text: str, start: int, end: int, named: list[tuple[int, Owner]]) -> list[Passage]:
    """Return a sentence, cut where it names one procedure after another, each in clauses of its own."""
    cuts = [start, *(border.start() for border in BORDER.finditer(text, start, end)), end] if len(named) > 1 else []
    named = sorted(named, key=lambda told: told[0])
    places = [place for place, _ in named]
    found: list[Passage] = []
    for first, last in pairwise(cuts):
        owners = frozenset(owner for _, owner in named[bisect_left(places, first) : bisect_left(places, last)])
        if found and (not owners or owners == found[-1].owners):
            found[-1] = Passage(found[-1].start, last, found[-1].owners)
        elif found and not found[-1].owners:
            found[-1] = Passage(found[-1].start, last, owners)
        else:
            found.append(Passage(first, last, owners))
    apart = [passage.owners for passage in found if len(passage.owners) == 1]
    if len(found) > 1 and apart and len(set(apart)) == len(apart):
        return found
    return [Passage(start, end, frozenset(owner for _, owner in named))]


def _unguided(passage: Passage, evidence: Evidence) -> bool:
    """Whether a passage says that its needle went in without ultrasound, or that no image was kept."""

    if _told(passage, evidence, "image_storage", "negated"):
        return True
    by_feel = any(_told(passage, evidence, group, "affirmed") for group in UNGUIDED_GROUPS)
    by_feel = by_feel or _told(passage, evidence, "us", "negated")
    return by_feel and not any(_told(passage, evidence, group, "affirmed") for group in GUIDED_GROUPS)


def _told(passage: Passage, evidence: Evidence, group: str, assertion: str) -> bool:
    """Whether a passage holds a mention of a group that is so said."""
    return any(
        passage.start <= mention.start < passage.end and mention.assertion == assertion
        for mention in evidence.everywhere.get(group, ())
    )
