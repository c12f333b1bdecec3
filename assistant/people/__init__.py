"""Who uses the pages, and what they may do: roles as data, sign-in settings, and what the claims of a sign-in say.

`roles` reads what each role may do, `settings` what `secrets.toml` says about the sign-in, `claims` turns the claims of
somebody who signed in into a person or a refusal. Nothing here knows of pages: `assistant.ui.access.people` does.
"""

from __future__ import annotations

from assistant.people.claims import Refusal, judge
from assistant.people.roles import LOCAL, LOCAL_PERSON, NOBODY, Permission, Person, Role
from assistant.people.settings import SignIn, read_sign_in

__all__ = [
    "LOCAL",
    "LOCAL_PERSON",
    "NOBODY",
    "Permission",
    "Person",
    "Refusal",
    "Role",
    "SignIn",
    "judge",
    "read_sign_in",
]
