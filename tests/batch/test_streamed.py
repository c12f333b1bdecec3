"""Results to a stream: lines as they come, or all of them the least sure first, where a run is stopped too."""

from __future__ import annotations

import json

from outcomes import outcome

from assistant.batch.streamed import StreamedResults


def test_lines_are_written_as_they_come_and_those_set_aside_elsewhere() -> None:
    lines: list[str] = []
    aside: list[str] = []
    results = StreamedResults(lines.append, aside.append)
    results.add(outcome(0))
    assert len(lines) == 1
    results.add(outcome(5))
    assert [json.loads(line) for line in aside] == [{"id": "r5", "path": "in/r5.txt", "reason": "is empty"}]
    assert (results.tally.reports, results.tally.set_aside) == (2, 1)


def test_the_least_sure_are_written_first_when_all_are_done_or_the_run_is_stopped() -> None:
    lines: list[str] = []
    results = StreamedResults(lines.append, by_doubt=True)
    for number, probability in ((0, 0.9), (1, 0.9), (2, 0.1)):
        results.add(outcome(number, probability))
    assert not lines
    results.end()
    assert [json.loads(line)["report"]["id"] for line in lines] == ["r2", "r0", "r1"]
