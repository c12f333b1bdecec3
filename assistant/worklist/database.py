"""Opens the database of the worklist and brings it to the present layout.

SQLite in the user's data folder, or whatever `SONOCODE_DATABASE_URL` names: PostgreSQL where several people work on one
list. SQLite is opened with a write-ahead log, with foreign keys, with every commit on the disk before it is told, and
so that what is deleted is overwritten.
"""

from __future__ import annotations

import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from assistant.data_folder import data_folder
from assistant.errors import InputError

URL_VARIABLE = "SONOCODE_DATABASE_URL"
MIGRATIONS = Path(__file__).parent / "migrations"
#: Seconds that a writer waits for another one.
PATIENCE = 15
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    f"PRAGMA busy_timeout = {PATIENCE * 1000}",
)
#: Marks a connection whose transaction will write: on SQLite it takes its turn at the beginning.
WRITING = "sonocode_writing"


def database_url() -> str:
    """Return where the worklist is kept: $SONOCODE_DATABASE_URL, else worklist.sqlite in the user's data folder."""
    return os.environ.get(URL_VARIABLE) or f"sqlite:///{data_folder() / 'worklist.sqlite'}"


def open_database(url: str | None = None) -> Engine:
    """Return an engine of a database that has the present layout; an older layout is brought to it.

    Args:
        url: A SQLAlchemy URL (sqlite:///FILE, postgresql://HOST/NAME); None takes `database_url`.

    Raises:
        InputError: The URL is of no kind that is served, or the database cannot be opened, brought up or written.
    """
    try:
        parsed = make_url(url or database_url())
    except ArgumentError as error:
        raise InputError(
            f"{URL_VARIABLE} is no database address; write postgresql://HOST/NAME or sqlite:///FILE"
        ) from error
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise InputError(
            f"{URL_VARIABLE} names a {parsed.get_backend_name()} database; SQLite and PostgreSQL are served"
        )
    shown = parsed.render_as_string(hide_password=True)
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise InputError(f"{URL_VARIABLE} names no file; write sqlite:///FILE")
        _make_folder(Path(parsed.database))
    try:
        engine = create_engine(parsed, pool_pre_ping=True)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        _bring_up(engine)
    except NoSuchModuleError as error:
        raise InputError(f"{shown}: {error}") from error
    except SQLAlchemyError as error:
        raise InputError(f"{shown}: {plain_reason(error)}") from error
    return engine


def plain_reason(error: SQLAlchemyError) -> str:
    """Return what a database complains of, in one line and without the values that were written."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return str(cause).strip().splitlines()[0] if str(cause).strip() else type(error).__name__


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise InputError(f"{file}: {error.strerror or error}") from error


def _bring_up(engine: Engine) -> None:
    """Run the migrations that the database lacks; one process at a time."""
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(737601)")
        command.upgrade(migrations(connection), "head")


def migrations(connection: Connection) -> Config:
    """Return the settings with which alembic works on a connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Set a new connection up. The driver's own transactions are switched off: `_begin_sqlite` begins them."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
