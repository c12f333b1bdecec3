"""Analyses the reports of a batch, in this process or by worker processes, in the order in which they come.

Text goes to the workers and finished records come back. No more reports are in hand than the workers need, so that memory
does not grow with the batch.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from assistant.analysis import Review
from assistant.batch.files import ReportFile
from assistant.batch.record import Record, record_of, set_aside
from assistant.batch.workers import HELD, Item, Orders, Workers
from assistant.coding.setting import BillingSetting
from assistant.knowledge.active import active

#: The most reports of a task, and the characters at which it is full.
CHUNK = 32
CHUNK_CHARACTERS = 100_000
#: Tasks for each worker that are in hand at most: what was finished while an earlier report takes long waits for it.
AHEAD = 2 * HELD
#: Seconds that one report may take; the longest that is read takes some five on a free machine.
TIME_LIMIT = 120.0


class Outcome(NamedTuple):
    """A report as it was read and what became of it."""

    file: ReportFile
    record: Record

    @property
    def line(self) -> str:
        """Its line of JSON; empty where it was set aside."""
        return self.record.line

    @property
    def fault(self) -> str:
        """Why it was set aside; empty where it was not."""
        return self.record.fault

    @property
    def note(self) -> str:
        """What the reader of the whole batch should know of it."""
        return " ".join(filter(None, (self.file.note, self.record.note)))

    @property
    def review(self) -> Review | None:
        """How sure its code list is; None where it was set aside."""
        return self.record.review


def run_batch(
    reports: Iterable[ReportFile],
    *,
    jobs: int = 0,
    day: date | None = None,
    setting: BillingSetting | None = None,
    columns: bool = False,
    limit: float = TIME_LIMIT,
) -> Generator[Outcome, None, None]:
    """Analyse each report and yield its outcome, in the order of `reports`.

    Args:
        reports: The reports; one that has a fault is set aside with it.
        jobs: Worker processes; 0 stays in this process, which no report may then end, and no limit holds.
        day: A date of service for all reports; None takes that of each, or else the one that its text bears.
        setting: Who reports them and where; None leaves the codes without 26 and TC.
        columns: Whether the records have their typed columns (see `columns.py`).
        limit: Seconds that one report may take in a worker.

    Raises:
        InputError: Worker processes cannot begin, or keep ending.
    """
    if jobs < 1:
        for file in reports:
            yield Outcome(
                file,
                _fault_of(file) or record_of(file.id, file.text, day or file.day, setting=setting, source=file.source),
            )
        return
    record_of("", "")  # loads what every analysis uses before the workers are forked, once for all
    workers = Workers(jobs, Orders(day, setting, columns, active().site, active().payer), limit)
    in_hand: deque[Item] = deque()
    tasks = _tasks(iter(reports), in_hand, AHEAD * CHUNK * jobs)
    try:
        while True:
            workers.give(tasks)
            if not in_hand:
                return
            if not in_hand[0].is_done:
                workers.hear()
            while in_hand and in_hand[0].is_done:
                item = in_hand.popleft()
                yield Outcome(item.file, item.record or set_aside(item.file.id, item.fault))
    finally:
        workers.stop()


def _tasks(reports: Iterator[ReportFile], in_hand: deque[Item], most: int) -> Iterator[list[Item]]:
    """Yield the next reports to be given, as long as no more than `most` are in hand; an empty list where it is enough."""
    task: list[Item] = []
    characters = 0
    for file in reports:
        item = Item(file, _fault_of(file))
        in_hand.append(item)
        if not item.is_done:
            task.append(item)
            characters += len(file.text)
        if len(task) >= CHUNK or characters >= CHUNK_CHARACTERS or (len(in_hand) >= most and not in_hand[0].is_done):
            yield task
            task, characters = [], 0
        while len(in_hand) >= most:
            yield []
    if task:
        yield task


def _fault_of(file: ReportFile) -> Record | None:
    return set_aside(file.id, file.fault) if file.fault else None
