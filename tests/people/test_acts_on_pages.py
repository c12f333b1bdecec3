"""What each role does on the pages that act, and what comes of it when somebody sends what their page has no button for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from served_app import STREAMLIT, Tab, tab
from signed_app import Place, start

from assistant import analyze
from assistant.worklist import NewReport

TEXT = (
    "VENOUS DUPLEX OF THE LEFT LEG 03/02/2026\nIndication: Left calf pain.\n"
    "The left common femoral, femoral and popliteal veins compress; phasic color flow.\nImpression: No DVT."
)
#: Buttons of the storage page that act.
ACTING = ("keep_set", "purge_do")


@pytest.fixture
def number(place: Place) -> int:
    """The number of a report that is on the worklist."""
    with place.worklist() as worklist:
        return worklist.add([NewReport(TEXT, analyze(TEXT))], "somebody")[0]


@pytest.fixture(scope="session")
def acting_buttons(running: Place) -> Iterator[dict[str, str]]:
    """The ids of the buttons that act, as an administrator's page has them."""
    with running.worklist() as worklist:
        worklist.add([NewReport(TEXT, analyze(TEXT))], "somebody")
    with tab(running.app.address) as browser:
        browser.sign_in("bea")
        buttons = browser.open("storage").buttons()
        yield {key: buttons[key] for key in ("keep_set",)}


def decide(browser: Tab, account: str, number: int) -> None:
    """Have somebody open a report of the worklist, and their page send a decision about it."""
    browser.sign_in(account)
    browser.open("worklist", f"report={number}")
    assert "popliteal" in browser.words()
    event = {"act": "accept", "number": number, "seen": 0, "subject": "93971-LT", "stamp": account}
    browser.tell("worklist_review", decision=event)


def decided(place: Place, number: int) -> list[tuple[str, str]]:
    with place.worklist() as worklist:
        return [(each.who, each.what) for each in worklist.open(number).decisions]


def test_a_coder_decides_and_signs_with_their_address(place: Place, browser: Tab, number: int) -> None:
    decide(browser, "ada", number)
    assert decided(place, number) == [("ada@example.org", "accept_code")]


@pytest.mark.parametrize("account", ["pia", "otto"])
def test_a_physician_or_auditor_decides_nothing_though_their_page_sends_it(
    place: Place, browser: Tab, number: int, account: str
) -> None:
    decide(browser, account, number)
    assert decided(place, number) == []


@pytest.mark.parametrize("account", ["ada", "pia", "otto"])
def test_only_an_administrator_sees_buttons_that_purge_and_nobody_else_presses_them(
    place: Place, browser: Tab, number: int, acting_buttons: dict[str, str], account: str
) -> None:
    browser.sign_in(account)
    drawn = browser.open("storage").buttons()
    assert not [key for key in ACTING if key in drawn]
    browser.rerun(*acting_buttons.values())
    with place.worklist() as worklist:
        assert worklist.open(number).text == TEXT
        assert not [event for event in worklist.events() if event.what in ("retention", "purged")]


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


def all_decided(place: Place) -> list[str]:
    with place.worklist() as worklist:
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
    before = all_decided(forgetful)
    with tab(forgetful.app.address) as browser:
        browser.sign_in(account)
        assert f"refused: {told}" in browser.open().press(act).words()
    assert all_decided(forgetful) == before


def test_who_may_act_does(forgetful: Place) -> None:
    with tab(forgetful.app.address) as browser:
        browser.sign_in("ada")
        assert "done: decide" in browser.open().press("decide").words()
        browser.sign_in("bea")
        assert "done: purge" in browser.open().press("purge").words()
    assert all_decided(forgetful)[-1:] == ["ada@example.org"]


def test_a_button_that_was_drawn_before_the_sign_in_ended_does_nothing_after_it(forgetful: Place) -> None:
    before = all_decided(forgetful)
    forgetful.provider.life = 4
    with tab(forgetful.app.address) as browser:
        browser.sign_in("ada")
        ends = time.time() + 4
        browser.open()
        time.sleep(max(0, ends - time.time()))
        assert "refused: Sign in to see reports." in browser.press("decide").words()
    forgetful.provider.life = 3600
    assert all_decided(forgetful) == before
