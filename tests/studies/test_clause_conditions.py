"""Conditions on what stands in one clause."""

from __future__ import annotations

import pytest

from assistant.language.pipeline import read_report
from assistant.language.vocabulary import vocabulary
from assistant.studies.conditions import compile_condition
from assistant.studies.evidence import Evidence
from assistant.studies.scene import ReportScene

KNOWN = frozenset(group for concept in vocabulary().concepts.values() for group in concept.groups)


def holds(condition: str, text: str) -> bool:
    """Return whether a condition holds of a text."""
    reading = read_report(text)
    return compile_condition([condition], KNOWN)(ReportScene(Evidence(reading), 2026, {}))


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("A stent in the subclavian vein.", True),
        ("A stent in the cephalic vein, balloon of the subclavian vein.", False),
        ("A stent in the graft and balloon of the subclavian vein.", False),
        ("A stent was placed. The subclavian vein is open.", False),
    ],
)
def test_two_tildes_ask_for_one_clause(text: str, together: bool) -> None:
    assert holds("stent~~subclavian_vein", text) is together


def test_one_tilde_asks_for_one_sentence() -> None:
    assert holds("stent~subclavian_vein", "A stent in the cephalic vein, balloon of the subclavian vein.")

