"""Imaging that a procedure contains is no code of its own, whatever the words of the text resemble."""

from __future__ import annotations

from assistant import analyze

CORES = "TRUS biopsy {day}, PSA 7. Prostate 41 cc, hypoechoic right base, seminal vesicles normal. 12 cores, needle path seen. Images archived. C. Adair MD"


def supported(text: str) -> set[str]:
    """Return the codes that a text supports."""
    return {code.code for code in analyze(text).codes if code.status == "supported"}


def test_prostate_biopsy_contains_the_rectal_look_from_2026_on() -> None:
    assert "76872" in supported(CORES.format(day="06/09/2025"))
    assert "76872" not in supported(CORES.format(day="06/09/2026"))
