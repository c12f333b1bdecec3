"""Puts the pictures of an analysis into the plain JSON that the report view draws."""

from __future__ import annotations

from typing import Any

from assistant.analysis import Analysis
from assistant.ui.findings import describe_places
from assistant.ui.picture.choice import Chosen, choose
from assistant.ui.picture.svg import draw
from assistant.ui.words import count

Json = dict[str, Any]


def describe_pictures(analysis: Analysis) -> list[Json]:
    """Return the pictures: their SVG text, and the words and places of each segment that the study is about."""
    return [_picture(chosen, analysis) for chosen in choose(analysis)]


def _picture(chosen: Chosen, analysis: Analysis) -> Json:
    told = {key: entry for key, entry in chosen.told.items() if entry.state != "outside"}
    abnormal = sum(entry.state == "abnormal" for entry in told.values())
    return {
        "id": f"picture:{chosen.name}", "title": chosen.region.title,
        "tally": f"{count(abnormal, 'segment')} abnormal" if abnormal else "",
        "svg": draw(chosen.region, chosen.name, chosen.told),
        "height": chosen.region.size[1], "width": chosen.region.size[0],
        "segments": {
            key: {"says": entry.says, "places": describe_places(entry.places)} for key, entry in told.items()
        },
        "note": _note(chosen),
    }  # fmt: skip


def _note(chosen: Chosen) -> str:
    """Return what the numbers of the picture count, empty where it has none."""
    if any(entry.number for entry in chosen.told.values()):
        return "Numbers: the vessels imaged from inside, in the order of the report."
    return ""
