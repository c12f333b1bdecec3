"""Processes that answer by a module of the tests."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.documents.apart import Allowance, Processes
from assistant.errors import InputError

MODULE = """
import os, time

def answer(asked, caller):
    if asked == b"abort":
        os.abort()
    elif asked == b"sleep":
        time.sleep(60)
    elif asked == b"print":
        print("words of a library", flush=True)
        caller.send(b"printed")
    elif asked == b"hoard":
        caller.send(str(len(bytearray(900_000_000))).encode())
    elif asked == b"two":
        caller.send(b"one")
        caller.send(b"another")
    else:
        caller.send(str(os.getpid()).encode())
"""
ROOM = 500  # MB


@pytest.fixture
def processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Processes]:
    (tmp_path / "answering_of_tests.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    made = Processes("answering_of_tests", "write it anew")
    yield made
    made.end()


def asked(processes: Processes, question: bytes, seconds: int = 60) -> bytes:
    with processes.lent(ROOM) as process:
        return process.ask(Allowance(seconds), question)


def test_one_process_answers_one_document_after_the_other(processes: Processes) -> None:
    assert asked(processes, b"who") == asked(processes, b"who") != str(os.getpid()).encode()


def test_a_library_that_breaks_down_is_one_clause(processes: Processes) -> None:
    with pytest.raises(InputError, match="needs more than 500 MB of memory to be read, or is damaged; write it anew"):
        asked(processes, b"abort")


def test_one_that_wants_more_memory_than_it_may_is_stopped(processes: Processes) -> None:
    with pytest.raises(InputError, match="needs more than 500 MB"):
        asked(processes, b"hoard")


def test_one_that_takes_too_long_is_stopped(processes: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.documents.apart.GRACE", 0)
    with pytest.raises(InputError, match="takes longer than 1 seconds to read; write it anew"):
        asked(processes, b"sleep", seconds=1)


def test_after_a_fault_another_process_answers(processes: Processes) -> None:
    first = asked(processes, b"who")
    with pytest.raises(InputError):
        asked(processes, b"abort")
    assert asked(processes, b"who") != first


def test_what_a_library_prints_is_no_answer(processes: Processes) -> None:
    assert asked(processes, b"print") == b"printed"


def test_what_was_not_asked_for_any_more_is_not_for_the_next_caller(processes: Processes) -> None:
    def interrupted() -> None:
        with processes.lent(ROOM) as process:
            assert process.ask(Allowance(60), b"two") == b"one"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert asked(processes, b"who").isdigit()


def test_threads_that_read_at_once_have_processes_of_their_own(processes: Processes) -> None:
    both, told = threading.Barrier(2), list[bytes]()

    def read() -> None:
        with processes.lent(ROOM) as process:
            both.wait(30)
            told.append(process.ask(Allowance(60), b"who"))

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(told)) == 2


def test_callers_of_one_at_a_time_wait_for_each_other(processes: Processes) -> None:
    single = Processes("answering_of_tests", "write it anew", one_at_a_time=True)
    told = set[bytes]()
    threads = [threading.Thread(target=lambda: told.add(asked(single, b"who"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    single.end()
    assert len(told) == 1
