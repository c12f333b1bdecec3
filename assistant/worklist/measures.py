"""What the decisions say of the tool and of the documentation: agreement, overturned rules, doubt, gaps, questions.

Only counts are made here, of how many out of how many; a page draws them. A report counts as reviewed once it is
finished; a code counts as decided once somebody accepted, changed or rejected it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from math import sqrt
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from assistant.worklist import listing, schema
from assistant.worklist.audit import read_decision, select_decisions
from assistant.worklist.records import Decision, Filter
from assistant.worklist.standing import CODE_VERDICTS, GAP_VERDICTS, CodeVerdict, effective
from assistant.worklist.store import EVERYTHING, Worklist

#: Standard deviations of a 95 % interval.
WIDTH = 1.96
UNKNOWN = ""


class Share(NamedTuple):
    """`right` of `of`."""

    right: int
    of: int

    def interval(self) -> tuple[float, float]:
        """Return where the true share lies with 95 % (Wilson's score interval), between 0 and 1."""
        if not self.of:
            return 0.0, 1.0
        square = WIDTH * WIDTH / self.of
        middle = self.right / self.of + square / 2
        reach = WIDTH * sqrt(self.right * (self.of - self.right) / self.of**3 + square / (4 * self.of))
        return (middle - reach) / (1 + square), (middle + reach) / (1 + square)


class Agreement(NamedTuple):
    """What became of the tool's codes of one family, and how many codes of it people added.

    An added code belongs to the family that gave it in another report; the family is empty where none did.
    """

    family: str
    accepted: int
    changed: int
    rejected: int
    added: int

    @property
    def share(self) -> Share:
        """How many of the decided codes were taken as they were."""
        return Share(self.accepted, self.accepted + self.changed + self.rejected)


class Overturned(NamedTuple):
    """A rule whose codes were changed or rejected: how often, of how many decided ones, and why."""

    rule: str
    code: str
    overturned: Share
    reasons: tuple[tuple[str, int], ...]


class Sureness(NamedTuple):
    """Reviewed reports of which the tool said one thing: in how many nobody changed, rejected or added a code."""

    sure: bool
    unchanged: Share


class GapCount(NamedTuple):
    """How often an element was missing in a group of reports, and how often people dismissed the gap."""

    group: str
    element: str
    missing: Share
    dismissed: int


class Answers(NamedTuple):
    """Questions: how many were sent and answered, after how many days in the middle, and with what outcome."""

    sent: int
    answered: int
    days: float | None
    outcomes: tuple[tuple[str, int], ...]


class Completeness(NamedTuple):
    """In how many reports of a group no required element was missing when they came."""

    group: str
    complete: Share


@dataclass(frozen=True, slots=True)
class Measures:
    """Everything that the decisions say. Groups are by physician, site and month; an empty name is one not told."""

    reports: int
    reviewed: int
    agreement: tuple[Agreement, ...]
    overturned: tuple[Overturned, ...]
    sureness: tuple[Sureness, ...]
    gaps: Mapping[str, tuple[GapCount, ...]]
    answers: Answers
    completeness: Mapping[str, tuple[Completeness, ...]]


GROUPS = ("physician", "site", "month")


@dataclass(slots=True)
class _Report:
    """One report as far as it is counted."""

    line: Any
    codes: list[Any] = field(default_factory=list)
    gaps: list[Any] = field(default_factory=list)
    history: list[Decision] = field(default_factory=list)

    def group(self, name: str) -> str:
        if name == "month":
            return f"{self.line.day or self.line.added_at.date():%Y-%m}"
        return str(getattr(self.line, name))

    @property
    def complete_at_first(self) -> bool:
        """Whether no required element was missing before anybody changed the text."""
        first = next((each for each in self.history if each.what == "edit_text"), None)
        if first is not None:
            return not first.before.get("required_gaps", ())
        return all(gap.severity != "required" for gap in self.gaps)


def measure(worklist: Worklist, wanted: Filter = EVERYTHING) -> Measures:
    """Count what was decided about the reports that a filter lets through."""
    reports = _read(worklist, wanted)
    in_force = {number: effective(report.history) for number, report in reports.items()}
    return Measures(
        len(reports),
        sum(report.line.status == "done" for report in reports.values()),
        _agreement(reports, in_force),
        _overturned(reports, in_force),
        _sureness(reports, in_force),
        {group: _gaps(reports.values(), in_force, group) for group in GROUPS},
        _answers(each for decisions in in_force.values() for each in decisions),
        {group: _completeness(reports.values(), group) for group in GROUPS},
    )


def _read(worklist: Worklist, wanted: Filter) -> dict[int, _Report]:
    """Return the reports with their codes, gaps and history, in four questions however many they are."""
    report = schema.report
    numbers = select(report.c.number).where(listing.where(wanted))
    with worklist.reading() as connection:
        asked: Select[Any] = select(
            report.c.number, report.c.physician, report.c.site, report.c.day, report.c.added_at, report.c.look_first,
            report.c.status,
        ).where(report.c.number.in_(numbers))  # fmt: skip
        reports = {line.number: _Report(line) for line in connection.execute(asked)}
        code, gap = schema.report_code, schema.report_gap
        for line in connection.execute(select(code).where(code.c.report.in_(numbers)).order_by(code.c.position)):
            reports[line.report].codes.append(line)
        for line in connection.execute(select(gap).where(gap.c.report.in_(numbers)).order_by(gap.c.position)):
            reports[line.report].gaps.append(line)
        told = schema.decision.c
        decided = select_decisions().where(told.report.in_(numbers)).order_by(told.report, told.sequence)
        for line in connection.execute(decided):
            reports[line.report].history.append(read_decision(line))
    return reports


def _verdicts(decisions: Iterable[Decision]) -> dict[str, tuple[CodeVerdict, Decision]]:
    """Return the last verdict about each code, by the code's name."""
    return {each.subject: (CODE_VERDICTS[each.what], each) for each in decisions if each.what in CODE_VERDICTS}


def _agreement(reports: Mapping[int, _Report], in_force: Mapping[int, list[Decision]]) -> tuple[Agreement, ...]:
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    families = {code.code: code.family for report in reports.values() for code in report.codes}
    for number, report in reports.items():
        verdicts = _verdicts(in_force[number])
        for code in report.codes:
            verdict, _ = verdicts.pop(code.name, ("open", None))
            counted[code.family][verdict] += 1
        for verdict, by in verdicts.values():
            if verdict == "added":
                counted[families.get(str(by.after["code"]), UNKNOWN)]["added"] += 1
    rows = (
        Agreement(family, many["accepted"], many["changed"], many["rejected"], many["added"])
        for family, many in counted.items()
    )
    return tuple(
        sorted((row for row in rows if row.share.of or row.added), key=lambda row: (-row.share.of, row.family))
    )


def _overturned(reports: Mapping[int, _Report], in_force: Mapping[int, list[Decision]]) -> tuple[Overturned, ...]:
    decided: Counter[tuple[str, str]] = Counter()
    against: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for number, report in reports.items():
        verdicts = _verdicts(in_force[number])
        for code in report.codes:
            verdict, by = verdicts.get(code.name, ("open", None))
            if by is None:
                continue
            decided[code.rule, code.code] += 1
            if verdict in ("rejected", "changed"):
                against[code.rule, code.code][by.reason] += 1
    rows = (
        Overturned(rule, code, Share(why.total(), decided[rule, code]), tuple(why.most_common()))
        for (rule, code), why in against.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.overturned.right, row.rule)))


def _sureness(reports: Mapping[int, _Report], in_force: Mapping[int, list[Decision]]) -> tuple[Sureness, ...]:
    counted: dict[bool, list[bool]] = {True: [], False: []}
    for number, report in reports.items():
        if report.line.status == "done":
            verdicts = _verdicts(in_force[number]).values()
            counted[not report.line.look_first].append(all(verdict == "accepted" for verdict, _ in verdicts))
    return tuple(Sureness(sure, Share(sum(same), len(same))) for sure, same in counted.items())


def _gaps(reports: Iterable[_Report], in_force: Mapping[int, list[Decision]], group: str) -> tuple[GapCount, ...]:
    sizes: Counter[str] = Counter()
    missing: Counter[tuple[str, str]] = Counter()
    dismissed: Counter[tuple[str, str]] = Counter()
    for report in reports:
        name = report.group(group)
        sizes[name] += 1
        last = {e.subject: GAP_VERDICTS[e.what] for e in in_force[report.line.number] if e.what in GAP_VERDICTS}
        for element in dict.fromkeys(gap.element for gap in report.gaps):
            missing[name, element] += 1
            dismissed[name, element] += last.get(element) == "dismissed"
    rows = (
        GapCount(name, element, Share(many, sizes[name]), dismissed[name, element])
        for (name, element), many in missing.items()
    )
    return tuple(sorted(rows, key=lambda row: (row.group, -row.missing.right, row.element)))


def _answers(decisions: Iterable[Decision]) -> Answers:
    sent: dict[tuple[int, str], Decision] = {}
    waits: list[timedelta] = []
    outcomes: Counter[str] = Counter()
    asked = 0
    for each in decisions:
        if each.what == "send_query":
            asked += 1
            sent[each.report, each.subject] = each
        elif each.what == "answer_query" and (each.report, each.subject) in sent:
            waits.append(each.at - sent.pop((each.report, each.subject)).at)
            outcomes[str(each.after.get("outcome", UNKNOWN))] += 1
    days = median(wait / timedelta(days=1) for wait in waits) if waits else None
    return Answers(asked, len(waits), days, tuple(outcomes.most_common()))


def _completeness(reports: Iterable[_Report], group: str) -> tuple[Completeness, ...]:
    counted: defaultdict[str, list[bool]] = defaultdict(list)
    for report in reports:
        counted[report.group(group)].append(report.complete_at_first)
    return tuple(Completeness(name, Share(sum(whole), len(whole))) for name, whole in sorted(counted.items()))
