"""The diagnosis index, built once for all tests of this room."""

from __future__ import annotations

import pytest

from assistant.diagnoses.index import DiagnosisIndex, load_index


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> DiagnosisIndex:
    """The index over the shipped scope and synonyms, in a temporary folder."""
    return load_index(tmp_path_factory.mktemp("diagnoses") / "index")
