"""`sonocode tables` and `sonocode edits` as a user calls them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import typer
from published_files import PTP_ROWS, ptp_lines, write_mue, write_ptp, write_text

from assistant import cli
from assistant.cli.tables_commands import edits_command, tables_app


class Answer(NamedTuple):
    """What a call leaves behind."""

    exit_code: int
    stdout: str
    stderr: str


Run = Callable[..., Answer]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that calls the program with arguments, through its own entry point."""
    program = typer.Typer(rich_markup_mode="rich")
    program.add_typer(tables_app, name="tables")
    program.command("edits")(edits_command)
    monkeypatch.setattr(cli, "build", lambda: program)

    def call(*arguments: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["sonocode", *(str(argument) for argument in arguments)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        captured = capsys.readouterr()
        return Answer(int(stop.value.code or 0), captured.out, captured.err)

    return call


def test_import_names_table_quarter_and_rows(run: Run, tmp_path: Path) -> None:
    result = run("tables", "import", write_ptp(tmp_path), "--data", tmp_path / "store")
    assert result.exit_code == 0
    expected = f"ccipra-v323r0-f1.TXT: NCCI PTP edits, practitioner, effective 2026-10-01: {len(PTP_ROWS)} rows\n"
    assert result.stdout == expected


def test_import_takes_kind_setting_and_date_from_options(run: Run, tmp_path: Path) -> None:
    path = write_text(tmp_path / "edits.txt", ptp_lines())
    options = ("--kind", "ptp", "--setting", "hospital", "--effective", "2026-10-01", "--data", tmp_path / "store")
    assert "NCCI PTP edits, hospital, effective 2026-10-01" in run("tables", "import", path, *options).stdout


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["missing.txt"], "sonocode: missing.txt: does not exist"),
        (["missing.txt", "--effective", "2026-02-30"], "sonocode: '2026-02-30' is no date; write it as"),
    ],
)
def test_import_error_is_one_line_and_exit_code_2(
    run: Run, tmp_path: Path, arguments: list[str], expected: str
) -> None:
    result = run("tables", "import", *arguments, "--data", tmp_path / "store")
    assert result.exit_code == 2
    assert result.stderr.startswith(expected)
    assert result.stderr.count("\n") == 1


def test_damaged_file_is_refused_with_its_line(run: Run, tmp_path: Path) -> None:
    path = write_text(tmp_path / "ccipra-v323r0-f1.TXT", [*ptp_lines(), "93970\t9397"])
    result = run("tables", "import", path, "--data", tmp_path / "store")
    assert result.exit_code == 2
    assert f"ccipra-v323r0-f1.TXT:{len(ptp_lines()) + 1}: " in result.stderr


def test_list_shows_every_part_as_text_and_json(run: Run, tmp_path: Path) -> None:
    run("tables", "import", write_ptp(tmp_path), write_mue(tmp_path), "--data", tmp_path / "store")
    text = run("tables", "list", "--data", tmp_path / "store").stdout
    tables = json.loads(run("tables", "list", "--format", "json", "--data", tmp_path / "store").stdout)["tables"]
    assert [line.split()[:3] for line in text.splitlines()[1:]] == [
        ["mue", "practitioner", "2026-10-01"],
        ["ptp", "practitioner", "2026-10-01"],
    ]
    assert [(table["part"], table["rows"]) for table in tables][1] == ("f1", len(PTP_ROWS))


def test_list_of_an_empty_store_says_how_to_begin(run: Run, tmp_path: Path) -> None:
    assert "sonocode tables import FILE..." in run("tables", "list", "--data", tmp_path / "store").stdout


def test_verify_exits_with_1_where_a_row_is_absent(run: Run, tmp_path: Path) -> None:
    run("tables", "import", write_mue(tmp_path), "--data", tmp_path / "store")
    result = run("tables", "verify", "--data", tmp_path / "store")
    assert result.exit_code == 1
    assert "agrees  MUE table, practitioner, effective 2026-10-01  37252 units 1\n" in result.stdout
    assert "absent  MUE table, practitioner, effective 2026-10-01  93970 units 1\n" in result.stdout


def test_verify_of_an_empty_store_is_an_error(run: Run, tmp_path: Path) -> None:
    result = run("tables", "verify", "--data", tmp_path / "store")
    assert (result.exit_code, result.stderr.startswith("sonocode: no tables in ")) == (2, True)


def test_edits_answers_from_the_imported_table(run: Run, imported: Path) -> None:
    result = run("edits", "37252", "36005", "--date", "2026-11-01", "--data", imported)
    assert result.exit_code == 0
    assert "1. 37252 > 36005: needs modifier (indicator 1)" in result.stdout
    assert "Source: NCCI PTP edits, practitioner, effective 2026-10-01; its reason: Misuse" in result.stdout


def test_edits_answers_from_what_ships_and_says_so(run: Run, tmp_path: Path) -> None:
    result = run("edits", "93306", "93307", "--date", "2026-03-01", "--data", tmp_path / "store")
    assert "1. 93306 > 93307: not together (indicator 0)" in result.stdout
    assert "shipped practitioner edits, as of 2024-07-01 (NCCI PTP edits: none imported)" in result.stdout


def test_edits_without_a_date_says_that_today_is_used(run: Run, tmp_path: Path) -> None:
    result = run("edits", "93970", "93880", "--data", tmp_path / "store")
    assert "(today: no date of service given)" in result.stdout
    assert "No edit stands between these codes." in result.stdout


def test_edits_with_an_unknown_code_never_says_that_no_edit_stands(run: Run, tmp_path: Path) -> None:
    result = run("edits", "93970", "99292", "--date", "2026-03-01", "--data", tmp_path / "store")
    assert result.exit_code == 0
    assert "1. 99292: unknown here" in result.stdout
    assert "No edit stands" not in result.stdout


def test_edits_names_what_is_not_in_force_and_what_is_not_taken(run: Run, tmp_path: Path) -> None:
    result = run("edits", "76950", "93970-50", "--date", "2026-03-01", "--data", tmp_path / "store")
    assert "1. 76950: not in force" in result.stdout
    assert "2. 93970: wrong modifier" in result.stdout


def test_edits_say_that_the_modifier_may_stand_on_either_code(run: Run, tmp_path: Path) -> None:
    result = run("edits", "76700", "76705", "--date", "2026-03-01", "--data", tmp_path / "store")
    assert "   Since 2019-07-01 59 and the X modifiers count on 76700 as well.\n" in result.stdout


def test_edits_of_a_hospital_take_its_limits(run: Run, tmp_path: Path) -> None:
    arguments = ("edits", "36245x4", "--date", "2026-03-01", "--setting", "hospital", "--data", tmp_path / "store")
    assert "Source: shipped hospital unit limits, as of 2024-07-01" in run(*arguments).stdout


def test_edits_writes_json(run: Run, imported: Path) -> None:
    arguments = ("37252", "36010", "37253-LTx6", "--date", "2026-11-01", "--format", "json", "--data", imported)
    answer = json.loads(run("edits", *arguments).stdout)
    assert answer["codes"][2] | {"label": ""} == {"code": "37253", "label": "", "modifiers": ["LT"], "units": 6}
    assert [finding["kind"] for finding in answer["findings"]] == ["units_above_limit"]
    assert len(answer["sources"]) == 3


def test_edits_refuses_what_is_no_code_in_one_line(run: Run, tmp_path: Path) -> None:
    result = run("edits", "9397", "--data", tmp_path / "store")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert result.stderr.startswith("sonocode: '9397' is no code")


def test_edits_shows_the_licensees_descriptor(run: Run, tmp_path: Path) -> None:
    path = write_text(tmp_path / "ours.csv", ["93970,Words of the licensee"])
    run("tables", "import", path, "--kind", "descriptors", "--data", tmp_path / "store")
    assert "93970  Words of the licensee" in run("edits", "93970", "--data", tmp_path / "store").stdout


@pytest.mark.parametrize("command", [["tables", "import"], ["tables", "list"], ["tables", "verify"], ["edits"]])
def test_help_shows_an_example(run: Run, command: list[str]) -> None:
    result = run(*command, "--help")
    assert f"sonocode {' '.join(command)}" in " ".join(result.stdout.split())
