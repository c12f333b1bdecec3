"""Tries what an attacker, a broken disk and a careless day do, and prints what was tried, how often, and what happened.

    python tests/trust [--times FACTOR] [--only WORDS] [--list]

Each trial runs for some seconds; a factor makes all longer. The same seeds are used each time, so a fault comes again.
Ends with 1 where something happened that must not.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from trial import Trial, Tried  # noqa: E402

WIDTH = 46


def trials() -> Iterator[Trial]:
    """Yield the trials of every module beside this one whose name begins with `try_`, in the order of their names."""
    for path in sorted(Path(__file__).parent.glob("try_*.py")):
        yield from import_module(path.stem).TRIALS


def tried(trial: Trial, factor: float) -> Tried:
    """Run a trial; one that breaks is a fault itself."""
    try:
        return trial.run(trial.seconds * factor)
    except Exception as error:
        return Tried(1, "broke off", (f"{type(error).__name__}: {error}",))


def main() -> int:
    """Run what is asked for; return the exit code."""
    asked = argparse.ArgumentParser(prog="make trust", description=__doc__.split("\n")[0])
    asked.add_argument("--times", type=float, default=1.0, metavar="FACTOR", help="how much longer than usual each trial runs")
    asked.add_argument("--only", default="", metavar="WORDS", help="run the trials whose names hold these words")
    asked.add_argument("--list", action="store_true", help="name the trials and run none")
    options = asked.parse_args()
    faulty = 0
    print(f"{'tried':<{WIDTH}} {'times':>9} {'s':>5}  what happened")
    for trial in trials():
        if options.only.lower() not in trial.name.lower():
            continue
        if options.list:
            print(trial.name)
            continue
        begun = time.monotonic()
        came = tried(trial, options.times)
        faulty += bool(came.faults)
        print(f"{trial.name:<{WIDTH}} {came.times:>9,} {time.monotonic() - begun:>5.0f}  {came.happened}", flush=True)
        for fault in came.faults:
            print(f"  FAULT {fault}", flush=True)
    print(f"{faulty} trials with faults" if faulty else "no fault")
    return int(bool(faulty))


if __name__ == "__main__":
    sys.exit(main())
