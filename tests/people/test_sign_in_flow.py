"""Signing in at a real provider, with the app as a server of its own: what gets in, what does not, and what each may do."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from openid_provider import Forgery, OpenIdProvider, running_provider
from served_app import STREAMLIT, ServedApp, Tab, free_port, served_app, settings_text, tab
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from assistant.ui.guard import HEADERS
from assistant.worklist import Event, open_worklist

PEOPLE = {
    "ada": {"email": "Ada@Example.org", "email_verified": True, "name": "Ada Ferris", "groups": ["coders"]},
    "pia": {"email": "pia@example.org", "email_verified": True, "groups": ["doctors"]},
    "otto": {"email": "otto@example.org", "email_verified": True, "groups": ["auditors"]},
    "bea": {"email": "bea@example.org", "email_verified": True, "groups": ["admins"]},
    "eve": {"email": "eve@example.org", "email_verified": True, "groups": ["visitors"]},
}
#: Words of the first sample, of its codes, and of the knowledge page.
WORK = ("93970", "FINDINGS", "femoral", "popliteal", "Reliability")
USER = "_streamlit_user"


class Place(NamedTuple):
    """The app and its provider."""

    app: ServedApp
    provider: OpenIdProvider

    def events(self) -> list[Event]:
        """Return the app's audit, the oldest first."""
        with open_worklist(f"sqlite:///{self.app.data / 'worklist.sqlite'}") as worklist:
            return [*reversed(worklist.events())]


def start(folder: Path, stack: ExitStack, command: tuple[str, ...]) -> Place:
    """Start a provider, and an app that trusts it, until the stack is closed."""
    provider_port, port = free_port(), free_port()
    redirect = f"http://127.0.0.1:{port}/oauth2callback"
    provider = stack.enter_context(running_provider(provider_port, redirect, PEOPLE))
    (folder / "secrets.toml").write_text(settings_text(provider.issuer, redirect), encoding="utf-8")
    port_name, file_name = ("--port", "--sign-in") if "assistant" in command else ("--server.port", "--secrets.files")
    flags = (port_name, str(port), file_name, str(folder / "secrets.toml"))
    return Place(stack.enter_context(served_app(folder, port, (*command, *flags))), provider)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with ExitStack() as stack:
        yield start(tmp_path_factory.mktemp("app"), stack, ("-m", "assistant", "app", "--headless"))


@pytest.fixture
def place(running: Place) -> Iterator[Place]:
    """The running app, with a provider that is honest again afterwards."""
    yield running
    running.provider.life, running.provider.forge = 3600, ""
    running.provider.changed, running.provider.algorithms = {}, ("RS256",)


@pytest.fixture
def browser(place: Place) -> Iterator[Tab]:
    with tab(place.app.address) as opened:
        yield opened


def at_sign_in(browser: Tab) -> bool:
    """Return whether the tab shows the sign-in page, and nothing of anybody's work was sent to it."""
    words = browser.words()
    assert [word for word in WORK if word in words] == []
    return "sign_in_default" in browser.buttons() and browser.titles() == []


def test_somebody_who_has_not_signed_in_is_sent_nothing_but_the_sign_in_page(browser: Tab) -> None:
    for page in ("knowledge", "", "report", "quality", "encounter", "made-up"):
        assert at_sign_in(browser.open(page))


def test_a_coder_signs_in_sees_their_pages_and_signs_out(place: Place, browser: Tab) -> None:
    answer = browser.sign_in("ada")
    assert (answer.status_code, str(answer.url)) == (200, f"{place.app.address}/")
    browser.open()
    assert "Ada Ferris" in browser.words()
    assert "93970" in browser.words()
    assert "Report" in browser.titles() and "Quality" not in browser.titles()
    browser.follow(browser.press("sign_out").redirect())
    assert place.provider.ended
    assert at_sign_in(browser.open())
    told = [(event.who, event.what, dict(event.after)) for event in place.events() if event.who == "ada@example.org"]
    assert told == [("ada@example.org", "signed_in", {}), ("ada@example.org", "signed_out", {})]


def test_a_page_that_the_role_does_not_open_refuses_at_its_address(browser: Tab) -> None:
    browser.sign_in("ada")
    browser.open("quality")
    assert "This page is open to the role of auditor or administrator. You are signed in as coder." in browser.words()
    assert "Reliability" not in browser.words()


def test_an_auditor_opens_what_a_coder_does_not(browser: Tab) -> None:
    browser.sign_in("otto")
    browser.open("quality")
    assert "Quality" in browser.titles()
    assert "Reliability" in browser.words()


def test_somebody_without_a_role_is_told_so_and_sees_nothing(place: Place, browser: Tab) -> None:
    browser.sign_in("eve")
    browser.open("report")
    assert at_sign_in(browser)
    assert "nothing in your sign-in gives you a role here" in browser.words()
    assert ("eve@example.org", {"why": "no role"}) in [(event.who, dict(event.after)) for event in place.events()]


@pytest.mark.parametrize(
    ("forge", "algorithms"),
    [
        ("signature", ("RS256",)),
        ("none", ("RS256",)),
        ("none", ("RS256", "none")),
        ("public key", ("RS256",)),
        ("public key", ("RS256", "HS256")),
    ],
)
def test_a_token_that_the_provider_did_not_sign_is_refused(
    place: Place, browser: Tab, forge: Forgery, algorithms: tuple[str, ...]
) -> None:
    place.provider.forge, place.provider.algorithms = forge, algorithms
    browser.sign_in("bea")
    assert USER not in browser.client.cookies
    assert at_sign_in(browser.open())
    assert place.events()[-1].what == "sign_in_refused"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.example"},
        {"aud": "another app"},
        {"aud": "another app", "azp": "sonocode-test"},
        {"aud": ["another app"], "azp": "sonocode-test"},
        {"nonce": "another nonce"},
        {"exp": 1_700_000_000},
        {"nbf": time.time() + 3600},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"provider": "other", "is_logged_in": True, "iss": "https://evil.example"},
    ],
)
def test_a_token_with_a_wrong_claim_is_refused(place: Place, browser: Tab, changed: dict[str, object]) -> None:
    place.provider.changed = changed
    browser.sign_in("bea")
    assert at_sign_in(browser.open())
    assert place.events()[-1].what == "sign_in_refused"


def code_for(browser: Tab, account: str) -> str:
    """Return the address to which the provider sends a browser back, not yet visited."""
    asked = browser.client.get(
        f"{browser.address}{browser.open().press('sign_in_default').redirect()}", follow_redirects=False
    )
    sent_back = browser.client.get(f"{asked.headers['location']}&account={account}", follow_redirects=False)
    return sent_back.headers["location"]


def test_an_answer_with_another_state_is_refused(browser: Tab) -> None:
    browser.follow(code_for(browser, "bea").replace("state=", "state=x"))
    assert USER not in browser.client.cookies


def test_an_answer_is_good_for_one_time(browser: Tab) -> None:
    back = code_for(browser, "bea")
    browser.follow(back)
    assert USER in browser.client.cookies
    browser.client.cookies.delete(USER)
    browser.follow(back)
    assert USER not in browser.client.cookies


def test_an_answer_that_another_browser_asked_for_is_refused(place: Place, browser: Tab) -> None:
    with tab(place.app.address) as other:
        back = code_for(other, "bea")
    browser.follow(back)
    assert USER not in browser.client.cookies


def put_cookie(browser: Tab, value: str) -> None:
    browser.client.cookies.set(USER, value, domain="127.0.0.1", path="/")


def test_a_cookie_that_was_tampered_with_is_nobodys(browser: Tab) -> None:
    browser.sign_in("ada")
    signed = browser.client.cookies[USER]
    browser.client.cookies.clear()
    put_cookie(browser, signed[:40] + ("A" if signed[40] != "A" else "B") + signed[41:])
    assert at_sign_in(browser.open())


@pytest.mark.parametrize("secret", ["another secret of thirty-two characters or more", ""])
def test_a_cookie_of_another_secret_is_nobodys(place: Place, browser: Tab, secret: str) -> None:
    claims = {
        **PEOPLE["bea"], "iss": place.provider.issuer, "aud": "sonocode-test", "sub": "id-bea", "iat": time.time(),
        "exp": time.time() + 3600, "origin": place.app.address, "is_logged_in": True, "provider": "default",
    }  # fmt: skip
    put_cookie(
        browser, create_signed_value(secret, USER, json.dumps(claims)).decode() if secret else json.dumps(claims)
    )
    assert at_sign_in(browser.open())


def test_a_sign_in_that_has_ended_is_signed_out_at_the_next_look_and_says_why(place: Place, browser: Tab) -> None:
    place.provider.life = 12
    browser.sign_in("ada")
    ends = time.time() + 12
    assert "93970" in browser.open().words()
    time.sleep(max(0, ends - time.time()))
    browser.rerun()
    assert at_sign_in(browser)
    assert "Your sign-in has ended" in browser.words()
    assert at_sign_in(browser.open("knowledge"))
    assert ("ada@example.org", {"why": "ended"}) in [(event.who, dict(event.after)) for event in place.events()]


def test_signing_out_ends_the_other_tabs_and_copies_of_the_cookie(browser: Tab) -> None:
    browser.sign_in("ada")
    cookie = browser.client.cookies[USER]
    other = Tab(browser.client, browser.address).open()
    browser.follow(browser.open().press("sign_out").redirect())
    assert at_sign_in(other.rerun())
    other.close()
    put_cookie(browser, cookie)
    assert at_sign_in(browser.open())


def test_files_are_for_those_who_are_signed_in(browser: Tab) -> None:
    asked = f"{browser.address}/media/0123456789abcdef.csv", f"{browser.address}/_stcore/upload_file/a/b"
    assert [browser.client.get(asked[0]).status_code, browser.client.put(asked[1]).status_code] == [403, 403]
    browser.sign_in("ada")
    assert browser.client.get(asked[0]).status_code == 404


def test_every_answer_of_the_sign_in_bears_the_headers(place: Place, browser: Tab) -> None:
    answer = browser.sign_in("ada")
    own = [each for each in (*answer.history, answer) if str(each.url).startswith(place.app.address)]
    assert len(own) == 2
    for each in own:
        assert {name: each.headers[name] for name in HEADERS} == HEADERS


def test_what_a_tab_keeps_goes_when_somebody_else_signs_in_and_stays_for_the_same_person(
    place: Place, browser: Tab
) -> None:
    def cleared(account: str) -> bool:
        time.sleep(1.1)
        [back] = [each for each in browser.sign_in(account).history if "/oauth2callback" in str(each.url)]
        return "clear-site-data" in back.headers

    place.provider.life = 1
    assert [cleared("ada"), cleared("ada"), cleared("otto")] == [True, False, True]


def test_no_token_or_claim_is_written_into_the_audit_or_the_log(place: Place, browser: Tab) -> None:
    browser.sign_in("ada")
    token = browser.client.cookies["_streamlit_user_tokens"]
    browser.open()
    browser.follow(browser.press("sign_out").redirect())
    written = place.app.errors() + "".join(map(str, place.events()))
    assert token[:60] not in written
    assert not any(claim in written for claim in ("coders", "id-ada", "Ada Ferris", "eyJ"))


# A page that forgets to ask


@pytest.fixture(scope="module")
def forgetful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    command = tuple(part.replace("app.py", "tests/people/forgetful_app.py") for part in STREAMLIT)
    with ExitStack() as stack:
        place = start(tmp_path_factory.mktemp("forgetful"), stack, command)
        with tab(place.app.address) as browser:
            browser.sign_in("bea")
            assert "done: add" in browser.open().press("add").words()
        yield place


def decided(place: Place) -> list[str]:
    with open_worklist(f"sqlite:///{place.app.data / 'worklist.sqlite'}") as worklist:
        return [decision.who for decision in worklist.decisions()]


@pytest.mark.parametrize(
    ("account", "act", "told"),
    [
        ("ada", "purge", "As coder you may not purge and set how long reports are kept."),
        ("pia", "decide", "As physician you may not decide about codes and gaps."),
        ("pia", "purge", "As physician you may not purge"),
        ("otto", "add", "As auditor you may not add reports."),
        ("otto", "decide", "As auditor you may not decide about codes and gaps."),
        ("otto", "purge", "As auditor you may not purge"),
        ("eve", "add", "Sign in to add reports."),
        ("eve", "decide", "Sign in to see reports."),
    ],
)
def test_a_page_that_forgets_to_ask_is_refused_by_what_stands_behind_it(
    forgetful: Place, account: str, act: str, told: str
) -> None:
    before = decided(forgetful)
    with tab(forgetful.app.address) as browser:
        browser.sign_in(account)
        assert f"refused: {told}" in browser.open().press(act).words()
    assert decided(forgetful) == before


def test_who_may_act_does(forgetful: Place) -> None:
    with tab(forgetful.app.address) as browser:
        browser.sign_in("ada")
        assert "done: decide" in browser.open().press("decide").words()
        browser.sign_in("bea")
        assert "done: purge" in browser.open().press("purge").words()
    assert decided(forgetful)[-1:] == ["ada@example.org"]


def test_a_button_that_was_drawn_before_the_sign_in_ended_does_nothing_after_it(forgetful: Place) -> None:
    before = decided(forgetful)
    forgetful.provider.life = 8
    with tab(forgetful.app.address) as browser:
        browser.sign_in("ada")
        browser.open()
        time.sleep(8)
        assert "refused: Sign in to see reports." in browser.press("decide").words()
    forgetful.provider.life = 3600
    assert decided(forgetful) == before


def test_a_click_on_a_button_that_was_never_drawn_does_nothing(place: Place, browser: Tab) -> None:
    browser.sign_in("otto")
    browser.open()
    before = len(place.events())
    browser.rerun(button="$$ID-00000000000000000000000000000000-purge")
    assert len(place.events()) == before
