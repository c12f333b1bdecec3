"""Tests of the button of exports."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant import analyze
from assistant.errors import InputError
from assistant.exchange import FORMATS, Exported
from assistant.people import Refusal
from assistant.ui import exports
from assistant.ui.access import people
from assistant.ui.access.people import Person
from assistant.ui.report.session import Report

TEXT = (
    "VENOUS DUPLEX OF THE LEFT LEG 03/02/2026\nIndication: Left calf pain.\n"
    "The left common femoral, femoral and popliteal veins compress; phasic color flow.\nImpression: No DVT."
)
AUDITOR, NOBODY = Person("ada", frozenset({"auditor"})), Person("eve", frozenset())


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], bytes]]:
    """What the button offers: what makes each file, by its name. Nothing is made when it is drawn."""
    files: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(exports.st, "download_button", lambda _, make, name, *__, **___: files.update({name: make}))
    monkeypatch.setattr(exports, "current_person", lambda: AUDITOR)
    monkeypatch.setattr(exports, "remembered_person", lambda: lambda: AUDITOR)
    return files


def reports(many: int) -> Iterator[Exported]:
    return (Exported(f"visit-{number}", TEXT, analyze(TEXT)) for number in range(many))


def draw_report() -> None:
    from assistant.ui.pages import report

    report.draw()


def test_the_report_page_offers_every_form() -> None:
    app = AppTest.from_function(draw_report, default_timeout=60)
    app.session_state["report"] = Report(TEXT)
    labels = [button.proto.label for button in app.run().get("download_button")]
    assert labels[-len(FORMATS) :] == [form.label for form in FORMATS.values()]


def test_the_report_page_gives_the_view_the_codes_to_copy() -> None:
    app = AppTest.from_function(draw_report, default_timeout=60)
    app.session_state["report"] = Report(TEXT)
    (view,) = app.run().get("bidi_component")
    assert json.loads(view.proto.json)[0]["codes_text"] == "93971-LT"


def test_an_empty_report_offers_nothing() -> None:
    app = AppTest.from_function(draw_report, default_timeout=60)
    app.session_state["report"] = Report("")
    assert [button.proto.label for button in app.run().get("download_button")] == []


def test_nothing_is_made_before_it_is_asked_for(offered: dict[str, Any]) -> None:
    asked: list[int] = []

    def make() -> Iterator[Exported]:
        asked.append(1)
        return reports(1)

    exports.draw_exports(make, key="k", one=True)
    assert not asked
    offered["analysis.json"]()
    assert asked == [1]


def test_one_report_goes_out_as_documents(offered: dict[str, Any]) -> None:
    exports.draw_exports(lambda: reports(1), key="k", one=True)
    assert json.loads(offered["analysis.json"]())["codes"][0]["code"] == "93971"
    assert json.loads(offered["fhir.json"]())["resourceType"] == "Bundle"
    assert offered["audit-sheet.pdf"]().startswith(b"%PDF")
    assert offered["claim-lines.csv"]().count(b"\r\n") == 2


def test_many_reports_go_out_as_one_text_or_an_archive(offered: dict[str, Any]) -> None:
    exports.draw_exports(lambda: reports(3), key="k", one=False)
    assert offered["fhir.ndjson"]().count(b"\n") == 3
    with zipfile.ZipFile(io.BytesIO(offered["audit-sheets.zip"]())) as archive:
        assert len(archive.namelist()) == 3


def test_who_may_not_take_answers_out_is_offered_none(offered: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "current_person", lambda: NOBODY)
    exports.draw_exports(lambda: reports(1), key="k", one=True)
    assert offered == {}


def test_a_file_is_refused_when_the_sign_in_ended_after_the_button_was_drawn(
    offered: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = [AUDITOR]
    monkeypatch.setattr(exports, "remembered_person", lambda: lambda: there[-1])
    exports.draw_exports(lambda: reports(1), key="k", one=True)
    there.append(NOBODY)
    with pytest.raises(InputError, match="may not take answers out"):
        offered["codes.txt"]()


def test_an_export_is_noted_with_its_form_and_how_many(offered: dict[str, Any]) -> None:
    noted: list[tuple[str, int]] = []
    exports.draw_exports(lambda: reports(2), key="k", one=False, noted=lambda *what: noted.append(what))
    offered["claim-lines.csv"]()
    assert noted == [("claim-csv", 2)]


def test_too_many_sheets_are_refused_and_not_noted(offered: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[tuple[str, int]] = []
    monkeypatch.setattr(exports, "MOST_SHEETS", 2)
    exports.draw_exports(lambda: reports(3), key="k", one=False, noted=lambda *what: noted.append(what))
    with pytest.raises(InputError, match="at most 2 audit sheets"):
        offered["audit-sheets.zip"]()
    assert noted == []


def test_who_sat_before_the_page_is_judged_anew_when_the_page_has_run(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Person | Refusal] = [AUDITOR]
    monkeypatch.setattr(people, "sign_in", object)
    monkeypatch.setattr(people, "_claims", dict)
    monkeypatch.setattr(people, "person_of", lambda claims, settings: answers[-1])
    remembered = people.remembered_person()
    assert remembered() == AUDITOR
    answers.append(Refusal("ada", "ended"))
    assert not remembered().may("read")
