"""Sets passages apart that speak of one procedure only, where a report tells of several.

"Right knee under ultrasound, image saved. Left elbow by landmark." Whether ultrasound guided a needle, and whether its
picture was kept, is a matter of each procedure. A passage that tells of an unguided or unrecorded needle speaks of its
own procedure alone; the other procedures are judged by the rest of the report.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.analysis import Side
from assistant.studies.evidence import Evidence
from assistant.studies.scene import FoundStudy

LIST_MARK = re.compile(r"[ \t]*(?:#?\d{1,2}[.)]|\(?[A-Ha-h1-9]\)|[A-H][.):]|PROC(?:EDURE)? #?\d|[-*\u2022])[ \t:]")
UNGUIDED_GROUPS = ("by_feel", "mark_before")
GUIDED_GROUPS = ("needle_seen", "real_time_guidance")

Owner = tuple[str, Side | None]


class Passage(NamedTuple):
    """A part of the text, and the procedures that it names."""

    start: int
    end: int
    owners: frozenset[Owner]


def set_passages_apart(studies: Sequence[FoundStudy]) -> None:
    """Give each procedure of a report with several ones the evidence that speaks of it, where one was not guided."""
    procedures = [study for study in studies if study.compiled.spec.passage_from]
    if len(procedures) < 2:
        return
    evidence = procedures[0].report.evidence
    passages = _passages(procedures, evidence)
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
        study.own = Evidence(evidence.reading, evidence.start, evidence.end, evidence.everywhere, spans)


def _owner(study: FoundStudy) -> Owner:
    return study.kind, study.side if study.compiled.spec.sides == "each" else None


def _passages(procedures: Sequence[FoundStudy], evidence: Evidence) -> list[Passage]:
    """Return the text cut where a list item begins and where another procedure is named."""
    reading = evidence.reading
    named: dict[int, set[Owner]] = {}
    for study in procedures:
        kind, side = _owner(study)
        for group in study.compiled.spec.passage_from:
            for mention in evidence.body.get(group, ()):
                if side is None or mention.side in (side, "bilateral"):
                    named.setdefault(mention.sentence, set()).add((kind, side))
    found: list[Passage] = []
    for number, (start, end) in enumerate(reading.sentences):
        if end <= evidence.start or start >= evidence.end:
            continue
        owners = frozenset(named.get(number, ()))
        same = found and (not owners or owners == found[-1].owners)  # "Both knees were injected. Right: ..." begins anew
        if same and not LIST_MARK.match(reading.text, start):
            found[-1] = Passage(found[-1].start, end, found[-1].owners)
        elif found and not found[-1].owners and LIST_MARK.match(reading.text, found[-1].start) and owners:
            found[-1] = Passage(found[-1].start, end, owners)
        else:
            found.append(Passage(start, end, owners))
    return found


def _unguided(passage: Passage, evidence: Evidence) -> bool:
    """Whether a passage says that its needle went in without ultrasound, or that no image was kept."""

    def told(group: str, *assertions: str) -> bool:
        return any(
            passage.start <= mention.start < passage.end and mention.assertion in assertions
            for mention in evidence.everywhere.get(group, ())
        )

    if told("image_storage", "negated"):
        return True
    by_feel = any(told(group, "affirmed") for group in UNGUIDED_GROUPS) or told("us", "negated")
    return by_feel and not any(told(group, "affirmed") for group in GUIDED_GROUPS)
