"""The garbage collector rests while a report is analysed, and works again afterwards."""

import gc
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from assistant import analyze
from assistant.analysis import Analysis
from assistant.engine import Account, Reading, Weighed

REPORT = "US thyroid. Both lobes normal, no nodule."


@pytest.fixture(autouse=True)
def collector_as_it_was() -> Iterator[None]:
    yield
    gc.enable()


def at_work_inside(seen: list[bool], *, fail: bool = False) -> Analysis:
    def decide(reading: Reading, account: Account) -> Weighed:
        seen.append(gc.isenabled())
        if fail:
            raise LookupError
        return Weighed()

    return analyze(REPORT, decide=decide)


def test_the_collector_rests_during_an_analysis_and_works_after_it() -> None:
    seen: list[bool] = []
    at_work_inside(seen)
    assert (seen, gc.isenabled()) == ([False], True)


def test_the_collector_works_again_after_an_analysis_that_fails() -> None:
    with pytest.raises(LookupError):
        at_work_inside([], fail=True)
    assert gc.isenabled()


def test_a_collector_that_was_switched_off_stays_off() -> None:
    gc.disable()
    at_work_inside([])
    assert not gc.isenabled()


def test_the_collector_works_after_the_analyses_of_two_threads_one_of_which_ends_within_the_other() -> None:
    begun, go_on = Event(), Event()

    def wait(reading: Reading, account: Account) -> Weighed:
        begun.set()
        go_on.wait(30)
        return Weighed()

    other = Thread(target=analyze, args=(REPORT,), kwargs={"decide": wait})
    other.start()
    begun.wait(30)
    at_work_inside([])
    go_on.set()
    other.join()
    assert gc.isenabled()
