"""Lets libraries that read documents work in processes of their own, bounded in memory and time.

A few thousand bytes can make a library work for hours or take all memory, and a fault in it ends the process that it runs
in. Such a process is started with the first document, kept for the next ones, and ends with the program that started it.
What it reads and what it answers go through pipes, as messages: nothing of them is written to a disk.
"""

from __future__ import annotations

import atexit
import os
import signal
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Event, Lock, Timer
from time import monotonic
from typing import IO, Protocol, cast

from assistant.core_dumps import forbid_core_dumps
from assistant.errors import InputError

SIZE = struct.Struct(">Q")  # before each message: how many bytes it has
PIPE = 1 << 16  # bytes that a pipe holds
GRACE = 3  # seconds beyond its own bound after which a process is stopped
MOST_IDLE = 2  # processes that are kept for the next documents
PACKAGE = Path(__file__).parents[2]  # the folder that holds the package
#: One thread and one heap are enough, and each further one takes of the memory that is bounded.
PLAIN = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}


class Answering(Protocol):
    """A module whose work is done apart."""

    def answer(self, asked: bytes, caller: Link) -> None:
        """Answer what the calling process asks: any number of messages through `caller`, as the two have agreed."""


class Link:
    """One end of two pipes that carry messages.

    Both pipes are without a buffer: one that was filled before a fork would be written twice.
    """

    def __init__(self, source: IO[bytes], sink: IO[bytes]) -> None:
        self._source, self._sink = source, sink

    def send(self, message: bytes) -> None:
        """Send a message.

        Raises:
            OSError: The other end is gone.
        """
        for part in (SIZE.pack(len(message)), message):
            rest = memoryview(part)
            while rest:
                rest = rest[self._sink.write(rest) :]

    def receive(self) -> bytes | None:
        """Return the next message; None where the other end is gone."""
        head = self._read(SIZE.size)
        if head is None:
            return None
        (size,) = SIZE.unpack(head)
        return self._read(size)

    def close(self) -> None:
        """Let go of both pipes."""
        for pipe in (self._source, self._sink):
            pipe.close()

    def _read(self, size: int) -> bytes | None:
        data = bytearray()  # as long as what came: a size that is none takes no memory
        while len(data) < size:
            part = self._source.read(min(size - len(data), PIPE))
            if not part:
                return None
            data += part
        return bytes(data)


@dataclass(slots=True)
class Allowance:
    """The seconds that a process may take, and how many it took: while it waits for what is asked next, none."""

    seconds: int
    taken: float = 0.0


class Process:
    """A process that answers by a module, for one caller at a time.

    Args:
        module: The name of the module (see `Answering`).
        megabytes: The most memory that it takes, in millions of bytes.
        remedy: What a person can do about a document that is beyond the bounds.
    """

    def __init__(self, module: str, megabytes: int, remedy: str) -> None:
        self.megabytes = megabytes
        self._remedy = remedy
        self._starter = os.getpid()
        paths = os.pathsep.join(filter(None, (str(PACKAGE), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", f"from {__name__} import serve; serve()", module, str(megabytes)],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | PLAIN | {"PYTHONPATH": paths},
        )
        assert self._process.stdin and self._process.stdout
        self._link = Link(self._process.stdout, self._process.stdin)

    @property
    def is_there(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def ask(self, allowance: Allowance, *messages: bytes) -> bytes:
        """Send messages and return the next one that comes.

        Raises:
            InputError: The process took longer than it may, or is gone: it wanted more memory, or the library broke down.
        """
        too_long = Event()

        def stop_it() -> None:
            too_long.set()
            self._process.kill()

        begun = monotonic()
        stop = Timer(max(0.0, allowance.seconds + GRACE - allowance.taken), stop_it)
        stop.daemon = True
        stop.start()
        try:
            for message in messages:
                self._link.send(message)
            told = self._link.receive()
        except OSError:
            told = None
        finally:
            stop.cancel()
        allowance.taken += monotonic() - begun
        if told is not None:
            return told
        if too_long.is_set():
            raise InputError(f"takes longer than {allowance.seconds} seconds to read; {self._remedy}")
        raise InputError(f"needs more than {self.megabytes} MB of memory to be read, or is damaged; {self._remedy}")

    def end(self) -> None:
        """Stop it; where this process was forked from the one that started it, leave it to that one."""
        if self._starter == os.getpid():
            self._process.kill()
            self._link.close()
            self._process.wait()


class Processes:
    """The processes of one module, each lent to one caller at a time.

    Args:
        module: The name of the module (see `Answering`).
        remedy: What a person can do about a document that is beyond the bounds.
        one_at_a_time: Whether callers wait for each other, so that there is one process and no more.
    """

    def __init__(self, module: str, remedy: str, *, one_at_a_time: bool = False) -> None:
        self._module, self._remedy, self._is_single = module, remedy, one_at_a_time
        self._forget()
        atexit.register(self.end)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forget)

    @contextmanager
    def lent(self, megabytes: int) -> Iterator[Process]:
        """Yield a process of so much memory; after a fault it is stopped: what it still says is not for the next caller."""
        with self._turn:
            process = self._taken(megabytes)
            try:
                yield process
            except BaseException:
                process.end()
                raise
            self._idle.append(process)
            if len(self._idle) > MOST_IDLE and (one_more := self._idle_one()):
                one_more.end()

    def end(self) -> None:
        """Stop those that nobody uses; the next document starts another."""
        while process := self._idle_one():
            process.end()

    def _taken(self, megabytes: int) -> Process:
        while process := self._idle_one():
            if process.is_there and process.megabytes == megabytes:
                return process
            process.end()
        try:
            return Process(self._module, megabytes, self._remedy)
        except OSError as error:
            raise InputError("cannot be read: no process can begin, perhaps for want of memory") from error

    def _idle_one(self) -> Process | None:
        try:
            return self._idle.pop()
        except IndexError:  # another thread took the last one
            return None

    def _forget(self) -> None:
        """Leave the processes to the one that started them: this one was forked from it."""
        self._idle: deque[Process] = deque()
        self._turn = Lock() if self._is_single else nullcontext()


def serve() -> None:
    """Be a process apart: answer by the module that the command line names, until the calling process is gone."""
    module, megabytes = sys.argv[1], int(sys.argv[2])
    for name in ("SIGINT", "SIGHUP"):  # a key or a closed terminal is the calling process's matter
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    forbid_core_dumps()
    _bound_memory(megabytes)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints would be taken for a message
    caller = Link(os.fdopen(0, "rb", buffering=0), answers)
    answering = cast(Answering, import_module(module))
    while (asked := caller.receive()) is not None:
        answering.answer(asked, caller)


def _bound_memory(megabytes: int) -> None:
    """Let this process take no more memory."""
    try:
        import resource
    except ImportError:  # Windows has no such bounds; the bound of time holds there too
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, megabytes * 1_000_000))
