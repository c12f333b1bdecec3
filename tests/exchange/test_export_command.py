"""Tests of `sonocode export`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from exported_reports import IVUS, TEXT, analysed, pdf_pages
from typer.testing import CliRunner, Result

from assistant.cli import build
from assistant.errors import InputError
from assistant.worklist import Move, NewReport, open_worklist

ANALYSIS = json.dumps(analysed(TEXT).to_dict())


def run(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(build(), ["export", *map(str, arguments)], input=given)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "duplex.txt").write_text(TEXT)
    (reports / "ivus.txt").write_text(IVUS)
    return reports


def test_claim_lines_of_a_folder_go_to_standard_output(folder: Path) -> None:
    result = run(folder, "--patient", "MRN-7")
    assert result.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(result.stdout, newline="")))
    assert {row["report"] for row in rows} == {"duplex", "ivus"}
    assert {row["patient"] for row in rows} == {"MRN-7"}


def test_what_a_report_tells_of_its_patient_and_author_goes_along() -> None:
    [row] = csv.DictReader(io.StringIO(run("-", given=f"MRN: 4711-A\n{TEXT}").stdout, newline=""))
    assert (row["patient"], row["physician"]) == ("4711-A", "Ada Ferris")


def test_a_report_of_standard_input_goes_out_as_codes() -> None:
    assert "93971" in run("-", "--format", "codes", given=TEXT).stdout.splitlines()


def test_answers_of_standard_input_go_out_without_being_analysed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.engine.analyze", None)
    result = run("-", "--format", "fhir", given=f"{ANALYSIS}\n{ANALYSIS}\n")
    assert [json.loads(line)["resourceType"] for line in result.stdout.splitlines()] == ["Bundle", "Bundle"]


@pytest.mark.parametrize("indent", [None, 1])
def test_answers_of_a_file_are_read_one_a_line_or_one_in_all(tmp_path: Path, indent: int | None) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(analysed(TEXT).to_dict(), indent=indent))
    assert json.loads(run(path, "--format", "json").stdout) == json.loads(ANALYSIS)


def test_a_line_that_is_no_answer_is_set_aside_and_the_others_go_out() -> None:
    result = run("-", given=f'{ANALYSIS}\n{{"report": 1}}\n{ANALYSIS}\n')
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 3
    assert "stdin, line 2" in result.stderr


def test_sheets_of_many_reports_go_into_a_folder(folder: Path, tmp_path: Path) -> None:
    assert run(folder, "--format", "audit-pdf", "--out", tmp_path / "sheets").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "sheets").iterdir()) == ["duplex.pdf", "ivus.pdf"]
    assert pdf_pages((tmp_path / "sheets" / "ivus.pdf").read_bytes()) == 1


def test_the_sheet_of_one_report_goes_into_a_file(folder: Path, tmp_path: Path) -> None:
    assert run(folder / "ivus.txt", "--format", "audit-docx", "--out", tmp_path / "ivus.docx").exit_code == 0
    assert (tmp_path / "ivus.docx").read_bytes()[:2] == b"PK"


def test_a_file_for_the_sheets_of_many_is_refused(folder: Path, tmp_path: Path) -> None:
    result = run(folder, "--format", "audit-pdf", "--out", tmp_path / "all.pdf")
    assert isinstance(result.exception, InputError)
    assert "name a folder for many" in str(result.exception)


def test_a_sheet_without_a_place_is_refused(folder: Path) -> None:
    assert "needs --out" in str(run(folder, "--format", "audit-pdf").exception)


def test_the_report_goes_along_only_when_asked(folder: Path) -> None:
    plain, whole = (run(folder / "ivus.txt", "--format", "fhir", *more).stdout for more in ((), ("--with-text",)))
    assert '"data"' not in plain
    assert '"data"' in whole


def test_a_name_of_a_report_leads_out_of_no_folder(tmp_path: Path) -> None:
    record = analysed(TEXT).to_dict()
    record["report"]["id"] = "../../evil"
    run("-", "--format", "audit-pdf", "--out", tmp_path / "in" / "sheets", given=json.dumps(record))
    assert [path.name for path in tmp_path.rglob("*.pdf")] == ["evil.pdf"]
    assert (tmp_path / "in" / "sheets" / "evil.pdf").exists()


def test_reports_of_the_worklist_go_out_with_their_decisions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONOCODE_DATABASE_URL", f"sqlite:///{tmp_path}/list.db")
    with open_worklist() as worklist:
        numbers = worklist.add(
            [NewReport(TEXT, analysed(TEXT), name, patient="MRN-7") for name in ("one", "two")], "ada"
        )
        worklist.decide(numbers[0], Move("accept_code", "93971"), "grace", seen=0)
        worklist.purge([numbers[1]], "ada")
    result = CliRunner().invoke(build(), ["worklist", "export", "--format", "claim-csv"])
    assert result.exit_code == 0, result.output
    [row] = csv.DictReader(io.StringIO(result.stdout, newline=""))
    assert (row["report"], row["code"], row["decision"], row["decided_by"]) == ("one", "93971", "accepted", "grace")
    with open_worklist() as worklist:
        assert worklist.events(limit=1)[0].after == {"format": "claim-csv", "reports": 2}
