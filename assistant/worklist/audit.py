"""The audit: who did what when. Decisions tell what was decided about a report, events tell everything else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, insert, select
from sqlalchemy import Row as Line

from assistant.worklist import schema
from assistant.worklist.records import Decision, Event, kept

#: Who does what nobody asked for by hand: the purge of what is older than the retention setting allows.
PROGRAM = "sonocode"


class Entry(NamedTuple):
    """A line of the whole history: a decision, or an event, which has neither subject nor reason nor words."""

    at: datetime
    who: str
    what: str
    report: int | None
    subject: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str = ""
    words: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {**self._asdict(), "at": self.at.isoformat(), "before": dict(self.before), "after": dict(self.after)}


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


def events(connection: Connection, limit: int | None, report: int | None = None) -> tuple[Event, ...]:
    """Return the last events, the newest first: all, or those about one report."""
    asked = select(schema.event).order_by(schema.event.c.number.desc()).limit(limit)
    found = connection.execute(asked.where(schema.event.c.report == report) if report else asked)
    return tuple(Event(e.at, e.who, e.what, e.report, e.before, e.after) for e in found)


def history(connection: Connection, limit: int | None, report: int | None = None) -> tuple[Entry, ...]:
    """Return the last decisions and events together, the newest first: all, or those about one report."""
    line = schema.decision.c
    asked = select_decisions().order_by(line.at.desc(), line.report, line.sequence.desc()).limit(limit)
    decided = map(read_decision, connection.execute(asked.where(line.report == report) if report else asked))
    entries = [
        *(Entry(d.at, d.who, d.what, d.report, d.subject, d.before, d.after, d.reason, d.words) for d in decided),
        *(Entry(e.at, e.who, e.what, e.report, "", e.before, e.after) for e in events(connection, limit, report)),
    ]
    return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit])


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
