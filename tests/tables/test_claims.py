"""What is told of lines that somebody wrote: dates, unknown codes and pairs, and modifiers that a code does not take."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from published_files import MISUSE, write_ptp

from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.curated_edits import load_curated_edits, load_edit_scope
from assistant.tables.edits import EditFinding, check_claim
from assistant.tables.edits.wording import load_edit_wording
from assistant.tables.importing import import_files
from assistant.tables.lookup import OfficialTables
from assistant.tables.store import TableStore

DAY = date(2026, 3, 1)


def check(
    *lines: str, day: date = DAY, tables: OfficialTables | None = None, setting: str = "practitioner"
) -> list[EditFinding]:
    """Check lines against what ships, or against tables."""
    return check_claim(lines, day, tables, load_curated_edits(), setting=setting)  # type: ignore[arg-type]


def of_kind(findings: list[EditFinding], kind: str) -> list[EditFinding]:
    return [finding for finding in findings if finding.kind == kind]


# Unknown codes and pairs


def test_code_outside_the_registry_is_unknown_here() -> None:
    (finding,) = check("99999")
    assert (finding.verdict, finding.codes) == ("unknown_here", ("99999",))
    assert "not in the code registry" in finding.message


def test_unknown_code_says_for_which_pairs_nothing_is_known() -> None:
    (finding,) = check("93970", "93880", "99292")
    assert "Nothing is known of 99292 with 93970, 99292 with 93880" in finding.message


def test_known_pairs_beside_an_unknown_code_are_still_answered() -> None:
    findings = check("93970", "93971", "99292")
    assert [finding.verdict for finding in findings] == ["unknown_here", "needs_modifier"]


def test_pair_of_two_unknown_codes_is_named_once() -> None:
    findings = check("99291", "99292")
    assert ["Nothing is known of" in finding.message for finding in findings] == [True, False]


def test_imported_table_answers_for_the_pairs_of_a_code_outside_the_registry(tmp_path: Path) -> None:
    path = write_ptp(tmp_path, rows=[("99292", "93970", "20160101", "*", "0", MISUSE)])
    import_files([path], TableStore(tmp_path / "store"))
    with OfficialTables(tmp_path / "store") as tables:
        beside_an_edit, beside_none = check("99292", "93970", tables=tables), check("99292", "93880", tables=tables)
    assert [finding.verdict for finding in beside_an_edit] == ["unknown_here", "not_together"]
    (unknown,) = beside_none
    assert "Nothing is known" not in unknown.message
    assert "answers for its pairs" in unknown.message


def test_imported_table_that_does_not_know_the_code_leaves_it_unknown(tables: OfficialTables) -> None:
    (finding,) = of_kind(check("93970", "99292", tables=tables), "unknown")
    assert "Nothing is known of 99292 with 93970" in finding.message


def test_code_newer_than_the_shipped_edits_has_pairs_of_which_nothing_is_known() -> None:
    (finding,) = check("60660", "93970")
    assert (finding.kind, finding.codes) == ("unknown", ("60660",))
    assert "edits are those of 2024-07-01, when 60660 was not in force" in finding.message


def test_code_that_contains_its_imaging_says_so_beside_guidance() -> None:
    (finding,) = check("76942", "60660")
    assert "60660 contains its imaging, so 76942 beside it would need another target." in finding.message


def test_imported_table_of_a_later_quarter_answers_for_newer_codes(tables: OfficialTables) -> None:
    assert check("60660", "93970", day=date(2026, 11, 1), tables=tables) == []


def test_code_that_was_looked_up_in_part_is_unknown_beside_most_codes() -> None:
    (finding,) = check("C8929", "93306")
    assert "Of C8929 the shipped edits hold only some pairs. Nothing is known of C8929 with 93306" in finding.message


def test_code_that_was_looked_up_in_part_is_known_beside_those_looked_up_in_full() -> None:
    assert check("C8929", "93970") == []
    assert [finding.kind for finding in check("C8929", "76998")] == ["column_pair"]


def test_add_on_beside_its_primary_code_is_no_unknown_pair() -> None:
    assert check("60660", "60661") == []
    assert check("93306", "0439T") == []


def test_codes_of_the_edit_scope_are_in_the_registry_and_on_one_list() -> None:
    scope = load_edit_scope()
    assert scope.in_full | scope.in_part <= set(load_codes())
    assert scope.in_full.isdisjoint(scope.in_part)


# Dates


@pytest.mark.parametrize(
    ("code", "day", "words"),
    [
        ("93965", DAY, ["93965 ended on 2016-12-31, so it is not reported for 2026-03-01"]),
        ("76950", DAY, ["ended on 2014-12-31", "took its place: G6001."]),
        ("37221", DAY, ["ended on 2025-12-31", "took its place: 37258, 37260."]),
        ("93985", date(2019, 3, 1), ["93985 began on 2020-01-01", "On that day it was G0365."]),
        ("93306", date(2008, 3, 1), ["began on 2009-01-01", "it was 93307 and 93320 and 93325."]),
        ("76883", date(2020, 3, 1), ["began on 2023-01-01", "it was 76882."]),
        ("0984T", date(2020, 3, 1), ["These dates need checking."]),
    ],
)
def test_code_that_was_not_in_force_is_named_with_that_days_code(code: str, day: date, words: list[str]) -> None:
    (finding,) = of_kind(check(code, day=day), "not_in_force")
    assert all(word in finding.message for word in words), finding.message
    assert finding.source.startswith("shipped code registry, as of ")


@pytest.mark.parametrize(("code", "day"), [("93965", date(2016, 12, 31)), ("93985", date(2020, 1, 1))])
def test_first_and_last_day_are_in_force(code: str, day: date) -> None:
    assert check(code, day=day) == []


def test_code_that_is_not_in_force_is_not_asked_for_its_pairs() -> None:
    assert [finding.kind for finding in check("93965", "93970")] == ["not_in_force"]


# Modifiers


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("93970-50", "means both sides already (bilateral indicator 2)"),
        ("93971-50", "a second side is not paid in addition (bilateral indicator 0). Both sides are 93970."),
        ("93970-RT", "93970 does not take RT: it means both sides (bilateral indicator 2). One side is 93971."),
        ("78456-50", "sides do not apply to it (bilateral indicator 9)"),
        ("76519-50", "bilateral indicator 2"),
        ("36475-50-RT", "takes either 50 or a side"),
        ("36556-26", "a physician's service that is not split (PC/TC indicator 0)"),
        ("36556-TC", "36556 does not take TC"),
        ("51798-26", "the technical part alone (PC/TC indicator 3)"),
        ("93880-26-TC", "the whole code: report it with neither"),
    ],
)
def test_modifier_that_the_code_does_not_take_is_named(line: str, words: str) -> None:
    (finding,) = check(line)
    assert finding.verdict == "wrong_modifier"
    assert words in finding.message
    assert finding.source == "shipped fee schedule indicators, as of 2025-10-01"


def test_intravascular_ultrasound_takes_no_professional_part() -> None:
    (finding,) = of_kind(check("37252-26", "36010"), "modifier_not_taken")
    assert "37252 does not take 26" in finding.message


@pytest.mark.parametrize(
    "line",
    [
        "93970-26", "93971-RT", "93971-TC-LT", "36475-50", "36475-RT", "76641-26-50", "93922-52-RT", "76519-26-50",
        "76519-26-RT", "76519-RT", "60660-RT", "76700-59",
    ],
)  # fmt: skip
def test_modifier_that_the_code_takes_has_no_finding(line: str) -> None:
    assert check(line) == []


def test_hospital_claim_bears_no_part() -> None:
    (finding,) = check("93970-TC", setting="hospital")
    assert "on an outpatient hospital's claim" in finding.message


def test_alike_lines_give_one_finding() -> None:
    assert len(of_kind(check("93970-50", "93970-50"), "modifier_not_taken")) == 1


def test_imported_fee_schedule_answers_before_what_ships(tables: OfficialTables) -> None:
    (finding,) = of_kind(check("93970-50", day=date(2026, 11, 1), tables=tables), "modifier_not_taken")
    assert finding.source.startswith("fee schedule relative values, effective ")


def test_every_indicator_but_the_one_that_splits_has_words() -> None:
    assert set(load_edit_wording().messages.no_parts) == {0, 2, 3, 4, 5, 6, 7, 8, 9}
