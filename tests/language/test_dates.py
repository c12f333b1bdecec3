"""Dates as reports write them."""

from __future__ import annotations

import pytest

from assistant.language.dates import Date, date_at, date_before, report_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("3/4/2026", Date(2026, 3, 4)),
        ("03-04-26", Date(2026, 3, 4)),
        ("2026-03-04", Date(2026, 3, 4)),
        ("4 March 2026", Date(2026, 3, 4)),
        ("March 4, 2026", Date(2026, 3, 4)),
        ("March 4th, 2026", Date(2026, 3, 4)),
        ("4th of March 2026", Date(2026, 3, 4)),
        ("April 2nd.", Date(0, 4, 2)),
        ("2nd April", Date(0, 4, 2)),
        ("Mar 2026", Date(2026, 3, 0)),
        ("12/2024", Date(2024, 12, 0)),
        ("5/28", Date(0, 5, 28)),
        ("2024", Date(2024, 0, 0)),
    ],
)
def test_date_is_read_as_precisely_as_it_is_written(text: str, date: Date) -> None:
    assert date_at(text, 0) == date


@pytest.mark.parametrize("text", ["120/80 mmHg", "3.5 cm", "25/3", "mark"])
def test_other_numbers_are_no_dates(text: str) -> None:
    assert date_at(text, 0) is None


def test_report_date_is_the_first_full_date_but_no_birth() -> None:
    assert report_date("DOB: 1/2/1950. Prior 2024. Exam 3/4/2026, signed 3/5/2026") == Date(2026, 3, 4)


@pytest.mark.parametrize("earlier", [Date(2025, 0, 0), Date(2026, 2, 0), Date(0, 2, 28), Date(2026, 3, 3)])
def test_earlier_date_lies_before(earlier: Date) -> None:
    assert earlier.before(Date(2026, 3, 4))


@pytest.mark.parametrize("other", [Date(2026, 3, 4), Date(2026, 3, 0), Date(0, 3, 4), Date(2027, 1, 1)])
def test_same_or_vaguer_or_later_date_does_not(other: Date) -> None:
    assert not other.before(Date(2026, 3, 4))


@pytest.mark.parametrize(
    "written",
    ["3/4/2026", "03-04-26", "3.4.2026", "2026-03-04", "4 March 2026", "4 MAR 2026", "March 4, 2026", "mar 4 2026", "Mar. 4, 2026"],
)
def test_report_date_is_found_however_it_is_written(written: str) -> None:
    assert report_date(f"Femoral and iliac veins, seen in 2024 and on 5/28. Done {written}.") == Date(2026, 3, 4)


@pytest.mark.parametrize("month", ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"])
def test_report_date_is_found_by_each_month(month: str) -> None:
    found = report_date(f"images saved, {month} 4, 2026")
    assert found is not None and found[0] == 2026 and found[2] == 4


@pytest.mark.parametrize(("text", "date"), [("the 2023 echo", Date(2023, 0, 0)), ("her May 2 visit", Date(0, 5, 2)), ("a prior echo", None)])
def test_date_right_before_a_study_is_read(text: str, date: Date | None) -> None:
    assert date_before(text, text.rindex(" ") + 1) == date
