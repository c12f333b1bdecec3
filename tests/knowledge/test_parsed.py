"""What YAML files say, kept in the user's cache folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from assistant.knowledge.parsed import parsed

from assistant.data_folder import FOLDER_VARIABLE

DATA: dict[str, Any] = {"since": date(2026, 1, 1), "units": {0: "none", 1: ["one", None, True, 1.5]}, "$date": "text"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    return tmp_path / "cache"


def unwanted() -> Any:
    raise AssertionError("it was parsed a second time")


def test_dates_and_numbers_as_keys_come_back_as_they_were() -> None:
    parsed("a: 1", lambda: DATA)
    assert repr(parsed("a: 1", unwanted)) == repr(DATA)


def test_another_text_is_parsed() -> None:
    parsed("a: 1", lambda: {"a": 1})
    assert parsed("a: 2", lambda: {"a": 2}) == {"a": 2}


def test_a_damaged_file_is_parsed_anew(folder: Path) -> None:
    parsed("a: 1", lambda: {"a": 1})
    next(folder.iterdir()).write_text('{"a": ', encoding="utf-8")
    assert parsed("a: 1", lambda: {"a": 1}) == {"a": 1}
    assert parsed("a: 1", unwanted) == {"a": 1}


def test_what_cannot_be_kept_is_parsed_each_time(folder: Path) -> None:
    assert parsed("a: 1", lambda: {"a": {1, 2}}) == {"a": {1, 2}}
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_keeps_nothing_and_stops_nobody(folder: Path) -> None:
    folder.write_text("no folder", encoding="utf-8")
    assert parsed("a: 1", lambda: {"a": 1}) == {"a": 1}
