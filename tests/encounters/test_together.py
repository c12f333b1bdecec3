"""Tests of the members of an encounter as the encounter leaves them."""

from __future__ import annotations

from datetime import date

from encounter_reports import BOTH_LEGS, IVUS, VENOGRAM

from assistant.encounters import Encounter, analyze_encounter, members_together
from assistant.encounters.wording import encounter_wording


def together(**reports: str) -> Encounter:
    return analyze_encounter(list(reports.items()))


def test_an_add_on_freed_by_another_note_stands_so_and_lacks_nothing() -> None:
    encounter = together(ivus=IVUS, venogram=VENOGRAM)
    [own] = [code for code in encounter.members[0].codes if code.code == "37252"]
    ivus, _ = members_together(encounter)
    [code] = [code for code in ivus.codes if code.code == "37252"]
    assert (own.status, code.status, code.needs) == ("needs_documentation", "supported", ())
    assert "base_procedure" in [gap.element for gap in encounter.members[0].gaps]
    assert "base_procedure" not in [gap.element for gap in ivus.gaps]
    assert "base_procedure" not in [line.element for line in ivus.elements]


def test_an_add_on_that_still_waits_keeps_its_gap() -> None:
    [ivus] = members_together(together(ivus=IVUS))
    assert "base_procedure" in [gap.element for gap in ivus.gaps]


def test_a_repeated_study_stands_in_the_first_report_alone() -> None:
    first, second = members_together(together(first=BOTH_LEGS, second=BOTH_LEGS))
    assert [code.status for code in first.codes] == ["supported"]
    [code] = second.codes
    assert (code.status, code.reason) == ("not_reportable", "Counted once for the encounter, with first.")


def test_together_the_members_have_each_code_of_the_encounter_once() -> None:
    encounter = together(first=BOTH_LEGS, second=BOTH_LEGS, ivus=IVUS, venogram=VENOGRAM)
    told = sorted(
        (code.code, code.modifiers, code.units, code.status)
        for member in members_together(encounter)
        for code in member.codes
        if code.status != "not_reportable"
    )
    listed = sorted(
        (code.code, code.modifiers, code.units, code.status)
        for code in encounter.codes
        if code.status != "not_reportable"
    )
    assert told == listed


def test_a_report_of_another_day_is_no_part_of_the_claim() -> None:
    other = BOTH_LEGS.replace("03/04/2026", "03/09/2026")
    encounter = together(first=IVUS, second=VENOGRAM, other=other)
    assert encounter.day == date(2026, 3, 4)
    [code] = members_together(encounter)[2].codes
    assert (code.status, code.reason) == ("not_reportable", encounter_wording().notes.other_day)
