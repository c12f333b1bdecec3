"""Ultrasound words inside guidance phrases are told from those that name a study."""

from __future__ import annotations

import pytest

from assistant.language.pipeline import read_report
from assistant.studies.evidence import UNGUIDED, Evidence


@pytest.mark.parametrize(
    "text",
    ["Ultrasound-guided biopsy of the liver was performed.", "The needle was placed under ultrasound guidance."],
)
def test_guidance_is_no_study(text: str) -> None:
    assert UNGUIDED not in Evidence(read_report(text)).done


@pytest.mark.parametrize("text", ["Ultrasound of the liver was performed.", "Sonogram of the neck: normal thyroid."])
def test_a_named_study_is_unguided(text: str) -> None:
    assert UNGUIDED in Evidence(read_report(text)).done
