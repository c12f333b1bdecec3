"""Analyses the files of a batch, in this process or in a pool of processes, in the order of the files.

Text goes to the workers and finished JSON lines come back, so that no spaCy object is ever pickled.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from multiprocessing import parent_process
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from assistant.analysis import Review
from assistant.batch.files import ReportFile, read_files
from assistant.coding.setting import BillingSetting
from assistant.documents.report_tables import Columns
from assistant.errors import InputError
from assistant.json_text import json_text
from assistant.knowledge.active import active, using
from assistant.knowledge.assembly import load_knowledge

CHUNK = 32
AHEAD = 2  # chunks that each worker may be ahead of the reader, so that memory does not grow with the batch


class Outcome(NamedTuple):
    """What became of one file: a line of JSON with the doubt that it tells, or the reason why there is none."""

    path: Path
    line: str
    note: str
    fault: str
    review: Review | None = None


def run_batch(
    paths: Iterable[Path],
    *,
    ids: Iterable[str] | None = None,
    jobs: int = 1,
    day: date | None = None,
    setting: BillingSetting | None = None,
    columns: Columns | None = None,
) -> Iterator[Outcome]:
    """Analyse every file, and every row of a table, and yield its outcome, in the order of `paths`.

    Args:
        paths: Plain-text reports, and tables of reports.
        ids: How each report is named in its result; None takes the stems of the files.
        jobs: Worker processes; 1 stays in this process.
        day: A date of service for all reports; None takes that of the table, or else each report's own.
        setting: Who reports them and where; None leaves the codes without 26 and TC.
        columns: The columns of tables that the caller names; None finds them.

    Raises:
        InputError: A worker process ended, as one does that gets no memory.
    """
    if jobs <= 1:
        for file in read_files(paths, ids, columns):
            yield _outcome(file, day, setting)
        return
    chunks = _chunks(read_files(paths, ids, columns))
    site, payer = active().site, active().payer
    pool = ProcessPoolExecutor(jobs, initializer=_begin_worker)
    try:
        running: deque[Future[list[Outcome]]] = deque()
        for chunk in chunks:
            running.append(pool.submit(_analyze_in_worker, chunk, day, setting, site, payer))
            if len(running) >= AHEAD * jobs:
                yield from running.popleft().result()
        while running:
            yield from running.popleft().result()
    except BrokenProcessPool as error:
        raise InputError("a worker process ended, perhaps for want of memory; use fewer with --jobs") from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # whoever stops waits for the chunks in work, no others


def _begin_worker() -> None:
    """Leave the interrupt key to the calling process, and end when that one is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def least_sure_first(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Yield the outcomes with the least sure code list first; those without a list come at the end, equals as they came.

    Where the reading stops early, those that were finished are yielded before the stop is passed on.
    """
    done: list[Outcome] = []
    stopped: BaseException | None = None
    try:
        done.extend(outcomes)
    except BaseException as error:
        stopped = error
    yield from sorted(done, key=lambda outcome: outcome.review.probability if outcome.review else 2.0)
    if stopped is not None:
        raise stopped


def _chunks(files: Iterator[ReportFile]) -> Iterator[list[ReportFile]]:
    chunk: list[ReportFile] = []
    for file in files:
        chunk.append(file)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _analyze_in_worker(
    files: list[ReportFile], day: date | None, setting: BillingSetting | None, site: Path | None, payer: str | None
) -> list[Outcome]:
    """Analyse files in a process of their own, by the rules that the calling process uses."""
    with using(load_knowledge(site, payer)):
        return _analyze_chunk(files, day, setting)


def _analyze_chunk(files: list[ReportFile], day: date | None, setting: BillingSetting | None) -> list[Outcome]:
    return [_outcome(file, day, setting) for file in files]


def _outcome(file: ReportFile, day: date | None, setting: BillingSetting | None) -> Outcome:
    from assistant.documents.several import SEEMS
    from assistant.engine import analyze

    if file.fault:
        return Outcome(file.path, "", "", file.fault)
    try:
        analysis = analyze(file.text, id=file.id, day=day or file.day, setting=setting)
        line = json_text(analysis.to_dict())
    except Exception as error:  # one report must not cost the others; its text may be in the error's words
        return Outcome(file.path, "", "", f"could not be analysed ({type(error).__name__}); please report this")
    several = next((message for message in analysis.messages if message.startswith(SEEMS)), "")
    return Outcome(file.path, line, " ".join(filter(None, (file.note, several))), "", analysis.review)
