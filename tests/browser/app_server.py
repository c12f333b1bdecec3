"""Runs the app on a free port of this machine for the time of a check."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
START_TIME = 60


@contextmanager
def running_app(**environment: str) -> Iterator[str]:
    """Start the app, yield its address, and stop it. What it keeps goes into a folder of this time only.

    Args:
        environment: Variables that the app gets beside those of this process.

    Raises:
        RuntimeError: The app does not answer in time.
    """
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.headless=true"]
    folder = tempfile.mkdtemp(prefix="sonocode-data-")
    given = {**os.environ, "SONOCODE_DATA": folder, **environment}
    process = subprocess.Popen(command, cwd=ROOT, env=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/_stcore/health", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_TIME
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError("the app stopped at its start; run 'streamlit run app.py' to see why")
        try:
            with urlopen(address, timeout=2):
                return
        except OSError:  # refused, or not answered in time
            time.sleep(0.2)
    raise RuntimeError(f"the app did not answer within {START_TIME} seconds")
