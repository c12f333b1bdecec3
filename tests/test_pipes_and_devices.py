"""Pipes and devices in the place of files: no option waits for a pipe that nobody fills, none replaces a device."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import run

SECONDS = 60
REPORT = "US LEFT LEG VENOUS DUPLEX\nThe left common femoral vein is compressible.\n"
#: Each option that reads a file, with PIPE in the place of it and FILE where another file is needed.
READING = [
    ("analyze", "PIPE.txt"), ("analyze", "PIPE.pdf"), ("explain", "--why-not", "93971", "PIPE.txt"), ("batch", "PIPE.txt"),
    ("batch", "PIPE.csv"), ("batch", "PIPE.parquet"), ("evaluate", "--gold", "PIPE.jsonl"),
    ("evaluate", "--gold", "GOLD", "--spans", "PIPE.jsonl"), ("findings", "PIPE.txt"), ("export", "PIPE.txt"), ("export", "PIPE.json"),
    ("wrong", "PIPE.txt", "--expected", "93971"), ("encounter", "PIPE.txt", "FILE"), ("encounters", "PIPE.csv", "--group", "a", "--text", "b"),
    ("serve", "--keys", "PIPE.txt"), ("app", "--sign-in", "PIPE.toml"), ("tables", "import", "PIPE.csv"), ("tables", "import", "PIPE.zip"),
    ("diagnoses", "link", "calf pain", "--index", "PIPE"), ("analyze", "FILE", "--site", "SITE"), ("knowledge", "check", "--site", "SITE"),
    ("worklist", "add", "PIPE.txt"),
]  # fmt: skip


@pytest.fixture
def soon() -> Iterator[None]:
    """Fail a test that waits."""

    def stop(*_: object) -> None:
        raise TimeoutError("the command waits")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def placed(words: tuple[str, ...], folder: Path) -> list[str]:
    """Return the words of a command with its files made: pipes without a writer, a report, a site with a pipe in it."""
    made = []
    for word in words:
        if word.startswith("PIPE"):
            os.mkfifo(folder / word)
        if word == "SITE":
            (folder / word / "services").mkdir(parents=True)
            os.mkfifo(folder / word / "services" / "own.yaml")
        if word in ("FILE", "GOLD"):
            (folder / word).write_text(REPORT if word == "FILE" else '{"id": "a", "text": "US LEG", "codes": []}\n')
        made.append(str(folder / word) if word.startswith("PIPE") or word in ("FILE", "SITE", "GOLD") else word)
    return made


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_a_pipe_that_nobody_fills_is_not_waited_for(words: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*placed(words, tmp_path), env={"SONOCODE_DATA": str(tmp_path / "data")})
    assert done.returncode in (1, 2)
    assert done.stderr.startswith((b"sonocode: ", b"Usage", b"\n")) and b"Traceback" not in done.stderr
    assert b"No such option" not in done.stderr and b"Missing" not in done.stderr


#: Each option that writes a file, with DEVICE in the place of it.
WRITING = [
    ("batch", "FILE", "--out", "DEVICE"), ("batch", "FILE", "--aside", "DEVICE"), ("export", "FILE", "--out", "DEVICE"),
    ("export", "FILE", "--format", "fhir", "--out", "DEVICE"), ("export", "FILE", "--format", "audit-pdf", "--out", "DEVICE.pdf"),
    ("export", "FILE", "--format", "audit-docx", "--out", "DEVICE.docx"), ("encounters", "TABLE", "--group", "a", "--text", "b", "--out", "DEVICE"),
    ("worklist", "export", "--out", "DEVICE"),
]  # fmt: skip


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_a_device_is_written_and_not_replaced(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "FILE").write_text(REPORT)
    (tmp_path / "TABLE").write_text("a,b\n1,US LEG\n")
    device = tmp_path / next(word for word in words if word.startswith("DEVICE"))
    os.mkfifo(device)  # a pipe is no file either, and tests may make one without being root
    reader = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
    done = run(*(str(tmp_path / word) if word in ("FILE", "TABLE") or word.startswith("DEVICE") else word for word in words), env={"SONOCODE_DATA": str(tmp_path / "data")})
    os.close(reader)
    assert device.is_fifo()
    assert b"Traceback" not in done.stderr and b"No such option" not in done.stderr
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name] == []
