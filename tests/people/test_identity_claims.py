"""What the claims of a sign-in make of somebody: a person with roles and a name for good, or a refusal."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.people import Person, Refusal, SignIn, judge
from assistant.people.settings import Provider, Roles

NOW = 1_800_000_000.0
ISSUER = "https://id.example.org"


def settings(**more: Any) -> SignIn:
    rules = {"roles_claim": "groups", "roles": {"coder": ["coders"], "admin": ["bosses"]}, "leeway": 30, **more}
    provider = Provider(
        client_id="me", client_secret="s", server_metadata_url=f"{ISSUER}/.well-known/openid-configuration"
    )
    return SignIn("https://codes.example.org/oauth2callback", {"default": provider}, Roles.model_validate(rules))


def claims(**more: Any) -> dict[str, Any]:
    given = {
        "provider": "default", "iss": ISSUER, "aud": "me", "sub": "7", "iat": NOW - 60, "exp": NOW + 600,
        "email": "Ada@Example.org", "email_verified": True, "name": "Ada Ferris", "groups": ["coders"], **more,
    }  # fmt: skip
    return {name: value for name, value in given.items() if value is not None}


def why(given: dict[str, Any], **more: Any) -> str:
    there = judge(given, settings(**more), NOW)
    assert isinstance(there, Refusal), there
    assert there.words
    return there.why


def person(given: dict[str, Any], **more: Any) -> Person:
    there = judge(given, settings(**more), NOW)
    assert isinstance(there, Person), there
    return there


def test_a_good_sign_in_is_a_person_with_the_roles_of_its_groups() -> None:
    assert person(claims()) == Person("ada@example.org", frozenset({"coder"}), "Ada Ferris", NOW + 630)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"exp": NOW - 31}, "ended"),
        ({"exp": None}, "incomplete"),
        ({"exp": "never"}, "incomplete"),
        ({"exp": True}, "incomplete"),
        ({"nbf": NOW + 31}, "early"),
        ({"iat": NOW + 31}, "early"),
        ({"iss": "https://other.example.org"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"provider": "other"}, "issuer"),
        ({"aud": "another app"}, "audience"),
        ({"aud": ["another app"]}, "audience"),
        ({"aud": None}, "audience"),
        ({"groups": []}, "no role"),
        ({"groups": None}, "no role"),
        ({"groups": ["Coders"]}, "no role"),
        ({"groups": {"coders": True}}, "no role"),
        ({"email": None, "sub": None}, "incomplete"),
    ],
)
def test_a_claim_that_is_wrong_refuses(given: dict[str, Any], reason: str) -> None:
    assert why(claims(**given)) == reason


@pytest.mark.parametrize("given", [{"exp": NOW - 29}, {"nbf": NOW + 29}, {"iat": NOW + 29}])
def test_clocks_may_differ_by_the_leeway(given: dict[str, Any]) -> None:
    assert person(claims(**given)).roles == {"coder"}


@pytest.mark.parametrize("issuer", [ISSUER, f"{ISSUER}/"])
def test_an_issuer_may_end_with_a_slash(issuer: str) -> None:
    assert person(claims(iss=issuer)).name


def test_an_audience_may_be_one_of_several() -> None:
    assert person(claims(aud=["other", "me"])).name


def test_an_issuer_and_an_audience_that_are_set_go_before_those_of_the_provider() -> None:
    set_up = {"issuer": "urn:us", "audience": "them"}
    assert person(claims(iss="urn:us", aud="them"), **set_up).name
    assert why(claims(aud="them"), **set_up) == "issuer"
    assert why(claims(iss="urn:us"), **set_up) == "audience"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, "ada@example.org"),
        ({"email_verified": None}, "ada@example.org"),
        ({"email_verified": False}, "7"),
        ({"email_verified": False, "preferred_username": "ada"}, "ada"),
        ({"email": None, "preferred_username": "ada"}, "ada"),
        ({"email": None}, "7"),
        ({"email": " a\nb\x00c@x.org "}, "a b c@x.org"),
    ],
)
def test_decisions_are_signed_with_a_proved_address_else_with_a_name_of_the_provider(
    given: dict[str, Any], name: str
) -> None:
    assert person(claims(**given)).name == name


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"email_verified": None}, "domain"),
        ({"email": "ada@evil-example.org"}, "domain"),
        ({"email": "ada@example.org@evil.org"}, "domain"),
        ({"email": None}, "domain"),
    ],
)
def test_a_domain_wants_a_verified_address_of_it(given: dict[str, Any], reason: str) -> None:
    assert why(claims(**given), email_domains=["example.org"]) == reason


def test_an_address_of_the_domain_is_let_in() -> None:
    assert person(claims(), email_domains=["Example.org"]).name


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        ("realm_access.roles", {"realm_access": {"roles": ["coders", "bosses"]}}),
        ("https://example.org/roles", {"https://example.org/roles": ["coders", "bosses"]}),
    ],
)
def test_roles_are_found_within_a_claim_and_in_one_with_dots(claim: str, given: dict[str, Any]) -> None:
    assert person(claims(groups=None, **given), roles_claim=claim).roles == {"coder", "admin"}


def test_one_role_may_be_told_as_a_text() -> None:
    assert person(claims(groups="bosses")).roles == {"admin"}
