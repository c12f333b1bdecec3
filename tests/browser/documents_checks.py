"""Checks of documents in a real browser: a PDF and an HL7 message dropped on the pages of reports, worklist and encounters."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from encounter_checks import MAIN, go
from report_page import Check, ReportPage
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from worklist_page import WorklistPage

DOCUMENTS = Path(__file__).parents[1] / "documents"
sys.path.append(str(DOCUMENTS))

from pdf_producers import ris_letter  # noqa: E402

MESSAGE = (DOCUMENTS / "files" / "hl7" / "ris-lines.hl7").read_bytes()
#: What the PDF and the message tell of their patients and days.
PDF_PATIENT, MESSAGE_PATIENT, DAY = "7093312", "0044871", "2026-07-14"
LETTER = f"""RIGHT LOWER EXTREMITY VENOUS DUPLEX
Patient: Lund, Ove
MRN: {PDF_PATIENT}
Date of exam: 07/14/2026
Indication: right calf pain.
The right common femoral, femoral, popliteal, posterior tibial and peroneal veins compress fully with phasic flow.
Impression: No deep vein thrombosis. Images were stored.
Electronically signed by: Ada Ferris, MD"""


@contextmanager
def files() -> Iterator[list[Path]]:
    """Yield a PDF and a message, under names that no other check uses."""
    with tempfile.TemporaryDirectory() as folder:
        named = f"d{time.time_ns()}"
        pdf, message = Path(folder) / f"{named}.pdf", Path(folder) / f"{named}.hl7"
        pdf.write_bytes(ris_letter(LETTER))
        message.write_bytes(MESSAGE)
        yield [pdf, message]


def _dropped_on_the_report_page(page: ReportPage, number: int, words: str, code: str) -> None:
    page.driver.get(page.address)
    page.wait("view?.querySelector('.text') != null", "the report page shows no sample")
    page.settle()
    page.driver.find_element(By.CSS_SELECTOR, "[data-testid=stPopoverButton]").click()
    page.wait("document.querySelector('input[type=file]') != null", "there is no place for a file")
    with files() as paths:
        page.send("input[type=file]", str(paths[number]))
        page.wait("view.querySelector('.text').value.includes(arguments[0])", "the document's text is not on the page", words)
    page.driver.find_element(By.TAG_NAME, "body").send_keys(Keys.ESCAPE)
    page.settle()
    assert any(code in each for each in page.codes()), f"{code} is not among {page.codes()}"


def a_pdf_on_the_report_page_is_read_as_its_text(page: ReportPage) -> None:
    _dropped_on_the_report_page(page, 0, "posterior tibial and peroneal veins compress", "93971")


def a_message_on_the_report_page_is_read_as_its_text(page: ReportPage) -> None:
    _dropped_on_the_report_page(page, 1, "The veins compress fully", "93971")


def documents_on_the_worklist_keep_their_patient_and_day(page: ReportPage) -> None:
    work = WorklistPage(page.driver, page.address)
    work.open_page()
    with files() as paths:
        work.add_files(paths)
    said = work.run("return document.querySelector('.st-key-worklist_added').textContent")
    assert "2 reports were added" in said, f"what was added is said as '{said}'"
    for patient in (PDF_PATIENT, MESSAGE_PATIENT):
        work.search(patient)
        rows = work.rows()
        assert rows, f"the report of {patient} is not listed"
        assert DAY in rows[0] or "14" in rows[0], f"its row does not tell the day: '{rows[0]}'"


def documents_on_the_encounter_page_are_filed_by_patient_and_day(page: ReportPage) -> None:
    go(page)
    page.run("[...document.querySelectorAll('button')].find((node) => node.textContent.includes('Open files')).click()")
    page.wait("document.querySelector('input[type=file]') != null", "there is no place for files")
    with files() as paths:
        page.send("input[type=file]", "\n".join(map(str, paths)))
        page.wait(f"{MAIN}.innerText.includes('added.')", "the files are not taken in", patience=60)
    page.driver.find_element(By.TAG_NAME, "body").send_keys(Keys.ESCAPE)
    page.settle()
    page.wait(f"{MAIN}.innerText.includes('There are 2 encounters')", "the documents are not told apart by patient")
    for patient in (PDF_PATIENT, MESSAGE_PATIENT):
        assert page.run(f"return {MAIN}.innerText.includes('{patient}, {DAY}')"), f"{patient} is not filed under its day"


CHECKS: tuple[Check, ...] = (
    a_pdf_on_the_report_page_is_read_as_its_text,
    a_message_on_the_report_page_is_read_as_its_text,
    documents_on_the_worklist_keep_their_patient_and_day,
    documents_on_the_encounter_page_are_filed_by_patient_and_day,
)
