"""Processes that analyse reports: each has a pipe of its own, so that one that dies or hangs costs only its own report.

A task is a short list of reports. A worker answers its reports in their order, some at a time, so that what it has not
answered tells where it stood when it died or was silent for too long. Those reports are given again, each alone; one that
ends its worker again is set aside.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from typing import NamedTuple

from assistant.analysis import Source
from assistant.batch.files import ReportFile
from assistant.batch.record import Record, record_of
from assistant.coding.setting import BillingSetting
from assistant.errors import InputError
from assistant.knowledge.active import using
from assistant.knowledge.assembly import load_knowledge

#: What this process has loaded is shared by a fork; it runs no thread that could hold a lock then.
_IS_FORKED = sys.platform == "linux"
_CONTEXT = get_context("fork") if sys.platform == "linux" else get_context("spawn")

_Given = list[tuple[str, str, date | None, Source | None]]  # id, text, day, source

#: Tasks that a worker holds, so that it need not wait for the next one.
HELD = 2
#: Seconds after which a worker tells what it has done of a task.
TELL_EVERY = 0.05
#: Seconds that a worker may take to load the rules.
START_LIMIT = 300.0
#: How often a report that is given alone may end its worker before it is set aside: an outsider may have ended it once.
MOST_DEATHS_ALONE = 2
#: Workers that may end one after the other without any answer between them.
MOST_DEATHS_IN_A_ROW = 20
MOST_FAILED_STARTS = 3
CANNOT_BEGIN = "no worker process can begin, perhaps for want of memory; use fewer with --jobs"
KEEP_ENDING = "worker processes keep ending, perhaps for want of memory; use fewer with --jobs"


class Orders(NamedTuple):
    """What every report of a batch is analysed by.

    Attributes:
        day: A date of service for all of them; None leaves each its own.
        setting: Who reports and where.
        columns: Whether the typed columns are wanted beside the line.
        site: A site's folder of rules.
        payer: A payer of the site.
    """

    day: date | None = None
    setting: BillingSetting | None = None
    columns: bool = False
    site: Path | None = None
    payer: str | None = None


class Item:
    """A report in hand, and what came of it: a record, or the fault of the worker that it ended."""

    __slots__ = ("deaths", "fault", "file", "record")

    def __init__(self, file: ReportFile, record: Record | None = None) -> None:
        self.file = file
        self.record = record
        self.fault = ""
        self.deaths = 0

    @property
    def is_done(self) -> bool:
        """Whether it need not be given again."""
        return bool(self.record or self.fault)


class _Task(NamedTuple):
    items: deque[Item]  # those not yet answered
    is_alone: bool


class _Worker:
    """A process with the tasks that it holds, the first of which it is at."""

    def __init__(self, orders: Orders, others: Sequence[_Worker]) -> None:
        self.link, theirs = _CONTEXT.Pipe()
        ours = [self.link, *(worker.link for worker in others)] if _IS_FORKED else []
        self.process = _CONTEXT.Process(target=_work, args=(theirs, orders, ours), daemon=True)
        self.process.start()
        theirs.close()
        self.tasks: deque[_Task] = deque()
        self.answers = 0
        self.is_ready = False
        self.heard = monotonic()

    @property
    def may_take(self) -> bool:
        return len(self.tasks) < HELD and not any(task.is_alone for task in self.tasks)

    def give(self, task: _Task) -> bool:
        """Hand a task over; False where the worker is gone."""
        if not self.tasks:
            self.heard = monotonic()
        self.tasks.append(task)
        try:
            self.link.send([(item.file.id, item.file.text, item.file.day, item.file.source) for item in task.items])
        except OSError:
            return False
        return True

    def hear(self) -> bool:
        """Take what the worker says; False where it is gone."""
        try:
            while self.link.poll():
                said = self.link.recv()
                self.heard, self.is_ready = monotonic(), True
                self.answers += len(said)
                for record in said:
                    self.tasks[0].items.popleft().record = record
                    if not self.tasks[0].items:
                        self.tasks.popleft()
        except (EOFError, OSError):
            return False
        return self.process.is_alive()

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.link.close()


class Workers:
    """So many workers, replaced as they die.

    Args:
        number: How many.
        orders: What reports are analysed by.
        limit: Seconds that one report may take.
    """

    def __init__(self, number: int, orders: Orders, limit: float) -> None:
        self._number, self._orders, self._limit = number, orders, limit
        self._workers: list[_Worker] = []
        self._again: deque[_Task] = deque()
        self._deaths_in_a_row = self._failed_starts = 0

    def start(self) -> None:
        """Start those that are missing."""
        while len(self._workers) < self._number:
            self._workers.append(_Worker(self._orders, self._workers))

    def stop(self) -> None:
        """End all of them at once; whatever they hold is dropped."""
        while self._workers:
            self._workers.pop().end()

    def give(self, tasks: Iterator[Sequence[Item]]) -> None:
        """Give work to whoever may take some: what must be given again first, then the next of `tasks`."""
        self.start()
        for worker in sorted(self._workers, key=lambda worker: len(worker.tasks)):
            while worker.may_take and (task := self._next(tasks, worker)):
                if not worker.give(task):
                    break

    def hear(self) -> None:
        """Wait until a worker says something or dies or is overdue, and take what there is.

        Raises:
            InputError: Workers cannot begin, or keep ending.
        """
        now = monotonic()
        due = min(self._due(worker) for worker in self._workers)
        signs = [sign for worker in self._workers for sign in (worker.link, worker.process.sentinel)]
        wait(signs, timeout=max(0.0, due - now))
        for worker in self._workers[:]:
            before = worker.answers
            is_there = worker.hear()
            if worker.answers > before:
                self._deaths_in_a_row = 0
            if not is_there:
                worker.hear()  # what it said last
                self._bury(worker, "its worker process ended, perhaps for want of memory")
            elif monotonic() >= self._due(worker):
                self._bury(worker, f"took more than {self._limit:g} seconds", is_slow=True)

    def _next(self, tasks: Iterator[Sequence[Item]], worker: _Worker) -> _Task | None:
        if self._again and self._again[0].is_alone:
            return None if worker.tasks else self._again.popleft()
        if self._again:
            return self._again.popleft()
        items = next(tasks, None)
        return _Task(deque(items), is_alone=False) if items else None

    def _due(self, worker: _Worker) -> float:
        if not worker.is_ready:
            return worker.heard + START_LIMIT
        return worker.heard + self._limit if worker.tasks else monotonic() + self._limit

    def _bury(self, worker: _Worker, why: str, *, is_slow: bool = False) -> None:
        """Take the reports of a worker back that is gone or must go."""
        self._workers.remove(worker)
        worker.end()
        if not worker.is_ready:
            self._failed_starts += 1
            if self._failed_starts >= MOST_FAILED_STARTS:
                raise InputError(CANNOT_BEGIN)
            self._again.extendleft(reversed(worker.tasks))
            return
        self._failed_starts = 0
        self._deaths_in_a_row += not is_slow
        if self._deaths_in_a_row >= MOST_DEATHS_IN_A_ROW:
            raise InputError(KEEP_ENDING)
        if not worker.tasks:
            return
        first, *others = worker.tasks
        self._again.extendleft(reversed(others))
        if first.is_alone:
            (item,) = first.items
            item.deaths += 1
            if is_slow or item.deaths >= MOST_DEATHS_ALONE:
                item.fault = why
                return
        self._again.extendleft(_Task(deque([item]), is_alone=True) for item in reversed(first.items))


def _work(link: Connection, orders: Orders, inherited: Sequence[Connection]) -> None:
    """Be a worker: answer tasks until the calling process ends it, or is gone.

    Args:
        link: To the calling process.
        orders: What reports are analysed by.
        inherited: The calling process's ends of this and other links, which a fork has too: as long as one is open, a
            worker that waits for the rest of a task would not see that nobody will send it.
    """
    for end in inherited:
        end.close()
    for name in ("SIGINT", "SIGHUP"):  # a key or a closed terminal is the calling process's matter
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    tasks: SimpleQueue[_Given] = SimpleQueue()
    Thread(target=_receive, args=(link, tasks), daemon=True).start()
    try:
        _answer(link, tasks, orders)
    finally:
        os._exit(1)  # nothing of the calling process is flushed or undone here


def _receive(link: Connection, tasks: SimpleQueue[_Given]) -> None:
    """Take tasks as they come, so that whoever gives them need not wait; end the process when the calling one is gone."""
    parent = parent_process()
    assert parent is not None
    while True:
        if parent.sentinel in wait([link, parent.sentinel]):
            os._exit(1)
        try:
            tasks.put(link.recv())
        except (EOFError, OSError):
            os._exit(1)


def _answer(link: Connection, tasks: SimpleQueue[_Given], orders: Orders) -> None:
    with using(load_knowledge(orders.site, orders.payer)):
        record_of("", "")  # loads what every analysis uses
        link.send([])
        while True:
            done: list[Record] = []
            told = monotonic()
            for id, text, day, source in tasks.get():
                record = record_of(id, text, orders.day or day, setting=orders.setting, source=source)
                done.append(record if orders.columns else record._replace(columns={}))
                if monotonic() - told >= TELL_EVERY:
                    link.send(done)
                    done, told = [], monotonic()
            if done:
                link.send(done)
