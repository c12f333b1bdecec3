"""Presses the service: bodies of 50 MB, clients that send a byte now and then, 200 requests at once, and its end while it works."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from page_visit import answers
from trial import Trial, Tried

ROOT = Path(__file__).parents[2]
KEY = "a-key-of-the-trials-of-the-service"
REPORT = (ROOT / "samples" / "venous-duplex-bilateral.txt").read_bytes()
AT_ONCE = 200
SLOW = 60
LARGE = 50_000_000
PATIENCE = 180.0
MOST_MEMORY = 1_500  # megabytes
GRACE = 45.0  # seconds in which the service must be gone


class Service:
    """The service as a program of its own."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log
        self.address = f"http://127.0.0.1:{port}"

    @property
    def most_memory(self) -> int:
        """The most memory that it had at any time, in megabytes."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1000

    @property
    def memory(self) -> int:
        """The memory that it has now, in megabytes."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) // 1000


@contextmanager
def serving() -> Iterator[Service]:
    """Run the service alone with one key, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="sonocode-service-") as folder:
        log = Path(folder) / "log"
        environment = os.environ | {"SONOCODE_API_KEY": KEY, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "assistant", "serve", "--no-pages", "--port", str(port)]
        with log.open("wb") as written:
            process = subprocess.Popen(command, cwd=folder, env=environment, stdout=written, stderr=written)
        service = Service(process, port, log)
        try:
            ends = time.monotonic() + PATIENCE
            while not answers(f"{service.address}/api/health"):
                if process.poll() is not None or time.monotonic() > ends:
                    raise RuntimeError(f"the service did not begin: {log.read_text()[-200:]}")
                time.sleep(0.1)
            analysed(service, 2)
            yield service
        finally:
            process.kill()
            process.wait()


def analysed(service: Service, times: int) -> list[tuple[int, float]]:
    """Ask so many times at once; return status and seconds of each, 0 where the connection was closed."""

    async def ask(client: httpx.AsyncClient) -> tuple[int, float]:
        begun = time.monotonic()
        try:
            status = (await client.post("/api/v1/analysis", content=REPORT)).status_code
        except httpx.TransportError:
            status = 0
        return status, time.monotonic() - begun

    async def all_at_once() -> list[tuple[int, float]]:
        limits = httpx.Limits(max_connections=None)
        headers = {"authorization": f"Bearer {KEY}"}
        async with httpx.AsyncClient(base_url=service.address, headers=headers, timeout=PATIENCE, limits=limits) as client:
            return list(await asyncio.gather(*(ask(client) for _ in range(times))))

    return asyncio.run(all_at_once())


def many_at_once(seconds: float) -> Tried:
    """Ask 200 times at once, again and again: each gets its answer or is told to come again."""
    ends, tried, statuses, took = time.monotonic() + seconds, 0, Counter[int](), list[float]()
    with serving() as service:
        before = service.memory
        while not tried or time.monotonic() < ends:
            for status, waited in analysed(service, AT_ONCE):
                tried += 1
                statuses[status] += 1
                took += [waited] if status == 200 else []
        after, most = service.memory, service.most_memory
        faults = [f"{many} requests got {status}" for status, many in statuses.items() if status not in (200, 503)]
        if most > MOST_MEMORY:
            faults.append(f"it took {most} MB")
        if "Traceback" in service.log.read_text():
            faults.append("the log has a traceback")
        if analysed(service, 1)[0][0] != 200:
            faults.append("afterwards it does not answer")
    took.sort()
    p50, p95 = took[len(took) // 2], took[int(len(took) * 0.95)]
    happened = f"{statuses[200]} answered (p50 {p50:.1f} s, p95 {p95:.1f} s), {statuses[503]} told to come again; {before} to {after} MB"
    return Tried(tried, happened, tuple(faults))


def large_bodies(seconds: float) -> Tried:
    """Send bodies of 50 MB, announced and not, of text, JSON, zip and nothing known."""
    faults, statuses, tried = [], Counter[int](), 0
    headers = {"authorization": f"Bearer {KEY}"}
    bodies = {
        "text/plain": b"The liver is normal. " * (LARGE // 21), "application/json": b'{"text": "' + b"a" * (LARGE - 20) + b'"}',
        "application/zip": b"PK\x03\x04" + bytes(LARGE - 10), "application/fhir+json": b"[" * LARGE,
        "text/csv": b"id,text\n" + b"r,US leg\n" * (LARGE // 9 - 9), "application/octet-stream": bytes(LARGE + 1),
    }  # fmt: skip
    with serving() as service:
        for kind, body in bodies.items():
            for path in ("analysis", "analyses"):
                tried += 1
                try:
                    given = headers | {"content-type": kind}
                    answer = httpx.post(f"{service.address}/api/v1/{path}", content=body, headers=given, timeout=PATIENCE)
                    statuses[answer.status_code] += 1
                except httpx.TransportError as error:
                    if len(body) <= LARGE:  # one that is too large may be cut off while it is sent
                        faults.append(f"{kind}: {type(error).__name__}")
                    statuses[0] += 1
        most = service.most_memory
        if bad := [status for status in statuses if status >= 500 and status != 503]:
            faults.append(f"it answered {bad[0]}")
        if most > MOST_MEMORY:
            faults.append(f"it took {most} MB")
        if analysed(service, 1)[0][0] != 200:
            faults.append("afterwards it does not answer")
    told = ", ".join(f"{many} times {status or 'cut off'}" for status, many in sorted(statuses.items()))
    return Tried(tried, f"{told}; at most {most} MB", tuple(faults))


def slow_clients(seconds: float) -> Tried:
    """Let many clients send a byte now and then: others are answered meanwhile."""
    faults, slow = [], []
    with serving() as service:
        head = f"POST /api/v1/analysis HTTP/1.1\r\nHost: 127.0.0.1:{service.port}\r\nAuthorization: Bearer {KEY}\r\nContent-Length: 1000\r\n\r\n"
        for _ in range(SLOW):
            client = socket.create_connection(("127.0.0.1", service.port), timeout=10)
            client.sendall(head.encode())
            slow.append(client)
        ends, waited = time.monotonic() + max(3.0, seconds), list[float]()
        while time.monotonic() < ends:
            for client in slow:
                client.sendall(b"x")
            status, took = analysed(service, 1)[0]
            waited.append(took)
            if status != 200:
                faults.append(f"another client got {status}")
            time.sleep(0.2)
        for client in slow:
            client.close()
        if "Traceback" in service.log.read_text():
            faults.append("the log has a traceback")
    return Tried(len(waited), f"beside {SLOW} slow clients each was answered, the slowest in {max(waited):.1f} s", tuple(dict.fromkeys(faults)))


def ended_while_it_works(seconds: float) -> Tried:
    """Tell the service to end while a request runs: it answers that one, and is gone."""
    faults, rows = [], b"id,text\n" + b"".join(b'r%d,"%s"\n' % (number, REPORT.replace(b'"', b'""')) for number in range(600))
    with serving() as service:

        async def asked() -> int:
            async with httpx.AsyncClient(timeout=PATIENCE, headers={"authorization": f"Bearer {KEY}"}) as client:
                sent = asyncio.create_task(client.post(f"{service.address}/api/v1/analyses?name=rows.csv", content=rows))
                await asyncio.sleep(0.3)
                service.process.send_signal(signal.SIGTERM)
                try:
                    return (await sent).status_code
                except httpx.TransportError:
                    return 0

        begun = time.monotonic()
        status = asyncio.run(asked())
        try:
            code = service.process.wait(GRACE)
            if code not in (0, -signal.SIGTERM):
                faults.append(f"it ended with {code}")
        except subprocess.TimeoutExpired:
            faults.append(f"it is still there {GRACE:.0f} s later")
        took = time.monotonic() - begun
        if "Traceback" in service.log.read_text():
            faults.append("the log has a traceback")
        if status not in (200, 503):  # done, or told to come again where it takes too long
            faults.append(f"the request that ran got {status or 'no answer'}")
    return Tried(1, f"the request that ran got {status or 'no answer'}; gone within {took:.1f} s", tuple(faults))


TRIALS = [
    Trial(f"service: {AT_ONCE} requests at once", many_at_once, 5.0),
    Trial("service: bodies of 50 MB", large_bodies, 5.0),
    Trial(f"service: {SLOW} clients that dawdle", slow_clients, 5.0),
    Trial("service: told to end while it works", ended_while_it_works, 5.0),
]
