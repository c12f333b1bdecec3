"""The diagnosis index, built once for all tests of this room, all workers and all runs."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from assistant.diagnoses.index import DiagnosisIndex, load_index


@pytest.fixture(scope="session")
def index_folder(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the index over the shipped scope and synonyms, kept from run to run while nothing of it changes."""
    cache = getattr(pytestconfig, "cache", None)  # None under `-p no:cacheprovider`
    shared = cache.mkdir("diagnoses") if cache else tmp_path_factory.mktemp("diagnoses")
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        load_index(shared / "index")
    return shared / "index"


@pytest.fixture(scope="session")
def index(index_folder: Path) -> DiagnosisIndex:
    """The loaded index of that folder."""
    return load_index(index_folder)
