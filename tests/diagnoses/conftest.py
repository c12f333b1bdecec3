"""The diagnosis index, built once for all tests of this room."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.diagnoses.index import DiagnosisIndex, build_index, load_index


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the index over the shipped scope and synonyms."""
    folder = tmp_path_factory.mktemp("diagnoses") / "index"
    build_index(folder)
    return folder


@pytest.fixture(scope="session")
def index(index_folder: Path) -> DiagnosisIndex:
    """The loaded index of that folder."""
    return load_index(index_folder)
