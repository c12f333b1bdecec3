"""Verifying imported tables by rows that every complete one holds."""

from __future__ import annotations

from pathlib import Path

from published_files import MUE_ROWS, PTP_ROWS, write_mue, write_ptp

from assistant.tables.importing import import_files
from assistant.tables.lookup import OfficialTables
from assistant.tables.store import TableStore
from assistant.tables.verify import verify_tables


def states(store: TableStore) -> dict[str, str]:
    with OfficialTables(store.folder) as tables:
        return {f"{result.row} {result.expected}": result.state for result in verify_tables(tables)}


def test_rows_of_the_published_tables_agree(imported: Path) -> None:
    found = states(TableStore(imported))
    assert found["37252 > 36005 indicator 1"] == "agrees"
    assert found["37252 units 1"] == "agrees"
    assert found["92979 primary code 92978"] == "agrees"
    assert found["93970 bilateral 2"] == "agrees"
    assert "differs" not in found.values()


def test_row_with_another_value_differs(tmp_path: Path, store: TableStore) -> None:
    import_files([write_mue(tmp_path, rows=[("37252", "9", *MUE_ROWS[0][2:])])], store)
    assert states(store)["37252 units 1"] == "differs"


def test_rows_of_a_missing_part_are_absent(tmp_path: Path, store: TableStore) -> None:
    import_files([write_ptp(tmp_path, rows=PTP_ROWS[:3])], store)
    found = states(store)
    assert found["37252 > 36005 indicator 1"] == "agrees"
    assert found["93970 > 93971 indicator 1"] == "absent"


def test_row_of_the_other_direction_does_not_agree(tmp_path: Path, store: TableStore) -> None:
    import_files([write_ptp(tmp_path, rows=[("36005", "37252", *PTP_ROWS[0][2:])])], store)
    assert states(store)["37252 > 36005 indicator 1"] == "absent"
