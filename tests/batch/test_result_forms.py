"""The table of results: typed rows, and the same bytes wherever its blocks were cut."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from outcomes import outcome
from pyarrow import parquet

from assistant.batch import forms
from assistant.batch.columns import schema
from assistant.batch.forms import Parquet


def made(folder: Path, blocks: list[int], reports: int = 40) -> Path:
    """Write a table whose blocks end after those reports."""
    form, kept = Parquet(), b""
    for number in range(reports):
        kept += form.add(outcome(number)) or b""
        if number in blocks:
            kept += form.rest()
    (folder / "kept").write_bytes(kept + form.rest())
    form.make(folder / "kept", folder / "made.parquet")
    return folder / "made.parquet"


def test_the_bytes_do_not_tell_where_the_blocks_were_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "GROUP_ROWS", 16)
    each = [made(tmp_path, blocks).read_bytes() for blocks in ([], [0, 1, 2, 15, 16, 30], list(range(40)))]
    assert each[0] == each[1] == each[2]


def test_row_groups_are_cut_by_rows_and_by_characters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "GROUP_ROWS", 16)
    groups = parquet.ParquetFile(made(tmp_path, [5])).metadata
    assert [groups.row_group(number).num_rows for number in range(groups.num_row_groups)] == [16, 16, 8]
    monkeypatch.setattr(forms, "GROUP_CHARACTERS", 10 * len(outcome(0).line) - 50)
    assert parquet.ParquetFile(made(tmp_path, [5])).metadata.row_group(0).num_rows == 11  # one of them was set aside


def test_every_report_is_a_row_in_order_with_its_path_its_analysis_or_its_reason(tmp_path: Path) -> None:
    rows = parquet.read_table(made(tmp_path, [])).to_pylist()
    assert [row["id"] for row in rows] == [f"r{number}" for number in range(40)]
    assert rows[3]["path"] == "in/r3.txt" and rows[3]["codes"][0]["name"] == "93971-LT"
    assert json.loads(rows[3]["analysis"])["codes"][0]["code"] == "93971"
    assert (rows[5]["set_aside"], rows[5]["analysis"], rows[5]["codes"]) == ("is empty", None, None)


def test_the_columns_are_typed_and_say_what_they_hold(tmp_path: Path) -> None:
    written = parquet.read_schema(made(tmp_path, []))
    assert written.equals(schema())
    assert all(field.metadata[b"description"] for field in written)


def test_a_batch_of_nothing_is_a_table_without_rows(tmp_path: Path) -> None:
    assert parquet.read_table(made(tmp_path, [], reports=0)).num_rows == 0
