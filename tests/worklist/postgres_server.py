"""A PostgreSQL server of its own, in a temporary folder, on a free port of this machine, for the time of the tests."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

#: Where Debian's package puts the server's programs, which are not on the path.
DEBIAN = Path("/usr/lib/postgresql")
#: Who runs the server where these tests run as root, for whom it does not run: the packages's own user.
OWNERS = ("postgres", "nobody")
USER, PASSWORD = "sonocode", "not-4-a-log"
HOW_TO_INSTALL = "the server of PostgreSQL is not installed; on Debian: apt-get install postgresql"
#: Settings of a server whose disk need not survive it.
HASTY = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}
START_TIME = 30
#: Where Linux keeps files in memory, and the bytes that must be free there: a database is made in a tenth of the time.
MEMORY, ROOM = Path("/dev/shm"), 2 << 30


def find_programs() -> Path:
    """Return the folder of initdb and postgres, the newest where there are several.

    Raises:
        RuntimeError: PostgreSQL is not installed.
    """
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise RuntimeError(HOW_TO_INSTALL)
    return (found[-1] if found else Path(str(on_path)).resolve()).parent


class PostgresServer:
    """One cluster and the server that serves it, with passwords asked for as in a hospital."""

    def __init__(self, folder: Path, *, safe: bool) -> None:
        self.safe = safe
        self.programs = find_programs()
        self.folder = folder
        self.data = folder / "cluster"
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None
        secret = folder / "secret"
        secret.write_text(PASSWORD, encoding="utf-8")
        secret.chmod(0o644)
        self._run(
            "initdb", "-D", self.data, "-U", USER, "--auth=scram-sha-256", "--pwfile", secret, "--encoding=UTF8",
            "--no-locale", "--no-sync",
        )  # fmt: skip

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = {
            "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": 60,
            "shared_buffers": "32MB", **({} if self.safe else HASTY),
        }  # fmt: skip
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, *options],
                stdout=log, stderr=log, start_new_session=True, **_owner(),
            )  # fmt: skip
        self.wait()

    def wait(self) -> None:
        """Wait until the server answers, as after its start, or after one of its processes was killed."""
        end = time.monotonic() + START_TIME
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError as error:
                if time.monotonic() > end or self.process is None or self.process.poll() is not None:
                    words = (self.folder / "log").read_text(encoding="utf-8", errors="replace").splitlines()[-1:]
                    raise RuntimeError(f"PostgreSQL does not start: {words}") from error
                time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """Stop the server by a signal to its first process: SIGQUIT at once and without a checkpoint, SIGKILL unasked."""
        if self.process is None:
            return
        group = self.process.pid
        self.process.send_signal(how)
        self.process.wait(timeout=START_TIME)
        end = time.monotonic() + START_TIME  # the processes of the connections see that the first one is gone
        while time.monotonic() < end:
            try:
                os.killpg(group, 0)
            except ProcessLookupError:
                break
            time.sleep(0.02)
        self.process = None

    def kill_backend(self) -> None:
        """Kill the process of some connection to another database than the server's own; the server then recovers."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            found = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname <> 'postgres'"
            ).fetchone()
        if found:
            with suppress(ProcessLookupError):
                os.kill(found[0], signal.SIGKILL)

    def url(self, database: str, password: str = PASSWORD) -> str:
        """Return the address of a database of this server."""
        return f"postgresql://{USER}:{password}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, like: str = "template1") -> str:
        """Make a database, empty or a copy of another one to which nobody is connected, and return its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{like}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Take a database away, whoever is connected to it: a cluster of a hundred takes long to remove."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{database}" WITH (FORCE)')

    def checkpoint(self) -> None:
        """Have the server write everything to its files."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute("CHECKPOINT")

    def _run(self, program: str, *arguments: object) -> None:
        done = subprocess.run(
            [self.programs / program, *map(str, arguments)], capture_output=True, text=True, check=False, cwd="/",
            **_owner(),
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")


@contextmanager
def running_server(*, safe: bool = False) -> Iterator[PostgresServer]:
    """Make a cluster, yield its running server, and throw both away. `safe` has each commit reach the disk."""
    place = MEMORY if not safe and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None
    folder = Path(tempfile.mkdtemp(prefix="sonocode-postgres-", dir=place))  # not pytest's: another user must get into it
    try:
        if owner := _owner():
            shutil.chown(folder, owner["user"])
        server = PostgresServer(folder, safe=safe)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> dict[str, str]:
    """Return the user that the server runs as, for `subprocess`; nothing where we are not root."""
    if os.geteuid() != 0:
        return {}
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return {"user": next(name for name in OWNERS if name in names)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
