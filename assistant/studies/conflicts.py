"""Finds where parts of a report disagree: side, extent, vein or artery, modality."""

from __future__ import annotations

from assistant.analysis import Conflict, Span
from assistant.language.layout import Mention, Reading
from assistant.studies.detect import FoundStudy, span_of


def find_conflicts(reading: Reading, studies: list[FoundStudy]) -> tuple[Conflict, ...]:
    """Return the conflicts of a report, each with both places."""
    conflicts: list[Conflict] = []
    if studies:
        side = _side_conflict(reading, studies)
        if side is not None:
            conflicts.append(side)
    return tuple(conflicts)


def _side_conflict(reading: Reading, studies: list[FoundStudy]) -> Conflict | None:
    """One side in the title or impression, only the other in what was described."""
    for study in studies:
        if study.compiled.spec.sides == "none":
            continue
        described = [m for m in study.evidence_mentions if m.zone not in ("title", "impression") and m.side in ("left", "right")]
        sides = {mention.side for mention in described}
        if len(sides) != 1:
            continue
        side = sides.pop()
        other = "left" if side == "right" else "right"
        if study.claimed_side == other:
            title = next(m for m in study.evidence.title.get("side", ()) if m.concept.id == other)
            return _conflict(reading, title, described[0], other, side or "")
        told = study.evidence.body.get("side", ())
        impression = [m for m in told if m.zone == "impression"]
        if not study.compiled.spec.diagnostic and any(m.concept.id == other and m.zone != "impression" for m in told):
            continue  # beside the procedure the other side was looked at, and the impression may speak of that
        if impression and all(m.concept.id == other for m in impression):
            return _conflict(reading, impression[0], described[0], other, side or "")
    return None


def _conflict(reading: Reading, first: Mention, second: Mention, told: str, described: str) -> Conflict:
    where = "title" if first.zone == "title" else "impression"
    a, b = span_of(reading, first), span_of(reading, second)
    return Conflict("laterality_conflict", f"The {where} says {told}, the findings describe the {described} side.", Span(*a), Span(*b))
