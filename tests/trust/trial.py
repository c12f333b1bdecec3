"""What a trial is: something that is tried many times, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Tried(NamedTuple):
    """What came of a trial.

    Attributes:
        times: How often it was tried.
        happened: What happened, in words: "1,812 read, 3,188 refused in one sentence".
        faults: What must not happen and did, one sentence each; no word of a report stands in them.
    """

    times: int
    happened: str
    faults: tuple[str, ...] = ()


class Trial(NamedTuple):
    """Something to try.

    Attributes:
        name: What is tried, in words.
        run: Tries it for about so many seconds; at least once.
        seconds: How long it is tried where nobody asks for more.
    """

    name: str
    run: Callable[[float], Tried]
    seconds: float
