"""The audit sheet of a report: what goes out and on what it rests, on two pages at most, without a form yet.

The sheet is made of parts that `sheet_pdf` and `sheet_docx` draw. `LIMITS` are tried from the most generous on until the
sheet fits; whatever was cut is said where it was cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar

from assistant.analysis import Analysis, Conflict, Gap, Span
from assistant.evidence_lines import evidence_lines
from assistant.exchange.exported import Exported, OutLine, Stance, all_lines, cut, plain, reason_of, told
from assistant.gaps.letters import queries_of
from assistant.gaps.queries import Query
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.curated_edits import load_curated_edits
from assistant.knowledge.decision_reasons import reason_label
from assistant.worklist.records import Decision
from assistant.worklist.standing import GAP_VERDICTS, GapStanding, QueryStanding, add_up

TITLE = "Audit sheet"
UNDECIDED = "suggested by the tool, nobody decided"
STANCE_WORDS: dict[Stance, str] = {
    "accepted": "accepted", "changed": "changed", "added": "added", "rejected": "rejected",
    "suggested": UNDECIDED, "refused": "not reportable, says the tool; nobody decided",
}  # fmt: skip
REPORT_STATES = {
    "open": "nothing decided yet", "in_work": "in work", "waiting": "waits for the answer to a question", "done": "done",
}  # fmt: skip
NAME_LENGTH = 80
FOOT_LENGTH = 50
Listed = TypeVar("Listed")


class Words(NamedTuple):
    """A part of a line: `bold` where it is evidence or a name, `muted` where it only helps."""

    text: str
    bold: bool = False
    muted: bool = False


Line = tuple[Words, ...]


class Entry(NamedTuple):
    """What is said of one thing: its name, one word at the right, and lines below."""

    name: str
    word: str
    lines: tuple[Line, ...] = ()


class Part(NamedTuple):
    """A part of the sheet: a heading, and (term, words) pairs or entries below; `rest` says what was left out."""

    heading: str
    facts: tuple[tuple[str, str], ...] = ()
    entries: tuple[Entry, ...] = ()
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet: its title, its parts, and what stands at the foot of every page beside the page's number."""

    title: str
    subject: str
    parts: tuple[Part, ...]
    foot: str


class Limits(NamedTuple):
    """How much a sheet shows: entries of each part, quotes of a code, characters of a sentence.

    Without `details` a code stands without its label, the tool's reason and the rule.
    """

    codes: int
    others: int
    quotes: int
    gaps: int
    questions: int
    conflicts: int
    history: int
    sentence: int
    details: bool = True


#: From the most generous to the one that fits two pages whatever a report holds.
LIMITS = (
    Limits(40, 20, 99, 40, 20, 20, 60, 600),
    Limits(40, 12, 8, 30, 12, 10, 30, 400),
    Limits(30, 8, 5, 24, 8, 6, 16, 260),
    Limits(24, 6, 3, 16, 6, 4, 12, 180),
    Limits(20, 4, 2, 12, 4, 3, 8, 140),
    Limits(16, 4, 1, 8, 4, 3, 6, 120, details=False),
    Limits(8, 2, 0, 3, 2, 1, 3, 90, details=False),
)


def audit_sheet(report: Exported, limits: Limits = LIMITS[0], *, made: datetime | None = None) -> Sheet:
    """Return the sheet of a report.

    Args:
        report: The report; without its text quotes are named by their place in characters.
        limits: How much is shown.
        made: The moment that the sheet says it was made at; None leaves it out.
    """
    sheet = _Sheet(report, limits)
    parts = (
        Part("", tuple(_facts(report))), sheet.codes(), sheet.others(), sheet.gaps(), sheet.questions(),
        sheet.conflicts(), sheet.history(), Part("Made with", tuple(_versions(report.analysis))),
    )  # fmt: skip
    name = cut(report.name, NAME_LENGTH)
    foot = f"{TITLE}, {cut(report.name, FOOT_LENGTH)}" + (f", made {told(made)}" if made else "")
    return Sheet(TITLE, name, tuple(part for part in parts if part.facts or part.entries), foot)


class _Sheet:
    """One sheet in the making."""

    def __init__(self, report: Exported, limits: Limits) -> None:
        self.report, self.limits = report, limits
        self.analysis = report.analysis
        self.standing = report.standing or add_up(report.analysis, ())
        self.lines = all_lines(report)

    def codes(self) -> Part:
        going = [line for line in self.lines if line.line]
        shown, rest = _first(going, self.limits.codes, "code")
        entries = tuple(Entry(_named(line), _status(line), tuple(self._code(line))) for line in shown)
        if not going:
            entries = (Entry("none", "", tuple(_plain(cut(m, self.limits.sentence)) for m in self.analysis.messages)),)
        if not self.limits.details:
            rest = f"{rest} What the codes mean, the tool's reasons and its rules are not shown.".strip()
        return Part("Codes that go out", entries=entries, rest=rest)

    def others(self) -> Part:
        """What does not go out, with the reason."""
        shown, rest = _first([line for line in self.lines if not line.line], self.limits.others, "code")
        entries = tuple(Entry(line.subject, _stance(line), tuple(self._other(line))) for line in shown)
        return Part("Codes that do not go out", entries=entries, rest=rest)

    def gaps(self) -> Part:
        gaps = {gap.element: gap for gap in self.analysis.gaps}
        shown, rest = _first(self.standing.gaps, self.limits.gaps, "gap")
        entries = tuple(self._gap(gap, gaps.get(gap.element)) for gap in shown)
        return Part("Missing documentation", entries=entries, rest=rest)

    def questions(self) -> Part:
        """Questions that were sent, and those that may be; the latter need the text."""
        sent = {query.topic: query for query in self.standing.queries}
        queries = queries_of(self.analysis, self.report.text) if self.report.text else []
        asked = {query.topic: query for query in queries}
        shown, rest = _first([*dict.fromkeys([*sent, *asked])], self.limits.questions, "question")
        entries = tuple(self._question(topic, sent.get(topic), asked.get(topic)) for topic in shown)
        return Part("Questions to the author", entries=entries, rest=rest)

    def conflicts(self) -> Part:
        shown, rest = _first(self.analysis.conflicts, self.limits.conflicts, "conflict")
        return Part("Conflicts in the report", entries=tuple(map(self._conflict, shown)), rest=rest)

    def history(self) -> Part:
        """The last decisions, in their order."""
        kept = self.report.decisions[-self.limits.history :]
        before = len(self.report.decisions) - len(kept)
        rest = f"{before} earlier {'decision is' if before == 1 else 'decisions are'} not shown." if before else ""
        entries = tuple(
            Entry(f"{each.sequence}. {plain(each.what)} {self._subject(each)}".strip(), _signed(each),
                  tuple(self._reasoned(each)))
            for each in kept
        )  # fmt: skip
        return Part("History of decisions", entries=entries, rest=rest)

    def _subject(self, decision: Decision) -> str:
        if decision.what in GAP_VERDICTS:
            return f"“{self.analysis.element_label(decision.subject)}”"
        return plain(cut(decision.subject, NAME_LENGTH))

    def _code(self, line: OutLine) -> Iterator[Line]:
        if line.label and self.limits.details:
            yield _plain(cut(line.label, self.limits.sentence))
        yield (Words(_stance(line), bold=line.by is None),)
        if line.by:
            yield from self._reasoned(line.by)
        if line.line and line.by and line.stance == "changed":
            yield (Words(f"The tool had {line.subject}.", muted=True),)
        if not line.code:
            return
        if self.limits.details:
            yield _plain(cut(line.code.reason, self.limits.sentence))
        if line.code.needs:
            needs = ", ".join(self.analysis.element_label(need) for need in line.code.needs)
            yield (Words("Waits for ", muted=True), Words(cut(needs, self.limits.sentence)))
        yield from self._quotes(line.code.evidence, self.limits.quotes)
        if not self.limits.details:
            return
        source = f"Rule {line.code.rule}" + (f"; {cut(line.code.source, 90)}" if line.code.source else "")
        yield (Words(source, muted=True),)

    def _other(self, line: OutLine) -> Iterator[Line]:
        if line.label and self.limits.details:
            yield _plain(cut(line.label, self.limits.sentence))
        if line.by:
            yield from self._reasoned(line.by)
        elif line.code:
            yield _plain(cut(line.code.reason, self.limits.sentence))

    def _gap(self, standing: GapStanding, gap: Gap | None) -> Entry:
        lines = [_plain(cut(standing.message, self.limits.sentence))]
        if gap and gap.codes:
            lines.append((Words(cut(f"For {', '.join(gap.codes)}", self.limits.sentence), muted=True),))
        if standing.by:
            lines.append((Words(f"{standing.verdict} by {_signed(standing.by)}", bold=True),))
            lines += self._reasoned(standing.by)
        return Entry(self.analysis.element_label(standing.element), standing.severity, tuple(lines))

    def _question(self, topic: str, sent: QueryStanding | None, asked: Query | None) -> Entry:
        lines: list[Line] = []
        word = "not sent"
        if sent:
            word = f"sent by {_signed(sent.sent)}"
            answered = sent.answered
            outcome = cut(reason_label(str(answered.after.get("outcome", ""))), NAME_LENGTH) if answered else ""
            lines.append(
                _plain(" ".join(filter(None, ("Answered:", outcome, f"({_signed(answered)})"))))
                if answered else _plain("No answer yet.")
            )  # fmt: skip
            lines += self._reasoned(answered, "In words ") if answered else ()
        if asked:
            lines.insert(0, _plain(cut(asked.question, self.limits.sentence)))
        name = asked.subject.partition(": ")[2] or asked.subject if asked else plain(topic)
        return Entry(cut(name[:1].upper() + name[1:], NAME_LENGTH), word, tuple(lines))

    def _conflict(self, conflict: Conflict) -> Entry:
        message = _plain(cut(conflict.message, self.limits.sentence))
        return Entry(
            plain(conflict.kind).capitalize(), "", (message, *self._quotes((conflict.first, conflict.second), 2))
        )

    def _quotes(self, spans: Sequence[Span], most: int) -> Iterator[Line]:
        """Yield the lines of the report that hold a code's evidence, its words in bold; the last says how many are left out."""
        if not self.report.text:
            quotes: list[Line] = [
                (Words(f"characters {span.start} to {span.end} ", muted=True), Words(cut(span.text, 90), bold=True))
                for span in sorted(set(spans))
            ]
        else:
            quotes = [
                (Words(f"line {line.number} ", muted=True),
                 *(Words(piece, bold=marked) for piece, marked in _trimmed(line.pieces)))
                for line in evidence_lines(self.report.text, spans)
            ]  # fmt: skip
        yield from quotes[:most]
        if len(quotes) > most:
            more = len(quotes) - most
            others = "more " if most else ""
            yield (Words(f"{more} {others}{'line' if more == 1 else 'lines'} of evidence not shown", muted=True),)

    def _reasoned(self, decision: Decision, lead: str = "Reason ") -> Iterator[Line]:
        """Yield why a decision was made, and what its maker wrote."""
        if why := cut(reason_of(decision), self.limits.sentence):
            yield (Words(lead, muted=True), Words(why))


def _trimmed(pieces: Iterable[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a quoted line with single blanks; a very long word is cut."""
    for text, marked in pieces:
        lead, trail = " " if text[:1].isspace() else "", " " if text[-1:].isspace() else ""
        words = cut(text, 220)
        yield (f"{lead}{words}{trail}" if words else lead), marked


def _facts(report: Exported) -> Iterator[tuple[str, str]]:
    """Yield what is known of the report; what is not told is said so."""
    analysis = report.analysis
    for term, value in (
        ("Report", report.name), ("Patient", report.patient), ("Date of service", report.served_on),
        ("Physician", report.physician), ("Site", report.site),
    ):  # fmt: skip
        if value or term in ("Patient", "Date of service"):
            yield term, cut(value, NAME_LENGTH) or "not told"
    exams = ", ".join(dict.fromkeys(study.label for study in analysis.studies))
    yield "Exam", cut(exams, 2 * NAME_LENGTH) or plain(analysis.document)
    yield "Review", REPORT_STATES[report.standing.status] if report.standing else UNDECIDED


def _versions(analysis: Analysis) -> Iterator[tuple[str, str]]:
    vintages = load_codes().vintages
    yield "Program", f"sonocode {analysis.engine.version}, knowledge {analysis.engine.knowledge}"
    yield "Code set", analysis.engine.code_set
    edits = f"pairs of {load_curated_edits().vintage}, unit limits of {vintages.medically_unlikely_edits}"
    yield "Shipped edits", f"{edits}, add-on codes of {vintages.add_on_edits}, fee schedule of {vintages.fee_schedule}"
    yield "Text", f"{analysis.characters:,} characters, SHA-256 {analysis.sha256}"


def _first(listed: Sequence[Listed], most: int, noun: str) -> tuple[Sequence[Listed], str]:
    """Return what is shown of a list, and a sentence on what is not."""
    more = len(listed) - most
    if more <= 0:
        return listed, ""
    return listed[:most], f"{more} more {noun + ' is' if more == 1 else noun + 's are'} not shown."


def _named(line: OutLine) -> str:
    return f"{cut(line.line.name, NAME_LENGTH)}  ×{line.line.units}" if line.line else line.subject


def _status(line: OutLine) -> str:
    return plain(line.status) if line.status else "not the tool's"


def _stance(line: OutLine) -> str:
    return STANCE_WORDS[line.stance] + (f" by {_signed(line.by)}" if line.by else "")


def _signed(decision: Decision) -> str:
    return f"{cut(decision.who, NAME_LENGTH)}, {told(decision.at)}"


def _plain(text: str) -> Line:
    return (Words(text),)
