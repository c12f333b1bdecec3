"""The layout of the tables: what the migrations make is what the program asks, and decisions are only added to."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from reports_to_review import new
from sqlalchemy import inspect
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from assistant.errors import InputError
from assistant.worklist import Move, Worklist, open_worklist, schema
from assistant.worklist.database import WRITE, migrations, transaction


def test_the_migrations_make_what_the_program_asks(worklist: Worklist) -> None:
    with worklist.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, schema.metadata) == []


def test_the_migrations_can_be_undone_and_done_again(worklist: Worklist, database_url: str) -> None:
    with transaction(worklist.engine, WRITE) as connection:
        command.downgrade(migrations(connection), "base")
    assert set(inspect(worklist.engine).get_table_names()) == {"alembic_version"}
    with open_worklist(database_url) as again:
        assert again.add([new()], "ada") == [1]


def test_an_open_worklist_is_not_held_up_by_who_writes(worklist: Worklist, database_url: str) -> None:
    """Only a layout that is older needs the right to write, and a turn."""
    with worklist.writing() as connection:
        connection.execute(sql("UPDATE setting SET value = 'null' WHERE name = 'unswept'"))
        with open_worklist(database_url) as other:
            assert other.page().total == 0


@pytest.mark.parametrize("table", ["decision", "event"])
@pytest.mark.parametrize("change", ["UPDATE {} SET who = 'nobody'", "DELETE FROM {}"], ids=["update", "delete"])
def test_what_was_decided_or_noted_cannot_be_changed_even_by_hand(worklist: Worklist, table: str, change: str) -> None:
    [number] = worklist.add([new()], "ada")
    worklist.decide(number, Move("finish"), "bob", seen=0)
    with pytest.raises(InputError, match="only added to"), worklist.writing() as connection:
        connection.execute(sql(change.format(table)))
    assert worklist.open(number).decisions[0].who == "bob"
    assert worklist.events()[0].who == "ada"


def test_postgresql_refuses_to_empty_the_audit(worklist: Worklist) -> None:
    if worklist.engine.dialect.name == "sqlite":
        return  # it has no TRUNCATE
    with pytest.raises(InputError, match="only added to"), worklist.writing() as connection:
        connection.execute(sql("TRUNCATE decision CASCADE"))


def test_no_decision_stands_without_its_report(worklist: Worklist) -> None:
    [number] = worklist.add([new()], "ada")
    worklist.decide(number, Move("finish", words="done"), "bob", seen=0)
    for table in ("report", "words"):
        statement = sql(f"UPDATE {table} SET {'number' if table == 'report' else 'report'} = 77")
        with pytest.raises(DBAPIError), transaction(worklist.engine, WRITE) as connection:
            connection.execute(statement)
