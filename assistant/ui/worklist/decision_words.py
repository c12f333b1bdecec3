"""Decisions in words, and what stands of a report, as the review page draws it: plain JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assistant.analysis import Analysis
from assistant.knowledge.decision_reasons import Reason, decision_reasons, reason_label
from assistant.ui.words import element_label, plain
from assistant.ui.worklist.deciding import undecided
from assistant.worklist import ClaimLine, CodeStanding, Decision, GapStanding, Opened, QueryStanding, add_up
from assistant.worklist.records import ReportStatus
from assistant.worklist.standing import effective, last_to_undo, taken_back

Json = dict[str, Any]

REPORT_STATUS_WORDS: dict[ReportStatus, str] = {
    "open": "open", "in_work": "in work", "waiting": "waiting for an answer", "done": "done",
}  # fmt: skip
VERDICT_WORDS = {
    "accepted": "accepted", "rejected": "rejected", "changed": "changed", "added": "added", "confirmed": "confirmed",
    "dismissed": "dismissed",
}  # fmt: skip


def describe_standing(opened: Opened) -> Json:
    """Return what was decided about a report: by code, gap and question, and as a history, the newest first."""
    standing = add_up(opened.analysis, opened.decisions)
    gone, last = taken_back(opened.decisions), last_to_undo(effective(opened.decisions))
    own = {code.subject: _code(code) for code in standing.codes if code.status is not None}
    return {
        "number": opened.row.number, "seen": opened.sequence, "done": standing.status == "done",
        "status": standing.status, "status_word": REPORT_STATUS_WORDS[standing.status],
        "codes": own, "added": [_added(code) for code in standing.codes if code.status is None],
        "gaps": {f"element:{gap.element}": _gap(gap) for gap in standing.gaps},
        "queries": {query.topic: _query(query) for query in standing.queries},
        "undecided": [code.subject for code in undecided(standing)],
        "claim": [_line_words(line) for line in standing.claim],
        "undo": say(last, opened.analysis) if last else "",
        "history": [
            {**signed(each), "says": say(each, opened.analysis, opened.decisions), "words": each.words,
             "taken_back": each.what != "undo" and each.sequence in gone}
            for each in reversed(opened.decisions)
        ],
    }  # fmt: skip


def offered_reasons() -> Json:
    """Return the reasons for each decision, and the outcomes of a question, in their order."""
    file = decision_reasons()
    return {**{what: _offered(reasons) for what, reasons in file.reasons.items()}, "outcomes": _offered(file.outcomes)}


def say(decision: Decision, analysis: Analysis | None, decisions: Iterable[Decision] = ()) -> str:
    """Return a decision in words, its reason with it.

    Args:
        decision: The decision.
        analysis: The report's answer, for the names of its elements.
        decisions: The report's history, in which what an undo took back is found.
    """
    about, why = decision.subject, f": {reason_label(decision.reason).lower()}" if decision.reason else ""
    match decision.what:
        case "accept_code":
            return f"accepted {about}"
        case "reject_code":
            return f"rejected {about}{why}"
        case "change_code":
            return f"changed {about} to {_line_words(ClaimLine.read(decision.after))}{why}"
        case "add_code":
            return f"added {_line_words(ClaimLine.read(decision.after))}{why}"
        case "confirm_gap":
            return f"confirmed the gap “{_element(about, analysis)}”"
        case "dismiss_gap":
            return f"dismissed the gap “{_element(about, analysis)}”{why}"
        case "send_query":
            return f"sent the question on {plain(about)}"
        case "answer_query":
            outcome = reason_label(str(decision.after.get("outcome", ""))).lower()
            return f"closed the question on {plain(about)}: {outcome}"
        case "edit_text":
            return "changed the report's text"
        case "finish":
            return "finished the report"
        case "reopen":
            return "reopened the report"
        case "undo":
            undone = next((each for each in decisions if str(each.sequence) == about), None)
            return f"took back: {say(undone, analysis)}" if undone else "took back a decision"


def signed(decision: Decision) -> Json:
    """Return who decided and when, the time as the page puts it into the reader's own zone."""
    return {"who": decision.who, "at": decision.at.isoformat()}


def _code(code: CodeStanding) -> Json:
    changed = _line_words(code.line) if code.verdict == "changed" and code.line else ""
    return {
        "verdict": code.verdict, "word": VERDICT_WORDS.get(code.verdict, ""), "becomes": changed,
        "line": _line(code.line), **_signature(code.by),
    }  # fmt: skip


def _added(code: CodeStanding) -> Json:
    line = code.line or ClaimLine(code.subject)
    return {
        "id": f"added:{code.subject}", "subject": code.subject, "name": line.name, "units": line.units,
        "label": code.label, "verdict": code.verdict, "word": VERDICT_WORDS.get(code.verdict, ""), "line": _line(line), **_signature(code.by),
    }  # fmt: skip


def _gap(gap: GapStanding) -> Json:
    return {
        "subject": gap.element, "verdict": gap.verdict, "word": VERDICT_WORDS.get(gap.verdict, ""),
        **_signature(gap.by),
    }  # fmt: skip


def _query(query: QueryStanding) -> Json:
    answered = query.answered
    outcome = reason_label(str(answered.after.get("outcome", ""))) if answered else ""
    return {
        "sent": signed(query.sent), "text": query.sent.words, "outcome": outcome,
        "answered": {**signed(answered), "words": answered.words} if answered else None,
    }  # fmt: skip


def _signature(by: Decision | None) -> Json:
    reason = reason_label(by.reason) if by and by.reason else ""
    return {"by": signed(by) if by else None, "reason": reason, "words": by.words if by else ""}


def _line(line: ClaimLine | None) -> Json:
    """Return a line as the form for changing it begins."""
    if line is None:
        return {"code": "", "modifiers": "", "units": "1"}
    return {"code": line.code, "modifiers": " ".join(line.modifiers), "units": str(line.units)}


def _line_words(line: ClaimLine) -> str:
    return line.name if line.units == 1 else f"{line.name} ×{line.units}"


def _element(element: str, analysis: Analysis | None) -> str:
    return element_label(analysis, element) if analysis else plain(element)


def _offered(reasons: Mapping[str, Reason]) -> list[Json]:
    return [{"key": key, "label": reason.label, "words": reason.words} for key, reason in reasons.items()]
