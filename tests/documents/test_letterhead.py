"""What stands above a report in a document changes no code and no gap: its title is looked for below."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import analyze
from assistant.analysis import Analysis
from assistant.documents.letterhead import find_letterhead
from tests.documents.letterheads import HOSPITAL, LETTERHEADS, PATIENT

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.txt"))
TITLE = "US ABDOMEN LIMITED"
REPORT = f"{TITLE}\nThe gallbladder holds one stone of 8 mm, mobile. The common duct is 4 mm.\nImpression: cholelithiasis.\n"


def above(text: str) -> str:
    """Return what stands above the report."""
    head = find_letterhead(text)
    return text[: head.end] if head else ""


def answer(analysis: Analysis) -> tuple[object, ...]:
    """Return the codes and gaps of an analysis."""
    return (
        sorted((code.code, code.modifiers, code.units, code.status) for code in analysis.codes),
        sorted((gap.element, gap.structures) for gap in analysis.gaps),
    )


def element(text: str, name: str) -> tuple[str, list[str]]:
    """Return the state of a documentation element and its words."""
    found = next(one for one in analyze(text).elements if one.element == name)
    return found.state, [span.text for span in found.evidence]


@pytest.mark.parametrize("kind", LETTERHEADS)
def test_a_letterhead_of_each_kind_stands_above_the_report(kind: str) -> None:
    assert above(LETTERHEADS[kind] + REPORT) == LETTERHEADS[kind]


@pytest.mark.parametrize("kind", LETTERHEADS)
@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_a_letterhead_changes_no_code_and_no_gap_of_a_sample(path: Path, kind: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert answer(analyze(LETTERHEADS[kind] + text)) == answer(analyze(text))


# Inline mark-up: what stands in <above> is the letterhead's, and nothing else.
@pytest.mark.parametrize(
    "marked",
    [
        "<above>Riverside Health System\nRadiology and Imaging Services\n</above>US RENAL\nBoth kidneys 11 cm.",
        "<above>ST. LUKE'S VASCULAR LABORATORY\n</above>LEFT LEG VENOUS DUPLEX\nAll veins compress.",
        "<above>ADVANCED VASCULAR ASSOCIATES, P.A.\n1 Main St Ste 400 | Springfield, IL 62701 | P: 217-555-0101\n</above>CAROTID DUPLEX\nICA 90.",
        "<above>SMITH, ROBERT J   MRN: 234871   DOB: 2/14/1955 (71 y.o. M)\n</above>US RENAL\nBoth kidneys 11 cm.",
        "<above>Smith, Robert (MRN 234871) DOB: 02/14/1955\n</above>US RENAL\nBoth kidneys 11 cm.",
        "<above>DOB/Age/Sex:   2/14/1955 (71 yrs) F\n</above>US RENAL\nBoth kidneys 11 cm.",
        "<above>Lakeside Imaging LLC\nDiagnostic Ultrasound | CT | MRI\n</above>US RENAL\nBoth kidneys 11 cm.",
        "<above>ULTRASOUND REPORT\n</above>Renal ultrasound\nBoth kidneys 11 cm.",
    ],
)
def test_what_hospitals_print_stands_above(marked: str) -> None:
    expected, below = marked.removeprefix("<above>").split("</above>")
    assert above(expected + below) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ULTRASOUND REPORT\nBoth kidneys 11 cm, no stones.",  # nothing below names the technique
        "VASCULAR LAB REQUISITION   Faxed 04/27/2026\nVenous duplex of both legs.",
        "EMERGENCY DEPARTMENT NOTE\nBedside US: no free fluid.",
        "HOSPITAL COURSE\nAn ultrasound showed stones.",
        "Vein clinic procedure note 9/18/2025\nFoam was injected.",
        "PICC PLACEMENT, interventional radiology, June 2, 2026\nUnder ultrasound.",
        "CC: leg swelling\nDuplex today, veins compress.",
        "Location: left forearm\nMass of 2 cm.",
        "Patient: Jane Doe. Came for radiofrequency ablation of the right GSV.\nDone.",
        "CHEST CT\nNo nodules.",
        "Order: pelvic US\nUterus 9 cm.",
        "Reference: maternal lupus\nFetal echo.",
        "2026-02-11\nVeins of the left leg compress.",
    ],
)
def test_a_line_that_tells_of_the_report_is_its_own(text: str) -> None:
    assert above(text) == ""


@pytest.mark.parametrize("line", ["Exam: US RENAL", "Procedure: PICC placement", "Indication: flank pain", "Attending: J. Low, MD"])
def test_what_was_examined_why_and_by_whom_ends_the_letterhead(line: str) -> None:
    assert above(f"{PATIENT}{line}\nReport status: Final\n{REPORT}") == PATIENT


def test_labels_that_nobody_knows_belong_between_known_ones() -> None:
    block = "MRN: 00482913\nShoe number: 44\nDOB: 04/12/1961\n"
    assert above(f"{block}{REPORT}") == block


def test_labels_that_nobody_knows_are_the_reports_own_below_the_last_known_one() -> None:
    assert above(f"MRN: 00482913\nShoe number: 44\n{REPORT}") == "MRN: 00482913\n"


def test_a_letterhead_without_a_report_is_read_as_the_text() -> None:
    assert above(HOSPITAL) == ""


def test_the_day_of_a_patient_block_is_the_date_of_service() -> None:
    text = f"{PATIENT}Exam date: 03/04/2026\n\n{REPORT}"
    assert analyze(text).date_of_service == "2026-03-04"
    assert element(text, "date_of_service") == ("present", ["03/04/2026"])


@pytest.mark.parametrize(
    "header",
    [
        "Echo lab, University Hospital. 03/04/2026\n",
        "VASCULAR LABORATORY 3/4/2026\n",
        "Patient: 71 F. DOS 2026-03-04\n",
        "Pt: 54F, DOS 3-4-26\n",
        "Study Date:      03/04/2026\nMRN:     1234567\n",
        "Lakeside Imaging LLC\nMarch 4, 2026\n",
    ],
)
def test_the_day_is_found_however_a_header_writes_it(header: str) -> None:
    assert analyze(header + REPORT).date_of_service == "2026-03-04"


@pytest.mark.parametrize("line", ["DOB: 03/04/2026", "Printed: 03/04/2026", "Reported: 03/04/2026", "Received: 03/04/2026"])
def test_another_day_of_a_patient_block_is_no_date_of_service(line: str) -> None:
    assert analyze(f"{PATIENT.rstrip()}\n{line}\n\n{REPORT}").date_of_service is None


def test_the_day_of_a_fax_is_no_date_of_service() -> None:
    assert analyze(LETTERHEADS["fax"] + REPORT).date_of_service is None


def test_the_reader_named_within_a_patient_block_signs() -> None:
    text = f"MRN: 00482913\nInterpreting Physician: M. Hale, MD\nReport status: Final\n\n{REPORT}"
    assert above(text).endswith("Final\n\n")
    state, words = element(text, "signature")
    assert state == "present"
    assert words[0] in text
    assert "M. Hale" in words[0]


@pytest.mark.parametrize("who", ["Ordering Provider: T. Abara, NP", "Ordering MD: M. Hale, MD", "Medical Director: Ann Kessler, MD"])
def test_who_ordered_or_directs_does_not_sign(who: str) -> None:
    assert element(f"MRN: 00482913\n{who}\nReport status: Final\n\n{REPORT}", "signature")[0] == "not_documented"


def test_the_age_in_a_patient_block_chooses_the_code() -> None:
    text = (
        "PROCEDURE: Central line\nIndication: sepsis.\nNontunneled catheter placed in the right internal jugular vein under "
        "real-time ultrasound; vein patent, needle entry seen, image saved.\nJ. Low, MD 03/04/2026\n"
    )
    codes = {code.code for code in analyze(f"Name: Doe, Jane\nMRN: 00482913\nAge: 3 years\n\n{text}").codes}
    assert "36555" in codes
    assert "36556" not in codes


@pytest.mark.parametrize("kind", ["all capitals", "letterhead, patient and rule"])
def test_places_below_a_letterhead_hold_their_words(kind: str) -> None:
    text = LETTERHEADS[kind] + REPORT
    analysis = analyze(text)
    assert analysis.entities
    assert all(text[entity.start : entity.end] == entity.text for entity in analysis.entities)
    title = analysis.sections[0]
    assert text[title.start : title.end] == TITLE
