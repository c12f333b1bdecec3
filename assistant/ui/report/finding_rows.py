"""Puts the findings of an analysis into the rows of the page's table: grouped by side and structure, in plain JSON."""

from __future__ import annotations

from typing import Any

from assistant.analysis import Analysis, Finding, Side
from assistant.ui.picture.wording import is_abnormal, label_of, value_of
from assistant.ui.report.answers import SIDE_ORDER, describe_places
from assistant.ui.words import SIDE_WORDS

Json = dict[str, Any]


def describe_findings(analysis: Analysis) -> list[Json]:
    """Return the findings as groups of rows, one group a structure and side: right, left, both, none; each in the order of the text."""
    groups: dict[tuple[Side | None, str], list[Finding]] = {}
    for finding in analysis.findings:
        groups.setdefault((finding.side, finding.structure), []).append(finding)
    ordered = sorted(groups.items(), key=lambda group: SIDE_ORDER.index(group[0][0]))
    rows = iter(range(len(analysis.findings)))
    return [
        {
            "structure": structure, "side": SIDE_WORDS[side],
            "rows": [_row(finding, next(rows)) for finding in findings],
        }
        for (side, structure), findings in ordered
    ]  # fmt: skip


def _row(finding: Finding, position: int) -> Json:
    return {
        "id": f"finding:{position}", "segment": finding.segment or "", "what": label_of(finding),
        "value": value_of(finding), "abnormal": is_abnormal(finding), "places": describe_places(finding.evidence),
    }  # fmt: skip
