"""Adds up what was decided about a report: which codes stand, which gaps are open, which questions wait, its status.

The tool's answer and the decisions are the only inputs; a decision that was taken back counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from assistant.analysis import Analysis, Gap, Severity, Status, code_name
from assistant.errors import InputError
from assistant.worklist.records import Decision, ReportStatus, What

CodeVerdict = Literal["open", "accepted", "rejected", "changed", "added"]
GapVerdict = Literal["open", "confirmed", "dismissed"]
CODE_VERDICTS: Mapping[What, CodeVerdict] = {
    "accept_code": "accepted", "reject_code": "rejected", "change_code": "changed", "add_code": "added",
}  # fmt: skip
GAP_VERDICTS: Mapping[What, GapVerdict] = {"confirm_gap": "confirmed", "dismiss_gap": "dismissed"}

CLAIM_NAME = re.compile(r"[0-9A-Z]{5}(-[0-9A-Z]{2})*")


class ClaimLine(NamedTuple):
    """A code as it goes out: the code, its modifiers, its units."""

    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1

    @property
    def name(self) -> str:
        """How lists name it: 93971-RT."""
        return code_name(self.code, self.modifiers)

    def to_dict(self) -> dict[str, Any]:
        return {"code": self.code, "modifiers": list(self.modifiers), "units": self.units}

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> ClaimLine:
        """Return the line that `to_dict` rendered.

        Raises:
            InputError: It is none.
        """
        try:
            line = cls(str(value["code"]), tuple(map(str, value.get("modifiers", ()))), int(value.get("units", 1)))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError("a claim line is a code, its modifiers and its units") from error
        if line.units < 1 or not CLAIM_NAME.fullmatch(line.name):
            raise InputError("a claim line is a code of five characters, modifiers of two, and at least one unit")
        return line


class CodeStanding(NamedTuple):
    """A code of the tool, or one that a person added: what the tool says of it and what was decided.

    `line` is what goes out: None where it was rejected. `status` is the tool's, None for an added code. `by` is the last
    decision about it, `offered` the line as the tool or whoever added it named it.
    """

    subject: str
    label: str
    status: Status | None
    verdict: CodeVerdict
    line: ClaimLine | None
    by: Decision | None
    offered: ClaimLine | None = None


class GapStanding(NamedTuple):
    """A gap and what was decided about it."""

    element: str
    severity: Severity
    message: str
    verdict: GapVerdict
    by: Decision | None


class QueryStanding(NamedTuple):
    """A question that was sent: `answered` is the decision that says how it was answered, None while it waits."""

    topic: str
    sent: Decision
    answered: Decision | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that stands of a report after its decisions."""

    codes: tuple[CodeStanding, ...]
    gaps: tuple[GapStanding, ...]
    queries: tuple[QueryStanding, ...]
    finished: Decision | None
    status: ReportStatus

    @property
    def claim(self) -> tuple[ClaimLine, ...]:
        """The lines that go out: what was accepted, changed or added."""
        return tuple(code.line for code in self.codes if code.line and code.verdict in ("accepted", "changed", "added"))

    def to_dict(self) -> dict[str, Any]:
        return {
            "status": self.status,
            "codes": [
                {
                    "subject": code.subject, "label": code.label, "tool": code.status, "verdict": code.verdict,
                    "line": code.line.to_dict() if code.line else None, "by": code.by.sequence if code.by else None,
                }
                for code in self.codes
            ],
            "gaps": [
                {
                    "element": gap.element, "severity": gap.severity, "verdict": gap.verdict,
                    "by": gap.by.sequence if gap.by else None,
                }
                for gap in self.gaps
            ],
            "queries": [
                {
                    "topic": query.topic, "sent": query.sent.sequence,
                    "answered": query.answered.sequence if query.answered else None,
                }
                for query in self.queries
            ],
            "finished": self.finished.sequence if self.finished else None,
            "claim": [line.to_dict() for line in self.claim],
        }  # fmt: skip


def add_up(analysis: Analysis | None, decisions: Iterable[Decision]) -> Standing:
    """Return what stands.

    Args:
        analysis: The tool's answer for the report's present text; None where a purge took it away: then the codes are
            those that were decided about, as the decisions name them, and no gap is told.
        decisions: The report's history in its order.
    """
    in_force = effective(decisions)
    finished = next((each for each in reversed(in_force) if each.what in ("finish", "reopen")), None)
    queries = _queries(in_force)
    if finished is not None and finished.what == "reopen":
        finished = None
    return Standing(
        tuple(_codes(analysis, in_force)),
        tuple(_gaps(analysis.gaps if analysis else (), in_force)),
        queries,
        finished,
        _status(in_force, finished, queries),
    )


def effective(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that were not taken back, without those that only take back. An undo can be undone."""
    history = list(decisions)
    gone = taken_back(history)
    return [each for each in history if each.what != "undo" and each.sequence not in gone]


def taken_back(history: Sequence[Decision]) -> set[int]:
    """Return the numbers of the decisions that were taken back, in a history in its order."""
    gone: set[int] = set()
    for decision in reversed(history):
        if decision.what == "undo" and decision.sequence not in gone:
            gone.add(int(decision.subject))
    return gone


def last_to_undo(in_force: Sequence[Decision]) -> Decision | None:
    """Return the decision that is taken back next, of those in force; a text that was edited stays edited."""
    return next((each for each in reversed(in_force) if each.what != "edit_text"), None)


def _status(in_force: Sequence[Decision], finished: Decision | None, queries: Iterable[QueryStanding]) -> ReportStatus:
    if finished:
        return "done"
    if any(query.answered is None for query in queries):
        return "waiting"
    return "in_work" if in_force else "open"


def _codes(analysis: Analysis | None, in_force: Sequence[Decision]) -> Iterable[CodeStanding]:
    last = {each.subject: each for each in in_force if each.what in CODE_VERDICTS}
    added = {each.subject: each for each in in_force if each.what == "add_code"}
    named: set[str] = set()
    for code in analysis.codes if analysis else ():
        subject = code.name
        named.add(subject)
        offered = ClaimLine(code.code, code.modifiers, code.units)
        yield _standing(subject, code.label, code.status, offered, last.get(subject))
    for subject, by in last.items():  # a code that was decided about while the text was another is no candidate now
        if subject in named or (analysis and subject not in added):
            continue
        told = added[subject].after if subject in added else {**by.before, **by.after}
        line = ClaimLine.read(told) if "code" in told else None
        yield _standing(subject, str(told.get("label", "")), None, line, by)


def _standing(
    subject: str, label: str, status: Status | None, offered: ClaimLine | None, by: Decision | None
) -> CodeStanding:
    verdict = CODE_VERDICTS[by.what] if by else "open"
    line = None if verdict == "rejected" else offered
    if by and verdict in ("changed", "added"):
        line = ClaimLine.read(by.after)
    return CodeStanding(subject, label, status, verdict, line, by, offered)


def _gaps(gaps: Iterable[Gap], in_force: Sequence[Decision]) -> Iterable[GapStanding]:
    last = {each.subject: each for each in in_force if each.what in GAP_VERDICTS}
    for gap in gaps:
        by = last.get(gap.element)
        yield GapStanding(gap.element, gap.severity, gap.message, GAP_VERDICTS[by.what] if by else "open", by)


def _queries(in_force: Sequence[Decision]) -> tuple[QueryStanding, ...]:
    found: dict[str, QueryStanding] = {}
    for each in in_force:
        if each.what == "send_query":
            found[each.subject] = QueryStanding(each.subject, each, None)
        elif each.what == "answer_query" and each.subject in found:
            found[each.subject] = found[each.subject]._replace(answered=each)
    return tuple(found.values())
