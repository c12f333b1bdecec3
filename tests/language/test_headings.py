"""Headings that have a line to themselves, however they are drawn."""

import pytest

from assistant.language.pipeline import read_report


@pytest.mark.parametrize("drawn", ["[Findings]", "[ FINDINGS ]", "== FINDINGS ==", "**Findings**", "--- Findings ---", "__FINDINGS__", "## Findings"])
def test_a_heading_ends_the_plan_above_it(drawn: str) -> None:
    reading = read_report(f"Plan: fistulogram.\n\n{drawn}\nThe liver is normal.")
    assert [section.kind for section in reading.sections] == ["recommendation", "findings"]


def test_a_heading_in_brackets_may_stand_before_its_text() -> None:
    reading = read_report("Access note.\n[Impression] Patent graft.")
    assert [(section.title, section.kind) for section in reading.sections][-1] == ("Impression", "impression")


def test_a_box_that_is_ticked_is_no_heading() -> None:
    kinds = [section.kind for section in read_report("Checklist.\n[x] Liver normal.\n[ ] Spleen").sections]
    assert kinds == [section.kind for section in read_report("Checklist.\nLiver normal.\nSpleen").sections]
