"""The labelled reports: findings agree with their labels at least as well as they were measured to."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from assistant.engine import analyze

LABELLED = Path(__file__).parents[2] / "samples" / "findings" / "labelled.jsonl"
Row = tuple[str, str, str, str]


def rows(findings: list[dict[str, Any]]) -> set[Row]:
    """Return structure, side, attribute and value of findings, one of both sides as its two."""
    return {
        (found["structure"], side, found["attribute"], written(found["value"]))
        for found in findings
        for side in (("left", "right") if found["side"] == "bilateral" else (found["side"],))
    }


def written(value: str | float) -> str:
    """Return a value as it is compared: numbers to two digits, words in small letters."""
    try:
        return f"{float(value):.2f}"
    except ValueError:
        return str(value).lower()


@pytest.mark.parametrize(("read", "floor"), [(True, 0.88), (False, 0.77)])
def test_findings_stay_as_good_as_measured(read: bool, floor: float) -> None:
    counts: Counter[str] = Counter()
    for line in LABELLED.read_text(encoding="utf-8").splitlines():
        report = json.loads(line)
        if report["read"] is not read:
            continue
        expected, found = rows(report["findings"]), rows([f.to_dict() for f in analyze(report["text"]).findings])
        counts += Counter(right=len(expected & found), expected=len(expected), found=len(found))
    assert 2 * counts["right"] / (counts["expected"] + counts["found"]) >= floor
