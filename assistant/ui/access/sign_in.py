"""Signing in and out: what somebody sees who may see nothing, the name in the head of every page, and the audit of it."""

from __future__ import annotations

import logging
import time
from functools import cache
from html import escape
from typing import Literal, TypeAlias

import streamlit as st

from assistant.errors import InputError
from assistant.people import LOCAL_PERSON, Person, Refusal
from assistant.people.roles import openers
from assistant.people.settings import ONLY_PROVIDER
from assistant.ui import blocks
from assistant.ui.access.people import REMEMBERED, current_person, end_sign_in, sign_in, who_is_there

LOGGER = logging.getLogger(__name__)
#: What the audit calls the events of signing in and out.
SignInEvent: TypeAlias = Literal["signed_in", "signed_out", "sign_in_refused"]
#: What a process notes of refusals in a minute: a flood of forged answers must not fill the audit.
REFUSALS_A_MINUTE = 20
#: Seconds between two looks whether a sign-in has ended, here or in another tab.
LONGEST_WATCH = 60


def draw_sign_in() -> None:
    """Draw the page of somebody who is not signed in, or whose sign-in is refused. Nothing of anybody's work is on it."""
    there = who_is_there()
    refusal = there if isinstance(there, Refusal) else None
    if refusal:
        _note_once("sign_in_refused", refusal.name, refusal.why)
    with st.container(key="sign_in"):
        if refusal:
            blocks.notice(refusal.title, refusal.words)
            if refusal.name:
                blocks.lead(f"Signed in as {refusal.name}.")
        else:
            blocks.notice("Sign in", "This app shows reports of patients, and so has to know you.")
        with st.container(horizontal=True, gap="small"):
            settings = sign_in()
            for name in settings.providers if settings else ():
                words = "Sign in" if name == ONLY_PROVIDER else f"Sign in with {blocks.label(name)}"
                st.button(words, key=f"sign_in_{name}", on_click=st.login, args=(name,))
            if refusal:
                st.button("Sign out", key="sign_out", on_click=_sign_out, args=(refusal.name,))


def draw_refused(page: str) -> None:
    """Draw what stands in place of a page that the person's roles do not open."""
    blocks.notice(
        "Not for your role",
        f"This page is open to the role of {openers(page)}. You are signed in as {current_person().titles()}.",
    )


def draw_person() -> None:
    """Draw, into the head, who is signed in and the way out; on a machine without sign-in, that there is none."""
    person = current_person()
    with st.container(key="person"):
        if person is LOCAL_PERSON:
            st.html('<p class="who">This machine only, no sign-in</p>')
            return
        _note_once("signed_in", person.name, ends=person.ends)
        title = escape(f"{person.name}, {person.titles()}")
        st.html(f'<p class="who" title="{title}">{escape(person.shown or person.name)}</p>')
        st.button("Sign out", key="sign_out", type="tertiary", on_click=_sign_out, args=(person.name,))
        _watch(person)


def _watch(person: Person) -> None:
    """Take the page away when the sign-in ends, though nobody touches it."""
    left = max(1.0, (person.ends or 0) - time.time() + 0.5)

    @st.fragment(run_every=min(left, LONGEST_WATCH))
    def look() -> None:
        if current_person() != person:
            st.rerun()

    look()


def _sign_out(name: str) -> None:
    note_sign_in(name, "signed_out")
    end_sign_in()
    st.session_state.clear()
    st.logout()


def _note_once(what: SignInEvent, who: str, why: str = "", ends: float | None = None) -> None:
    """Write an event into the audit unless this process wrote it of the same sign-in: a reload is no further event."""
    noted = _noted()
    if (event := (what, who, why, ends)) not in noted:
        noted[event] = None
        if len(noted) > REMEMBERED:
            del noted[next(iter(noted))]
        note_sign_in(who, what, why)


@cache
def _noted() -> dict[tuple[object, ...], None]:
    return {}


def note_sign_in(who: str, what: SignInEvent, why: str = "") -> None:
    """Write an event of signing in or out into the audit: the name and a word why, nothing else of the claims."""
    if what == "sign_in_refused" and not _may_note_refusal():
        return
    try:
        from assistant.ui.worklist.open_worklist import opened_worklist  # a database: no page waits for it

        opened_worklist().note(who, what, after={"why": why} if why else None)
    except InputError as error:
        LOGGER.warning("the audit cannot be written: %s", error)


@cache
def _refusals() -> list[float]:
    return []


def _may_note_refusal() -> bool:
    noted, now = _refusals(), time.monotonic()
    noted[:] = [moment for moment in noted if now - moment < 60]
    if len(noted) < REFUSALS_A_MINUTE:
        noted.append(now)
        return True
    return False
