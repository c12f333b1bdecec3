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
    """Return the drawings that fit: of a kind of study that was done, each with something to show that no other has.

    A drawing is left out if it tells of nothing but what is missing, if it is here for its numbers alone and another one
    has them, or if another one shows all that it tells of.
    """
    kinds = {study.kind for study in analysis.studies}
    fitting = [
        Chosen(name, region, tell(region, analysis)) for name, region in regions().items() if kinds & {*region.studies}
    ]
    fitting = [chosen for chosen in fitting if _says_something(chosen)]
    if any(map(_has_numbers, fitting)):
        fitting = [
            chosen for chosen in fitting
            if _has_numbers(chosen) or kinds & ({*chosen.region.studies} - {*chosen.region.numbered})
        ]  # fmt: skip
    shown = {chosen.name: _shown(chosen) for chosen in fitting}
    return [
        chosen for place, chosen in enumerate(fitting)
        if not any(
            shown[chosen.name] < shown[other.name] or (shown[chosen.name] == shown[other.name] and rank < place)
            for rank, other in enumerate(fitting) if other is not chosen
        )
    ]  # fmt: skip


def _has_numbers(chosen: Chosen) -> bool:
    return any(told.number for told in chosen.told.values())


def _says_something(chosen: Chosen) -> bool:
    """Whether the report tells of one segment at least: a drawing of what it does not mention alone shows nothing."""
    return any(told.state not in ("outside", "missing") for told in chosen.told.values())


def _shown(chosen: Chosen) -> set[tuple[str, Side | None]]:
    """Return the structures that are told of, by concept and side."""
    return {
        (segment.concept, side) for segment, side in chosen.region.pieces
        if chosen.told[key_of(segment, side)].state != "outside"
    }  # fmt: skip
