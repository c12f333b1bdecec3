"""Signing in at a real provider, with the app as a server of its own: what gets in, what does not, and what each may do."""

from __future__ import annotations

import json
import time

import pytest
from openid_provider import Forgery
from served_app import Tab, tab
from signed_app import PEOPLE, Place
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from assistant.ui.access.guard import HEADERS

#: Words of the first sample, of its codes, and of the knowledge page.
WORK = ("93970", "FINDINGS", "femoral", "popliteal", "Reliability")
USER = "_streamlit_user"


def at_sign_in(browser: Tab) -> bool:
    """Return whether the tab shows the sign-in page, and nothing of anybody's work was sent to it."""
    words = browser.words()
    assert [word for word in WORK if word in words] == []
    return "sign_in_default" in browser.buttons() and browser.titles() == []


def test_somebody_who_has_not_signed_in_is_sent_nothing_but_the_sign_in_page(browser: Tab) -> None:
    for page in ("knowledge", "", "report", "quality", "encounter", "made-up"):
        assert at_sign_in(browser.open(page))


def test_a_coder_signs_in_sees_their_pages_and_signs_out(place: Place, browser: Tab) -> None:
    earlier = len(place.events())
    answer = browser.sign_in("ada")
    assert (answer.status_code, str(answer.url)) == (200, f"{place.app.address}/")
    browser.open()
    assert "Ada Ferris" in browser.words()
    assert "93970" in browser.words()
    assert "Report" in browser.titles() and "Quality" not in browser.titles()
    browser.follow(browser.press("sign_out").redirect())
    assert place.provider.ended
    assert at_sign_in(browser.open())
    told = [(event.who, event.what, dict(event.after)) for event in place.events()[earlier:]]
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
    place.provider.life = 6
    browser.sign_in("ada")
    ends = time.time() + 6
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
