"""Writes and reads the worklist. Every change is one transaction, and every change but a purge only adds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple, Self

from sqlalchemy import Connection, Engine, func, insert, select, true, update
from sqlalchemy import Row as Line
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from assistant.analysis import Analysis
from assistant.analysis_reading import read_analysis
from assistant.errors import InputError
from assistant.json_text import json_text
from assistant.worklist import audit, listing, retention, schema
from assistant.worklist.audit import Entry, Named, Sought, note_event, now
from assistant.worklist.database import NONE, READ, WRITE, open_database, plain_reason, shown, transaction
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
    Tallies,
    check_answered,
    kept,
)
from assistant.worklist.retention import Purged
from assistant.worklist.standing import (
    CODE_VERDICTS,
    GAP_VERDICTS,
    ClaimLine,
    Standing,
    add_up,
    effective,
    last_to_undo,
    taken_back,
)

PAGE_SIZE = 50
EVERYTHING = Filter()
#: Characters of a name, a key or a title that are kept.
LONGEST = 120


class Stock(NamedTuple):
    """What is kept where: the address without a password, how many reports, how many of them with their words, bytes."""

    place: str
    kind: str
    reports: int
    with_words: int
    oldest: datetime | None
    size: int


def open_worklist(url: str | None = None) -> Worklist:
    """Return the worklist of a database (see `open_database`), without what its retention setting lets go.

    Raises:
        InputError: The database cannot be opened. A purge that does not succeed does not stop it: `retention_fault`.
    """
    worklist = Worklist(open_database(url))
    worklist.keep_retention()
    return worklist


class Worklist:
    """The reports under review and what was decided about them.

    One object may serve many threads. A method that cannot reach the database raises InputError with the reason.

    Attributes:
        retention_fault: Why the retention setting could not be applied the last time; empty where it was.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.retention_fault = ""
        self._retained_at: datetime | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that reads: every question in it is answered from one state of the database."""
        with _told("read"), transaction(self.engine, READ) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes; what it did is kept when the block ends, and not at all where it raises."""
        with _told("written"), transaction(self.engine, WRITE) as connection:
            yield connection

    # What goes in

    def add(self, reports: Iterable[NewReport], who: str) -> list[int]:
        """Put reports on the list, all or none, and return their numbers.

        Raises:
            InputError: An answer is for another text, or a text cannot be kept.
        """
        ready = [
            (_line(each, who), _answer(each.text, each.analysis)) for each in reports
        ]  # others may write meanwhile
        with self.writing() as connection:
            numbers, moment = _new_numbers(connection, len(ready)), now()
            for chunk in _chunks(list(zip(numbers, ready, strict=True))):
                lines = [{"number": number, **line, "added_at": moment} for number, (line, _) in chunk]
                connection.execute(insert(schema.report), lines)
                _write_answers(connection, [(number, 0, answer) for number, (_, answer) in chunk])
            note_event(connection, who, "added", numbers)
        return numbers

    def there(self, reports: Sequence[NewReport]) -> list[int | None]:
        """Return, of each report, the number of the one on the list that came with its name, patient and text; None without.

        A report whose words were purged is not known again.
        """
        report, words = schema.report.c, schema.words.c
        came = select(report.name, report.patient, words.text, func.min(report.number)).join_from(
            schema.report, schema.words, words.report == report.number
        )
        came = came.where(words.revision == 0).group_by(report.name, report.patient, words.text)
        found: dict[tuple[str, str, str], int] = {}
        with self.reading() as connection:
            for chunk in _chunks(reports):
                names, texts = {kept(each.name)[:LONGEST] for each in chunk}, {each.text for each in chunk}
                for name, patient, text, number in connection.execute(
                    came.where(report.name.in_(names), words.text.in_(texts))
                ):
                    found[name, patient, text] = number
        return [found.get((kept(each.name)[:LONGEST], kept(each.patient), each.text)) for each in reports]

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
            InputError: There is no such report, or nothing of it that could be so decided.
        """
        try:
            with self.writing() as connection:
                before = _opened(connection, number, lock=True)
                if before.sequence != seen:
                    raise Overtaken(tuple(each for each in before.decisions if each.sequence > seen))
                return _write_decision(connection, before, move, who, analysis)
        except InputError as error:  # a program that takes no lock wrote between our reading and our writing
            since = self._since(number, seen) if isinstance(error.__cause__, IntegrityError) else ()
            if since:
                raise Overtaken(since) from error
            raise

    def undo(self, number: int, who: str, *, seen: int) -> Opened:
        """Take back the last decision that is in force, and return the report as it stands then.

        Raises:
            Overtaken: Somebody else decided after `seen`.
            InputError: Nothing is in force.
        """
        last = last_to_undo(effective(self.open(number).decisions))
        if last is None:
            raise InputError("there is no decision to take back")
        return self.decide(number, Move("undo", str(last.sequence)), who, seen=seen)

    def note(self, who: str, what: str, *, report: int | None = None, after: Mapping[str, Any] | None = None) -> None:
        """Write an event of the audit, such as an export or a sign-in; it must hold no patient's words."""
        with self.writing() as connection:
            note_event(connection, who, what, (report,), after=after)

    # What comes out

    def page(
        self, wanted: Filter = EVERYTHING, order: Order = "doubt", *, start: int = 0, size: int = PAGE_SIZE
    ) -> Page:
        """Return a part of the list: `size` rows from the `start`-th on, from nought. Once a day it purges first."""
        if retention.is_due(self._retained_at):
            self.keep_retention()
        with self.reading() as connection:
            return listing.page(connection, wanted, order, start, size)

    def numbers(self, wanted: Filter = EVERYTHING, order: Order = "doubt") -> list[int]:
        """Return the numbers of all reports of the list, in its order."""
        with self.reading() as connection:
            return listing.numbers(connection, wanted, order)

    def around(self, number: int, wanted: Filter = EVERYTHING, order: Order = "doubt") -> tuple[int | None, int | None]:
        """Return the numbers of the reports before and after one in the list, or where it stood if it left the list."""
        with self.reading() as connection:
            return listing.around(connection, number, wanted, order)

    def tallies(self, wanted: Filter = EVERYTHING) -> Tallies:
        """Return how many of the reports that the filter lets through have each status, code, gap, author and kind."""
        with self.reading() as connection:
            return listing.tallies(connection, wanted)

    def open(self, number: int) -> Opened:
        """Return one report as it stands.

        Raises:
            InputError: There is none of that number.
        """
        with self.reading() as connection:
            return _opened(connection, number)

    def texts(self, number: int) -> tuple[str, ...]:
        """Return the texts of a report, from the one it was added with to the present one; none after a purge."""
        line = schema.words.c
        with self.reading() as connection:
            return tuple(connection.scalars(select(line.text).where(line.report == number).order_by(line.revision)))

    def each(self, wanted: Filter = EVERYTHING, order: Order = "added") -> Iterator[Opened]:
        """Yield every report of the list as it stands, one after the other; some are in memory at a time."""
        with self.reading() as connection:
            numbers = listing.numbers(connection, wanted, order)
        for chunk in _chunks(numbers):
            with self.reading() as connection:
                found = list(_open_all(connection, chunk))
            yield from found

    def events(self, *, limit: int | None = 200) -> tuple[Event, ...]:
        """Return the last events of the audit, the newest first; None for `limit` returns all."""
        with self.reading() as connection:
            return audit.events(connection, limit)

    def history(self, sought: Sought = audit.EVERYTHING, *, limit: int | None = None) -> tuple[Entry, ...]:
        """Return decisions and events together, the newest first."""
        with self.reading() as connection:
            return audit.history(connection, limit, sought)

    def named(self) -> Named:
        """Return who and what the history names."""
        with self.reading() as connection:
            return audit.named(connection)

    def decisions(self, *, since: datetime | None = None) -> tuple[Decision, ...]:
        """Return the decisions of all reports in the order of their time."""
        line = schema.decision.c
        asked = audit.select_decisions().order_by(line.at, line.report, line.sequence)
        with self.reading() as connection:
            found = connection.execute(asked.where(line.at >= since) if since else asked)
            return tuple(map(audit.read_decision, found))

    def stock(self) -> Stock:
        """Return what is kept where."""
        report, is_sqlite = schema.report.c, self.engine.dialect.name == "sqlite"
        words = func.count(), func.count().filter(report.purged_at.is_(None))
        oldest = func.min(report.added_at).filter(report.purged_at.is_(None))
        with self.reading() as connection:
            reports, with_words, since = connection.execute(select(*words, oldest)).one()
            size = (
                "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()" if is_sqlite
                else "SELECT pg_database_size(current_database())"
            )  # fmt: skip
            many = int(connection.exec_driver_sql(size).scalar_one())
        kind = "SQLite" if is_sqlite else "PostgreSQL"
        return Stock(shown(self.engine.url), kind, reports, with_words, since, many)

    # What goes

    def retention(self) -> int | None:
        """Return for how many days a report's words are kept after it was added; None keeps them without end."""
        with self.reading() as connection:
            days: int | None = retention.setting(connection, retention.RETENTION)
            return days

    def with_words(self, numbers: Iterable[int]) -> int:
        """Return how many of the reports of these numbers are there with their words."""
        report, wanted = schema.report.c, sorted(set(numbers))
        asked = select(func.count()).where(report.purged_at.is_(None))
        with self.reading() as connection:
            return sum(connection.scalar(asked.where(report.number.in_(chunk))) or 0 for chunk in _chunks(wanted))

    def older_than(self, days: int) -> int:
        """Return how many reports with their words were added more than so many days ago.

        Raises:
            InputError: No such number of days can be meant.
        """
        report = schema.report.c
        with self.reading() as connection:
            asked = select(func.count()).where(retention.older_than(days), report.purged_at.is_(None))
            return connection.scalar(asked) or 0

    def set_retention(self, days: int | None, who: str) -> Purged:
        """Set for how many days words are kept, and purge what is older at once.

        Raises:
            InputError: Words cannot be kept for so many days.
        """
        retention.check_days(days)
        with self.writing() as connection:
            before = retention.setting(connection, retention.RETENTION)
            retention.set_setting(connection, retention.RETENTION, days)
            note_event(connection, who, "retention", before={"days": before}, after={"days": days})
        return self.purge_older_than(days, who, why="retention") if days is not None else Purged(())

    def purge(self, numbers: Iterable[int], who: str) -> Purged:
        """Take the words of single reports away (see `retention`).

        Raises:
            InputError: There is no report of one of the numbers; nothing was purged.
        """
        wanted, report = sorted(set(numbers)), schema.report.c.number
        with self.writing() as connection:
            there = {
                found
                for chunk in _chunks(wanted)
                for found in connection.scalars(select(report).where(report.in_(chunk)))
            }
            for missing in (number for number in wanted if number not in there):
                raise InputError(f"there is no report {missing} on the worklist")
            taken = [
                number
                for chunk in _chunks(wanted)
                for number in retention.take_away(connection, report.in_(chunk), who, "asked")
            ]
        return self._swept(tuple(taken))

    def purge_older_than(self, days: int, who: str, *, why: str = "older_than") -> Purged:
        """Take the words of all reports away that were added more than so many days ago, by a clock that was set."""
        with self.writing() as connection:
            taken = retention.take_away(connection, retention.older_than(days), who, why)
            left = retention.undated(connection)
        return self._swept(taken)._replace(undated=left)

    def purge_all(self, who: str) -> Purged:
        """Take the words of all reports away."""
        with self.writing() as connection:
            taken = retention.take_away(connection, true(), who, "all")
        return self._swept(taken)

    def keep_retention(self) -> Purged:
        """Purge what is older than the retention setting allows, and rewrite files that an earlier purge could not.

        Called when the worklist is opened, and by `page` once a day. It raises nothing: see `retention_fault`.
        """
        self._retained_at = now()
        done = Purged(())
        try:
            days = self.retention()
            due = days is not None and self.older_than(days)
            with self.reading() as connection:
                fault = retention.clock_fault(connection) if due or now() < retention.FIRST_DAY else ""
                left = retention.undated(connection) if days is not None else ()
            if fault:
                self.retention_fault = fault
                return done
            done = self.purge_older_than(days, audit.PROGRAM, why="retention") if days and due else self._swept(())
            done = done._replace(undated=left)
            self.retention_fault = done.hindrance or done.left
        except InputError as error:
            self.retention_fault = str(error)
        return done

    def _swept(self, numbers: tuple[int, ...]) -> Purged:
        """Rewrite the files where a purge has not been followed by that yet, and say what hindered it."""
        try:
            with self.reading() as connection:
                mark = retention.setting(connection, retention.UNSWEPT)
            if mark is None:
                return Purged(numbers)
            with _told("written"), transaction(self.engine, NONE) as connection:
                hindrance = retention.rewrite_files(connection)
            if not hindrance:
                with self.writing() as connection:  # unless another purge came meanwhile
                    if retention.setting(connection, retention.UNSWEPT) == mark:
                        retention.set_setting(connection, retention.UNSWEPT, None)
        except InputError as error:
            hindrance = str(error)
        return Purged(numbers, hindrance)

    def _since(self, number: int, seen: int) -> tuple[Decision, ...]:
        return tuple(each for each in self.open(number).decisions if each.sequence > seen)


@contextmanager
def _told(how: str) -> Iterator[None]:
    """Tell what a database complains of as an error of the input."""
    try:
        yield
    except (SQLAlchemyError, UnicodeError, OverflowError) as error:
        raise InputError(f"the worklist cannot be {how}: {plain_reason(error)}") from error


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + listing.CHUNK] for start in range(0, len(values), listing.CHUNK))


def _new_numbers(connection: Connection, many: int) -> list[int]:
    """Return the numbers of so many new reports; on SQLite nobody else writes meanwhile, PostgreSQL gives none twice."""
    if connection.dialect.name == "sqlite":
        last = connection.scalar(select(func.max(schema.report.c.number))) or 0
        return list(range(last + 1, last + 1 + many))
    sequence = func.nextval(func.pg_get_serial_sequence("report", "number"))
    return list(connection.scalars(select(sequence).select_from(func.generate_series(1, many))))


class _Answer(NamedTuple):
    """The tool's answer for a text as it is written: its JSON, its codes and gaps."""

    text: str
    record: str
    codes: list[dict[str, Any]]
    gaps: list[dict[str, Any]]


def _line(new: NewReport, who: str) -> dict[str, Any]:
    """Return a report's line of the list."""
    if len(new.patient) > LONGEST:
        raise InputError(f"a patient's key has more than {LONGEST} characters; is it the right column?")
    return {
        "name": kept(new.name)[:LONGEST], "source": kept(new.source)[:LONGEST], "patient": kept(new.patient),
        "physician": kept(new.physician)[:LONGEST], "site": kept(new.site)[:LONGEST], "status": "open", "sequence": 0,
        "revision": 0, "added_by": kept(who), **_listed(new.text, new.analysis),
    }  # fmt: skip


def _listed(text: str, analysis: Analysis) -> dict[str, Any]:
    """Return what the list shows of an answer."""
    day = datetime.fromisoformat(analysis.date_of_service).date() if analysis.date_of_service else None
    return {
        "day": day, "title": _title(text, analysis), "kind": _kind(analysis),
        "look_first": analysis.review.look_first, "probability": analysis.review.probability,
        "why": list(analysis.review.why), "gap_count": len({gap.element for gap in analysis.gaps}), "version": analysis.engine.version,
    }  # fmt: skip


def _title(text: str, analysis: Analysis) -> str:
    """Return the first line of the report's title, or of the report where it has none."""
    start = next((part.start for part in analysis.sections if part.kind == "title"), 0)
    lines = (line.strip() for line in text[start:].splitlines())
    return next((line for line in lines if line), "")[:LONGEST]


def _kind(analysis: Analysis) -> str:
    return analysis.studies[0].kind if analysis.studies else analysis.document


def _answer(text: str, analysis: Analysis) -> _Answer:
    kinds = {study.id: study.kind for study in analysis.studies}
    codes = [
        {
            "position": position, "code": code.code, "name": code.name,
            "units": code.units, "status": code.status, "family": kinds.get(code.study or "", ""), "rule": code.rule,
        }
        for position, code in enumerate(analysis.codes)
    ]  # fmt: skip
    gaps: dict[str, dict[str, Any]] = {}
    for gap in analysis.gaps:
        listed = gaps.setdefault(gap.element, {"element": gap.element, "severity": gap.severity, "position": len(gaps)})
        listed["severity"] = "required" if "required" in (gap.severity, listed["severity"]) else gap.severity
    return _Answer(text, json_text(analysis.to_dict()), codes, list(gaps.values()))


def _write_answers(connection: Connection, answers: Sequence[tuple[int, int, _Answer]]) -> None:
    """Write the texts of reports and the tool's answers for them: (report, revision, answer) each."""
    texts = [
        {"report": number, "revision": revision, "text": answer.text, "record": answer.record}
        for number, revision, answer in answers
    ]
    codes = [{"report": number, **code} for number, _, answer in answers for code in answer.codes]
    gaps = [{"report": number, **gap} for number, _, answer in answers for gap in answer.gaps]
    for table, lines in ((schema.words, texts), (schema.report_code, codes), (schema.report_gap, gaps)):
        if lines:
            connection.execute(insert(table), lines)


def _write_decision(connection: Connection, opened: Opened, move: Move, who: str, analysis: Analysis | None) -> Opened:
    """Write a decision about a report that nobody else writes meanwhile, and return the report as it stands then."""
    standing = add_up(opened.analysis, opened.decisions)
    _check(move, opened, standing)
    number, sequence, moment = opened.row.number, opened.sequence + 1, now()
    changed: dict[str, Any] = {"sequence": sequence}
    after, words = _as_json(move.value), kept(move.words)
    if move.what == "edit_text":
        if analysis is None:
            raise InputError("a text is edited with the answer for it")
        check_answered(move.words, analysis)
        revision = 1 + int(
            connection.scalar(select(schema.report.c.revision).where(schema.report.c.number == number)) or 0
        )
        after, words = {"revision": revision}, ""
        changed |= {"revision": revision, **_listed(move.words, analysis)}
        for table in (schema.report_code, schema.report_gap):
            connection.execute(table.delete().where(table.c.report == number))
        _write_answers(connection, [(number, revision, _answer(move.words, analysis))])
    if move.what == "accept_code":  # what was accepted stands in the decision, whatever becomes of the text
        after = next(code.offered.to_dict() for code in standing.codes if code.subject == move.subject and code.offered)
    if verdict := {**CODE_VERDICTS, **GAP_VERDICTS}.get(move.what):
        after["verdict"] = verdict
    told = Decision(
        number, sequence, moment, kept(who), move.what, kept(move.subject), _before(standing, move), after,
        kept(move.reason), words,
    )  # fmt: skip
    shown = analysis if move.what == "edit_text" else opened.analysis
    status = add_up(shown, (*opened.decisions, told)).status
    if move.what in ("finish", "reopen"):
        told = told._replace(after={"status": status})
    values = told._asdict()
    remark = values.pop("words")
    connection.execute(insert(schema.decision).values(values))
    if remark:
        connection.execute(insert(schema.remark).values(report=number, sequence=sequence, words=remark))
    decisions = (*opened.decisions, told)
    connection.execute(update(schema.report).where(schema.report.c.number == number).values(**changed, status=status))
    if move.what == "edit_text":
        return _opened(connection, number)
    return Opened(opened.row._replace(sequence=sequence, status=status), opened.text, opened.analysis, decisions)


def _as_json(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a value as it will be read again: what is no list there is none here.

    Raises:
        InputError: It holds something that JSON has not.
    """
    try:
        read: dict[str, Any] = json.loads(json.dumps(dict(value)))
    except (TypeError, ValueError) as error:
        raise InputError("the value of a decision is made of words, numbers and lists") from error
    return read


def _check(move: Move, opened: Opened, standing: Standing) -> None:
    """Hold that a report has what is decided about.

    Raises:
        InputError: It has not.
    """
    if opened.row.purged and move.what not in ("finish", "reopen"):
        raise InputError("the report's text was purged; it can be finished or reopened, nothing else")
    subject, fault = move.subject, ""
    if move.what in ("change_code", "add_code"):
        ClaimLine.read(move.value)
    if move.what in ("accept_code", "reject_code", "change_code"):
        fault = "" if subject in {code.subject for code in standing.codes} else f"the report has no code {subject}"
    elif move.what in ("confirm_gap", "dismiss_gap"):
        fault = "" if subject in {gap.element for gap in standing.gaps} else f"the report has no gap {subject}"
    elif move.what == "answer_query":
        fault = "" if subject in {sent.topic for sent in standing.queries} else f"no question about {subject} was sent"
    elif move.what == "undo":
        fault = "" if subject in _undoable(opened.decisions) else "there is no such decision to take back"
    elif move.what in ("finish", "reopen") and (move.what == "finish") == (standing.finished is not None):
        fault = "the report is finished already" if standing.finished else "the report is not finished"
    if fault:
        raise InputError(fault)


def _undoable(decisions: Sequence[Decision]) -> set[str]:
    """Return the numbers of the decisions that can be taken back: those in force, and those that took one back."""
    gone = taken_back(decisions)
    return {str(each.sequence) for each in decisions if each.what != "edit_text" and each.sequence not in gone}


def _before(standing: Standing, move: Move) -> dict[str, Any]:
    """Return what stood of a decision's subject before it."""
    if move.what.endswith("_code"):
        for code in standing.codes:
            if code.subject == move.subject:
                return {"verdict": code.verdict, **(code.line.to_dict() if code.line else {})}
    if move.what.endswith("_gap"):
        for gap in standing.gaps:
            if gap.element == move.subject:
                return {"verdict": gap.verdict}
    if move.what == "edit_text":
        return {"required_gaps": [gap.element for gap in standing.gaps if gap.severity == "required"]}
    return {"status": standing.status} if move.what in ("finish", "reopen") else {}


def _opened(connection: Connection, number: int, *, lock: bool = False) -> Opened:
    """Return one report; with `lock`, nobody else decides about it until the transaction ends."""
    if not 0 < number < 2**31:
        raise InputError(f"there is no report {number} on the worklist")
    if lock:
        connection.execute(select(schema.report.c.number).where(schema.report.c.number == number).with_for_update())
    found = next(iter(_open_all(connection, [number])), None)
    if found is None:
        raise InputError(f"there is no report {number} on the worklist")
    return found


def _open_all(connection: Connection, numbers: Sequence[int]) -> Iterator[Opened]:
    report, words, decision = schema.report.c, schema.words.c, schema.decision.c
    texts = connection.execute(
        select(schema.words).join(schema.report, report.number == words.report)
        .where(words.report.in_(numbers), words.revision == report.revision)
    )  # fmt: skip
    kept_words = {line.report: line for line in texts}
    history: dict[int, list[Decision]] = {number: [] for number in numbers}
    asked = audit.select_decisions().where(decision.report.in_(numbers)).order_by(decision.report, decision.sequence)
    for line in connection.execute(asked):
        history[line.report].append(audit.read_decision(line))
    for row in listing.lines(connection, numbers):
        found: Line[Any] | None = kept_words.get(row.number)
        analysis = _analysis_of(row.number, found.text, found.record) if found else None
        yield Opened(row, found.text if found else "", analysis, tuple(history[row.number]))


def _analysis_of(number: int, text: str, record: str) -> Analysis:
    """Return the answer that is kept for a text.

    Raises:
        InputError: Text or answer are not what was kept: the database is damaged, or another program wrote to it.
    """
    try:
        analysis = read_analysis(json.loads(record))
        check_answered(text, analysis)
    except (InputError, ValueError, RecursionError) as error:
        raise InputError(f"report {number} is damaged in the database; put the last backup in its place") from error
    return analysis
