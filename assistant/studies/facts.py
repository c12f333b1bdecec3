"""The three facts that a coder asks for first, of what a text documents as done now and has a code for.

- Side: the sides of the studies that have a code. A study of paired structures has those that it describes; a side of
  which next to nothing is told beside a side told at length was only compared with. Where a kind of study takes its side
  from elsewhere, it declares so (`fact_side`); one without sides lies in the midline. Sides of several studies add up, but
  that of a way in counts only where nothing else has one. Where the text contradicts itself on the side, it has none.
- Compression: whether a vein that a probe can press shut was pressed. In a study of such veins (`veins_pressed`) every
  word of compression tells it, elsewhere only one that stands with such a vein: a cava collapses by itself, and a tumor
  compresses an artery.
- Images: whether pictures were kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from assistant.analysis import Code, Facts, Laterality, Presence, Side
from assistant.coding.vessel_count import count_vessels
from assistant.studies.access import entered_vessels
from assistant.studies.evidence import Evidence
from assistant.studies.scene import FoundStudy, ReportScene
from assistant.studies.sides import ASSUMED, COMPARED_WITH, ONE_SIDE, side_of

PRESENCE: dict[str, Presence] = {"present": "yes", "denied": "denied", "missing": "no"}
BOTH = frozenset(ONE_SIDE)
MIDLINE = frozenset({"central_vein", "aorta_any"})
PRESSABLE = ("leg_vein", "arm_vein", "jugular_vein", "deep_vein_system", "vein", "dialysis_access")
ONE_OF_TWO = ("kidney",)  # a needle goes into one of two organs that were looked at
NOT_PRESSED = ("central_vein", "iliac_vein_any", "visceral_vein", "heart_any", "ivus")


def facts_of(scene: ReportScene, studies: Sequence[FoundStudy], codes: Iterable[Code], at_odds: bool) -> Facts:
    """Return the facts of a text.

    Args:
        scene: The whole text.
        studies: All studies found in it.
        codes: The codes of the text; a study counts with one that stands, if only one that waits for documentation.
        at_odds: Whether the text contradicts itself on a side.
    """
    standing = [code for code in codes if code.status != "not_reportable"]
    coded = {code.study for code in standing}
    of_both = {code.study for code in standing if "50" in code.modifiers}
    both = {study.kind for study in studies if study.id in of_both}
    reduced = {code.study for code in standing if "52" in code.modifiers}
    counted = [study for study in studies if study.id in coded or study.kind in both] or studies
    side = _side(counted, reduced)
    laterality: Laterality = "none" if at_odds and side in ONE_SIDE else side
    return Facts(laterality, _compression(scene, counted), PRESENCE[scene.element("image_storage")])


def _side(studies: Sequence[FoundStudy], reduced: Collection[str | None]) -> Laterality:
    ways_in = [study for study in studies if study.compiled.spec.fact_side == "entry"]
    others = [study for study in studies if study.compiled.spec.fact_side != "entry"]
    for group in (others, ways_in):
        if found := {side for study in group for side in _sides_of(study, study.id in reduced)}:
            return "bilateral" if len(found) > 1 else found.pop()
    return "none"


def _sides_of(study: FoundStudy, reduced: bool) -> Collection[Side]:
    """Return the sides of one study: none, one or both; a `reduced` one was not done of both."""
    source, evidence = study.compiled.spec.fact_side, study.evidence
    if source == "both":
        return _each((study.side,)) if reduced and study.side else BOTH
    if source == "told":
        return _told(study)
    if source == "told of one":
        return _more_told(study) or _told(study)
    if source == "told or both":
        return _told(study) or (BOTH if any(group in evidence.body for group in study.compiled.spec.side_from) else ())
    if source == "inside":
        vessels = [vessel for vessel in count_vessels(evidence, False).vessels if MIDLINE.isdisjoint(vessel.concept.groups)]
        return _each(vessel.side for vessel in vessels) or (_told(study) if vessels else ())
    if source in ("entered", "entry"):
        one = _more_told(study, ONE_OF_TWO) if source == "entry" else set()
        if sides := _each(m.side for m in entered_vessels(evidence)) or one or _told(study):
            return sides
    return _each((_compared_only(study) or study.side,))


def _compared_only(study: FoundStudy) -> Side | None:
    """Return the one side that was studied, where next to nothing is told of the other one."""
    if study.side != "bilateral" or study.extent == "complete":
        return None
    sides = {(m.concept.id, side_of(m), m.zone) for m in study.evidence_mentions if m.side_source not in ASSUMED}
    told = Counter(side for _, side in {one[:2] for one in sides if one[1:] != ("bilateral", "impression")})
    for side, other in (ONE_SIDE, ONE_SIDE[::-1]):
        if told[side] >= COMPARED_WITH * max(1, told[other]) and not told["bilateral"]:
            return side
    return None


def _more_told(study: FoundStudy, groups: Sequence[str] = ()) -> set[Side]:
    """Return the side told more often of what there is only one of, or of which one is treated after a look at both."""
    told = Counter(
        side
        for group in groups or study.compiled.spec.side_from
        for m in study.evidence.select(group, "body")
        if m.side_source not in ASSUMED
        for side in _each((side_of(m),))
    )
    right, left = (told[side] for side in ONE_SIDE)
    return set() if right == left else {"right" if right > left else "left"}


def _told(study: FoundStudy) -> set[Side]:
    """Return the sides that the text tells of a study's places: the title, else where the study itself is told, else anywhere."""
    evidence, groups = study.evidence, study.compiled.spec.side_from
    pairs = {structure.spec.name for structure in study.compiled.structures if structure.spec.both}
    told_at = {span.start for line in study.ledger if line.name in pairs and line.required and line.state == "documented" for span in line.evidence}
    if any(m.start in told_at and side_of(m) for group in (*groups, "side") for m in evidence.select(group, "body")):
        return set(BOTH)  # "at the level of the renal vessels" tells of no kidney
    titled, told = ([m for group in groups for m in evidence.select(group, zone) if side_of(m)] for zone in ("title", "body"))
    worded = [m for m in told if m.side_source not in ASSUMED]
    compared = evidence.sentences("comparison_only")
    worded = [m for m in worded if m.sentence not in compared] or worded
    own = {mention.sentence for mention in study.evidence_mentions}
    return (
        _each(side_of(m) for m in titled if m.side_source not in ASSUMED)
        or _each(side_of(m) for m in worded if m.sentence in own)
        or _each(side_of(m) for m in worded or told)
    )


def _each(sides: Iterable[str | None]) -> set[Side]:
    """Return sides with "bilateral" as both of them."""
    named = set(sides)
    return {side for side in ONE_SIDE if named & {side, "bilateral"}}


def _compression(scene: ReportScene, studies: Sequence[FoundStudy]) -> Presence:
    if any(study.compiled.spec.veins_pressed for study in studies):
        return PRESENCE[scene.element("compression")]
    return "yes" if _vein_pressed(scene.evidence) else "no"


def _vein_pressed(evidence: Evidence) -> bool:
    """Whether a sentence tells of compression and of a vein that a probe can press shut, and of nothing else that gives way."""
    pressed = evidence.sentences("compression_word", "body")
    if not pressed:
        return False
    veins = set().union(*(evidence.sentences(group, "body") for group in PRESSABLE))
    others = set().union(*(evidence.sentences(group, "body") for group in NOT_PRESSED))
    return not pressed.isdisjoint(veins - others)
