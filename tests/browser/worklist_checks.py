"""Checks of the worklist: what is added, listed and filtered, the review of a report, and two people at once."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from accessibility import axe
from report_page import Check, ReportPage, opened
from selenium.webdriver.common.keys import Keys
from worklist_page import LISTED, REVIEWED, WorklistPage

DOUBTFUL = (
    "SICU 7/9/26, saturation 85%. Lung ultrasound: left chest, sliding gone from apex to the 5th space, lung point in the "
    "axilla; right slides, no B-lines. Clips stored.\nImpression: left pneumothorax. Pigtail over a wire at the 5th "
    "interspace by landmark; right IJ line looked at.\nMarguerite Toledano, MD"
)
LEFT_LEG = (
    "VENOUS DUPLEX OF THE LEFT LEG 03/02/2026\nIndication: Left calf pain.\n"
    "The left common femoral, femoral and popliteal veins compress; phasic color flow.\nImpression: No DVT.\n"
    "Ada Ferris, MD"
)
ABDOMEN = (
    "<b onclick='window.taken = 1'>LIMITED ABDOMINAL ULTRASOUND</b> 03/04/2026\nIndication: right upper quadrant pain.\n"
    "Gallbladder without stones, wall 2 mm. Common duct 4 mm. Liver normal.\nImpression: Normal gallbladder.\n"
    "Images archived in PACS.\nSigned by Bo Lind, MD, 03/04/2026"
)
#: Tells the reports of one run from those that another run left in the list.
token = ""


def at_work(page: ReportPage) -> WorklistPage:
    return WorklistPage(page.driver, page.address)


def files_are_dropped_and_bad_ones_left_aside_with_their_reason(page: ReportPage) -> None:
    global token
    token = f"t{time.time_ns()}"
    work = at_work(page)
    work.open_page()
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{token}-{name}.txt" for name in ("chest", "leg", "abdomen", "scan")]
        for file, text in zip(files, (DOUBTFUL, LEFT_LEG, ABDOMEN, "%PDF-1.7 a scan"), strict=True):
            file.write_text(text, encoding="utf-8")
        work.add_files(files)
    said = work.run("return document.querySelector('.st-key-worklist_added').textContent")
    for words in ("3 reports were added; 1 could not be read", f"{token}-scan.txt", "is a PDF that breaks off"):
        assert words in said, f"what was added is said as '{said}' and lacks '{words}'"


def the_least_sure_report_comes_first_and_says_why(page: ReportPage) -> None:
    work = at_work(page)
    work.search(token)
    rows = work.rows()
    assert len(rows) == 3, f"{len(rows)} of 3 reports are listed"
    assert "chest" in rows[0], f"the first row is '{rows[0]}'"
    assert "Look first" in rows[0], "the first row does not say that it is to be looked at first"
    why = work.run("return list.querySelector('tbody tr .why').textContent")
    assert why.strip(), "no reason is given to look at it first"


def another_order_is_another_first_row(page: ReportPage) -> None:
    work = at_work(page)
    work.run(
        "const field = list.querySelector('.sort select'); field.value = 'name'; field.dispatchEvent(new Event('change'))"
    )
    work.wait(
        "list.querySelector('tbody a').textContent.endsWith('abdomen') || list.querySelector('tbody tr').textContent.includes('abdomen')",
        "the list is not sorted by name",
    )
    work.run(
        "const field = list.querySelector('.sort select'); field.value = 'doubt'; field.dispatchEvent(new Event('change'))"
    )
    work.wait("list.querySelector('tbody tr').textContent.includes('chest')", "the list is not sorted by doubt again")


def a_filter_lists_what_has_the_code_and_says_how_many(page: ReportPage) -> None:
    work = at_work(page)
    count = work.run(
        "list.querySelector('[data-key=\"fold:codes\"]').click();"
        "const box = list.querySelector('[data-key=\"codes:93971\"]'); box.click();"
        "return box.closest('label').querySelector('i').textContent"
    )
    work.wait("list.querySelectorAll('tbody tr').length === 1", "the filter of a code does not list its report alone")
    assert count == "1", f"one report has 93971 and '{count}' is said"
    assert work.run("return list.querySelector('details[open]') != null"), "the fold shuts while it is used"
    assert "code 93971" in work.run("return list.querySelector('.chosen').textContent"), "what is filtered is not said"
    assert "codes=93971" in work.run("return location.search"), "the address does not keep the filter"
    assert token not in work.run("return location.href"), "words that were searched for stand in the address"
    work.show_all()
    work.search(token)


def nothing_scrolls_sideways(page: ReportPage) -> None:
    width = page.driver.execute_script("return innerWidth")
    assert page.widest() <= width, f"the page is {page.widest()} wide in a window of {width}"


def markup_in_a_title_stays_text(page: ReportPage) -> None:
    assert at_work(page).run("return list.querySelector('tbody b[onclick]') == null"), (
        "markup of a title became an element"
    )
    assert page.driver.execute_script("return window.taken") is None, "markup of a title ran"


def a_row_is_reached_and_opened_by_keyboard(page: ReportPage) -> None:
    work = at_work(page)
    work.run("list.activeElement?.blur()")
    work.press("j")
    names = work.run("return list.querySelector('.note').textContent")
    assert "Gaps" in names or not work.run("return list.querySelector('.note').checkVisibility()"), (
        f"a row is told as '{names}'"
    )
    work.press(Keys.ENTER)
    work.wait(REVIEWED, "Enter does not open the report")
    work.settle()
    assert work.place() == "1 of 3", f"the review says that it is '{work.place()}'"


def the_text_is_read_and_evidence_leads_to_its_words(page: ReportPage) -> None:
    work = at_work(page)
    assert work.run("return view.querySelector('.text').readOnly"), (
        "the text of a report under review can be typed into"
    )
    work.run("view.querySelector('.card .chip').click()")
    assert work.count(".piece.shown") > 0, "evidence leads to no words"


def a_code_is_accepted_and_signed_by_a_key(page: ReportPage) -> None:
    work = at_work(page)
    work.run("view.querySelector('.card').focus()")
    work.decide("a")
    assert work.decided()[0].startswith("✓accepted by "), f"the card says '{work.decided()}'"
    assert work.run("return view.querySelector('.state-of').textContent") == "in work", "the status does not follow"
    chosen = work.run("return view.activeElement.dataset.id")
    assert chosen == "code:1", f"after a decision the keyboard is at {chosen}, not at the next code"


def a_decision_is_taken_back(page: ReportPage) -> None:
    work = at_work(page)
    work.decide("u")
    assert work.decided() == [], f"after undo the cards say {work.decided()}"
    assert work.run("return view.querySelector('.history .gone') != null"), "the history lost what was taken back"


def a_rejection_asks_why_and_takes_it_by_keyboard(page: ReportPage) -> None:
    work = at_work(page)
    work.run("view.querySelector('.card').focus()")
    work.press("r")
    work.wait("view.querySelector('.decision-form') != null", "the key r opens no form")
    work.press(Keys.ENTER)
    work.wait("view.querySelector('.form-notice').textContent !== ''", "a rejection without a reason is not refused")
    work.decide("2" + Keys.ENTER)
    assert "Documentation does not reach the code" in work.decided()[0], f"the card says '{work.decided()}'"


def a_typed_code_is_checked_and_its_why_not_stands_beside_it(page: ReportPage) -> None:
    work = at_work(page)
    work.run("[...view.querySelectorAll('.decide')].find((node) => node.textContent === 'Add a code').click()")
    work.press("93970")
    work.wait("view.querySelector('.look .reason') != null", "nothing is said of a typed code")
    assert work.run("return view.activeElement.name") == "code", "the answer takes the keyboard from the field"
    work.run("view.querySelector('.decision-form [type=radio]').click()")
    work.run(
        "view.querySelector('.decision-form').elements.units.value = '9'; view.querySelector('.decision-form').requestSubmit()"
    )
    work.wait("view.querySelector('.form-notice').textContent.includes('limit')", "nine units are not doubted")
    before = work.history()
    work.run("view.querySelector('.decision-form').requestSubmit()")
    work.wait(
        "(view.querySelectorAll('.history > li').length) > arguments[0]", "a doubted code cannot be added", before
    )
    assert "93970" in work.run("return view.querySelector('.added-code').textContent"), "the added code is not shown"


def a_question_is_sent_and_answered(page: ReportPage) -> None:
    work = at_work(page)
    work.run("view.querySelector('.asked details').open = true")
    click = "[...view.querySelectorAll('.asked .decide')].find((node) => node.textContent === arguments[0]).click()"
    work.run(click, "Mark as sent")
    work.wait("view.querySelector('.as-sent') != null", "a sent question does not stand as it was sent")
    assert work.run("return view.querySelector('.state-of').textContent") == "waiting for an answer", (
        "the report does not wait"
    )
    work.run(click, "Answered")
    work.run(
        "view.querySelector('.decision-form [type=radio]').click(); view.querySelector('.decision-form').requestSubmit()"
    )
    work.wait(
        "[...view.querySelectorAll('.asked .by')].some((line) => line.textContent.includes('Addendum written'))",
        "an answer is not told",
    )


def finishing_says_what_is_undecided_and_opens_the_next(page: ReportPage) -> None:
    work = at_work(page)
    work.settle()
    work.run("view.querySelector('.card').focus()")
    work.press("f")
    work.wait("view.querySelector('.notice-line') != null", "an undecided code is left out without a word")
    assert "undecided" in work.notice(), f"the bar says '{work.notice()}'"
    work.press(Keys.ENTER)
    work.wait(
        "view.querySelector('.position').textContent === '2 of 3'", "after a report is done the next does not open"
    )
    work.settle()


def keys_that_come_fast_are_done_in_their_order(page: ReportPage) -> None:
    work = at_work(page)
    work.run("view.activeElement?.blur()")
    work.press("na")
    work.wait(
        "view.querySelector('.position').textContent === '3 of 3' && view.querySelector('.decided .by') != null",
        "the second of two keys is lost",
    )
    work.settle()
    work.press("p")
    work.wait("view.querySelector('.position').textContent === '2 of 3'", "the key p does not go back")
    work.settle()


def the_second_of_two_people_sees_what_the_first_did(page: ReportPage) -> None:
    work = at_work(page)
    number = work.run("return location.search")
    with opened(page.address) as browser:
        second = WorklistPage(browser.driver, page.address)
        second.resize(page.driver.execute_script("return innerWidth"))
        second.driver.get(f"{page.address}/worklist{number}")
        second.wait(REVIEWED, "the second browser shows no review")
        second.settle()
        work.run("view.querySelector('.card').focus()")
        work.decide("a")
        second.run("view.querySelector('.card').focus()")
        second.press("r")
        second.wait("view.querySelector('.decision-form') != null", "the second person cannot reject")
        second.press("1" + Keys.ENTER)
        second.wait(
            "view.querySelector('.notice-line.overtaken') != null", "the second person is not told of the first"
        )
        assert "accepted" in second.notice(), f"the second person reads '{second.notice()}'"
        assert "accepted" in second.decided()[0], "the second person does not see the present state"
        assert second.history() == 1, "the second decision was written over the first"
        second.run("view.querySelector('[data-key=again]').click()")
        second.wait(
            "(view.querySelectorAll('.history > li').length) === 2",
            "what the second person wanted cannot be done again",
        )
        assert "rejected" in second.decided()[0], f"the card says '{second.decided()}'"


def escape_leads_back_to_the_row(page: ReportPage) -> None:
    work = at_work(page)
    work.run("view.activeElement?.blur()")
    work.press(Keys.ESCAPE)
    work.wait(f"!location.search.includes('report=') && {LISTED}", "Escape does not lead back to the list")
    work.settle()
    assert work.run("return list.activeElement?.dataset.number") is not None, "the keyboard is not at the row"
    assert "done" in work.rows()[0], f"the finished report is listed as '{work.rows()[0]}'"


def a_reload_keeps_the_report_and_its_decisions(page: ReportPage) -> None:
    work = at_work(page)
    work.open_first()
    work.driver.refresh()
    work.wait(REVIEWED, "a reload loses the report")
    assert work.decided(), "a reload loses the decisions"


def axe_finds_nothing_serious_in_list_and_review(page: ReportPage) -> None:
    work = at_work(page)
    found = axe(work)
    work.run("[...view.querySelectorAll('.decide')].find((node) => node.textContent.startsWith('Reopen'))?.click()")
    work.settle()
    work.wait(
        "[...view.querySelectorAll('.decide')].some((node) => node.textContent === 'Add a code')",
        "a done report is not reopened",
    )
    work.run("[...view.querySelectorAll('.decide')].find((node) => node.textContent === 'Add a code').click()")
    found += axe(work)
    work.press(Keys.ESCAPE)
    work.to_list()
    work.run("list.querySelector('summary').click()")
    found += axe(work)
    assert not found, found[0]


CHECKS: tuple[Check, ...] = (
    files_are_dropped_and_bad_ones_left_aside_with_their_reason,
    the_least_sure_report_comes_first_and_says_why,
    another_order_is_another_first_row,
    a_filter_lists_what_has_the_code_and_says_how_many,
    nothing_scrolls_sideways,
    markup_in_a_title_stays_text,
    a_row_is_reached_and_opened_by_keyboard,
    the_text_is_read_and_evidence_leads_to_its_words,
    a_code_is_accepted_and_signed_by_a_key,
    a_decision_is_taken_back,
    a_rejection_asks_why_and_takes_it_by_keyboard,
    a_typed_code_is_checked_and_its_why_not_stands_beside_it,
    nothing_scrolls_sideways,
    a_question_is_sent_and_answered,
    finishing_says_what_is_undecided_and_opens_the_next,
    keys_that_come_fast_are_done_in_their_order,
    the_second_of_two_people_sees_what_the_first_did,
    escape_leads_back_to_the_row,
    a_reload_keeps_the_report_and_its_decisions,
    axe_finds_nothing_serious_in_list_and_review,
)
