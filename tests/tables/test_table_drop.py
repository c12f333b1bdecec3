"""Tests of the tables that are dropped on the knowledge page: the checks of the command line, all files or none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from published_files import PTP_ROWS, write_mue, write_ptp
from streamlit.testing.v1 import AppTest

from assistant.tables import Choices, OfficialTables, TableStore
from assistant.ui.access.people import Person
from assistant.ui.knowledge import edit_lists, table_drop
from assistant.ui.knowledge.edit_lists import edits_of_code, edits_of_pair
from assistant.ui.knowledge.holdings import holdings
from assistant.ui.knowledge.table_drop import NOT_ALLOWED, import_dropped

DAY = date(2026, 11, 30)


class File:
    """A file as the browser sends it."""

    def __init__(self, path: Path, name: str | None = None) -> None:
        self.name = name or path.name
        self._content = path.read_bytes()

    def getbuffer(self) -> memoryview:
        return memoryview(self._content)


@pytest.fixture
def served(store: TableStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[OfficialTables]:
    """The tables of `store`, as the pages ask them."""
    with OfficialTables(store.folder) as tables:
        monkeypatch.setattr(edit_lists, "official_tables", lambda: tables)
        yield tables


def test_dropped_files_are_imported_and_told(tmp_path: Path, store: TableStore) -> None:
    outcome = import_dropped([File(write_ptp(tmp_path)), File(write_mue(tmp_path))], store, Choices())
    assert outcome.imported == (
        "ccipra-v323r0-f1.TXT: NCCI PTP edits, practitioner, effective 2026-10-01: 8 rows",
        "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv: MUE table, practitioner, effective 2026-10-01: 4 rows",
    )
    assert {str(part.vintage.kind) for part in store.parts()} == {"ptp", "mue"}


def test_a_bad_file_is_refused_with_its_line_and_nothing_is_imported(tmp_path: Path, store: TableStore) -> None:
    bad = write_ptp(
        tmp_path, "ccipra-v323r0-f2.TXT", [*PTP_ROWS[:2], ("93970", "9397", "19980401", "*", "1", "Misuse")]
    )
    outcome = import_dropped([File(write_mue(tmp_path)), File(bad)], store, Choices())
    assert outcome.refused.startswith("ccipra-v323r0-f2.TXT:9: '9397' is no 5-character code")
    assert not store.files()


def test_a_remedy_names_what_is_on_the_page(tmp_path: Path, store: TableStore) -> None:
    nameless = File(write_ptp(tmp_path), "edits.txt")
    refused = import_dropped([nameless], store, Choices()).refused
    assert "set its first day below, and import again" in refused
    refused = import_dropped([nameless], store, Choices(effective=date(2026, 10, 1))).refused
    assert "choose whose claims below, and import again" in refused
    assert import_dropped([nameless], store, Choices(None, "hospital", date(2026, 10, 1))).imported


def test_progress_is_told_by_file(tmp_path: Path, store: TableStore) -> None:
    told: list[tuple[str, float, int]] = []
    import_dropped([File(write_ptp(tmp_path))], store, Choices(), lambda *news: told.append(news))
    assert told[-1] == ("ccipra-v323r0-f1.TXT", 1.0, 8)


def test_a_name_with_folders_stays_inside(tmp_path: Path, store: TableStore) -> None:
    assert import_dropped([File(write_ptp(tmp_path), "../../ccipra-v323r0-f1.TXT")], store, Choices()).imported
    assert not (tmp_path.parent / "ccipra-v323r0-f1.TXT").exists()


def test_who_may_not_import_imports_nothing(tmp_path: Path, store: TableStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_drop, "current_person", lambda: Person("Ada", frozenset({"coder"})))
    assert import_dropped([File(write_ptp(tmp_path))], store, Choices()).refused == NOT_ALLOWED
    assert not store.folder.exists()


def test_who_may_not_import_sees_no_place_for_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_drop, "current_person", lambda: Person("Ada", frozenset({"coder"})))

    def draw() -> None:
        from assistant.ui.knowledge.table_drop import draw_import

        draw_import()

    app = AppTest.from_function(draw).run()
    assert not app.get("file_uploader")
    assert NOT_ALLOWED in app.get("html")[0].proto.body


def test_imported_edits_of_a_code_answer_before_those_that_ship(
    tmp_path: Path, store: TableStore, served: OfficialTables
) -> None:
    import_dropped([File(write_ptp(tmp_path))], store, Choices())
    found = edits_of_code("93971", DAY, "practitioner")
    [line] = [line for line in found.lines if (line.pays, line.denied) == ("93970", "93971")]
    assert (line.since, line.until) == ("1998-04-01", "in force")
    assert line.table == "NCCI PTP edits, practitioner, effective 2026-10-01"
    assert any(line.table.startswith("shipped") for line in found.lines)  # of first codes that its part does not hold


def test_a_pair_tells_its_episodes_with_their_dates(tmp_path: Path, store: TableStore, served: OfficialTables) -> None:
    import_dropped([File(write_ptp(tmp_path))], store, Choices())
    episodes = [line for line in edits_of_pair("93882", "93880", "practitioner").lines if "PTP" in line.table]
    assert [(line.since, line.until, line.how) for line in episodes] == [
        ("1998-01-01", "2019-12-31", "both only with a modifier"),
        ("2020-01-01", "in force", "never both"),
    ]


def test_an_edit_that_never_held_is_said_to_be_so(tmp_path: Path, store: TableStore, served: OfficialTables) -> None:
    import_dropped([File(write_ptp(tmp_path))], store, Choices())
    assert "was never in force" in [line.how for line in edits_of_pair("93970", "93986", "practitioner").lines]
    assert "93986" not in [
        line.denied for line in edits_of_code("93970", DAY, "practitioner").lines if "PTP" in line.table
    ]


def test_what_is_imported_is_listed_with_its_quarter(tmp_path: Path, store: TableStore) -> None:
    import_dropped([File(write_mue(tmp_path))], store, Choices())
    [held] = [each for each in holdings(store.parts()) if each.origin == "imported"]
    assert (held.name, held.first, held.last) == ("MUE table, practitioner", date(2026, 10, 1), date(2026, 12, 31))
    assert held.detail.startswith("4 rows from MCR_MUE_PractitionerServices_Eff_10-01-2026.csv, imported on ")
