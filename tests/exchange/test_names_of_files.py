"""Names of reports as names of files: none climbs, none is too long, none is a device, and no two are one."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from assistant.engine import analyze
from assistant.exchange.exported import Exported
from assistant.exchange.formats import FORMATS, delivery, file_stem
from tests.commands import run

REPORT = "US LEFT LEG VENOUS DUPLEX\nThe left common femoral vein is compressible."
CLIMBING = ["../../../etc/passwd", "/etc/passwd", "..", ".", "", "C:\\x", "\\\\host\\share", "a/../b", "~root/x", "a\x00b", "\u2025/\u2025", "-rf", ".part", "a\n/b"]


@pytest.mark.parametrize("name", [*CLIMBING, "x" * 4_000, "\u4f60" * 4_000, "CON", "nul.txt", "Lpt1", "\ud800", "e\u0301" * 300])
def test_a_name_is_one_part_of_a_path_that_every_system_takes(name: str, tmp_path: Path) -> None:
    stem = file_stem(name, set())
    file = tmp_path / f"{stem}.docx"
    file.write_bytes(b"x")
    assert [each.name for each in tmp_path.iterdir()] == [file.name]
    assert stem[0] not in "-." and stem.split(".")[0].lower() not in ("con", "nul", "lpt1")


def test_names_that_become_alike_are_told_apart() -> None:
    taken: set[str] = set()
    assert len({file_stem(name, taken).casefold() for name in ("a/b", "a-b", "A.B", "a\\b")}) == 4


def test_no_member_of_an_archive_climbs() -> None:
    analysis = analyze(REPORT)
    reports = [Exported(name, REPORT, analysis) for name in CLIMBING]
    made = delivery(FORMATS["audit-docx"], one=False).make(reports, datetime(2026, 1, 2, tzinfo=UTC))
    names = ZipFile(io.BytesIO(made)).namelist()
    assert len(set(names)) == len(CLIMBING)
    assert [name for name in names if "/" in name or "\\" in name or name.startswith(".")] == []


def test_sheets_of_a_table_s_reports_stay_in_their_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    answers = tmp_path / "in" / "answers.jsonl"
    lines = [run("analyze", "-", "--format", "json", stdin=REPORT.encode()).stdout.decode() for _ in range(1)]
    record = lines[0].replace('"id": "stdin"', '"id": "../../climbed"')
    assert "climbed" in record
    answers.write_text(record)
    done = run("export", answers, "--format", "audit-docx", "--out", tmp_path / "out" / "sheets")
    assert done.returncode == 0
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.docx")) == ["out/sheets/climbed.docx"]
