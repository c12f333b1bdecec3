"""Kills whoever writes, at random moments: nothing that was there is lost, nothing half is taken for whole, the next start works.

The batch and the worklist have trials of their own (`tests/batch/kill_trials.py`, `tests/worklist/kill_trials.py`); they are
run from here too. The other commands that write are killed here: what a reader finds after each kill must be what was
there before or what an undisturbed run makes, and the same command, left alone, must come to its end.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from trial import Trial, Tried

TESTS = Path(__file__).parents[1]
sys.path += [str(TESTS / "batch"), str(TESTS / "worklist"), str(TESTS / "tables")]

from forked_batch import BatchProcess  # noqa: E402
from published_files import write_aoc, write_mue, write_ptp, write_rvu  # noqa: E402

SECONDS_OF_A_KILL = 2.0
SECONDS_OF_AN_ADDING = 0.4
REPORTS_ADDED = 120  # of which fifty are written at once
SEED = 1
REPORT = "VENOUS DUPLEX OF THE LEFT LEG 03/02/2026\nThe left common femoral and popliteal veins compress.\nAccession {}.\n"


class Writer(NamedTuple):
    """A command that writes, and what a reader finds afterwards.

    Attributes:
        command: Its name.
        arguments: Its arguments.
        found: What a reader finds, as bytes; it raises where a reader could not work.
        unfinished: How the names of what a kill may leave behind begin or end; a next run is not disturbed by it.
    """

    command: str
    arguments: list[str]
    found: Callable[[], bytes]
    unfinished: tuple[str, ...]


@contextmanager
def own_data(folder: Path) -> Iterator[None]:
    """Let the program keep its data in a folder for a while."""
    before = os.environ.get("SONOCODE_DATA")
    os.environ["SONOCODE_DATA"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SONOCODE_DATA"]
        else:
            os.environ["SONOCODE_DATA"] = before


def tables_import(folder: Path) -> Writer:
    """Import a quarter's tables where those of another quarter are."""
    before, now, data = folder / "before", folder / "now", folder / "data"
    for each in (before, now, data):
        each.mkdir()
    rows = [(f"{number:05}", f"{number + 1:05}", "20260101", "*", "1", "Standards of practice") for number in range(10_000, 40_000)]
    first = [write_ptp(before, "ccipra-v322r0-f1.TXT"), write_aoc(before)]
    second = [write_ptp(now, rows=rows), write_mue(now), write_rvu(now)]
    read = ["--date", "2026-11-02", "--format", "json", "--data", str(data), "93970", "93971", "37253"]
    assert told_by(folder, "tables", ["import", *map(str, first), "--data", str(data)])
    return Writer(
        "tables", ["import", *map(str, second), "--data", str(data)], lambda: told_by(folder, "edits", read), (".import-",)
    )  # fmt: skip


def diagnoses_build(folder: Path) -> Writer:
    """Build the index of diagnoses where none is."""
    from assistant.diagnoses import index

    out = folder / "diagnoses" / "index"

    def found() -> bytes:
        return b"whole" if index._is_current(out) else b"none"  # one that is not current is built anew by its reader

    return Writer("diagnoses", ["build", "--index", str(out)], found, (".building-",))


def knowledge_build(folder: Path) -> Writer:
    """Read the knowledge files for the first time, which keeps what was made of them; the reader answers a report."""
    report = folder / "report.txt"
    report.write_text(REPORT.format(1), encoding="utf-8")
    arguments = ["check", "venous-duplex"]
    return Writer("knowledge", arguments, lambda: told_by(folder, "analyze", [str(report), "--format", "json"]), (".json",))


def pipeline(folder: Path) -> Writer:
    """Write the spaCy pipeline over an earlier one."""
    out = folder / "pipeline"
    assert told_by(folder, "knowledge", ["pipeline", "--out", str(out)])
    return Writer("knowledge", ["pipeline", "--out", str(out)], lambda: contents(out), (".pipeline-",))


def export(folder: Path) -> Writer:
    """Export the claim lines of many reports over an earlier file."""
    reports, out = folder / "reports", folder / "claims.csv"
    reports.mkdir()
    for number in range(150):
        (reports / f"r{number:03}.txt").write_text(REPORT.format(number), encoding="utf-8")
    out.write_text("an earlier export\n", encoding="utf-8")
    return Writer("export", [str(reports), "--out", str(out)], out.read_bytes, (".part",))


def told_by(folder: Path, command: str, arguments: list[str]) -> bytes:
    """Return what a command prints, its log lines aside.

    Raises:
        RuntimeError: It did not end well.
    """
    told = folder / "told"
    code = BatchProcess(arguments, told, command=command).wait()
    if code not in (0, 1):
        raise RuntimeError(f"'{command}' ended with {code}: {told.read_text('utf-8', 'replace')[-200:]}")
    return told.read_bytes()


def contents(folder: Path) -> bytes:
    """Return one hash of all files below a folder, with their names."""
    whole = sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        whole.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return whole.digest()


def killed(make: Callable[[Path], Writer], seconds: float) -> Tried:
    """Kill a writer so often as the time is worth, and look after each kill what a reader finds."""
    kills, wanted, ended, faults, chance = 0, max(3, round(seconds / SECONDS_OF_A_KILL)), 0, list[str](), random.Random(SEED)
    place = Path(tempfile.mkdtemp(prefix="sonocode-kill-"))
    try:
        with own_data(place / "data-of-the-program"):
            writer = make(place)
            allowed = {writer.found() if writer.command != "diagnoses" else b"none"}
            begun = time.monotonic()
            told_by(place, writer.command, writer.arguments)
            takes = time.monotonic() - begun
            allowed.add(whole := writer.found())
            while kills < wanted:
                _begin_again(place, writer)
                process = BatchProcess(writer.arguments, place / "told", command=writer.command)
                time.sleep(chance.uniform(0, takes))
                kills += process.kill() == -signal.SIGKILL
                ended += 1
                try:
                    if writer.found() not in allowed:
                        faults.append("what is found after a kill is neither the old nor the new")
                except (RuntimeError, OSError) as error:
                    faults.append(f"after a kill: {error}")
            told_by(place, writer.command, writer.arguments)
            if writer.found() != whole:
                faults.append("a run after all kills does not give what an undisturbed one gave")
            left = [path.name for path in place.rglob(".*") if not path.name.startswith(writer.unfinished)]
            faults += [f"left behind: {name}" for name in left[:3]]
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return Tried(kills, f"{kills} kills, {len(faults)} losses; the next start worked", tuple(dict.fromkeys(faults)))


def _begin_again(place: Path, writer: Writer) -> None:
    """Take away what would let the next run do less than the first."""
    if writer.command == "knowledge" and "check" in writer.arguments:
        shutil.rmtree(place / "data-of-the-program", ignore_errors=True)
    if writer.command == "diagnoses":
        shutil.rmtree(writer.arguments[-1], ignore_errors=True)


def batch(seconds: float) -> Tried:
    """Kill the batch and its workers."""
    done = _module("batch").trials("jsonl", max(3, round(seconds / SECONDS_OF_A_KILL)), SEED)
    kills = sum(done.kills.values())
    return Tried(kills, f"{done.kills['batch']} kills of the batch, {done.kills['worker']} of a worker; the bytes of an undisturbed run", tuple(done.faults))


def worklist(seconds: float) -> Tried:
    """Kill who decides about reports on a worklist in SQLite."""
    kills = max(3, round(seconds / SECONDS_OF_A_KILL * 4))
    losses = [loss for _, loss in _module("worklist").trials("sqlite", kills, SEED)]
    lost, untold = sum(loss.lost for loss in losses), sum(loss.untold for loss in losses)
    faults = [fault for loss in losses for fault in loss.faults]
    faults += [f"{lost} decisions that were told are gone"] if lost else []
    faults += ["more than the one decision in flight was kept untold"] if any(loss.untold > 1 for loss in losses) else []
    return Tried(kills, f"0 told decisions lost, {untold} in flight kept" if not lost else f"{lost} lost", tuple(faults))


def worklist_add(seconds: float) -> Tried:
    """Kill who adds many reports to a worklist; after each kill what is there is whole, and at the end each is there once."""
    from assistant.worklist import open_worklist

    kills, wanted, faults, chance = 0, max(3, round(seconds / SECONDS_OF_AN_ADDING)), list[str](), random.Random(SEED)
    place = Path(tempfile.mkdtemp(prefix="sonocode-kill-"))
    try:
        with own_data(place / "data-of-the-program"):
            reports = place / "reports"
            reports.mkdir()
            for number in range(REPORTS_ADDED):
                (reports / f"r{number:03}.txt").write_text(REPORT.format(number), encoding="utf-8")
            everything = {f"r{number:03}" for number in range(REPORTS_ADDED)}
            begun = time.monotonic()
            told_by(place, "worklist", ["add", str(reports)])
            takes = time.monotonic() - begun
            there = everything
            while kills < wanted:
                if there == everything:  # a new list, that each kill finds something to do
                    for path in (place / "data-of-the-program").glob("worklist.sqlite*"):
                        path.unlink()
                    there = set()
                process = BatchProcess(["add", str(reports)], place / "told", command="worklist")
                time.sleep(chance.uniform(0, takes))
                kills += process.kill() == -signal.SIGKILL
                with open_worklist() as worklist:
                    names = [row.name for row in worklist.page(size=REPORTS_ADDED * 2).rows]
                faults += ["a report is there twice"] if len(names) > len(set(names)) else []
                faults += ["what was there is gone"] if not there <= set(names) else []
                there = set(names)
            told_by(place, "worklist", ["add", str(reports)])
            with open_worklist() as worklist:
                names = sorted(row.name for row in worklist.page(size=REPORTS_ADDED * 2).rows)
            faults += ["a run after all kills does not have each report once"] if names != sorted(everything) else []
    except (RuntimeError, OSError) as error:
        faults.append(f"after a kill: {error}")
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return Tried(kills, f"{kills} kills, {len(faults)} losses; each report once", tuple(dict.fromkeys(faults)))


def _module(room: str) -> ModuleType:
    """Return the kill trials of a room; two rooms call theirs alike."""
    spec = spec_from_file_location(f"{room}_kill_trials", TESTS / room / "kill_trials.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _trial(words: str, make: Callable[[Path], Writer]) -> Trial:
    return Trial(f"killed: {words}", lambda seconds: killed(make, seconds), 8.0)


TRIALS = [
    Trial("killed: batch with two workers", batch, 8.0),
    Trial("killed: decisions on the worklist", worklist, 8.0),
    Trial("killed: adding to the worklist", worklist_add, 8.0),
    _trial("tables import", tables_import),
    _trial("diagnoses build", diagnoses_build),
    _trial("first reading of the knowledge", knowledge_build),
    _trial("knowledge pipeline", pipeline),
    _trial("export to a file", export),
]
