"""Finds where parts of a report disagree: side, extent, vein or artery, deep or superficial, imaging agent.

An alarm that is wrong half of the time is switched off, so each kind asks for plain contradiction: one side told in the
title, indication or impression, and only the other described; never merely a side that is missing somewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.analysis import Conflict, Side
from assistant.language.layout import Mention, Reading
from assistant.studies.evidence import Evidence
from assistant.studies.scene import FoundStudy, span_of
from assistant.studies.sides import both_sides_named

REGION_OF_FIELD = {"leg": "leg", "arm": "arm", "pelvis_vessel": "leg"}
DESCRIBING = frozenset({"findings", "procedure", "technique", "other"})
TELLING = ("title", "impression", "indication")
UNSURE_SOURCES = frozenset({None, "title", "document", "plural", "default", "section", "paragraph"})
ENOUGH = 2
LENGTH = re.compile(r"\b\d+(?:\.\d+)?\s?(?:mm|cm)\b", re.IGNORECASE)
NO_LIMB = frozenset({"access", "heart"})  # "mapping before coronary bypass" names no arteries to be examined


def find_conflicts(reading: Reading, studies: list[FoundStudy]) -> tuple[Conflict, ...]:
    """Return the conflicts of a report (or of one part of it), each with both places."""
    if not studies:
        return ()
    evidence = studies[0].evidence
    return tuple(
        conflict
        for find in (_sides, _extent, _one_side_of_two, _vein_or_artery, _deep_or_superficial, _agent)
        for conflict in find(reading, evidence, studies)
    )


def _sides(reading: Reading, evidence: Evidence, studies: list[FoundStudy]) -> Iterator[Conflict]:
    """One side in the title, impression or indication, only the other in what was described."""
    described: dict[str, list[Mention]] = {}
    told: dict[tuple[str, str], list[Mention]] = {}
    titled = set(map(id, evidence.title))
    for mention in _sided(evidence):
        key = _region(mention)
        zone: str = "title" if id(mention) in titled else mention.zone
        if zone in DESCRIBING and mention.assertion == "affirmed":
            described.setdefault(key, []).append(mention)
        elif zone == "history" and reading.nature != "visit" and mention.assertion == "affirmed":
            told.setdefault(("history", key), []).append(mention)
        elif zone in TELLING and mention.assertion in ("affirmed", "planned", "not_visualized"):
            told.setdefault((zone, key), []).append(mention)
    begin = next((section.start for section in reading.sections if section.kind == "findings"), 0)
    for (zone, key), mentions in told.items():
        side = _one_side(mentions)
        found = described.get(key, [])
        found = [m for m in found if m.start >= begin] or found  # "Region: right calf" above the findings describes nothing
        if zone in ("indication", "history"):
            found = [*found, *told.get(("impression", key), ())]
        other = _one_side(found)
        if side is None or other is None or side == other or len(found) < ENOUGH:
            continue
        if zone in ("indication", "history") and not _same_words(mentions, found):
            continue
        if {side, other} <= {study.side for study in studies}:
            continue  # two studies, one of each side
        message = f"The {zone} says {side} ({_name(key)}), what is described is on the {other}."
        yield Conflict("laterality_conflict", message, span_of(reading, mentions[0]), span_of(reading, found[0]))
        return
    yield from _other_side_than_titled(reading, evidence, studies)
    yield from _size_on_the_other_side(reading, evidence)


def _other_side_than_titled(reading: Reading, evidence: Evidence, studies: list[FoundStudy]) -> Iterator[Conflict]:
    """The title names one side, and every side word of what was described names the other."""
    if len(studies) != 1 or studies[0].compiled.spec.sides == "none":
        return
    titled = evidence.title.get("side", ())
    studied = {m.section for group in ("us", "PROCEDURE", "venography") for m in evidence.title.get(group, ())}
    named = {mention.concept.id for mention in titled if mention.section in studied}
    words = [m for m in evidence.body.get("side", ()) if m not in titled and not m.quoted]
    described = [m for m in words if m.zone != "impression"]
    if not evidence.sentences("comparison_only").isdisjoint(m.sentence for m in described):
        return  # the other side was looked at for comparison, and the studied one needs no word
    sides = {mention.concept.id for mention in described}
    if len(named) != 1 or len(sides) != 1 or named | sides != {"left", "right"}:
        return
    if len(described) >= ENOUGH or {m.concept.id for m in words if m.zone == "impression"} == sides:
        message = f"The title says {titled[0].concept.id}, what is described is on the {described[0].concept.id}."
        yield Conflict("laterality_conflict", message, span_of(reading, titled[0]), span_of(reading, described[0]))


def _size_on_the_other_side(reading: Reading, evidence: Evidence) -> Iterator[Conflict]:
    """A lesion of the impression has its size told with the other side among the findings."""
    words: dict[int, list[Mention]] = {}
    for mention in evidence.body.get("side", ()):
        words.setdefault(mention.sentence, []).append(mention)
    concluded = [
        (size, mentions[0])
        for mentions in words.values()
        if mentions[0].zone == "impression" and _one_side_named(mentions)
        for size in _sizes(reading, mentions[0])
    ]
    sizes: dict[str, list[Mention]] = {}
    for mentions in words.values() if concluded else ():
        if mentions[0].zone in DESCRIBING:
            for size in _sizes(reading, mentions[0]):
                sizes.setdefault(size, []).extend(mentions)
    for size, told in concluded:
        found, side = sizes.get(size, []), told.concept.id
        if found and _one_side_named(found) and found[0].concept.id != side:
            message = f"The impression says {side} ({size}), what is described is on the {found[0].concept.id}."
            yield Conflict("laterality_conflict", message, span_of(reading, told), span_of(reading, found[0]))
            return


def _one_side_named(words: list[Mention]) -> bool:
    """Whether side words all name one and the same side."""
    return {word.concept.id for word in words} in ({"left"}, {"right"})


def _sizes(reading: Reading, mention: Mention) -> set[str]:
    """Return the lengths that the sentence of a mention gives."""
    start, end = reading.sentences[mention.sentence]
    return {"".join(found.group().lower().split()) for found in LENGTH.finditer(reading.text, start, end)}


def _sided(evidence: Evidence) -> Iterator[Mention]:
    for mention in evidence.everywhere:
        if (
            mention.side is not None
            and mention.concept.paired
            and not mention.quoted
            and mention.side_source not in UNSURE_SOURCES
        ):
            yield mention


def _region(mention: Mention) -> str:
    return REGION_OF_FIELD.get(mention.concept.field or "", mention.concept.id)


def _name(key: str) -> str:
    return key.replace("_", " ")


def _one_side(mentions: Iterable[Mention]) -> Side | None:
    sides = {mention.side for mention in mentions}
    return sides.pop() if len(sides) == 1 and sides <= {"left", "right"} else None


def _same_words(told: list[Mention], found: list[Mention]) -> bool:
    """Whether indication and findings speak of the same structure, not only of the same limb."""
    return bool({mention.concept.id for mention in told} & {mention.concept.id for mention in found})


def _extent(reading: Reading, evidence: Evidence, studies: list[FoundStudy]) -> Iterator[Conflict]:
    """The report calls the study complete, and describes less."""
    claims = [*evidence.title.get("complete_claim", ()), *evidence.done.get("complete_claim", ())]
    if not claims or studies[0].claim != "complete":
        return
    graded = [study for study in studies if study.extent is not None]
    whole = sum(study.extent == "complete" for study in graded)
    if whole and len(evidence.title.get("complete_claim", ())) <= whole:
        return
    wanting = next((study for study in graded if study.extent == "limited" and study.missing()), None)
    if wanting is not None:
        names = ", ".join(dict.fromkeys(" ".join(filter(None, (line.side, line.name))) for line in wanting.missing()))
        place = wanting.evidence_mentions[-1] if wanting.evidence_mentions else claims[0]
        yield Conflict(
            "extent",
            f"Called complete, but not described: {names}.",
            span_of(reading, claims[0]),
            span_of(reading, place),
        )
    elif (
        evidence.title.get("complete_claim")
        and evidence.title.get("us")
        and not any(s.compiled.spec.diagnostic for s in studies)
    ):
        place = studies[0].evidence_mentions[0] if studies[0].evidence_mentions else claims[0]
        yield Conflict(
            "extent",
            "The title names a complete ultrasound study; only a procedure is described.",
            span_of(reading, claims[0]),
            span_of(reading, place),
        )


def _one_side_of_two(reading: Reading, evidence: Evidence, studies: list[FoundStudy]) -> Iterator[Conflict]:
    """The title or opening names both sides, and of one of them less is described than of the other."""
    titled = both_sides_named(evidence)
    paired = [study for study in studies if study.compiled.spec.sides == "paired" and study.evidence_mentions]
    if titled is None or len(paired) != 1:
        return
    study = paired[0]
    lacking = {side: {line.name for line in study.missing() if line.side == side} for side in ("left", "right")}
    if study.extent != "limited" or lacking["left"] == lacking["right"]:
        return
    fuller = min(lacking, key=lambda side: len(lacking[side]))
    message = f"The title names both sides; the {fuller} one is described, the other less."
    yield Conflict("extent", message, span_of(reading, titled), span_of(reading, study.evidence_mentions[-1]))


def _vein_or_artery(reading: Reading, evidence: Evidence, studies: list[FoundStudy]) -> Iterator[Conflict]:
    """The title names veins and only arteries are described, or the other way round."""
    kinds = {study.kind for study in studies}
    for title, body, kind in (
        ("vein_any", "artery_any", "arterial_duplex"),
        ("artery_any", "vein_any", "venous_duplex"),
    ):
        if title not in evidence.title or title in evidence.findings or body in evidence.title:
            continue
        titled = [mention for mention in evidence.title.get(title) if mention.concept.field not in NO_LIMB]
        described = evidence.findings.get(body)
        if titled and described and any(found.endswith(kind) for found in kinds):
            words = {"vein_any": "veins", "artery_any": "arteries"}
            yield Conflict(
                "vein_or_artery", f"The title names {words[title]}, the body describes {words[body]}.",
                span_of(reading, titled[0]), span_of(reading, described[0]),
            )  # fmt: skip


def _deep_or_superficial(reading: Reading, evidence: Evidence, studies: list[FoundStudy]) -> Iterator[Conflict]:
    """Thrombus in the "superficial femoral vein", a deep vein, read as superficial thrombosis."""
    named = [
        mention
        for mention in evidence.findings.get("femoral_vein", ())
        if "superficial" in reading.words[mention.first : mention.last]
        and mention.sentence in evidence.sentences("thrombosis")
    ]
    if not named:
        return
    for mention in evidence.done.get("thrombosis", ()):
        words = reading.words[max(0, mention.first - 2) : mention.last]
        if mention.zone == "impression" and "superficial" in words:
            yield Conflict(
                "deep_or_superficial", "The superficial femoral vein is a deep vein; the impression speaks of superficial thrombosis.",
                span_of(reading, named[0]), span_of(reading, mention),
            )  # fmt: skip
            return


def _agent(reading: Reading, evidence: Evidence, studies: list[FoundStudy]) -> Iterator[Conflict]:
    """The title is that of the tracer study, and contrast was given; or the other way round."""
    pairs = (("nuclear_venography", "contrast", "extremity_venogram"), ("venography", "tracer", "nuclear_venogram"))
    for title, agent, kind in pairs:
        titled, given = evidence.title.get(title), evidence.body.get(agent)
        if (
            titled
            and given
            and any(study.kind == kind for study in studies)
            and not (kind == "nuclear_venogram" and evidence.title.get("nuclear_venography"))
        ):
            told, used = ("a tracer study", "contrast") if agent == "contrast" else ("a contrast study", "a tracer")
            yield Conflict(
                "modality",
                f"The title names {told}, but {used} was given.",
                span_of(reading, titled[0]),
                span_of(reading, given[0]),
            )
