"""How much memory a batch takes: `python tests/batch/batch_memory.py 5000 50000`, each so many small reports.

How fast it is by one process and by several, `sonocode bench DIR --jobs 2` tells.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from forked_batch import BatchProcess

SMALL = "US LEFT LEG VEINS\nLeft common femoral vein {} compressible. No DVT.\n"
#: Seconds between two looks at the memory.
LOOK_EVERY = 0.5


def write_table(path: Path, number: int) -> Path:
    """Write so many reports as JSON Lines."""
    with path.open("w", encoding="utf-8") as lines:
        for each in range(number):
            lines.write(json.dumps({"id": f"R{each}", "text": SMALL.format(each)}) + "\n")
    return path


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
                    given = write_table(Path(place, "in.jsonl"), number)
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


if __name__ == "__main__":
    memory([int(each) for each in sys.argv[1:]] or [5_000, 50_000])
