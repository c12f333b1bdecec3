"""What the pages share, and the pages without checks of their own, in a real browser."""

from __future__ import annotations

from accessibility import axe_finds_nothing_serious
from report_page import Check, ReportPage, nothing_scrolls_sideways


def an_encounter_is_one_list_of_codes(page: ReportPage) -> None:
    page.visit("encounter")
    words = page.run("return document.querySelector('[data-testid=stMain]').textContent")
    for wanted in ("37252", "75820", "primary procedure 75820 is documented in Venogram"):
        assert wanted in words, f"the encounter lacks '{wanted}'"
    page.run("document.querySelector('.trace summary').click()")
    assert page.run("return document.querySelectorAll('.trace[open] mark').length") > 0, "a code is traced to no words"
    nothing_scrolls_sideways(page)


def the_view_is_the_same_on_every_page(page: ReportPage) -> None:
    page.choose_view("Coder", waits_for="document.body.textContent.includes('Asked')")
    for name, path in (("Knowledge", "/knowledge"), ("Report", "/")):
        page.follow(name, path)
        chosen = page.run("return document.querySelector('.st-key-view_switch [aria-checked=true]')?.textContent")
        assert chosen == "Coder", f"the page {name} shows the view of '{chosen}', not of the coder"


def pages_of_figures_and_edits_fit_the_window(page: ReportPage) -> None:
    for name in ("edits", "knowledge?code=93970"):
        page.visit(name)
        axe_finds_nothing_serious(page)
        nothing_scrolls_sideways(page)


CHECKS: tuple[Check, ...] = (
    an_encounter_is_one_list_of_codes,
    the_view_is_the_same_on_every_page,
    pages_of_figures_and_edits_fit_the_window,
)
