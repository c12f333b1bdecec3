"""The tables. Decisions and events are only ever added to; what patients' words are in is marked, and purged.

Times are UTC. `migrations/` brings a database to this layout; a test holds that both say the same.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
)

from assistant.worklist.records import STATUSES, WHATS


class Moment(TypeDecorator[datetime]):
    """A time with its zone, kept as UTC; SQLite keeps no zone, so it is put back when a time is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time as UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the time with its zone."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _one_of(column: str, words: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(map(repr, words))})", name=f"{column}_known")


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s", "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s",
    }
)  # fmt: skip

#: One line of the list. What may hold a patient's words is in `EMPTIED`: a purge empties it.
report = Table(
    "report", metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("name", String, nullable=False),
    Column("source", String, nullable=False),
    Column("patient", String, nullable=False),
    Column("physician", String, nullable=False),
    Column("site", String, nullable=False),
    Column("day", Date),
    Column("title", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("look_first", Boolean, nullable=False),
    Column("probability", Float, nullable=False),
    Column("why", JSON, nullable=False),
    Column("status", String, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("gap_count", Integer, nullable=False),
    Column("version", String, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("added_by", String, nullable=False),
    Column("purged_at", Moment),
    _one_of("status", STATUSES),
)  # fmt: skip

#: The tool's codes for a report's present text, in its order.
report_code = Table(
    "report_code", metadata,
    Column("report", Integer, ForeignKey("report.number"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("code", String, nullable=False),
    Column("name", String, nullable=False),
    Column("units", Integer, nullable=False),
    Column("status", String, nullable=False),
    Column("family", String, nullable=False),
    Column("rule", String, nullable=False),
    PrimaryKeyConstraint("report", "position"),
    Index("ix_report_code_code_report", "code", "report"),
)  # fmt: skip

#: The tool's gaps for a report's present text, in its order; each element once, and required where it is so anywhere.
report_gap = Table(
    "report_gap", metadata,
    Column("report", Integer, ForeignKey("report.number"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("element", String, nullable=False),
    Column("severity", String, nullable=False),
    PrimaryKeyConstraint("report", "position"),
    Index("ix_report_gap_element_report", "element", "report"),
)  # fmt: skip

#: The report's text and the tool's whole answer for it, which quotes the text. A purge deletes the lines.
words = Table(
    "words", metadata,
    Column("report", Integer, ForeignKey("report.number"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("record", Text, nullable=False),
    PrimaryKeyConstraint("report", "revision"),
)  # fmt: skip

#: What was decided. Two people who decide at once would write one number twice: the key lets only the first do so.
decision = Table(
    "decision", metadata,
    Column("report", Integer, ForeignKey("report.number"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Column("reason", String, nullable=False),
    PrimaryKeyConstraint("report", "sequence"),
    _one_of("what", WHATS),
)  # fmt: skip

#: What a person wrote beside a decision. A purge deletes the lines.
remark = Table(
    "remark", metadata,
    Column("report", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("words", Text, nullable=False),
    PrimaryKeyConstraint("report", "sequence"),
    ForeignKeyConstraint(["report", "sequence"], ["decision.report", "decision.sequence"]),
)  # fmt: skip

#: The audit of everything that is no decision. It holds no words of a report.
event = Table(
    "event", metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False, index=True),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False),
    Column("report", Integer),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
)  # fmt: skip

#: What holds for the whole list, by name: retention_days; unswept, while the files of a purge are not rewritten.
setting = Table(
    "setting", metadata,
    Column("name", String, primary_key=True),
    Column("value", JSON, nullable=False),
)  # fmt: skip

Index("ix_report_probability", report.c.probability, report.c.number)
Index("ix_report_name", report.c.name, report.c.number)
#: Answers for the tallies and most filters alone. An index on one such column would be taken, and lead to every line.
Index("ix_report_tallied", *(report.c[name] for name in ("status", "look_first", "kind", "site", "physician")))

APPEND_ONLY = (decision, event)
#: What a purge puts into a report's line.
EMPTIED: dict[str, Any] = {"name": "", "source": "", "patient": "", "title": "", "why": []}
#: The tables whose lines about a report a purge takes away.
TAKEN_AWAY = (remark, words)
