"""Checks that no page runs, fetches or obeys the words of reports, files, tables and addresses: ninety-nine are tried in each.

What a payload does is looked for in three ways: a script leaves `window.owned`, a fetch is in the browser's own log, and
what the policy of the page refused, so that it never was a fetch, is told by the browser.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from encounter_checks import MAIN, drop, go
from report_page import Check, ReportPage
from worklist_page import REVIEWED, WorklistPage

sys.path.append(str(Path(__file__).parents[2]))

from tests.hostile_payloads import OUTSIDE, PAYLOADS

REPORT = (
    "LEFT LOWER EXTREMITY VENOUS DUPLEX\nPatient: {0}   MRN: 4711 {0}\nDate of exam: 04/16/2026\nIndication: left calf pain {0}.\n"
    "The left common femoral, femoral and popliteal veins compress {0}; color flow.\nImpression: no clot {0}.\nSigned, Ada {0}, MD"
)
#: Remembers over all pages of a tab what ran and what the policy refused.
WATCH = """
document.addEventListener("securitypolicyviolation", (event) => {
  sessionStorage.refused = `${sessionStorage.refused ?? ""} ${event.blockedURI}`;
});
Object.defineProperty(window, "owned", { set: () => { sessionStorage.owned = "a script ran"; }, get: () => undefined });
"""
#: Marks with which a payload would stop being words of a page, in the pages' addresses.
IN_ADDRESSES = PAYLOADS[::8]
#: How much of a name files may have, in bytes.
LONGEST_NAME = 200


def watched(page: ReportPage) -> None:
    """Begin to watch, in every page that is opened from now on."""
    page.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    page.strangers()
    page.reload()


def nothing_happened(page: ReportPage, where: str) -> None:
    page.settle()
    ran, refused = page.driver.execute_script("return [sessionStorage.owned ?? '', sessionStorage.refused ?? '']")
    assert not ran, f"{where}: {ran}"
    assert OUTSIDE not in refused, f"{where}: only the policy kept the page from {OUTSIDE}"
    strangers = page.strangers()
    assert not strangers, f"{where}: the page asked {strangers[0]}"
    assert page.driver.current_url.startswith(page.address), f"{where}: the page went elsewhere"


def a_report_runs_nothing(page: ReportPage) -> None:
    watched(page)
    page.paste("\n".join(REPORT.format(payload) for payload in PAYLOADS[:30]))
    nothing_happened(page, "many reports")
    for start in range(0, len(PAYLOADS), 11):
        page.paste(REPORT.format(" ".join(PAYLOADS[start : start + 11])))
        nothing_happened(page, f"payloads from {start}")


def names_of_files_run_nothing(page: ReportPage) -> None:
    go(page)
    reports = {}
    for number, payload in enumerate(PAYLOADS):
        name = " ".join(payload.replace("/", "&#47;").split()).encode()[:LONGEST_NAME].decode(errors="ignore")
        reports[f"{number} {name}.txt"] = REPORT.format(f"P{number % 7}")
    drop(page, reports)
    page.wait(f"{MAIN}.innerText.includes('onerror')", "the names of the files are not shown")
    nothing_happened(page, "names of files")


def rows_of_a_table_run_nothing(page: ReportPage) -> None:
    work = WorklistPage(page.driver, page.address)
    work.open_page()
    rows = (
        {"id": one, "patient": one, "physician": one, "site": one, "accession": one, "date": "2026-04-16", "report": REPORT.format(one)}
        for one in PAYLOADS
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / f"{PAYLOADS[10].replace('/', '&#47;')}.jsonl"
        table.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        work.add_files([table])
    nothing_happened(page, "the list")
    work.open_first()
    work.wait(REVIEWED, "no report is opened")
    nothing_happened(page, "the review of a report")
    for name in ("storage", "quality"):
        page.visit(name)
        nothing_happened(page, f"the page {name}")


def addresses_run_nothing(page: ReportPage) -> None:
    for payload in IN_ADDRESSES:
        words = quote(payload, safe="")
        for path in (f"knowledge?find={words}&code={words}", f"edits?codes={words}&day={words}", f"worklist?report={words}&words={words}", f"encounter?patient={words}&day={words}"):
            page.driver.get(f"{page.address}/{path}")
            page.wait("document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'", f"{path.split('?')[0]} hangs")
            nothing_happened(page, f"an address of {path.split('?')[0]}")


CHECKS: tuple[Check, ...] = (
    a_report_runs_nothing,
    names_of_files_run_nothing,
    rows_of_a_table_run_nothing,
    addresses_run_nothing,
)
