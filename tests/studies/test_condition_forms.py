"""Each form of an entry asks what it says, alone, denied and among alternatives."""

from __future__ import annotations

import pytest

from assistant.knowledge.active import active
from assistant.knowledge.service_schema import Condition
from assistant.language.pipeline import read_report
from assistant.studies.conditions import compile_condition
from assistant.studies.evidence import Evidence
from assistant.studies.scene import ReportScene


def holds(condition: Condition, text: str, year: int = 2026) -> bool:
    scene = ReportScene(
        Evidence(read_report(text)), year, {"signature": "present"}, kinds={"central_line"}, side="left"
    )
    return compile_condition(condition, active().groups)(scene)


@pytest.mark.parametrize(
    ("entry", "text", "other"),
    [
        ("thyroid", "Ultrasound of the thyroid.", "Ultrasound of the kidneys."),
        ("thyroid@any", "INDICATION: Thyroid nodule.", "INDICATION: Pain."),
        ("thyroid@told", "INDICATION: Thyroid nodule.", "Ultrasound of the thyroid."),
        ("thrombosis@negated", "No thrombosis.", "Thrombosis of the femoral vein."),
        ("abdominal_organ>=2", "Liver and spleen were seen.", "The liver was seen. The liver is large."),
        ("us~thyroid", "Ultrasound showed the thyroid.", "Ultrasound was done. The thyroid is large."),
        ("age<5", "A 3-year-old boy.", "A 6-year-old boy."),
        ("age>=5", "A 6-year-old boy.", "A 3-year-old boy."),
        ("pregnancy=later", "Fetus at 30 weeks gestation.", "Fetus at 9 weeks gestation."),
        ("fetuses=several", "Ultrasound of twins. Twin A is cephalic. Twin B is breech.", "One fetus, cephalic."),
    ],
)  # fmt: skip
def test_what_is_read_in_the_text(entry: str, text: str, other: str) -> None:
    assert holds([entry], text)
    assert not holds([entry], other)
    assert holds(["!" + entry], other)
    assert not holds(["!" + entry], text)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("side=left", True), ("side=one", True), ("side=none", False), ("claim=none", True), ("study.central_line", True),
        ("study.cavogram", False), ("code.76770", False), ("signature:present", True), ("signature:missing", False),
        ("year<2026", False), ("year>=2026", True),
    ],
)  # fmt: skip
def test_what_is_known_beside_the_text(entry: str, expected: bool) -> None:
    assert holds([entry], "Text.") is expected
    assert holds(["!" + entry], "Text.") is not expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ([], True),
        ([[]], False),
        ([["thyroid", "kidney"], "us"], True),
        ([["thyroid", "breast@body"], "us"], False),
        ([["!us", ["kidney", ["thyroid", "!thyroid@title"]]]], True),
        ([["!us", ["kidney", "thyroid"]]], False),
    ],
)
def test_entries_are_joined_by_and_and_alternatives_by_or(condition: Condition, expected: bool) -> None:
    assert holds(condition, "Ultrasound of the kidneys was done.") is expected


def test_an_unknown_name_is_refused_before_the_condition_is_asked() -> None:
    with pytest.raises(ValueError, match="'thyrod' is no concept"):
        compile_condition([["us", ["!thyrod"]]], active().groups)
