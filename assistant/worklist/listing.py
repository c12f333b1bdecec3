"""The list as the database answers for it: filters, orders, lines, neighbours and tallies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_, select, true, tuple_
from sqlalchemy import Row as Line

from assistant.worklist import schema
from assistant.worklist.records import Filter, Order, Page, Row, Tallies

_report, _code, _gap = schema.report.c, schema.report_code.c, schema.report_gap.c
#: What each order sorts by, always upwards: the last key is the report's number, so that no two are equal.
KEYS: Mapping[Order, tuple[ColumnElement[Any], ...]] = {
    "doubt": (_report.probability, _report.number),
    "added": (-_report.number,),
    "date": (func.coalesce(_report.day, literal(date.max)), _report.number),
    "name": (_report.name, _report.number),
    "gaps": (-_report.gap_count, _report.number),
}

#: Reports that are read in one step, and found reports that are named one by one in a question.
CHUNK, MOST_FOUND = 200, 5_000


def where(wanted: Filter) -> ColumnElement[bool]:
    """Return the condition that a filter sets on reports."""
    asked: list[ColumnElement[bool]] = [true()]
    for column, values in (
        (_report.status, wanted.statuses), (_report.physician, wanted.physicians), (_report.site, wanted.sites),
        (_report.kind, wanted.kinds),
    ):  # fmt: skip
        if values:
            asked.append(column.in_(sorted(values)))
    if wanted.codes:
        asked.append(_report.number.in_(select(_code.report).where(_code.code.in_(sorted(wanted.codes)))))
    if wanted.gaps:
        asked.append(_report.number.in_(select(_gap.report).where(_gap.element.in_(sorted(wanted.gaps)))))
    if wanted.look_first is not None:
        asked.append(_report.look_first.is_(wanted.look_first))
    if wanted.since:
        asked.append(_report.day >= wanted.since)
    if wanted.until:
        asked.append(_report.day <= wanted.until)
    for word in wanted.words.split():
        searched = (_report.name, _report.patient, _report.title, _report.physician)
        asked.append(or_(*(column.icontains(word, autoescape=True) for column in searched)))
    return and_(*asked)


def page(connection: Connection, wanted: Filter, order: Order, start: int, size: int) -> Page:
    """Return `size` reports of the list from the `start`-th on, from nought, and how many there are in all."""
    sorted_by = (_report.number.desc(),) if order == "added" else KEYS[order]
    found = connection.scalars(
        select(_report.number).where(where(wanted)).order_by(*sorted_by).offset(start).limit(size)
    ).all()
    if len(found) < size and (found or not start):
        total = start + len(found)
    else:
        total = connection.scalar(select(func.count()).select_from(schema.report).where(where(wanted))) or 0
    return Page(lines(connection, found), total)


def lines(connection: Connection, listed: Sequence[int]) -> tuple[Row, ...]:
    """Return the lines of the list that reports of these numbers have, in the order of the numbers."""
    found: dict[int, Row] = {}
    for start in range(0, len(listed), CHUNK):
        chunk = listed[start : start + CHUNK]
        asked = select(schema.report).where(_report.number.in_(chunk))
        found |= {row.number: row for row in _rows(connection, connection.execute(asked).all())}
    return tuple(found[number] for number in listed if number in found)


def numbers(connection: Connection, wanted: Filter, order: Order) -> list[int]:
    """Return the numbers of all reports of the list."""
    return list(connection.scalars(select(_report.number).where(where(wanted)).order_by(*KEYS[order])))


def around(connection: Connection, number: int, wanted: Filter, order: Order) -> tuple[int | None, int | None]:
    """Return the reports of the list that come before and after the place where a report stands or would stand."""
    keys = KEYS[order]
    place = connection.execute(select(*keys).where(_report.number == number)).first()
    if place is None:
        return None, None
    here = tuple_(*(literal(value) for value in place))
    listed = select(_report.number).where(where(wanted))
    before = listed.where(tuple_(*keys) < here).order_by(*(key.desc() for key in keys)).limit(1)
    after = listed.where(tuple_(*keys) > here).order_by(*keys).limit(1)
    return connection.scalar(before), connection.scalar(after)


def tallies(connection: Connection, wanted: Filter) -> Tallies:
    """Return how many of the reports that a filter lets through have each status, code, gap, author and kind."""
    condition, everything = where(wanted), wanted == Filter()
    if wanted.words:  # the search reads every line: once is enough
        found = connection.scalars(select(_report.number).where(condition).limit(MOST_FOUND + 1)).all()
        condition = _report.number.in_(found) if len(found) <= MOST_FOUND else condition

    def of_answers(value: ColumnElement[Any], owner: ColumnElement[int]) -> dict[Any, int]:
        each = select(value.label("value")).group_by(value, owner)
        if not everything:  # not by the key, so that the index of both columns is read in its order
            each = each.where((owner + 0).in_(select(_report.number).where(condition)))
        once = each.subquery()
        counted = select(once.c.value, func.count()).group_by(once.c.value).order_by(once.c.value)
        return dict(connection.execute(counted).all())

    columns = (_report.status, _report.physician, _report.site, _report.kind, _report.look_first)
    tallied: tuple[Counter[Any], ...] = tuple(Counter() for _ in columns)
    for *values, many in connection.execute(select(*columns, func.count()).where(condition).group_by(*columns)):
        for counter, value in zip(tallied, values, strict=True):
            counter[value] += many
    statuses, physicians, sites, kinds = ({name: each[name] for name in sorted(each) if name} for each in tallied[:4])
    codes, gaps = of_answers(_code.code, _code.report), of_answers(_gap.element, _gap.report)
    return Tallies(statuses, codes, gaps, physicians, sites, kinds, tallied[4][True])


def _rows(connection: Connection, found: Sequence[Line[Any]]) -> tuple[Row, ...]:
    """Return lines of the table of reports with their codes and gaps."""
    listed = [line.number for line in found]
    codes: dict[int, list[Any]] = {number: [] for number in listed}
    gaps: dict[int, list[str]] = {number: [] for number in listed}
    asked = select(_code.report, _code.name, _code.status).where(_code.report.in_(listed))
    for named in connection.execute(asked.order_by(_code.report, _code.position)):
        codes[named.report].append(named)
    lacking = select(_gap.report, _gap.element).where(_gap.report.in_(listed))
    for line in connection.execute(lacking.order_by(_gap.report, _gap.position)):
        gaps[line.report].append(line.element)
    return tuple(
        Row(
            line.number, line.name, line.patient, line.physician, line.site, line.day, line.title, line.kind,
            tuple(each.name for each in codes[line.number] if each.status == "supported"),
            tuple(each.name for each in codes[line.number] if each.status == "needs_documentation"),
            tuple(gaps[line.number]), line.look_first, line.probability, tuple(line.why), line.status, line.sequence,
            line.added_at, line.added_by, line.purged_at is not None,
        )
        for line in found
    )  # fmt: skip
