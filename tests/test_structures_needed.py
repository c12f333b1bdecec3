"""A complete code needs every structure of its study's list: without one of them it goes, or is asked about."""

import re

import pytest

from assistant import analyze
from assistant.analysis import Analysis, Structure
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.service_cases import ServiceCase, service_cases
from assistant.knowledge.service_schema import CodeSpec, ServiceFile, service_files


def _kinds(code: CodeSpec, family: ServiceFile) -> list[str]:
    """Return the kinds of study that a code rule is for."""
    if code.study is None:
        return [study.kind for study in family.studies]
    return [code.study] if isinstance(code.study, str) else code.study


COMPLETE = {code for code, entry in load_codes().items() if entry.extent == "complete"}
AT_LEAST = {study.kind for family in service_files() for study in family.studies if study.at_least is not None}
OF_KIND = {
    study.kind: {code.code for code in family.codes if study.kind in _kinds(code, family)} & COMPLETE
    for family in service_files()
    for study in family.studies
}
CASES = [
    (family, case)
    for family, case in service_cases()
    if COMPLETE.intersection(code.split()[0].split("-")[0] for code in case.codes or ())
]
CLAUSE = re.compile(r"[^.,;:\n]*")
ROUNDS = 8


def _codes(analysis: Analysis, kind: str) -> set[str]:
    """Return the complete codes of a kind of study that an analysis gives without asking for extent or structures."""
    if {gap.element for gap in analysis.gaps} & {"structures", "extent"}:
        return set()
    return {code.code for code in analysis.with_status("supported")} & OF_KIND[kind]


def _line(analysis: Analysis, kind: str, wanted: Structure) -> Structure | None:
    """Return the line of the same structure and side in another analysis."""
    lines = (line for study in analysis.studies if study.kind == kind for line in study.ledger)
    return next((line for line in lines if (line.name, line.side) == (wanted.name, wanted.side)), None)


def _without(text: str, kind: str, wanted: Structure) -> Analysis | None:
    """Return the analysis of a text from which every clause of a structure is taken; None where it cannot be taken."""
    for _ in range(ROUNDS):
        analysis = analyze(text)
        line = _line(analysis, kind, wanted)
        if line is None or not line.counts:
            return analysis
        for span in sorted(line.evidence, key=lambda span: span.start, reverse=True):
            start = max(text.rfind(mark, 0, span.start) for mark in ".,;:\n") + 1
            found = CLAUSE.match(text, span.end)
            text = text[:start] + text[found.end() if found else span.end :]
        if not line.evidence:
            return None
    return None


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[f"{family}:{case.id}" for family, case in CASES])
def test_complete_code_does_not_outlive_a_required_structure_in_silence(case: ServiceCase) -> None:
    whole = analyze(case.text)
    kinds = [study.kind for study in whole.studies]
    for study in whole.studies:
        if kinds.count(study.kind) > 1:
            continue  # of two reports of one text, the other keeps its code
        for line in study.ledger:
            if not line.required or not line.counts or study.extent != "complete" or study.kind in AT_LEAST:
                continue
            cut = _without(case.text, study.kind, line)
            assert cut is None or not _codes(cut, study.kind), (study.kind, line.side, line.name)


def test_most_families_with_structures_have_a_case_of_their_complete_code() -> None:
    assert len({family for family, _ in CASES}) >= 8
