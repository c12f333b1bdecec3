"""The physician's choices on the page, and what the coder asks of it: setting, any code, edits of the report's own codes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assistant.ui.access.people import Person
from assistant.ui.report.completion import Drafting, stamp_of
from assistant.ui.report.session import DRAFTING, SETTING, Report

DAY = datetime.now(UTC).date() - timedelta(days=2)
LEFT_LEG = (
    f"VENOUS DUPLEX OF THE LEFT LEG {DAY:%m/%d/%Y}\nIndication: Left calf pain.\nColor and spectral Doppler, phasic flow.\n"
    "The left common femoral, femoral and popliteal veins compress.\nImpression: No DVT.\nJane Low, MD"
)


def draw_report() -> None:
    from assistant.ui.pages import report

    report.draw()


def shown(app: AppTest) -> dict[str, Any]:
    (view,) = app.get("bidi_component")
    data: dict[str, Any] = json.loads(view.proto.json)[0]
    return data


def page(text: str = LEFT_LEG, **state: Any) -> AppTest:
    app = AppTest.from_function(draw_report, default_timeout=90)
    app.session_state["report"] = Report(text)
    for name, value in state.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    return app


def drafting(app: AppTest, **given: Any) -> dict[str, Any]:
    """Return what the page would have kept after these choices."""
    return Drafting(report=shown(app)["completion"]["report"], stamp="2026-11-30 08:20 UTC", **given).model_dump(
        mode="json"
    )


def choose(app: AppTest, **given: Any) -> AppTest:
    kept = drafting(app, **given)
    kept["stamp"] = f"{DAY + timedelta(days=1)} 08:20 UTC"
    app.session_state[DRAFTING] = kept
    return app.run()


IMAGES = {"image_storage": {"choice": 0, "blanks": ["PACS"]}}


def test_the_physician_gets_choices_in_the_place_of_questions() -> None:
    data = shown(page())
    assert [card["element"] for card in data["completion"]["cards"]] == ["element:image_storage"]
    assert data["questions"] == []
    assert data["completion"]["draft"] == ""


def test_a_mark_stands_at_the_end_of_the_section_that_lacks_the_statement() -> None:
    text = LEFT_LEG.replace("Color and", "\nTECHNIQUE: Color and").replace("The left", "\nFINDINGS: The left")
    (mark,) = shown(page(text))["gaps_at"]
    start, end = mark["span"]
    assert start == end
    assert text[:start].endswith("phasic flow.")


def test_a_choice_makes_a_draft_and_the_difference_and_leaves_the_report() -> None:
    app = choose(page(), chosen=IMAGES, name="Jane Low, MD")
    data = shown(app)
    assert "Images were recorded and are kept in PACS." in data["completion"]["draft"]
    assert data["completion"]["draft"].endswith(f"Signed: Jane Low, MD, {DAY + timedelta(days=1)} 08:20 UTC")
    assert data["completion"]["changes"] == ["Permanent images: closed"]
    assert data["text"] == LEFT_LEG
    assert "image_storage" not in {
        line["id"].removeprefix("element:") for line in data["elements"] if line["state"] != "present"
    }


def test_the_original_answer_is_shown_on_demand() -> None:
    data = shown(choose(page(), chosen=IMAGES, whole=False))
    assert "element:image_storage" in {line["id"] for line in data["elements"] if line["state"] == "not_documented"}


def test_choices_of_another_report_are_not_taken_over() -> None:
    kept = drafting(page(), chosen=IMAGES)
    other = page(LEFT_LEG.replace("calf", "thigh"), **{DRAFTING: kept})
    assert shown(other)["completion"]["chosen"] == {}


@pytest.mark.parametrize("kept", ["", 7, {"report": 1}, {"report": "x", "chosen": {"image_storage": {"choice": -1}}}])
def test_what_a_tab_kept_is_not_trusted(kept: Any) -> None:
    assert shown(page(**{DRAFTING: kept}))["completion"]["draft"] == ""


def test_who_may_not_write_addenda_gets_the_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.ui.report.completion.current_person", lambda: Person("Cody", frozenset({"coder"})))
    data = shown(page())
    assert data["completion"] is None
    assert data["questions"]


def test_what_is_sent_without_the_right_to_it_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.ui.report import completion

    kept: dict[str, Any] = {"report": Report(LEFT_LEG), "report_view": {}}
    monkeypatch.setattr(
        st,
        "session_state",
        type("State", (dict,), {"__getattr__": dict.__getitem__, "__setattr__": dict.__setitem__})(kept),
    )
    st.session_state["report_view"] = {
        "completion": {"report": completion.report_id(Report(LEFT_LEG)), "chosen": IMAGES}
    }
    monkeypatch.setattr(completion, "current_person", lambda: Person("Cody", frozenset({"coder"})))
    completion.accept_completion()
    assert DRAFTING not in st.session_state
    monkeypatch.setattr(completion, "current_person", lambda: Person("Dr. Low", frozenset({"physician"})))
    completion.accept_completion()
    assert st.session_state[DRAFTING]["stamp"].startswith(f"{date.today():%Y-}")


def test_who_is_signed_in_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "assistant.ui.report.completion.current_person", lambda: Person("Ada Ferris, MD", frozenset({"physician"}))
    )
    data = shown(choose(page(), chosen=IMAGES, name="Somebody Else"))
    assert "Signed: Ada Ferris, MD, " in data["completion"]["draft"]


def test_time_is_told_with_its_zone() -> None:
    moment = datetime(2026, 11, 30, 8, 20, tzinfo=UTC)
    assert stamp_of(moment) == "2026-11-30 08:20 UTC"
    assert stamp_of(moment.astimezone(timezone(timedelta(hours=-5)))) == "2026-11-30 03:20 UTC-05:00"


def test_the_setting_puts_its_modifier_on_the_codes_and_a_new_report_has_none() -> None:
    app = page(view="coder")
    app.selectbox(key=SETTING).set_value("facility-professional").run()
    assert [code["name"] for code in shown(app)["codes"]] == ["93971-26-LT"]
    app.session_state[SETTING] = None
    assert [code["name"] for code in shown(app.run())["codes"]] == ["93971-LT"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("93971", "It would be lost where the report denies: permanent images."),
        ("93970", "both sides were studied"),
        ("76700", "No such study is documented as done now"),
        ("12345", "12345 is not among the codes that the rules know."),
    ],
)
def test_any_code_can_be_asked_about(code: str, words: str) -> None:
    data = shown(page(view="coder", asked_code=(0, code)))
    assert words in " ".join(data["why"]["lines"])


def test_what_was_asked_about_another_report_is_not_answered() -> None:
    assert shown(page(view="coder", asked_code=(7, "93970")))["why"]["lines"] == []


def test_the_edits_page_is_given_the_codes_day_and_setting_of_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.ui.report import own_edits
    from assistant.ui.report.checking import check

    outcome = check(LEFT_LEG, None, setting="facility-technical")
    state = type("State", (dict,), {"__getattr__": dict.__getitem__, "__setattr__": dict.__setitem__})()
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(own_edits, "current_outcome", lambda: outcome)
    monkeypatch.setattr(own_edits, "current_setting", lambda: "facility-technical")
    own_edits.accept_edits_link()
    assert (state["codes"], state["edits_day"], state["setting"]) == ("93971-TC-LT", DAY, "hospital")


def test_a_paste_of_two_patients_is_told() -> None:
    one = f"Patient: {{}}\nMRN: {{}}\n{LEFT_LEG}\n\n"
    assert (
        "2 patients"
        in shown(page(one.format("DOE, JANE", "1234567") + one.format("ROE, RICHARD", "7654321")))["several"]
    )
    assert shown(page())["several"] == ""


def test_a_setting_that_bears_on_the_codes_is_seen_by_the_physician_too() -> None:
    pickers = {box.key for box in page().selectbox}
    assert SETTING not in pickers
    assert SETTING in {box.key for box in page(**{SETTING: "facility-professional"}).selectbox}
