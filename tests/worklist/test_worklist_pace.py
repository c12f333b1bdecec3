"""The steps of a day at the list stay quick as it grows. `worklist_figures.py 5000 50000` prints the figures."""

from __future__ import annotations

import time

from reports_to_review import many
from worklist_figures import steps

from assistant.worklist import Worklist

REPORTS = 2000
#: Seconds of a step that a person does not feel as waiting; many times what each takes on a machine that is not busy.
QUICK = 0.3


def test_no_step_at_a_long_list_is_felt_as_waiting(worklist: Worklist) -> None:
    reports = list(many(REPORTS))
    numbers = worklist.add(reports, "ada")
    for name, step in steps(worklist, numbers[REPORTS // 2], REPORTS):
        times = []
        for _ in range(3):
            start = time.perf_counter()
            step()
            times.append(time.perf_counter() - start)
        assert min(times) < QUICK, f"{name}: {min(times):.2f} s"


def test_reports_are_added_many_at_a_time(worklist: Worklist) -> None:
    """A statement for each line of each table would be some ten thousand for these."""
    from sqlalchemy import event

    statements: list[str] = []

    @event.listens_for(worklist.engine, "before_cursor_execute")
    def count(*told: object) -> None:
        statements.append(str(told[2]))

    worklist.add(many(REPORTS), "ada")
    assert len(statements) < REPORTS / 10
