"""A record that was written as JSON comes back as it was."""

import json
from pathlib import Path

import pytest

from assistant import analyze
from assistant.analysis_reading import read_analysis
from assistant.errors import InputError

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.txt"))


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_an_analysis_survives_its_json(path: Path) -> None:
    analysis = analyze(path.read_text(encoding="utf-8"), id=path.stem)
    assert read_analysis(json.loads(json.dumps(analysis.to_dict()))) == analysis


def test_a_record_without_codes_is_refused_in_one_line() -> None:
    record = analyze("Venous duplex of the left leg.").to_dict()
    del record["codes"]
    with pytest.raises(InputError, match=r"no analysis of sonocode .*codes"):
        read_analysis(record)
