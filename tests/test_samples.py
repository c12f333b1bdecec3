"""The sample reports give the answers that stand beside them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant import analyze
from assistant.evaluation.cases import faults_of
from assistant.knowledge.service_cases import ServiceCase

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.txt"))


def expectation(path: Path) -> ServiceCase:
    wanted = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
    codes = []
    for entry in wanted["codes"]:
        name = "-".join((entry["code"], *entry.get("modifiers", ())))
        codes.append(f"{name} x{entry['units']}" if entry["units"] > 1 else name)
    return ServiceCase(
        id=path.stem, text=path.read_text(encoding="utf-8"), codes=codes,
        conditional=[entry["code"] for entry in wanted["conditional"]], not_codes=wanted["not_codes"], gaps=wanted["gaps"],
    )  # fmt: skip


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_sample_gives_its_codes_and_gaps(path: Path) -> None:
    case = expectation(path)
    assert faults_of(case, analyze(case.text, id=case.id)) == []


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_sample_misses_the_structures_that_its_answer_names(path: Path) -> None:
    wanted = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
    said = {name for gap in analyze(path.read_text(encoding="utf-8")).gaps for name in gap.structures}
    assert said == set(wanted["missing_structures"])


def test_there_are_at_least_24_samples_in_five_voices() -> None:
    voices = {yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))["voice"] for path in SAMPLES}
    assert len(SAMPLES) >= 24
    assert len(voices) >= 5


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_place_of_the_record_holds_its_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    def places(part: object) -> Iterator[dict[str, Any]]:
        if isinstance(part, dict):
            if {"start", "end", "text"} <= set(part):
                yield part
            part = list(part.values())
        if isinstance(part, list):
            for inner in part:
                yield from places(inner)

    for place in places(analyze(text).to_dict()):
        assert text[place["start"] : place["end"]] == place["text"]
