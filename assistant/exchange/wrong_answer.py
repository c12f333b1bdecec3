"""A wrong answer as its finder may send it: what the tool made of the report, and no word, number or date of the report.

Everything in it is a name out of the knowledge files or one of a closed list: which concepts were read, in which order, on
which side, in which kind of section, as affirmed or not. Where names of a site's own rules may tell something, so does this.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.analysis import Analysis


def wrong_answer(analysis: Analysis, expected: Sequence[str]) -> dict[str, Any]:
    """Return what helps to find why an answer is wrong.

    Args:
        analysis: The answer.
        expected: The codes that would be right, as names: "93971-LT"; none where nothing should be given.
    """
    section_of = [(section.start, section.end, section.kind) for section in analysis.sections]
    return {
        "expected": list(expected),
        "given": [
            {"code": code.code, "modifiers": list(code.modifiers), "units": code.units, "status": code.status,
             "rule": code.rule, "left_out": code.left_out}
            for code in analysis.codes
        ],
        "gaps": [{"element": gap.element, "severity": gap.severity, "state": gap.state} for gap in analysis.gaps],
        "studies": [
            {"kind": study.kind, "side": study.side, "extent": study.extent,
             "structures": [[line.name, line.side, line.state] for line in study.ledger]}
            for study in analysis.studies
        ],
        "acts": [[act.technique, act.side, act.status] for act in analysis.acts],
        "findings": [[one.structure, one.side, one.attribute] for one in analysis.findings],
        "conflicts": [conflict.kind for conflict in analysis.conflicts],
        "document": analysis.document,
        "read": [
            [entity.concept, entity.side, entity.assertion, _kind_at(section_of, entity.start)]
            for entity in analysis.entities
        ],
        "review": {"look_first": analysis.review.look_first, "probability": analysis.review.probability},
        "source": analysis.source.kind if analysis.source else None,
        "engine": analysis.engine._asdict(),
    }  # fmt: skip


def _kind_at(sections: Sequence[tuple[int, int, str]], place: int) -> str:
    return next((kind for start, end, kind in sections if start <= place < end), "other")
