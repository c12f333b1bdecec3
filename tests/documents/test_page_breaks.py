"""What stands between two pages of a plain text is no part of the report: sentences go on, and codes and gaps stay."""

from __future__ import annotations

import pytest

from assistant import analyze
from assistant.documents.reading_form import reading_form

REPORT = (
    "RIGHT LEG VENOUS DUPLEX\nDate of service: 03/02/2026\nIndication: calf swelling.\nThe common femoral, femoral and popliteal veins "
    "compress fully, with phasic flow and color filling.\nImpression: no DVT. Images archived.\nA. Quill, MD"
)
HEAD = "MERCY REGIONAL HOSPITAL\nDepartment of Radiology\nPatient: DOE, JANE    MRN: 00412277    DOB: 04/01/1957\n"
BREAKS = [
    ("", "\f"),
    ("", "\n\nPage 2 of 3\n\n"),
    ("", "\n\n- 2 -\n\n"),
    ("", f"\n\n{HEAD}Page 2 of 3\n\n"),
    (f"{HEAD}Page 1 of 3\n\n", f"\n\f{HEAD}Page 2 of 3\n\n"),
    (f"{HEAD}Page 1 of 3\n\n", f"\nPrinted 03/05/2026 10:22 by JQ    Page 1 of 3\n\f{HEAD}\n"),
    (HEAD, f"\n\f{HEAD}\n"),
    (HEAD, "\n\nRE: DOE, JANE    Page 2 of 2\n\n"),
    (HEAD, "\n(continued on next page)\n\fDOE, JANE   00412277   Page 2 of 2 (continued)\n"),
    ("MERCY RADIOLOGY | DOE, JANE | MRN 00412277 | Page 1 of 2\n", "\r\nMERCY RADIOLOGY | DOE, JANE | MRN 00412277 | Page 2 of 2\r\n"),
]


@pytest.mark.parametrize(("head", "between"), BREAKS)
@pytest.mark.parametrize("place", ["popliteal veins", "Indication:", "Impression:"])
def test_a_break_of_pages_changes_no_code_and_no_gap(head: str, between: str, place: str) -> None:
    at = REPORT.index(place)
    plain = analyze(head + REPORT)
    parted = analyze(head + REPORT[:at].rstrip() + between + REPORT[at:])
    assert [(code.code, code.status) for code in parted.codes] == [(code.code, code.status) for code in plain.codes] == [("93971", "supported")]
    assert [gap.element for gap in parted.gaps] == [gap.element for gap in plain.gaps]
    assert parted.date_of_service == "2026-03-02"


@pytest.mark.parametrize(("head", "between"), BREAKS)
def test_a_sentence_goes_on_over_a_break_of_pages(head: str, between: str) -> None:
    at = REPORT.index("popliteal veins")
    assert "femoral and popliteal veins compress" in reading_form(head + REPORT[:at].rstrip() + between + REPORT[at:]).text


@pytest.mark.parametrize(
    "between",
    [
        "\fMERCY REGIONAL HOSPITAL\nPatient: ROE, JOHN    MRN: 00990011\nPage 2 of 2\n",  # another patient
        f"\n\f{HEAD}Page 1 of 1\n\n",  # counted anew
    ],
)
def test_the_header_of_another_report_stays(between: str) -> None:
    text = f"{HEAD}Page 1 of 1\n\n{REPORT}\n{between}{REPORT}"
    assert reading_form(text).text.count("MERCY REGIONAL HOSPITAL") == 2


def test_a_day_that_only_a_later_header_tells_is_kept() -> None:
    undated = REPORT.replace("Date of service: 03/02/2026\n", "")
    at = undated.index("Impression:")
    assert analyze(f"{undated[:at]}\n\fExam date: 03/02/2026\nPage 2 of 2\n\n{undated[at:]}").date_of_service == "2026-03-02"


@pytest.mark.parametrize(
    "line",
    [
        "Printed 03/05/2026 10:22 by JQ", "Report printed 03/05/2026", "Print date: 03/05/2026 10:22", "Faxed March 5, 2026",
        "This document was downloaded on 2026-03-05 at 10:22 am", "Printed by JQ Low on 3/5/2026",
    ],
)  # fmt: skip
def test_the_line_of_a_machine_dates_signs_and_keeps_nothing(line: str) -> None:
    report = "RENAL ULTRASOUND\nBoth kidneys normal, 10 cm. Bladder normal. Flank pain.\n"
    plain, printed = analyze(report), analyze(report + line)
    assert printed.date_of_service is None
    assert {gap.element for gap in printed.gaps} == {gap.element for gap in plain.gaps} | {"date_of_service", "image_storage", "signature"}


def test_images_that_were_printed_are_kept() -> None:
    told = analyze("RENAL ULTRASOUND\nBoth kidneys normal, 10 cm. Bladder normal. Flank pain.\nImages printed 03/05/2026")
    assert "image_storage" not in {gap.element for gap in told.gaps}


@pytest.mark.parametrize("line", ["3/4", "1/2", "2 of 3 vessels", "page 2 of the order was torn", "Pg 1 of her notes"])
def test_what_is_no_page_number_stays(line: str) -> None:
    assert line in reading_form(f"{REPORT[:90]}\n{line}\n{REPORT[90:]}").text
