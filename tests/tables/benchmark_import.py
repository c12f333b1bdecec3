"""Measures the import of a practitioner table of 2 million rows and the look-up of an encounter's pairs.

    PYTHONPATH=. python tests/tables/benchmark_import.py [rows]

The table is synthetic, in the published text layout; import runs in a process of its own so that its peak memory is
its own. Not collected by pytest: timings are for people to read.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from published_files import EXCLUSIVE, MISUSE, STANDARDS, ptp_lines

from assistant.tables.importing import import_files
from assistant.tables.lookup import OfficialTables
from assistant.tables.store import TableStore

ROWS = 2_000_000
LOOKUPS = 500
CODES = [f"{number:05d}" for number in range(100, 99_999, 9)]
DAY = date(2026, 11, 1)


def write_table(path: Path, rows: int) -> None:
    """Write a table of `rows` rows; every fourth pair has an earlier, deleted episode beside the active one."""
    chance = random.Random(2026)
    rationales = (MISUSE, STANDARDS, EXCLUSIVE)
    with path.open("w", encoding="latin-1", newline="\r\n") as stream:
        stream.writelines(line + "\n" for line in ptp_lines([]))
        for number in range(rows):
            column_1, column_2 = chance.sample(CODES, 2)
            deleted = "20191231" if number % 4 == 0 else "*"
            rationale = rationales[number % 3]
            stream.write(f"{column_1}\t{column_2}\t\t{2001 + number % 19}0101\t{deleted}\t{number % 2}\t{rationale}\n")


def import_in_own_process(table: Path, store: Path) -> tuple[float, float]:
    """Return seconds and peak resident megabytes of an import by a new Python process."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, __file__, "--import", str(table), str(store)])  # inherits PYTHONPATH
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("the import failed")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def lookup_milliseconds(store: Path, repeat: bool) -> list[float]:
    """Return the times of looking up encounters of six codes: each new, or one again and again."""
    chance = random.Random(1)
    encounter = chance.sample(CODES, 6)
    times = []
    with OfficialTables(store) as tables:
        tables.pairs(encounter, DAY)
        for _ in range(LOOKUPS):
            codes = encounter if repeat else chance.sample(CODES, 6)
            started = time.perf_counter()
            tables.pairs(codes, DAY)
            times.append(1000 * (time.perf_counter() - started))
    return times


def main(rows: int) -> None:
    """Print the measures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = folder / "ccipra-v323r0-f1.txt"
        write_table(table, rows)
        size = table.stat().st_size / 1e6
        seconds, megabytes = import_in_own_process(table, folder / "store")
        print(f"import  {rows:,} rows ({size:.0f} MB of text): {seconds:.1f} s, peak {megabytes:.0f} MB resident")
        for label, repeat in (("new", False), ("repeated", True)):
            times = lookup_milliseconds(folder / "store", repeat)
            p95 = statistics.quantiles(times, n=20)[-1]
            print(f"look-up of 6 codes, {label}: median {statistics.median(times):.3f} ms, 95 % under {p95:.3f} ms")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--import"]:
        import_files([Path(sys.argv[2])], TableStore(Path(sys.argv[3])))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
