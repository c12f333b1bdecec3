"""Runs the cases that stand beside the code families."""

from __future__ import annotations

from assistant.analysis import Analysis, Code
from assistant.engine import analyze
from assistant.knowledge.active import active, using
from assistant.knowledge.assembly import load_knowledge
from assistant.knowledge.service_cases import ServiceCase


def written(code: Code) -> str:
    """Return a code as cases write it: "93971-RT", "37253 x2"."""
    return f"{code.name} x{code.units}" if code.units > 1 else code.name


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
    gaps = {gap.element for gap in analysis.gaps}
    if case.gaps is not None and gaps - set(case.gaps_optional) != set(case.gaps) - set(case.gaps_optional):
        faults.append(f"gaps {sorted(gaps)}, expected {sorted(case.gaps)}")
    return faults


def analyze_case(case: ServiceCase) -> Analysis:
    """Analyse the text of a case by the rules in use, and by those of its payer where it names one.

    Raises:
        InputError: The site has no such payer.
    """
    if case.payer is None:
        return analyze(case.text, id=case.id)
    with using(load_knowledge(active().site, case.payer)):
        return analyze(case.text, id=case.id)


def failures(family: str, case: ServiceCase) -> list[str]:
    """Return one line for each thing that a case does not get as it expects."""
    return [f"{family}.cases.yaml {case.id}: {fault}" for fault in faults_of(case, analyze_case(case))]
