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
def new_database_url(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    yield from _address(request, kind, tmp_path, like="template1")


@pytest.fixture
def database_url(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[str]:
    """The address of the database of `worklist`; PostgreSQL copies the tables, SQLite makes them when it is opened."""
    yield from _address(request, kind, tmp_path)


def _address(request: pytest.FixtureRequest, kind: str, tmp_path: Path, like: str = "") -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path}/data/worklist.sqlite"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = f"worklist_{uuid4().hex}"
    yield server.create(name, like or request.getfixturevalue("laid_out"))
    server.drop(name)


@pytest.fixture
def worklist(database_url: str) -> Iterator[Worklist]:
    """An empty worklist."""
    with open_worklist(database_url) as opened:
        yield opened
