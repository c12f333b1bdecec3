"""Several reports of one patient and day: one list of codes, each traced, and what stands between them."""

from __future__ import annotations

from datetime import date

import pytest
from encounter_reports import (
    ABDOMEN,
    ACCESS,
    BEDSIDE,
    BOTH_LEGS,
    FILTER,
    FISTULA,
    IVUS,
    MAPPING,
    PICC_BLIND,
    RIGHT_ARM,
    RIGHT_LEG,
    STENT,
    VENOGRAM,
)

from assistant.encounters import Encounter, EncounterCode, EncounterFinding, analyze_encounter
from assistant.errors import InputError


def encounter(*texts: str, day: date | None = None) -> Encounter:
    """Return the encounter of reports named a, b, c."""
    return analyze_encounter(list(zip("abc", texts, strict=False)), day)


def lines(found: Encounter) -> dict[str, EncounterCode]:
    """Return the lines by code (the last one, where a code has several)."""
    return {line.code: line for line in found.codes}


def findings(found: Encounter, kind: str) -> list[EncounterFinding]:
    """Return the findings of one kind."""
    return [finding for finding in found.findings if finding.kind == kind]


def test_ivus_alone_waits_for_its_primary_procedure() -> None:
    assert lines(encounter(IVUS))["37252"].needs == ("base_procedure",)


def test_primary_procedure_in_another_note_frees_the_add_on() -> None:
    found = encounter(IVUS, VENOGRAM)
    assert lines(found)["37252"].status == "supported"
    assert [finding.reports for finding in findings(found, "base_in_other_report")] == [("a", "b")]


def test_an_add_on_that_was_freed_says_no_more_that_something_is_not_told() -> None:
    assert "Not told" in lines(encounter(IVUS))["37252"].reason
    assert "Not told" not in lines(encounter(IVUS, VENOGRAM))["37252"].reason


def test_primary_procedure_without_a_code_of_its_own_frees_the_add_on() -> None:
    found = encounter(STENT, IVUS)
    assert lines(found)["37252"].status == "supported"
    assert [finding.reports for finding in findings(found, "base_in_other_report")] == [("b", "a")]


def test_a_report_without_procedure_frees_nothing() -> None:
    assert lines(encounter(IVUS, ABDOMEN))["37252"].status == "needs_documentation"


def test_each_code_is_traced_to_its_report_and_words() -> None:
    code = lines(encounter(IVUS, VENOGRAM))["75820"]
    assert code.reports == ("b",)
    span = code.sources[0].evidence[0]
    assert VENOGRAM[span.start : span.end] == span.text


def test_bedside_and_formal_study_of_one_area_are_a_duplicate() -> None:
    finding = findings(encounter(BEDSIDE, ABDOMEN), "duplicate_study")[0]
    assert finding.codes == ("76705", "76700")
    assert "bedside" in finding.message
    assert "77" in finding.message


def test_limited_beside_complete_names_the_edit_and_its_vintage() -> None:
    finding = findings(encounter(BEDSIDE, ABDOMEN), "complete_with_limited")[0]
    assert finding.edit is not None
    assert finding.edit.indicator == 1
    assert finding.edit.vintage == date(2024, 7, 1)
    assert finding.reports == ("a", "b")


def test_a_repeated_study_stands_once_and_is_traced_to_both_reports() -> None:
    found = encounter(BOTH_LEGS, BOTH_LEGS)
    assert [(line.code, line.units, line.reports) for line in found.codes] == [("93970", 1, ("a", "b"))]
    assert len(findings(found, "repeat_study")) == 1


def test_one_code_for_an_arm_and_a_leg_stands_twice_with_59() -> None:
    found = encounter(RIGHT_LEG, RIGHT_ARM)
    assert [(line.code, line.modifiers) for line in found.codes] == [("93971", ("RT",)), ("93971", ("RT", "59"))]
    assert len(findings(found, "arms_and_legs")) == 1


def test_both_legs_and_one_arm_take_59_on_the_second_code() -> None:
    assert lines(encounter(BOTH_LEGS, RIGHT_ARM))["93971"].modifiers == ("RT", "59")


def test_one_leg_of_both_takes_no_59() -> None:
    assert lines(encounter(BOTH_LEGS, RIGHT_LEG))["93971"].modifiers == ("RT",)


def test_fistula_and_mapping_of_the_other_arm_take_59_on_the_mapping() -> None:
    found = lines(encounter(FISTULA, MAPPING))
    assert found["93990"].modifiers == ()
    assert found["93986"].modifiers == ("RT", "59")


def test_guidance_in_another_note_goes_into_the_procedure_that_contains_it() -> None:
    found = encounter(FILTER, ACCESS)
    assert lines(found)["76937"].status == "not_reportable"
    assert findings(found, "guidance_in_other_report")[0].codes == ("37191", "76937")


def test_two_sides_of_one_code_are_two_lines_and_above_the_unit_limit() -> None:
    left = RIGHT_LEG.replace("RIGHT", "LEFT").replace("Right", "Left")
    found = encounter(RIGHT_LEG, left)
    assert [line.modifiers for line in found.codes] == [("RT",), ("LT",)]
    limit = findings(found, "units_above_limit")[0]
    assert "93970" in limit.message


def test_a_report_of_another_day_is_kept_out_and_named() -> None:
    found = encounter(RIGHT_LEG, BOTH_LEGS, RIGHT_ARM.replace("03/04", "03/09"))
    assert found.day == date(2026, 3, 4)
    assert {line.reports for line in found.codes} == {("a",), ("b",)}
    assert findings(found, "other_day")[0].reports == ("c",)
    assert [member.id for member in found.members] == ["a", "b", "c"]


def test_a_report_without_a_date_takes_that_of_the_encounter() -> None:
    undated = IVUS.replace("Date of service: 03/04/2026\n", "")
    found = encounter(undated, VENOGRAM.replace("2026", "2015"))
    assert {"37250", "75945"} <= set(lines(found))


def test_the_day_given_is_the_day() -> None:
    assert encounter(RIGHT_LEG, day=date(2026, 3, 4)).day == date(2026, 3, 4)


def test_without_any_date_the_present_tables_answer() -> None:
    found = encounter(RIGHT_LEG.replace("Date: 03/04/2026\n", ""))
    assert found.day is None
    assert found.sources


def test_two_reports_of_one_id_are_refused() -> None:
    with pytest.raises(InputError, match="an id of its own"):
        analyze_encounter([("a", RIGHT_LEG), ("a", RIGHT_ARM)])


def test_an_empty_encounter_is_refused() -> None:
    with pytest.raises(InputError, match="at least one report"):
        analyze_encounter([])


def test_json_form_holds_everything() -> None:
    data = encounter(BEDSIDE, ABDOMEN).to_dict()
    assert data["encounter"] == {"id": "encounter", "date_of_service": "2026-03-04", "reports": ["a", "b"]}
    assert [code["reports"] for code in data["codes"]] == [["a"], ["b"]]
    assert [member["report"]["id"] for member in data["members"]] == ["a", "b"]
    assert {finding["kind"] for finding in data["findings"]} == {"duplicate_study", "complete_with_limited"}


def test_a_blind_procedure_beside_guidance_asks_for_the_form_with_imaging() -> None:
    found = encounter(PICC_BLIND, ACCESS)
    assert [finding.codes for finding in findings(found, "imaging_twin")] == [("36569", "76937", "36573")]
    assert lines(found)["76937"].status == "supported"


def test_guidance_of_a_vessel_says_nothing_of_a_needle_procedure() -> None:
    tap = "PARACENTESIS\nDate: 03/04/2026\nIndication: ascites.\nA needle was passed and 3 liters were drained."
    assert findings(encounter(tap, ACCESS), "imaging_twin") == []
