"""What the first page loads, and what it says while it does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.ui.report import checking

SENT = """
import sys
from streamlit.components.v2.bidi_component.serialization import serialize_mixed_data
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from assistant.ui.component_parts import as_sent
proto = BidiComponent()
serialize_mixed_data(as_sent({"rows": [{"a": 1}], "text": "t"}), proto)
print(proto.json, "pandas" in sys.modules)
"""


def test_the_data_of_a_component_are_sent_without_loading_pandas() -> None:
    done = subprocess.run([sys.executable, "-c", SENT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == '[{"rows": [{"a": 1}], "text": "t"}] False'


@pytest.mark.parametrize("name", ["report_view", "worklist_view"])
def test_the_script_of_a_component_takes_its_data_out_of_the_list(name: str) -> None:
    script = Path(checking.__file__).parents[1] / name / "view.js"
    assert "export default function ({ parentElement, data: [data], " in script.read_text(encoding="utf-8")


def test_the_page_of_a_physician_loads_no_tables_and_no_code_list() -> None:
    program = (
        "import sys, assistant.ui.pages.report; "
        "print([name for name in ('duckdb', 'spacy', 'scispacy', 'sklearn', 'yaml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_rules_are_loaded_once_however_many_wait_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("assistant.engine.analyze", lambda text, **more: asked.append(text))
    checking._load.cache_clear()
    checking.begin_warm_up()
    checking.warm_up()
    checking.warm_up()
    assert len(asked) == 1


def test_a_part_that_is_loading_is_told_in_words() -> None:
    style = (Path(checking.__file__).parents[1] / "frame.css").read_text(encoding="utf-8")
    assert '.st-key-report_view > [data-testid="stSkeleton"]::before { content: "Opening the report"' in style
