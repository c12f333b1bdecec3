"""Chooses the drawings that an analysis needs."""

from __future__ import annotations

from typing import NamedTuple

from assistant.analysis import Analysis, Side
from assistant.ui.picture.region import Region, regions
from assistant.ui.picture.states import Told, key_of, tell


class Chosen(NamedTuple):
    """A drawing with what is told of its segments."""

    name: str
    region: Region
    told: dict[str, Told]


def choose(analysis: Analysis) -> list[Chosen]:
    """Return the drawings that fit: of a kind of study that was done, and with more to show than any other one has.

    A drawing is left out if another one shows all that it tells of, or if it tells of nothing but what is missing.
    """
    kinds = {study.kind for study in analysis.studies}
    fitting = [
        Chosen(name, region, tell(region, analysis)) for name, region in regions().items() if kinds & {*region.studies}
    ]
    shown = {chosen.name: _shown(chosen) for chosen in fitting}
    return [
        chosen for place, chosen in enumerate(fitting)
        if _says_something(chosen) and not any(
            shown[chosen.name] < shown[other.name] or (shown[chosen.name] == shown[other.name] and rank < place)
            for rank, other in enumerate(fitting) if other is not chosen
        )
    ]  # fmt: skip


def _says_something(chosen: Chosen) -> bool:
    """Whether the report tells of one segment at least: a drawing of what it does not mention alone shows nothing."""
    return any(told.state not in ("outside", "missing") for told in chosen.told.values())


def _shown(chosen: Chosen) -> set[tuple[str, Side | None]]:
    """Return the structures that are told of, by concept and side."""
    return {
        (segment.concept, side) for segment, side in chosen.region.pieces
        if chosen.told[key_of(segment, side)].state != "outside"
    }  # fmt: skip
