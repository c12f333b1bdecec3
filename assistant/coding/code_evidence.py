"""The words that carry a code: those of its own act and structures first, then those of its technique.

A study gives several codes, and each shows what it stands for. What is its own is, in this order:

- what its units were counted from (the vein of the second order that a catheter reached, the vessels after the first
  that a probe imaged), or the first of a list where another code has the rest (`shows`);
- what its rule names as its evidence (`evidence`: spectral Doppler for one add-on of an echocardiogram, color for another),
  or, of a code beside the main one of its study, what its rule asks for;
- else what was examined in its study, and what its rule asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter

from assistant.knowledge.service_codes import service_by_code, techniques_by_service
from assistant.knowledge.service_schema import CodeSpec
from assistant.language.layout import Mention
from assistant.studies.compiled import CompiledCode
from assistant.studies.scene import FoundStudy
from assistant.studies.sides import ONE_SIDE

Lister = Callable[[FoundStudy], Sequence[Mention]]
PLACE = attrgetter("start", "end")
LISTS: dict[str, Lister] = {}
GUIDANCE = ("us", "us_view", "probe", "guidance_word", "real_time_guidance", "needle_seen", "image_storage")


def listed(name: str) -> Callable[[Lister], Lister]:
    """Register what a way of counting counts (`units`), or a list that codes share (`shows`), as mentions."""

    def register(function: Lister) -> Lister:
        LISTS[name] = function
        return function

    return register


def code_evidence(rule: CompiledCode, study: FoundStudy) -> list[Mention]:
    """Return the mentions that carry a code: its own in reading order, then those of its technique in reading order.

    Words of a technique count where they stand with what is the code's own; where none does, the first of the text. Of a
    study of one side nothing of the other side counts.
    """
    done = study.evidence.done
    beside_main = rule.groups if rule.spec.slot != "main" else ()
    counted = _counted(rule.spec, study)
    own = counted or [m for group in rule.spec.evidence or beside_main for m in done.get(group, ())]
    named = bool(own)
    if not named:
        own = [*study.evidence_mentions, *(mention for group in rule.groups for mention in done.get(group, ()))]
    service = service_by_code().get(rule.spec.code)
    by = techniques_by_service()[service] if service else ()
    technique = [m for group in by for m in done.get(group)]
    labels = {mention.concept.label for mention in counted}  # of vessels not the others, which other codes stand for
    technique += [m for m in study.evidence_mentions if counted and m.concept.label not in labels]
    if study.side in ONE_SIDE:
        own, technique = ([m for m in some if m.side in (None, study.side, "bilateral")] for some in (own, technique))
    sentences = {mention.sentence for mention in own}
    beside = [mention for mention in technique if mention.sentence in sentences]
    if not beside and not named and technique:
        beside = [min(technique, key=PLACE)]
    at = {PLACE(mention): mention for mention in own}
    further = {place: mention for mention in beside if (place := PLACE(mention)) not in at}
    return [*map(at.__getitem__, sorted(at)), *map(further.__getitem__, sorted(further))]


def without_guidance(mentions: Iterable[Mention], study: FoundStudy) -> list[Mention]:
    """Return the evidence of the procedure without imaging: nothing of it tells of imaging."""
    guided = {PLACE(mention) for group in GUIDANCE for mention in study.evidence.everywhere.get(group, ())}
    return [mention for mention in mentions if PLACE(mention) not in guided]


def _counted(spec: CodeSpec, study: FoundStudy) -> Sequence[Mention]:
    """Return what the units of a code were counted from, or the first of the list that it shares with other codes."""
    if spec.shows:
        return LISTS[spec.shows](study)[:1]
    name, _, less = spec.units.partition("-")
    return LISTS[name](study)[int(less or 0) :] if name in LISTS else ()
