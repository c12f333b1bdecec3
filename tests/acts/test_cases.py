"""The account of acts, one behaviour a case (`cases.yaml`)."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.acts import find_acts
from assistant.language.pipeline import read_report

FILE: dict[str, list[dict[str, Any]]] = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text("utf-8"))
CASES = [case for cases in FILE.values() for case in cases]


def account_of(text: str) -> set[str]:
    """Return the rows of a text's account."""
    _, acts = find_acts(read_report(text))
    return {f"{act.technique} | {act.place or 'none'} | {act.side or 'none'} | {act.status}" for act in acts}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_account_of_a_text(case: dict[str, Any]) -> None:
    rows = account_of(case["text"])
    assert set(case.get("acts", ())) - rows == set(), sorted(rows)
    assert set(case.get("absent", ())) & rows == set()
