"""What a page says of who is there where no sign-in is set up; the sign-in itself is `sign_in_check`."""

from __future__ import annotations

from accessibility import axe_finds_nothing_serious
from report_page import Check, ReportPage, nothing_scrolls_sideways

#: True where the line about who is there lies free: on no link, no logo and no button.
LIES_FREE = """
const line = document.querySelector('.st-key-person .who'), box = line.getBoundingClientRect();
const others = document.querySelectorAll('header a, header img, .st-key-view_switch button, .st-key-controls button');
return [...others].every((other) => {
  const { left, right, top, bottom, width } = other.getBoundingClientRect();
  return !width || left >= box.right || right <= box.left || top >= box.bottom || bottom <= box.top;
});
"""


def the_page_says_that_it_is_for_this_machine(page: ReportPage) -> None:
    words = page.run("return document.querySelector('.st-key-person .who')?.textContent")
    assert words == "This machine only, no sign-in", f"of who is there the page says '{words}'"
    assert page.run("return document.querySelector('.st-key-person button') === null"), "there is a way to sign out"


def the_line_about_who_is_there_lies_free(page: ReportPage) -> None:
    assert page.run(LIES_FREE), "the line about who is there lies on something else"
    nothing_scrolls_sideways(page)


CHECKS: tuple[Check, ...] = (
    the_page_says_that_it_is_for_this_machine,
    the_line_about_who_is_there_lies_free,
    axe_finds_nothing_serious,
)
