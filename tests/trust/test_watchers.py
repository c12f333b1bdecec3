"""What the trials look with: a watcher that sees nothing, or a search that finds nothing, would prove nothing."""

from __future__ import annotations

import gzip
import io
import resource
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import planted  # noqa: E402
from watched import Watch, outside  # noqa: E402


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('9 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("93.184.215.14")}, 16) = 0', "connect 93.184.215.14 port 443"),
        ('9 connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0', "look-up at 127.0.0.53"),
        ('9 sendto(3, "", 0, 0, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr)}, 28)', "sendto 2001:db8::1 port 80"),
        ('9 connect(3, {sa_family=AF_INET, sin_port=htons(8501), sin_addr=inet_addr("127.0.0.1")}, 16) = 0', ""),
        ('9 connect(3, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT', ""),
        ("9 socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 3", ""),
    ],
)  # fmt: skip
def test_a_line_of_a_trace_tells_who_is_reached_for(line: str, told: str) -> None:
    assert outside(line) == told


def test_a_look_up_is_refused_and_told(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    script = "import socket; socket.getaddrinfo('example.org', 80)"
    done = subprocess.run([sys.executable, "-c", script], env=watch.environment(tmp_path), capture_output=True, text=True)
    assert "the network is cut off" in done.stderr
    assert any("socket.getaddrinfo 'example.org'" in line for line in watch.reached_for())


def zipped(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner", data)
    return buffer.getvalue()


def in_sqlite(data: bytes) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE kept (text TEXT)")
    connection.execute("INSERT INTO kept VALUES (?)", (data.decode(),))
    return connection.serialize()


@pytest.mark.parametrize("form", [bytes, gzip.compress, zipped, in_sqlite, lambda data: zipped(gzip.compress(data)), bytes.upper])
def test_what_was_planted_is_found_in_whatever_it_is_packed(form: object) -> None:
    assert planted.planted_in(form(planted.REPORT.encode()))  # type: ignore[operator]
    assert not planted.planted_in(form(b"Another report of another patient."))  # type: ignore[operator]


@pytest.mark.parametrize("name", sorted(planted.reports()))
def test_each_kind_of_document_holds_what_was_planted(name: str) -> None:
    from assistant.documents.opening import Documents

    (document,) = Documents(io.BytesIO(planted.reports()[name]), name)
    assert planted.RECORD in document.text


def test_a_command_leaves_no_core_file_behind() -> None:
    script = (
        "import resource, sys; sys.argv = ['sonocode', '--help']\n"
        "from assistant.cli import main\n"
        "try: main()\nexcept SystemExit: print(resource.getrlimit(resource.RLIMIT_CORE)[0])"
    )
    allow = lambda: resource.setrlimit(resource.RLIMIT_CORE, resource.getrlimit(resource.RLIMIT_CORE)[1:] * 2)  # noqa: E731
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, preexec_fn=allow)
    assert done.stdout.splitlines()[-1] == "0"
