"""The plain subsets of the official tables, read in place where they lie beside the repository.

The expected pairs were looked up by hand in the practitioner file: its rows are quoted by codes and indicator.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.tables.importing import import_files
from assistant.tables.lookup import OfficialTables
from assistant.tables.store import TableStore
from assistant.tables.verify import verify_tables

FOLDER = next(Path(__file__).parents[3].glob("*/knowledge/cms"), Path("missing"))
DAY = date(2024, 8, 15)

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the subsets of the official tables are not beside it")

#: column 1, column 2, modifier indicator in force on `DAY`.
PAIRS = [
    ("93970", "93971", "1"),
    ("93985", "93986", "0"),
    ("93985", "93970", "1"),
    ("93990", "93971", "1"),
    ("36475", "93970", "0"),
    ("36475", "93971", "1"),
    ("36478", "76942", "0"),
    ("36476", "76942", "1"),
    ("37191", "37252", "1"),
    ("37191", "76937", "1"),
    ("37252", "36005", "1"),
    ("37252", "93978", "1"),
    ("37252", "76376", "0"),
    ("34713", "76937", "0"),
    ("76937", "76942", "1"),
    ("76942", "77002", "1"),
    ("76700", "76705", "1"),
    ("76700", "76770", "1"),
    ("93975", "76705", "1"),
    ("93975", "93979", "0"),
    ("93976", "93979", "1"),
    ("93306", "93307", "0"),
    ("93306", "93308", "1"),
    ("93307", "93320", "0"),
    ("93350", "93306", "1"),
    ("76811", "76805", "0"),
    ("76881", "76882", "1"),
    ("20611", "76942", "1"),
    ("76641", "76642", "1"),
    ("93880", "93882", "0"),
    ("93923", "93922", "1"),
    ("78458", "78457", "1"),
]
#: Pairs of which the file has no row in either order.
SEPARATE = [("37252", "36902"), ("76942", "64415"), ("37252", "37238")]


@pytest.fixture(scope="module")
def subset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficialTables]:
    store = TableStore(tmp_path_factory.mktemp("subset"))
    import_files(sorted(FOLDER.glob("*.csv")), store)
    with OfficialTables(store.folder) as tables:
        yield tables


@pytest.mark.parametrize(("column_1", "column_2", "indicator"), PAIRS)
def test_pair_looked_up_by_hand_agrees(subset: OfficialTables, column_1: str, column_2: str, indicator: str) -> None:
    found = subset.pairs([column_2, column_1], DAY)
    assert [(pair.column_1, pair.column_2, pair.indicator) for pair in found] == [(column_1, column_2, indicator)]


@pytest.mark.parametrize("codes", SEPARATE)
def test_pair_without_a_row_has_no_edit(subset: OfficialTables, codes: tuple[str, str]) -> None:
    assert subset.pairs(codes, DAY) == []


def test_earlier_episode_is_in_force_on_its_last_day(subset: OfficialTables) -> None:
    (pair,) = subset.pairs(["36475", "93971"], date(2015, 9, 30))
    assert (pair.indicator, pair.deleted) == ("0", date(2015, 9, 30))


def test_all_anchor_rows_agree(subset: OfficialTables) -> None:
    assert {result.state for result in verify_tables(subset)} == {"agrees"}


def test_primary_codes_of_ivus_are_the_two_hundred_of_the_file(subset: OfficialTables) -> None:
    bases = subset.bases("37252", DAY)
    assert bases
    assert (len(bases.primaries), bases.closed, "36005" in bases.primaries) == (200, True, False)
