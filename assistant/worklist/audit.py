"""The audit: who did what when. Decisions tell what was decided about a report, events tell everything else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, insert, select
from sqlalchemy import Row as Line

from assistant.worklist import schema
from assistant.worklist.records import Decision, Event, kept

#: Who does what nobody asked for by hand: the purge of what is older than the retention setting allows.
PROGRAM = "sonocode"


def now() -> datetime:
    """Return the present time, as UTC."""
    return datetime.now(UTC)


def note_event(
    connection: Connection,
    who: str,
    what: str,
    reports: Iterable[int | None] = (None,),
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write an event within a transaction: one for each of `reports`, and one about none of them where it is not told.

    An event is never taken away: `before` and `after` must not hold a patient's words.
    """
    told = {"at": now(), "who": kept(who), "what": what, "before": dict(before or {}), "after": dict(after or {})}
    if events := [{**told, "report": number} for number in reports]:
        connection.execute(insert(schema.event), events)


def events(connection: Connection, limit: int | None) -> tuple[Event, ...]:
    """Return the last events, the newest first."""
    found = connection.execute(select(schema.event).order_by(schema.event.c.number.desc()).limit(limit))
    return tuple(Event(e.at, e.who, e.what, e.report, e.before, e.after) for e in found)


def select_decisions() -> Select[Any]:
    """Return the question for decisions, each with what was written beside it."""
    one, other = schema.decision.c, schema.remark.c
    joined = schema.decision.outerjoin(schema.remark, and_(one.report == other.report, one.sequence == other.sequence))
    return select(schema.decision, other.words).select_from(joined)


def read_decision(line: Line[Any]) -> Decision:
    """Return the decision of a line that `select_decisions` asked for."""
    return Decision(
        line.report, line.sequence, line.at, line.who, line.what, line.subject, line.before, line.after, line.reason,
        line.words or "",
    )  # fmt: skip
