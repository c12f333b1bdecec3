"""Checks of what goes out of the report page, in a real browser."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from report_page import PATIENCE, Check, ReportPage

FORMS = ("Codes, text", "Claim lines, CSV", "Audit sheet, PDF", "Audit sheet, DOCX", "FHIR R4 bundle", "JSON")
OPEN_POPOVER = "document.querySelector('.st-key-export_popover button').click()"
BUTTONS = "[...document.querySelectorAll('[data-testid=stPopoverBody] [data-testid=stDownloadButton] button')]"


def every_form_is_offered_by_one_button(page: ReportPage) -> None:
    page.run(OPEN_POPOVER)
    page.wait(f"{BUTTONS}.length > 0", "the button 'Export' unfolds nothing")
    offered = page.run(f"return {BUTTONS}.map((node) => node.textContent.trim())")
    assert tuple(offered) == FORMS, f"offered are {offered}"
    width = page.run("return innerWidth")
    assert page.widest() <= width, f"the forms make the page {page.widest()} wide in a window of {width}"


def each_form_is_downloaded_as_what_it_says(page: ReportPage) -> None:
    for number, (name, start) in enumerate(
        (("codes.txt", b"report"), ("claim-lines.csv", b"report,patient"), ("audit-sheet.pdf", b"%PDF"),
         ("audit-sheet.docx", b"PK"), ("fhir.json", b"{"), ("analysis.json", b"{"))
    ):  # fmt: skip
        with downloads(page) as folder:
            page.run(f"{BUTTONS}[{number}].click()")
            data = arrived(folder / name)
        assert data.startswith(start), f"{name} begins with {data[:20]!r}"
    page.run(OPEN_POPOVER)


def codes_are_copied_with_one_click(page: ReportPage) -> None:
    page.driver.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    )
    page.run("view.querySelector('.copying .copy').click()")
    page.wait("view.querySelector('.copying .copy').textContent === 'Copied'", "the codes are not copied")
    copied = page.driver.execute_async_script(
        "const done = arguments[0]; navigator.clipboard.readText().then(done, (fault) => done(String(fault)))"
    )
    assert copied.split("\n")[0] == page.codes()[0], f"copied is '{copied}'"
    page.wait(
        "view.querySelector('.copying .copy').textContent.startsWith('Copy ')", "the button keeps saying 'Copied'"
    )


@contextmanager
def downloads(page: ReportPage) -> Iterator[Path]:
    """Yield a folder that downloads go to."""
    folder = Path(tempfile.mkdtemp(prefix="sonocode-downloads-"))
    try:
        page.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def arrived(path: Path) -> bytes:
    """Return the content of a download when it is complete."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if path.exists() and path.stat().st_size and not list(path.parent.glob("*.crdownload")):
            return path.read_bytes()
        time.sleep(0.1)
    raise AssertionError(f"{path.name} is not downloaded; there are {[each.name for each in path.parent.iterdir()]}")


CHECKS: tuple[Check, ...] = (
    codes_are_copied_with_one_click,
    every_form_is_offered_by_one_button,
    each_form_is_downloaded_as_what_it_says,
)
