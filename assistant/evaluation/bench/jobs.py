"""Measures one process against several, by the clock, as `sonocode batch` runs them."""

from __future__ import annotations

from itertools import chain, repeat
from math import ceil
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from assistant.batch.files import ReportFile
from assistant.batch.run import run_batch

#: Seconds that a round of one process takes at least: the texts are given again until it does.
ROUND = 6.0


class JobsResult(NamedTuple):
    """Reports a second by the clock in one process and in `jobs`, and the median ratio of their rounds."""

    jobs: int
    one_rate: float
    rate: float
    times: float


def measure_jobs(texts: list[str], jobs: int, rounds: int, round_seconds: float = ROUND) -> JobsResult:
    """Run a batch in this process and in `jobs` worker processes, in turns; starting those counts in."""
    once = _seconds(texts, 1, 0)
    times = ceil(round_seconds / once)
    measured = [(_seconds(texts, times, 0), _seconds(texts, times, jobs)) for _ in range(rounds)]
    one, many = (median(row[at] for row in measured) for at in (0, 1))
    reports = times * len(texts)
    return JobsResult(jobs, reports / one, reports / many, median(row[0] / row[1] for row in measured))


def _seconds(texts: list[str], times: int, jobs: int) -> float:
    reports = (
        ReportFile(str(number), Path("bench"), text)
        for number, text in enumerate(chain.from_iterable(repeat(texts, times)))
    )
    start = perf_counter()
    for _ in run_batch(reports, jobs=jobs):
        pass
    return perf_counter() - start
