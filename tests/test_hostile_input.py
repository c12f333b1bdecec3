"""What hostile or broken input gets: one clear line and a non-zero exit, no lost work, nothing of a report in a message."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.batch.files import find_files, name_reports, read_files
from assistant.cli.output import lines_to
from assistant.documents.files import MOST_BYTES, printable_name, read_document
from assistant.engine import analyze
from assistant.errors import InputError
from assistant.evaluation.gold import read_gold, read_spans
from assistant.evaluation.score import bag
from assistant.json_text import json_text
from assistant.terminal import harmless

TEXT = "US LEFT LEG VENOUS DUPLEX\nLeft CFV compressible.\n"


def run(*arguments: str | bytes | Path, limit: int | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run a command; `limit` is the size of a file at which its disk is full."""

    def fill_disk() -> None:
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command: list[str | bytes | Path] = [sys.executable, "-m", "assistant", *arguments]
    return subprocess.run(command, capture_output=True, check=False, preexec_fn=fill_disk, timeout=120)


def test_a_file_name_that_is_not_utf_8_costs_no_report(tmp_path: Path) -> None:
    for name in (b"bad\xff.txt", b"good.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(TEXT)
    done = run("batch", tmp_path, "--out", tmp_path / "out.jsonl")
    ids = [json.loads(line)["report"]["id"] for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert (done.returncode, ids) == (0, ["bad\\udcff", "good"])


def test_a_full_disk_leaves_the_whole_lines_that_are_finished(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(TEXT)
    line = len(run("batch", tmp_path / "0.txt").stdout)
    done = run("batch", tmp_path, "--out", tmp_path / "out.jsonl", limit=3 * line)
    kept = (tmp_path / "out.jsonl.part").read_bytes()
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert kept.endswith(b"\n") and all(json.loads(line) for line in kept.splitlines())
    assert not (tmp_path / "out.jsonl").exists()


def test_an_interrupt_keeps_what_is_finished_and_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def stopped() -> None:
        with lines_to(tmp_path / "out.jsonl") as lines:
            lines.add("one")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert (tmp_path / "out.jsonl.part").read_text() == "one\n"
    assert "1 finished so far are kept in" in capsys.readouterr().err


def test_a_part_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("mine")
    (tmp_path / "out.jsonl.part").symlink_to(tmp_path / "kept")
    with lines_to(tmp_path / "out.jsonl") as lines:
        lines.add("one")
    assert (tmp_path / "kept").read_text() == "mine"
    assert (tmp_path / "out.jsonl").read_text() == "one\n"


def test_an_output_over_an_input_is_refused(tmp_path: Path) -> None:
    report = tmp_path / "a.txt"
    report.write_text(TEXT)
    with pytest.raises(InputError, match="one of the files to read"), lines_to(report, [report]):
        pass
    assert report.read_text() == TEXT


def test_an_output_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"), lines_to(tmp_path):
        pass


def test_an_output_that_is_a_device_is_written_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with lines_to(pipe) as lines:
        lines.add("one")
    assert os.read(reader, 9) == b"one\n"
    assert pipe.is_fifo()
    os.close(reader)


def test_documents_and_texts_of_any_case_are_found_and_others_are_named(tmp_path: Path) -> None:
    for name in ("a.TXT", "b.pdf", "c.yaml"):
        (tmp_path / name).write_text("x")
    found = find_files([tmp_path])
    assert [path.name for path in found.reports] == ["a.TXT", "b.pdf"]
    assert [path.name for path in found.passed_over] == ["c.yaml"]


def test_files_of_one_stem_get_ids_of_their_own(tmp_path: Path) -> None:
    paths = [tmp_path / "x" / "a.txt", tmp_path / "y" / "a.txt", tmp_path / "y" / "b.txt"]
    assert name_reports(paths) == ["x/a.txt", "y/a.txt", "b"]


def test_a_pipe_that_nobody_fills_reads_as_empty(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (file,) = read_files([tmp_path / "pipe.txt"])
    assert "holds no text" in file.fault


def test_a_file_larger_than_any_report_is_refused_unread(tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    big.write_bytes(b"x" * (MOST_BYTES + 2))
    with pytest.raises(InputError, match="is larger than"):
        read_document(big)


def test_a_name_that_is_too_long_gets_one_line() -> None:
    done = run("batch", "x" * 300 + ".txt")
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)


def test_no_control_character_of_a_report_reaches_the_terminal_and_every_place_stays() -> None:
    hostile = "a\x1b[31m\x9b0m\x07\x7f\r\nb\rc\td"
    shown = harmless(hostile)
    assert len(shown) == len(hostile)
    assert not {character for character in shown if ord(character) < 32 or 127 <= ord(character) < 160} - {"\n", "\t"}


def test_json_holds_no_control_character_and_no_half_pair() -> None:
    value = {"text": "\x1b\x9b\x7f\udcff é"}
    written = json_text(value)
    assert json.loads(written) == value
    assert written.encode() and "\x9b" not in written and "é" in written


def test_half_a_surrogate_pair_in_a_text_is_read_over() -> None:
    sides = {entity.text: entity.side for entity in analyze("US LEFT LEG VENOUS DUPLEX\nLeft CFV \ud800 patent.").entities}
    assert sides["CFV"] == "left"


def test_a_name_is_written_in_any_encoding() -> None:
    assert printable_name("bad\udcff") == "bad\\udcff"


@pytest.mark.parametrize("words", ["L and R", "R and L", "R/L", "L plus R"])
def test_both_letters_of_a_side_name_both_sides(words: str) -> None:
    analysis = analyze(f"{words} CFV compress")
    assert {entity.side for entity in analysis.entities if entity.text == "CFV"} == {"bilateral"}
    assert [code.modifiers for code in analysis.codes] == [()]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('{"id": "a", "text": "x", "codes": "93971"}', "'codes': Input should be a valid list"),
        ('{"id": "a", "text": "x", "codes": [{"code": "93971", "units": "two"}]}', "'codes.0.units'"),
        ('{"id": "a", "text": "x", "codes": [null]}', "'codes.0'"),
        ('{"id": 1, "text": "x", "codes": []}', "'id': Input should be a valid string"),
        ('{"id": "a", "text": "x", "codes": [], "gaps": "side"}', "'gaps': Input should be a valid list"),
        ('{"id": "a", "text": "x", "codes": [], "n": ' + "9" * 5000 + "}", "too large"),
        ('{"id": "a", "text": "x", "codes": []}\n' * 2, "its id stands twice"),
        ("", "holds no line"),
    ],
)
def test_a_broken_gold_line_is_named(tmp_path: Path, line: str, fault: str) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(line)
    with pytest.raises(InputError, match=fault):
        read_gold(gold, with_text=True)


def test_a_broken_gold_mention_is_named(tmp_path: Path) -> None:
    spans = tmp_path / "spans.jsonl"
    spans.write_text('{"id": "a", "spans": [{"label": "VESSEL", "start": "1", "end": 2}]}')
    with pytest.raises(InputError, match=r"record 1: 'spans\.0\.start'"):
        read_spans(spans)


def test_codes_are_read_as_people_write_them() -> None:
    assert bag(["76882 RT", "37253x2", "93970-RT-59"]) == {"76882": 1, "37253": 2, "93970": 1}
