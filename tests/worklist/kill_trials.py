"""Kills whoever writes in the middle of decisions, and looks at what is left: `python tests/worklist/kill_trials.py 100`.

On SQLite the program that decides is killed (SIGKILL). On PostgreSQL in turn the program, the server's process for its
connection, and the server as a whole, by SIGKILL or by SIGQUIT, which is then started again.

A program that decides writes a line to its pipe after each decision that was told to be kept. After each kill, every
decision that was so told must be there, at most one more (the one in flight), and the database must be whole.
"""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from multiprocessing import get_context
from typing import NamedTuple

from postgres_server import PostgresServer, running_server
from reports_to_review import new

from assistant.errors import InputError
from assistant.worklist import Worklist, add_up, open_worklist
from assistant.worklist.records import Move

REPORTS = 5
#: Seconds in which the program that decides must have begun.
START_TIME = 60
#: Decisions that are told before the kill comes, some moment later.
WARM_UP = 3
#: What is killed on PostgreSQL, in turn.
VICTIMS = ("program", "backend", "program", "server SIGKILL", "program", "server SIGQUIT")
ROUND: tuple[Move, ...] = (
    Move("accept_code", "93971-LT", words="agreed " * 40), Move("send_query", "images", words="Were images kept? " * 20),
    Move("answer_query", "images", {"outcome": "kept"}), Move("finish"), Move("undo"),
)  # fmt: skip


class Loss(NamedTuple):
    """What a trial left: decisions that were told and are gone, decisions that are there and were not told, faults."""

    lost: int
    untold: int
    faults: tuple[str, ...]


def decide_for_ever(url: str, told: int) -> None:
    """Decide about the reports in turn, and write 'REPORT SEQUENCE' to a pipe after each decision; a fault ends it."""
    try:
        with open_worklist(url) as worklist:
            numbers = sorted(row.number for row in worklist.page().rows)
            for number in cycle(numbers):
                seen = worklist.open(number).sequence
                move = ROUND[seen % len(ROUND)]
                if move.what == "undo":
                    opened = worklist.undo(number, "ada", seen=seen)
                else:
                    opened = worklist.decide(number, move, "ada", seen=seen)
                os.write(told, f"{number} {opened.sequence}\n".encode())
    except InputError as error:  # its server was killed
        os.write(told, f"fault: {error}".encode())


class Program:
    """A process that decides for ever."""

    def __init__(self, url: str) -> None:
        self.pipe, writer = os.pipe()
        self.process = get_context("fork").Process(target=decide_for_ever, args=(url, writer), daemon=True)
        self.process.start()
        os.close(writer)
        self.told = b""

    def wait_for(self, lines: int) -> None:
        """Wait until so many decisions were told."""
        end = time.monotonic() + START_TIME
        while self.told.count(b"\n") < lines:
            ready, _, _ = select.select([self.pipe], [], [], max(0, end - time.monotonic()))
            data = os.read(self.pipe, 65536) if ready else b""
            if not data:
                raise RuntimeError(f"the program that decides did not begin: {self.told.decode()}")
            self.told += data

    def end(self) -> dict[int, int]:
        """Kill the program where it still runs, and return the last sequence that was told of each report."""
        self.process.kill()
        self.process.join()
        with os.fdopen(self.pipe, "rb") as rest:
            self.told += rest.read()
        last: dict[int, int] = {}
        for line in self.told.decode().splitlines(keepends=True):
            if line.endswith("\n") and not line.startswith("fault"):
                number, sequence = map(int, line.split())
                last[number] = sequence
        return last


def trial(url: str, victim: str, server: PostgresServer | None, chance: random.Random) -> Loss:
    """Let a program decide, kill a victim at a random moment, and look at what is left."""
    with open_worklist(url) as worklist:
        before = {row.number: row.sequence for row in worklist.page().rows}
    program = Program(url)
    program.wait_for(WARM_UP)
    time.sleep(chance.uniform(0, 0.05))
    if victim == "backend" and server:
        server.kill_backend()
    elif victim.startswith("server") and server:
        server.stop(signal.Signals[victim.split()[1]])
        server.start()
    told = before | program.end()
    if server:
        server.wait()
    with open_worklist(url) as worklist:
        return look(worklist, told)


def look(worklist: Worklist, told: dict[int, int]) -> Loss:
    """Compare what is left with what was told."""
    faults, lost, untold = whole(worklist), 0, 0
    for number, sequence in told.items():
        opened = worklist.open(number)
        numbered = [each.sequence for each in opened.decisions]
        if numbered != list(range(1, opened.sequence + 1)):
            faults.append(f"report {number}: the decisions are {numbered}, its count is {opened.sequence}")
        if (status := add_up(opened.analysis, opened.decisions).status) != opened.row.status:
            faults.append(f"report {number}: the status is {opened.row.status}, the decisions add up to {status}")
        for each in opened.decisions:
            if bool(each.words) != bool(ROUND[(each.sequence - 1) % len(ROUND)].words):
                faults.append(f"report {number}: decision {each.sequence} is half written")
        lost += max(0, sequence - opened.sequence)
        untold += max(0, opened.sequence - sequence)
    return Loss(lost, untold, tuple(faults))


def whole(worklist: Worklist) -> list[str]:
    """Return what the database's own checks complain of."""
    with worklist.reading() as connection:
        if connection.dialect.name == "sqlite":
            asked = [
                connection.exec_driver_sql(f"PRAGMA {name}").all() for name in ("integrity_check", "foreign_key_check")
            ]
            return [str(line) for lines in asked for line in lines if line[0] != "ok"]
    with worklist.writing() as connection:
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS amcheck")
    with worklist.reading() as connection:
        indexes = (
            "SELECT bt_index_check(index => c.oid, heapallindexed => true) FROM pg_class c "
            "JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_class t ON t.oid = i.indrelid "
            "JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'i'"
        )
        connection.exec_driver_sql(indexes)
        heaps = "SELECT h.* FROM pg_class c, verify_heapam(c.oid) h WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
        return [str(line) for line in connection.exec_driver_sql(heaps)]


@contextmanager
def places(kind: str) -> Iterator[tuple[str, PostgresServer | None]]:
    """Yield the address of a database with some reports, and its server."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="sonocode-kill-") as folder:
            yield f"sqlite:///{folder}/worklist.sqlite", None
        return
    with running_server(safe=True) as server:
        yield server.create("killed"), server


def trials(kind: str, number: int, seed: int = 1) -> Iterator[tuple[str, Loss]]:
    """Yield the victim and the loss of so many trials on one database, one after the other."""
    chance = random.Random(seed)
    with places(kind) as (url, server):
        with open_worklist(url) as worklist:
            worklist.add([new() for _ in range(REPORTS)], "ada")
        for index in range(number):
            victim = VICTIMS[index % len(VICTIMS)] if server else "program"
            yield victim, trial(url, victim, server, chance)


def main() -> int:
    """Run the trials on both databases and print what they left."""
    number, bad = int((sys.argv[1:] or ["100"])[0]), 0
    for kind in sys.argv[2:] or ("sqlite", "postgresql"):
        start, done = time.monotonic(), list(trials(kind, number))
        faults = [fault for _, loss in done for fault in loss.faults]
        lost = sum(loss.lost for _, loss in done)
        most = max(loss.untold for _, loss in done)
        in_flight = sum(loss.untold for _, loss in done)
        victims = {
            victim: sum(each == victim for each, _ in done) for victim in dict.fromkeys(each for each, _ in done)
        }
        print(
            f"{kind}: {number} kills in {time.monotonic() - start:.0f} s ({', '.join(f'{many} {name}' for name, many in victims.items())}): "
            f"{lost} told decisions lost, {in_flight} kept that were not told (at most {most} a kill), {len(faults)} faults"
        )
        print(*faults[:20], sep="\n", end="\n" if faults else "")
        bad += lost + len(faults) + (most > 1)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
