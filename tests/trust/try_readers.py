"""Damaged documents and bombs for every reader: each is read or refused in a clause, soon, in little memory."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path

from trial import Trial, Tried

#: Seconds beyond its time after which a reader that does not come back is stopped.
HANGS = 60
ROOT = Path(__file__).parents[2]
READERS = (
    "plain", "rtf", "word", "pdf", "html", "mail", "hl7_v2", "fhir", "cda", "csv", "json_lines", "json", "parquet",
)  # fmt: skip


def _tried(reader: str, seconds: float) -> Tried:
    """Try a reader in a process of its own, whose memory nothing else has filled, and which may be stopped."""
    command = [sys.executable, __file__, reader, str(seconds)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds + HANGS, cwd=ROOT, check=False)
    except subprocess.TimeoutExpired:
        return Tried(1, "did not come back", (f"one document hangs for more than {HANGS} seconds",))
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        return Tried(1, "broke off", (f"the process ended with {done.returncode}: {last}",))
    times, happened, faults = json.loads(done.stdout)
    return Tried(times, happened, tuple(faults))


def _try(reader: str, seconds: float) -> Tried:
    """Read the bombs of a reader, its whole seeds, then damaged ones for so many seconds."""
    from damage import bombs, damaged
    from reading import read
    from seeds import NAMES, seeds

    name, whole, chance = NAMES[reader], seeds(reader), random.Random(reader)
    given = [*whole, *bombs(reader)]
    read_ones = refused = times = 0
    faults = dict[str, str]()
    end = float("inf")
    while given or time.monotonic() < end:
        if not given and end == float("inf"):
            end = time.monotonic() + seconds
        data = given.pop(0) if given else damaged(whole, chance)
        came = read(data, name)
        times += 1
        read_ones += bool(came.reports)
        refused += came.refused and not came.reports
        if came.fault:
            faults.setdefault(came.fault, _kept(data))
    return Tried(times, f"{read_ones:,} read, {refused:,} refused in a clause", tuple(f"{fault} ({kept})" for fault, kept in faults.items()))


def _kept(data: bytes) -> str:
    """Keep a document that broke a reader where nobody commits it, and return where."""
    folder = ROOT / "build" / "trust"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / sha256(data).hexdigest()[:16]
    path.write_bytes(data)
    return str(path.relative_to(ROOT))


def _named(reader: str) -> Callable[[float], Tried]:
    return partial(_tried, reader)


TRIALS = [Trial(f"damaged documents, reader {reader}", _named(reader), 5.0) for reader in READERS]

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    print(json.dumps(_try(sys.argv[1], float(sys.argv[2]))))
