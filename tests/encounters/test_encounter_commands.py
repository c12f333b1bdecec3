"""`sonocode encounter` and `sonocode encounters`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import typer
from encounter_reports import ABDOMEN, BEDSIDE, IVUS, VENOGRAM
from typer.testing import CliRunner

from assistant.cli.encounter_commands import encounter_command, encounters_command
from assistant.errors import InputError

program = typer.Typer()
program.command("encounter")(encounter_command)
program.command("encounters")(encounters_command)


def run(*arguments: str) -> tuple[int, str]:
    """Return exit code and standard output; errors of the input are raised."""
    result = CliRunner().invoke(program, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """An IVUS report and the note of its primary procedure."""
    paths = tmp_path / "ivus.txt", tmp_path / "venogram.txt"
    for path, text in zip(paths, (IVUS, VENOGRAM), strict=True):
        path.write_text(text, encoding="utf-8")
    return [str(path) for path in paths]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of two encounters, and a row without a report."""
    path = tmp_path / "march.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["patient", "date", "report"])
        writer.writerows(
            [["1", "d", IVUS], ["2", "d", BEDSIDE], ["1", "d", VENOGRAM], ["2", "d", ABDOMEN], ["3", "d", ""]]
        )
    return path


def test_text_form_traces_each_code_to_its_report(files: list[str], tmp_path: Path) -> None:
    code, output = run("encounter", *files, "--data", str(tmp_path / "tables"))
    assert code == 0
    assert "37252 x1  supported" in output
    assert "[ivus]" in output
    assert "base in other report" in output
    assert "shipped practitioner edits, as of" in output


def test_json_form_is_one_encounter(files: list[str], tmp_path: Path) -> None:
    _, output = run("encounter", *files, "--format", "json", "--data", str(tmp_path / "tables"))
    assert json.loads(output)["encounter"]["reports"] == ["ivus", "venogram"]


def test_two_files_of_one_name_are_refused(files: list[str]) -> None:
    with pytest.raises(InputError, match="two of the files are called 'ivus'"):
        run("encounter", files[0], files[0])


def test_a_table_gives_one_line_an_encounter_and_sets_rows_aside(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "encounters.jsonl"
    code, _ = run("encounters", str(table), "--group", "patient,date", "--text", "report", "--out", str(out))
    assert code == 1
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [item["encounter"]["id"] for item in found] == ["1 d", "2 d"]
    assert not out.with_name(out.name + ".part").exists()


def test_a_table_goes_to_standard_output_without_a_file(table: Path) -> None:
    _, output = run("encounters", str(table), "--group", "patient", "--text", "report")
    assert [json.loads(line)["encounter"]["id"] for line in output.splitlines() if line.startswith("{")] == ["1", "2"]


def test_grouping_by_nothing_is_refused(table: Path) -> None:
    with pytest.raises(InputError, match="--group names no column"):
        run("encounters", str(table), "--group", ",", "--text", "report")
