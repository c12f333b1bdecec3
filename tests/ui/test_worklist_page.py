"""Tests of the worklist page through Streamlit's own test driver, and of what its session does with what the views send."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant import analyze
from assistant.people import LOCAL, Person
from assistant.ui.worklist import reviewing
from assistant.ui.worklist.listing import Listing
from assistant.ui.worklist.open_worklist import shared_worklist
from assistant.ui.worklist.reviewing import LIST_VIEW, REVIEW_VIEW, accept_ask, accept_decision, describe_review, desk
from assistant.worklist import Filter, NewReport

LEFT_LEG = (
    "VENOUS DUPLEX OF THE LEFT LEG 03/02/2026\nIndication: Left calf pain.\n"
    "The left common femoral, femoral and popliteal veins compress; phasic color flow.\nImpression: No DVT."
)
CODE = "93971-LT"


def draw_worklist() -> None:
    from assistant.ui.pages import worklist

    worklist.draw()


def page(query: str = "") -> AppTest:
    app = AppTest.from_function(draw_worklist, default_timeout=60)
    if query:
        app.query_params["report"] = query
    return app.run()


def markup(app: AppTest) -> str:
    return "\n".join(block.proto.body for block in app.get("html"))


def shown(app: AppTest) -> dict[str, Any]:
    (view,) = app.get("bidi_component")
    data: dict[str, Any] = json.loads(view.proto.json)[0]
    return data


def added(*names: str) -> list[int]:
    analysis = analyze(LEFT_LEG)
    return shared_worklist().add([NewReport(LEFT_LEG, analysis, name) for name in names], "ada")


class Address(dict[str, Any]):
    """Query parameters without a page."""

    def from_dict(self, parts: dict[str, Any]) -> None:
        self.clear()
        self.update(parts)

    def get_all(self, name: str) -> list[str]:
        value = self.get(name, [])
        return value if isinstance(value, list) else [value]


@pytest.fixture
def page_state(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A session and an address without a page."""
    state = SimpleNamespace(session_state={}, query_params=Address())
    monkeypatch.setattr(reviewing, "st", state)
    return state


def ask(state: SimpleNamespace, **asked: Any) -> None:
    state.session_state[LIST_VIEW] = {"ask": asked}
    accept_ask()


def decide(state: SimpleNamespace, act: str, number: int, stamp: str, **parts: Any) -> None:
    seen = parts.pop("seen", shared_worklist().open(number).sequence)
    event = {"act": act, "number": number, "seen": seen, "stamp": stamp, **parts}
    state.session_state[REVIEW_VIEW] = {"decision": event}
    accept_decision()


def test_an_empty_worklist_says_how_to_fill_it() -> None:
    app = page()
    assert not app.exception
    assert "No reports yet" in markup(app)
    assert len(app.get("file_uploader")) == 2


def test_a_paste_becomes_a_row_and_what_was_added_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.ui.pages.worklist.MOMENT", 60)
    app = page()
    app.text_area[0].set_value(LEFT_LEG).run()
    app.button(key="worklist_add_paste").click().run()
    assert "1 report was added." in markup(app)
    assert shown(app)["rows"][0]["codes"] == [CODE]
    assert app.text_area[0].value == ""


def test_while_reports_are_added_it_is_told_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.ui.pages.worklist.MOMENT", 0)
    app = page()
    app.session_state[reviewing.DESK].intake.take(pastes=[LEFT_LEG, LEFT_LEG])
    app.run()
    assert app.get("progress")[0].proto.text == "1 of 2 reports read and analysed"


def test_markup_in_the_name_of_a_refused_file_stays_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.ui.pages.worklist.MOMENT", 60)
    app = page()
    intake = app.session_state[reviewing.DESK].intake
    intake.take([("<img src=x onerror=alert(1)>.txt", b"%PDF-1.7")])
    app.run()
    assert "<img" not in markup(app)
    assert "&lt;img" in markup(app)


def test_a_report_is_reviewed_with_its_answers_and_what_can_be_decided() -> None:
    [number] = added("leg")
    data = shown(page(str(number)))
    assert (data["text"], data["fixed"]) == (LEFT_LEG, True)
    assert data["decisions"]["codes"][CODE]["verdict"] == "open"
    assert data["decisions"]["place"] == "1 of 1"


@pytest.mark.parametrize("number", ["77", "12345678"])
def test_a_report_that_is_not_there_is_a_state_with_a_way_back(number: str) -> None:
    app = page(number)
    assert "No such report" in markup(app)
    assert app.button[0].label == "Back to the list"


@pytest.mark.parametrize("number", ["x", "-1", "999999999999999999999"])
def test_an_address_that_names_no_report_is_the_list(number: str) -> None:
    assert "No reports yet" in markup(page(number))


def test_a_purged_report_shows_what_was_decided_and_no_text() -> None:
    [number] = added("leg")
    shared_worklist().purge([number], LOCAL)
    data = shown(page(str(number)))
    assert (data["text"], data["state"]) == ("", "failed")
    assert data["decisions"]["purged"]


def test_a_database_that_cannot_be_opened_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONOCODE_DATABASE_URL", "oracle://host/name")
    app = page()
    assert not app.exception
    assert "The worklist does not answer" in markup(app)


def test_a_report_is_opened_from_the_list_and_n_goes_on_in_its_order(page_state: SimpleNamespace) -> None:
    numbers = added("a", "b", "c")
    ask(page_state, do="list", asked={"order": "name"})
    ask(page_state, do="open", number=numbers[1])
    told = describe_review(shared_worklist().open(numbers[1]), Person("bo", frozenset({"coder"})))
    assert (told["place"], told["before"], told["after"]) == ("2 of 3", numbers[0], numbers[2])
    assert page_state.query_params == {"order": "name", "report": str(numbers[1])}


def test_a_decision_that_takes_a_report_out_of_the_filter_does_not_move_the_others(page_state: SimpleNamespace) -> None:
    numbers = added("a", "b", "c")
    ask(page_state, do="list", asked={"order": "name", "statuses": ["open"]})
    ask(page_state, do="open", number=numbers[0])
    decide(page_state, "finish", numbers[0], "1", accept=True)
    assert page_state.query_params["report"] == str(numbers[1])
    told = describe_review(shared_worklist().open(numbers[1]), Person("bo", frozenset({"coder"})))
    assert (told["place"], told["before"]) == ("2 of 3", numbers[0])


def test_what_others_did_meanwhile_is_told(page_state: SimpleNamespace) -> None:
    [number] = added("a")
    decide(page_state, "accept", number, "1", subject=CODE)
    decide(page_state, "reject", number, "2", subject=CODE, reason="not_done", seen=0)
    notice = desk().notice
    assert notice is not None
    assert notice["kind"] == "overtaken"
    assert notice["lines"][0] == f"Meanwhile {LOCAL} accepted {CODE}."


def test_the_same_message_twice_is_done_once(page_state: SimpleNamespace) -> None:
    [number] = added("a")
    decide(page_state, "accept", number, "1", subject=CODE)
    accept_decision()
    assert len(shared_worklist().open(number).decisions) == 1


def test_a_report_that_went_away_is_told_and_not_raised(page_state: SimpleNamespace) -> None:
    page_state.session_state[REVIEW_VIEW] = {"decision": {"act": "accept", "number": 9, "seen": 0, "stamp": "1"}}
    accept_decision()
    assert desk().notice == {"kind": "fault", "lines": ["There is no report 9 on the worklist."]}


def test_a_typed_code_is_looked_at(page_state: SimpleNamespace) -> None:
    [number] = added("a")
    decide(page_state, "look", number, "1", code="93970")
    look = desk().look
    assert look is not None
    assert "Not described" in " ".join(look.lines)


def test_the_list_comes_back_at_the_page_of_the_report(page_state: SimpleNamespace) -> None:
    numbers = added(*(f"{place:02}" for place in range(60)))
    ask(page_state, do="list", asked={"order": "name"})
    ask(page_state, do="open", number=numbers[0])
    page_state.query_params["report"] = str(numbers[55])
    decide(page_state, "back", numbers[55], "1")
    assert (desk().listing.page, desk().came_from) == (1, numbers[55])
    assert "report" not in page_state.query_params


def test_a_new_session_lists_what_the_address_asks_for(page_state: SimpleNamespace) -> None:
    page_state.query_params.from_dict({"codes": ["93971", "93970"], "order": "date", "page": "2"})
    assert desk().listing == Listing(Filter(codes=frozenset({"93970", "93971"})), "date", 2)


def test_a_file_that_the_browser_tells_of_again_is_added_once(
    page_state: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.ui.pages import worklist

    monkeypatch.setattr(worklist, "st", page_state)
    file = SimpleNamespace(name="leg.txt", getvalue=LEFT_LEG.encode)
    page_state.session_state |= {worklist.ROUND: 0, f"{worklist.FILES}_0": [file]}
    for _ in range(2):
        worklist._add_files(worklist.FILES, 0)
    assert desk().intake.total == 1
