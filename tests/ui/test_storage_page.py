"""The storage page: who sees it, what a purge asks for, and what the audit shows and saves."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant import analyze
from assistant.errors import InputError
from assistant.people import Person, Role
from assistant.ui.pages.storage import csv_of, read_numbers
from assistant.ui.worklist.open_worklist import opened_worklist
from assistant.worklist import Entry, Move, NewReport, Worklist

TEXT = "VENOUS DUPLEX OF THE LEFT LEG\nIndication: pain.\nThe left femoral and popliteal veins compress. No DVT."


def draw_storage() -> None:
    from assistant.ui.pages import storage

    storage.draw()


@pytest.fixture
def worklist() -> Iterator[Worklist]:
    """The worklist of the page, with three reports."""
    opened = opened_worklist()
    opened.add([NewReport(TEXT, analyze(TEXT))] * 3, "ada")
    yield opened
    opened.close()


def act_as(monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    monkeypatch.setattr("assistant.ui.pages.storage.current_person", lambda: Person("eve", frozenset({role})))


def page() -> AppTest:
    return AppTest.from_function(draw_storage, default_timeout=60).run()


def words(app: AppTest) -> str:
    return " ".join(
        [
            *(str(node.proto.body) for node in app.get("html")),
            *(each.value for each in (*app.info, *app.error, *app.warning, *app.caption)),
        ]
    )


def test_the_page_says_where_and_how_much(worklist: Worklist, tmp_path: Path) -> None:
    shown = words(page())
    assert f"SQLite, {tmp_path}/worklist.sqlite" in shown
    assert "3; 3 with their words" in shown
    assert "without end" in shown


@pytest.mark.parametrize("role", ["physician", "coder"])
def test_who_neither_audits_nor_keeps_sees_nothing_of_it(
    worklist: Worklist, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    act_as(monkeypatch, role)
    app = page()
    assert "for auditors and administrators" in words(app)
    assert "ada" not in words(app)
    assert [button.key for button in app.button] == []


def test_an_auditor_reads_the_audit_and_cannot_purge(worklist: Worklist, monkeypatch: pytest.MonkeyPatch) -> None:
    act_as(monkeypatch, "auditor")
    app = page()
    assert "added" in words(app)
    assert "purge_do" not in [button.key for button in app.button]


def test_a_purge_wants_its_words_typed(worklist: Worklist) -> None:
    app = page()
    app.selectbox(key="purge_which").select("All reports").run()
    app.button(key="purge_do").click().run()
    assert "Nothing was purged" in app.error[0].value
    app.text_input(key="purge_typed").input("purge 2").run()
    app.button(key="purge_do").click().run()
    assert worklist.stock().with_words == 3
    app.text_input(key="purge_typed").input("Purge  3").run()
    app.button(key="purge_do").click().run()
    assert "The words of 3 reports were taken away, and the database's files made anew" in app.info[0].value
    assert worklist.stock().with_words == 0
    assert "purge_do" not in [button.key for button in app.button]


def test_single_reports_are_purged_by_number(worklist: Worklist) -> None:
    app = page()
    app.selectbox(key="purge_which").select("Single reports").run()
    app.text_input(key="purge_numbers").input("1, 3-3 99").run()
    app.text_input(key="purge_typed").input("purge 2").run()
    app.button(key="purge_do").click().run()
    assert "no report 99" in app.error[0].value
    app.text_input(key="purge_numbers").input("1, 3").run()
    app.text_input(key="purge_typed").input("purge 2").run()
    app.button(key="purge_do").click().run()
    assert [row.purged for row in worklist.page(order="added").rows] == [True, False, True]
    assert worklist.events()[0].who == "this machine"


def test_a_purge_that_the_person_may_not_do_is_refused_where_it_is_done(
    worklist: Worklist, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page()
    app.selectbox(key="purge_which").select("All reports").run()
    app.text_input(key="purge_typed").input("purge 3").run()
    act_as(monkeypatch, "auditor")
    app.button(key="purge_do").click().run()
    assert "You may not purge" in app.error[0].value
    assert worklist.stock().with_words == 3


def test_retention_is_set(worklist: Worklist) -> None:
    app = page()
    app.radio(key="keep_how").set_value("For a number of days").run()
    app.number_input(key="keep_days").set_value(30).run()
    app.button(key="keep_set").click().run()
    assert worklist.retention() == 30
    assert "for 30 days after a report was added" in app.info[0].value


def test_a_retention_that_purges_at_once_wants_its_words_typed(
    worklist: Worklist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklist, "older_than", lambda days: 2)
    app = page()
    app.radio(key="keep_how").set_value("For a number of days").run()
    app.button(key="keep_set").click().run()
    assert "type 'purge 2' first" in app.error[0].value
    assert worklist.retention() is None
    app.text_input(key="keep_typed").input("purge 2").run()
    app.button(key="keep_set").click().run()
    assert worklist.retention() == 90


def test_the_audit_is_filtered(worklist: Worklist) -> None:
    worklist.decide(2, Move("finish", words="<b>done</b>"), "bob", seen=0)
    app = page()
    assert "&lt;b&gt;done&lt;/b&gt;" in words(app)
    app.multiselect(key="audit_who").select("ada").run()
    assert "&lt;b&gt;done" not in words(app)
    app.multiselect(key="audit_who").unselect("ada").run()
    app.number_input(key="audit_report").set_value(2).run()
    table = words(app).split("<tbody>")[1]
    assert table.count("<tr>") == 2
    app.multiselect(key="audit_what").select("finish").run()
    assert words(app).split("<tbody>")[1].count("<tr>") == 1
    app.number_input(key="audit_report").set_value(77).run()
    assert "Nothing of this kind is noted" in words(app)


def test_more_of_the_audit_is_shown_when_asked_for(worklist: Worklist) -> None:
    for index in range(60):
        worklist.note("ada", f"thing-{index}")
    app = page()
    assert words(app).count("<tr>") == 51
    app.button(key="audit_show_more").click().run()
    assert words(app).count("<tr>") == 64


def test_a_worklist_that_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONOCODE_DATABASE_URL", "mysql://host/list")
    app = page()
    assert "The worklist cannot be reached" in words(app)
    assert "SQLite and PostgreSQL are served" in words(app)


def test_a_saved_cell_is_no_formula() -> None:
    entry = Entry(
        datetime(2026, 3, 2, tzinfo=UTC), "ada", "send_query", 7, "images", {}, {"x": 1}, "", '=HYPERLINK("x")'
    )
    saved = csv_of([entry]).decode("utf-8-sig").splitlines()
    rows = list(csv.reader(saved))
    assert rows[1][0] == "2026-03-02T00:00:00+00:00"
    assert rows[1][-1] == '\'=HYPERLINK("x")'


def test_numbers_are_read_as_people_write_them() -> None:
    assert read_numbers("7, 9,12-15 20") == [7, 9, 12, 13, 14, 15, 20]
    for wrong in ("a", "3-", "-3", "9-7", "1-999999999", "9" * 30):
        with pytest.raises(InputError):
            read_numbers(wrong)
