"""Tests of the file of a family's cases."""

import pytest
from pydantic import ValidationError

from assistant.knowledge.service_cases import CaseFile


def test_two_cases_of_one_id_are_refused() -> None:
    case = {"id": "left-leg", "text": "Left leg.", "codes": []}
    with pytest.raises(ValidationError, match="two cases are called 'left-leg'; rename one"):
        CaseFile.model_validate({"cases": [case, case]})
