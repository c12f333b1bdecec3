"""Importing files into a store: what is stored, what is refused, and that a refusal leaves nothing behind."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from published_files import (
    FOOTER,
    PTP_ROWS,
    ptp_lines,
    ptp_sheet_rows,
    write_mue,
    write_ptp,
    write_rvu,
    write_sheet,
    write_text,
    write_zip,
)

from assistant.errors import TableError
from assistant.tables.importing import Choices, import_files
from assistant.tables.rows import Kind
from assistant.tables.store import TableStore, Vintage

Q4 = Vintage(Kind.PTP, "practitioner", date(2026, 10, 1))


def stored(store: TableStore) -> list[tuple[str, str, int]]:
    """Return the stored parts: file name of the table, part, number of rows."""
    return [(part.vintage.file_name, part.part, part.rows) for part in store.parts()]


def test_published_file_is_stored_under_its_quarter_setting_and_part(tmp_path: Path, store: TableStore) -> None:
    (part,) = import_files([write_ptp(tmp_path)], store)
    assert (part.vintage, part.part, part.rows) == (Q4, "f1", len(PTP_ROWS))


def test_zip_with_text_and_workbook_is_stored_once(tmp_path: Path, store: TableStore) -> None:
    members = {
        "ccipra-v323r0-f1.TXT": write_ptp(tmp_path).read_bytes(),
        "ccipra-v323r0-f1.xlsx": write_sheet(tmp_path / "a.xlsx", ptp_sheet_rows()).read_bytes(),
        "readme.txt": b"Only words here\r\n",
    }
    path = write_zip(tmp_path / "medicare-ncci-2026q4-practitioner-ptp-edits-ccipra-v323r0-f1.zip", members)
    import_files([path], store)
    assert [rows for _, _, rows in stored(store)] == [len(PTP_ROWS)]


def test_parts_of_a_quarter_are_kept_together_over_several_imports(tmp_path: Path, store: TableStore) -> None:
    import_files([write_ptp(tmp_path, "ccipra-v323r0-f1.TXT", PTP_ROWS[:3])], store)
    import_files([write_ptp(tmp_path, "ccipra-v323r0-f2.TXT", PTP_ROWS[3:])], store)
    assert [(part, rows) for _, part, rows in stored(store)] == [("f1", 3), ("f2", len(PTP_ROWS) - 3)]


def test_part_that_is_imported_again_replaces_itself(tmp_path: Path, store: TableStore) -> None:
    import_files([write_ptp(tmp_path), write_ptp(tmp_path, "ccipra-v323r0-f2.TXT", PTP_ROWS[:1])], store)
    import_files([write_ptp(tmp_path, "ccipra-v323r1-f1.TXT", PTP_ROWS[:2])], store)
    assert [(part, rows) for _, part, rows in stored(store)] == [("f1", 2), ("f2", 1)]


def test_quarters_and_settings_are_kept_side_by_side(tmp_path: Path, store: TableStore) -> None:
    names = ("ccipra-v323r0-f1.TXT", "ccipra-v322r0-f1.TXT", "ccioph-v323r0-f1.TXT")
    import_files([write_ptp(tmp_path, name) for name in names], store)
    assert sorted(vintage.file_name for vintage in store.files()) == [
        "ptp_hospital_2026-10-01.v1.duckdb",
        "ptp_practitioner_2026-07-01.v1.duckdb",
        "ptp_practitioner_2026-10-01.v1.duckdb",
    ]


def test_what_the_user_says_goes_before_what_the_name_says(tmp_path: Path, store: TableStore) -> None:
    choices = Choices(setting="hospital", effective=date(2025, 1, 1))
    (part,) = import_files([write_ptp(tmp_path)], store, choices)
    assert part.vintage == Vintage(Kind.PTP, "hospital", date(2025, 1, 1))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("ccipra-f1.TXT", "--effective"), ("edits-2026q4.txt", "--setting"), ("medicaid-2026q4-ccipra.txt", "Medicaid")],
)
def test_file_that_lacks_quarter_or_setting_or_is_medicaids_is_refused(
    tmp_path: Path, store: TableStore, name: str, expected: str
) -> None:
    with pytest.raises(TableError, match=expected):
        import_files([write_ptp(tmp_path, name)], store)


def test_file_of_another_kind_than_the_user_says_is_refused(tmp_path: Path, store: TableStore) -> None:
    with pytest.raises(TableError, match="is the NCCI PTP edits as published, not MUE table"):
        import_files([write_ptp(tmp_path)], store, Choices(kind=Kind.MUE))


def test_file_of_no_known_kind_is_refused(tmp_path: Path, store: TableStore) -> None:
    with pytest.raises(TableError, match=r"a\.txt: begins like none of the official tables"):
        import_files([write_text(tmp_path / "a.txt", ["some", "words"])], store)


def test_zip_without_a_known_table_is_refused_with_its_members(tmp_path: Path, store: TableStore) -> None:
    path = write_zip(tmp_path / "a.zip", {"x.txt": b"some words\n", "y.txt": b"more words\n"})
    with pytest.raises(TableError, match=r"has no table in it that can be read \(x\.txt, y\.txt\)"):
        import_files([path], store)


def test_the_same_part_twice_in_one_import_is_refused(tmp_path: Path, store: TableStore) -> None:
    with pytest.raises(TableError, match="the same part"):
        import_files([write_ptp(tmp_path), write_ptp(tmp_path, "copy-ccipra-v323r0-f1.txt")], store)


def test_header_without_rows_is_refused(tmp_path: Path, store: TableStore) -> None:
    with pytest.raises(TableError, match=r"a-2026q4-practitioner\.csv: "):
        import_files([write_mue(tmp_path, "a-2026q4-practitioner.csv", rows=[(FOOTER, "", "", "")])], store)


def test_refused_file_leaves_the_store_as_it_was(tmp_path: Path, store: TableStore) -> None:
    import_files([write_ptp(tmp_path)], store)
    before = stored(store)
    damaged = write_text(tmp_path / "ccipra-v323r1-f1.TXT", [*ptp_lines(), "93970\t9397"])
    with pytest.raises(TableError):
        import_files([write_mue(tmp_path), damaged], store)
    assert stored(store) == before
    assert [path.name for path in store.folder.iterdir()] == ["ptp_practitioner_2026-10-01.v1.duckdb"]


def test_progress_ends_with_the_whole_file_and_all_rows(tmp_path: Path, store: TableStore) -> None:
    reports: list[tuple[str, float, int]] = []
    rows = [("37252", f"{number:05d}", "20160101", "*", "1", "Text") for number in range(20_001)]
    import_files([write_ptp(tmp_path, rows=rows)], store, progress=lambda *report: reports.append(report))
    assert [rows for _, _, rows in reports] == [20_000, 20_001]
    assert 0 < reports[0][1] < reports[1][1] == 1.0


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file stands here")
    with pytest.raises(TableError, match="--data"):
        import_files([write_rvu(tmp_path)], TableStore(tmp_path / "store"))


def test_what_a_killed_import_left_behind_goes_with_the_next_one(tmp_path: Path, store: TableStore) -> None:
    old, new = store.folder / ".import-old", store.folder / ".import-new"
    for folder in (old, new):
        folder.mkdir(parents=True)
    os.utime(old, (0, 0))
    with store.staging():
        pass
    assert (old.exists(), new.exists()) == (False, True)
