"""Runs a command of `sonocode` in this process, through its real entry: a process of its own costs two seconds a test."""

import os
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from assistant.cli import main

ROOT = Path(__file__).parents[1]


class Done(NamedTuple):
    """What a command printed, as bytes, and its exit code: called as the result of `subprocess.run` is."""

    returncode: int
    stdout: bytes
    stderr: bytes


def run(*arguments: str | Path, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Done:
    """Run `sonocode ARGUMENTS` with `stdin`, in the project's folder, the streams no terminal."""
    given, printed, told = (TextIOWrapper(BytesIO(content), encoding="utf-8") for content in (stdin, b"", b""))
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        with (
            patch.object(sys, "argv", ["sonocode", *map(str, arguments)]), patch.object(sys, "stdin", given),
            patch.dict(os.environ, env or {}), redirect_stdout(printed), redirect_stderr(told),
        ):  # fmt: skip
            returncode = _run()
        return Done(returncode, *(_bytes(stream) for stream in (printed, told)))
    finally:
        os.chdir(before)


def _run() -> int:
    try:
        main()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return 0


def _bytes(stream: TextIOWrapper) -> bytes:
    stream.flush()
    written = stream.buffer
    assert isinstance(written, BytesIO)
    return written.getvalue()
