"""Tests of the encounter page through Streamlit's own test driver."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from assistant.ui import encounter_session
from assistant.ui.encounter_check import check_encounter
from assistant.ui.encounter_session import UPLOADER, Field, accept_uploads, reports
from assistant.ui.samples import load_encounter_sample

DUPLEX = (
    "LEFT LOWER EXTREMITY VENOUS DUPLEX 04/16/2026\nThe left common femoral, deep femoral, femoral, popliteal, "
    "posterior tibial and peroneal veins compress; color flow."
)


def draw_encounter() -> None:
    from assistant.ui.pages import encounter

    encounter.draw()


def with_reports(*texts: str, view: str = "physician") -> AppTest:
    app = AppTest.from_function(draw_encounter, default_timeout=60)
    app.session_state["encounter_fields"] = tuple(
        Field(number, f"Report {number}", text) for number, text in enumerate(texts, start=1)
    )
    app.session_state["encounter_number"] = len(texts)
    app.session_state["view"] = view
    return app.run()


def markup(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(block.proto.body for block in app.get("html"))


def test_first_visit_shows_the_sample_encounter_with_a_primary_procedure_in_the_other_note() -> None:
    app = AppTest.from_function(draw_encounter, default_timeout=60).run()
    assert [area.label for area in app.text_area] == [name for name, _ in load_encounter_sample()]
    assert "its primary procedure 75820 is documented in Venogram" in markup(app)


def test_each_code_is_traced_to_its_report_with_the_words_marked() -> None:
    shown = markup(with_reports(DUPLEX))
    assert "<b>Report 1</b>" in shown
    assert "<mark>popliteal</mark>" in shown


def test_edit_between_reports_bears_its_vintage_for_the_coder_alone() -> None:
    texts = [text for _, text in load_encounter_sample()]
    assert "Source: shipped practitioner edits, as of 20" in markup(with_reports(*texts, view="coder"))
    assert "Source: shipped" not in markup(with_reports(*texts))


def test_a_repeated_study_is_one_code_of_two_reports() -> None:
    shown = markup(with_reports(DUPLEX, DUPLEX))
    assert "1 code in 2 reports" in shown
    assert "repeated" in shown


def test_one_report_says_what_to_add() -> None:
    assert "one report so far" in markup(with_reports(DUPLEX))


def test_no_text_is_a_state_of_its_own() -> None:
    assert "No reports yet" in markup(with_reports(" ", ""))


def test_texts_without_a_service_say_so() -> None:
    assert "No service" in markup(with_reports("Seen in clinic. Duplex last month showed no clot."))


def test_a_report_beyond_the_limit_is_refused_by_name() -> None:
    assert "Report 2 has 200,001 characters" in markup(with_reports(DUPLEX, "x" * 200_001))


def test_hostile_markup_in_a_report_is_escaped() -> None:
    shown = markup(with_reports(DUPLEX.replace("LEFT LOWER", "<img src=x onerror=alert(1)> LEFT LOWER")))
    assert "<img" not in shown


def test_a_report_is_added_and_removed_and_the_others_keep_their_text() -> None:
    app = with_reports(DUPLEX)
    app.text_area[0].set_value("Typed by hand.").run()
    app.button[0].click().run()
    assert [area.value for area in app.text_area] == ["Typed by hand.", ""]
    app.button(key=f"remove_{app.session_state['encounter_fields'][1].number}").click().run()
    assert [area.value for area in app.text_area] == ["Typed by hand."]


def test_clear_leaves_one_empty_field() -> None:
    app = with_reports(DUPLEX, DUPLEX)
    next(button for button in app.button if button.label == "Clear").click().run()
    assert [area.value for area in app.text_area] == [""]


def test_an_unforeseen_error_shows_its_place_and_never_the_report(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(written: object, *_: object, **__: object) -> None:
        raise ValueError(written)

    monkeypatch.setattr("assistant.ui.encounter_check.analyze_encounter", broken)
    outcome = check_encounter([("Report 1", "Mrs Quennell was seen.")], None)
    assert outcome.state == "failed"
    assert "ValueError" in outcome.message
    assert "Quennell" not in outcome.message + caplog.text


class State(dict[str, object]):
    """A session state without a session: keys are attributes too."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


def test_uploads_take_the_place_of_the_reports_and_a_binary_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [("duplex.txt", b"One."), ("duplex.txt", b"Two."), ("scan.txt", b"%PDF-1.7 ...")]
    state = State({UPLOADER: [SimpleNamespace(name=name, getvalue=lambda data=data: data) for name, data in files]})
    monkeypatch.setattr(encounter_session.st, "session_state", state)
    accept_uploads()
    assert reports() == [("duplex.txt", "One."), ("duplex.txt 2", "Two.")]
    assert encounter_session.upload_faults() == (
        "scan.txt is a PDF document, not plain text; save the report as .txt.",
    )
