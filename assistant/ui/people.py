"""Who sits before the page. Without a sign-in it is the person at this machine, who may do all.

Asked anew at every look: a sign-in may end between drawing a button and clicking it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from assistant.errors import InputError
from assistant.people import LOCAL, NOBODY, Permission, Person, Refusal, Role, SignIn, judge, read_sign_in

__all__ = ["Permission", "Person", "Role", "current_person", "person_of", "sign_in", "who_is_there"]


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


def who_is_there() -> Person | Refusal:
    """Return who sits before the page, or why they get nothing; somebody who has not signed in is nobody."""
    try:
        settings = sign_in()
    except InputError:
        return NOBODY  # nothing is served then: see `guard`
    return LOCAL if settings is None else person_of(_claims(), settings)


def person_of(claims: Mapping[str, Any], settings: SignIn) -> Person | Refusal:
    """Return whom the claims of a session tell of."""
    return judge(claims, settings, time.time()) if claims.get("is_logged_in") is True else NOBODY


def _claims() -> Mapping[str, Any]:
    claims: Mapping[str, Any] = st.user.to_dict()
    return claims
