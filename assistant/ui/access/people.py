"""Who sits before the page. Without a sign-in it is the person at this machine, who may do all.

Asked anew at every look: a sign-in may end between drawing a button and clicking it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from assistant.errors import InputError
from assistant.people import LOCAL, LOCAL_PERSON, NOBODY, Permission, Person, Refusal, Role, SignIn, judge, read_sign_in

__all__ = [
    "LOCAL",
    "Permission",
    "Person",
    "Role",
    "current_person",
    "end_sign_in",
    "person_of",
    "remembered_person",
    "sign_in",
    "who_is_there",
]

#: How many sign-ins a process remembers as ended, the last ones.
REMEMBERED = 10_000


@cache
def sign_in() -> SignIn | None:
    """Return how people sign in, as it stood when it was first asked for; None where they do not.

    Raises:
        InputError: It is set up wrongly (see `read_sign_in`).
    """
    return read_sign_in([Path(file) for file in st.get_option("secrets.files")])


def current_person() -> Person:
    """Return who sits before the page; nobody, who may do nothing, where a sign-in is wanted and there is none."""
    there = who_is_there()
    return there if isinstance(there, Person) else NOBODY


def remembered_person() -> Callable[[], Person]:
    """Return what tells who sits before the page where the page's own run is over; judged anew at every call."""
    try:
        settings = sign_in()
    except InputError:
        return lambda: NOBODY
    if settings is None:
        return lambda: LOCAL_PERSON
    claims = dict(_claims())

    def judged() -> Person:
        there = person_of(claims, settings)
        return there if isinstance(there, Person) else NOBODY

    return judged


def who_is_there() -> Person | Refusal:
    """Return who sits before the page, or why they get nothing; somebody who has not signed in is nobody."""
    try:
        settings = sign_in()
    except InputError:
        return NOBODY  # nothing is served then: see `guard`
    return LOCAL_PERSON if settings is None else person_of(_claims(), settings)


def person_of(claims: Mapping[str, Any], settings: SignIn) -> Person | Refusal:
    """Return whom the claims of a session tell of; nobody after that sign-in was ended here, in whatever tab."""
    if claims.get("is_logged_in") is not True or _which(claims) in _ended():
        return NOBODY
    return judge(claims, settings, time.time())


def end_sign_in() -> None:
    """Let the sign-in before the page be good for nothing more, in this tab and all others that share it."""
    ended = _ended()
    ended[_which(_claims())] = None
    if len(ended) > REMEMBERED:
        del ended[next(iter(ended))]


def _which(claims: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(str(claims.get(claim)) for claim in ("provider", "sub", "nonce", "iat"))


@cache
def _ended() -> dict[tuple[object, ...], None]:
    return {}


def _claims() -> Mapping[str, Any]:
    claims: Mapping[str, Any] = st.user.to_dict()
    return claims
