"""The quality page through Streamlit's test driver: decisions, accuracy, reliability."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant import analyze
from assistant.errors import KnowledgeError
from assistant.services.reliability import shipped_reliability
from assistant.ui.quality.decision_tables import DecisionTable
from assistant.ui.worklist.open_worklist import shared_worklist
from assistant.worklist import Move, NewReport

LEFT_LEG = (
    "VENOUS DUPLEX OF THE LEFT LEG 03/02/2026\nIndication: Left calf pain.\n"
    "The left common femoral, femoral and popliteal veins compress; phasic color flow.\nImpression: No DVT."
)


def draw_quality() -> None:
    from assistant.ui.pages import quality

    quality.draw()


def page(part: str = "Decisions") -> AppTest:
    app = AppTest.from_function(draw_quality, default_timeout=60).run()
    return app if part == "Decisions" else app.button_group(key="part").set_value(part).run()


def markup(app: AppTest) -> str:
    return " ".join(str(node.proto.body) for node in app.get("html"))


def upload(app: AppTest, *lines: dict[str, Any]) -> AppTest:
    content = "\n".join(map(json.dumps, lines)).encode()
    return app.file_uploader(key="gold").set_value(("gold.jsonl", content, "application/jsonl")).run()


def test_a_list_without_reports_says_where_figures_come_from() -> None:
    assert "Figures come from the worklist" in markup(page())


def test_a_rejected_code_is_told_with_its_rule_and_family() -> None:
    analysis = analyze(LEFT_LEG)
    [number] = shared_worklist().add([NewReport(LEFT_LEG, analysis, physician="Ferris")], "ada")
    shared_worklist().decide(number, Move("reject_code", "93971-LT", reason="not_done"), "ada", seen=0)
    words = markup(page())
    assert "0 of 1" in words
    assert analysis.codes[0].rule in words
    assert "Ferris" in words


def test_how_sure_it_is_stands_in_a_table_with_what_it_was_measured_on() -> None:
    words = markup(page("Reliability"))
    assert "Measured on " in words
    assert words.count('<th scope="row">') == len(shipped_reliability().bands)


def test_the_coder_sees_the_authors_that_the_physician_is_spared() -> None:
    app = page("Reliability")
    assert "By author" not in markup(app)
    app.button_group(key="view").set_value("coder").run()
    assert "By author" in markup(app)


def test_figures_that_cannot_be_read_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise KnowledgeError(Path("weights.json"), None, "brings no figures")

    monkeypatch.setattr("assistant.ui.quality.reliability.shipped_reliability", broken)
    assert "weights.json: brings no figures." in markup(page("Reliability"))


def test_gold_answers_give_figures_and_each_miss() -> None:
    right = {"id": "right", "text": LEFT_LEG, "codes": ["93971-LT"]}
    wrong = {"id": "wrong", "text": LEFT_LEG, "codes": ["93970"], "why": "asked too much"}
    words = markup(upload(page("Accuracy"), right, wrong))
    assert "1 of 2; in a hundred" in words
    assert "asked too much" in words
    assert "93971-LT" in words


def test_a_gold_line_without_codes_is_refused_with_its_place() -> None:
    words = markup(upload(page("Accuracy"), {"id": "one", "text": LEFT_LEG}))
    assert "gold.jsonl: record 1: &#x27;codes&#x27;" in words


def test_no_cell_of_a_file_begins_a_formula() -> None:
    table = DecisionTable("t", "", ("Name",), (("=1+1",), ("plain",)))
    assert table.csv().decode("utf-8-sig").split() == ["Name", "'=1+1", "plain"]
