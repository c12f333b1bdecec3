"""What holds of the account of every text."""

from pathlib import Path

import pytest

from assistant import analyze
from assistant.acts import find_acts
from assistant.language.pipeline import read_report

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.txt"))


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_every_act_quotes_the_text_at_its_offsets(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    spans = [span for act in analyze(text).acts for span in act.evidence]
    assert [span for span in spans if text[span.start : span.end] != span.text] == []


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_every_sample_of_a_report_tells_an_act(path: Path) -> None:
    analysis = analyze(path.read_text(encoding="utf-8"))
    assert bool(analysis.acts) or not analysis.codes


def test_who_did_it_is_quoted() -> None:
    text = "Clinic visit. PICC in the left basilic vein placed by IR under ultrasound."
    acts = find_acts(read_report(text))[1]
    assert {act.by for act in acts if act.status == "others"} == {"by IR"}


def test_line_ends_change_no_act() -> None:
    text = SAMPLES[0].read_text(encoding="utf-8")
    rows = [
        [(a.technique, a.place, a.side, a.status) for a in analyze(t).acts] for t in (text, text.replace("\n", "\r\n"))
    ]
    assert rows[0] == rows[1]
