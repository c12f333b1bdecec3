"""Smooth outlines through a few points, as SVG path data: tapered tubes for vessels, closed shapes for organs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

#: A point of a course, with half the width of the vessel there; units of the drawing's view box.
Course = Sequence[tuple[float, float, float]]
Point = tuple[float, float]
#: A third of the way from a point along its tangent makes a Catmull-Rom spline of Bézier curves.
REACH = 1 / 6


def tube(course: Course) -> str:
    """Return the closed outline of a vessel that follows `course` (at least two points) with cut ends."""
    one, other = [], []
    for place, (x, y, half) in enumerate(course):
        before, after = course[max(place - 1, 0)], course[min(place + 1, len(course) - 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = hypot(dx, dy) or 1.0
        one.append((x - dy / length * half, y + dx / length * half))
        other.append((x + dy / length * half, y - dx / length * half))
    back = other[::-1]
    return f"M{_pair(one[0])}{_through(one)}L{_pair(back[0])}{_through(back)}Z"


def closed(points: Sequence[Point]) -> str:
    """Return the closed curve through `points` (at least three)."""
    count = len(points)
    curves = [
        _curve(points[place - 1], point, points[(place + 1) % count], points[(place + 2) % count])
        for place, point in enumerate(points)
    ]
    return f"M{_pair(points[0])}{''.join(curves)}Z"


def line(points: Sequence[Point]) -> str:
    """Return the open curve through `points` (at least two)."""
    return f"M{_pair(points[0])}{_through(points)}"


def midpoint(course: Course) -> Point:
    """Return the point of the course's centre line that is as far from its beginning as from its end."""
    steps = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(course)]
    left = sum(steps) / 2
    for (a, b), step in zip(pairwise(course), steps, strict=True):
        if left <= step and step:
            return a[0] + (b[0] - a[0]) * left / step, a[1] + (b[1] - a[1]) * left / step
        left -= step
    return course[-1][0], course[-1][1]


def _through(points: Sequence[Point]) -> str:
    last = len(points) - 1
    return "".join(
        _curve(points[max(place - 1, 0)], points[place], points[place + 1], points[min(place + 2, last)])
        for place in range(last)
    )


def _curve(before: Point, start: Point, end: Point, after: Point) -> str:
    first = (start[0] + (end[0] - before[0]) * REACH, start[1] + (end[1] - before[1]) * REACH)
    second = (end[0] - (after[0] - start[0]) * REACH, end[1] - (after[1] - start[1]) * REACH)
    return f"C{_pair(first)} {_pair(second)} {_pair(end)}"


def _pair(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"
