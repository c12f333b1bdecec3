"""The worklist that the pages share, opened once a process and given to each person with what they may do with it.

A page asks `current_person().may(...)` before it acts. That the worklist asks again means that no page can forget.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from assistant.analysis import Analysis
from assistant.errors import InputError
from assistant.people import Permission, Person
from assistant.ui.access.people import current_person, sign_in
from assistant.worklist import Filter, Move, NewReport, Opened, Order, Page, Worklist, open_worklist
from assistant.worklist.store import EVERYTHING, PAGE_SIZE

#: What a decision takes where it is not the right to decide.
TAKES: Mapping[str, tuple[Permission, ...]] = {"edit_text": ("edit",), "answer_query": ("decide", "edit")}


@st.cache_resource(show_spinner=False)
def opened_worklist() -> Worklist:
    """Return the worklist of this process.

    Raises:
        InputError: The database cannot be opened; the message says why, and it is tried again at the next call.
    """
    return open_worklist()


def shared_worklist() -> Worklist:
    """Return the worklist for who sits before the page. Ask for it in the script or callback, not in a thread of it.

    Raises:
        InputError: The database cannot be opened.
    """
    return opened_worklist() if sign_in() is None else PersonsWorklist(opened_worklist(), current_person())


class PersonsWorklist(Worklist):
    """The worklist as one person may use it. What they add, decide and note bears their name, whatever name is given.

    It has the state of the whole, and asks for the right before it reads or writes. What writes and is not named here
    takes the right to purge and to set how long is kept.

    Args:
        whole: The worklist without anybody's limits.
        person: Who uses it.
    """

    __slots__ = ("_person", "_whole")

    def __init__(self, whole: Worklist, person: Person) -> None:
        self.__dict__ = whole.__dict__
        self._whole, self._person = whole, person

    def close(self) -> None:
        """Do nothing: the connections are the process's."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that reads."""
        self._require("read")
        with self._whole.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes."""
        self._require("keep")
        with self._whole.writing() as connection:
            yield connection

    def add(self, reports: Iterable[NewReport], who: str) -> list[int]:
        """Put reports on the list (see `Worklist.add`)."""
        self._require("add")
        return self._whole.add(reports, self._person.name)

    def decide(self, number: int, move: Move, who: str, *, seen: int, analysis: Analysis | None = None) -> Opened:
        """Write one decision (see `Worklist.decide`). A physician writes the text of a report and answers questions."""
        self._require(*TAKES.get(move.what, ("decide",)))
        return self._whole.decide(number, move, self._person.name, seen=seen, analysis=analysis)

    def page(
        self, wanted: Filter = EVERYTHING, order: Order = "doubt", *, start: int = 0, size: int = PAGE_SIZE
    ) -> Page:
        """Return a part of the list (see `Worklist.page`): what has to go by its age goes, whoever looks."""
        self._require("read")
        return self._whole.page(wanted, order, start=start, size=size)

    def note(self, who: str, what: str, *, report: int | None = None, after: Mapping[str, Any] | None = None) -> None:
        """Write an event of the audit (see `Worklist.note`)."""
        self._require("read")
        self._whole.note(self._person.name, what, report=report, after=after)

    def _require(self, *permissions: Permission) -> None:
        """Raise InputError where the person has none of the permissions."""
        if not any(map(self._person.may, permissions)):
            raise InputError(self._person.refusal(permissions[0]))
