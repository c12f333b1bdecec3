"""Tests of the reasons that decisions are made for."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import KnowledgeError
from assistant.knowledge.decision_reasons import decision_reasons, read_reasons, reason_label

GOOD = "reasons:\n  reject_code:\n    other: {label: Another reason, words: true}\noutcomes: {}\n"


def test_every_decision_against_the_tool_has_reasons_and_one_that_asks_for_words() -> None:
    reasons = decision_reasons().reasons
    assert set(reasons) == {"reject_code", "change_code", "add_code", "dismiss_gap"}
    assert all(any(reason.words for reason in offered.values()) for offered in reasons.values())


def test_a_reason_is_read_as_its_label_and_one_that_is_no_longer_known_as_its_key() -> None:
    assert reason_label("wrong_side") == "Wrong side, place or vessel"
    assert reason_label("once_known") == "once known"


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (GOOD.replace("reject_code", "refuse_code"), "refuse_code"),
        (GOOD.replace("words: true", "source: nowhere"), "there is no source 'nowhere'"),
        (GOOD.replace("label: Another reason", "label: A"), "label"),
    ],
    ids=["no such decision", "no such source", "label too short"],
)
def test_a_fault_of_the_file_is_told_with_its_line(tmp_path: Path, broken: str, fault: str) -> None:
    file = tmp_path / "reasons.yaml"
    file.write_text(broken, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=fault) as raised:
        read_reasons(file)
    assert raised.value.line in (2, 3, 4)
