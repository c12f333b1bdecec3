"""Reads PDF documents in a process of its own, which is stopped where a document takes too long or too much memory.

A few thousand bytes can make pdfium work for hours or take all memory, and a fault in it ends the process that it runs in.
The process is started with the first document, kept for the next ones, and ends with the program that started it. A
document goes to it, and its letters come back, through pipes: nothing of them is written to a disk.
"""

from __future__ import annotations

import atexit
import json
import os
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from assistant.documents.formats.pdf.letters import Bounds, Letters, read_letters
from assistant.errors import InputError

SIZE = struct.Struct(">Q")  # before each message: how many bytes it has
GRACE = 3  # seconds beyond its own bound after which the process is stopped
PACKAGE = Path(__file__).parents[4]  # the folder that holds the package


class _Reader:
    """The process, for one document at a time: pdfium keeps state of its own that threads would overwrite."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def forget(self) -> None:
        """Leave the process to the program that started it: this one was forked from it."""
        self.__init__()  # type: ignore[misc]

    def read(self, data: bytes, bounds: Bounds, megabytes: int) -> Letters:
        """Return the letters of a document.

        Args:
            data: The file.
            bounds: The most of it that is read.
            megabytes: The most memory that the process takes.

        Raises:
            InputError: It cannot be read within its bounds.
        """
        with self._lock:
            process = self._started(megabytes)
            too_long = threading.Event()

            def stop_it() -> None:
                too_long.set()
                process.kill()

            stop = threading.Timer(bounds.seconds + GRACE, stop_it)
            stop.daemon = True
            stop.start()
            try:
                assert process.stdin and process.stdout
                _send(process.stdin, json.dumps(bounds).encode())
                _send(process.stdin, data)
                answer = _receive(process.stdout)
            except OSError:
                answer = None
            except BaseException:  # interrupted: what the process answers would be taken for the next document's
                self.end()
                raise
            finally:
                stop.cancel()
            if answer is None:
                self.end()
                if too_long.is_set():
                    raise InputError(f"takes longer than {bounds.seconds} seconds to read; print it to PDF anew")
                raise InputError(
                    f"needs more than {megabytes} MB of memory to be read, or is damaged; print it to PDF anew"
                )
        told = json.loads(answer)
        if isinstance(told, str):
            raise InputError(told)
        return Letters.of(told)

    def _started(self, megabytes: int) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "assistant.documents.formats.pdf.process", str(megabytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (str(PACKAGE), os.environ.get("PYTHONPATH"))))},
            )
        return self._process

    def end(self) -> None:
        """Stop the process; the next document starts another."""
        process, self._process = self._process, None
        if process:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    try:
                        pipe.close()
                    except OSError:  # what was not sent yet
                        continue
            process.wait()


_READER = _Reader()
atexit.register(_READER.end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_READER.forget)

#: Returns the letters of a document (see `_Reader.read`).
letters_of = _READER.read


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(SIZE.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes | None:
    """Return the next message; None where the other end is gone."""
    head = pipe.read(SIZE.size)
    if len(head) < SIZE.size:
        return None
    (size,) = SIZE.unpack(head)
    message = pipe.read(size)
    return message if len(message) == size else None


def main() -> None:
    """Answer each document that comes with its letters, or with the words why it cannot be read."""
    _bound_memory(int(sys.argv[1]))
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    while (asked := _receive(source)) is not None and (data := _receive(source)) is not None:
        told: Letters | str
        try:
            told = read_letters(data, Bounds(*json.loads(asked)))
        except InputError as error:
            told = str(error)
        _send(answers, json.dumps(told).encode())


def _bound_memory(megabytes: int) -> None:
    """Let this process take no more memory, and leave no picture of it behind where it fails."""
    try:
        import resource
    except ImportError:  # Windows has no such bounds; the bound of time holds there too
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, megabytes * 1_000_000))


if __name__ == "__main__":
    main()
