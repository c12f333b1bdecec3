"""`sonocode diagnoses link` and `build`."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from assistant.cli.diagnoses_commands import diagnoses_app
from assistant.diagnoses import index as module
from assistant.diagnoses.index import DiagnosisIndex


@pytest.fixture(autouse=True)
def _loaded(index: DiagnosisIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "load_index", lambda folder=None: index)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(diagnoses_app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


def test_link_lists_codes_with_reasons() -> None:
    printed = run("link", "Left calf swelling, r/o DVT")
    assert "1. R22.42" in printed
    assert "is stated; left side stated" in printed
    assert "I82" not in printed


def test_link_says_why_no_code_comes_from_an_indication() -> None:
    assert "to be ruled out" in run("link", "r/o DVT")


def test_link_shows_what_the_impression_confirms() -> None:
    assert "I82.412" in run("link", "leg swelling", "--impression", "Acute DVT of the left femoral vein.")


def test_link_writes_json() -> None:
    record = json.loads(run("link", "RUQ pain", "--format", "json"))
    assert record["indication"][0]["code"] == "R10.11"
    assert record["problem"] is None


@pytest.mark.parametrize("command", ["build", "link"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    assert f"sonocode diagnoses {command}" in run(command, "--help")
