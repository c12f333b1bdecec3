"""The same tests on SQLite and on a real PostgreSQL: `database_url` is an empty database of either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from postgres_server import PostgresServer, find_programs, running_server

from assistant.worklist import Worklist, open_worklist

KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres_programs() -> Path:
    """Where the server's programs are; what needs them fails, in one line, where they are not installed."""
    try:
        return find_programs()
    except RuntimeError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def postgres(postgres_programs: Path) -> Iterator[PostgresServer]:
    """A running server; one for each worker process of the tests."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def laid_out(postgres: PostgresServer) -> str:
    """The name of a database with the tables of an empty worklist, to be copied."""
    with open_worklist(postgres.create("laid_out")):
        pass
    return "laid_out"


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on."""
    return str(request.param)


@pytest.fixture
def new_database_url(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> str:
    """The address of a database without any table; it goes with its folder or server."""
    return _address(request, kind, tmp_path, like="template1")


@pytest.fixture
def database_url(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> str:
    """The address of the database of `worklist`; PostgreSQL copies the tables, SQLite makes them when it is opened."""
    return _address(request, kind, tmp_path)


def _address(request: pytest.FixtureRequest, kind: str, tmp_path: Path, like: str = "") -> str:
    if kind == "sqlite":
        return f"sqlite:///{tmp_path}/data/worklist.sqlite"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.create(f"worklist_{uuid4().hex}", like or request.getfixturevalue("laid_out"))


@pytest.fixture
def worklist(database_url: str) -> Iterator[Worklist]:
    """An empty worklist."""
    with open_worklist(database_url) as opened:
        yield opened
