"""Writes and reads the worklist. Every change is one transaction, and every change but a purge only adds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, func, insert, or_, select, update
from sqlalchemy import Row as Line
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from assistant.analysis import Analysis
from assistant.analysis_reading import read_analysis
from assistant.errors import InputError
from assistant.worklist import schema
from assistant.worklist.database import WRITING, open_database, plain_reason
from assistant.worklist.records import (
    Decision,
    Event,
    Filter,
    Move,
    NewReport,
    Opened,
    Order,
    Overtaken,
    Page,
    Row,
    Tallies,
    code_name,
)
from assistant.worklist.standing import add_up, effective

PAGE_SIZE = 50
EVERYTHING = Filter()
TITLE_LENGTH = 120


def now() -> datetime:
    """Return the present time, as UTC."""
    return datetime.now(UTC)


def open_worklist(url: str | None = None) -> Worklist:
    """Return the worklist of a database (see `open_database`)."""
    return Worklist(open_database(url))


class Worklist:
    """The reports under review and what was decided about them.

    One object may serve many threads. A method that cannot reach the database raises InputError with the reason.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that reads."""
        try:
            with self.engine.connect() as connection, connection.begin():
                yield connection
        except SQLAlchemyError as error:
            raise InputError(f"the worklist cannot be read: {plain_reason(error)}") from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes; what it did is kept when the block ends, and not at all where it raises."""
        try:
            with self.engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
                yield connection
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            raise InputError(f"the worklist cannot be written: {plain_reason(error)}") from error

    # What goes in

    def add(self, reports: Iterable[NewReport], who: str) -> list[int]:
        """Put reports on the list, all or none, and return their numbers."""
        numbers = []
        with self.writing() as connection:
            for each in reports:
                values = {
                    "name": each.name, "source": each.source, "patient": each.patient, "physician": each.physician,
                    "site": each.site, "status": "open", "sequence": 0, "revision": 0,
                    "added_at": now(), "added_by": who, **_told(each.text, each.analysis),
                }  # fmt: skip
                number = int(
                    connection.scalar(insert(schema.report).values(values).returning(schema.report.c.number)) or 0
                )
                _write_answer(connection, number, 0, each.text, each.analysis)
                note_event(connection, who, "added", number, after={"source": each.source})
                numbers.append(number)
        return numbers

    def decide(self, number: int, move: Move, who: str, *, seen: int, analysis: Analysis | None = None) -> Opened:
        """Write one decision, and return the report as it stands then.

        Args:
            number: The report.
            move: What is decided. `edit_text` takes the new text as `words`.
            who: Who decides.
            seen: `Opened.sequence` of the view that the decision was made from.
            analysis: For `edit_text`, the answer for the new text.

        Raises:
            Overtaken: Somebody else decided after `seen`; nothing was written.
            InputError: There is no such report, or there is nothing to take back.
        """
        try:
            with self.writing() as connection:
                before = _opened(connection, number)
                if before.sequence != seen:
                    raise Overtaken(tuple(each for each in before.decisions if each.sequence > seen))
                _write_decision(connection, before, move, who, analysis)
                return _opened(connection, number)
        except IntegrityError as error:  # the other one wrote between our reading and our writing
            raise Overtaken(tuple(each for each in self.open(number).decisions if each.sequence > seen)) from error

    def undo(self, number: int, who: str, *, seen: int) -> Opened:
        """Take back the last decision that is in force, and return the report as it stands then.

        Raises:
            Overtaken: Somebody else decided after `seen`.
            InputError: Nothing is in force.
        """
        opened = self.open(number)
        in_force = [each for each in effective(opened.decisions) if each.what != "edit_text"]
        if not in_force:
            raise InputError("there is no decision to take back")
        return self.decide(number, Move("undo", str(in_force[-1].sequence)), who, seen=seen)

    def note(self, who: str, what: str, *, report: int | None = None, after: Mapping[str, Any] | None = None) -> None:
        """Write an event of the audit, such as an export or a sign-in."""
        with self.writing() as connection:
            note_event(connection, who, what, report, after=after)

    # What comes out

    def page(
        self, wanted: Filter = EVERYTHING, order: Order = "doubt", *, start: int = 0, size: int = PAGE_SIZE
    ) -> Page:
        """Return a part of the list: `size` rows from the `start`-th on, from nought."""
        with self.reading() as connection:
            where = _where(wanted)
            total = connection.scalar(select(func.count()).select_from(schema.report).where(where)) or 0
            found = connection.execute(_ordered(select(schema.report).where(where), order).offset(start).limit(size))
            return Page(_rows(connection, found.all()), total)

    def around(self, number: int, wanted: Filter = EVERYTHING, order: Order = "doubt") -> tuple[int | None, int | None]:
        """Return the numbers of the reports before and after one in the list; one that left the list has the first."""
        with self.reading() as connection:
            numbers = list(connection.scalars(_ordered(select(schema.report.c.number).where(_where(wanted)), order)))
        if number not in numbers:
            return None, (numbers[0] if numbers else None)
        at = numbers.index(number)
        return (numbers[at - 1] if at else None), (numbers[at + 1] if at + 1 < len(numbers) else None)

    def tallies(self, wanted: Filter = EVERYTHING) -> Tallies:
        """Return how many of the reports that the filter lets through have each status, code, gap, author and kind."""
        numbers = listed(wanted)
        report, codes, gaps = schema.report.c, schema.report_code.c, schema.report_gap.c
        with self.reading() as connection:

            def by(column: ColumnElement[Any], owner: ColumnElement[int]) -> dict[Any, int]:
                counted = select(column, func.count(owner.distinct())).where(owner.in_(numbers)).group_by(column)
                return {value: many for value, many in connection.execute(counted.order_by(column)) if value}

            first = select(func.count()).where(report.number.in_(numbers), report.look_first)
            return Tallies(
                by(report.status, report.number), by(codes.code, codes.report), by(gaps.element, gaps.report),
                by(report.physician, report.number), by(report.site, report.number), by(report.kind, report.number),
                connection.scalar(first) or 0,
            )  # fmt: skip

    def open(self, number: int) -> Opened:
        """Return one report as it stands.

        Raises:
            InputError: There is none of that number.
        """
        with self.reading() as connection:
            return _opened(connection, number)

    def each(self, wanted: Filter = EVERYTHING, order: Order = "added") -> Iterator[Opened]:
        """Yield every report of the list as it stands, one after the other."""
        with self.reading() as connection:
            numbers = list(connection.scalars(_ordered(select(schema.report.c.number).where(_where(wanted)), order)))
        for number in numbers:
            yield self.open(number)

    def events(self, *, limit: int = 200) -> tuple[Event, ...]:
        """Return the last events of the audit, the newest first."""
        line = schema.event.c
        with self.reading() as connection:
            found = connection.execute(select(schema.event).order_by(line.number.desc()).limit(limit))
            return tuple(Event(e.at, e.who, e.what, e.report, e.before, e.after) for e in found)

    def decisions(self, *, since: datetime | None = None) -> tuple[Decision, ...]:
        """Return the decisions of all reports in the order of their time."""
        line = schema.decision.c
        asked = stored_decisions().order_by(line.at, line.report, line.sequence)
        with self.reading() as connection:
            found = connection.execute(asked.where(line.at >= since) if since else asked)
            return tuple(map(read_decision, found))


def note_event(
    connection: Connection,
    who: str,
    what: str,
    report: int | None = None,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write an event within a transaction."""
    values = {
        "at": now(), "who": who, "what": what, "report": report, "before": dict(before or {}),
        "after": dict(after or {}),
    }  # fmt: skip
    connection.execute(insert(schema.event).values(values))


def _told(text: str, analysis: Analysis) -> dict[str, Any]:
    """Return what the list shows of an answer."""
    return {
        "day": _day(analysis), "title": _title(text, analysis), "kind": _kind(analysis),
        "look_first": analysis.review.look_first, "probability": analysis.review.probability,
        "why": list(analysis.review.why), "gap_count": len(analysis.gaps), "version": analysis.engine.version,
    }  # fmt: skip


def _day(analysis: Analysis) -> Any:
    return datetime.fromisoformat(analysis.date_of_service).date() if analysis.date_of_service else None


def _title(text: str, analysis: Analysis) -> str:
    """Return the first line of the report's title, or of the report where it has none."""
    start = next((part.start for part in analysis.sections if part.kind == "title"), 0)
    lines = (line.strip() for line in text[start:].splitlines())
    return next((line for line in lines if line), "")[:TITLE_LENGTH]


def _kind(analysis: Analysis) -> str:
    return analysis.studies[0].kind if analysis.studies else analysis.document


def _write_answer(connection: Connection, number: int, revision: int, text: str, analysis: Analysis) -> None:
    """Write a text and the tool's answer for it."""
    kinds = {study.id: study.kind for study in analysis.studies}
    record = json.dumps(analysis.to_dict(), ensure_ascii=False)
    connection.execute(insert(schema.words).values(report=number, revision=revision, text=text, record=record))
    codes = [
        {
            "report": number, "position": position, "code": code.code, "name": code_name(code.code, code.modifiers),
            "units": code.units, "status": code.status, "family": kinds.get(code.study or "", ""), "rule": code.rule,
        }
        for position, code in enumerate(analysis.codes)
    ]  # fmt: skip
    gaps = [
        {"report": number, "position": position, "element": gap.element, "severity": gap.severity}
        for position, gap in enumerate(analysis.gaps)
    ]
    if codes:
        connection.execute(insert(schema.report_code), codes)
    if gaps:
        connection.execute(insert(schema.report_gap), gaps)


def _write_decision(connection: Connection, opened: Opened, move: Move, who: str, analysis: Analysis | None) -> None:
    number, sequence = opened.row.number, opened.sequence + 1
    changed: dict[str, Any] = {"sequence": sequence}
    after = dict(move.value)
    if move.what == "edit_text":
        if analysis is None or opened.row.purged:
            raise InputError("a text is edited with the answer for it, while the old one is kept")
        revision = _revision(connection, number) + 1
        after, changed = {"revision": revision}, {**changed, "revision": revision, **_told(move.words, analysis)}
    values = {
        "report": number, "sequence": sequence, "at": now(), "who": who, "what": move.what, "subject": move.subject,
        "before": _before(opened, move), "after": after, "reason": move.reason,
    }  # fmt: skip
    connection.execute(insert(schema.decision).values(values))
    if move.what == "edit_text" and analysis is not None:
        for table in (schema.report_code, schema.report_gap):
            connection.execute(table.delete().where(table.c.report == number))
        _write_answer(connection, number, int(after["revision"]), move.words, analysis)
    elif move.words:
        connection.execute(insert(schema.remark).values(report=number, sequence=sequence, words=move.words))
    told = Decision(number, sequence, now(), who, move.what, move.subject, {}, after, move.reason, move.words)
    status = add_up(analysis or opened.analysis, (*opened.decisions, told)).status
    connection.execute(update(schema.report).where(schema.report.c.number == number).values(**changed, status=status))


def _before(opened: Opened, move: Move) -> dict[str, Any]:
    """Return what stood of a decision's subject before it."""
    standing = add_up(opened.analysis, opened.decisions)
    for code in standing.codes:
        if code.subject == move.subject and move.what.endswith("_code"):
            return {"verdict": code.verdict, **(code.line.to_dict() if code.line else {})}
    for gap in standing.gaps:
        if gap.element == move.subject and move.what.endswith("_gap"):
            return {"verdict": gap.verdict}
    if move.what == "edit_text" and opened.analysis:
        required = [gap.element for gap in opened.analysis.gaps if gap.severity == "required"]
        return {"required_gaps": required, "codes": [code.subject for code in standing.codes]}
    return {"status": standing.status} if move.what in ("finish", "reopen") else {}


def _revision(connection: Connection, number: int) -> int:
    return int(connection.scalar(select(schema.report.c.revision).where(schema.report.c.number == number)) or 0)


def _opened(connection: Connection, number: int) -> Opened:
    line = connection.execute(select(schema.report).where(schema.report.c.number == number)).first()
    if line is None:
        raise InputError(f"there is no report {number} on the worklist")
    kept = connection.execute(
        select(schema.words).where(schema.words.c.report == number, schema.words.c.revision == line.revision)
    ).first()
    history = connection.execute(
        stored_decisions().where(schema.decision.c.report == number).order_by(schema.decision.c.sequence)
    )
    [row] = _rows(connection, [line])
    analysis = read_analysis(json.loads(kept.record)) if kept else None
    return Opened(row, kept.text if kept else "", analysis, tuple(map(read_decision, history)))


def stored_decisions() -> Select[Any]:
    """Return the question for all decisions, each with what was written beside it."""
    one, other = schema.decision.c, schema.remark.c
    joined = schema.decision.outerjoin(schema.remark, and_(one.report == other.report, one.sequence == other.sequence))
    return select(schema.decision, other.words).select_from(joined)


def read_decision(line: Line[Any]) -> Decision:
    """Return one line of the answer to `stored_decisions`."""
    return Decision(
        line.report, line.sequence, line.at, line.who, line.what, line.subject, line.before, line.after, line.reason,
        line.words or "",
    )  # fmt: skip


def _rows(connection: Connection, lines: Sequence[Line[Any]]) -> tuple[Row, ...]:
    numbers = [line.number for line in lines]
    code, gap = schema.report_code.c, schema.report_gap.c
    codes: dict[int, list[Any]] = {number: [] for number in numbers}
    gaps: dict[int, list[str]] = {number: [] for number in numbers}
    asked = select(code.report, code.name, code.status).where(code.report.in_(numbers)).order_by(code.position)
    for named in connection.execute(asked):
        codes[named.report].append(named)
    for lacking in connection.execute(
        select(gap.report, gap.element).where(gap.report.in_(numbers)).order_by(gap.position)
    ):
        gaps[lacking.report].append(lacking.element)
    return tuple(
        Row(
            line.number, line.name, line.patient, line.physician, line.site, line.day, line.title, line.kind,
            tuple(each.name for each in codes[line.number] if each.status == "supported"),
            tuple(each.name for each in codes[line.number] if each.status == "needs_documentation"),
            tuple(gaps[line.number]), line.look_first, line.probability, tuple(line.why), line.status, line.sequence,
            line.added_at, line.added_by, line.purged_at is not None,
        )
        for line in lines
    )  # fmt: skip


def _where(wanted: Filter) -> ColumnElement[bool]:
    report, code, gap = schema.report.c, schema.report_code.c, schema.report_gap.c
    asked: list[ColumnElement[bool]] = [report.number > 0]
    for column, values in (
        (report.status, wanted.statuses), (report.physician, wanted.physicians), (report.site, wanted.sites),
        (report.kind, wanted.kinds),
    ):  # fmt: skip
        if values:
            asked.append(column.in_(sorted(values)))
    if wanted.codes:
        asked.append(report.number.in_(select(code.report).where(code.code.in_(sorted(wanted.codes)))))
    if wanted.gaps:
        asked.append(report.number.in_(select(gap.report).where(gap.element.in_(sorted(wanted.gaps)))))
    if wanted.look_first is not None:
        asked.append(report.look_first.is_(wanted.look_first))
    if wanted.since:
        asked.append(report.day >= wanted.since)
    if wanted.until:
        asked.append(report.day <= wanted.until)
    for word in wanted.words.split():
        asked.append(or_(*(column.icontains(word, autoescape=True) for column in _searched())))
    return and_(*asked)


def listed(wanted: Filter) -> Select[Any]:
    """Return the question for the numbers of the reports that a filter lets through."""
    return select(schema.report.c.number).where(_where(wanted))


def _searched() -> tuple[ColumnElement[str], ...]:
    report = schema.report.c
    return report.name, report.patient, report.title, report.physician


def _ordered(asked: Select[Any], order: Order) -> Select[Any]:
    report = schema.report.c
    keys: Mapping[Order, Sequence[ColumnElement[Any]]] = {
        "doubt": (report.probability, report.number), "added": (report.number.desc(),),
        "date": (report.day.is_(None), report.day, report.number), "name": (report.name, report.number),
        "gaps": (report.gap_count.desc(), report.number),
    }  # fmt: skip
    return asked.order_by(*keys[order])
