"""The count: each vessel once a side, by name and by group."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.analysis import Side
from assistant.coding.code_evidence import listed
from assistant.coding.counters import counter
from assistant.coding.vessel_count.continuous import Key, without_continuations
from assistant.coding.vessel_count.imaged import imaged
from assistant.coding.vessel_count.statements import statement
from assistant.coding.vessel_count.words import CORONARY, vessel_count_words
from assistant.language.layout import Mention
from assistant.studies.evidence import Evidence, once
from assistant.studies.scene import FoundStudy

FILTERS = frozenset({"filter_placement", "filter_removal", "filter_repositioning"})


class VesselCount(NamedTuple):
    """The vessels counted, one mention each, and the count by the grouping rule."""

    vessels: tuple[Mention, ...]
    grouped: int
    contiguous: bool


@once
def count_vessels(evidence: Evidence, beside_filter: bool) -> VesselCount:
    """Return the non-coronary vessels that intravascular ultrasound showed, with findings.

    Beside a filter the cava is no further vessel: its ultrasound belongs to the filter.
    """
    mentions = imaged(evidence)
    if beside_filter:
        mentions = [m for m in mentions if m.concept.id != "inferior_vena_cava"] or mentions
    distinct: dict[tuple[str, Side | None], Mention] = {}
    for mention in mentions:
        for side in _sides_measured(evidence, mention):
            distinct.setdefault((mention.concept.id, side), mention)
    for key, mention in _in_tables(evidence):
        distinct.setdefault(key, mention)
        mentions.append(mention)
    named = _merged_sides(list(distinct))
    keys = without_continuations(evidence, mentions, named)
    contiguous = len(keys) < len(named)
    keys = _without_plain_neighbours(evidence, mentions, keys)
    vessels = tuple(distinct[key] for key in keys)
    return VesselCount(vessels, len({_segment(key) for key in keys}), contiguous)


def _in_tables(evidence: Evidence) -> Iterator[tuple[Key, Mention]]:
    """Yield the vessels that head a row or column in a table of what the probe measured, with the side of the cell."""
    lexicon = vessel_count_words()
    inside = evidence.statements.of("imaged_inside")
    if not inside or not evidence.reading.tables:
        return
    cells = [cell for table in evidence.reading.tables for cell in table.cells]
    heads = sorted({(head.start, head.end) for cell in cells for head in (*cell.rows, *cell.columns)})
    named = {
        m.start: m
        for m in evidence.done.get("vessel_any", ())
        if m.concept.id not in lexicon.general and CORONARY.isdisjoint(m.concept.groups)
    }
    for found in inside:
        mention = named.get(found.named.start)
        at = bisect_right(heads, (found.named.start, len(evidence.reading.text))) - 1
        if mention is not None and at >= 0 and mention.start < heads[at][1]:
            yield (mention.concept.id, found.side if mention.concept.paired else mention.side), mention


def _sides_measured(evidence: Evidence, mention: Mention) -> tuple[Side | None, ...]:
    """Return the sides of a vessel; of a pair those told one by one ("both common iliac veins: right 210, left 205")."""
    if mention.side != "bilateral":
        return (mention.side,)
    start, stop = statement(evidence, mention)
    probe = evidence.sentences("ivus", "body")
    if mention.sentence in probe:
        probe = set()  # else "IVUS of each: right 14, left 6" speaks of the pair that was named before
    told = {m.concept.id for m in evidence.done.get("side", ()) if start <= m.start < stop or m.sentence in probe}
    return ("right", "left") if {"right", "left"} <= told else ("bilateral",)


def _segment(key: Key) -> Key:
    """Return the group of vessels, with its side, to which a vessel belongs."""
    return vessel_count_words().grouped_with.get(key[0], key[0]), key[1]


def _without_plain_neighbours(evidence: Evidence, mentions: list[Mention], keys: list[Key]) -> list[Key]:
    """Keep one of the vessels of a group that are only called normal, with no measure: both are the healthy rest."""
    plain = {key for key in keys if all(_only_normal(evidence, m) for m in mentions if (m.concept.id, m.side) == key)}
    kept: list[Key] = [key for key in keys if key not in plain]
    for key in keys:
        if key in plain and _segment(key) not in {_segment(other) for other in kept}:
            kept.append(key)
    return [key for key in keys if key in kept]


def _only_normal(evidence: Evidence, mention: Mention) -> bool:
    """Whether a vessel is called normal and no figure of it is told."""
    start, stop = statement(evidence, mention)
    said = evidence.reading.text[start:stop]
    normal = any(start <= m.start < stop for m in evidence.done.get("normal_finding", ()))
    return normal and not any(character.isdigit() for character in said)


def _merged_sides(keys: list[tuple[str, Side | None]]) -> list[tuple[str, Side | None]]:
    """Drop an unsided vessel where the same vessel stands with a side, and a general name where a precise one stands."""
    lexicon = vessel_count_words()
    sided = {concept for concept, side in keys if side is not None}
    kept = [(concept, side) for concept, side in keys if side is not None or concept not in sided]
    kept = [(concept, side) for concept, side in kept if side != "bilateral" or (concept, "left") not in kept]
    precise = [key for key in kept if key[0] not in lexicon.general]
    if any("iliac" in key[0] and key[0] not in lexicon.spans for key in precise):
        precise = [key for key in precise if key[0] not in lexicon.spans]
    if any(key[0] in ("abdominal_aorta", "thoracic_aorta") for key in precise):
        precise = [key for key in precise if key[0] != "aorta"]
    return precise or kept[:1]


def _counted(study: FoundStudy) -> VesselCount:
    return count_vessels(study.evidence, not FILTERS.isdisjoint(study.kinds))


@counter("ivus_first_vessel")
def ivus_first_vessel(study: FoundStudy) -> int:
    """One where a vessel with findings is named (a summary of facts need not name it)."""
    return 1 if study.nature == "summary" or _counted(study).vessels else 0


@counter("ivus_grouped_vessels")
def ivus_grouped_vessels(study: FoundStudy) -> int:
    """The vessels as radiologists group them: neighbours that one catheter length spans are one."""
    return _counted(study).grouped


@counter("ivus_further_vessels")
def ivus_further_vessels(study: FoundStudy) -> int:
    """The vessels beyond the first."""
    return max(0, len(_counted(study).vessels) - 1)


@listed("ivus_first_vessel")
def first_vessel(study: FoundStudy) -> Sequence[Mention]:
    """The first vessel that was imaged."""
    return _counted(study).vessels[:1]


@listed("ivus_further_vessels")
def further_vessels(study: FoundStudy) -> Sequence[Mention]:
    """The vessels beyond the first."""
    return _counted(study).vessels[1:]
