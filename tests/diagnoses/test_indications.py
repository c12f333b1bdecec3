"""The sixty indications of `indications.yaml`: the right category among the first three, and no denied one coded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.diagnoses import DiagnosisCandidate, link_indication
from assistant.diagnoses.index import DiagnosisIndex

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("indications.yaml").read_text(encoding="utf-8"))
DENIED = [case for case in CASES if "never" in case]
TARGET = 54


def _is_hit(case: dict[str, Any], found: list[DiagnosisCandidate]) -> bool:
    first = found[:3]
    if not case["category"]:
        return not found
    categories = {candidate.category for candidate in first}
    code = case.get("code")
    return categories.issuperset(case["category"]) and (code is None or code in [candidate.code for candidate in first])


def test_there_are_sixty_and_a_third_of_them_deny_suspect_or_mean_the_other_side() -> None:
    assert (len(CASES), len(DENIED)) == (60, 20)


def test_the_right_category_is_among_the_first_three_of_at_least_54_of_60(index: DiagnosisIndex) -> None:
    missed = [case["text"] for case in CASES if not _is_hit(case, link_indication(case["text"], index=index))]
    assert len(CASES) - len(missed) >= TARGET, missed


@pytest.mark.parametrize("case", DENIED, ids=lambda case: case["text"])
def test_what_is_denied_suspected_or_of_the_other_side_is_never_coded(
    case: dict[str, Any], index: DiagnosisIndex
) -> None:
    codes = [candidate.code for candidate in link_indication(case["text"], index=index)]
    assert not [code for code in codes if code.startswith(tuple(case["never"]))]
