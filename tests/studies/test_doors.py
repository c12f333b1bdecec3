"""A report's words tell which studies are worth asking for, and no study is lost by it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.engine import read_and_account
from assistant.knowledge.active import instead, using
from assistant.knowledge.service_cases import service_cases
from assistant.knowledge.service_schema import Condition
from assistant.language.pipeline import read_report
from assistant.studies.compiled import knowledge
from assistant.studies.conditions import needs
from assistant.studies.doors import Doors
from assistant.studies.evidence import Evidence

EVERY = 9  # of the cases


def opens(condition: Condition, text: str) -> bool:
    return Doors([needs(condition)]).opened_by(Evidence(read_report(text))) == [0]


@pytest.mark.parametrize(
    ("condition", "opening", "closed"),
    [
        (["thyroid@body"], "Ultrasound of the thyroid.", "Ultrasound of the kidneys."),
        ([["thyroid", "kidney@body"]], "Ultrasound of the kidneys.", "Ultrasound of the breast."),
        ([["thyroid", ["kidney", "us"]]], "The kidneys were scanned by ultrasound.", "Angiogram of the aorta."),
        (["us~thyroid"], "Ultrasound. Thyroid.", "Ultrasound."),
        (["thyroid@told"], "INDICATION: Thyroid nodule.", "Ultrasound of the thyroid."),
        ([["unguided_ultrasound@title", "thyroid@told"]], "ULTRASOUND OF THE NECK\nNormal.", "CT OF THE NECK\nNormal."),
    ],
)  # fmt: skip
def test_a_condition_opens_where_a_name_of_each_need_stands(condition: Condition, opening: str, closed: str) -> None:
    assert opens(condition, opening)
    assert not opens(condition, closed)


@pytest.mark.parametrize(
    "entry", ["!thyroid", "side=left", "study.central_line", "age<5", ["thyroid", "extent=complete"]]
)
def test_what_names_nothing_needs_nothing(entry: str | Condition) -> None:
    assert needs([entry]) == ()


def test_every_study_that_holds_is_behind_an_open_door() -> None:
    rules = knowledge()
    unguarded = instead(knowledge, lambda: replace(rules, doors=Doors(() for _ in rules.studies)))
    for _, case in service_cases()[::EVERY]:
        guarded = [study.kind for study in read_and_account(case.text)[1].studies]
        with using(unguarded):
            assert guarded == [study.kind for study in read_and_account(case.text)[1].studies]
