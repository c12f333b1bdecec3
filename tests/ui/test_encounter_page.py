"""Tests of the encounter page through Streamlit's own test driver."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from assistant import analyze
from assistant.ui.access.people import Person
from assistant.ui.encounter import session as encounter_session
from assistant.ui.encounter.check import check_encounter
from assistant.ui.encounter.session import accept_uploads, groups, news, reports, uploader
from assistant.ui.pages import encounter
from assistant.ui.report.samples import load_encounter_sample
from assistant.ui.worklist.open_worklist import shared_worklist
from assistant.worklist import NewReport


def duplex(patient: str, day: str = "04/16/2026", name: str = "Ann Roe") -> str:
    return (
        f"LEFT LOWER EXTREMITY VENOUS DUPLEX\nPatient: {name}   MRN: {patient}\nDate of exam: {day}\n"
        "Indication: left calf pain.\nThe left common femoral, deep femoral, femoral, popliteal, posterior tibial and "
        "peroneal veins compress; color flow.\nImpression: no clot.\nSigned, Ada Ferrow, MD"
    )


NAMELESS = duplex("").replace("Patient: Ann Roe   MRN: \n", "")


def draw_encounter() -> None:
    from assistant.ui.pages import encounter

    encounter.draw()


def first_visit(**address: str) -> AppTest:
    app = AppTest.from_function(draw_encounter, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def pasted(text: str, view: str = "physician") -> AppTest:
    app = AppTest.from_function(draw_encounter, default_timeout=60)
    app.session_state["view"] = view
    app.run()
    app.text_area(key="encounter_paste").set_value(text)
    return app.button(key="encounter_add").click().run()


def markup(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(block.proto.body for block in app.get("html"))


def test_first_visit_shows_the_sample_encounter_with_a_primary_procedure_in_the_other_note() -> None:
    shown = markup(first_visit())
    assert "its primary procedure 75820 is documented in Venogram" in shown
    assert "A sample: two notes" in shown


def test_the_sample_goes_when_a_report_comes() -> None:
    app = pasted(duplex("123456"))
    assert [each.name for each in app.session_state["encounter_reports"]] == ["Report"]


def test_each_code_is_traced_to_its_report_with_the_words_marked() -> None:
    shown = markup(pasted(duplex("123456")))
    assert "<b>Report</b>" in shown
    assert "<mark>popliteal</mark>" in shown


def test_edit_between_reports_bears_its_vintage_for_the_coder_alone() -> None:
    app = first_visit()
    assert "Source: shipped" not in markup(app)
    app.button_group(key="view").set_value("coder").run()
    assert "Source: shipped practitioner edits, as of 20" in markup(app)


def test_a_repeated_study_is_one_code_of_two_reports() -> None:
    app = pasted(duplex("123456"))
    app.text_area(key="encounter_paste").set_value(duplex("123456"))
    shown = markup(app.button(key="encounter_add").click().run())
    assert "1 code in 2 reports" in shown
    assert "repeated" in shown


def test_one_paste_of_two_patients_is_two_encounters_and_says_so() -> None:
    app = pasted(duplex("123456") + "\n\n\n" + duplex("778899", name="Jon Pell"))
    shown = markup(app)
    assert "Report holds 2 reports; each stands for itself." in shown
    assert "1 code in 1 report" in shown
    assert len([button for button in app.button if (button.key or "").startswith("group_")]) == 2


def test_an_encounter_is_opened_by_a_click() -> None:
    app = pasted(duplex("123456"))
    app.text_area(key="encounter_paste").set_value(duplex("778899", "05/01/2026", "Jon Pell"))
    app.button(key="encounter_add").click().run()
    assert "778899, 2026-05-01" in markup(app)
    [first] = [button for button in app.button if button.label.startswith("123456")]
    assert '<h2 class="name">123456, 2026-04-16</h2>' in markup(first.click().run())


def test_a_report_without_a_patient_says_so_and_is_assigned_by_hand() -> None:
    app = pasted(duplex("123456"))
    app.text_area(key="encounter_paste").set_value(NAMELESS)
    app.button(key="encounter_add").click().run()
    number = app.session_state["encounter_reports"][1].number
    shown = markup(app)
    assert "Report 2: It does not tell its patient, so it is not merged with any other report." in shown
    assert "1 code in 1 report" in shown
    app.selectbox(key=f"encounter_patient_{number}").select("123456").run()
    shown = markup(app.button(key=f"assign_{number}").click().run())
    assert "1 code in 2 reports" in shown
    assert "Report 2 was placed here by hand." in shown
    assert "1 code in 1 report" in markup(app.button(key=f"take_back_{number}").click().run())


def test_gaps_name_their_report_and_the_questions_are_letters() -> None:
    app = pasted(duplex("123456"))
    assert "Permanent images" in markup(app)
    assert "Concerns 93971" in markup(app)
    keys = [button.proto.id for button in app.get("download_button")]
    assert any("letter_" in key and "PDF" in key for key in keys)


def test_claim_lines_name_status_and_reports() -> None:
    shown = markup(pasted(duplex("123456")))
    assert '<th scope="row" class="short">93971</th>' in shown
    assert 'data-head="Date">2026-04-16</td>' in shown


def test_the_report_that_is_chosen_is_shown_read_only() -> None:
    import json

    app = first_visit()
    [view] = app.get("bidi_component")
    data = json.loads(view.proto.json)[0]
    assert (data["fixed"], data["text"]) == (True, load_encounter_sample()[0][1])
    assert [code["status"] for code in data["codes"] if code["code"] == "37252"] == ["supported"]


def test_no_text_is_a_state_of_its_own() -> None:
    app = first_visit()
    next(button for button in app.button if button.label == "Clear").click().run()
    assert "No reports yet" in markup(app)


def test_texts_without_a_service_say_so() -> None:
    assert "No service" in markup(pasted("Seen in clinic. Duplex last month showed no clot."))


def test_a_report_beyond_the_limit_is_refused_by_name() -> None:
    assert "Report has 200,001 characters" in markup(pasted("x" * 200_001))


def test_hostile_markup_in_a_report_is_escaped() -> None:
    shown = markup(pasted(duplex("<img src=x onerror=alert(1)>", name="<script>alert(1)</script>")))
    assert "<img" not in shown
    assert "<script>alert" not in shown


def test_a_report_is_removed_and_the_others_stay() -> None:
    app = first_visit()
    app.button(key="remove_1").click().run()
    assert [each.name for each in app.session_state["encounter_reports"]] == ["Venogram"]
    assert "Venogram" in markup(app)


def test_the_worklists_reports_of_a_patient_and_day_open_as_an_encounter() -> None:
    texts = [duplex("123456"), duplex("123456"), duplex("123456", "05/01/2026"), duplex("778899")]
    shared_worklist().add(
        [
            NewReport(text, analyze(text), name=f"scan {number}", patient="778899" if "778899" in text else "123456")
            for number, text in enumerate(texts)
        ],
        who="ada",
    )
    app = first_visit(patient="123456", day="2026-04-16")
    assert "1 code in 2 reports, 2026-04-16" in markup(app)
    assert [each.name for each in app.session_state["encounter_reports"]] == ["scan 0", "scan 1"]
    assert "From the worklist." in markup(app)


def test_an_export_of_the_worklists_reports_is_noted_report_by_report() -> None:
    text = duplex("123456")
    numbers = shared_worklist().add([NewReport(text, analyze(text), patient="123456")] * 2, who="ada")
    encounter._note_export("ada", numbers, "claim-csv", 2)
    noted = [(event.what, event.report) for event in shared_worklist().events() if event.what == "exported"]
    assert sorted(noted) == [("exported", number) for number in numbers]


def test_a_patient_that_the_worklist_does_not_know_is_told() -> None:
    shown = markup(first_visit(patient="nobody", day="2026-04-16"))
    assert "The worklist has no report of nobody on 2026-04-16." in shown


def test_a_day_that_is_none_is_told() -> None:
    assert "The worklist was not asked" in markup(first_visit(patient="1", day="16.4."))


def test_who_may_not_read_gets_nothing_of_the_worklist(monkeypatch: pytest.MonkeyPatch) -> None:
    text = duplex("123456")
    shared_worklist().add([NewReport(text, analyze(text), patient="123456")], who="ada")
    monkeypatch.setattr(encounter_session, "current_person", lambda: Person("Nobody", frozenset()))
    app = first_visit(patient="123456", day="2026-04-16")
    assert "Your role may not read" in markup(app)
    assert "123456" not in markup(app)


def test_an_unforeseen_error_shows_its_place_and_never_the_report(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(written: object, *_: object, **__: object) -> None:
        raise ValueError(written)

    monkeypatch.setattr("assistant.ui.encounter.check.analyze_encounter", broken)
    outcome = check_encounter([("Report 1", "Mrs Quennell was seen.")], None)
    assert outcome.state == "failed"
    assert "ValueError" in outcome.message
    assert "Quennell" not in outcome.message + caplog.text


class State(dict[str, object]):
    """A session state without a session: keys are attributes too."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> State:
    made = State()
    monkeypatch.setattr(encounter_session.st, "session_state", made)
    return made


def upload(state: State, *files: tuple[str, bytes]) -> None:
    state[uploader()] = [SimpleNamespace(name=name, getvalue=lambda data=data: data) for name, data in files]
    accept_uploads()


def test_thirty_files_of_different_patients_are_as_many_encounters_as_patients_and_days(state: State) -> None:
    files = [
        (f"scan-{number}.txt", duplex(f"{100_000 + number % 12}", f"04/{10 + number % 3}/2026", f"Patient {'ABCDEFGHIJKL'[number % 12]}").encode())
        for number in range(30)
    ]  # fmt: skip
    upload(state, *files)
    pairs = {(number % 12, number % 3) for number in range(30)}
    assert len(groups()) == len(pairs)
    assert {(group.patient, group.day) for group in groups()} == {
        (f"{100_000 + patient}", date(2026, 4, 10 + day)) for patient, day in pairs
    }
    assert news()[0] == f"30 reports added. There are {len(pairs)} encounters of one patient and day."


def test_uploads_add_to_what_is_there_under_names_of_their_own_and_a_binary_one_is_named(state: State) -> None:
    upload(state, ("duplex.txt", duplex("123456").encode()))
    upload(state, ("duplex.txt", duplex("778899").encode()), ("scan.txt", b"%PDF-1.7 ..."))
    assert [each.name for each in reports()] == ["duplex.txt", "duplex.txt 2"]
    assert "scan.txt is a PDF that breaks off before its end; save or send it again." in news()
