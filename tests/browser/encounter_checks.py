"""Checks of the encounter page in a real browser: many files dropped, encounters opened, evidence, assignment, export."""

from __future__ import annotations

import tempfile
from pathlib import Path

from accessibility import axe_finds_nothing_serious
from report_page import Check, ReportPage
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

PATIENTS, FILES = 12, 30
MAIN = "document.querySelector('[data-testid=stMain]')"


def duplex(patient: int, name: str) -> str:
    """Return a report of a patient, or of nobody where the name is empty."""
    head = f"Patient: {name}   MRN: {100_000 + patient}\n" if name else ""
    return (
        f"LEFT LOWER EXTREMITY VENOUS DUPLEX\n{head}Date of exam: 04/16/2026\nIndication: left calf pain.\n"
        "The left common femoral, deep femoral, femoral, popliteal, posterior tibial and peroneal veins compress; color "
        "flow.\nImpression: no clot.\nSigned, Ada Ferrow, MD"
    )


def go(page: ReportPage) -> None:
    """Open the page in a session of its own."""
    page.driver.get(f"{page.address}/encounter")
    page.wait(f"{MAIN}?.innerText.includes('Claim lines')", "the encounter page shows no sample")
    page.settle()


def drop(page: ReportPage, reports: dict[str, str]) -> None:
    """Put files into the place for them."""
    page.run("[...document.querySelectorAll('button')].find((node) => node.textContent.includes('Open files')).click()")
    page.wait("document.querySelector('input[type=file]') != null", "there is no place for files")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in reports.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        paths = "\n".join(str(Path(folder) / name) for name in reports)
        page.send("input[type=file]", paths)
        page.wait(f"{MAIN}.innerText.includes('added.')", "the files are not taken in", patience=60)
    page.driver.find_element(By.TAG_NAME, "body").send_keys(Keys.ESCAPE)
    page.settle()


def a_member_is_read_only_and_its_evidence_lights(page: ReportPage) -> None:
    go(page)
    page.wait("view?.querySelector('.card') != null", "no report is shown")
    assert page.run("return view.querySelector('.text').readOnly"), "a member can be written on"
    page.run("view.querySelector('.card').click()")
    page.wait("view.querySelectorAll('.piece.lit').length > 0", "a click on a code lights no words")


def many_files_are_as_many_encounters_as_patients(page: ReportPage) -> None:
    go(page)
    names = "ABCDEFGHIJKL"
    reports = {f"scan-{n:02}.txt": duplex(n % PATIENTS, f"Roe {names[n % PATIENTS] * 3}") for n in range(FILES)}
    drop(page, reports)
    page.wait(
        f"{MAIN}.innerText.includes('There are {PATIENTS} encounters')", "the files are not told apart by patient"
    )
    rows = page.run("return document.querySelectorAll('[class*=st-key-group_]').length")
    assert rows == PATIENTS, f"{rows} encounters are listed, not {PATIENTS}"
    page.run("document.querySelectorAll('[class*=st-key-group_] button')[4].click()")
    page.wait(f"{MAIN}.querySelector('h2.name').innerText.startsWith('100004')", "a click opens no encounter")
    page.wait(
        f"{MAIN}.innerText.includes('1 code in 3 reports')", "the three reports of a patient are not one encounter"
    )


def a_report_of_nobody_is_assigned_by_hand(page: ReportPage) -> None:
    go(page)
    drop(page, {"told.txt": duplex(1, "Roe Ann"), "nobody.txt": duplex(1, "")})
    page.run(
        "[...document.querySelectorAll('[class*=st-key-group_] button')]"
        ".find((node) => node.textContent.includes('nobody')).click()"
    )
    page.wait(f"{MAIN}.innerText.includes('It does not tell its patient')", "nothing says why a report stands alone")
    page.settle()
    page.send("[class*=st-key-encounter_patient_] input", "100001", Keys.ENTER)
    page.settle()
    page.run("document.querySelector('[class*=st-key-assign_] button').click()")
    page.wait(f"{MAIN}.innerText.includes('1 code in 2 reports')", "the report is not put to its patient")


def the_encounter_page_can_be_used_by_all(page: ReportPage) -> None:
    go(page)
    width = page.driver.execute_script("return innerWidth")
    assert page.widest() <= width, f"the page is {page.widest()} wide in a window of {width}"
    axe_finds_nothing_serious(page)


CHECKS: tuple[Check, ...] = (
    a_member_is_read_only_and_its_evidence_lights,
    many_files_are_as_many_encounters_as_patients,
    a_report_of_nobody_is_assigned_by_hand,
    the_encounter_page_can_be_used_by_all,
)
