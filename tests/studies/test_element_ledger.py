"""Pairs, removed organs and sides in the element ledger."""

from __future__ import annotations

import pytest

from assistant.analysis import Structure
from assistant.engine import analyze

HEAD = "ULTRASOUND ABDOMEN COMPLETE 05/14/2026\nINDICATION: pain\nFINDINGS: Liver normal. "
TAIL = " CBD 3 mm. Pancreas, spleen, aorta and IVC normal.\nIMPRESSION: Normal. Images stored. Ada Brinkley, MD"


def line(findings: str, name: str) -> Structure | None:
    study = next(s for s in analyze(HEAD + findings + TAIL).studies if s.kind == "abdominal_ultrasound")
    return next((entry for entry in study.ledger if entry.name == name), None)


def test_a_pair_of_which_one_side_is_named_lacks_the_other() -> None:
    found = line("Gallbladder normal. Right kidney 10 cm.", "left kidney")
    assert found is not None
    assert found.state == "missing"


@pytest.mark.parametrize(
    "kidneys",
    ["Both kidneys 10 cm.", "Kidneys normal.", "Right kidney 10 cm, left 11.", "Right kidney 9 cm. Left kidney 10 cm."],
)
def test_a_pair_named_on_both_sides_is_documented(kidneys: str) -> None:
    found = line("Gallbladder normal. " + kidneys, "kidneys")
    assert found is not None
    assert found.state == "documented"


def test_a_removed_organ_counts_as_absent() -> None:
    found = line("Status post cholecystectomy. Kidneys normal.", "gallbladder")
    assert found is not None
    assert found.state == "absent"


def test_an_organ_that_is_not_named_is_missing() -> None:
    found = line("Kidneys normal.", "gallbladder")
    assert found is not None
    assert found.state == "missing"
