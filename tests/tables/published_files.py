"""Writes small official tables in the layouts that CMS publishes; the rows are made up or are facts of four columns.

Nothing here is a CMS file or a part of one: notices are stand-ins, and descriptions are the word "Text".
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook

MISUSE = "Misuse of Column Two code with Column One code"
STANDARDS = "Standards of medical/surgical practice"
EXCLUSIVE = "Mutually exclusive procedures"

#: column 1, column 2, effective, deletion, modifier indicator, rationale
PTP_ROWS = [
    ("37252", "36005", "20160101", "*", "1", MISUSE),
    ("37252", "76376", "20160101", "*", "0", MISUSE),
    ("37252", "93978", "20160101", "*", "1", EXCLUSIVE),
    ("76700", "76705", "19960101", "*", "1", STANDARDS),
    ("93880", "93882", "19980101", "20191231", "1", STANDARDS),
    ("93880", "93882", "20200101", "*", "0", STANDARDS),
    ("93970", "93971", "19980401", "*", "1", STANDARDS),
    ("93970", "93986", "20200101", "20200101", "9", STANDARDS),
]
PTP_HEADINGS = [
    ["Notice: this file is made up for a test, all rights reserved"],
    ["Column1/Column2 Edits"],
    ["Column 1", "Column 2", "*=in existence", "Effective", "Deletion", "Modifier", "PTP Edit Rationale"],
    ["", "", "prior to 1996", "Date", "Date", "0=not allowed", ""],
    ["", "", "", "", "*=no data", "1=allowed", ""],
    ["", "", "", "", "", "9=not applicable", ""],
]
FOOTER = "Notice: this file is made up for a test, all rights reserved"

#: code, units, adjudication indicator, rationale
MUE_ROWS = [
    ("37252", "1", "2 Date of Service Edit: Policy", "Code Descriptor / CPT Instruction"),
    ("37253", "5", "3 Date of Service Edit: Clinical", "Clinical: Data"),
    ("76705", "2", "3 Date of Service Edit: Clinical", "Clinical: Data"),
    ("76998", "1", "1 Line Edit", "CMS Policy"),
]

AOC_HEADER = [
    "AOC_Edit_Type", "Add-On_Code", "AOC_DelDT", "Primary_Code", "Primary_Code_DelDT", "AOC_Edit_EffDT",
    "AOC_Edit_DelDT", "Special_Instruction_Notes",
]  # fmt: skip
AOC_ROWS = [
    ("1", "37252", "", "36010", "", "2016001", "", ""),
    ("1", "37252", "", "37220", "2025365", "2016001", "", ""),
    ("1", "92979", "", "92978", "", "2013001", "", ""),
    ("2", "76937", "", "CCCCC", "", "2013001", "", "(The contractor decides)"),
    ("3", "93320", "", "93307", "", "2013001", "", ""),
    ("3", "93320", "", "CCCCC", "", "2013001", "", ""),
]

#: code, modifier, status, work RVU, PC/TC, global days, mult, bilat, asst, co-surg, team, supervision, family
RVU_ROWS = [
    ("37252", "", "A", "1.80", "0", "ZZZ", "0", "0", "0", "0", "0", "09", "99"),
    ("76937", "", "A", "0.30", "1", "ZZZ", "0", "0", "0", "0", "0", "09", "99"),
    ("93970", "", "A", "0.70", "1", "XXX", "6", "2", "0", "0", "0", "01", "99"),
    ("93970", "26", "A", "0.70", "1", "XXX", "6", "2", "0", "0", "0", "01", "99"),
    ("93970", "TC", "A", "0.00", "1", "XXX", "6", "2", "0", "0", "0", "01", "99"),
    ("93971", "", "A", "0.45", "1", "XXX", "6", "0", "0", "0", "0", "01", "99"),
]
RVU_COLUMNS = 31
#: Zero-based columns of `RVU_ROWS` in the CSV.
RVU_PLACES = (0, 1, 3, 5, 13, 14, 18, 19, 20, 21, 22, 25, 27)


def ptp_lines(rows: Iterable[Sequence[str]] = PTP_ROWS, footer: bool = False) -> list[str]:
    """Return the tab-separated lines of a PTP table, headings first."""
    lines = ["\t".join(cells) for cells in PTP_HEADINGS]
    lines += ["\t".join((row[0], row[1], "", *row[2:])) for row in rows]
    return [*lines, "", FOOTER] if footer else lines


def write_text(path: Path, lines: Iterable[str], end: str = "\r\n") -> Path:
    """Write lines as CMS does: Latin-1, each line ended."""
    path.write_bytes("".join(line + end for line in lines).encode("latin-1"))
    return path


def write_ptp(folder: Path, name: str = "ccipra-v323r0-f1.TXT", rows: Iterable[Sequence[str]] = PTP_ROWS) -> Path:
    """Write a PTP table in its text layout."""
    return write_text(folder / name, ptp_lines(rows))


def write_sheet(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    """Write rows as an Excel workbook of one sheet."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def ptp_sheet_rows() -> list[list[object]]:
    """Return the rows of a PTP workbook; dates and indicators are numbers in it."""
    rows: list[list[object]] = [list(cells) for cells in PTP_HEADINGS]
    for column_1, column_2, effective, deletion, indicator, rationale in PTP_ROWS:
        deleted = deletion if deletion == "*" else int(deletion)
        rows.append([column_1, column_2, None, int(effective), deleted, int(indicator), rationale])
    return rows


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV with CRLF line ends."""
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue()


def mue_csv_rows(setting: str = "Practitioner Services", rows: Iterable[Sequence[str]] = MUE_ROWS) -> list[list[str]]:
    """Return the rows of an MUE table: a notice of several lines in one cell, a header broken over lines, data."""
    notice = ["Notice of several lines:\nmade up for a test,\nall rights reserved", "", "", ""]
    header = ["HCPCS/\nCPT Code", f"{setting} MUE Values", "MUE Adjudication Indicator", "MUE Rationale"]
    return [notice, header, *(list(row) for row in rows)]


def write_mue(folder: Path, name: str = "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv", **content: object) -> Path:
    """Write an MUE table as CSV."""
    path = folder / name
    path.write_bytes(csv_text(mue_csv_rows(**content)).encode("latin-1"))  # type: ignore[arg-type]
    return path


def write_aoc(folder: Path, name: str = "AOC_V2026Q2-F-MCR.txt", rows: Iterable[Sequence[str]] = AOC_ROWS) -> Path:
    """Write the add-on code file in its tab-separated layout."""
    return write_text(folder / name, ["\t".join(AOC_HEADER), *("\t".join(row) for row in rows)])


def rvu_csv_rows(rows: Iterable[Sequence[str]] = RVU_ROWS) -> list[list[str]]:
    """Return the rows of the fee schedule: titles, stacked headings over rows 6 to 10, data."""
    stacked = {
        6: {28: "NON-FACILITY", 29: "FACILITY"},
        7: {4: "NOT USED", 25: "PHYSICIAN", 27: "DIAGNOSTIC", 28: "PE USED", 29: "PE USED", 30: "MP USED"},
        8: {4: "FOR", 7: "NON-FAC", 9: "FACILITY ", 25: "SUPERVISION OF", 27: "IMAGING", 28: "FOR OPPS"},
        9: {
            3: "STATUS", 4: "MEDICARE ", 5: "WORK", 6: "NON-FAC", 7: "NA", 8: "FACILITY", 9: "NA", 10: "MP",
            11: "NON-FACILITY", 12: "FACILITY", 13: "PCTC", 14: "GLOB", 15: "PRE", 16: "INTRA", 17: "POST",
            18: "MULT", 19: "BILAT", 20: "ASST", 21: "CO-", 22: "TEAM", 23: "ENDO", 24: "CONV", 25: "DIAGNOSTIC",
            26: "CALCULATION", 27: "FAMILY", 28: "PAYMENT", 29: "PAYMENT", 30: "PAYMENT",
        },
        10: {
            0: "HCPCS", 1: "MOD", 2: "DESCRIPTION", 3: "CODE", 4: "PAYMENT", 5: "RVU", 6: "PE RVU", 7: "INDICATOR",
            8: "PE RVU", 9: "INDICATOR", 10: "RVU", 11: "TOTAL", 12: "TOTAL", 13: "IND", 14: "DAYS", 15: "OP",
            16: "OP", 17: "OP", 18: "PROC", 19: "SURG", 20: "SURG", 21: "SURG", 22: "SURG", 23: "BASE",
            24: "FACTOR", 25: "PROCEDURES", 26: "FLAG", 27: "INDICATOR", 28: "AMOUNT", 29: "AMOUNT", 30: "AMOUNT",
        },
    }  # fmt: skip
    titles = {1: {2: "2026 National Physician Fee Schedule Relative Value File October Release"}, 5: {2: "RELEASED"}}
    above = [_placed({**titles, **stacked}.get(line, {})) for line in range(1, 11)]
    filler = {2: "Text, with a comma", 6: "0.10", 8: "0.10", 10: "0.01", 11: "1.0", 12: "1.0", 15: "0.00", 16: "0.00"}
    filler |= {17: "0.00", 24: "33.4009", 26: "0", 28: "0.00", 29: "0.00", 30: "0.00"}
    return above + [_placed(filler | dict(zip(RVU_PLACES, row, strict=True))) for row in rows]


def _placed(cells: dict[int, str]) -> list[str]:
    return [cells.get(column, "") for column in range(RVU_COLUMNS)]


def write_rvu(folder: Path, name: str = "PPRRVU2026_Oct_nonQPP.csv", rows: Iterable[Sequence[str]] = RVU_ROWS) -> Path:
    """Write the fee schedule as CSV."""
    path = folder / name
    path.write_bytes(csv_text(rvu_csv_rows(rows)).encode("latin-1"))
    return path


def rvu_fixed_lines(rows: Iterable[Sequence[str]] = RVU_ROWS) -> list[str]:
    """Return the lines of the fee schedule in fixed columns."""
    lines = ["HDR NOTICE: MADE UP FOR A TEST,", "HDR ALL RIGHTS RESERVED."]
    for code, modifier, status, work, pctc, days, mult, bilat, asst, co, team, supervision, family in rows:
        start = f"{code:5}{modifier:2}{'Text, with a comma':50}{status} {work:>6}"
        policy = f"{pctc}{days}.00.00.00{mult}{bilat}{asst}{co}{team}"
        lines.append(f"{start:102}{policy}{'':13}33.4009 {supervision}0 {family}      0.00   0.00   0.00")
    return lines


def write_zip(path: Path, members: dict[str, bytes]) -> Path:
    """Write a zip of `members`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path
