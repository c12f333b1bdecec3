"""The storage page in a real browser: where the worklist is kept, retention, a purge confirmed by hand, the audit."""

from __future__ import annotations

from accessibility import axe_finds_nothing_serious
from report_page import Check, ReportPage, nothing_scrolls_sideways
from selenium.webdriver.common.keys import Keys

from assistant import analyze
from assistant.worklist import Move, NewReport, Worklist, open_worklist

TEXT = (
    "VENOUS DUPLEX OF THE LEFT LEG 03/02/2026\nIndication: Left calf pain.\n"
    "The left common femoral, femoral and popliteal veins compress; phasic color flow.\nImpression: No DVT."
)
ROWS = "[...document.querySelectorAll('.audit tbody tr')]"


def the_worklist_of(page: ReportPage) -> Worklist:
    """Open the worklist that the app uses, whose file the page names, as another program would."""
    words = page.run(
        "return [...document.querySelectorAll('.facts dd')].map((node) => node.textContent)"
        ".find((words) => words.startsWith('SQLite, '))"
    )
    return open_worklist(f"sqlite:///{words.removeprefix('SQLite, ')}")


def words_of(page: ReportPage) -> str:
    words: str = page.run("return document.querySelector('[data-testid=stMain]').textContent")
    return words


def write(page: ReportPage, key: str, words: str) -> None:
    """Replace what a field holds, and leave it by the keyboard."""
    page.send(f".st-key-{key} input", Keys.CONTROL + "a" + Keys.NULL + words + Keys.TAB)
    page.settle()


def choose(page: ReportPage, key: str, words: str) -> None:
    """Choose from a list by the keyboard."""
    page.send(f".st-key-{key} input", words)
    page.send(f".st-key-{key} input", Keys.ENTER)
    page.settle()


def click(page: ReportPage, key: str) -> None:
    """Press a button by the keyboard."""
    page.send(f".st-key-{key} button", Keys.ENTER)
    page.settle()


def the_page_says_where_the_worklist_is_kept(page: ReportPage) -> None:
    page.visit("storage")
    words = words_of(page)
    for wanted in ("SQLite, ", "with their words", "Words are kept", "Backups"):
        assert wanted in words, f"the storage page lacks '{wanted}'"
    nothing_scrolls_sideways(page)


def the_audit_tells_what_another_program_decided(page: ReportPage) -> None:
    with the_worklist_of(page) as worklist:
        [number] = worklist.add([NewReport(TEXT, analyze(TEXT), "calf pain", patient="A-7")], "ada")
        worklist.decide(number, Move("accept_code", "93971-LT", words="<b>as read</b>"), "bob", seen=0)
    page.visit("storage")
    write(page, "audit_report", str(number))
    page.wait(f"{ROWS}.length === 2", "the audit of one report has not two lines")
    page.settle()
    page.wait(f"{ROWS}[0] != null", "the audit is empty")
    newest = page.run(f"return {ROWS}[0].textContent")
    for wanted in ("bob", "accept code", "93971-LT", "open, 93971-LT x1", "<b>as read</b>"):
        assert wanted in newest, f"the audit's line '{newest}' lacks '{wanted}'"
    nothing_scrolls_sideways(page)


def the_audit_can_be_saved(page: ReportPage) -> None:
    assert page.run("return document.querySelector('.st-key-audit_csv button') != null"), "there is no CSV"


def a_purge_wants_its_words_typed_and_takes_them_away(page: ReportPage) -> None:
    with the_worklist_of(page) as worklist:
        [number] = worklist.add([NewReport(TEXT, analyze(TEXT), "calf pain")], "ada")
        page.visit("storage")
        choose(page, "purge_which", "Single reports")
        write(page, "purge_numbers", str(number))
        click(page, "purge_do")
        page.wait("document.body.textContent.includes('Nothing was purged')", "a purge does not ask to be confirmed")
        assert worklist.open(number).text == TEXT, "a purge that was not confirmed took words away"
        write(page, "purge_typed", "purge 1")
        click(page, "purge_do")
        page.wait(
            "document.body.textContent.includes('The words of 1 report were taken away')", "a purge tells nothing"
        )
        assert worklist.open(number).row.purged, "a purge takes nothing away"
    page.run("document.querySelector('[data-testid=stMain]').scrollTop = 0")
    nothing_scrolls_sideways(page)


def retention_is_set_and_noted(page: ReportPage) -> None:
    page.visit("storage")
    page.send(".st-key-keep_how input:checked", Keys.ARROW_DOWN)
    page.settle()
    write(page, "keep_days", "400")
    click(page, "keep_set")
    page.wait("document.body.textContent.includes('Words are kept for 400 days')", "a retention setting tells nothing")
    page.settle()
    page.wait(f"{ROWS}[0] != null", "the audit is empty")
    newest = page.run(f"return {ROWS}[0].textContent")
    assert "retention" in newest and "400" in newest, f"the audit's newest line is '{newest}'"
    with the_worklist_of(page) as worklist:
        worklist.set_retention(None, "ada")


CHECKS: tuple[Check, ...] = (
    the_page_says_where_the_worklist_is_kept,
    axe_finds_nothing_serious,
    the_audit_tells_what_another_program_decided,
    the_audit_can_be_saved,
    a_purge_wants_its_words_typed_and_takes_them_away,
    retention_is_set_and_noted,
    axe_finds_nothing_serious,
)
