"""The store's folder: names of files, what is passed over, and what is damaged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.errors import TableError
from assistant.tables.rows import Kind
from assistant.tables.store import TableStore, Vintage, default_folder


@pytest.mark.parametrize(
    "vintage",
    [
        Vintage(Kind.PTP, "hospital", date(2026, 10, 1)),
        Vintage(Kind.RVU, None, date(2025, 10, 1)),
        Vintage(Kind.DESCRIPTORS, None, date.min),
    ],
)
def test_file_name_tells_what_the_file_holds(vintage: Vintage) -> None:
    assert Vintage.of_file(Path(vintage.file_name)) == vintage


@pytest.mark.parametrize(
    "name",
    [
        "ptp_practitioner_2026-10-01.duckdb",
        "ptp_2026-10-01.v1.duckdb",
        "ptp_dentist_2026-10-01.v1.duckdb",
        "rvu_hospital_2026-10-01.v1.duckdb",
        "rvu_2026-13-01.v1.duckdb",
        "notes.v1.duckdb",
        "descriptors.txt",
    ],
)
def test_other_files_in_the_folder_are_passed_over(name: str) -> None:
    assert Vintage.of_file(Path(name)) is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (None, "MUE table, hospital, effective 2026-10-01"),
        (date(2026, 12, 31), "MUE table, hospital, effective 2026-10-01"),
        (date(2027, 1, 1), "MUE table, hospital, effective 2026-10-01 (older than 2027-01-01: "),
        (date(2026, 9, 30), "MUE table, hospital, effective 2026-10-01 (newer than 2026-09-30: "),
    ],
)
def test_description_says_when_a_day_is_outside_the_quarter(day: date | None, expected: str) -> None:
    description = Vintage(Kind.MUE, "hospital", date(2026, 10, 1)).describe(day)
    assert description.startswith(expected)
    assert ("(" in description) == ("(" in expected)


def test_folder_that_does_not_exist_holds_no_tables(store: TableStore) -> None:
    assert store.parts() == []


def test_damaged_file_of_the_store_is_named(store: TableStore) -> None:
    store.folder.mkdir()
    (store.folder / "rvu_2026-10-01.v1.duckdb").write_bytes(b"no database" * 1000)
    with pytest.raises(TableError, match=r"rvu_2026-10-01\.v1\.duckdb: is damaged .*import the table again"):
        store.parts()


def test_folder_is_the_one_that_the_environment_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONOCODE_DATA", str(tmp_path))
    assert default_folder() == tmp_path / "tables"


def test_folder_is_else_the_users_own_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SONOCODE_DATA", raising=False)
    assert default_folder().parts[-2:] == ("sonocode", "tables")
