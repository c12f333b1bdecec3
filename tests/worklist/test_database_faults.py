"""A database that cannot be used is one plain line, which says what is wrong and never tells a password."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Timer

import pytest
from postgres_server import PASSWORD, PostgresServer, find_programs, running_server
from reports_to_review import LEFT_LEG, many, new
from sqlalchemy import text as sql

from assistant.errors import InputError
from assistant.worklist import Move, open_worklist
from assistant.worklist import database as opening


def fault(url: str) -> str:
    """Return the line that opening a worklist ends with."""
    with pytest.raises(InputError) as refused:
        open_worklist(url)
    return one_line(refused.value)


def one_line(error: InputError) -> str:
    line = str(error)
    assert line and "\n" not in line
    assert PASSWORD not in line
    return line


@pytest.fixture
def sqlite(tmp_path: Path) -> Path:
    """The file of a worklist with one report."""
    file = tmp_path / "worklist.sqlite"
    with open_worklist(f"sqlite:///{file}") as worklist:
        worklist.add([new()], "ada")
    return file


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://ada:not-4-a-log@host/list", "names a mysql database; SQLite and PostgreSQL are served"),
        ("nonsense not-4-a-log", "is no database address"),
        ("postgresql://ada:not-4-a-log@host:port/list", "is no database address"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:////proc/nowhere/worklist.sqlite", "/proc/nowhere"),
        ("sqlite:////dev/null", "/dev/null: "),
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_named(url: str, words: str) -> None:
    assert words in fault(url)


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letters.txt"
    file.write_text("Dear colleague, " * 200, encoding="utf-8")
    assert fault(f"sqlite:///{file}") == f"{file}: the file is no SQLite database"
    assert file.read_text(encoding="utf-8") == "Dear colleague, " * 200


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE report (number INTEGER, words TEXT)")
    assert "already exists" in fault(f"sqlite:///{file}")
    with sqlite3.connect(file) as other:
        assert [name for (name,) in other.execute("SELECT name FROM sqlite_schema")] == ["report"]


def test_a_damaged_file_is_told(sqlite: Path) -> None:
    data = bytearray(sqlite.read_bytes())
    data[4096 : len(data)] = os.urandom(len(data) - 4096)
    sqlite.write_bytes(data)
    assert "damaged" in fault(f"sqlite:///{sqlite}") or "damaged" in read_fault(sqlite)


def read_fault(file: Path) -> str:
    with open_worklist(f"sqlite:///{file}") as worklist, pytest.raises(InputError) as refused:
        worklist.page()
    return one_line(refused.value)


@pytest.mark.parametrize("column", ["text", "record"])
@pytest.mark.parametrize("change", ["CAST(X'ff' || {0} AS TEXT)", "'[' || {0}", "replace({0}, 'e', 'x')"])
def test_a_report_that_is_damaged_is_told_without_its_words(sqlite: Path, column: str, change: str) -> None:
    with sqlite3.connect(sqlite) as other:
        other.execute(f'UPDATE words SET "{column}" = {change.format(column)}')
    with open_worklist(f"sqlite:///{sqlite}") as worklist, pytest.raises(InputError, match="damaged") as refused:
        worklist.open(1)
    line = one_line(refused.value)
    assert line.endswith("put the last backup in its place")
    assert not any(word in line.lower() for word in LEFT_LEG.lower().split() if len(word) > 6)


def test_a_newer_layout_is_not_touched(database_url: str) -> None:
    with open_worklist(database_url) as worklist, worklist.writing() as connection:
        connection.execute(sql("UPDATE alembic_version SET version_num = '9999'"))
    assert "a newer version of sonocode made this worklist; update sonocode" in fault(database_url)


def test_a_file_that_was_deleted_takes_no_decision(sqlite: Path) -> None:
    """A deleted file could be written to as long as it is open, and all of it would be lost."""
    with open_worklist(f"sqlite:///{sqlite}") as worklist:
        worklist.page()
        sqlite.unlink()
        with pytest.raises(InputError, match="the file is gone"):
            worklist.decide(1, Move("finish"), "bob", seen=0)
        assert not sqlite.exists()


def test_a_backup_that_is_put_in_the_place_of_the_file_is_read(sqlite: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.sqlite"
    shutil.copy(sqlite, backup)
    with open_worklist(f"sqlite:///{sqlite}") as worklist:
        worklist.decide(1, Move("finish"), "bob", seen=0)
        backup.replace(sqlite)
        for rest in ("-wal", "-shm"):
            sqlite.with_name(sqlite.name + rest).unlink()
        assert worklist.open(1).sequence == 0


def test_a_database_that_somebody_holds_is_told(sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "PRAGMAS", ("PRAGMA busy_timeout = 100", *opening.PRAGMAS[1:]))
    with open_worklist(f"sqlite:///{sqlite}") as worklist:
        other = sqlite3.connect(sqlite, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InputError, match="another program has held the database") as refused:
            worklist.decide(1, Move("finish"), "bob", seen=0)
        one_line(refused.value)
        assert worklist.page().total == 1  # reading goes on
        other.close()
        assert worklist.decide(1, Move("finish"), "bob", seen=0).row.status == "done"


def test_a_new_file_that_another_program_writes_is_waited_for(tmp_path: Path) -> None:
    """SQLite itself does not wait here: the change to a write-ahead log is refused at once."""
    file = tmp_path / "worklist.sqlite"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    later = Timer(0.3, other.rollback)
    later.start()
    with open_worklist(f"sqlite:///{file}") as worklist:
        assert worklist.page().total == 0
    later.join()
    other.close()


def test_a_new_file_that_another_program_keeps_is_waited_for_no_longer_than_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 0.2)
    file = tmp_path / "worklist.sqlite"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert "another program has held the database" in fault(f"sqlite:///{file}")
    other.close()


def test_a_lock_of_postgresql_is_waited_for_no_longer_than_told(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 1)
    with open_worklist(postgres.create("held")) as worklist:
        worklist.add([new()], "ada")
        with worklist.writing() as holder:
            holder.execute(sql("SELECT * FROM report FOR UPDATE"))
            with pytest.raises(InputError, match="lock timeout"):
                worklist.decide(1, Move("finish"), "bob", seen=0)


def test_a_full_disk_loses_nothing_that_was_kept(sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as full:
        full.setattr(opening, "PRAGMAS", (*opening.PRAGMAS, "PRAGMA max_page_count = 80"))
        with open_worklist(f"sqlite:///{sqlite}") as worklist:
            with pytest.raises(InputError) as refused:
                worklist.add(many(300), "ada")
            assert one_line(refused.value) == "the worklist cannot be written: the disk is full"
            assert worklist.page().total == 1
    with open_worklist(f"sqlite:///{sqlite}") as worklist:
        assert worklist.add(many(3), "ada") == [2, 3, 4]


def test_a_file_that_may_only_be_read_is_told(sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_worklist(f"sqlite:///{sqlite}") as worklist:
        with worklist.reading() as connection:
            connection.exec_driver_sql("PRAGMA query_only = ON")  # who is root may write into any file
        with pytest.raises(InputError, match="may only be read; this user needs the right") as refused:
            worklist.decide(1, Move("finish"), "bob", seen=0)
        one_line(refused.value)


def test_a_server_that_is_not_there_is_told() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    line = fault(f"postgresql://ada:{PASSWORD}@127.0.0.1:{port}/list?connect_timeout=3&password={PASSWORD}")
    assert f"postgresql://ada@127.0.0.1:{port}/list: " in line
    assert "refused" in line


def test_a_wrong_password_is_told_and_neither_it_nor_the_right_one_is_shown(postgres: PostgresServer) -> None:
    wrong = PASSWORD[::-1]
    with pytest.raises(InputError) as refused:
        open_worklist(postgres.url("postgres", password=wrong))
    assert "password authentication failed" in one_line(refused.value)
    told = "".join(traceback.format_exception(refused.value))
    assert wrong not in told and PASSWORD not in told


def test_a_database_that_is_not_there_is_told(postgres: PostgresServer) -> None:
    assert 'database "nowhere" does not exist' in fault(postgres.url("nowhere"))


def test_a_machine_without_the_server_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("postgres_server.DEBIAN", tmp_path)
    with pytest.raises(RuntimeError, match="apt-get install postgresql"):
        find_programs()


@pytest.fixture
def own_server(postgres_programs: Path) -> Iterator[PostgresServer]:
    with running_server() as server:
        yield server


def test_a_server_that_stops_is_told_and_found_again(own_server: PostgresServer) -> None:
    with open_worklist(own_server.create("list")) as worklist:
        worklist.add([new()], "ada")
        own_server.stop()
        with pytest.raises(InputError) as refused:
            worklist.decide(1, Move("finish"), "bob", seen=0)
        assert "the worklist cannot be written: " in one_line(refused.value)
        own_server.start()
        assert worklist.decide(1, Move("finish"), "bob", seen=0).row.status == "done"


def test_many_open_a_new_database_at_once(new_database_url: str) -> None:
    start = Barrier(6)

    def begin(name: str) -> None:
        start.wait()
        with open_worklist(new_database_url) as worklist:
            worklist.note(name, "opened")

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(begin, [f"p{index}" for index in range(6)]))
    with open_worklist(new_database_url) as worklist:
        assert len(worklist.events()) == 6


def test_no_error_of_a_statement_holds_what_was_written(database_url: str) -> None:
    """Errors end in logs with all that led to them."""
    written = "".join(["Quill", "feather"])  # not as it stands in this line, which a traceback shows
    with open_worklist(database_url) as worklist:
        with pytest.raises(InputError) as refused, worklist.writing() as connection:
            connection.execute(sql("INSERT INTO nowhere VALUES (:words)"), {"words": written})
        assert written not in "".join(traceback.format_exception(refused.value))
