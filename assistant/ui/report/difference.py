"""What was done to a report since it came: the lines that differ, their words removed and added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

Json = dict[str, Any]
Pieces = list[tuple[str, str]]
Change = tuple[str, int, int, int, int]
#: Lines or words between the first and the last difference that are compared one by one.
_MOST_COMPARED = 4000
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


def describe_difference(before: str, after: str) -> Json:
    """Return how `after` differs from `before`, as the report view draws it.

    Returns:
        `count`, how many places differ, and `lines`, each with `number`, its line of `after` (of `before` where it is
        gone), and `pieces`, pairs of same, removed or added with words.
    """
    old, new = before.split("\n"), after.split("\n")
    changes = [change for change in _changes(old, new) if change[0] != "equal"]
    lines = [line for _, *place in changes for line in _lines(old, new, *place)]
    return {"count": len(changes), "lines": lines}


def _changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Return what differs as opcodes of `SequenceMatcher`; a place too large to compare in time is one change."""
    most = min(len(old), len(new))
    head = next((at for at in range(most) if old[at] != new[at]), most)
    tail = next((at for at in range(most - head) if old[-1 - at] != new[-1 - at]), most - head)
    old_end, new_end = len(old) - tail, len(new) - tail
    if max(old_end, new_end) - head > _MOST_COMPARED:
        inner: list[Change] = [("replace", 0, old_end - head, 0, new_end - head)]
    else:
        inner = list(SequenceMatcher(None, old[head:old_end], new[head:new_end]).get_opcodes())
    changes: list[Change] = [(kind, head + a, head + b, head + c, head + d) for kind, a, b, c, d in inner]
    return [("equal", 0, head, 0, head), *changes, ("equal", old_end, len(old), new_end, len(new))]


def _lines(old: list[str], new: list[str], start: int, end: int, new_start: int, new_end: int) -> list[Json]:
    """Return the lines of one place: each line that went beside the one that came for it."""
    pairs = zip_longest(old[start:end], new[new_start:new_end])
    return [
        {"number": (start if came is None else new_start) + offset + 1, "pieces": _pieces(went, came)}
        for offset, (went, came) in enumerate(pairs)
    ]


def _pieces(went: str | None, came: str | None) -> Pieces:
    if went is None or came is None:
        return [("removed", went or "")] if came is None else [("added", came)]
    old, new = _WORDS.findall(went), _WORDS.findall(came)
    pieces: Pieces = []
    for kind, start, end, new_start, new_end in _changes(old, new):
        if kind == "equal":
            pieces += [("same", "".join(old[start:end]))] if start < end else []
            continue
        removed, added = "".join(old[start:end]), "".join(new[new_start:new_end])
        pieces += [piece for piece in (("removed", removed), ("added", added)) if piece[1]]
    return pieces
