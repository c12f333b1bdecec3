"""Every test of a page has a worklist of its own, in a folder that is gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.ui.worklist.open_worklist import opened_worklist
from assistant.worklist.database import URL_VARIABLE


@pytest.fixture(autouse=True)
def own_worklist(packages_read_once: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the pages open an empty worklist."""
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{tmp_path / 'worklist.sqlite'}")
    opened_worklist.clear()
    yield
    opened_worklist.clear()
