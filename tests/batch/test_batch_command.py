"""The command as a process: how it ends when it is stopped, what it tells, and that a pipe gets nothing but JSON."""

from __future__ import annotations

import json
import os
import pty
import signal
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from forked_batch import BatchProcess, still_there

from assistant.analysis import Review
from assistant.batch import workers
from assistant.batch.record import Record

REPORTS = 500
#: The first report that waits until the gate is opened: no run ends before it was looked at.
HELD_UP = 400


@pytest.fixture(autouse=True)
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in for the analysis, in processes that are forked and so have it too; open the gate by making its file."""
    opened = tmp_path / "gate"

    def held_up(id: str, text: str, day: date | None = None, **_: Any) -> Record:
        while id and int(id[1:]) >= HELD_UP and not opened.exists():
            time.sleep(0.01)
        return Record(json.dumps({"report": {"id": id}, "day": str(day)}), "", "", Review(False, 0.9, ()), {"id": id})

    monkeypatch.setattr(workers, "record_of", held_up)
    monkeypatch.setattr("assistant.batch.results.TOLD_EVERY", 0.05)
    return opened


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    path = tmp_path / "reports.jsonl"
    path.write_text("".join(f'{{"id": "R{number}", "text": "text {number}"}}\n' for number in range(REPORTS)))
    return path


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., BatchProcess]]:
    started: list[BatchProcess] = []

    def start(*arguments: str | Path, first: Callable[[], object] | None = None) -> BatchProcess:
        batch = BatchProcess([str(argument) for argument in arguments], tmp_path / f"told-{len(started)}", first)
        started.append(batch)
        return batch

    yield start
    for batch in started:
        batch.kill()


Run = Callable[..., BatchProcess]


def wait_for(path: Path, size: int = 1) -> None:
    """Wait until a file is so large."""
    end = time.monotonic() + 60
    while not path.exists() or path.stat().st_size < size:
        assert time.monotonic() < end, f"{path} did not grow"
        time.sleep(0.01)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_stop_is_told_in_one_line_and_the_same_command_goes_on(
    number: int, code: int, run: Run, reports: Path, gate: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    batch = run(reports, "--out", out, "--jobs", "2")
    wait_for(out.with_name("out.jsonl.part"), 1000)
    seen = batch.workers()
    assert batch.kill(number) == code
    assert not out.exists() and seen and not still_there(seen)
    (line,) = batch.told.read_text().splitlines()
    assert line.startswith("sonocode: stopped; ") and "the same command goes on from there" in line
    gate.touch()
    again = run(reports, "--out", out, "--jobs", "2")
    assert again.wait() == 0
    assert (
        "goes on after " in again.told.read_text()
        and f"{REPORTS} of {REPORTS} reports analysed" in again.told.read_text()
    )
    assert [json.loads(line)["report"]["id"] for line in out.read_text().splitlines()] == [
        f"R{n}" for n in range(REPORTS)
    ]


def test_an_interrupt_of_all_processes_at_once_is_the_same_stop(run: Run, reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    batch = run(reports, "--out", out, "--jobs", "2")
    wait_for(out.with_name("out.jsonl.part"), 1000)
    os.killpg(batch.pid, signal.SIGINT)
    assert batch.wait() == 130
    assert len(batch.told.read_text().splitlines()) == 1


def test_an_interrupt_that_was_switched_off_stays_off(run: Run, reports: Path, gate: Path, tmp_path: Path) -> None:
    batch = run(reports, "--out", tmp_path / "out.jsonl", first=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    wait_for(tmp_path / "out.jsonl.part")
    os.kill(batch.pid, signal.SIGHUP)
    gate.touch()
    assert batch.wait() == 0


def test_a_stopped_stream_ends_with_whole_lines(run: Run, reports: Path, tmp_path: Path) -> None:
    batch = run(reports)
    wait_for(batch.told)
    assert batch.kill(signal.SIGTERM) == 143
    lines = batch.told.read_text().splitlines()
    lines.remove("sonocode: stopped")
    assert lines and all(json.loads(line) for line in lines)


def test_a_second_run_on_the_same_file_is_refused_while_the_first_runs(
    run: Run, reports: Path, gate: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    batch = run(reports, "--out", out)
    wait_for(out.with_name("out.jsonl.part"))
    second = run(reports, "--out", out)
    assert second.wait() == 2
    assert second.told.read_text() == f"sonocode: {out}: another run is writing it; wait for its end\n"
    gate.touch()
    assert batch.wait() == 0


def test_a_worker_that_is_killed_costs_nothing(run: Run, reports: Path, gate: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    batch = run(reports, "--out", out, "--jobs", "2")
    wait_for(out.with_name("out.jsonl.part"), 1000)
    for pid in batch.workers():
        os.kill(pid, signal.SIGKILL)
    gate.touch()
    assert batch.wait() == 0
    assert len(out.read_text().splitlines()) == REPORTS


def test_an_unfinished_run_with_another_option_is_refused_and_restart_begins_anew(
    run: Run, reports: Path, gate: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    batch = run(reports, "--out", out)
    wait_for(out.with_name("out.jsonl.part"), 1000)
    batch.kill()
    gate.touch()
    other = run(reports, "--out", out, "--date", "2026-01-02")
    assert other.wait() == 2
    assert "whose --date was none and not 2026-01-02; give the same command again, or begin anew with --restart" in (
        other.told.read_text()
    )
    anew = run(reports, "--out", out, "--date", "2026-01-02", "--restart")
    assert anew.wait() == 0
    assert {json.loads(line)["day"] for line in out.read_text().splitlines()} == {"2026-01-02"}


def test_reports_that_are_set_aside_have_a_file_of_their_own_and_exit_code_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": "R1", "text": "x"}\n{"id": "R2", "text": ""}\n')
    out, aside = tmp_path / "out.jsonl", tmp_path / "aside.jsonl"
    batch = run(tmp_path / "in.jsonl", "--out", out, "--aside", aside)
    assert batch.wait() == 1
    assert json.loads(aside.read_text()) == {
        "id": "R2", "path": f"{tmp_path}/in.jsonl:2", "reason": "no report in 'text'",
    }  # fmt: skip


def test_reports_that_are_set_aside_of_a_stream_have_a_file_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": "R1", "text": "x"}\n{"id": "R2", "text": ""}\n')
    batch = run(tmp_path / "in.jsonl", "--aside", tmp_path / "aside.jsonl")
    assert batch.wait() == 1
    assert json.loads((tmp_path / "aside.jsonl").read_text())["id"] == "R2"


@pytest.mark.parametrize("name", ["aside.jsonl", "."])
def test_a_file_of_reports_set_aside_that_cannot_be_is_refused_before_the_work(
    name: str, run: Run, reports: Path, tmp_path: Path
) -> None:
    batch = run(reports, "--out", tmp_path / "aside.jsonl", "--aside", tmp_path / name)
    assert batch.wait() == 2
    assert len(batch.told.read_text().splitlines()) == 1


def test_progress_is_shown_on_a_terminal_and_leaves_the_results_clean(
    run: Run, reports: Path, gate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate.touch()
    monkeypatch.setattr("assistant.cli.progress.SHOWN_EVERY", 0.0)
    ours, theirs = pty.openpty()
    out = tmp_path / "out.jsonl"
    with reports.open("a") as file:
        file.write('{"id": "R0", "text": ""}\n' * 3)
    batch = run(reports, "--out", out, first=lambda: os.dup2(theirs, 2))
    os.close(theirs)
    shown = b""
    while batch.poll() is None:
        try:
            shown += os.read(ours, 65536)
        except OSError:  # its last reader has gone
            break
    assert batch.wait() == 1
    assert b" a second" in shown and b"reports, " in shown
    assert shown.count(b"\x1b[2Ksonocode: set aside") == 3  # each on a line of its own, not behind the bar
    assert all(json.loads(line) for line in out.read_text().splitlines())


def test_nothing_but_json_lines_goes_to_a_pipe(run: Run, reports: Path, gate: Path, tmp_path: Path) -> None:
    gate.touch()

    def apart() -> None:
        os.dup2(os.open(tmp_path / "stderr", os.O_WRONLY | os.O_CREAT), 2)

    batch = run(reports, "--jobs", "2", first=apart)
    assert batch.wait() == 0
    assert [json.loads(line)["report"]["id"] for line in batch.told.read_text().splitlines()] == [
        f"R{number}" for number in range(REPORTS)
    ]
    assert "\x1b" not in (tmp_path / "stderr").read_text()
