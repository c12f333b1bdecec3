"""The cases that stand beside the code families, one test each."""

import pytest

from assistant import analyze
from assistant.evaluation.cases import faults_of
from assistant.knowledge.service_cases import ServiceCase, service_cases

CASES = service_cases()


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[f"{family}:{case.id}" for family, case in CASES])
def test_case_gives_the_codes_and_gaps_that_an_expert_gives(case: ServiceCase) -> None:
    assert faults_of(case, analyze(case.text, id=case.id)) == []


def test_every_code_family_has_cases() -> None:
    from assistant.knowledge.service_schema import service_files

    with_cases = {family for family, _ in CASES}
    assert [file.id for file in service_files() if file.id not in with_cases] == []
