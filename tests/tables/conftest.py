"""A store with one quarter of every table, written in the published layouts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from published_files import write_aoc, write_mue, write_ptp, write_rvu

from assistant.tables.importing import import_files
from assistant.tables.lookup import OfficialTables
from assistant.tables.store import TableStore


@pytest.fixture
def store(tmp_path: Path) -> TableStore:
    """An empty store; its folder does not exist yet."""
    return TableStore(tmp_path / "store")


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store that holds the tables of `published_files`; tests must not change it."""
    folder = tmp_path_factory.mktemp("tables")
    files = [write_ptp(folder), write_mue(folder), write_aoc(folder), write_rvu(folder)]
    import_files(files, TableStore(folder / "store"))
    return folder / "store"


@pytest.fixture(scope="session")
def tables(imported: Path) -> Iterator[OfficialTables]:
    """The tables of `imported`, open."""
    with OfficialTables(imported) as tables:
        yield tables
