"""The quality page in a real browser: its parts, a gold file, no wider than the window."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from accessibility import axe_finds_nothing_serious
from report_page import Check, ReportPage

LEFT_LEG = (
    "VENOUS DUPLEX OF THE LEFT LEG 03/02/2026\nIndication: Left calf pain.\n"
    "The left common femoral, femoral and popliteal veins compress; phasic color flow.\nImpression: No DVT."
)


def fits(page: ReportPage) -> None:
    """Hold that nothing scrolls sideways but a table of its own."""
    page.settle()
    width, widest = page.driver.execute_script("return innerWidth"), page.widest()
    assert widest <= width, f"the page is {widest} wide in a window of {width}"


def decisions_are_counted_or_it_is_said_where_they_come_from(page: ReportPage) -> None:
    page.driver.get(f"{page.address}/quality")
    figures = "/Figures come from the worklist|of them finished/.test(document.body.textContent)"
    page.wait(figures, "the quality page tells neither figures nor where they come from")
    fits(page)


def reliability_is_a_table_that_can_be_read_aloud(page: ReportPage) -> None:
    page.visit("quality?part=Reliability")
    named = page.run(
        "const table = document.querySelector('table.figures');"
        "return [table.caption.textContent, table.querySelectorAll('thead th[scope=col]').length,"
        "table.querySelectorAll('tbody tr').length - table.querySelectorAll('tbody th[scope=row]').length]"
    )
    assert named[0], "the table has no caption"
    assert named[1:] == [3, 0], f"the table's heads are {named[1:]}"
    fits(page)


def gold_answers_give_figures_and_the_misses(page: ReportPage) -> None:
    page.visit("quality?part=Accuracy")
    page.wait("document.querySelector('input[type=file]') != null", "there is nowhere to drop a file")
    lines = (
        {"id": "right", "text": LEFT_LEG, "codes": ["93971-LT"]},
        {"id": "wrong", "text": LEFT_LEG, "codes": ["93970"]},
    )
    with tempfile.TemporaryDirectory() as folder:
        gold = Path(folder) / "gold.jsonl"
        gold.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        page.send("input[type=file]", str(gold))
        page.wait("document.body.textContent.includes('1 of 2; in a hundred')", "the gold file gives no figures")
        page.wait("document.body.textContent.includes('Wrong code lists')", "a wrong code list is not told")
    fits(page)


def nothing_serious_is_found_on_any_part(page: ReportPage) -> None:
    for part in ("Decisions", "Accuracy", "Reliability"):
        page.driver.get(f"{page.address}/quality?part={part}")
        page.wait("document.querySelector('.part, .notice') != null", f"the part {part} shows nothing")
        page.settle()
        axe_finds_nothing_serious(page)


CHECKS: tuple[Check, ...] = (
    decisions_are_counted_or_it_is_said_where_they_come_from,
    reliability_is_a_table_that_can_be_read_aloud,
    gold_answers_give_figures_and_the_misses,
    nothing_serious_is_found_on_any_part,
)
