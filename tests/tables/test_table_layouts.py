"""Recognising and reading each published layout, and naming damage by its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from published_files import (
    AOC_HEADER,
    AOC_ROWS,
    FOOTER,
    MISUSE,
    PTP_ROWS,
    RVU_ROWS,
    csv_text,
    mue_csv_rows,
    ptp_lines,
    ptp_sheet_rows,
    rvu_csv_rows,
    rvu_fixed_lines,
    write_aoc,
    write_mue,
    write_ptp,
    write_rvu,
    write_sheet,
    write_text,
)

from assistant.errors import TableError
from assistant.tables.files import open_tables
from assistant.tables.layouts import HEAD_ROWS, recognise
from assistant.tables.rows import AddOnRow, FeeRow, Kind, MueRow, PtpRow, TableRow


def read(path: Path, kind: Kind | None = None) -> list[TableRow]:
    (file,) = open_tables(path)
    rows = list(file.rows())
    layout = recognise([cells for _, cells in rows[:HEAD_ROWS]], kind)
    assert layout is not None, f"{path.name} was not recognised"
    return list(layout.read(file, rows[:HEAD_ROWS], rows[HEAD_ROWS:]))


def refusal(path: Path, kind: Kind | None = None) -> str:
    with pytest.raises(TableError) as error:
        read(path, kind)
    return str(error.value)


# NCCI PTP edits


def test_ptp_text_is_read_below_its_stacked_headings(tmp_path: Path) -> None:
    rows = read(write_ptp(tmp_path))
    assert len(rows) == len(PTP_ROWS)
    assert rows[0] == PtpRow("37252", "36005", date(2016, 1, 1), None, "1", MISUSE)


def test_ptp_workbook_gives_the_same_rows_as_the_text(tmp_path: Path) -> None:
    assert read(write_sheet(tmp_path / "ccipra-v323r0-f1.xlsx", ptp_sheet_rows())) == read(write_ptp(tmp_path))


def test_ptp_episodes_of_one_pair_are_all_kept(tmp_path: Path) -> None:
    episodes = [row[2:5] for row in read(write_ptp(tmp_path)) if row[:2] == ("93880", "93882")]
    assert episodes == [(date(1998, 1, 1), date(2019, 12, 31), "1"), (date(2020, 1, 1), None, "0")]


def test_ptp_footer_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.txt", ptp_lines(footer=True))
    assert len(read(path)) == len(PTP_ROWS)


def test_ptp_table_without_the_rationale_column_is_read(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.txt", ["36475\t93970\t*\t20080101\t*\t0", "36475\t93971\t\t20151001\t*\t1"])
    assert read(path)[0] == PtpRow("36475", "93970", date(2008, 1, 1), None, "0", "")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("93970\t93971\t\t19980401\t*", "5 columns instead of 7"),
        ("93970\t93971\t\t19980401\t*\t1\tText\tmore", "8 columns instead of 7"),
        ("93970\t9397\t\t19980401\t*\t1\tText", "'9397' is no 5-character code"),
        ("100\t93971\t\t19980401\t*\t1\tText", "leading zeros"),
        ("93970\t93971\t\t20251332\t*\t1\tText", "'20251332' is no date"),
        ("93970\t93971\t\t20250229\t*\t1\tText", "'20250229' is no date"),
        ("93970\t93971\t\t*\t*\t1\tText", "no effective date"),
        ("93970\t93971\t\t19980401\t*\t3\tText", "'3' is no modifier indicator"),
        ("Misuse of Column Two", "is text between rows"),
    ],
)
def test_ptp_damage_is_refused_with_its_line(tmp_path: Path, row: str, expected: str) -> None:
    lines = ptp_lines()
    lines.insert(9, row)
    message = refusal(write_text(tmp_path / "ccipra-v323r0-f1.TXT", lines))
    assert message.startswith("ccipra-v323r0-f1.TXT:10: ")
    assert expected in message


def test_ptp_damage_in_the_first_row_is_not_taken_for_a_heading(tmp_path: Path) -> None:
    lines = ptp_lines([("3725", *PTP_ROWS[0][1:]), *PTP_ROWS])
    assert refusal(write_text(tmp_path / "a.txt", lines)).startswith("a.txt:7: '3725' is no 5-character code")


@pytest.mark.parametrize("cut", [3, 12, 25, 32, 60])
def test_ptp_file_that_ends_inside_its_last_row_is_refused(tmp_path: Path, cut: int) -> None:
    last = "37252\t36010\t\t20160101\t20191231\t1\tMisuse of Column Two code with Column One code"
    path = tmp_path / "a.txt"
    path.write_text("\n".join([*ptp_lines(), last[:cut]]), encoding="latin-1")
    assert refusal(path).startswith(f"a.txt:{len(ptp_lines()) + 1}: ")


def test_ptp_rationale_that_only_its_quotes_set_apart_is_not_taken_for_cut(tmp_path: Path) -> None:
    lines = [*ptp_lines(), f'37252\t36010\t\t20160101\t*\t1\t"{MISUSE}"']
    assert read(write_text(tmp_path / "a.txt", lines))[-1].rationale == MISUSE


def test_ptp_subset_maps_its_columns_and_has_no_first_days(tmp_path: Path) -> None:
    header = "column1,column2,deletion_date,modifier_indicator,rationale"
    path = write_text(tmp_path / "a.csv", [header, "37252,36005,9999-12-31,1,Text", "36475,93971,2015-09-30,0,Text"])
    assert read(path) == [
        PtpRow("37252", "36005", None, None, "1", "Text"),
        PtpRow("36475", "93971", None, date(2015, 9, 30), "0", "Text"),
    ]


# MUE


def test_mue_csv_is_read_below_its_notice_of_several_lines(tmp_path: Path) -> None:
    rows = read(write_mue(tmp_path))
    assert rows[:2] == [
        MueRow("37252", 1, 2, "Code Descriptor / CPT Instruction"),
        MueRow("37253", 5, 3, "Clinical: Data"),
    ]


def test_mue_workbook_gives_the_same_rows_as_the_csv(tmp_path: Path) -> None:
    assert read(write_sheet(tmp_path / "a.xlsx", mue_csv_rows())) == read(write_mue(tmp_path))


def test_mue_columns_are_found_by_their_headings(tmp_path: Path) -> None:
    header = "HCPCS/CPT Code,MUE Rationale,MUE Adjudication Indicator,Practitioner Services MUE Values"
    path = write_text(tmp_path / "a.csv", [header, "36415,CMS Policy,2 Date of Service Edit: Policy,4"])
    assert read(path) == [MueRow("36415", 4, 2, "CMS Policy")]


def test_mue_table_of_dme_suppliers_is_refused(tmp_path: Path) -> None:
    assert "DME suppliers" in refusal(write_mue(tmp_path, "a.csv", setting="DME Supplier Services"))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("37252", "one", "1 Line Edit", "Text"), "'one' is no number of units"),
        (("37252", "1", "4 Line Edit", "Text"), "'4' is no MUE adjudication indicator"),
        (("3725", "1", "1 Line Edit", "Text"), "'3725' is no 5-character code"),
        (("37252", "1", "1 Line Edit"), "3 columns instead of 4"),
    ],
)
def test_mue_damage_is_refused_with_its_line(tmp_path: Path, row: tuple[str, ...], expected: str) -> None:
    message = refusal(write_mue(tmp_path, "a.csv", rows=[row]))
    assert message.startswith("a.csv:6: ")  # three lines of notice, two of header
    assert expected in message


# Add-on code file


@pytest.mark.parametrize("form", ["txt", "xlsx"])
def test_aoc_file_is_read_from_text_and_workbook(tmp_path: Path, form: str) -> None:
    notice = [["Notice, all rights reserved"], AOC_HEADER]
    sheet = [*notice, *([int(c) if c.isdigit() and len(c) == 7 else c or None for c in row] for row in AOC_ROWS)]
    path = write_aoc(tmp_path) if form == "txt" else write_sheet(tmp_path / "AOC_V2026Q2-MCR.xlsx", sheet)
    assert read(path)[:2] == [
        AddOnRow("37252", "36010", 1, date(2016, 1, 1), None),
        AddOnRow("37252", "37220", 1, date(2016, 1, 1), date(2025, 12, 31)),
    ]


@pytest.mark.parametrize("day", ["2025366", "2025000", "202536", "20250101"])
def test_aoc_day_that_is_no_day_of_its_year_is_refused(tmp_path: Path, day: str) -> None:
    path = write_aoc(tmp_path, "a.txt", [("1", "37252", "", "36010", "", day, "", "")])
    assert refusal(path).startswith(f"a.txt:2: '{day}' is no date (YYYYDDD")


def test_aoc_leap_day_is_the_sixtieth_day(tmp_path: Path) -> None:
    (row,) = read(write_aoc(tmp_path, rows=[("1", "37252", "", "36010", "", "2024060", "", "")]))
    assert row.effective == date(2024, 2, 29)


def test_aoc_header_that_lacks_a_column_is_refused_with_its_line(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.txt", ["AOC_Edit_Type\tAdd-On_Code\tPrimary_Code", "1\t37252\t36010"])
    assert refusal(path).startswith("a.txt:1: the header has no column 'aocediteffdt'")


def test_aoc_subset_turns_primary_rows_round(tmp_path: Path) -> None:
    lines = ["code,aoc_edit_type,role,complement", "36010,1,Primary,37252", "92979,1,Add-On,92978"]
    assert read(write_text(tmp_path / "a.csv", lines)) == [
        AddOnRow("37252", "36010", 1, None, None),
        AddOnRow("92979", "92978", 1, None, None),
    ]


# Fee schedule


VENOUS = FeeRow("93970", "", "A", 0.7, "1", "XXX", "6", "2", "0", "0", "0", "01", "99")


def test_rvu_csv_is_read_by_its_stacked_headings(tmp_path: Path) -> None:
    rows = read(write_rvu(tmp_path))
    assert (len(rows), rows[2]) == (len(RVU_ROWS), VENOUS)


def test_rvu_column_that_a_release_adds_shifts_nothing(tmp_path: Path) -> None:
    rows = rvu_csv_rows()
    widened = [[*row[:23], "PRIC" if number == 8 else "", *row[23:]] for number, row in enumerate(rows)]
    path = tmp_path / "a.csv"
    path.write_text(csv_text(widened), encoding="latin-1")
    assert read(path)[2] == VENOUS


def test_rvu_text_of_fixed_columns_gives_the_same_rows_as_the_csv(tmp_path: Path) -> None:
    fixed = write_text(tmp_path / "PPRRVU2026_Oct_nonQPP.txt", rvu_fixed_lines())
    assert read(fixed) == read(write_rvu(tmp_path))


def test_rvu_workbook_gives_the_same_rows_as_the_csv(tmp_path: Path) -> None:
    assert read(write_sheet(tmp_path / "a.xlsx", rvu_csv_rows())) == read(write_rvu(tmp_path))


def test_rvu_fixed_line_that_is_cut_is_refused_with_its_line(tmp_path: Path) -> None:
    lines = rvu_fixed_lines()
    path = write_text(tmp_path / "a.txt", [*lines, lines[-1][:120]])
    assert refusal(path).startswith(f"a.txt:{len(lines) + 1}: 120 characters instead of 147")


def test_rvu_row_with_shifted_columns_is_refused_with_its_line(tmp_path: Path) -> None:
    rows = rvu_csv_rows()
    rows[11] = [*rows[11][:14], "", *rows[11][14:30]]
    path = tmp_path / "a.csv"
    path.write_text(csv_text(rows), encoding="latin-1")
    assert refusal(path).startswith("a.csv:12: ")


def test_rvu_subset_is_read_by_its_header(tmp_path: Path) -> None:
    header = (
        "hcpcs,mod,status,work_rvu,pctc_ind,glob_days,mult_proc,bilat_surg,asst_surg,co_surg,team_surg,"
        "phys_supervision_diag,diag_imaging_family"
    )
    path = write_text(tmp_path / "a.csv", [header, "93970,,A,0.70,1,XXX,6,2,0,0,0,01,99"])
    assert read(path) == [VENOUS]


# Descriptors, and what is no table


@pytest.mark.parametrize("header", [[], ["CPT Code,Descriptor"]])
def test_descriptors_are_read_with_and_without_a_header(tmp_path: Path, header: list[str]) -> None:
    path = write_text(tmp_path / "a.csv", [*header, '93970,"Our words, licensed"'])
    assert read(path, Kind.DESCRIPTORS) == [("93970", "Our words, licensed")]


def test_descriptor_without_text_is_refused_with_its_line(tmp_path: Path) -> None:
    assert refusal(write_text(tmp_path / "a.csv", ["93970,Text", "93971,"]), Kind.DESCRIPTORS).startswith("a.csv:2: ")


@pytest.mark.parametrize("lines", [["hello"], ["Code,Name", "A00,Cholera"], [FOOTER], ["", ""]])
def test_other_files_are_not_recognised(lines: list[str]) -> None:
    assert recognise([line.split(",") for line in lines], None) is None
