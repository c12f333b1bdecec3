"""Tables of reports: grouped by columns, with what cannot be used set aside by row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.encounters.rows import read_groups
from assistant.errors import InputError

TABLE = """patient,day,accession,report
p1,2026-03-04,A1,"Duplex of the left leg,
with two lines."
p2,2026-03-04,A2,Echo.
p1,2026-03-04,A3,IVUS.
"""


def write(folder: Path, content: str) -> Path:
    """Write a table and return its path."""
    path = folder / "march.csv"
    path.write_text(content, encoding="utf-8")
    return path


def test_rows_of_one_patient_and_day_are_one_encounter(tmp_path: Path) -> None:
    rows = read_groups(write(tmp_path, TABLE), ["patient", "day"], "report")
    assert [found.key for found in rows.groups] == [("p1", "2026-03-04"), ("p2", "2026-03-04")]
    assert rows.groups[0].reports == [("row 2", "Duplex of the left leg,\nwith two lines."), ("row 4", "IVUS.")]
    assert rows.set_aside == ()


def test_reports_take_their_names_and_day_from_columns(tmp_path: Path) -> None:
    rows = read_groups(write(tmp_path, TABLE), ["patient"], "report", id="accession", day="day")
    assert [name for name, _ in rows.groups[0].reports] == ["A1", "A3"]
    assert rows.groups[0].day == date(2026, 3, 4)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_seen_in_the_header(tmp_path: Path, delimiter: str) -> None:
    path = write(tmp_path, f"patient{delimiter}report\np1{delimiter}Echo.\n")
    assert read_groups(path, ["patient"], "report").groups[0].reports == [("row 2", "Echo.")]


def test_a_missing_column_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column 'visit'; its columns are patient, column 2, accession, report"):
        read_groups(write(tmp_path, TABLE), ["visit"], "report")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("p3,2026-03-04,A4,", "row 5: no report in column 'report'"),
        (",2026-03-04,A4,Echo.", "row 5: no value in column 'patient'"),
        ("p3,4 March,A4,Echo.", "row 5: what stands in column 'day' is no date '4 March'"),
        ("p2,2026-03-05,A4,Echo.", "row 5: the date 2026-03-05 differs from 2026-03-04"),
        ("p2,2026-03-04,A2,Echo.", "row 5: the id 'A2' stands twice"),
    ],
)
def test_a_row_that_cannot_be_used_is_set_aside_with_its_reason(tmp_path: Path, row: str, why: str) -> None:
    rows = read_groups(write(tmp_path, TABLE + row + "\n"), ["patient"], "report", id="accession", day="day")
    assert sum(len(found.reports) for found in rows.groups) == 3
    assert len(rows.set_aside) == 1
    assert why in rows.set_aside[0]


def test_a_row_set_aside_leaves_no_empty_encounter(tmp_path: Path) -> None:
    rows = read_groups(write(tmp_path, TABLE + "p9,4 March,A4,Echo.\n"), ["patient"], "report", day="day")
    assert all(found.reports for found in rows.groups)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "march.xlsx"
    path.write_bytes(b"PK\x03\x04rest")
    with pytest.raises(InputError, match="not plain text"):
        read_groups(path, ["patient"], "report")


@pytest.mark.parametrize(
    "row",
    [
        'p3,2026-03-04,A4,"Duplex\np4,2026-03-04,A5,"Echo."\n',
        'p3,2026-03-04,A4,"Duplex\np4,2026-03-05,A5,cyst of 5"\n',
        'p3,2026-03-04,A4,"Duplex\n',
    ],
)
def test_a_quote_that_is_not_closed_refuses_the_table(tmp_path: Path, row: str) -> None:
    with pytest.raises(InputError, match="a quote"):
        read_groups(write(tmp_path, TABLE + row), ["patient", "day"], "report")


@pytest.mark.parametrize("row", ["p3,2026-03-04,A4,Liver, spleen", "p3,2026-03-04,Echo."])
def test_a_row_of_another_number_of_cells_is_set_aside(tmp_path: Path, row: str) -> None:
    rows = read_groups(write(tmp_path, TABLE + row + "\n"), ["patient"], "report")
    assert "cells for 4 columns" in rows.set_aside[0]


def test_a_first_line_that_is_a_report_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        read_groups(write(tmp_path, "Doe Jane,2026-03-04,Duplex of the left leg.\n"), ["patient"], "report")
    assert "Jane" not in str(refused.value)


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="two columns are called 'patient'"):
        read_groups(write(tmp_path, "patient,patient,report\na,b,c\n"), ["patient"], "report")
