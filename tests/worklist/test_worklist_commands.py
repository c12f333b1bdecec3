"""The commands of the worklist: what they print, their exit codes, and what bad input gets."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from reports_to_review import BOTH_LEGS, LEFT_LEG
from typer.testing import CliRunner

from assistant.cli import build
from assistant.errors import InputError
from assistant.worklist import Move, Worklist, open_worklist

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command of the worklist on an empty database of its own."""
    monkeypatch.setenv("SONOCODE_DATABASE_URL", database_url)
    monkeypatch.setattr("assistant.cli.worklist_commands._who", lambda: "ada")
    program = build()

    def call(*arguments: str, stdin: str = "", code: int = 0) -> Result:
        done = CliRunner().invoke(program, ["worklist", *arguments], input=stdin)
        if code == 2:
            assert isinstance(done.exception, InputError)
        else:
            assert done.exit_code == code, done.output
        return done

    return call


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "left.txt").write_text(LEFT_LEG, encoding="utf-8")
    (folder / "both.txt").write_text(BOTH_LEGS, encoding="utf-8")
    return folder


def test_reports_of_a_folder_are_added_and_listed(run: Run, reports: Path) -> None:
    assert run("add", str(reports), "--physician", "Dr. Ferris").stdout == "2 reports added: 1-2\n"
    listed = run("list", "--sort", "name").stdout.splitlines()
    assert [line.split()[0] for line in listed] == ["no", "1", "2"]
    assert listed[1].endswith("both") and listed[2].endswith("left")
    rows = [json.loads(line) for line in run("list", "--code", "93970", "--format", "json").stdout.splitlines()]
    assert [(row["name"], row["physician"], row["added_by"]) for row in rows] == [("both", "Dr. Ferris", "ada")]


def test_a_report_comes_from_standard_input(run: Run) -> None:
    assert run("add", "-", stdin=LEFT_LEG).stdout == "1 report added: 1\n"
    assert LEFT_LEG in run("show", "1", "--text").stdout


def test_what_is_on_the_list_is_not_added_twice_unless_asked_for(run: Run, reports: Path) -> None:
    run("add", str(reports / "left.txt"))
    done = run("add", str(reports))
    assert (done.stdout, "1 report on the list already, not added again; --again adds it" in done.stderr) == ("1 report added: 2\n", True)
    assert run("add", str(reports), "--again").stdout == "2 reports added: 3-4\n"


def test_the_same_name_with_another_text_or_patient_is_another_report(run: Run, reports: Path) -> None:
    run("add", str(reports / "left.txt"))
    assert run("add", str(reports / "left.txt"), "--patient", "1000").stdout == "1 report added: 2\n"
    (reports / "left.txt").write_text(BOTH_LEGS, encoding="utf-8")
    assert run("add", str(reports / "left.txt")).stdout == "1 report added: 3\n"


def test_a_bad_file_is_set_aside_and_the_others_are_added(run: Run, reports: Path) -> None:
    (reports / "scan.txt").write_bytes(b"%PDF-1.7")
    done = run("add", str(reports), code=1)
    assert done.stdout == "2 reports added: 1-2\n"
    assert "set aside" in done.stderr and "scan.txt" in done.stderr


def test_a_table_keeps_day_patient_and_author_and_a_file_of_two_patients_is_split(run: Run, tmp_path: Path) -> None:
    (tmp_path / "day.csv").write_text(f'id,mrn,author,dos,note\nA-1,999,"Low, Ann",2026-03-05,"{LEFT_LEG}"\n')
    header = "Patient: {}\nMRN: {}\nDate of exam: 03/02/2026\n{}\n\n"
    two = header.format("DOE, JANE", "1001234", LEFT_LEG) + header.format("ROE, RICHARD", "1005678", LEFT_LEG)
    (tmp_path / "fax.txt").write_text(two, encoding="utf-8")
    done = run("add", str(tmp_path / "day.csv"), str(tmp_path / "fax.txt"))
    assert "fax.txt held 2 reports of 2 patients and was split." in done.stderr
    rows = [json.loads(line) for line in run("list", "--sort", "name", "--format", "json").stdout.splitlines()]
    assert [(row["name"], row["patient"], row["day"]) for row in rows] == [
        ("A-1", "999", "2026-03-05"), ("fax, 1 of 2", "1001234", "2026-03-02"), ("fax, 2 of 2", "1005678", "2026-03-02"),
    ]  # fmt: skip
    assert "Low" in rows[0]["physician"]


def test_what_is_said_of_all_reports_counts_before_what_they_tell(run: Run, tmp_path: Path) -> None:
    (tmp_path / "day.csv").write_text(f'id,mrn,note\nA-1,999,"{LEFT_LEG}"\n')
    run("add", str(tmp_path / "day.csv"), "--patient", "1000", "--date", "2026-03-09")
    (row,) = [json.loads(line) for line in run("list", "--format", "json").stdout.splitlines()]
    assert (row["patient"], row["day"]) == ("1000", "2026-03-09")


def test_show_tells_what_the_tool_says_and_what_was_decided(run: Run, database_url: str) -> None:
    run("add", "-", stdin=LEFT_LEG)
    with open_worklist(database_url) as worklist:
        decide(worklist)
    shown = run("show", "1").stdout
    assert "93971-LT" in shown and "accepted by bob" in shown
    assert "CLAIM  93971-LT x1" in shown
    record = json.loads(run("show", "1", "--format", "json").stdout)
    assert record["standing"]["claim"] == [{"code": "93971", "modifiers": ["LT"], "units": 1}]
    assert record["decisions"][0]["who"] == "bob"
    assert record["analysis"]["codes"][0]["code"] == "93971"


def decide(worklist: Worklist) -> None:
    worklist.decide(1, Move("accept_code", "93971-LT", words="as read"), "bob", seen=0)


def test_history_says_who_did_what_when(run: Run, database_url: str) -> None:
    run("add", "-", "-", stdin=LEFT_LEG, code=2)
    run("add", "-", stdin=LEFT_LEG)
    with open_worklist(database_url) as worklist:
        decide(worklist)
    added, decided = run("history", "1").stdout.splitlines()
    assert "ada  report 1  added" in added
    assert "bob  report 1  accept code  93971-LT" in decided and '"as read"' in decided
    [last] = map(json.loads, run("history", "--last", "1", "--format", "json").stdout.splitlines())
    assert (last["what"], last["before"]["verdict"]) == ("accept_code", "open")


def test_export_writes_record_and_standing_and_is_noted(run: Run, reports: Path, tmp_path: Path) -> None:
    run("add", str(reports))
    out = tmp_path / "out.jsonl"
    run("export", "--out", str(out), "--sort", "name", "--text")
    records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [record["report"]["name"] for record in records] == ["both", "left"]
    assert records[1]["text"] == LEFT_LEG
    assert records[1]["standing"]["status"] == "open"
    assert "exported  format records, reports 2" in run("history").stdout


def test_a_purge_asks_first(run: Run) -> None:
    run("add", "-", stdin=LEFT_LEG)
    run("purge", "1", code=2)  # nobody is at the terminal
    assert LEFT_LEG in run("show", "1", "--text").stdout
    assert run("purge", "1", "--yes").stdout == "1 report purged: 1\n"
    assert "Left calf pain" not in run("show", "1", "--text").stdout
    assert "ada  report 1  purged  why asked" in run("history").stdout


@pytest.mark.parametrize("arguments", [[], ["1", "--all"], ["--all", "--older-than", "3"]], ids=" ".join)
def test_a_purge_is_told_what_to_purge_in_one_way(run: Run, arguments: list[str]) -> None:
    done = run("purge", "--yes", *arguments, code=2)
    assert "name reports by their numbers" in str(done.exception)


def test_all_or_the_older_are_purged(run: Run, reports: Path) -> None:
    run("add", str(reports))
    assert run("purge", "--older-than", "1", "--yes").stdout == "0 reports purged\n"
    assert run("purge", "--all", "--yes").stdout == "2 reports purged: 1-2\n"


def test_retention_is_shown_and_set(run: Run) -> None:
    assert run("retention").stdout == "words are kept without end\n"
    assert run("retention", "90").stdout == "words are kept for 90 days after a report was added\n"
    assert json.loads(run("where", "--format", "json").stdout)["retention_days"] == 90
    assert run("retention", "none").stdout == "words are kept without end\n"
    for wrong in ("soon", "0"):
        run("retention", wrong, code=2)


def test_where_tells_place_and_counts_and_no_password(run: Run, database_url: str) -> None:
    run("add", "-", stdin=LEFT_LEG)
    told = run("where").stdout
    assert "1 report, 1 with their words" in told
    assert ("SQLite" if database_url.startswith("sqlite") else "PostgreSQL") in told
    assert "not-4-a-log" not in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "7"], "no report 7"), (["history", "7"], "no report 7"), (["purge", "7", "--yes"], "no report 7"),
        (["list", "--since", "May"], "is no date"), (["add", "nowhere.txt"], "no such file"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)  # fmt: skip
def test_bad_input_is_one_line(run: Run, arguments: list[str], words: str) -> None:
    done = run(*arguments, code=2)
    assert words in str(done.exception)
    assert "\n" not in str(done.exception)
