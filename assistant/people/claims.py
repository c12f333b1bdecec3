"""Turns the claims of somebody who signed in into a person, or into a refusal with its reason.

The signature of the token was proved when it came; what is checked here is checked again at every look, because a
sign-in that was good at ten may have ended at eleven (OpenID Connect Core 1.0, 3.1.3.7).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from assistant.people.roles import Person, Role
from assistant.people.settings import SignIn

Why: TypeAlias = Literal["ended", "early", "issuer", "audience", "incomplete", "domain", "no role"]
WORDS: Mapping[Why, str] = {
    "ended": "Your sign-in has ended. Sign in again to go on.",
    "early": "Your sign-in is not valid yet: the clock of the provider is ahead of this machine's.",
    "issuer": "Your sign-in was issued by another provider than this app trusts.",
    "audience": "Your sign-in was issued for another app.",
    "incomplete": "Your sign-in does not say who you are and until when.",
    "domain": "Only people with a verified address of this organization may sign in.",
    "no role": "You are signed in, but nothing in your sign-in gives you a role here. Ask whoever runs this app.",
}
LONGEST_NAME = 120


@dataclass(frozen=True)
class Refusal:
    """Somebody who is signed in and yet gets nothing.

    Attributes:
        name: The name, as far as the claims tell one.
        why: The reason.
    """

    name: str
    why: Why

    @property
    def title(self) -> str:
        """What the person is told first."""
        return "Sign in again" if self.why == "ended" else "No way in"

    @property
    def words(self) -> str:
        """The reason as a sentence to the person."""
        return WORDS[self.why]


def judge(claims: Mapping[str, Any], sign_in: SignIn, now: float) -> Person | Refusal:
    """Return the person whom claims tell of, or why they get nothing.

    Args:
        claims: Those of the ID token, and `provider`, the name under which the provider is set up.
        sign_in: The settings.
        now: Seconds since 1970.
    """
    name, rules, provider = _name(claims), sign_in.rules, claims.get("provider")
    if not isinstance(provider, str) or provider not in sign_in.providers:
        return Refusal(name, "issuer")
    if _plain(claims.get("iss")) != _plain(sign_in.issuer(provider)):
        return Refusal(name, "issuer")
    if sign_in.audience(provider) not in _texts(claims.get("aud")):
        return Refusal(name, "audience")
    ends, begins, issued = (_moment(claims.get(claim)) for claim in ("exp", "nbf", "iat"))
    if ends is None or not name:
        return Refusal(name, "incomplete")
    if now >= ends + rules.leeway:
        return Refusal(name, "ended")
    if max(begins or 0, issued or 0) > now + rules.leeway:
        return Refusal(name, "early")
    if rules.email_domains and not _has_address(claims, rules.email_domains):
        return Refusal(name, "domain")
    told = set(_texts(_claim(claims, rules.roles_claim)))
    roles: frozenset[Role] = frozenset(role for role, values in rules.roles.items() if told.intersection(values))
    if not roles:
        return Refusal(name, "no role")
    shown = claims.get("name")
    return Person(name, roles, _tidy(shown) if isinstance(shown, str) else "", ends + rules.leeway)


def _name(claims: Mapping[str, Any]) -> str:
    """Return what a person is called for good: an address that is not known to be unproved, else a user's name or id."""
    for claim in ("email", "preferred_username", "sub"):
        value = claims.get(claim)
        if isinstance(value, str) and _tidy(value) and not (claim == "email" and claims.get("email_verified") is False):
            return _tidy(value).lower() if claim == "email" else _tidy(value)
    return ""


def _tidy(words: str) -> str:
    """Return words as one line of printable characters."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())[:LONGEST_NAME]


def _has_address(claims: Mapping[str, Any], domains: tuple[str, ...]) -> bool:
    address = claims.get("email")
    if not isinstance(address, str) or claims.get("email_verified") is not True:
        return False
    return address.lower().rpartition("@")[2] in {domain.lower() for domain in domains}


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    """Return a claim by its name, or by the way to it through the claims around it (realm_access.roles)."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list | tuple) else ()


def _plain(issuer: Any) -> str:
    return issuer.rstrip("/") if isinstance(issuer, str) else ""


def _moment(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
