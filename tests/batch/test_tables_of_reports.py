"""A batch of tables: each row is a report with the id of the table, a bad row is set aside with its line."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

from assistant.analysis import Source
from assistant.batch.files import ReportFile, read_files
from assistant.batch.run import run_batch
from assistant.documents.report_tables import Columns


def table(folder: Path, text: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_keep_the_ids_and_days_of_their_table(tmp_path: Path) -> None:
    path = table(tmp_path, "accession,dos,note\nA-1,2026-03-04,US leg.\nA-2,,\n")
    good, bad = read_files([path])
    told = Source("CSV", accession="A-1", date="2026-03-04")
    path, day = tmp_path / "list.csv:2", date(2026, 3, 4)
    assert good._replace(read=0) == ReportFile("A-1", path, "US leg.", day=day, source=told)
    assert (bad.path.name, bad.fault) == ("list.csv:3", "no report in 'note'")


def test_rows_without_ids_are_named_by_table_and_number(tmp_path: Path) -> None:
    assert [file.id for file in read_files([table(tmp_path, "note\nUS leg.\n")])] == ["list row 1"]


def test_a_table_without_reports_is_set_aside_with_what_to_pass(tmp_path: Path) -> None:
    (file,) = read_files([table(tmp_path, "id,impressions\n1,x\n")])
    assert "its columns are id, impressions; name it with --text-column" in file.fault


def test_the_day_of_the_table_is_the_date_of_service_where_none_is_given(tmp_path: Path) -> None:
    path = table(tmp_path, "id,dos,note\nA-1,2025-03-04,US leg.\n")
    (own,) = run_batch(read_files([path]))
    (given,) = run_batch(read_files([path]), day=date(2026, 1, 1))
    assert [json.loads(outcome.line)["report"]["date_of_service"] for outcome in (own, given)] == [
        "2025-03-04",
        "2026-01-01",
    ]


def test_named_columns_are_used_and_texts_and_tables_go_together(tmp_path: Path) -> None:
    path = table(tmp_path, "id,a,b\n1,US leg,other\n")
    report = table(tmp_path, "US arm.", "arm.txt")
    assert [file.text for file in read_files([path, report], columns=Columns(text="b"))] == ["other", "US arm."]


def test_the_command_takes_a_table(tmp_path: Path) -> None:
    path = table(tmp_path, '{"key": "A-1", "said": "US leg vein duplex. No DVT."}\n{"key": "A-2"}\n', "list.jsonl")
    command = [sys.executable, "-m", "assistant", "batch", str(path), "--text-column", "said", "--id-column", "key"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300)
    assert done.returncode == 1 and json.loads(done.stdout)["report"]["id"] == "A-1"
    assert f"set aside {path}:2: no 'said' in it" in done.stderr and "1 of 2 reports analysed" in done.stderr


def test_a_row_of_several_patients_is_told(tmp_path: Path) -> None:
    head = "US DUPLEX VEINS LEG\\nPatient: {}   MRN {}\\nThe veins of the right leg compress fully.\\nSigned by: Ann Low, MD\\n\\n"
    both = head.format("DOE, JANE", 445566) + head.format("ROE, RICHARD", 778899)
    (outcome,) = run_batch(read_files([table(tmp_path, f'{{"text": "{both}"}}\n', "list.jsonl")]))
    assert outcome.note == "This text seems to hold reports of 2 patients: check each by itself."
