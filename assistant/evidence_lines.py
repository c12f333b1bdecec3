"""Evidence as lines of the report with the words marked, for pages that do not show the whole report beside it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from assistant.analysis import Span

AROUND = 60


class Piece(NamedTuple):
    """A part of a line; `marked` where it is evidence."""

    text: str
    marked: bool


class EvidenceLine(NamedTuple):
    """A line of the report, counted from one, in pieces; a long line is cut around its evidence."""

    number: int
    pieces: tuple[Piece, ...]


def evidence_lines(text: str, spans: Iterable[Span]) -> list[EvidenceLine]:
    """Return the lines of `text` in which evidence begins, in their order."""
    starts = [0, *(place + 1 for place, character in enumerate(text) if character == "\n")]
    found: dict[int, list[tuple[int, int]]] = {}
    for span in sorted(set(spans)):
        found.setdefault(bisect_right(starts, span.start), []).append((span.start, span.end))
    return [EvidenceLine(number, _pieces(text, starts[number - 1], places)) for number, places in found.items()]


def _pieces(text: str, start: int, places: list[tuple[int, int]]) -> tuple[Piece, ...]:
    """Return one line in pieces, evidence that overlaps joined; evidence ends with its line."""
    line_end = text.find("\n", start)
    end = len(text) if line_end < 0 else line_end
    first, last = places[0][0], min(end, max(place[1] for place in places))
    at = start if first - start <= AROUND else text.find(" ", first - AROUND, first) + 1 or first
    stop = end if end - last <= AROUND else max(text.rfind(" ", last, last + AROUND), last)
    pieces = [Piece("… " if at > start else "", False)]
    for begin, finish in places:
        begin, finish = max(begin, at), min(finish, end)
        if finish > begin:
            pieces += [Piece(text[at:begin], False), Piece(text[begin:finish], True)]
            at = finish
    pieces += [Piece(text[at:stop], False), Piece(" …" if stop < end else "", False)]
    return tuple(piece for piece in pieces if piece.text)
