"""What one browser session holds of the worklist: the list, the report under review, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from assistant.errors import InputError
from assistant.ui.access.people import Person, current_person
from assistant.ui.worklist.deciding import Decided, Event, decide, may_act
from assistant.ui.worklist.decision_words import describe_standing, offered_reasons, say
from assistant.ui.worklist.intake import Intake
from assistant.ui.worklist.listing import PAGE_SIZE, Listing, as_address, read_listing
from assistant.ui.worklist.open_worklist import shared_worklist
from assistant.ui.worklist.typed_code import Absence, explain_typed
from assistant.worklist import Opened

Json = dict[str, Any]

LIST_VIEW, REVIEW_VIEW = "worklist_list", "worklist_review"
REPORT = "report"
DESK = "worklist_desk"


@dataclass
class Desk:
    """What a session does in the worklist.

    Attributes:
        listing: What is listed.
        walk: The reports that p and n go through, in the order of the list as it stood when the review began: a decision
            that takes a report out of the filter does not move the others.
        came_from: The report that was open last.
        answered: The stamp of the last event that was answered.
        notice: What came of it that the reader must see.
        look: What the tool says of the code that was typed last.
        intake: What is being added.
    """

    listing: Listing
    walk: tuple[int, ...] = ()
    came_from: int | None = None
    answered: str = ""
    notice: Json | None = None
    look: Absence | None = None
    intake: Intake = field(default_factory=Intake)


def desk() -> Desk:
    """Return the desk of this session; the first time it lists what the address asks for."""
    if DESK not in st.session_state:
        asked = {name: st.query_params.get_all(name) for name in st.query_params}
        single = {
            name: values[0]
            for name, values in asked.items()
            if name in ("order", "page", "since", "until", "look_first")
        }
        st.session_state[DESK] = Desk(read_listing({**asked, **single}))
    found: Desk = st.session_state[DESK]
    return found


def number_in_review() -> int | None:
    """Return the number of the report that the address names, None where it names none."""
    named = str(st.query_params.get(REPORT, ""))
    return int(named) if named.isascii() and named.isdigit() and len(named) < 10 else None


def show_list() -> None:
    """Go to the list."""
    at, number = desk(), number_in_review()
    at.came_from, at.notice = number, None
    if number in at.walk:
        at.listing = replace(at.listing, page=at.walk.index(number) // PAGE_SIZE)
    st.query_params.from_dict(as_address(at.listing))


def show_report(number: int) -> None:
    """Go to the review of a report."""
    at = desk()
    at.notice, at.look, at.came_from = None, None, number
    if not at.intake.waits:
        at.intake = Intake()
    st.query_params.from_dict({**as_address(at.listing), REPORT: str(number)})


def accept_ask() -> None:
    """Take over what the list view asks for."""
    asked: Mapping[str, Any] | None = st.session_state[LIST_VIEW].get("ask")
    if not asked:
        return
    at = desk()
    if asked.get("do") == "open":
        with suppress(InputError):  # the page meets it again, and tells it
            at.walk = tuple(shared_worklist().numbers(at.listing.wanted, at.listing.order))
        show_report(int(asked["number"]))
    elif isinstance(asked.get("asked"), dict):
        at.listing = read_listing(asked["asked"])
        at.walk, at.came_from = (), None
        st.query_params.from_dict(as_address(at.listing))


def accept_decision() -> None:
    """Take over what the reader of a report did: an act of `deciding`, or back, go (`to`) and look (`code`)."""
    event: Event | None = st.session_state[REVIEW_VIEW].get("decision")
    if not event or event.get("stamp") == desk().answered:
        return
    at = desk()
    at.answered, at.notice = str(event.get("stamp", "")), None
    try:
        _act(at, event, current_person())
    except InputError as error:
        at.notice = _notice("fault", _sentence(str(error)))


def _act(at: Desk, event: Event, person: Person) -> None:
    number = int(event["number"])
    match event.get("act"):
        case "back":
            show_list()
        case "go":
            show_report(int(event["to"]))
        case "look":
            opened = shared_worklist().open(number)
            at.look = (
                explain_typed(opened.analysis, opened.text, str(event.get("code", ""))) if opened.analysis else None
            )
        case _:
            _, after = neighbours(at, number)
            decided = decide(shared_worklist(), person, event)
            at.notice = _notice_of(decided)
            if decided.written and event["act"] == "finish" and after is not None:
                show_report(after)


def neighbours(at: Desk, number: int) -> tuple[int | None, int | None]:
    """Return the reports before and after one on the way through the list; one that is not on it has the first after."""
    if number not in at.walk:
        return None, (at.walk[0] if at.walk else None)
    place = at.walk.index(number)
    return (at.walk[place - 1] if place else None), (at.walk[place + 1] if place + 1 < len(at.walk) else None)


def describe_review(opened: Opened, person: Person) -> Json:
    """Return what the report view draws of a review: the way on, what was decided, and what can be."""
    at, number = desk(), opened.row.number
    if not at.walk:  # the page was loaded anew
        at.walk = tuple(shared_worklist().numbers(at.listing.wanted, at.listing.order))
    before, after = neighbours(at, number)
    row = opened.row
    place = f"{at.walk.index(number) + 1:,} of {len(at.walk):,}" if number in at.walk else "not in the present list"
    about = {
        "Patient": row.patient, "Report": row.name or f"Report {number}", "Day": row.day.isoformat() if row.day else "",
        "Physician": row.physician, "Site": row.site, "Added by": f"added by {row.added_by}",
    }  # fmt: skip
    return {
        **describe_standing(opened), "may": person.may("decide"), "may_answer": may_act(person, "answer"), "purged": row.purged,
        "place": place, "before": before, "after": after,
        "about": [[name, value] for name, value in about.items() if value], "reasons": offered_reasons(),
        "answered": at.answered, "notice": at.notice, "look": at.look._asdict() if at.look else None,
    }  # fmt: skip


def _notice_of(decided: Decided) -> Json | None:
    """Return what the reader must see of how a decision ended, None where all went well."""
    if decided.since:
        lines = [
            f"Meanwhile {each.who} {say(each, decided.opened.analysis, decided.opened.decisions)}."
            for each in decided.since
        ]
        return _notice("overtaken", *lines, "Nothing of yours was written; what you see now is how it stands.")
    if decided.doubts:
        return _notice("doubt", *decided.doubts)
    return _notice("fault", _sentence(decided.fault)) if decided.fault else None


def _notice(kind: str, *lines: str) -> Json:
    return {"kind": kind, "lines": list(lines)}


def _sentence(fault: str) -> str:
    return f"{fault[:1].upper()}{fault[1:]}."
