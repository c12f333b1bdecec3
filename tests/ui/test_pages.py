"""Tests of the pages through Streamlit's own test driver, which runs the scripts without a browser."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant.diagnoses import DiagnosisCandidate
from assistant.errors import KnowledgeError
from assistant.shipped import NAVIGATION
from assistant.ui.report.samples import load_samples
from assistant.ui.report.session import DAY, INDEX_FAULT, Report

ROOT = Path(__file__).parents[2]
LEFT_LEG = (
    "VENOUS DUPLEX OF THE LEFT LEG 03/02/2026\nIndication: Left calf pain.\n"
    "The left common femoral, femoral and popliteal veins compress; phasic color flow.\nImpression: No DVT."
)
HOSTILE = '<script>document.title = "taken"</script> LEFT LOWER EXTREMITY VENOUS DUPLEX <img src=x onerror=alert(1)>'


def draw_report() -> None:
    from assistant.ui.pages import report

    report.draw()


def draw_edits() -> None:
    from assistant.ui.pages import edits

    edits.draw()


def draw_encounter() -> None:
    from assistant.ui.pages import encounter

    encounter.draw()


def draw_knowledge() -> None:
    from assistant.ui.pages import knowledge

    knowledge.draw()


def draw_quality() -> None:
    from assistant.ui.pages import quality

    quality.draw()


def shown(app: AppTest) -> dict[str, Any]:
    """Return what the report view was given."""
    (view,) = app.get("bidi_component")
    data: dict[str, Any] = json.loads(view.proto.json)[0]
    return data


def with_report(text: str) -> AppTest:
    app = AppTest.from_function(draw_report, default_timeout=60)
    app.session_state["report"] = Report(text)
    return app.run()


def markup(app: AppTest) -> str:
    return "\n".join(block.proto.body for block in app.get("html"))


def test_app_launches_with_a_sample_already_analysed() -> None:
    app = AppTest.from_file(str(NAVIGATION), default_timeout=60).run()
    assert not app.exception
    assert "93970" in [code["code"] for code in shown(app)["codes"]]


def test_streamlit_finds_no_pages_beside_its_script() -> None:
    assert not (NAVIGATION.parent / "pages").exists()


@pytest.mark.parametrize("draw", [draw_report, draw_encounter, draw_edits, draw_knowledge, draw_quality])
def test_every_page_launches_with_the_switch_of_views(draw: Any) -> None:
    app = AppTest.from_function(draw, default_timeout=60).run()
    assert not app.exception
    assert app.button_group(key="view").value == "physician"


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (draw_edits, "Source: shipped practitioner edits"),
        (draw_knowledge, "Global days"),
        (draw_encounter, "Asked"),
    ],
)
def test_the_coder_sees_what_the_physician_is_spared(draw: Any, words: str) -> None:
    app = AppTest.from_function(draw, default_timeout=60).run()
    assert words not in markup(app)
    app.button_group(key="view").set_value("coder").run()
    assert words in markup(app)


def test_a_report_of_one_session_is_not_in_another() -> None:
    with_report(LEFT_LEG.replace("LEFT LEG", "LEFT LEG OF MRS QUENNELL-ASHBY"))
    other = AppTest.from_function(draw_report, default_timeout=60).run()
    assert "QUENNELL-ASHBY" not in json.dumps(shown(other))


def test_usage_statistics_are_off() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["browser"]["gatherUsageStats"] is False


def test_picking_a_sample_shows_its_report() -> None:
    app = AppTest.from_function(draw_report, default_timeout=60).run()
    app.selectbox(key="sample").select("clinic-note-vein").run()
    assert shown(app)["text"] == load_samples()["clinic-note-vein"].read()


def test_text_without_a_service_has_no_codes_and_says_so() -> None:
    data = shown(with_report("Seen in clinic. Duplex last month showed no clot."))
    assert (data["state"], data["codes"]) == ("no_service", [])
    assert data["messages"]


def test_a_report_is_locked_and_an_empty_page_is_not() -> None:
    assert shown(with_report(LEFT_LEG))["locked"]
    assert not shown(with_report(""))["locked"]


def test_a_refused_file_leaves_no_answers_on_the_page() -> None:
    app = AppTest.from_function(draw_report, default_timeout=60)
    app.session_state["report"] = Report(LEFT_LEG, refused="scan.txt is a picture.")
    data = shown(app.run())
    assert (data["state"], data["message"]) == ("refused", "scan.txt is a picture.")
    assert not {"codes", "mentions", "elements"} & set(data)


def test_empty_text_is_a_state_of_its_own() -> None:
    assert shown(with_report(" \n"))["state"] == "empty"


def test_text_beyond_the_limit_is_refused_in_one_sentence() -> None:
    data = shown(with_report("x" * 200_001))
    assert data["state"] == "failed"
    assert data["message"].startswith("The text has 200,001 characters")


def test_hostile_markup_reaches_the_view_as_plain_data_only() -> None:
    app = with_report(HOSTILE)
    assert shown(app)["text"] == HOSTILE
    assert "taken" not in markup(app)


def test_date_given_by_hand_decides_the_code_set() -> None:
    app = with_report("VENOUS DUPLEX OF THE LEFT LEG. The femoral vein compresses.")
    app.session_state[DAY] = date(2019, 5, 6)
    app.run()
    assert shown(app)["day"] == {"given": "2019-05-06", "whence": "by hand", "found": ""}
    assert shown(app)["basis"][:2] == ["Date of service 2019-05-06", "CPT 2019"]


def test_download_is_the_whole_record() -> None:
    app = with_report("VENOUS DUPLEX OF THE LEFT LEG. The femoral vein compresses.")
    assert not app.get("download_button")[0].proto.disabled


def test_view_of_the_coder_is_told_to_the_report_view() -> None:
    app = AppTest.from_function(draw_report, default_timeout=60).run()
    app.button_group(key="view").set_value("coder").run()
    assert shown(app)["view"] == "coder"


def test_questions_are_shown_and_the_letter_can_be_downloaded() -> None:
    app = with_report(LEFT_LEG)
    app.button_group(key="view").set_value("coder").run()
    assert "images" in {question["topic"] for question in shown(app)["questions"]}
    assert [button.proto.label for button in app.get("download_button")][:3] == ["Text", "DOCX", "PDF"]


def test_only_the_coder_is_told_neighbours_edits_and_what_would_change() -> None:
    app = with_report(LEFT_LEG)
    physician = shown(app)
    assert not {"neighbours", "edits"} & set(physician)
    assert not any(question["changes"] for question in physician["questions"])
    app.button_group(key="view").set_value("coder").run()
    coder = shown(app)
    assert [neighbour["code"] for neighbour in coder["neighbours"]] == ["93970"]
    assert any(question["changes"] for question in coder["questions"])


def test_diagnoses_are_offered_and_their_index_stays_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    monkeypatch.setattr("assistant.ui.pages.report.open_fault", lambda: opened.append(1) or "")
    assert shown(with_report(LEFT_LEG))["diagnoses"]["state"] == "offered"
    assert not opened


def test_diagnoses_that_were_asked_for_are_shown_once_the_index_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [DiagnosisCandidate("M79.662", "Pain in left lower leg", 1, "sign", "stated", ((0, 6),))]
    monkeypatch.setattr("assistant.ui.pages.report.open_fault", lambda: "")
    monkeypatch.setattr("assistant.ui.report.diagnosis_rows.link_indication", lambda *_, **__: found)
    app = AppTest.from_function(draw_report, default_timeout=60)
    app.session_state["report"] = Report(LEFT_LEG)
    app.session_state[INDEX_FAULT] = None
    app.run()
    assert [row["code"] for row in shown(app)["diagnoses"]["rows"]] == ["M79.662"]


def test_an_index_that_cannot_be_opened_is_told_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.ui.pages.report.open_fault", lambda: "data: cannot be written.")
    app = AppTest.from_function(draw_report, default_timeout=60)
    app.session_state["report"] = Report(LEFT_LEG)
    app.session_state[INDEX_FAULT] = None
    app.run()
    assert shown(app)["diagnoses"]["message"] == "data: cannot be written."


def test_a_broken_rule_file_is_one_sentence_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KnowledgeError(Path("services/venous-duplex.yaml"), 7, "unknown key 'lable'")

    monkeypatch.setattr("assistant.engine.analyze", broken)
    data = shown(with_report("Any report."))
    assert data["message"] == "The rules cannot be used: venous-duplex.yaml:7: unknown key 'lable'."


def test_an_unforeseen_error_shows_its_place_and_never_the_report(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(text: str, **_: object) -> None:
        raise ValueError(text)

    monkeypatch.setattr("assistant.engine.analyze", broken)
    data = shown(with_report("Mrs Quennell was seen."))
    assert data["state"] == "failed"
    assert "ValueError" in data["message"]
    assert "Quennell" not in data["message"] + caplog.text


def test_edits_of_two_codes_are_found() -> None:
    app = AppTest.from_function(draw_edits, default_timeout=60).run()
    app.text_input(key="codes").set_value("93970 93971").run()
    assert "1 finding" in markup(app)


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ("93970 99292", "99292 is unknown here"),
        ("93970-50", "modifier not taken"),
        ("93965", "ended on 2016-12-31"),
    ],
)
def test_the_edits_page_never_lets_pass_what_it_does_not_know_or_take(codes: str, words: str) -> None:
    app = AppTest.from_function(draw_edits, default_timeout=60).run()
    app.text_input(key="codes").set_value(codes).run()
    assert words in markup(app)
    assert "Nothing stands against them" not in markup(app)


def test_a_word_that_is_no_code_is_told() -> None:
    app = AppTest.from_function(draw_edits, default_timeout=60).run()
    app.text_input(key="codes").set_value("<b>duplex</b>").run()
    assert "&lt;b&gt;duplex&lt;/b&gt;&#x27; is no code" in markup(app)


def test_streamlit_takes_no_folder_for_pages_of_its_own() -> None:
    assert not (NAVIGATION.parent / "pages").exists()
