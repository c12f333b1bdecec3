"""Tests of the knowledge page through Streamlit's own test driver, and of the search behind its field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant.errors import KnowledgeError
from assistant.knowledge.active import using
from assistant.knowledge.assembly import load_knowledge
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.sources import load_sources
from assistant.shipped import shipped
from assistant.tables.rows import Kind
from assistant.ui.edit_findings import official_tables
from assistant.ui.knowledge.edit_lists import edits_of_code, edits_of_pair
from assistant.ui.knowledge.element_sheets import element_sheet
from assistant.ui.knowledge.holdings import Holding, behind, holdings, say_behind
from assistant.ui.knowledge.rule_sheets import say_source
from assistant.ui.knowledge.search import search
from assistant.ui.knowledge.site_changes import site_changes

SITE = shipped("samples") / "site"


def draw_knowledge() -> None:
    from assistant.ui.pages import knowledge

    knowledge.draw()


def opened(**address: str) -> AppTest:
    app = AppTest.from_function(draw_knowledge, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def markup(app: AppTest) -> str:
    return "\n".join(block.proto.body for block in app.get("html"))


@pytest.fixture(autouse=True)
def without_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is imported, whatever this machine holds."""
    monkeypatch.setenv("SONOCODE_DATA", str(tmp_path))
    official_tables.clear()
    yield
    official_tables.clear()


@pytest.fixture
def of_site() -> Iterator[None]:
    with using(load_knowledge(SITE)):
        yield


def test_words_of_a_label_find_codes_and_rules() -> None:
    found = search("venous DUPLEX").hits
    assert "93970" in [hit.id for hit in found["code"]]
    assert "venous-duplex.93970.1" in [hit.id for hit in found["rule"]]
    assert "93306" not in [hit.id for hit in found["code"]]


def test_a_code_that_is_begun_finds_all_that_go_on_so() -> None:
    assert {"93970", "93971"} <= {hit.id for hit in search("9397").hits["code"]}


def test_two_codes_find_the_edit_between_them() -> None:
    assert [hit.id for hit in search("93970 93971").hits["edits"]] == ["93970-93971"]


def test_a_slip_finds_the_nearest_words_and_says_so() -> None:
    found = search("carotd duplx")
    assert found.instead[0] == ("carotd", ("carotid",))
    assert "93880" in [hit.id for hit in found.hits["code"]]


@pytest.mark.parametrize(
    ("words", "first"),
    [("compression", ("element", "compression")), ("93971", ("code", "93971"))],
)
def test_what_is_called_so_comes_before_what_tells_of_it(words: str, first: tuple[str, str]) -> None:
    found = search(words).first
    assert found is not None
    assert (found.kind, found.id) == first


def test_words_without_a_slip_are_taken_as_they_are() -> None:
    assert search("carotid").instead == ()


@pytest.mark.parametrize(
    ("words", "kind", "id"),
    [
        ("image_storage", "element", "image_storage"),
        ("permanent images", "element", "image_storage"),
        ("ncci24q3", "source", "ncci24q3"),
        ("venous-duplex.93971.2", "rule", "venous-duplex.93971.2"),
        ("facility professional", "setting", "facility-professional"),
        ("veins looked at", "condition", "veins_looked_at"),
        ("unit limits hospital", "vintage", "Unit limits (MUE), hospital"),
    ],
)
def test_one_field_finds_every_kind(words: str, kind: str, id: str) -> None:
    assert id in [hit.id for hit in search(words).hits[kind]]  # type: ignore[index]


def test_what_nothing_is_like_finds_nothing() -> None:
    assert not search("qqqqqqqq").hits


def test_an_address_opens_a_rule_in_either_view() -> None:
    shown = markup(opened(rule="venous-duplex.93970.1"))
    assert "both sides were studied and every required structure is described" in shown
    assert "the vein is the way in, or was treated" in shown
    assert "compared on" in shown


def test_a_case_stands_with_its_answer_beside_its_rule() -> None:
    shown = markup(opened(rule="venous-duplex.93970.1"))
    assert "<summary><b>both legs whole</b> <span>93970; not 93971</span>" in shown
    assert "EXAM: Venous duplex, both lower extremities" in shown


def test_an_address_opens_an_element_with_the_wording_of_its_question() -> None:
    shown = markup(opened(element="image_storage"))
    assert "Permanent images" in shown
    assert element_sheet("image_storage").wordings[0].question.replace("'", "&#x27;") in shown


def test_words_that_nothing_has_are_told_to_find_nothing() -> None:
    assert "Nothing found" in markup(opened(search="qqqqqqqq"))


def test_an_address_opens_a_code() -> None:
    app = opened(code="93970")
    assert "Complete with" in markup(app)
    assert "Venous duplex with compression, both limbs complete" in markup(app)
    assert [button.label for button in app.button if button.key == "sheet_rule_venous-duplex.93970.1"]


def test_a_rule_that_gives_no_code_is_shown() -> None:
    assert "no code" in markup(opened(rule="carotid-duplex.none.1"))


def test_a_rule_that_is_gone_is_said_to_be() -> None:
    assert "Nothing is known of venous-duplex.93970.99" in markup(opened(rule="venous-duplex.93970.99"))


def test_hostile_words_in_the_address_are_escaped() -> None:
    assert "<img" not in markup(opened(rule="<img src=x onerror=alert(1)>", search="<img src=x>"))


def test_typing_opens_the_first_that_is_found_and_a_click_another() -> None:
    app = opened(code="76700")
    app.text_input(key="search").set_value("93971").run()
    assert "Venous duplex with compression, single limb or limited" in markup(app)
    app.button(key="hit_rule_venous-duplex.93971.3").click().run()
    assert app.query_params["rule"] == "venous-duplex.93971.3"
    assert "services/venous-duplex.yaml" in markup(app)


def test_a_long_list_is_cut_and_shown_whole_when_asked_for() -> None:
    app = opened(search="duplex")
    shown = [button for button in app.button if (button.key or "").startswith("hit_code_")]
    app.button(key="all_code").click().run()
    assert len([button for button in app.button if (button.key or "").startswith("hit_code_")]) > len(shown)


def test_sources_bear_a_date() -> None:
    assert say_source(load_sources()["ncci24q3"]).endswith("(facts of 2024-07-01)")
    assert "(compared on 20" in say_source(load_sources()["sir-ivus"])
    assert say_source(load_sources()["field-knowledge"]).endswith("check before relying on it")


def test_shipped_edits_of_a_pair_name_their_vintage() -> None:
    (line,) = edits_of_pair("93971", "93970", "practitioner").lines
    assert (line.pays, line.denied, line.table) == ("93970", "93971", "shipped, as of 2024-07-01")


def test_edits_that_a_code_loses_come_first() -> None:
    pays = [line.pays == "93971" for line in edits_of_code("93971", date(2026, 3, 1), "practitioner").lines]
    assert pays == sorted(pays)
    assert any(pays)


def test_what_is_behind_today_is_told_with_the_remedy() -> None:
    held = holdings(())
    late = behind(held, date(2026, 11, 30))
    lead, lines = say_behind(late, date(2026, 11, 30))
    assert lead == "Today, 2026-11-30, is after the last day of these facts; import the tables of this quarter."
    assert "Procedure-to-procedure edits, practitioner: 2024-07-01 to 2024-09-30, shipped" in lines
    assert "Fee-schedule facts" not in [each.name for each in behind(held, date(2025, 12, 31))]


def test_a_new_code_set_is_no_table_to_import() -> None:
    lead, lines = say_behind(behind(holdings(()), date(2027, 1, 1))[:1], date(2027, 1, 1))
    assert "update sonocode for the code set" in lead
    assert lines[0].startswith("Code set, CPT 2026")


def test_an_imported_table_of_today_answers_for_what_ships() -> None:
    today = date(2026, 11, 30)
    imported = Holding("MUE", "imported", date(2026, 10, 1), date(2026, 12, 31), Kind.MUE, "hospital")
    late = {(each.kind, each.setting) for each in behind((*holdings(()), imported), today)}
    assert (Kind.MUE, "practitioner") in late
    assert (Kind.MUE, "hospital") not in late


def test_without_a_site_the_page_says_how_one_is_made() -> None:
    shown = markup(opened(part="site"))
    assert "sonocode app --site FOLDER" in shown


@pytest.mark.usefixtures("of_site")
def test_a_site_tells_what_its_files_add_override_and_switch_off() -> None:
    changes = {(change.effect, change.subject): change for change in site_changes()}
    assert changes["switched off", "family contrast-elastography"].place == "site.yaml:5"
    assert changes["overridden", "study of carotid-duplex: carotid_duplex"].detail == "label, structures"
    assert changes["added", "words of duplex"].detail == "flow lab study"
    assert ("added", "element probe_disinfection") in changes
    assert ("overridden", "element measurements") in changes


@pytest.mark.usefixtures("of_site")
def test_an_element_tells_which_payer_asks_for_it() -> None:
    assert dict(element_sheet("maneuvers").payers)["Northwind Health Plan"].startswith(
        "For 93970-93971; the codes wait"
    )


def test_every_element_and_every_source_can_be_shown() -> None:
    for name in ("base_procedure", "laterality_conflict", "structures"):
        assert dict(element_sheet(name).facts).get("Asked where") or element_sheet(name).studies
    shown = markup(opened(source="ncci24q3"))
    assert "Cited by" in shown


def test_faults_of_the_knowledge_are_told_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_view: object) -> None:
        raise KnowledgeError(Path("site.yaml"), 3, "unknown key 'nmae'")

    monkeypatch.setattr("assistant.ui.pages.knowledge.draw_look_up", broken)
    assert "site.yaml:3: unknown key &#x27;nmae&#x27;" in markup(opened())


def test_a_code_of_the_registry_without_a_rule_says_so() -> None:
    from assistant.ui.knowledge.rule_sheets import rules_of

    code = next(code for code in load_codes() if not rules_of(code))
    assert "no report is given this code" in markup(opened(code=code))
