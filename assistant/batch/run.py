"""Analyses the files of a batch, in this process or in a pool of processes, in the order of the files.

Text goes to the workers and finished JSON lines come back, so that no spaCy object is ever pickled.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

from assistant.batch.files import ReportFile, read_files
from assistant.knowledge.active import active, using
from assistant.knowledge.knowledge import load_knowledge

CHUNK = 32


class Outcome(NamedTuple):
    """What became of one file: a line of JSON, or the reason why there is none."""

    path: Path
    line: str
    note: str
    fault: str


def run_batch(paths: Iterable[Path], *, jobs: int = 1, day: date | None = None) -> Iterator[Outcome]:
    """Analyse every file and yield its outcome, in the order of `paths`.

    Args:
        paths: Plain-text reports.
        jobs: Worker processes; 1 stays in this process.
        day: A date of service for all reports; None takes each report's own.
    """
    chunks = _chunks(read_files(paths))
    if jobs <= 1:
        for chunk in chunks:
            yield from _analyze_chunk(chunk, day)
        return
    site, payer = active().site, active().payer
    with ProcessPoolExecutor(jobs) as pool:
        for outcomes in pool.map(_analyze_in_worker, list(chunks), repeat(day), repeat(site), repeat(payer)):
            yield from outcomes


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
    files: list[ReportFile], day: date | None, site: Path | None, payer: str | None
) -> list[Outcome]:
    """Analyse files in a process of their own, by the rules that the calling process uses."""
    with using(load_knowledge(site, payer)):
        return _analyze_chunk(files, day)


def _analyze_chunk(files: list[ReportFile], day: date | None) -> list[Outcome]:
    from assistant.engine import analyze
    from assistant.language.pipeline import words_forgotten

    with words_forgotten():
        return [
            _outcome(file, lambda text, name: json.dumps(analyze(text, id=name, day=day).to_dict(), ensure_ascii=False))
            for file in files
        ]


def _outcome(file: ReportFile, render: Callable[[str, str], str]) -> Outcome:
    if file.fault:
        return Outcome(file.path, "", "", file.fault)
    return Outcome(file.path, render(file.text, file.id), file.note, "")
