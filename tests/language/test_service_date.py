"""The date of service in the forms in which reports write it, and the dates that are something else."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.language.pipeline import read_report
from assistant.language.service_date import date_of_service, find_dates

REST = "\nFindings: Liver normal. Gallbladder normal.\nImpression: normal.\nJane Doe MD"
FORMS = [
    "US RUQ 3/4/2026", "US RUQ 03-04-26", "US RUQ 2026-03-04", "US RUQ 2026/03/04", "US RUQ 4 March 2026", "US RUQ March 4, 2026", "US RUQ 04-Mar-2026",
    "US RUQ 04MAR2026", "US RUQ 4/Mar/2026", "US RUQ Mar. 4th, 2026", "US RUQ 4th of March 2026", "US RUQ 2026-Mar-04", "US RUQ 4.3.2026",
    "Exam date: 3/4/2026 14:02", "DOS: 03/04/26", "DATE OF SERVICE: 3/4/2026  DOB: 1/2/1950", "DOB: 1/2/1950\nDOS 3/4/2026", "Performed on 3/4/2026 at 10:00",
    "US RUQ Wednesday, March 4 2026", "Exam: 3-4-2026 // RUQ pain", "Study Date/Time: 03/04/2026 1402", "US RUQ 3/4/2026-0930", "SCAN DATE: 2026.03.04",
    "US RUQ 2026-03-04T14:02:00", "US RUQ (3/4/2026)", "D.O.S. 3/4/2026", "US 03/04/2026 compared with 2/2/2025", "Study date: 20260304",
    "US RUQ follow-up, same visit 3/4/2026", "MSH|^~|RIS|20260305||ORU\nOBR|1||77|USABD^US ABDOMEN|||202603041410\nOBX|1|TX|IND||pain",
    "US RUQ 4 Mar 26", "US RUQ 03 - 04 - 2026", "US RUQ 03 04 2026", "US RUQ 4 of March of 2026", "US RUQ Mar 4 '26", "DOS 030426", "US RUQ O3/O4/2O26",
    "date=20260304;site=RUQ", "VEIN CLINIC FOLLOW-UP 3/4/2026", "US RUQ in the burn unit, 3/4/2026", "ED ADDENDUM 3/4/2026 19:12",
    "us ruq march fourth twenty twenty six", "us ruq date of exam the fourth of march twenty twenty-six", "US RUQ March 4th two thousand and twenty six",
    "us ruq date of exam three slash four slash twenty twenty six", "us ruq three dash four dash two thousand twenty-six",
    "OBR|1||77|USABD^US ABDOMEN|||20260304", "OBR|1||77|USABD|||20260304141000|||||||||LOW^JANE",
]  # fmt: skip
OTHERS = [
    "Comparison: 3/4/2025", "DOB 3/4/1950", "LMP 3/4/2026", "BP 120/80", "Prior exam 3/4/2025", "Follow-up on 3/4/2026", "Accession 20260304", "Exam 3/4", "13/32/2026",
    "Mrs Joan Low, 14/05/1958, 22 Mill Close",
]  # fmt: skip


def day_of(text: str) -> date | None:
    found = date_of_service(find_dates(read_report(text)))
    return found.day if found else None


@pytest.mark.parametrize("opening", FORMS)
def test_date_of_service_is_found(opening: str) -> None:
    assert day_of(opening + REST) == date(2026, 3, 4)


@pytest.mark.parametrize("line", OTHERS)
def test_other_dates_and_numbers_are_no_date_of_service(line: str) -> None:
    assert day_of(f"US RUQ\n{line}{REST}") is None


@pytest.mark.parametrize(
    ("written", "day"),
    [("25.3.2026", date(2026, 3, 25)), ("06.30.2026", date(2026, 6, 30)), ("4.3.26", date(2026, 3, 4))],
)
def test_dots_are_written_day_first_where_that_is_a_date(written: str, day: date) -> None:
    assert day_of(f"US RUQ {written}{REST}") == day


@pytest.mark.parametrize(
    ("spoken", "day"),
    [
        ("april twenty second twenty twenty six", date(2026, 4, 22)),
        ("november thirty twenty twenty five", date(2025, 11, 30)),
        ("december twenty twenty six", None),
        ("february thirty first twenty twenty six", None),
    ],
)
def test_spoken_dates_are_whole_days_of_the_calendar(spoken: str, day: date | None) -> None:
    assert day_of(f"us ruq {spoken}{REST}") == day


def test_a_label_wins_over_the_date_of_the_signature() -> None:
    assert day_of(f"US RUQ\nDate of exam: 3/4/2026{REST} signed 3/9/2026") == date(2026, 3, 4)


def test_the_date_of_the_signature_serves_where_there_is_no_other() -> None:
    assert day_of(f"US RUQ{REST} signed 3/9/2026") == date(2026, 3, 9)


def test_a_date_before_the_closing_name_counts_below_the_reason_too() -> None:
    assert day_of("US of the neck: no mass.\nIndication: lump found on CT. 4 March 2026, Dr. Jane Low.") == date(2026, 3, 4)


def test_a_date_told_with_the_reason_is_none() -> None:
    assert day_of("US of the neck: no mass. Dr. Jane Low.\nIndication: lump after biopsy 3/4/2026.") is None


def test_the_place_of_a_date_is_its_words() -> None:
    text = f"US RUQ 04MAR2026{REST}"
    found = date_of_service(find_dates(read_report(text)))
    assert found is not None
    assert text[found.start : found.end] == "04MAR2026"


@pytest.mark.parametrize(
    "text",
    [
        "Vein clinic. Office ultrasound, March 4 of 2026\nLiver normal.",
        "THYROID ULTRASOUND (booked as biopsy) 3/4/2026\nBoth lobes normal.",
        "Line of a 14-month-old, right femoral vein, 3/4/2026, seizures. Vein patent.",
        "HISTORY: heavy leg. She came today, 4 March 2026, for venography.\nFINDINGS: patent.",
        "Neck ultrasound. No mass.\nPlan: none.\nDr Jane Low, 4 March 2026",
        "Neck ultrasound. No mass.\nPlan: stockings. Jane Quill-Low MD 3/4/2026",
    ],
)
def test_a_date_of_the_title_or_of_today_is_that_of_the_service(text: str) -> None:
    assert day_of(text) == date(2026, 3, 4)


@pytest.mark.parametrize("opening", ["US RUQ 6 Augustus 2025", "US RUQ 6 augusti 2025", "US RUQ 6-Augustus-2025"])
def test_month_of_another_language_that_begins_as_ours_is_that_month(opening: str) -> None:
    assert day_of(opening + REST) == date(2025, 8, 6)
