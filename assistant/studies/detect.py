"""Finds the studies that a report documents as done now, each with side, extent and element ledger."""

from __future__ import annotations

from bisect import bisect_left

from assistant.analysis import Side
from assistant.language.layout import Mention
from assistant.studies.compiled import CompiledStudy, knowledge
from assistant.studies.decision import UNDECIDED, Decision
from assistant.studies.evidence import Evidence, once
from assistant.studies.ledger import ledger_line
from assistant.studies.passages import guided_on_one_side
from assistant.studies.scene import FoundStudy, ReportScene
from assistant.studies.sides import ONE_SIDE, both_sides_named, side_of, sides_of, title_side

STUDY_WORDS = ("examination_word", "duplex", "ultrasound", "echo", "tte", "tcd")
PLACE_NAMED = 1  # structures: "complete ultrasound of the kidneys" describes none


def find_studies(scene: ReportScene, first: int = 1, decision: Decision = UNDECIDED) -> list[FoundStudy]:
    """Return the studies of a report in the order of the knowledge files, numbered from `first` on.

    `scene.kinds` is filled on the way; `decision` names kinds that are taken in whatever their own condition says, but for
    those that the text denies in words.
    """
    found: list[FoundStudy] = []
    places = ("any", scene.nature)
    for compiled in _possible(scene.evidence, decision):
        if compiled.spec.kind in decision.added:
            if compiled.denied is not None and compiled.denied(scene):
                continue
        elif (
            compiled.spec.only_in not in places
            or not compiled.rivals.isdisjoint(scene.kinds)
            or not compiled.present(scene)
        ):
            continue
        scene.kinds.add(compiled.spec.kind)
        sides = sides_of(compiled, scene.evidence)
        split = len(sides) == 2 and guided_on_one_side(compiled, scene.evidence)
        if split or (compiled.spec.sides == "each" and len(sides) == 2):
            found.extend([_study(compiled, scene, side, first + len(found) + n) for n, side in enumerate(ONE_SIDE)])
            for study in found[-2:]:
                study.split = split
        else:
            side: Side | None = "bilateral" if len(sides) == 2 else sides[0] if sides else None
            found.append(_study(compiled, scene, side, first + len(found)))
    return [_beside_treatment(study, found) for study in found]


def _beside_treatment(study: FoundStudy, found: list[FoundStudy]) -> FoundStudy:
    """Return the study of the untreated side where only the other one was treated and this one is told in its own words.

    What is told of the veins of a treated leg belongs to its treatment; a scan of the other leg is a study for itself.
    """
    beside = study.compiled.spec.beside
    if beside is None:
        return study
    treated = {other.side for other in found if other.kind in beside.kinds}
    if len(treated) != 1 or treated.isdisjoint(ONE_SIDE):
        return study
    (side,) = treated
    untreated: Side = "left" if side == "right" else "right"
    evidence = study.evidence
    told: dict[int, set[str | None]] = {}
    for mention in evidence.done:
        told.setdefault(mention.sentence, set()).add(side_of(mention))
    named = set().union(*(evidence.sentences(group, "body") for group in beside.named_by))
    if any(told[sentence] & {"left", "right", "bilateral"} == {untreated} for sentence in named):
        return _study(study.compiled, study.report, untreated, int(study.id[1:]))
    return study


def _possible(evidence: Evidence, decision: Decision) -> list[CompiledStudy]:
    """Return the kinds of study that the words of a report leave possible, and those that are taken in, in their order."""
    rules = knowledge()
    opened = rules.doors.opened_by(evidence)
    if added := decision.added:
        taken = (number for number, study in enumerate(rules.studies) if study.spec.kind in added)
        opened = sorted({*opened, *taken})
    return [rules.studies[number] for number in opened]


def _study(compiled: CompiledStudy, scene: ReportScene, side: Side | None, number: int) -> FoundStudy:
    evidence = scene.evidence
    spec = compiled.spec
    of_side = _claims_of_sides(evidence).get(side) if spec.sides == "each" and side in ONE_SIDE else None
    claim = of_side or _claim(evidence)
    study = FoundStudy(
        f"s{number}",
        compiled,
        scene,
        side,
        None,
        claim,
        "bilateral" if both_sides_named(evidence) else title_side(evidence),
        [],
        _evidence_mentions(compiled, evidence, side),
    )
    sides: tuple[Side | None, ...] = (None,)
    if spec.sides in ("paired", "each"):
        both = side == "bilateral" or (spec.sides == "paired" and study.claimed_side == "bilateral" and spec.structures)
        sides = ONE_SIDE if both else (side,)
    study.ledger = [
        ledger_line(structure, one_side, study)
        for one_side in sides
        for structure in compiled.structures
        if not (structure.spec.midline and one_side == "left" and len(sides) == 2)
    ]
    if spec.structures or compiled.complete_when is not None:
        study.extent = "complete" if _complete(study) else "limited"
    return study


def _complete(study: FoundStudy) -> bool:
    """Whether a study is complete: its list and what else its kind demands; the facts of a case may only claim it."""
    spec = study.compiled.spec
    required = [line for line in study.ledger if line.required]
    if study.nature == "summary" and study.claim == "complete":
        return sum(line.state == "documented" for line in required) <= PLACE_NAMED
    counted = sum(line.counts for line in required)
    enough = counted >= spec.at_least if spec.at_least is not None else counted == len(required)
    if not any(line.state == "documented" for line in required) and required:
        return False
    return enough and (study.compiled.complete_when is None or study.compiled.complete_when(study))


@once
def _claim(evidence: Evidence) -> str | None:
    if "complete_claim" in evidence.title:
        return "complete"
    if "limited_claim" in evidence.title:
        return "limited"
    limited, complete = evidence.sentences("limited_claim"), evidence.sentences("complete_claim")
    told = set().union(*map(evidence.sentences, STUDY_WORDS)) if limited or complete else ()
    if not limited.isdisjoint(told):
        return "limited"  # beside it, a complete study is the one before or the one to come
    return None if complete.isdisjoint(told) else "complete"


@once
def _claims_of_sides(evidence: Evidence) -> dict[str, str]:
    """Return what is claimed of each side ("complete right breast, limited left breast"): a claim speaks of the next side word.

    Empty where all that is claimed is one and the same.
    """
    claims = [
        (m.start, m.sentence, word) for word in ("complete", "limited") for m in evidence.done.get(f"{word}_claim", ())
    ]
    claims.sort()
    sides = sorted((m.start, m.sentence, m.concept.id) for m in evidence.done.get("side", ()))
    found: dict[str, str] = {}
    stops = [*(start for start, _, _ in claims[1:]), len(evidence.reading.text)]
    for (start, sentence, word), stop in zip(claims, stops, strict=False):
        behind = sides[bisect_left(sides, (start + 1,)) : bisect_left(sides, (stop,))]
        named = next((told for _, within, told in behind if within == sentence), None)
        if named is not None:
            found.setdefault(named, word)
    return found if len(set(found.values())) > 1 else {}


def _evidence_mentions(compiled: CompiledStudy, evidence: Evidence, side: Side | None) -> list[Mention]:
    spec = compiled.spec
    groups = spec.evidence or [group for structure in spec.structures for group in structure.any] or spec.side_from
    mentions: dict[int, Mention] = {}
    for group in groups:
        for mention in evidence.done.get(group):
            if side is None or mention.side in (None, side, "bilateral") or side == "bilateral":
                mentions.setdefault(mention.start, mention)
    return [mentions[start] for start in sorted(mentions)]
