"""Draws one region as SVG text. Colours and patterns of the states are classes: `view.css` of the report view has them.

Every word is escaped; the text holds no script, no address and no style of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from assistant.analysis import Side
from assistant.ui.picture.outline import Point, closed, line, midpoint, tube
from assistant.ui.picture.region import Label, Region, Scenery, Segment
from assistant.ui.picture.states import State, Told, key_of

#: The room that a letter of a label takes.
LETTER = 5.3
#: States that a pattern fills.
_PATTERN = {"not_visualized": "hatch", "not_seen_unexplained": "hatch", "absent": "cross"}


class _Piece(NamedTuple):
    """A segment as it is drawn on one side."""

    segment: Segment
    side: Side | None
    told: Told
    width: float

    def across(self, x: float) -> float:
        """Return where an x of the segment's data lies on this side."""
        return self.width - x if _flipped(self.segment, self.side) else x

    def aligned(self, label: Label) -> str:
        """Return on which side of its place a label's text stands."""
        flip = _flipped(self.segment, self.side)
        return {"start": "end", "end": "start"}.get(label.align, label.align) if flip else label.align


def draw(region: Region, name: str, told: Mapping[str, Told]) -> str:
    """Return the picture of `region`.

    Args:
        region: The drawing.
        name: Its name, unique on the page.
        told: What is told of its segments, by `states.key_of`.
    """
    width, height = region.size
    pieces = [_Piece(segment, side, told[key_of(segment, side)], width) for segment, side in region.pieces]
    # An optional vessel is drawn with all its parts where one of them is told of.
    wanted = {(piece.segment.concept, piece.side) for piece in pieces if piece.told.state != "outside"}
    pieces = [piece for piece in pieces if not piece.segment.optional or (piece.segment.concept, piece.side) in wanted]
    leaders = [_leader(piece, region) for piece in pieces]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="0 0 {width:g} {height:g}" '
        f'role="group" aria-label="{escape(region.title)}">',
        f"<defs>{_patterns(name)}</defs>",
        f'<svg width="{width:g}" height="{height:g}">',
        *(_scenery(piece, width) for piece in region.scenery), "</svg>",
        *(leaders if region.leaders == "behind" else ()),
        # What is not part of the study lies behind the rest, whatever its depth in the body: it must not hide any of it.
        *(_segment(piece, name) for piece in sorted(pieces, key=lambda piece: piece.told.state != "outside")),
        *(leaders if region.leaders == "front" else ()),
        *(_shared_label(segment, pieces) for segment in region.segments if segment.label and segment.label.shared),
        *map(_number, pieces), _sides(region), "</svg>",
    ]  # fmt: skip
    return "".join(parts)


def _patterns(name: str) -> str:
    """Return hatching for what was not visualised and crosses for what is absent."""
    return (
        f'<pattern id="{name}-hatch" width="3.4" height="3.4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="ground" width="3.4" height="3.4"/><path class="stripe" d="M0.6,0V3.4"/></pattern>'
        f'<pattern id="{name}-cross" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect class="ground" width="6" height="6"/><path class="stripe" d="M1.5,1.5L4.5,4.5M4.5,1.5L1.5,4.5"/></pattern>'
    )


def _scenery(piece: Scenery, width: float) -> str:
    mirrored = _mirror(piece.points, width)
    paths: dict[str, list[Sequence[Point]]] = {
        "none": [piece.points], "mirrored": [piece.points, mirrored], "joined": [[*piece.points, *mirrored[::-1]]],
    }  # fmt: skip
    outline = closed if piece.closed else line
    return "".join(f'<path class="scenery {piece.kind}" d="{outline(points)}"/>' for points in paths[piece.other_side])


def _mirror(points: Sequence[Point], width: float) -> list[Point]:
    return [(width - point[0], point[1]) for point in points]


def _flipped(segment: Segment, side: Side | None) -> bool:
    return segment.side == "both" and side == "left"


def path_of(segment: Segment, side: Side | None, width: float) -> str:
    """Return the outline of a segment on one side as path data."""
    flip = _flipped(segment, side)
    if segment.course:
        return tube([(width - x if flip else x, y, half) for x, y, half in segment.course])
    return closed(_mirror(segment.shape, width) if flip else segment.shape)


def _segment(piece: _Piece, name: str) -> str:
    segment, told = piece.segment, piece.told
    path = path_of(segment, piece.side, piece.width)
    role = "button" if told.places else "img"
    kind = "vessel" if segment.course else "organ"
    label = segment.label
    words = _text(label, piece.across(label.at[0]), piece.aligned(label)) if label and not label.shared else ""
    return (
        f'<g class="segment {kind} {told.state}" data-segment="{escape(key_of(segment, piece.side))}" role="{role}" '
        f'aria-label="{escape(told.says)}"><title>{escape(told.says)}</title>{words}'
        f'<path class="reach" d="{path}"/><path class="outline" d="{path}"{_fill(told.state, name)}/></g>'
    )


def _text(label: Label, x: float, align: str) -> str:
    place = f'x="{x:g}" y="{label.at[1]:g}" text-anchor="{align}"'
    return (
        f'<text class="long" {place}>{escape(label.words)}</text>'
        f'<text class="short" {place}>{escape(label.short)}</text>'
    )


def _leader(piece: _Piece, region: Region) -> str:
    """Return the line from a label to its segment, with a dot at the end where it passes in front."""
    label = piece.segment.label
    if label is None or label.to is None:
        return ""
    to = piece.across(label.to[0])
    if label.shared:
        x = label.at[0] + (len(label.words) * LETTER / 2 + 2) * (1 if to > label.at[0] else -1)
    else:
        x = piece.across(label.at[0]) + {"end": 3, "start": -3}.get(piece.aligned(label), 0)
    dot = f'<circle cx="{to:.1f}" cy="{label.to[1]:.1f}" r="1.4"/>' if region.leaders == "front" else ""
    path = f"M{x:.1f},{label.at[1] - 3.4:.1f}L{to:.1f},{label.to[1]:.1f}"
    return f'<g class="leader {piece.told.state}"><path d="{path}"/>{dot}</g>'


def _shared_label(segment: Segment, pieces: Sequence[_Piece]) -> str:
    """Return the label in the middle that stands for both sides of a segment."""
    label = segment.label
    states = {piece.told.state for piece in pieces if piece.segment is segment}
    if label is None or not states:
        return ""
    state = "abnormal" if "abnormal" in states else "outside" if states == {"outside"} else "documented"
    return f'<g class="label {state}" aria-hidden="true">{_text(label, label.at[0], "middle")}</g>'


def _number(piece: _Piece) -> str:
    if not piece.told.number or not piece.segment.course:
        return ""
    x, y = midpoint(piece.segment.course)
    x = piece.across(x)
    return (
        f'<g class="number-mark" aria-hidden="true"><circle cx="{x:.1f}" cy="{y:.1f}" r="7"/>'
        f'<text x="{x:.1f}" y="{y + 3.6:.1f}" text-anchor="middle">{piece.told.number}</text></g>'
    )


def _sides(region: Region) -> str:
    right = region.size[0] - 4
    return (
        '<text class="side-mark" x="4" y="15" aria-label="patient\'s right">R</text>'
        f'<text class="side-mark" x="{right:g}" y="15" text-anchor="end" aria-label="patient\'s left">L</text>'
    )


def draw_key(state: State, name: str) -> str:
    """Return the look of a state for the legend beside the picture `name`, whose patterns it uses."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="picture-key" viewBox="0 0 20 11" aria-hidden="true">'
        f'<g class="segment {state}"><rect class="outline" x="1" y="1" width="18" height="9" rx="1.5"'
        f"{_fill(state, name)}/></g></svg>"
    )


def _fill(state: State, name: str) -> str:
    return f' fill="url(#{name}-{_PATTERN[state]})"' if state in _PATTERN else ""
