"""One report as it goes out: its text, the tool's answer, what people decided, and which code lines follow from that."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from assistant.analysis import Analysis, Code, Status
from assistant.errors import InputError
from assistant.knowledge.decision_reasons import reason_label
from assistant.worklist.records import Decision, Opened
from assistant.worklist.standing import ClaimLine, CodeStanding, CodeVerdict, Standing, add_up

#: A code line stands by a person's decision, or is still the tool's own suggestion, or the tool's refusal.
Stance = Literal["accepted", "changed", "added", "rejected", "suggested", "refused"]
STANCES: dict[CodeVerdict, Stance] = {
    "open": "suggested", "accepted": "accepted", "changed": "changed", "added": "added", "rejected": "rejected",
}  # fmt: skip
GOING_OUT: frozenset[Stance] = frozenset({"accepted", "changed", "added", "suggested"})
#: Categories of characters that say nothing to a reader, or change how the words around them are read.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class Exported:
    """A report that goes out.

    Attributes:
        name: How people call it: a file's name, or its number in a table.
        text: The report; empty where only the answer is known.
        analysis: The tool's answer for it.
        standing: What stands after the decisions; None where nobody decides, and all is the tool's suggestion.
        decisions: Its history in its order.
        patient: The key of its patient; empty where it is not told.
        physician: Its author; empty where it is not told.
        site: Where it was written; empty where it is not told.
        day: The date of service as an ISO date; None takes the analysis's own.
    """

    name: str
    text: str
    analysis: Analysis
    standing: Standing | None = None
    decisions: tuple[Decision, ...] = ()
    patient: str = ""
    physician: str = ""
    site: str = ""
    day: str | None = field(default=None)

    @property
    def served_on(self) -> str:
        """The date of service as an ISO date, empty where it is not told."""
        return self.day or self.analysis.date_of_service or ""


class OutLine(NamedTuple):
    """A code of a report with its place in the claim.

    `line` is what goes out, None where nothing does. `status` is the tool's, None for an added code. `by` is the decision
    that it stands by, None where nobody decided. `code` is the tool's answer for it, None for a code
    that a person added or put in the place of another.
    """

    subject: str
    label: str
    line: ClaimLine | None
    stance: Stance
    status: Status | None
    by: Decision | None
    code: Code | None


def exported(opened: Opened) -> Exported:
    """Return a report of the worklist as it goes out.

    Raises:
        InputError: A purge took its text and answer away.
    """
    row = opened.row
    if opened.analysis is None:
        raise InputError(f"the words of report {row.number} were purged; only its decisions are kept")
    return Exported(
        row.name or f"report {row.number}", opened.text, opened.analysis, add_up(opened.analysis, opened.decisions),
        opened.decisions, row.patient, row.physician, row.site, row.day.isoformat() if row.day else None,
    )  # fmt: skip


def each_exported(opened: Iterable[Opened]) -> Iterator[Exported]:
    """Yield the reports of the worklist that still have their words; those that were purged cannot go out."""
    return (exported(each) for each in opened if each.analysis is not None)


def all_lines(report: Exported) -> tuple[OutLine, ...]:
    """Return every code of a report, those that do not go out too, in the order of the answer."""
    standing = report.standing or add_up(report.analysis, ())
    known = iter(report.analysis.codes)
    return tuple(_line(each, next(known) if each.status else None) for each in standing.codes)


def out_lines(report: Exported) -> tuple[OutLine, ...]:
    """Return the code lines that go out: what was accepted, changed or added, and what nobody decided about yet."""
    return tuple(line for line in all_lines(report) if line.stance in GOING_OUT)


def is_ready(line: OutLine) -> bool:
    """Whether a line may be billed as it is: somebody decided so, or nobody did and the tool finds it supported."""
    return line.stance in GOING_OUT and (line.by is not None or line.status == "supported")


def plain(name: str) -> str:
    """Return an identifier as words."""
    return name.replace("_", " ")


def on_one_line(text: str) -> str:
    """Return words without line ends, with every character that a reader cannot see written as its number.

    What reverses the direction of writing, or is no character at all, must not change how a document is read.
    """
    return "".join(_shown(" ".join(text.split())))


def reason_of(decision: Decision, *, with_words: bool = True) -> str:
    """Return why somebody decided: the reason in words, and what was written beside it.

    A report's new text and a question as it was sent are no reasons.
    """
    own = decision.words if with_words and decision.what not in ("edit_text", "send_query") else ""
    return ": ".join(filter(None, (decision.reason and reason_label(decision.reason), own)))


def told(moment: datetime) -> str:
    """Return a moment as people read it, to the minute, in universal time where it has a zone."""
    return f"{moment:%Y-%m-%d %H:%M}" + (" UTC" if moment.tzinfo else "")


def cut(text: str, length: int) -> str:
    """Return words on one line, cut at a word where they are longer than `length` characters."""
    line = on_one_line(text)
    if len(line) <= length:
        return line
    return re.sub(r"\s+\S{0,24}$", "", line[: length - 2]) + " …"


def _shown(text: str) -> Iterator[str]:
    for character in text:
        unseen = unicodedata.category(character) in _UNSEEN
        yield f"[U+{ord(character):04X}]" if unseen else character


def _line(standing: CodeStanding, code: Code | None) -> OutLine:
    stance, label = STANCES[standing.verdict], standing.label
    if stance == "suggested" and standing.status == "not_reportable":
        return OutLine(standing.subject, label, None, "refused", standing.status, None, code)
    if code and standing.line and standing.by and standing.line.code != code.code:  # another code took its place
        code, label = None, str(standing.by.after.get("label", ""))
    return OutLine(standing.subject, label, standing.line, stance, standing.status, standing.by, code)
