"""The diagnosis index, built once for all tests of this room and all workers."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from assistant.diagnoses.index import DiagnosisIndex, build_index, load_index


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the index over the shipped scope and synonyms, which the first worker that needs it builds for all."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "diagnoses"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "built").exists():
            build_index(shared / "index")
            (shared / "built").touch()
    return shared / "index"


@pytest.fixture(scope="session")
def index(index_folder: Path) -> DiagnosisIndex:
    """The loaded index of that folder."""
    return load_index(index_folder)
