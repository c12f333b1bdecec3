"""Results of a batch that are written as they come: to standard output, a device or a pipe. No later run goes on there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assistant.batch.files import ReportFile
from assistant.batch.run import Outcome
from assistant.batch.tally import Tally, set_aside_line
from assistant.json_text import json_text


class StreamedResults:
    """Writes lines; it can be asked what `results.Results` can.

    Args:
        write: Takes each line of a result.
        write_aside: Takes each line of a report that was set aside; None where nobody asks.
        by_doubt: Whether the least sure come first: all lines are then kept until the end.
    """

    is_finished = False
    needs_columns = False

    def __init__(
        self, write: Callable[[str], None], write_aside: Callable[[str], None] | None = None, by_doubt: bool = False
    ) -> None:
        self._write, self._write_aside, self._by_doubt = write, write_aside, by_doubt
        self._waiting: list[tuple[float, str]] = []
        self.tally = Tally()

    def pass_over(self, reports: Iterator[ReportFile]) -> int:
        """Pass over none of the reports: no earlier run has done any."""
        return 0

    def add(self, outcome: Outcome) -> None:
        """Write the result of one report."""
        self.tally = self.tally.after(outcome)
        if not outcome.review:
            if self._write_aside:
                self._write_aside(json_text(set_aside_line(outcome)))
        elif self._by_doubt:
            self._waiting.append((outcome.review.probability, outcome.line))
        else:
            self._write(outcome.line)

    def end(self) -> None:
        """Write what waits, the least sure first, equals as they came; where a run is stopped too."""
        self._waiting.sort(key=lambda each: each[0])
        for _, line in self._waiting:
            self._write(line)
        self._waiting = []

    def kept_words(self) -> str:
        """Return nothing: what was written is with its reader."""
        return ""
