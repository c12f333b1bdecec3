"""Imaging that a procedure contains is no code of its own, whatever the words of the text resemble."""

from __future__ import annotations

import pytest

from assistant import analyze

CORES = "TRUS biopsy {day}, PSA 7. Prostate 41 cc, hypoechoic right base, seminal vesicles normal. 12 cores, needle path seen. Images archived. C. Adair MD"


def reported(text: str) -> set[str]:
    """Return the codes that a text supports, or that wait for documentation."""
    return {code.code for code in analyze(text).codes if code.status != "not_reportable"}


@pytest.mark.parametrize("code", ["76872", "76942"])
def test_prostate_biopsy_contains_its_imaging_from_2026_on(code: str) -> None:
    assert code in reported(CORES.format(day="06/09/2025"))
    assert code not in reported(CORES.format(day="06/09/2026"))
