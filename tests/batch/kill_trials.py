"""Kills a batch at random moments and goes on with it: `python tests/batch/kill_trials.py 50 [jsonl] [parquet]`.

What is killed (SIGKILL) is the batch or one of its workers, in turn at random. After each kill of the batch: its workers
must be gone, and the finished file must not be there. Then the same command goes on, until it ends by itself: the finished
file, and that of the reports set aside, must be the bytes of a run that nobody disturbed. Then it begins anew, until there
were so many kills.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from forked_batch import BatchProcess, still_there

from assistant.shipped import shipped

REPORTS = 800
JOBS = "2"


class Trials(NamedTuple):
    """What many kills came to."""

    kills: dict[str, int]
    finished: int
    faults: list[str]


def write_reports(path: Path, number: int) -> None:
    """Write a table of reports, each of its own; every fiftieth cannot be read."""
    texts = [sample.read_text(encoding="utf-8") for sample in sorted(shipped("samples").glob("*.txt"))]
    with path.open("w", encoding="utf-8") as lines:
        for each in range(number):
            text = "" if each % 50 == 7 else f"{texts[each % len(texts)]}\nAccession {each}.\n"
            lines.write(json.dumps({"id": f"R{each}", "text": text}) + "\n")


class Ground:
    """A folder with reports, what an undisturbed run makes of them, and the command that makes it."""

    def __init__(self, folder: Path, form: str) -> None:
        self.told = folder / "told"
        self.reports = folder / "reports.jsonl"
        write_reports(self.reports, REPORTS)
        self.out, self.aside = folder / f"out.{form}", folder / "aside.jsonl"
        self.arguments = [str(self.reports), "--out", str(self.out), "--aside", str(self.aside), "--jobs", JOBS]
        start = time.monotonic()
        self.code = self.start().wait()
        self.seconds = time.monotonic() - start
        self.whole = self.take()

    def start(self) -> BatchProcess:
        return BatchProcess(self.arguments, self.told)

    def take(self) -> tuple[bytes, bytes]:
        """Return the finished files, and remove them."""
        found = self.out.read_bytes(), self.aside.read_bytes()
        self.out.unlink()
        self.aside.unlink()
        return found

    def left_over(self) -> list[str]:
        """Return the names of files that should not be there when all is finished."""
        return sorted(path.name for path in self.out.parent.iterdir() if path not in (self.told, self.reports))


def trials(form: str, number: int, seed: int = 1) -> Trials:
    """Kill so many times, and compare each time that a run came to its end."""
    chance = random.Random(seed)
    kills = {"batch": 0, "worker": 0}
    faults: list[str] = []
    finished = 0
    with tempfile.TemporaryDirectory(prefix="sonocode-kill-") as folder:
        ground = Ground(Path(folder), form)
        print(f"{form}: {REPORTS} reports undisturbed in {ground.seconds:.1f} s, exit code {ground.code}", flush=True)
        while sum(kills.values()) < number or finished == 0:
            batch = ground.start()
            workers: list[int] = []
            while batch.poll() is None:
                time.sleep(chance.uniform(0, ground.seconds / 3))
                workers = batch.workers() or workers
                if batch.poll() is not None or sum(kills.values()) >= number:
                    batch.wait()
                elif chance.random() < 0.5 and workers:
                    with suppress(ProcessLookupError):
                        os.kill(chance.choice(workers), signal.SIGKILL)
                        kills["worker"] += 1
                else:
                    kills["batch"] += batch.kill() == -signal.SIGKILL
            if left := still_there(workers):
                faults.append(f"workers {left} outlive their batch")
            if batch.poll() == -signal.SIGKILL:
                if ground.out.exists() and ground.out.read_bytes() != ground.whole[0]:
                    faults.append("an unfinished file bears the name of the finished one")
                continue
            finished += 1
            if batch.poll() != ground.code:
                faults.append(f"exit code {batch.poll()}: {ground.told.read_text()[-300:]}")
            with suppress(FileNotFoundError):
                if ground.take() != ground.whole:
                    faults.append("the bytes differ from those of the undisturbed run")
            if over := ground.left_over():
                faults.append(f"left over: {over}")
    return Trials(kills, finished, faults)


def main() -> int:
    """Run the trials in both forms and print what they came to."""
    number, bad = int((sys.argv[1:] or ["50"])[0]), 0
    for form in sys.argv[2:] or ("jsonl", "parquet"):
        start = time.monotonic()
        done = trials(form, number)
        print(
            f"{form}: {sum(done.kills.values())} kills in {time.monotonic() - start:.0f} s "
            f"({done.kills['batch']} of the batch, {done.kills['worker']} of a worker), "
            f"{done.finished} runs came to their end, {len(done.faults)} faults"
        )
        print(*done.faults[:20], sep="\n", end="\n" if done.faults else "")
        bad += len(done.faults)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
