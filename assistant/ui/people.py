"""Who sits before the page, and what they may do. Without a sign-in it is the person at this machine, who may do all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Role: TypeAlias = Literal["physician", "coder", "auditor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

#: What somebody may be allowed to do: see reports; add some; decide about codes and gaps; write an addendum into a
#: report's text; take answers out of the app; see the audit and the quality figures; purge and set how long is kept;
#: import official tables.
Permission: TypeAlias = Literal["read", "add", "decide", "edit", "export", "audit", "keep", "import"]

ALLOWED: dict[Role, frozenset[Permission]] = {
    "physician": frozenset({"read", "add", "edit", "export"}),
    "coder": frozenset({"read", "add", "decide", "export"}),
    "auditor": frozenset({"read", "audit", "export"}),
    "admin": frozenset(get_args(Permission)),
}
LOCAL = "this machine"


@dataclass(frozen=True)
class Person:
    """Somebody who uses the pages: the name that decisions are signed with, and the roles."""

    name: str
    roles: frozenset[Role]

    def may(self, permission: Permission) -> bool:
        """Whether one of the roles allows it."""
        return any(permission in ALLOWED[role] for role in self.roles)


def current_person() -> Person:
    """Return who sits before the page."""
    return Person(LOCAL, frozenset(ROLES))
