"""Checks of codes against each other, with official tables and with what ships."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.errors import InputError
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.curated_edits import load_curated_edits
from assistant.tables.edits import BilledCode, EditFinding, check_codes, sources_of
from assistant.tables.edits.wording import load_edit_wording
from assistant.tables.lookup import OfficialTables

DAY = date(2026, 11, 1)


def shipped(*codes: str, setting: str = "practitioner") -> list[EditFinding]:
    """Check codes against what ships."""
    return check_codes(codes, DAY, None, load_curated_edits(), setting=setting)  # type: ignore[arg-type]


def official(tables: OfficialTables, *codes: str, day: date = DAY) -> list[EditFinding]:
    """Check codes against the tables of the fixture."""
    return check_codes(codes, day, tables, load_curated_edits())


def of_pairs(findings: list[EditFinding]) -> list[EditFinding]:
    return [finding for finding in findings if len(finding.codes) == 2]


def reasons(finding: EditFinding) -> list[str]:
    return [reason.reason for reason in finding.reasons]


# Lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("93970", BilledCode("93970")),
        ("93971-rt", BilledCode("93971", ("RT",))),
        ("93986-RT-59", BilledCode("93986", ("RT", "59"))),
        ("37253x2", BilledCode("37253", (), 2)),
        (" 76882-LT x 12 ", BilledCode("76882", ("LT",), 12)),
        ("0689T", BilledCode("0689T")),
    ],
)
def test_line_is_read_with_modifiers_and_units(text: str, expected: BilledCode) -> None:
    assert BilledCode.parse(text) == expected


@pytest.mark.parametrize("text", ["9397", "939701", "93970-R", "93970x0", "93970 RT", "duplex", ""])
def test_text_that_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is no code: write it as"):
        BilledCode.parse(text)


@pytest.mark.parametrize(("modifiers", "side"), [(("RT",), "right"), (("59", "LT"), "left"), (("LT", "RT"), None)])
def test_side_is_what_one_side_modifier_names(modifiers: tuple[str, ...], side: str | None) -> None:
    assert BilledCode("93971", modifiers).side == side


# Pairs


def test_indicator_0_is_never_together() -> None:
    (finding,) = shipped("93306", "93307")
    assert (finding.verdict, finding.codes, finding.indicator) == ("not_together", ("93306", "93307"), 0)
    assert finding.reasons == ()


def test_modifier_on_an_edit_of_indicator_0_is_said_to_have_no_effect() -> None:
    (finding,) = shipped("93306", "93307-59")
    assert finding.verdict == "not_together"
    assert "59 to no effect" in finding.message


def test_indicator_1_asks_for_a_reason_and_says_what_the_record_must_show() -> None:
    (finding,) = shipped("76700", "76705")
    assert finding.verdict == "needs_modifier"
    assert reasons(finding) == ["other_session", "own_question"]
    assert all(reason.modifiers and reason.record_must_show for reason in finding.reasons)


def test_direction_is_the_tables_and_not_the_callers() -> None:
    (finding,) = shipped("76705", "76700")
    assert finding.codes == ("76700", "76705")


def test_modifier_on_an_edit_of_indicator_1_must_be_borne_out() -> None:
    (finding,) = shipped("93975", "76705-XU")
    assert finding.verdict == "modifier_present"
    assert "XU" in finding.message


def test_different_sides_leave_the_side_as_the_reason() -> None:
    (finding,) = shipped("76641-RT", "76642-LT")
    assert (finding.verdict, reasons(finding)) == ("modifier_present", ["other_side"])


def test_different_sides_leave_no_other_reason() -> None:
    (finding,) = shipped("93990-LT", "93986-RT-59")
    assert reasons(finding) == ["other_limb"]
    assert "different sides" in finding.message


def test_the_same_side_on_both_lines_is_no_reason() -> None:
    (finding,) = shipped("36475-RT", "93971-RT")
    assert (finding.verdict, reasons(finding)) == ("needs_modifier", ["other_session"])
    assert "same side" in finding.message


def test_other_vessel_is_the_reason_for_ivus_beside_a_filter() -> None:
    (finding,) = of_pairs(shipped("37191", "37238", "37252-XS"))
    assert (finding.codes, reasons(finding)) == (("37191", "37252"), ["other_vessel"])


def test_guidance_needs_another_target() -> None:
    (finding,) = of_pairs(shipped("20611", "76942"))
    assert reasons(finding) == ["other_target"]


def test_limited_beside_complete_is_said_to_be_so() -> None:
    (finding,) = shipped("93925", "93926")
    assert finding.kind == "complete_with_limited"
    assert "93926 is the limited form of 93925" in finding.message


def test_mutually_exclusive_codes_are_said_to_be_so(tables: OfficialTables) -> None:
    by_table = of_pairs(official(tables, "37252", "93978"))
    by_what_ships = of_pairs(shipped("37252", "93978"))
    assert [finding.kind for finding in by_table + by_what_ships] == ["mutually_exclusive"] * 2


def test_codes_without_an_edit_have_no_finding() -> None:
    assert shipped("93970", "93880") == []


def test_unknown_codes_are_no_error() -> None:
    assert shipped("99999", "11111") == []


# Sources


def test_official_table_answers_before_what_ships(tables: OfficialTables) -> None:
    (finding,) = of_pairs(official(tables, "37252", "36005"))
    assert finding.source == "NCCI PTP edits, practitioner, effective 2026-10-01"
    assert finding.vintage == date(2026, 10, 1)


def test_official_episode_of_the_day_answers(tables: OfficialTables) -> None:
    before, after = (official(tables, "93880", "93882", day=date(year, 6, 1)) for year in (2019, 2020))
    assert [finding.indicator for finding in before + after] == [1, 0]


def test_pair_that_the_official_table_dropped_is_not_taken_from_what_ships(tables: OfficialTables) -> None:
    assert load_curated_edits().pair("37252", "76942")
    assert of_pairs(official(tables, "37252", "76942")) == []


def test_what_ships_answers_for_a_part_that_is_not_imported(tables: OfficialTables) -> None:
    (finding,) = of_pairs(official(tables, "93306", "93307"))
    assert finding.source.startswith("shipped practitioner edits, as of 2024-07-01")


def test_every_source_is_named_with_its_date(tables: OfficialTables) -> None:
    assert sources_of(DAY, tables, load_curated_edits()) == [
        "NCCI PTP edits, practitioner, effective 2026-10-01",
        "add-on code file, effective 2026-04-01 (older than 2026-11-01: import the table of that quarter)",
        "MUE table, practitioner, effective 2026-10-01",
    ]
    assert all("none imported" in source for source in sources_of(DAY, None, load_curated_edits()))


# Add-on codes


def test_add_on_alone_needs_a_primary_code() -> None:
    (finding,) = shipped("37252")
    assert (finding.kind, finding.verdict) == ("add_on_without_primary", "needs_primary")
    assert "stands alone" in finding.message


def test_code_that_is_not_on_the_list_is_no_primary_code(tables: OfficialTables) -> None:
    (finding,) = [item for item in official(tables, "37252", "36005") if item.kind == "add_on_without_primary"]
    assert "36005, not on the published list" in finding.message
    assert finding.source.startswith("add-on code file, effective 2026-04-01")


@pytest.mark.parametrize("base", ["36010", "37254"])
def test_listed_and_expected_primary_codes_both_serve(tables: OfficialTables, base: str) -> None:
    assert official(tables, "37252", base) == []


def test_add_on_of_the_contractors_choice_is_left_to_it(tables: OfficialTables) -> None:
    assert official(tables, "76937", "36556") == []
    (alone,) = official(tables, "76937")
    assert "contractor decides" in alone.message


def test_add_on_with_a_partial_list_is_a_question(tables: OfficialTables) -> None:
    (finding,) = [item for item in official(tables, "93320", "93880") if item.kind == "add_on_without_primary"]
    assert finding.verdict == "ask"


def test_add_on_whose_list_is_known_in_part_stands_only_beside_another_code() -> None:
    (finding,) = shipped("93662")
    assert finding.verdict == "needs_primary"
    assert "needs one of its primary codes on the claim; it stands alone here" in finding.message
    assert [item.kind for item in shipped("93662", "93880")] == []


# Units


@pytest.mark.parametrize(("units", "is_over"), [(5, False), (6, True)])
def test_units_above_the_limit_of_the_day_are_found(tables: OfficialTables, units: int, is_over: bool) -> None:
    findings = official(tables, "36010", "37252", f"37253x{units}")
    assert [finding.indicator for finding in findings] == ([3] if is_over else [])


def test_units_of_several_lines_count_together_for_the_day() -> None:
    (finding,) = shipped("93971-LT", "93971-RT")
    assert (finding.kind, finding.codes) == ("units_above_limit", ("93971",))
    assert "93970 describes them" in finding.message


def test_units_judged_by_line_do_not_count_together(tables: OfficialTables) -> None:
    assert official(tables, "76998", "76998-59") == []
    (finding,) = official(tables, "76998x2")
    assert finding.indicator == 1
    assert "a claim line" in finding.message


def test_absolute_limit_is_said_to_be_absolute(tables: OfficialTables) -> None:
    (finding,) = official(tables, "36010", "37252x2")
    assert "absolute" in finding.message


# Wording


def test_finding_is_json_of_its_fields() -> None:
    (finding,) = shipped("93306", "93307")
    assert finding.to_dict()["vintage"] == "2024-07-01"
    assert finding.to_dict()["codes"] == ("93306", "93307")


def test_every_shipped_edit_has_reasons_to_separate_it() -> None:
    wording, registry = load_edit_wording(), load_codes()
    assert all(wording.reasons_for(*pair, registry) for pair in load_curated_edits())


def test_families_of_the_conditions_exist() -> None:
    families = set(load_codes().families.values())
    conditions = load_edit_wording().conditions
    named = {family for item in conditions for group in (item.column_1, item.column_2) for family in group.families}
    assert named <= families


# Both columns


@pytest.mark.parametrize("line", ["76700-59", "76700-XU"])
def test_practitioners_may_put_the_modifier_on_either_code_since_july_2019(line: str) -> None:
    (finding,) = shipped(line, "76705")
    assert finding.verdict == "modifier_present"


def test_either_column_is_named_where_the_modifier_is_missing() -> None:
    (finding,) = shipped("76700", "76705")
    assert finding.placement == "Since 2019-07-01 59 and the X modifiers count on 76700 as well."


def test_before_july_2019_the_modifier_counted_on_the_second_code_alone() -> None:
    (finding,) = check_codes(["76700-59", "76705"], date(2019, 6, 30), None, load_curated_edits())
    assert finding.verdict == "needs_modifier"
    assert finding.placement == "59 on 76700 did not count before 2019-07-01."


def test_before_july_2019_the_second_code_bears_the_modifier() -> None:
    (finding,) = check_codes(["76700", "76705-59"], date(2019, 6, 30), None, load_curated_edits())
    assert finding.verdict == "modifier_present"


def test_a_hospital_is_told_of_the_second_code() -> None:
    (finding,) = shipped("76700", "76705", setting="hospital")
    assert "the modifier goes on 76705." in finding.message
    assert finding.placement == ""


# Hospital limits


@pytest.mark.parametrize(
    ("code", "hospital", "practitioner"),
    [
        ("36215", 2, 6), ("36216", 2, 4), ("36218", 2, 6), ("36245", 3, 6), ("36247", 2, 3), ("36248", 2, 6),
        ("76519", 1, 2), ("10036", 3, 2),
    ],
)  # fmt: skip
def test_limit_is_that_of_the_setting(code: str, hospital: int, practitioner: int) -> None:
    limits = {"hospital": hospital, "practitioner": practitioner}
    for setting, limit in limits.items():
        lines = [f"{code}x{limit}", f"{code}x{limit + 1}"]
        over = [[item.kind for item in shipped(line, setting=setting)].count("units_above_limit") for line in lines]
        assert over == [0, 1], setting


def test_limit_names_its_setting_and_the_other_limit() -> None:
    (finding,) = shipped("36245x4", setting="hospital")
    assert finding.source == "shipped hospital unit limits, as of 2024-07-01"
    assert "the limit is 3 a day" in finding.message
    assert "The limit of practitioners is 6." in finding.message


def test_sources_of_a_hospital_say_whose_tables_ship() -> None:
    ptp, _, mue = sources_of(DAY, None, load_curated_edits(), setting="hospital")
    assert ptp.startswith("shipped practitioner edits, not the hospital's own, as of 2024-07-01")
    assert mue.startswith("shipped hospital unit limits, as of 2024-07-01")


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2024, 8, 1), ""),
        (date(2026, 3, 1), ", older than 2026-03-01"),
        (date(2019, 3, 1), ", newer than 2019-03-01"),
    ],
)
def test_what_ships_says_whether_it_is_of_another_quarter(day: date, age: str) -> None:
    ptp, _, _ = sources_of(day, None, load_curated_edits())
    assert ptp == f"shipped practitioner edits, as of 2024-07-01 (NCCI PTP edits: none imported){age}"
