"""Checks of the knowledge page in a real browser: looking up, deep links, tables by drop."""

from __future__ import annotations

import tempfile
from pathlib import Path

from accessibility import axe_finds_nothing_serious
from report_page import Check, ReportPage
from selenium.webdriver.common.keys import Keys

SHEET = "document.querySelector('.st-key-knowledge_sheet')"
RESULT = "[class*='st-key-hit_rule_venous-duplex-93971'] button"
FIELD = "input[aria-label='Look up']"
MUE = (
    "\"Notice of several lines\nmade up for a check\",,,\n"
    "\"HCPCS/\nCPT Code\",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n"
    "37252,1,2 Date of Service Edit: Policy,Clinical: Data\n"
)  # fmt: skip
BAD_MUE = MUE.replace("37252,1", "3725,1")


def go(page: ReportPage, address: str) -> None:
    """Open the knowledge page by an address, in a session of its own, and wait until it has drawn."""
    page.driver.get(f"{page.address}/knowledge{address}")
    page.wait("document.querySelector('.block, .notice, .wide') != null", f"the page knowledge{address} shows nothing")
    page.settle()


def seen(page: ReportPage, words: str) -> None:
    """Wait until the page shows `words`."""
    page.wait("document.querySelector('[data-testid=stMain]').innerText.includes(arguments[0])", f"no '{words}'", words)


def the_report_leads_to_its_rule(page: ReportPage) -> None:
    page.choose_view("Coder")
    address = page.run("return view.querySelector('.origin a').href")
    assert "/knowledge?rule=venous-duplex.93970.1" in address, f"the rule's link leads to {address}"
    page.driver.get(address)
    page.wait(f"{SHEET}?.innerText.includes('Exceptions')", "the link shows no rule")
    seen(page, "both sides were studied and every required structure is described")


def typing_finds_what_is_near(page: ReportPage) -> None:
    go(page, "")
    page.send(FIELD, "carotd")
    page.wait(f"{SHEET}.innerText.includes('93880')", "a slip finds nothing")
    seen(page, "Nothing has “carotd”; shown is what has “carotid”.")
    assert page.driver.execute_script("return location.search").startswith("?search="), "the address keeps no search"


def a_result_is_opened_by_keyboard(page: ReportPage) -> None:
    go(page, "?search=93971")
    page.wait(f'document.querySelector("{RESULT}") != null', "the rules of a code are not found")
    page.settle()
    page.driver.execute_script("document.querySelector(arguments[0]).focus()", RESULT)
    page.send(RESULT, Keys.ENTER)
    page.wait("location.search.includes('rule=venous-duplex.93971')", "Enter opens no rule")
    page.wait(f"{SHEET}.innerText.includes('Written in')", "the rule is not shown")


def what_is_behind_today_is_warned_of(page: ReportPage) -> None:
    go(page, "?part=vintages")
    seen(page, "is after the last day of these facts")


def a_bad_table_is_refused_and_a_good_one_imported(page: ReportPage) -> None:
    go(page, "?part=vintages")
    with tempfile.TemporaryDirectory() as folder:
        for number, (content, words) in enumerate(((BAD_MUE, "is no 5-character code"), (MUE, "1 rows"))):
            file = Path(folder) / f"MCR_MUE_PractitionerServices_Eff_10-01-2026{number or ''}.csv"
            file.write_text(content, encoding="utf-8")
            page.wait("document.querySelector('input[type=file]') != null", "there is no place for files")
            page.send("input[type=file]", str(file))
            seen(page, words)
            page.settle()
            go(page, "?part=vintages")
    seen(page, "1 rows from MCR_MUE_PractitionerServices_Eff_10-01-20261.csv")


def knowledge_fits_its_window_and_can_be_used_by_all(page: ReportPage) -> None:
    width = page.driver.execute_script("return innerWidth")
    for address in ("?rule=venous-duplex.93970.1", "?edits=93970", "?part=vintages", "?part=site"):
        go(page, address)
        assert page.widest() <= width, f"knowledge{address} is {page.widest()} wide in a window of {width}"
        axe_finds_nothing_serious(page)


CHECKS: tuple[Check, ...] = (
    the_report_leads_to_its_rule,
    typing_finds_what_is_near,
    a_result_is_opened_by_keyboard,
    what_is_behind_today_is_warned_of,
    a_bad_table_is_refused_and_a_good_one_imported,
    knowledge_fits_its_window_and_can_be_used_by_all,
)
