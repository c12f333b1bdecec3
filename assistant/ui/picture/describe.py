"""Puts the pictures of an analysis into the plain JSON that the report view draws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.analysis import Analysis
from assistant.ui.picture.choice import Chosen, choose
from assistant.ui.picture.states import LEGEND, key_of
from assistant.ui.picture.svg import draw, draw_key
from assistant.ui.report.answers import SIDE_ORDER, describe_places
from assistant.ui.words import count

Json = dict[str, Any]


def describe_pictures(analysis: Analysis) -> list[Json]:
    """Return the pictures: their SVG text, and the words and places of each segment that the study is about."""
    return [_picture(chosen, analysis) for chosen in choose(analysis)]


def _picture(chosen: Chosen, analysis: Analysis) -> Json:
    region = chosen.region
    states = {entry.state for entry in chosen.told.values()}
    abnormal = {
        (segment.concept, side) for segment, side in region.pieces
        if chosen.told[key_of(segment, side)].state == "abnormal"
    }  # fmt: skip
    return {
        "id": f"picture:{chosen.name}", "title": region.title,
        "tally": f"{count(len(abnormal), 'structure')} abnormal" if abnormal else "",
        "svg": draw(region, chosen.name, chosen.told),
        "legend": [
            {"svg": draw_key(state, chosen.name), "words": words} for state, words in LEGEND.items() if state in states
        ],
        "segments": list(_segments(chosen)),
        "note": _note(chosen, analysis),
    }  # fmt: skip


def _segments(chosen: Chosen) -> Iterator[Json]:
    """Yield the segments that the study is about, in the order in which a reader goes through them: by side, from above."""
    for segment, side in sorted(chosen.region.pieces, key=lambda piece: (SIDE_ORDER.index(piece[1]), piece[0].top)):
        told = chosen.told[key_of(segment, side)]
        if told.state != "outside":
            yield {"key": key_of(segment, side), "says": told.says, "places": describe_places(told.places)}


def _note(chosen: Chosen, analysis: Analysis) -> str:
    """Return what the numbers of the picture count, empty where it has none."""
    numbered = sum(entry.number > 0 for entry in chosen.told.values())
    if not numbered:
        return ""
    counted = sum(code.units for code in analysis.codes if code.code in chosen.region.counted_by and not code.left_out)
    counts = f"; the codes count {counted}" if counted != numbered else ""
    return f"Numbers: the vessels imaged from inside, in the order of the report{counts}."
