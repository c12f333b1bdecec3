"""Takes patients' words away: of single reports, of all older than a setting allows, or of all.

What goes: a report's texts, the tool's answers for them, remarks, the report's name, its source, its patient's key, its
title, and why it is to be looked at. What stays, for the figures of quality: numbers, days, codes, families, gaps,
authors, sites, decisions, statuses, and an event for each report that says who purged it when.

The lines go at once. Then the files are rewritten, so that the words are in none of them any more:

- SQLite overwrites what it deletes (`secure_delete`); the write-ahead log is emptied and the file made anew (VACUUM).
- PostgreSQL makes the files of the tables anew (VACUUM FULL); the layout keeps these columns out of its statistics.
  Its archive of write-ahead logs, its replicas, and every backup are in the hands of whoever keeps them, and hold what
  they hold until they are thrown away there. The same is true of copies of the SQLite file, and of what a disk keeps of
  blocks that were given back to it.

A program that reads at that moment may hinder the rewriting. That is told, kept in mind as a setting, and done at the
next occasion.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from assistant.errors import InputError
from assistant.worklist import schema
from assistant.worklist.audit import note_event, now
from assistant.worklist.database import PATIENCE

#: Names of settings: days that words are kept, None for good; the time of the last purge, until the files are rewritten.
RETENTION, UNSWEPT = "retention_days", "unswept"
#: How often the retention setting is applied while the worklist is in use.
INTERVAL = timedelta(days=1)
#: So long no worklist that is in use goes without an entry: a clock that says so is wrong, and purges nothing by itself.
LONGEST_REST = timedelta(days=5 * 365)
#: Before there was a worklist: a clock that says less was never set, as of a machine whose battery is empty.
FIRST_DAY = datetime(2025, 1, 1, tzinfo=UTC)


class Purged(NamedTuple):
    """What a purge did.

    Attributes:
        numbers: The reports whose words it took away.
        hindrance: What hindered the rewriting of the files.
        undated: The reports that a purge by age left, as the clock was not set when they were added.
    """

    numbers: tuple[int, ...]
    hindrance: str = ""
    undated: tuple[int, ...] = ()

    @property
    def left(self) -> str:
        """What to do about the reports without an age, going on from a colon; empty where there are none."""
        if not self.undated:
            return ""
        many, first = len(self.undated), self.undated[0]
        if many == 1:
            return f"report {first} was added while the clock was not set, and stays: purge it by its number"
        return f"{many:,} reports were added while the clock was not set, and stay: purge them by number, from {first} on"


def setting(connection: Connection, name: str) -> Any:
    """Return the value of a setting."""
    return connection.scalar(select(schema.setting.c.value).where(schema.setting.c.name == name))


def set_setting(connection: Connection, name: str, value: Any) -> None:
    """Change the value of a setting, of which every one has a line since the first layout."""
    connection.execute(update(schema.setting).where(schema.setting.c.name == name).values(value=value))


def check_days(days: int | None) -> None:
    """Hold that a number of days can be a retention setting.

    Raises:
        InputError: It is less than one, or more than a hundred years.
    """
    if days is not None and not 1 <= days <= 36_525:
        raise InputError("words are kept for a number of days from 1 to 36525, or without end")


def older_than(days: int) -> ColumnElement[bool]:
    """Return the condition of reports that were added more than so many days ago, by a clock that was set."""
    check_days(days)
    added = schema.report.c.added_at
    return and_(added >= FIRST_DAY, added < now() - timedelta(days=days))


def undated(connection: Connection) -> tuple[int, ...]:
    """Return the reports with words that were added while the clock was not set: nobody knows how old they are."""
    report = schema.report.c
    asked = select(report.number).where(report.added_at < FIRST_DAY, report.purged_at.is_(None)).order_by(report.number)
    return tuple(connection.scalars(asked))


def clock_fault(connection: Connection) -> str:
    """Return why the clock cannot be trusted to tell what is old, going on from a colon; empty where it can.

    A clock that jumped ahead makes every report old, and what a purge takes away is gone for good. One that was never set
    gives reports a day on which none can have been added.
    """
    if now() < FIRST_DAY:
        return f"the clock says {now():%Y-%m-%d}; set it right: what is added now has no age, and no purge by age takes it away"
    newest = [connection.scalar(select(func.max(table.c.at))) for table in schema.APPEND_ONLY]
    last = max((moment for moment in newest if moment is not None), default=now())
    if now() - last < LONGEST_REST:
        return ""
    return (
        f"the clock says {now():%Y-%m-%d}, years after the last entry of {last:%Y-%m-%d}; set the clock right, "
        "or purge by 'sonocode worklist purge'"
    )


def take_away(connection: Connection, condition: ColumnElement[bool], who: str, why: str) -> tuple[int, ...]:
    """Take the words of the reports of a condition away, and return the numbers of those that had any.

    Args:
        connection: A transaction that writes.
        condition: Which reports.
        who: Who is noted in the audit.
        why: The word that is noted beside: asked, older_than, all, retention.
    """
    moment = now()
    report = schema.report.c
    set_setting(connection, UNSWEPT, moment.isoformat())  # two purges at once wait for each other here
    emptied = update(schema.report).where(condition, report.purged_at.is_(None))
    numbers = connection.scalars(emptied.values(**schema.EMPTIED, purged_at=moment).returning(report.number)).all()
    gone = select(report.number).where(report.purged_at.is_not(None))
    for table in schema.TAKEN_AWAY:
        connection.execute(table.delete().where(table.c.report.in_(gone)))
    note_event(connection, who, "purged", sorted(numbers), after={"why": why})
    return tuple(sorted(numbers))


def rewrite_files(connection: Connection) -> str:
    """Make the files anew, without what was deleted, and return what hindered it; empty where nothing did.

    Args:
        connection: One without a transaction.
    """
    if connection.dialect.name == "sqlite":
        for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            answer = connection.exec_driver_sql(statement)
            if answer.returns_rows and answer.one()[0]:
                return "another program reads the database"
        return ""
    tables = [table.name for table in (*schema.TAKEN_AWAY, schema.report)]
    before = _file_numbers(connection, tables)
    connection.exec_driver_sql(f"SET lock_timeout = '{PATIENCE}s'")
    try:
        connection.exec_driver_sql(f"VACUUM (FULL) {', '.join(tables)}")
    finally:
        connection.exec_driver_sql("RESET lock_timeout")
    if before & _file_numbers(connection, tables):  # PostgreSQL only warns where it must not
        return "the database's user does not own the tables"
    return ""


def _file_numbers(connection: Connection, tables: list[str]) -> set[int]:
    return {int(connection.exec_driver_sql(f"SELECT pg_relation_filenode('{name}')").scalar_one()) for name in tables}


def is_due(last: datetime | None) -> bool:
    """Whether the retention setting is to be applied again, being applied `last`."""
    return last is None or now() - last >= INTERVAL
