"""What a purge takes away is in no file any more, and what the figures of quality need is still there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from postgres_server import PostgresServer
from reports_to_review import LEFT_LEG, answer, new
from sqlalchemy import text as sql

from assistant import analyze
from assistant.errors import InputError
from assistant.worklist import Filter, Move, NewReport, Worklist, add_up, audit, open_worklist, retention

#: A name and a number as reports have them; each stands in every field that may hold a patient's words.
PATIENT, RECORD = "Quillfeather", "MRN8806271"
ABOUT = (PATIENT, RECORD)
TEXT = (
    f"VENOUS DUPLEX OF THE LEFT LEG, {PATIENT}, {RECORD}\nPatient: {PATIENT} ({RECORD})\nIndication: left calf pain.\n"
    f"The left common femoral, femoral and popliteal veins of {PATIENT} compress, with phasic flow in color.\nImpression: no DVT. {RECORD}"
)
EDITED = f"{TEXT}\nAddendum: images of {PATIENT}, {RECORD}, were kept."


def plant(worklist: Worklist) -> int:
    """Put a report on the list that tells of the patient wherever it can, and return its number."""
    name = f"{PATIENT}-{RECORD}"
    analysis = analyze(TEXT, id=name)
    [number] = worklist.add(
        [NewReport(TEXT, analysis, f"{name}.txt", f"{name}.csv", name, "Dr. Ferris", "north")], "ada"
    )
    subject = worklist.open(number).row.codes or worklist.open(number).row.needing
    for move in (
        Move("accept_code", subject[0], words=f"as {PATIENT} told, {RECORD}"),
        Move("send_query", "images", words=f"Were images of {PATIENT} ({RECORD}) kept?"),
        Move("answer_query", "images", {"outcome": "kept"}, words=f"{PATIENT} {RECORD}: yes"),
        Move("edit_text", words=EDITED),
        Move("finish"),
    ):
        edited = analyze(EDITED, id=name) if move.what == "edit_text" else None
        worklist.decide(number, move, "bob", seen=worklist.open(number).sequence, analysis=edited)
    return number


def age(worklist: Worklist, number: int, days: int) -> None:
    """Let a report have been added so many days ago."""
    with worklist.writing() as connection:
        added = audit.now() - timedelta(days=days)
        connection.execute(
            sql("UPDATE report SET added_at = :at WHERE number = :number"), {"at": added, "number": number}
        )


def files_with(folder: Path, *words: str) -> list[str]:
    """Return the files below a folder that hold one of the words, in whatever encoding a database writes."""
    needles = [word.encode(code) for word in words for code in ("utf-8", "utf-16-le")]
    found = []
    for path in folder.rglob("*"):
        try:
            data = path.read_bytes() if path.is_file() else b""
        except FileNotFoundError:  # a server removes its files when it likes
            continue
        found += [str(path.relative_to(folder))] if any(needle in data for needle in needles) else []
    return found


@pytest.fixture
def planted(worklist: Worklist) -> int:
    worklist.add([new()], "ada")
    return plant(worklist)


def test_no_file_of_sqlite_holds_a_purged_patient(tmp_path: Path) -> None:
    with open_worklist(f"sqlite:///{tmp_path}/data/worklist.sqlite") as worklist:
        number = plant(worklist)
        assert files_with(tmp_path, PATIENT) and files_with(tmp_path, RECORD)
        assert worklist.purge([number], "eve") == ((number,), "", ())
        assert files_with(tmp_path, *ABOUT) == []  # while it runs: its write-ahead log is looked at too
    assert files_with(tmp_path, *ABOUT) == []


def test_no_file_of_a_table_of_postgresql_holds_a_purged_patient(postgres: PostgresServer) -> None:
    with open_worklist(postgres.create("purge_files")) as worklist:
        number = plant(worklist)
        with worklist.writing() as connection:
            connection.exec_driver_sql("ANALYZE")  # its statistics hold samples of values
        postgres.checkpoint()
        tables = postgres.data / "base"
        assert files_with(tables, PATIENT) and files_with(tables, RECORD)
        assert worklist.purge([number], "eve") == ((number,), "", ())
        postgres.checkpoint()
        assert files_with(tables, *ABOUT) == []


def test_nothing_that_can_be_asked_tells_of_a_purged_patient(worklist: Worklist, planted: int) -> None:
    def everything() -> str:
        opened = worklist.open(planted)
        return repr((opened, worklist.page(), worklist.tallies(), worklist.events(), worklist.decisions(),
                     worklist.texts(planted), list(worklist.each())))  # fmt: skip

    assert PATIENT in everything() and RECORD in everything()
    worklist.purge([planted], "eve")
    told = everything()
    assert PATIENT not in told and RECORD not in told
    assert worklist.page(Filter(words=PATIENT)).total == 0


def test_numbers_codes_gaps_decisions_and_status_outlive_a_purge(worklist: Worklist, planted: int) -> None:
    before, counted = worklist.open(planted), worklist.tallies()
    worklist.purge([planted], "eve")
    after = worklist.open(planted)
    assert after.row.purged and not before.row.purged
    kept = ("number", "physician", "site", "day", "kind", "codes", "needing", "gaps", "status", "sequence", "added_at")
    assert [getattr(after.row, part) for part in kept] == [getattr(before.row, part) for part in kept]
    assert [each._replace(words="") for each in before.decisions] == list(after.decisions)
    assert add_up(after.analysis, after.decisions).claim == add_up(before.analysis, before.decisions).claim != ()
    assert worklist.tallies() == counted


def test_a_purge_leaves_the_other_reports_alone(worklist: Worklist, planted: int) -> None:
    worklist.purge([planted], "eve")
    assert worklist.open(planted - 1).text == LEFT_LEG


def test_a_purge_is_noted_once_for_each_report(worklist: Worklist, planted: int) -> None:
    assert worklist.purge([planted, planted], "eve").numbers == (planted,)
    assert worklist.purge([planted], "eve").numbers == ()
    noted = [each for each in worklist.events() if each.what == "purged"]
    assert [(each.who, each.report, each.after) for each in noted] == [("eve", planted, {"why": "asked"})]


def test_nothing_is_purged_where_one_number_is_unknown(worklist: Worklist, planted: int) -> None:
    for unknown in (0, 99):
        with pytest.raises(InputError, match=f"no report {unknown} on"):
            worklist.purge([planted, unknown], "eve")
    assert worklist.open(planted).text == EDITED


def test_all_are_purged(worklist: Worklist, planted: int) -> None:
    assert worklist.purge_all("eve").numbers == (planted - 1, planted)
    assert worklist.stock()[2:5] == (2, 0, None)


def test_only_what_is_older_is_purged(worklist: Worklist, planted: int) -> None:
    age(worklist, planted, 31)
    assert worklist.purge_older_than(31, "eve").numbers == (planted,)
    assert worklist.purge_older_than(30, "eve").numbers == ()


@pytest.mark.parametrize("days", [0, -3, 40_000])
def test_a_retention_that_cannot_be_meant_is_refused(worklist: Worklist, planted: int, days: int) -> None:
    with pytest.raises(InputError, match="from 1 to 36525"):
        worklist.set_retention(days, "eve")
    with pytest.raises(InputError, match="from 1 to 36525"):
        worklist.purge_older_than(days, "eve")
    assert worklist.retention() is None
    assert worklist.stock().with_words == 2


def test_a_retention_setting_is_noted_and_applied_at_once(worklist: Worklist, planted: int) -> None:
    age(worklist, planted, 31)
    assert worklist.set_retention(30, "eve").numbers == (planted,)
    assert worklist.retention() == 30
    purged, changed = worklist.events(limit=2)
    assert (changed.what, changed.before, changed.after) == ("retention", {"days": None}, {"days": 30})
    assert (purged.what, purged.after) == ("purged", {"why": "retention"})
    worklist.set_retention(None, "eve")
    assert worklist.retention() is None


def test_retention_is_applied_when_the_worklist_is_opened(worklist: Worklist, planted: int, database_url: str) -> None:
    worklist.set_retention(30, "eve")
    age(worklist, planted, 31)
    with open_worklist(database_url) as opened:
        assert opened.open(planted).row.purged
        assert opened.events()[0].who == audit.PROGRAM


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Sets how many hours are added to the present time."""
    real, ahead = audit.now, [0.0]

    def now() -> datetime:
        return real() + timedelta(hours=ahead[0])

    monkeypatch.setattr("assistant.worklist.retention.now", now)
    monkeypatch.setattr("assistant.worklist.store.now", now)

    def put(hours: float) -> None:
        ahead[0] = hours

    return put


def test_retention_is_applied_once_a_day_while_it_runs(worklist: Worklist, planted: int, clock: Any) -> None:
    worklist.set_retention(2, "eve")
    worklist.page()
    clock(23)
    worklist.page()
    assert worklist.stock().with_words == 2
    clock(25)
    assert [row.purged for row in worklist.page().rows] == [False, False]  # a day old, two are allowed
    clock(50)
    assert [row.purged for row in worklist.page().rows] == [True, True]


def test_a_clock_that_jumped_ahead_purges_nothing_and_is_told(worklist: Worklist, planted: int, clock: Any) -> None:
    worklist.set_retention(30, "ada")
    clock(80 * 365 * 24)
    worklist.keep_retention()
    assert not worklist.open(planted).row.purged
    assert worklist.retention_fault.endswith("set the clock right, or purge by 'sonocode worklist purge'")


def test_a_clock_that_went_back_purges_nothing(worklist: Worklist, planted: int, clock: Any) -> None:
    worklist.set_retention(30, "ada")
    clock(-100 * 24)
    worklist.keep_retention()
    assert (worklist.open(planted).row.purged, worklist.retention_fault) == (False, "")


def test_a_clock_that_is_not_set_is_told(worklist: Worklist, planted: int, clock: Any) -> None:
    clock(-50 * 365 * 24)
    worklist.keep_retention()
    assert "set it right: what is added now has no age" in worklist.retention_fault


def test_what_was_added_while_the_clock_was_not_set_is_purged_by_number_only(worklist: Worklist, planted: int) -> None:
    worklist.set_retention(30, "ada")
    age(worklist, planted, 55 * 365)
    worklist.keep_retention()
    assert worklist.retention_fault == (
        f"report {planted} was added while the clock was not set, and stays: purge it by its number"
    )
    purged = worklist.purge_older_than(30, "ada")
    assert (purged.numbers, purged.undated) == ((), (planted,))
    assert not worklist.open(planted).row.purged
    worklist.purge([planted], "ada")
    worklist.keep_retention()
    assert (worklist.open(planted).row.purged, worklist.retention_fault) == (True, "")


def test_a_retention_that_fails_is_told_and_the_list_is_still_there(
    worklist: Worklist, planted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    worklist.set_retention(30, "eve")
    age(worklist, planted, 31)

    def fail(*_: Any) -> None:
        raise InputError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("assistant.worklist.retention.take_away", fail)
        worklist.keep_retention()
        assert worklist.retention_fault == "the disk is full"
        assert worklist.page().total == 2
    worklist.keep_retention()
    assert worklist.retention_fault == ""
    assert worklist.open(planted).row.purged


def test_files_that_a_reader_keeps_are_rewritten_when_it_is_gone(
    worklist: Worklist, planted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's log cannot be emptied, and no table of PostgreSQL be made anew, under somebody who reads."""
    monkeypatch.setattr(retention, "PATIENCE", 1)
    with worklist.reading() as reader:
        reader.execute(sql("SELECT text FROM words")).all()
        if reader.dialect.name == "sqlite":
            monkeypatch.setattr("assistant.worklist.database.PRAGMAS", ("PRAGMA busy_timeout = 200",))
        purged = worklist.purge([planted], "eve")
        assert purged.numbers == (planted,)
        assert purged.hindrance
    worklist.keep_retention()
    assert worklist.retention_fault == ""
    with worklist.reading() as connection:
        assert retention.setting(connection, retention.UNSWEPT) is None


def test_a_purged_report_can_only_be_finished_or_reopened(worklist: Worklist, planted: int) -> None:
    worklist.purge([planted], "eve")
    seen = worklist.open(planted).sequence
    with pytest.raises(InputError, match="was purged"):
        worklist.decide(planted, Move("edit_text", words=LEFT_LEG), "dr", seen=seen, analysis=answer(LEFT_LEG))
    assert worklist.decide(planted, Move("reopen"), "bob", seen=seen).row.status == "in_work"
