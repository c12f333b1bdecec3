"""Runs `sonocode batch`, or another command, as a process of its own that is forked from this one, so that the rules are loaded once for all."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from assistant.batch.record import record_of
from assistant.cli import main

#: Seconds in which workers must be gone after their parent was killed.
GONE_WITHIN = 10.0


class BatchProcess:
    """A batch, or another command, that runs: its process id, and what it told.

    Args:
        arguments: Of the command.
        told: A file that takes its standard output and standard error.
        first: Is called in the new process before the command.
        command: Which command it is.
    """

    def __init__(
        self, arguments: list[str], told: Path, first: Callable[[], object] | None = None, command: str = "batch"
    ) -> None:
        record_of("", "")
        self.told = told
        self._code: int | None = None
        self.pid = os.fork()
        if not self.pid:
            code = 70
            try:
                os.setsid()
                signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may have had both ignored
                signal.signal(signal.SIGINT, signal.default_int_handler)
                handle = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
                os.dup2(handle, 1)
                os.dup2(handle, 2)
                if first:
                    first()
                sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
                sys.argv = ["sonocode", command, *arguments]
                main()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 0
            except BaseException:
                traceback.print_exc(file=sys.stdout)
            finally:
                for stream in (sys.stdout, sys.stderr):
                    with suppress(OSError, ValueError):  # the disk is full, or the stream was closed
                        stream.flush()
                os._exit(code)

    def poll(self) -> int | None:
        """Return its exit code, below zero where a signal ended it; None while it runs."""
        if self._code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._code = os.waitstatus_to_exitcode(status)
        return self._code

    def wait(self, seconds: float = 600.0) -> int | None:
        """Wait for its end, and return its exit code; None where it still runs then."""
        end = time.monotonic() + seconds
        while self.poll() is None and time.monotonic() < end:
            time.sleep(0.005)
        return self._code

    def workers(self) -> list[int]:
        """Return the process ids of its workers."""
        with suppress(OSError):
            return list(map(int, Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()))
        return []

    def kill(self, number: int = signal.SIGKILL) -> int | None:
        """Send it a signal, and wait for its end."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)
        return self.wait()


def still_there(pids: list[int], seconds: float = GONE_WITHIN) -> list[int]:
    """Return which processes are there after so many seconds; none as soon as none is."""
    end = time.monotonic() + seconds
    while (left := [pid for pid in pids if _runs(pid)]) and time.monotonic() < end:
        time.sleep(0.02)
    return left


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
