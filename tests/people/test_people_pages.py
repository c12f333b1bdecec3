"""What the pages show of who is there: without a sign-in, with one, and when one is refused."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant.people import LOCAL_PERSON, NOBODY, SignIn
from assistant.people.settings import Provider, Roles
from assistant.shipped import NAVIGATION
from assistant.ui.access import people, sign_in
from assistant.ui.worklist import open_worklist

pytestmark = pytest.mark.usefixtures("packages_read_once")

ISSUER = "https://id.example.org"


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, ...]]]:
    """Sets a sign-in with two providers up, and yields what goes into the audit."""
    noted: list[tuple[str, ...]] = []
    provider = Provider(
        client_id="me", client_secret="s", server_metadata_url=f"{ISSUER}/.well-known/openid-configuration"
    )
    rules = Roles(roles_claim="groups", roles={"coder": ("coders",), "auditor": ("auditors",)})
    settings = SignIn("https://codes.example.org/oauth2callback", {"clinic": provider, "lab": provider}, rules)
    monkeypatch.setattr(people, "read_sign_in", lambda _: settings)
    monkeypatch.setattr(sign_in, "note_sign_in", lambda *event: noted.append(event))
    people.sign_in.cache_clear()
    sign_in._noted.cache_clear()
    yield noted
    people.sign_in.cache_clear()


def app_of(**claims: Any) -> AppTest:
    """Return the app as somebody with these claims meets it, or somebody who has not signed in."""
    app = AppTest.from_file(NAVIGATION, default_timeout=60)
    if claims:
        now = time.time()
        app.user = {
            "is_logged_in": True, "provider": "lab", "iss": ISSUER, "aud": "me", "sub": "7", "iat": now,
            "exp": now + 600, "nonce": str(now), "email": "<b>ada</b>@example.org", **claims,
        }  # fmt: skip
    return app


def html(app: AppTest) -> str:
    return "".join(block.body for block in app.get("html") if "<style>" not in block.body)


def test_without_a_sign_in_the_page_says_that_it_is_for_this_machine() -> None:
    people.sign_in.cache_clear()
    assert "This machine only, no sign-in" in html(app_of().run())
    assert people.current_person() == LOCAL_PERSON


@pytest.mark.usefixtures("signed")
def test_each_provider_has_a_button_and_nothing_else_is_drawn() -> None:
    app = app_of().run()
    assert [button.label for button in app.button] == ["Sign in with clinic", "Sign in with lab"]
    assert len(app.get("html")) == 3  # two styles and the notice
    assert "has to know you" in html(app)


@pytest.mark.usefixtures("signed")
def test_a_name_is_shown_as_text() -> None:
    assert "&lt;b&gt;ada&lt;/b&gt;@example.org, auditor" in html(app_of(groups=["auditors"]).run())


def test_signing_in_and_out_is_noted_once_each(signed: list[tuple[str, ...]]) -> None:
    app = app_of(groups=["coders"]).run()
    app.run()
    app.button(key="sign_out").click().run()
    assert [(event[1], event[0]) for event in signed] == [
        ("signed_in", "<b>ada</b>@example.org"), ("signed_out", "<b>ada</b>@example.org"),
    ]  # fmt: skip
    assert "has to know you" in html(app)


def test_a_refusal_is_told_and_noted(signed: list[tuple[str, ...]]) -> None:
    app = app_of(groups=["coders"], exp=time.time() - 60).run()
    assert "Your sign-in has ended" in html(app)
    assert signed == [("<b>ada</b>@example.org", "sign_in_refused", "ended")]


@pytest.mark.usefixtures("signed")
def test_outside_of_a_page_nobody_is_there() -> None:
    assert people.current_person() == NOBODY


def test_a_flood_of_refusals_does_not_fill_the_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[str] = []

    class Audit:
        def note(self, who: str, what: str, **_: Any) -> None:
            noted.append(what)

    monkeypatch.setattr(open_worklist, "opened_worklist", Audit)
    sign_in._refusals.cache_clear()
    for _ in range(200):
        sign_in.note_sign_in("", "sign_in_refused", "the provider's answer")
    sign_in.note_sign_in("ada", "signed_out")
    assert noted == ["sign_in_refused"] * sign_in.REFUSALS_A_MINUTE + ["signed_out"]
    sign_in._refusals.cache_clear()
