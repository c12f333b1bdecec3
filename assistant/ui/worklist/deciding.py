"""What a person does to a report of the worklist: read from the page, checked, and written as decisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from assistant.analysis import Code
from assistant.errors import InputError
from assistant.knowledge.decision_reasons import Reasoned, decision_reasons
from assistant.ui.access.people import Person
from assistant.ui.report.coder_notes import service_day
from assistant.ui.words import element_label, plain
from assistant.ui.worklist.typed_code import TypedLine, read_line
from assistant.worklist import ClaimLine, CodeStanding, Decision, Move, Opened, Overtaken, Standing, Worklist, add_up

#: What the page sent: `act`, the report's `number`, the decision `seen` last, and what the act needs beside.
Event = Mapping[str, Any]

NOT_ALLOWED = "Your role reads the worklist; a coder decides"
DONE = "This report is done; reopen it to decide again"
#: The longest remark or question that is kept, in characters.
MOST_WORDS = 20_000


class Doubted(InputError):
    """A decision that can be made and should be looked at once more: sent again with `sure`, it is made."""

    def __init__(self, doubts: tuple[str, ...]) -> None:
        self.doubts = doubts
        super().__init__(" ".join(doubts))


class Decided(NamedTuple):
    """How it ended: the report as it stands, and why nothing or not all was written.

    Attributes:
        opened: The report now.
        fault: Why it was refused, in a sentence without its full stop; empty where it was not.
        doubts: What should be looked at before the same is sent again, in sentences.
        since: What others decided meanwhile; then nothing was written.
    """

    opened: Opened
    fault: str = ""
    doubts: tuple[str, ...] = ()
    since: tuple[Decision, ...] = ()

    @property
    def written(self) -> bool:
        """Whether all of it was written."""
        return not (self.fault or self.doubts or self.since)


def decide(worklist: Worklist, person: Person, event: Event) -> Decided:
    """Write what a person decided about a report, from the state that the person saw.

    Raises:
        InputError: The report is not on the worklist, or the worklist cannot be reached.
    """
    number, seen = int(event["number"]), int(event["seen"])
    opened = worklist.open(number)
    if not may_act(person, str(event["act"])):
        return Decided(opened, NOT_ALLOWED)
    try:
        if opened.sequence != seen:
            raise Overtaken(tuple(each for each in opened.decisions if each.sequence > seen))
        if event["act"] == "undo":
            return Decided(worklist.undo(number, person.name, seen=seen))
        for move in moves_of(event, opened):
            opened = worklist.decide(number, move, person.name, seen=opened.sequence)
    except Overtaken as overtaken:
        return Decided(worklist.open(number), since=overtaken.since)
    except Doubted as doubted:
        return Decided(opened, doubts=doubted.doubts)
    except InputError as error:
        return Decided(opened, str(error))
    return Decided(opened)


def may_act(person: Person, act: str) -> bool:
    """Whether a person may do something about a report; an author who may write into it may tell what was answered."""
    return person.may("decide") or (act == "answer" and person.may("edit"))


def moves_of(event: Event, opened: Opened) -> tuple[Move, ...]:
    """Return the decisions that an act consists of.

    Raises:
        Doubted: It should be looked at once more, and the event is not `sure`.
        InputError: It cannot be decided; the message says why.
    """
    standing = add_up(opened.analysis, opened.decisions)
    act = _ACTS.get(str(event["act"]))
    if act is None:
        raise InputError(f"'{event['act']}' is nothing that can be decided")
    if standing.finished and event["act"] != "reopen":
        raise InputError(DONE)
    return act(event, opened, standing)


def undecided(standing: Standing) -> tuple[CodeStanding, ...]:
    """Return the supported codes about which nothing was decided yet."""
    return tuple(code for code in standing.codes if code.verdict == "open" and code.status == "supported")


def _accept(event: Event, opened: Opened, standing: Standing) -> tuple[Move, ...]:
    code = _code_of(event, opened)
    if code.status == "needs_documentation":
        needs = ", ".join(element_label(opened.analysis, need) for need in code.needs) if opened.analysis else ""
        _ask_once_more(event, f"It waits for documentation: {needs}." if needs else "It waits for documentation.")
    elif code.status == "not_reportable":
        _ask_once_more(event, f"The tool does not report it: {code.reason}")
    return (Move("accept_code", str(event["subject"])),)


def _accept_all(event: Event, opened: Opened, standing: Standing) -> tuple[Move, ...]:
    moves = tuple(Move("accept_code", code.subject) for code in undecided(standing))
    if not moves:
        raise InputError("No supported code is undecided")
    return moves


def _reject(event: Event, opened: Opened, standing: Standing) -> tuple[Move, ...]:
    subject = _standing_of(event, standing).subject
    return (Move("reject_code", subject, reason=_reason(event, "reject_code"), words=_words(event)),)


def _change(event: Event, opened: Opened, standing: Standing) -> tuple[Move, ...]:
    code = _standing_of(event, standing)
    typed = _typed(event, opened, [each for each in standing.claim if each != code.line])
    if typed.line == code.line:
        raise InputError("Nothing is changed yet: type another code, modifier or number of units")
    return (Move("change_code", code.subject, _value(typed), _reason(event, "change_code"), _words(event)),)


def _add(event: Event, opened: Opened, standing: Standing) -> tuple[Move, ...]:
    typed = _typed(event, opened, standing.claim)
    if any(code.subject == typed.line.name and code.line for code in standing.codes):
        raise InputError(f"{typed.line.name} stands above already: accept or change it there")
    return (Move("add_code", typed.line.name, _value(typed), _reason(event, "add_code"), _words(event)),)


def _confirm_gap(event: Event, opened: Opened, standing: Standing) -> tuple[Move, ...]:
    return (Move("confirm_gap", _gap_of(event, standing)),)


def _dismiss_gap(event: Event, opened: Opened, standing: Standing) -> tuple[Move, ...]:
    return (
        Move("dismiss_gap", _gap_of(event, standing), reason=_reason(event, "dismiss_gap"), words=_words(event)),
    )  # fmt: skip


def _send(event: Event, opened: Opened, standing: Standing) -> tuple[Move, ...]:
    words = _words(event)
    if not words:
        raise InputError("The question is empty")
    return (Move("send_query", str(event["subject"]), words=words),)


def _answer(event: Event, opened: Opened, standing: Standing) -> tuple[Move, ...]:
    topic, outcome = str(event["subject"]), str(event.get("outcome", ""))
    if outcome not in decision_reasons().outcomes:
        raise InputError("Say what came of the question")
    if not any(query.topic == topic and query.answered is None for query in standing.queries):
        raise InputError("This question was not sent, or was answered already")
    return (Move("answer_query", topic, {"outcome": outcome}, words=_words(event)),)


def _finish(event: Event, opened: Opened, standing: Standing) -> tuple[Move, ...]:
    rest = undecided(standing)
    if event.get("accept"):
        return (*(Move("accept_code", code.subject) for code in rest), Move("finish"))
    doubts = [
        f"The question on {plain(query.topic)} waits for an answer." for query in standing.queries if not query.answered
    ]
    if rest:
        names = ", ".join(code.subject for code in rest)
        are = "is supported and undecided: it" if len(rest) == 1 else "are supported and undecided: they"
        doubts.insert(0, f"{names} {are} would not go out.")
    _ask_once_more(event, *doubts)
    return (Move("finish"),)


def _reopen(event: Event, opened: Opened, standing: Standing) -> tuple[Move, ...]:
    if not standing.finished:
        raise InputError("This report is not done")
    return (Move("reopen"),)


_ACTS: Mapping[str, Callable[[Event, Opened, Standing], tuple[Move, ...]]] = {
    "accept": _accept, "accept_all": _accept_all, "reject": _reject, "change": _change, "add": _add,
    "confirm_gap": _confirm_gap, "dismiss_gap": _dismiss_gap, "send": _send, "answer": _answer,
    "finish": _finish, "reopen": _reopen,
}  # fmt: skip


def _ask_once_more(event: Event, *doubts: str) -> None:
    if doubts and not event.get("sure"):
        raise Doubted(doubts)


def _standing_of(event: Event, standing: Standing) -> CodeStanding:
    subject = str(event["subject"])
    found = next((code for code in standing.codes if code.subject == subject), None)
    if found is None:
        raise InputError(f"{subject} is no code of this report")
    return found


def _code_of(event: Event, opened: Opened) -> Code:
    subject = str(event["subject"])
    codes = opened.analysis.codes if opened.analysis else ()
    found = next((code for code in codes if code.name == subject), None)
    if found is None:
        raise InputError(f"{subject} is no code that the tool names")
    return found


def _gap_of(event: Event, standing: Standing) -> str:
    element = str(event["subject"])
    if all(gap.element != element for gap in standing.gaps):
        raise InputError("This gap is none of the report's")
    return element


def _typed(event: Event, opened: Opened, beside: list[ClaimLine] | tuple[ClaimLine, ...]) -> TypedLine:
    day = service_day(opened.analysis) if opened.analysis else opened.row.day
    code, modifiers, units = (str(event.get(part, "")) for part in ("code", "modifiers", "units"))
    typed = read_line(code, modifiers, units, day, beside)
    _ask_once_more(event, *typed.doubts)
    return typed


def _value(typed: TypedLine) -> dict[str, Any]:
    return {**typed.line.to_dict(), "label": typed.label}


def _reason(event: Event, what: Reasoned) -> str:
    key = str(event.get("reason", ""))
    reason = decision_reasons().reasons[what].get(key)
    if reason is None:
        raise InputError("Pick a reason")
    if reason.words and not _words(event):
        raise InputError("Write a few words beside this reason")
    return key


def _words(event: Event) -> str:
    words = str(event.get("words", "")).strip()
    if len(words) > MOST_WORDS:
        raise InputError(f"That is longer than {MOST_WORDS:,} characters")
    return words
