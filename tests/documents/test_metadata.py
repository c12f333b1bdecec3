"""What a report tells beside its findings, in the many habits of headers; an empty answer where it is doubtful."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents.metadata import read_metadata

BODY = "\n\nFINDINGS: The right common femoral vein compresses fully.\nIMPRESSION: No DVT.\n"


@pytest.mark.parametrize(
    ("header", "patient"),
    [
        ("MRN: 123", "123"),
        ("MRN#4471902   DOB: 03/14/1951", "4471902"),
        ("Patient ............ DOE, K   MRN ........ 00-441", "00-441"),
        ("Name: Mr. Ghulam Mustafa     M.R. No: 44-18-09     Echo No: 2213/25", "44-18-09"),
        ("Patient: Mr Desmond Fairweather     NHS No: 943 000 4417     DOB: 19/09/1955", "9430004417"),
        ("PATIENT: HOLLOWAY, B   ACCT 88-20417", "88-20417"),
        ("Medical record no.  : 00-71-4438", "00-71-4438"),
        ("| Patient | MRN | DOB |\n|---|---|---|\n| Doe, Jane | 445566 | 01/02/1960 |", "445566"),
        ("Patient Name | Doe, Jane | MRN | 12345", "12345"),
        ("PID|1||000771^^^GH^MR||DOE^TESTA^B||19610214|F", "000771"),
        ("Patient: DOE, JANE  DOB 01/02/1960", "DOE JANE 1960-01-02"),
        ("Patient: Jane Doe\nDate of birth: 1960-01-02", "DOE JANE 1960-01-02"),
        ("MARTINEZ, Rosa L.          DOB 01/07/1957      Seen 04/06/2026", "L MARTINEZ ROSA 1957-01-07"),
    ],
)
def test_the_patients_key_is_read_in_each_habit(header: str, patient: str) -> None:
    assert read_metadata(header + BODY).patient == patient


@pytest.mark.parametrize(
    "header",
    [
        "PATIENT: (name withheld)          MRN: ***4471",
        "MRN: 7718***   |   Age: 37",
        "Acct ...6612: FAST documented",
        "MRN ending 207",
        "Mother's MRN: 445566",
        "MRN: 445566   MRN: 445577",
        "Patient: DOE, JANE   age 64",
        "Patient: Rh sensitized, 27w4d.   DOB 01/02/1960",
        "Print kept in chart 10-8-25",
        "| Patient | MRN |\n| Doe, Jane | 445566 |\n| Roe, Ann | 445567 |",
    ],
)
def test_no_key_is_told_where_it_is_masked_anothers_or_one_of_several(header: str) -> None:
    assert read_metadata(header + BODY).patient == ""


@pytest.mark.parametrize(
    ("text", "physician"),
    [
        ("Electronically signed by: Jane Low, MD on 03/04/2026", "Jane Low"),
        ("Electronically signed on 03/04/2026 10:22 by LOW, JANE MD", "Jane Low"),
        ("Dictated by: Ann Resident-Lee, MD\nElectronically signed by: Jane Low, MD", "Jane Low"),
        ("Interpreting physician: Jane Low, M.D.\nTechnologist: Kim Dobbs, RVT", "Jane Low"),
        ("Read by Dr. Jane Low", "Jane Low"),
        ("ATTENDING: JANE LOW, MD     REFERRING: PETER HIGH, MD", "Jane Low"),
        ("Images archived. Jane Low MD", "Jane Low"),
        ("Electronically signed by:\nJane Low, MD", "Jane Low"),
    ],
)
def test_the_author_is_who_signed_read_or_dictated(text: str, physician: str) -> None:
    assert read_metadata("US DUPLEX VEINS RIGHT LEG" + BODY + text).physician == physician


@pytest.mark.parametrize(
    "text",
    [
        "Referring physician: Peter High, MD",
        "Ordering provider: Peter High, MD",
        "Performed by: Kim Dobbs, RVT",
        "cc: Dr. Peter High",
        "Result called to Dr. Peter High",
        "Copy for Dr. Peter High",
        "Interpreting physician: Jane Low, MD\nInterpreting physician: Ann Mays, MD",
        "Present: husband, Peter High",
        "Signed by: ________",
    ],
)
def test_who_referred_scanned_or_was_told_is_not_the_author(text: str) -> None:
    assert read_metadata("US DUPLEX VEINS RIGHT LEG" + BODY + text).physician == ""


@pytest.mark.parametrize(
    ("header", "site"),
    [
        ("FACILITY: Perry Community Hospital\nEXAM: US VENOUS", "Perry Community Hospital"),
        ("CEDAR RIDGE VEIN INSTITUTE       Venous duplex", "CEDAR RIDGE VEIN INSTITUTE"),
        ("ORTHOPEDIC CLINIC\n02/23/2026", ""),
        ("Site: right arm", ""),
        ("Location: left lower pole", ""),
        ("VASCULAR LAB WORKSHEET", ""),
    ],
)
def test_a_site_is_a_place_with_a_name_of_its_own(header: str, site: str) -> None:
    assert read_metadata(header + BODY).site == site


def test_name_accession_and_day_stand_beside_the_key() -> None:
    told = read_metadata("Patient: DOE, JANE   MRN 445566   Accession: US-26-0417\nDate of service: 03/04/2026" + BODY)
    assert (told.name, told.accession, told.day) == ("DOE, JANE", "US-26-0417", date(2026, 3, 4))


def test_a_text_without_a_header_tells_nothing() -> None:
    assert read_metadata("") == read_metadata("Right leg vein duplex, no DVT, images stored.") == ("",) * 5 + (None,)
