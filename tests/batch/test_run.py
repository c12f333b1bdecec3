"""The batch as a stream: in order, never far ahead of its reader, and no report ends it."""

from __future__ import annotations

import os
import signal
import struct
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from forked_batch import still_there

from assistant.analysis import Review
from assistant.batch import run, workers
from assistant.batch.files import ReportFile
from assistant.batch.record import Record
from assistant.batch.run import AHEAD, CHUNK, Outcome, run_batch
from assistant.errors import InputError


def fake_record(id: str, text: str, day: date | None = None, **_: Any) -> Record:
    """Stand in for the analysis: do what the text says."""
    what, _, more = text.partition(" ")
    if what == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "die-once" and not Path(more).exists():
        Path(more).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "sleep":
        time.sleep(float(more))
    return Record(f"{id} {text}", "", "", Review(False, 0.9, ()), {"worker": os.getpid()})


@pytest.fixture(autouse=True)
def _without_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "record_of", fake_record)
    monkeypatch.setattr(run, "record_of", fake_record)


def reports(*texts: str) -> list[ReportFile]:
    return [ReportFile(f"r{number}", Path(f"r{number}.txt"), text) for number, text in enumerate(texts)]


def ids(outcomes: Iterator[Outcome]) -> list[str]:
    return [outcome.file.id for outcome in outcomes]


@pytest.mark.parametrize("jobs", [0, 1, 2, 3])
def test_outcomes_come_in_the_order_of_the_reports(jobs: int) -> None:
    given = reports(*(["sleep 0.2", *["ok"] * 40] * 4))
    assert ids(run_batch(given, jobs=jobs)) == [file.id for file in given]


def test_work_is_shared_by_all_workers() -> None:
    given = reports(*["sleep 0.002"] * (8 * CHUNK))
    seen = {outcome.record.columns["worker"] for outcome in run_batch(given, jobs=2, columns=True)}
    assert len(seen) == 2 and os.getpid() not in seen


def test_no_more_reports_are_read_than_the_workers_need() -> None:
    taken = 0

    def endless() -> Iterator[ReportFile]:
        nonlocal taken
        while True:
            taken += 1
            yield reports("ok")[0]

    with closing(run_batch(endless(), jobs=2)) as outcomes:
        for done in range(50 * CHUNK):
            next(outcomes)
            assert taken <= done + 1 + AHEAD * 2 * CHUNK


def test_while_one_report_takes_long_no_more_than_so_many_others_are_done() -> None:
    taken = []

    def many() -> Iterator[ReportFile]:
        for file in reports("sleep 1", *["ok"] * (50 * CHUNK)):
            taken.append(file)
            yield file

    with closing(run_batch(many(), jobs=2)) as outcomes:
        next(outcomes)
        assert len(taken) <= AHEAD * 2 * CHUNK


def test_a_report_that_ends_its_worker_is_set_aside_and_no_other(tmp_path: Path) -> None:
    done = list(run_batch(reports(*["ok"] * 40, "die", *["ok"] * 40), jobs=2))
    assert [number for number, outcome in enumerate(done) if outcome.fault] == [40]
    assert done[40].fault == "its worker process ended, perhaps for want of memory"
    assert done[40].record.columns["set_aside"] == done[40].fault


def test_a_report_whose_worker_was_ended_by_somebody_else_is_analysed(tmp_path: Path) -> None:
    done = list(run_batch(reports(*["ok"] * 5, f"die-once {tmp_path / 'died'}", *["ok"] * 5), jobs=2))
    assert [outcome.fault for outcome in done] == [""] * 11


def test_a_report_that_takes_too_long_is_set_aside_and_no_other() -> None:
    done = list(run_batch(reports("ok", "sleep 60", *["ok"] * 40), jobs=2, limit=0.5))
    assert [outcome.fault for outcome in done] == ["", "took more than 0.5 seconds", *[""] * 40]


def test_many_slow_reports_in_one_task_are_not_taken_for_one() -> None:
    done = list(run_batch(reports(*["sleep 0.1"] * 16), jobs=1, limit=0.8))
    assert not any(outcome.fault for outcome in done)


def test_workers_that_keep_ending_end_the_batch_with_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MOST_DEATHS_IN_A_ROW", 4)
    with pytest.raises(InputError, match="worker processes keep ending"):
        list(run_batch(reports(*["die"] * 10), jobs=1))


def test_workers_that_cannot_begin_end_the_batch_with_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "load_knowledge", lambda *_: os._exit(9))
    with pytest.raises(InputError, match="no worker process can begin"):
        list(run_batch(reports("ok"), jobs=1))


@pytest.mark.parametrize("jobs", [0, 2])
def test_a_report_that_cannot_be_read_is_set_aside_in_its_place(jobs: int) -> None:
    given = reports("ok", "ok", "ok")
    given[1] = ReportFile("r1", Path("r1.pdf"), fault="is a PDF")
    assert [outcome.fault for outcome in run_batch(given, jobs=jobs)] == ["", "is a PDF", ""]


def test_only_reports_that_cannot_be_read_need_no_worker() -> None:
    given = [ReportFile(f"r{number}", Path("r"), fault="is empty") for number in range(20 * CHUNK)]
    assert ids(run_batch(given, jobs=2)) == [file.id for file in given]


def test_no_worker_is_left_when_the_reader_stops() -> None:
    outcomes = run_batch(reports(*["ok"] * 500), jobs=2, columns=True)
    seen = [next(outcomes).record.columns["worker"]]
    outcomes.close()
    assert not still_there(seen)


def test_no_worker_outlives_its_parent() -> None:
    pipe, told = os.pipe()
    parent = os.fork()
    if not parent:
        for outcome in run_batch(reports(*["sleep 0.01"] * 2000), jobs=3, columns=True):
            os.write(told, f"{outcome.record.columns['worker']}\n".encode())
    os.close(told)
    with os.fdopen(pipe) as lines:
        seen = {int(next(lines)) for _ in range(4 * CHUNK)}
        os.kill(parent, signal.SIGKILL)
        os.waitpid(parent, 0)
    assert seen and not still_there(list(seen))


def test_no_worker_waits_for_the_rest_of_a_task_that_its_parent_died_over() -> None:
    pipe, told = os.pipe()
    parent = os.fork()
    if not parent:
        given = workers.Workers(3, workers.Orders(), limit=60)
        given.start()
        for worker in given._workers:
            os.write(worker.link.fileno(), struct.pack("!i", 1_000_000) + b"the beginning")
            os.write(told, f"{worker.process.pid}\n".encode())
        time.sleep(0.5)  # until they wait for the rest
        os.kill(os.getpid(), signal.SIGKILL)
    os.close(told)
    with os.fdopen(pipe) as lines:
        seen = [int(next(lines)) for _ in range(3)]
        os.waitpid(parent, 0)
        left = still_there(seen)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert not left
