"""Tests of evidence shown as lines of the report."""

from __future__ import annotations

from assistant.analysis import Span
from assistant.evidence_lines import Piece, evidence_lines

TEXT = "Title\nThe femoral vein compresses.\n" + "word " * 40 + "popliteal vein" + " word" * 40


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words), words)


def test_a_line_is_named_by_its_number_with_the_words_marked() -> None:
    (line,) = evidence_lines(TEXT, [span("femoral vein")])
    assert line.number == 2
    assert line.pieces == (Piece("The ", False), Piece("femoral vein", True), Piece(" compresses.", False))


def test_two_places_of_one_line_are_marked_in_it() -> None:
    (line,) = evidence_lines(TEXT, [span("compresses"), span("femoral")])
    assert [piece.text for piece in line.pieces if piece.marked] == ["femoral", "compresses"]


def test_overlapping_places_are_marked_once() -> None:
    (line,) = evidence_lines(TEXT, [span("femoral vein"), span("vein compresses")])
    assert "".join(piece.text for piece in line.pieces) == "The femoral vein compresses."


def test_a_long_line_is_cut_at_words_around_its_evidence() -> None:
    (line,) = evidence_lines(TEXT, [span("popliteal vein")])
    words = "".join(piece.text for piece in line.pieces)
    assert words.startswith("… word")
    assert words.endswith("word …")
    assert len(words) < 150


def test_evidence_beyond_its_line_ends_with_the_line() -> None:
    (line,) = evidence_lines(TEXT, [Span(0, 12)])
    assert line.pieces == (Piece("Title", True),)


def test_no_evidence_gives_no_lines() -> None:
    assert evidence_lines(TEXT, []) == []
