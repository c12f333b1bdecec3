"""What goes into the worklist and what comes out of it: frozen records, without any table or page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from assistant.analysis import Analysis
from assistant.errors import InputError

#: Where a report stands: nothing decided, something decided, a question sent and not answered, finished.
ReportStatus: TypeAlias = Literal["open", "in_work", "waiting", "done"]
STATUSES: tuple[ReportStatus, ...] = get_args(ReportStatus)

#: What one decision does.
#:
#: accept_code, reject_code, change_code: the subject is the code as the tool named it ("93971-RT"); add_code: as the
#: coder names it. confirm_gap, dismiss_gap: the subject is the gap's element. send_query, answer_query: the subject is
#: the question's topic. edit_text: the report has another text from then on. finish, reopen: the report as a whole.
#: undo: takes back the decision whose number is the subject.
What: TypeAlias = Literal[
    "accept_code", "reject_code", "change_code", "add_code", "confirm_gap", "dismiss_gap", "send_query",
    "answer_query", "edit_text", "finish", "reopen", "undo",
]  # fmt: skip
WHATS: tuple[What, ...] = get_args(What)

#: Orders of the list: doubt has the least sure first, the others the newest, the earliest day or the first name.
Order: TypeAlias = Literal["doubt", "added", "date", "name", "gaps"]
ORDERS: tuple[Order, ...] = get_args(Order)

#: The keys that the value of a decision may have. Decisions are never taken away, so that no other words get into them.
VALUE_KEYS: Mapping[What, frozenset[str]] = {
    "change_code": frozenset({"code", "modifiers", "units", "label"}),
    "add_code": frozenset({"code", "modifiers", "units", "label"}),
    "answer_query": frozenset({"outcome"}),
}
#: What a subject and a reason are: one word, such as a code or an element's name.
_ONE_WORD = re.compile(r"\S{0,120}")
#: What not every database keeps: the character nought, and halves of surrogate pairs.
_NOT_KEPT = re.compile("[\x00\ud800-\udfff]")


def kept(words: str) -> str:
    """Return words as every database keeps them; each character that none keeps is replaced by one."""
    return _NOT_KEPT.sub("\N{REPLACEMENT CHARACTER}", words)


def check_answered(text: str, analysis: Analysis) -> None:
    """Hold that an answer belongs to a text, and that a database keeps that text as it is.

    Raises:
        InputError: It does not; nothing of the text is in the message.
    """
    if found := _NOT_KEPT.search(text):
        raise InputError(f"the text has a character (U+{ord(found[0]):04X}) that cannot be kept; take it out first")
    if sha256(text.encode()).hexdigest() != analysis.sha256:
        raise InputError("the answer is for another text than the report's")


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report to be put on the list: its text, what the tool says of it, and what is known beside it.

    Attributes:
        text: The report.
        analysis: The answer for `text`.
        name: How people call it: a file's name, or its number in a table.
        source: How it came: paste, file, table.
        patient: The key of its patient; empty where it is not told.
        physician: Its author; empty where it is not told.
        site: Where it was written; empty where it is not told.
    """

    text: str
    analysis: Analysis
    name: str = ""
    source: str = "paste"
    patient: str = ""
    physician: str = ""
    site: str = ""

    def __post_init__(self) -> None:
        check_answered(self.text, self.analysis)


class Row(NamedTuple):
    """One line of the list. What a purge took away is empty, and `purged` says so."""

    number: int
    name: str
    patient: str
    physician: str
    site: str
    day: date | None
    title: str
    kind: str
    codes: tuple[str, ...]
    needing: tuple[str, ...]
    gaps: tuple[str, ...]
    look_first: bool
    probability: float
    why: tuple[str, ...]
    status: ReportStatus
    sequence: int
    added_at: datetime
    added_by: str
    purged: bool

    def to_dict(self) -> dict[str, Any]:
        day = self.day.isoformat() if self.day else None
        lists = {name: list(getattr(self, name)) for name in ("codes", "needing", "gaps", "why")}
        return {**self._asdict(), **lists, "day": day, "added_at": self.added_at.isoformat()}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which reports are listed; an empty part asks for nothing. Several values of one part are alternatives."""

    statuses: frozenset[ReportStatus] = frozenset()
    codes: frozenset[str] = frozenset()
    gaps: frozenset[str] = frozenset()
    physicians: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    look_first: bool | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""


class Page(NamedTuple):
    """A part of the list: `rows`, and how many there are in all that the filter lets through."""

    rows: tuple[Row, ...]
    total: int


class Tallies(NamedTuple):
    """How many reports there are by each value that can be filtered by, and by status."""

    statuses: Mapping[ReportStatus, int]
    codes: Mapping[str, int]
    gaps: Mapping[str, int]
    physicians: Mapping[str, int]
    sites: Mapping[str, int]
    kinds: Mapping[str, int]
    look_first: int


@dataclass(frozen=True, slots=True)
class Move:
    """What somebody wants to decide.

    Attributes:
        what: See `What`.
        subject: What it is about.
        value: What shall stand from then on: for change_code and add_code {code, modifiers, units} and the registry's
            {label}, for answer_query {outcome}; else nothing.
        reason: Why, a word of `knowledge/worklist/reasons.yaml`; empty where none is asked for.
        words: What a person wrote beside it, the question as it was sent, or for edit_text the new text. Only this may
            hold a patient's words: a purge takes it away, and the rest of a decision stays for good.

    Raises:
        InputError: There is no such decision, or words stand where only this may hold them.
    """

    what: What
    subject: str = ""
    value: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    words: str = ""

    def __post_init__(self) -> None:
        if self.what not in WHATS:
            raise InputError(f"'{self.what}' is no decision; one of {', '.join(WHATS)}")
        if not _ONE_WORD.fullmatch(self.subject) or not _ONE_WORD.fullmatch(self.reason):
            raise InputError(
                "the subject and the reason of a decision are one word each; what is written goes beside it"
            )
        if others := set(self.value) - VALUE_KEYS.get(self.what, frozenset()):
            raise InputError(f"a decision {self.what} keeps no {', '.join(sorted(map(str, others)))}")


class Decision(NamedTuple):
    """One entry of a report's history: number `sequence`, from one; `before` and `after` are what it changed."""

    report: int
    sequence: int
    at: datetime
    who: str
    what: What
    subject: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str
    words: str

    def to_dict(self) -> dict[str, Any]:
        return {**self._asdict(), "at": self.at.isoformat(), "before": dict(self.before), "after": dict(self.after)}


class Event(NamedTuple):
    """One entry of the audit of everything that is no decision: added, purged, exported, retention, signed in."""

    at: datetime
    who: str
    what: str
    report: int | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """A report as it is reviewed: its line of the list, its present text, the tool's answer for it, its history."""

    row: Row
    text: str
    analysis: Analysis | None
    decisions: tuple[Decision, ...]

    @property
    def sequence(self) -> int:
        """The number of the last decision that this view of the report contains; 0 where there is none."""
        return self.row.sequence


class Overtaken(InputError):
    """Somebody else decided about the report meanwhile; nothing was written.

    Attributes:
        since: What was decided after the view that the refused decision was made from.
    """

    def __init__(self, since: tuple[Decision, ...]) -> None:
        self.since = since
        who = ", ".join(dict.fromkeys(decision.who for decision in since)) or "somebody"
        super().__init__(f"{who} decided about this report meanwhile; look at it again before you decide")
