"""How long the steps of a worklist take: `python tests/worklist/worklist_figures.py 5000 50000`, on both databases."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from postgres_server import running_server
from reports_to_review import many

from assistant.worklist import Filter, Move, Worklist, open_worklist
from assistant.worklist.records import ORDERS

REPEATS = 5


def steps(worklist: Worklist, number: int, size: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield the steps of a day at the list, each with its name."""
    for order in ORDERS:
        yield f"list by {order}", lambda order=order: worklist.page(order=order)
        yield f"around by {order}", lambda order=order: worklist.around(number, order=order)
    yield "last page", lambda: worklist.page(start=size - 50)
    for name, wanted in {
        "status": Filter(statuses=frozenset({"open"})), "code": Filter(codes=frozenset({"93970"})),
        "gap": Filter(gaps=frozenset({"image_storage"})), "words": Filter(words="patient-77 left"),
        "physician": Filter(physicians=frozenset({"Dr. 7"})), "doubt": Filter(look_first=True),
    }.items():  # fmt: skip
        yield f"list of {name}", lambda wanted=wanted: worklist.page(wanted)
        yield f"tallies of {name}", lambda wanted=wanted: worklist.tallies(wanted)
    yield "tallies", worklist.tallies
    yield "open", lambda: worklist.open(number)
    yield "stock", worklist.stock
    yield (
        "decide",
        lambda: worklist.decide(number, Move("send_query", "images"), "ada", seen=worklist.open(number).sequence),
    )


def slowest(worklist: Worklist, number: int, size: int) -> dict[str, float]:
    """Return the median time of each step, in milliseconds."""
    taken = {}
    for name, step in steps(worklist, number, size):
        times = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            step()
            times.append(1000 * (time.perf_counter() - start))
        taken[name] = sorted(times)[REPEATS // 2]
    return taken


def fill(worklist: Worklist, size: int) -> tuple[int, float]:
    """Put `size` reports on the list, and return the number of one in the middle and the seconds that it took."""
    reports, numbers, seconds = many(size), [0], 0.0
    while chunk := list(islice(reports, 1000)):
        start = time.perf_counter()
        numbers += worklist.add(chunk, "ada")
        seconds += time.perf_counter() - start
    return numbers[len(numbers) // 2], seconds


@contextmanager
def worklists() -> Iterator[Iterator[tuple[str, Worklist]]]:
    """Yield empty worklists on either database."""
    with tempfile.TemporaryDirectory() as folder, running_server(safe=True) as server:

        def each() -> Iterator[tuple[str, Worklist]]:
            for kind, url in (
                ("SQLite", f"sqlite:///{Path(folder)}/list.sqlite"),
                ("PostgreSQL", server.create("list")),
            ):
                with open_worklist(url) as worklist:
                    yield kind, worklist

        yield each()


def main() -> None:
    """Print the figures."""
    for size in map(int, sys.argv[1:] or ["5000"]):
        with worklists() as kinds:
            for kind, worklist in kinds:
                number, seconds = fill(worklist, size)
                print(f"{kind}, {size:,} reports: added in {seconds:.1f} s, {size / seconds:,.0f} a second")
                for name, milliseconds in sorted(slowest(worklist, number, size).items(), key=lambda pair: -pair[1]):
                    print(f"  {milliseconds:7.1f} ms  {name}")
                start = time.perf_counter()
                count = sum(1 for _ in worklist.each())
                print(f"  {time.perf_counter() - start:7.1f} s   each, {count:,} reports")
                start = time.perf_counter()
                worklist.purge_all("eve")
                print(f"  {time.perf_counter() - start:7.1f} s   purge of all")


if __name__ == "__main__":
    main()
