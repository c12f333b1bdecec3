"""Opens the database of the worklist and brings it to the present layout.

SQLite in the user's data folder, or whatever `SONOCODE_DATABASE_URL` names: PostgreSQL where several people work on one
list. SQLite is opened with a write-ahead log, with foreign keys, with every commit on the disk before it is told, and
so that what is deleted is overwritten.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from assistant.data_folder import data_folder
from assistant.errors import InputError

URL_VARIABLE = "SONOCODE_DATABASE_URL"
MIGRATIONS = Path(__file__).parent / "migrations"
#: Seconds that a writer waits for another one, and a program for the server.
PATIENCE = 15
ASKED_AGAIN = 0.02  # seconds after which a lock is asked for again for which SQLite itself does not wait
PRAGMAS = (
    f"PRAGMA busy_timeout = {PATIENCE * 1000}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA cache_size = -16000",
)
#: The option of a connection that says how its transaction begins: a writer on SQLite takes its turn at the beginning,
#: so that what it read is still true when it writes; what makes the files anew has no transaction at all.
BEGINNING = "sonocode_beginning"
READ, WRITE, NONE = "BEGIN", "BEGIN IMMEDIATE", ""
#: Connections of one process; and errors, which end in logs, never hold the values of a statement.
POOL: dict[str, Any] = {"pool_size": 8, "max_overflow": 24, "hide_parameters": True}
DAMAGED = "the file is damaged; put the last backup in its place"
#: What databases complain of, and how it is told.
REASONS = {
    "database is locked": f"another program has held the database for {PATIENCE} seconds; try again",
    "attempt to write a readonly database": "it may only be read; this user needs the right to write it and its folder",
    "database or disk is full": "the disk is full",
    "No space left on device": "the disk of the database is full",
    "file is not a database": "the file is no SQLite database",
    "file is encrypted": "the file is no SQLite database",
    "unable to open database file": "the file is gone, or cannot be opened",
    "database disk image is malformed": DAMAGED,
    "Could not decode to UTF-8": DAMAGED,  # the rest of the complaint is what stands there, a report maybe
    "malformed database schema": DAMAGED,
    "disk I/O error": "the disk cannot be read or written",
}


def database_url() -> str:
    """Return where the worklist is kept: $SONOCODE_DATABASE_URL, else worklist.sqlite in the user's data folder."""
    if chosen := os.environ.get(URL_VARIABLE):
        return chosen
    return URL.create("sqlite", database=str(data_folder() / "worklist.sqlite")).render_as_string()


def open_database(url: str | None = None) -> Engine:
    """Return an engine of a database that has the present layout; an older layout is brought to it.

    Args:
        url: A SQLAlchemy URL (sqlite:///FILE, postgresql://HOST/NAME); None takes `database_url`.

    Raises:
        InputError: The URL is of no kind that is served, the database cannot be opened, brought up or written, or a
            newer version of sonocode made it. No message holds a password.
    """
    parsed = _parse(url or database_url())
    place = shown(parsed)
    try:
        engine = _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed)
        _bring_up(engine)
    except (SQLAlchemyError, UnicodeError) as error:
        raise InputError(f"{place}: {plain_reason(error)}") from error
    except CommandError as error:
        raise InputError(f"{place}: a newer version of sonocode made this worklist; update sonocode") from error
    return engine


def shown(url: URL) -> str:
    """Return an address as people may see it: a file's path, or the server's with neither password nor options."""
    if url.get_backend_name() == "sqlite":
        return str(Path(url.database or "").absolute())
    who = f"{url.username}@" if url.username else ""
    return f"postgresql://{who}{url.host or ''}{f':{url.port}' if url.port else ''}/{url.database or ''}"


def plain_reason(error: Exception) -> str:
    """Return what a database complains of, in one line and without the values that were written."""
    if isinstance(error, UnicodeDecodeError):
        return DAMAGED
    if isinstance(error, UnicodeError | OverflowError):
        return "a character or number that no database keeps"
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    lines = str(cause).strip().splitlines() or [type(error).__name__]
    line = lines[-1] if lines[0].endswith(":") else lines[0]  # several addresses were tried: the last one's reason
    return next((told for words, told in REASONS.items() if words in line), line.strip())


@contextmanager
def transaction(engine: Engine, beginning: str) -> Iterator[Connection]:
    """Yield a connection whose transaction begins as told (`READ`, `WRITE`, `NONE`) and is kept when the block ends.

    A reader sees the database as it was at its first question, however many it asks.
    """
    options: dict[str, object] = {BEGINNING: beginning}
    if engine.dialect.name == "postgresql" and beginning != WRITE:
        options["isolation_level"] = "REPEATABLE READ" if beginning == READ else "AUTOCOMMIT"
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def migrations(connection: Connection) -> Config:
    """Return the settings with which alembic works on a connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise InputError(
            f"{URL_VARIABLE} is no database address; write postgresql://HOST/NAME or sqlite:///FILE"
        ) from error
    kind = parsed.drivername.partition("+")[0]
    if kind in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise InputError(f"{URL_VARIABLE} names a {kind} database; SQLite and PostgreSQL are served")
    if not parsed.database or parsed.database == ":memory:" or parsed.query:
        raise InputError(f"{URL_VARIABLE} names no file; write sqlite:///FILE")
    return parsed.set(drivername="sqlite")


def _sqlite(url: URL) -> Engine:
    file = Path(url.database or "").absolute()
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise InputError(f"{file}: {error.strerror or error}") from error

    def connect() -> sqlite3.Connection:
        """Open the file, and never make a new one where it is gone: what was decided would go into nothing."""
        return sqlite3.connect(f"file:{quote(str(file))}?mode=rw", uri=True, check_same_thread=False, timeout=PATIENCE)

    def prepare(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        """Set a connection up. The driver's own transactions are switched off: `begin` begins them."""
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            _set(cursor, pragma)
        cursor.close()
        entry.info["file"] = _identity(file)

    def check_out(_: DBAPIConnection, entry: ConnectionPoolEntry, __: PoolProxiedConnection) -> None:
        """Give a connection up whose file was moved, deleted or replaced by a backup since."""
        if entry.info.get("file") != _identity(file):
            raise DisconnectionError("unable to open database file")

    def begin(connection: Connection) -> None:
        if words := connection.get_execution_options().get(BEGINNING, READ):
            connection.exec_driver_sql(words)

    engine = create_engine(url, creator=connect, **POOL)
    event.listen(engine, "connect", prepare)
    event.listen(engine, "checkout", check_out)
    event.listen(engine, "begin", begin)
    return engine


def _set(cursor: DBAPICursor, pragma: str) -> None:
    """Give an order to SQLite, and give it again for `PATIENCE` seconds where the file is held by others.

    SQLite's own waiting (busy_timeout) is for who holds nothing. The change to a write-ahead log reads the file first,
    and is refused at once where another connection has begun to write: several that open a new file would be.
    """
    end = monotonic() + PATIENCE
    while True:
        try:
            cursor.execute(pragma)
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() >= end:  # the low byte: any kind of it
                raise
        sleep(ASKED_AGAIN)


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _postgresql(url: URL) -> Engine:
    patience = {} if "connect_timeout" in url.query else {"connect_timeout": PATIENCE}
    engine = create_engine(url, pool_pre_ping=True, connect_args=patience, **POOL)

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(BEGINNING) == WRITE:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}s'")

    event.listen(engine, "begin", begin)
    return engine


def _bring_up(engine: Engine) -> None:
    """Run the migrations that the database lacks; one process at a time."""
    with transaction(engine, READ) as connection:
        present = MigrationContext.configure(connection).get_current_revision()
        script = ScriptDirectory.from_config(migrations(connection))
    if present == script.get_current_head():
        return
    with transaction(engine, WRITE) as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(737601)")
        command.upgrade(migrations(connection), "head")
