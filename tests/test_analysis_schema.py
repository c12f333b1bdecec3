"""The JSON of an analysis keeps its contract."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import assistant
from assistant import analyze

SCHEMA: dict[str, Any] = json.loads(
    (Path(assistant.__file__).parent / "analysis.schema.json").read_text(encoding="utf-8")
)
SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.txt"))
ODD_TEXTS = [
    "",
    " \n",
    "No ultrasound here.",
    "İzmir: US of the left kidney, 10 cm. 日本 ____",
    "R" * 5000,
    "<script>alert(1)</script> duplex",
]


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_analysis_of_a_sample_satisfies_the_schema(path: Path) -> None:
    jsonschema.validate(analyze(path.read_text(encoding="utf-8"), id=path.stem).to_dict(), SCHEMA)


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_analysis_of_an_odd_text_satisfies_the_schema(text: str) -> None:
    jsonschema.validate(analyze(text).to_dict(), SCHEMA)


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_every_span_quotes_the_text_at_its_offsets(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    record = analyze(text).to_dict()
    spans = [*record["entities"], *(span for row in (*record["codes"], *record["acts"]) for span in row["evidence"])]
    assert spans
    assert [span for span in spans if text[span["start"] : span["end"]] != span["text"]] == []


def test_same_text_gives_the_same_bytes() -> None:
    text = SAMPLES[0].read_text(encoding="utf-8")
    assert json.dumps(analyze(text).to_dict()) == json.dumps(analyze(text).to_dict())
