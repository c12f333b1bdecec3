"""The steps of a day at the list ask no more as it grows. `worklist_figures.py 5000 50000` prints how long they take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from reports_to_review import many
from sqlalchemy import event
from worklist_figures import steps

from assistant.worklist import Worklist

REPORTS = 120
MOST = 20  # statements of a step; a page has fifty lines


@contextmanager
def statements(worklist: Worklist) -> Iterator[list[str]]:
    """Gather the statements that a worklist sends to its database."""
    sent: list[str] = []

    def note(*told: object) -> None:
        sent.append(str(told[2]))

    event.listen(worklist.engine, "before_cursor_execute", note)
    yield sent
    event.remove(worklist.engine, "before_cursor_execute", note)


def counted(worklist: Worklist, step: Callable[[], object]) -> int:
    with statements(worklist) as sent:
        step()
    return len(sent)


def test_no_step_asks_for_each_line_of_its_page(worklist: Worklist) -> None:
    numbers = worklist.add(many(REPORTS), "ada")
    asked = {name: counted(worklist, step) for name, step in steps(worklist, numbers[REPORTS // 2], REPORTS)}
    assert {name: count for name, count in asked.items() if count > MOST} == {}


def test_reports_are_added_many_at_a_time(worklist: Worklist) -> None:
    """A statement for each line of each table would be some ten a report."""
    assert counted(worklist, lambda: worklist.add(many(REPORTS), "ada")) < REPORTS / 10
