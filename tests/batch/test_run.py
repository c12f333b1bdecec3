"""The batch as a stream: in order, and never far ahead of its reader."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from assistant.analysis import Review
from assistant.batch import run
from assistant.batch.run import AHEAD, CHUNK, Outcome, least_sure_first, run_batch


class PoolInThisProcess:
    """Answers at once, so that only what was asked for is analysed."""

    def __init__(self, jobs: int, **_: object) -> None:
        self.jobs = jobs

    def shutdown(self, **_: object) -> None:
        pass

    def submit(self, function: Any, *values: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(function(*values))
        return future


def test_a_pool_reads_no_more_files_than_its_workers_need(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tmp_path / "report.txt"
    report.write_text("Seen in clinic.", encoding="utf-8")
    taken: list[int] = []

    def paths() -> Iterator[Path]:
        for number in range(10 * CHUNK):
            taken.append(number)
            yield report

    monkeypatch.setattr(run, "ProcessPoolExecutor", PoolInThisProcess)
    outcomes = run_batch(paths(), jobs=2)
    next(outcomes)
    assert len(taken) == AHEAD * 2 * CHUNK
    assert sum(1 for _ in outcomes) + 1 == 10 * CHUNK


def outcome(name: str, probability: float | None) -> Outcome:
    review = None if probability is None else Review(True, probability, ())
    return Outcome(Path(name), name, "", "", review)


def test_the_least_sure_come_first_equals_as_they_came_and_faults_last() -> None:
    came = [outcome("fault", None), outcome("b", 0.9), outcome("a", 0.9), outcome("c", 0.1)]
    assert [one.path.name for one in least_sure_first(came)] == ["c", "b", "a", "fault"]
