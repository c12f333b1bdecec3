"""`sonocode serve` as a program of its own, asked by a real client over a socket."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket

import httpx
import pytest

ROOT = Path(__file__).parents[2]
KEY = "a-long-key-of-the-radiology-system"
START_TIME = 60


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[tuple[str, Path]]:
    """Run the program with a file of one key; yield its address and its log."""
    keys, log = folder / "keys.txt", folder / "log.txt"
    keys.write_text(f"ris {KEY}\n")
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "assistant", "serve", "--port", str(port), "--keys", str(keys), *options]
    with log.open("w") as written:
        process = subprocess.Popen(command, cwd=ROOT, stdout=written, stderr=written)
        try:
            address = f"http://127.0.0.1:{port}"
            ends = time.monotonic() + START_TIME
            while not _answers(address):
                assert process.poll() is None and time.monotonic() < ends, log.read_text()
                time.sleep(0.1)
            yield address, log
        finally:
            process.terminate()
            process.wait(20)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/api/health").status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    with serving(tmp_path_factory.mktemp("alone"), "--no-pages") as served:
        yield served


def post(address: str, text: str, **headers: str) -> httpx.Response:
    given = {"authorization": f"Bearer {KEY}"} | headers
    return httpx.post(f"{address}/api/v1/analysis", content=text.encode(), headers=given, timeout=60)


def test_a_client_gets_the_codes_of_a_report(alone: tuple[str, Path], report: str) -> None:
    assert [code["code"] for code in post(alone[0], report).json()["codes"]] == ["93970"]


def test_a_client_without_the_key_gets_none(alone: tuple[str, Path], report: str) -> None:
    assert post(alone[0], report, authorization="Bearer no").status_code == 401


def test_another_name_for_this_machine_gets_none(alone: tuple[str, Path], report: str) -> None:
    assert post(alone[0], report, host="evil.example").status_code == 403


def test_no_word_of_a_report_and_no_key_is_in_the_log(alone: tuple[str, Path], report: str) -> None:
    post(alone[0], report)
    post(alone[0], "MRN 0042424242 \x00")
    logged = alone[1].read_text()
    assert " ris POST /api/v1/analysis 200" in logged and KEY not in logged
    assert not any(line in logged for line in report.splitlines() if len(line) > 12) and "0042424242" not in logged


def test_a_port_that_is_taken_is_told_in_one_line(alone: tuple[str, Path], tmp_path: Path) -> None:
    port = alone[0].rpartition(":")[2]
    command = [sys.executable, "-m", "assistant", "serve", "--no-pages", "--port", port]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2 and "cannot be listened at" in done.stderr.splitlines()[-1]


def test_the_service_stands_beside_the_pages_behind_their_own_guard(tmp_path: Path, report: str) -> None:
    with serving(tmp_path, "--headless") as (address, _):
        page = httpx.get(address)
        assert page.status_code == 200 and "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert post(address, report).json()["codes"] and post(address, report, authorization="").status_code == 401
        assert post(address, report, origin="https://evil.example").status_code == 403
        assert httpx.get(f"{address}/api/v1/analysis").status_code == 401
