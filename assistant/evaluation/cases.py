"""Runs the cases that stand beside the code families."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.analysis import Analysis, Code
from assistant.engine import analyze
from assistant.knowledge.service_cases import ServiceCase


def written(code: Code) -> str:
    """Return a code as cases write it: "93971-RT", "37253 x2"."""
    name = "-".join((code.code, *code.modifiers))
    return f"{name} x{code.units}" if code.units > 1 else name


def faults_of(case: ServiceCase, analysis: Analysis) -> list[str]:
    """Return what the analysis of a case says differently from what the case expects."""
    faults = []
    supported = sorted(written(code) for code in analysis.with_status("supported"))
    waiting = sorted(code.code for code in analysis.with_status("needs_documentation"))
    if supported != sorted(case.codes):
        faults.append(f"codes {supported}, expected {sorted(case.codes)}")
    if waiting != sorted(case.conditional):
        faults.append(f"conditional {waiting}, expected {sorted(case.conditional)}")
    trapped = {code.code for code in analysis.with_status("supported")} & set(case.not_codes)
    if trapped:
        faults.append(f"fell for {sorted(trapped)}")
    gaps = sorted({gap.element for gap in analysis.gaps})
    if case.gaps is not None and gaps != sorted(case.gaps):
        faults.append(f"gaps {gaps}, expected {sorted(case.gaps)}")
    return faults


def failures(cases: Iterable[tuple[str, ServiceCase]]) -> Iterator[str]:
    """Yield one line for each case that does not give what it expects."""
    for family, case in cases:
        for fault in faults_of(case, analyze(case.text, id=case.id)):
            yield f"{family}.cases.yaml {case.id}: {fault}"
