"""Who is killed in the middle of a decision loses at most that decision. `kill_trials.py 100` is the long run."""

from __future__ import annotations

import pytest
from kill_trials import VICTIMS, trials

TRIALS = len(VICTIMS)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_kill_loses_at_most_the_decision_in_flight_and_nothing_is_corrupt(
    kind: str, request: pytest.FixtureRequest
) -> None:
    if kind == "postgresql":
        request.getfixturevalue("postgres_programs")
    for victim, loss in trials(kind, TRIALS):
        assert loss.lost == 0, victim
        assert loss.untold <= 1, victim
        assert loss.faults == (), victim
