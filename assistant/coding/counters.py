"""The ways in which units are counted, by the name that the knowledge files use.

Each takes a found study and returns the number of units (0: the rule gives no code).
"""

from __future__ import annotations

from collections.abc import Callable

from assistant.studies.detect import FoundStudy
from assistant.studies.gestation import fetuses_described

Counter = Callable[[FoundStudy], int]
COUNTERS: dict[str, Counter] = {}


def counter(name: str) -> Callable[[Counter], Counter]:
    """Register a counting function under the name that `units:` uses."""

    def register(function: Counter) -> Counter:
        COUNTERS[name] = function
        return function

    return register


def units_of(expression: str, study: FoundStudy) -> int:
    """Return the units of a rule: a number, or the result of a named counter, with an optional "-1".

    Raises:
        KeyError: No counter has that name.
    """
    if expression.isdigit():
        return int(expression)
    name, minus, number = expression.partition("-")
    return max(0, COUNTERS[name](study) - (int(number) if minus else 0))


@counter("per_side")
def per_side(study: FoundStudy) -> int:
    """Two where both sides were studied, else one."""
    return 2 if study.side == "bilateral" else 1


@counter("fetuses")
def fetuses(study: FoundStudy) -> int:
    """The fetuses that the findings describe one by one, at least one."""
    return fetuses_described(study.evidence)


@counter("physiologic_studies")
def physiologic_studies(study: FoundStudy) -> int:
    """One for the legs; the arms are a study of their own."""
    return 1
