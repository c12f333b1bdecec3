"""The audit: who did what when. Decisions tell what was decided about a report, events tell everything else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, insert, select, true, union
from sqlalchemy import Row as Line
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from assistant.analysis import code_name
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

    @property
    def change(self) -> str:
        """What it changed, from what to what, in one line; empty where that is told by `what` alone."""
        return " → ".join(filter(None, (_said(self.before), _said(self.after))))

    def to_dict(self) -> dict[str, Any]:
        return {**self._asdict(), "at": self.at.isoformat(), "before": dict(self.before), "after": dict(self.after)}


@dataclass(frozen=True, slots=True)
class Sought:
    """Which lines of the history are told; an empty part asks for nothing. Several values are alternatives."""

    report: int | None = None
    who: frozenset[str] = frozenset()
    what: frozenset[str] = frozenset()
    since: date | None = None


class Named(NamedTuple):
    """Everybody who is named in the history, and everything that is told of."""

    who: tuple[str, ...]
    what: tuple[str, ...]


EVERYTHING = Sought()


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


def events(connection: Connection, limit: int | None, sought: Sought = EVERYTHING) -> tuple[Event, ...]:
    """Return the last events that are sought, the newest first."""
    asked = select(schema.event).where(_where(schema.event.c, sought)).order_by(schema.event.c.number.desc())
    found = connection.execute(asked.limit(limit))
    return tuple(Event(e.at, e.who, e.what, e.report, e.before, e.after) for e in found)


def history(connection: Connection, limit: int | None, sought: Sought) -> tuple[Entry, ...]:
    """Return the last decisions and events that are sought, together, the newest first."""
    line = schema.decision.c
    asked = select_decisions().where(_where(line, sought))
    ordered = asked.order_by(line.at.desc(), line.report.desc(), line.sequence.desc()).limit(limit)
    decided = map(read_decision, connection.execute(ordered))
    entries = [
        *(Entry(d.at, d.who, d.what, d.report, d.subject, d.before, d.after, d.reason, d.words) for d in decided),
        *(Entry(e.at, e.who, e.what, e.report, "", e.before, e.after) for e in events(connection, limit, sought)),
    ]
    return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit])


def named(connection: Connection) -> Named:
    """Return who and what the history names."""
    columns = ("who", "what")
    found = (union(*(select(table.c[name]) for table in schema.APPEND_ONLY)) for name in columns)
    return Named(*(tuple(sorted(connection.scalars(question))) for question in found))


def _where(line: ReadOnlyColumnCollection[str, ColumnElement[Any]], sought: Sought) -> ColumnElement[bool]:
    asked: list[ColumnElement[bool]] = [true()]
    if sought.report is not None:
        asked.append(line.report == sought.report)
    if sought.since:
        asked.append(line.at >= datetime.combine(sought.since, time(), UTC))
    for name in ("who", "what"):
        if values := getattr(sought, name):
            asked.append(line[name].in_(sorted(values)))
    return and_(*asked)


def _said(values: Mapping[str, Any]) -> str:
    """Return what stood before or after as words: "open, 93971-LT x1", "days 30"."""
    rest = dict(values)
    told = [str(rest.pop("verdict"))] if "verdict" in rest else []
    if "code" in rest:
        name = code_name(str(rest.pop("code")), tuple(map(str, rest.pop("modifiers", ()))))
        told.append(f"{name} x{rest.pop('units', 1)}")
    for key, value in rest.items():
        words = "none" if value is None else " ".join(map(str, value)) if isinstance(value, list) else str(value)
        told += [f"{key.replace('_', ' ')} {words}"] if words else []
    return ", ".join(told)


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
