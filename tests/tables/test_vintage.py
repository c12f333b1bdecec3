"""Quarter, setting and part of a file, from the names that CMS gives and from the lines above a table."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.tables.vintage import effective_date, part_of, quarter_end, setting_of


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ccipra-v323r0-f1.TXT", date(2026, 10, 1)),
        ("ccioph-v320r0-f4.xlsx", date(2026, 1, 1)),
        ("medicare-ncci-2026q4-practitioner-ptp-edits.zip", date(2026, 10, 1)),
        ("medicare-ncci-2026-q4-practitioner-services-mue-table.zip", date(2026, 10, 1)),
        ("medicare-ncci-q2-2026-mue-table.zip", date(2026, 4, 1)),
        ("MCR_MUE_PractitionerServices_Eff_10-01-2026.csv", date(2026, 10, 1)),
        ("AOC_V2025Q4_01-MCR.txt", date(2025, 10, 1)),
        ("PPRRVU2026_Oct_nonQPP.csv", date(2026, 10, 1)),
        ("PPRRVU25_JAN.txt", date(2025, 1, 1)),
        ("rvu26d-updated-08-26-2026.zip", date(2026, 10, 1)),
        ("rvu26ar_1.zip", date(2026, 1, 1)),
        ("ncci_ptp_practitioner_20240701_subset.csv", date(2024, 7, 1)),
        ("pprrvu_2025Oct_subset_nodesc.csv", date(2025, 10, 1)),
        ("edits.txt", None),
        ("edits_20261399.txt", None),
    ],
)
def test_effective_date_is_read_from_the_file_name(name: str, expected: date | None) -> None:
    assert effective_date([name], "") == expected


@pytest.mark.parametrize(
    ("preamble", "expected"),
    [
        ("Practitioner Services MUE Table, effective July 1, 2026", date(2026, 7, 1)),
        ("2025 National Physician Fee Schedule Relative Value File January Release", date(2025, 1, 1)),
    ],
)
def test_effective_date_is_read_from_the_preamble_where_the_name_is_silent(preamble: str, expected: date) -> None:
    assert effective_date(["table.csv"], preamble) == expected


def test_name_of_the_member_goes_before_the_name_of_the_zip() -> None:
    assert effective_date(["AOC_V2026Q2-MCR.txt", "aoc-2026q3.zip"], "") == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ccipra-v323r0-f1.TXT", "practitioner"),
        ("ccioph-v323r0-f1.TXT", "hospital"),
        ("MCR_MUE_OutpatientHospitalServices_Eff_10-01-2026.csv", "hospital"),
        ("hospital-and-practitioner.csv", None),
        ("edits.csv", None),
    ],
)
def test_setting_is_read_from_the_file_name(name: str, expected: str | None) -> None:
    assert setting_of([name], "") == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["ccipra-v323r0-f2.TXT"], "f2"),
        (["edits.txt", "ccipra-v323r0-F3.zip"], "f3"),
        (["AOC_V2026Q2-F-MCR.txt"], "AOC_V2026Q2-F-MCR"),
    ],
)
def test_part_is_the_number_of_the_file_or_else_its_stem(names: list[str], expected: str) -> None:
    assert part_of(names) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 1), date(2026, 12, 31)),
        (date(2024, 6, 3), date(2024, 6, 30)),
        (date(2024, 2, 1), date(2024, 3, 31)),
    ],
)
def test_quarter_ends_with_its_third_month(day: date, expected: date) -> None:
    assert quarter_end(day) == expected
