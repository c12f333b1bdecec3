"""People, their roles, and what these allow, as `knowledge/people/roles.yaml` says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, Self, TypeAlias, get_args

from pydantic import model_validator

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml

Role: TypeAlias = Literal["physician", "coder", "auditor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
Permission: TypeAlias = Literal["read", "add", "decide", "edit", "export", "audit", "keep", "import"]
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)
FILE = KNOWLEDGE_FILES / "people" / "roles.yaml"


class RoleEntry(Strict):
    """One role: what it is called, and what it may do."""

    title: str
    may: frozenset[Permission]


class RolesFile(Strict):
    """The shape of roles.yaml.

    Attributes:
        permissions: What each lets somebody do, as a phrase after "may".
        roles: What each role may do.
        pages: By the last part of a page's address, the permissions any one of which opens it.
    """

    permissions: dict[Permission, str]
    roles: dict[Role, RoleEntry]
    pages: dict[str, frozenset[Permission]]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if lacking := [*(set(PERMISSIONS) - set(self.permissions)), *(set(ROLES) - set(self.roles))]:
            raise ValueError(f"lacks {', '.join(sorted(lacking))}")
        return self


@cache
def rules() -> RolesFile:
    """Return what roles.yaml says.

    Raises:
        KnowledgeError: The file breaks its shape.
    """
    return read_yaml(FILE, RolesFile)


@dataclass(frozen=True)
class Person:
    """Somebody who uses the pages.

    Attributes:
        name: What decisions are signed with; empty for nobody.
        roles: The roles; what any of them allows is allowed.
        shown: How the head of a page calls the person.
        ends: When the sign-in ends, in seconds since 1970; None where it does not.
    """

    name: str
    roles: frozenset[Role] = frozenset()
    shown: str = ""
    ends: float | None = None

    def may(self, permission: Permission) -> bool:
        """Return whether one of the roles allows it."""
        return any(permission in rules().roles[role].may for role in self.roles)

    def may_open(self, page: str) -> bool:
        """Return whether one of the roles opens a page, named by the last part of its address."""
        return any(map(self.may, rules().pages.get(page, ())))

    def titles(self) -> str:
        """Return what the roles are called, in one phrase."""
        return _titles(self.roles, "and")

    def refusal(self, permission: Permission) -> str:
        """Return the sentence for somebody who may not do something."""
        what = rules().permissions[permission]
        return f"As {self.titles()} you may not {what}." if self.roles else f"Sign in to {what}."


def openers(page: str) -> str:
    """Return what the roles are called that open a page, in one phrase."""
    return _titles(frozenset(role for role in ROLES if Person("", frozenset({role})).may_open(page)), "or")


def _titles(roles: frozenset[Role], link: str) -> str:
    return f" {link} ".join(rules().roles[role].title for role in ROLES if role in roles)


#: The name of the person at this machine, where no sign-in is set up.
LOCAL = "this machine"
LOCAL_PERSON = Person(LOCAL, frozenset(ROLES))
#: Somebody who is not signed in, or whose sign-in is refused.
NOBODY = Person("")
