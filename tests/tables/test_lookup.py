"""Answers by date: which table, which episode, which direction."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from published_files import MISUSE, PTP_ROWS, write_aoc, write_mue, write_ptp, write_text

from assistant.errors import TableError
from assistant.tables.importing import Choices, import_files
from assistant.tables.lookup import OfficialTables, PtpPair
from assistant.tables.rows import Kind
from assistant.tables.store import TableStore, Vintage

IN_QUARTER = date(2026, 11, 1)


def indicators(pairs: list[PtpPair]) -> dict[tuple[str, str], str]:
    return {(pair.column_1, pair.column_2): pair.indicator for pair in pairs}


@pytest.mark.parametrize("codes", [["37252", "36005"], ["36005", "37252"]])
def test_pair_is_found_in_its_own_direction_whatever_the_order_asked(tables: OfficialTables, codes: list[str]) -> None:
    (pair,) = tables.pairs(codes, IN_QUARTER)
    vintage = Vintage(Kind.PTP, "practitioner", date(2026, 10, 1))
    assert pair == PtpPair("37252", "36005", "1", date(2016, 1, 1), None, MISUSE, vintage)


def test_all_pairs_of_an_encounter_are_found_and_codes_without_one_ignored(tables: OfficialTables) -> None:
    codes = ["36005", "76376", "37252", "93978", "99999", "37252"]
    assert indicators(tables.pairs(codes, IN_QUARTER)) == {
        ("37252", "36005"): "1",
        ("37252", "76376"): "0",
        ("37252", "93978"): "1",
    }


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(1997, 12, 31), None),
        (date(1998, 1, 1), "1"),
        (date(2019, 12, 31), "1"),
        (date(2020, 1, 1), "0"),
        (IN_QUARTER, "0"),
    ],
)
def test_episode_in_force_is_chosen_both_ends_included(tables: OfficialTables, day: date, expected: str | None) -> None:
    assert indicators(tables.pairs(["93880", "93882"], day)).get(("93880", "93882")) == expected


def test_indicator_9_is_no_edit(tables: OfficialTables) -> None:
    assert tables.pairs(["93970", "93986"], date(2020, 1, 1)) == []


def test_pair_deleted_and_made_anew_on_one_day_has_the_later_row(tmp_path: Path, store: TableStore) -> None:
    rows = [("37252", "36005", "20240101", "20240101", "1", "A"), ("37252", "36005", "20240101", "*", "0", "B")]
    import_files([write_ptp(tmp_path, rows=rows)], store)
    with OfficialTables(store.folder) as tables:
        assert indicators(tables.pairs(["37252", "36005"], date(2024, 1, 2))) == {("37252", "36005"): "0"}


@pytest.mark.parametrize(("day", "expected"), [(date(2015, 9, 30), "0"), (date(2015, 10, 1), "1")])
def test_episode_without_first_day_is_chosen_by_the_end_that_comes_next(
    tmp_path: Path, store: TableStore, day: date, expected: str
) -> None:
    header = "column1,column2,deletion_date,modifier_indicator,rationale"
    rows = ["36475,93971,9999-12-31,1,A", "36475,93971,2015-09-30,0,A"]
    path = write_text(tmp_path / "ncci_ptp_practitioner_20240701.csv", [header, *rows])
    import_files([path], store)
    with OfficialTables(store.folder) as tables:
        assert indicators(tables.pairs(["36475", "93971"], day)) == {("36475", "93971"): expected}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 6, 30), date(2026, 4, 1)),
        (date(2026, 7, 1), date(2026, 7, 1)),
        (date(2026, 12, 1), date(2026, 7, 1)),
        (date(2020, 1, 1), date(2026, 4, 1)),
    ],
)
def test_table_is_the_latest_begun_by_the_day_or_else_the_earliest(
    tmp_path: Path, store: TableStore, day: date, expected: date
) -> None:
    import_files([write_ptp(tmp_path, name) for name in ("ccipra-v321r0-f1.TXT", "ccipra-v322r0-f1.TXT")], store)
    with OfficialTables(store.folder) as tables:
        vintage = tables.vintage_for(Kind.PTP, day, "practitioner")
    assert vintage
    assert vintage.effective == expected


def test_hospital_edits_are_asked_of_the_hospital_table_only(tables: OfficialTables) -> None:
    assert tables.pairs(["37252", "36005"], IN_QUARTER, "hospital") == []


@pytest.mark.parametrize(
    ("day", "is_flagged"), [(date(2017, 1, 1), False), (IN_QUARTER, False), (date(2027, 1, 1), True)]
)
def test_dated_episodes_answer_for_the_past_and_not_for_the_future(
    tables: OfficialTables, day: date, is_flagged: bool
) -> None:
    (pair,) = tables.pairs(["37252", "36005"], day)
    assert ("import the table" in pair.source(day)) == is_flagged


def test_missing_part_shows_as_a_code_without_any_edits(tables: OfficialTables) -> None:
    assert tables.has_edits_of("37252", IN_QUARTER)
    assert not tables.has_edits_of("36005", IN_QUARTER)


def test_unit_limit_has_its_adjudication_indicator(tables: OfficialTables) -> None:
    mue = tables.mue("37253", IN_QUARTER)
    assert mue
    assert (mue.units, mue.adjudication, mue.rationale) == (5, 3, "Clinical: Data")
    assert tables.mue("93970", IN_QUARTER) is None


def test_unit_limit_is_that_of_the_newest_import(tmp_path: Path, store: TableStore) -> None:
    for units in ("4", "3"):
        name = f"MUE_Practitioner_{units}_Eff_10-01-2026.csv"
        import_files([write_mue(tmp_path, name, rows=[("37253", units, "3", "Text")])], store)
    with OfficialTables(store.folder) as tables:
        mue = tables.mue("37253", IN_QUARTER)
    assert mue
    assert mue.units == 3


@pytest.mark.parametrize(
    ("day", "primaries"), [(date(2025, 12, 31), ("36010", "37220")), (date(2026, 1, 1), ("36010",))]
)
def test_primary_codes_are_those_in_force_on_the_day(
    tables: OfficialTables, day: date, primaries: tuple[str, ...]
) -> None:
    bases = tables.bases("37252", day)
    assert bases
    assert (bases.primaries, bases.closed) == (primaries, True)


@pytest.mark.parametrize(("code", "primaries"), [("76937", ()), ("93320", ("93307",))])
def test_list_that_the_contractor_completes_is_not_closed(
    tables: OfficialTables, code: str, primaries: tuple[str, ...]
) -> None:
    bases = tables.bases(code, IN_QUARTER)
    assert bases
    assert (bases.primaries, bases.closed) == (primaries, False)


def test_code_that_is_no_add_on_has_no_primary_codes(tables: OfficialTables) -> None:
    assert tables.bases("93970", IN_QUARTER) is None


def test_fee_indicators_are_those_of_the_whole_code_and_name_its_components(tables: OfficialTables) -> None:
    fee = tables.fee("93970", IN_QUARTER)
    assert fee
    assert (fee.pctc, fee.bilateral, fee.multiple, fee.work_rvu) == ("1", "2", "6", 0.7)
    assert fee.components == ("26", "TC")


def test_descriptor_is_the_licensees(tmp_path: Path, store: TableStore) -> None:
    path = write_text(tmp_path / "ours.tsv", ["93970\tWords, of the licensee"])
    import_files([path], store, Choices(kind=Kind.DESCRIPTORS))
    with OfficialTables(store.folder) as tables:
        assert tables.descriptor("93970") == "Words, of the licensee"
        assert tables.descriptor("93971") is None


def test_nothing_is_answered_without_tables(store: TableStore) -> None:
    with OfficialTables(store.folder) as tables:
        assert tables.vintages() == []
        assert tables.pairs(["37252", "36005"], IN_QUARTER) == []
        assert tables.mue("37252", IN_QUARTER) is None
        assert tables.bases("37252", IN_QUARTER) is None
        assert tables.fee("37252", IN_QUARTER) is None
        assert tables.descriptor("37252") is None


def test_table_that_is_replaced_while_open_answers_anew(tmp_path: Path, store: TableStore) -> None:
    import_files([write_ptp(tmp_path)], store)
    with OfficialTables(store.folder) as tables:
        assert tables.pairs(["37252", "36005"], IN_QUARTER)
        import_files([write_ptp(tmp_path, rows=PTP_ROWS[1:])], store)
        assert tables.pairs(["37252", "36005"], IN_QUARTER) == []


def test_table_that_is_imported_while_open_is_noticed(tmp_path: Path, store: TableStore) -> None:
    with OfficialTables(store.folder) as tables:
        assert tables.bases("37252", IN_QUARTER) is None
        import_files([write_aoc(tmp_path)], store)
        assert tables.bases("37252", IN_QUARTER)


def test_damaged_table_is_named(store: TableStore) -> None:
    store.folder.mkdir()
    (store.folder / "aoc_2026-10-01.v1.duckdb").write_bytes(b"no database" * 1000)
    with OfficialTables(store.folder) as tables, pytest.raises(TableError, match="is damaged"):
        tables.bases("37252", IN_QUARTER)
