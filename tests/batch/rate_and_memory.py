"""How fast a batch is by one process and by several, and how much memory it takes, on an otherwise idle machine.

    python tests/batch/rate_and_memory.py rate [REPORTS] [FOLDER]     one process against two worker processes
    python tests/batch/rate_and_memory.py memory [REPORTS...]         small reports: the most memory at each number of them

The rules are loaded before the clock starts.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from forked_batch import BatchProcess

from assistant.batch.files import Reports
from assistant.batch.run import run_batch
from assistant.shipped import shipped

SMALL = "US LEFT LEG VEINS\nLeft common femoral vein {} compressible. No DVT.\n"
#: Seconds between two looks at the memory.
LOOK_EVERY = 0.5


def write_table(path: Path, texts: list[str], number: int) -> Path:
    """Write so many reports as JSON Lines, each text in turn."""
    with path.open("w", encoding="utf-8") as lines:
        for each in range(number):
            lines.write(
                json.dumps({"id": f"R{each}", "text": texts[each % len(texts)].replace("{}", str(each))}) + "\n"
            )
    return path


def seconds_of(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def rate(number: int, folder: Path) -> None:
    """Print reports a second by a loop in this process, and by the command with one and two worker processes."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    with tempfile.TemporaryDirectory() as place:
        table = write_table(Path(place, "in.jsonl"), texts, number)

        def command(jobs: int, form: str) -> Callable[[], object]:
            arguments = [str(table), "--out", f"{place}/out.{form}", "--jobs", str(jobs), "--restart"]
            return lambda: BatchProcess(arguments, Path(place, "told")).wait(3600)

        def loop() -> None:
            for _ in run_batch(Reports([table])):
                pass

        loop_seconds = seconds_of(loop)
        print(f"{number} reports of {folder}")
        print(f"one process, a loop        {number / loop_seconds:7.1f} a second")
        for jobs, form in ((1, "jsonl"), (2, "jsonl"), (2, "parquet")):
            seconds = seconds_of(command(jobs, form))
            print(
                f"batch --jobs {jobs} to .{form:<8}{number / seconds:7.1f} a second, {loop_seconds / seconds:.2f} times the loop",
                flush=True,
            )


def private_memory(pid: int) -> float:
    """Return the megabytes that a process has for itself; what it shares with the one that it was forked from is not in."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private")) / 1024
    return 0.0


def memory(numbers: list[int]) -> None:
    """Print the most memory of a batch and of its workers at each number of small reports, from a table and a folder."""
    for number in numbers:
        for kind in ("table", "folder"):
            with tempfile.TemporaryDirectory() as place:
                if kind == "table":
                    given = write_table(Path(place, "in.jsonl"), [SMALL], number)
                else:
                    given = Path(place, "in")
                    given.mkdir()
                    for each in range(number):
                        Path(given, f"R{each}.txt").write_text(SMALL.format(each))
                start = time.monotonic()
                batch = BatchProcess([str(given), "--jobs", "2", "--out", f"{place}/out.jsonl"], Path(place, "told"))
                most = [0.0, 0.0]
                while batch.poll() is None:
                    most[0] = max(most[0], private_memory(batch.pid))
                    most[1] = max([most[1], *map(private_memory, batch.workers())])
                    time.sleep(LOOK_EVERY)
                written = Path(place, "out.jsonl").stat().st_size / 1e6
            print(
                f"{number:>7} reports of a {kind:<6}: the batch {most[0]:.0f} MB, its largest worker {most[1]:.0f} MB "
                f"({written:.0f} MB written in {time.monotonic() - start:.0f} s, exit code {batch.poll()})",
                flush=True,
            )


def main() -> int:
    what, *more = sys.argv[1:] or ["rate"]
    if what == "memory":
        memory([int(each) for each in more] or [5_000, 50_000])
    else:
        rate(int((more or ["2000"])[0]), Path(more[1]) if len(more) > 1 else shipped("samples"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
