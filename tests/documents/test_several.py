"""A paste of several reports is split at each header of another patient or day, and nowhere else."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents.several import split_reports

FIRST = """US DUPLEX VEINS RIGHT LEG
Patient: DOE, JANE   MRN 445566   Date of exam: 03/04/2026

FINDINGS: The right common femoral and popliteal veins compress fully.
IMPRESSION: No DVT. Images archived.

Electronically signed by: Ann Low, MD
"""
SECOND = """LAKEVIEW VASCULAR LABORATORY
CAROTID DUPLEX
Patient: ROE, RICHARD   MRN 778899   Date of exam: 03/04/2026

FINDINGS: Right ICA 80 cm/s, left ICA 90 cm/s.
IMPRESSION: No stenosis. Images archived.

Electronically signed by: Ann Low, MD
"""


def parts(text: str) -> list[str]:
    found = split_reports(text)
    assert "".join(text[part.start : part.end] for part in found) == text
    return [text[part.start : part.end].strip("\n=-\f") for part in found]


@pytest.mark.parametrize("between", ["\n", "", "\n\n\n", "==========\n\n", "\f", "-" * 40 + "\n"])
def test_two_patients_are_parted_at_the_joint(between: str) -> None:
    assert parts(FIRST + between + SECOND) == [FIRST.strip("\n"), SECOND.strip("\n")]


def test_a_part_tells_its_patient_and_day_and_why_it_begins() -> None:
    first, second = split_reports(FIRST + "\n" + SECOND)
    assert (first.patient, first.day, first.why) == ("445566", date(2026, 3, 4), "the first report")
    assert (second.patient, second.day, second.why) == ("778899", date(2026, 3, 4), "another patient's name")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("ROE, RICHARD   MRN 778899", "DOE, JANE   MRN 778899", "another medical record number"),
        ("ROE, RICHARD   MRN 778899", "DOE, JANE   DOB 01/02/1990", "another date of birth"),
        ("Patient: ROE, RICHARD   MRN 778899", "MRN 778899", "another medical record number"),
        ("ROE, RICHARD   MRN 778899   Date of exam: 03/04/2026", "DOE, JANE   MRN 445566   Date of exam: 03/09/2026", "another date of examination"),
    ],
)  # fmt: skip
def test_each_sign_of_another_report_parts_it(old: str, new: str, why: str) -> None:
    first = FIRST.replace("MRN 445566", "MRN 445566   DOB 01/02/1960") if "DOB" in new else FIRST
    found = split_reports(first + "\n" + SECOND.replace(old, new))
    assert [part.why for part in found[1:]] == [why]


def test_a_header_of_another_kind_of_key_parts_two_reports() -> None:
    first = FIRST.replace("   MRN 445566", "")
    second = SECOND.replace("Patient: ROE, RICHARD   ", "")
    assert parts(first + "\n" + second) == [first.strip("\n"), second.strip("\n")]


def test_messages_are_parted_at_their_first_segment() -> None:
    message = (
        "MSH|^~\\&|RIS|HOSP\nPID|1||{}||{}||19610214|F\nOBX|1|TX|FIND||Liver normal, images stored in the archive.\n"
    )
    one, other = message.format("000771", "DOE^JANE"), message.format("000881", "ROE^RICHARD")
    assert parts(one + other) == [one.strip("\n"), other.strip("\n")]


@pytest.mark.parametrize(
    "more",
    [
        "\nDOE, JANE   MRN 445566   Page 2 of 2\nThe left leg was not examined at this visit, as it was not asked for.\n",
        "\nADDENDUM 03/06/2026: The images were reviewed again. Signed: Ann Low, MD\n",
        "\nPRIOR REPORT\nUS DUPLEX VEINS RIGHT LEG   Date of exam: 01/02/2025\nPopliteal vein thrombus. Signed: Ann Low, MD\n",
        "\nEXAM 2: US DUPLEX VEINS LEFT LEG\nPatient: DOE, JANE   MRN 445566   Date of exam: 03/04/2026\nThe left leg veins compress fully.\n",
        "\nMother's MRN: 112233. She has been told of the result and wants to come with the patient.\n",
        "\nEmergency contact\nName: Richard Roe\nHe was told of the result by telephone and will come with her.\n",
        "\nCOMPARISON: 02/02/2026, 03/02/2025 and 04/01/2024, all without thrombus in the right leg.\n",
    ],
)
def test_what_belongs_to_one_report_stays_in_one_part(more: str) -> None:
    assert len(split_reports(FIRST + more)) == 1


@pytest.mark.parametrize("text", ["", "   \n", "Right leg vein duplex, no DVT."])
def test_a_text_without_headers_is_one_part(text: str) -> None:
    (only,) = split_reports(text)
    assert (only.start, only.end, only.why) == (0, len(text), "the only report")


def test_many_reports_are_all_parted() -> None:
    texts = [
        FIRST.replace("DOE, JANE", f"DOE{chr(65 + n)}A, JANE").replace("445566", str(445500 + n)) for n in range(20)
    ]
    assert len(split_reports("\n".join(texts))) == 20


def test_two_days_part_reports_that_name_no_patient() -> None:
    first = FIRST.replace("Patient: DOE, JANE   MRN 445566   ", "")
    second = SECOND.replace("Patient: ROE, RICHARD   MRN 778899   ", "").replace("03/04/2026", "09/09/2026")
    assert len(parts(first + "\n" + second)) == 2
