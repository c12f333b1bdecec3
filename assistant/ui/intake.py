"""Reports on their way into the worklist: read from files and pastes, queued in the session, analysed one by one."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from assistant.documents.text import PAGE_LIMIT, decode
from assistant.errors import InputError
from assistant.ui.checking import name_failure
from assistant.ui.words import count
from assistant.worklist import NewReport, Worklist


class Incoming(NamedTuple):
    """A report that is to be put on the list; what is not told is empty, and the day None takes the text's own."""

    text: str
    name: str
    source: str
    patient: str = ""
    physician: str = ""
    site: str = ""
    day: date | None = None


class Refused(NamedTuple):
    """A file, or a part of one, that is no report: its name and the reason, which goes on from the name."""

    name: str
    reason: str


@dataclass
class Intake:
    """What one session adds: the queue, and what became of what went through it.

    Attributes:
        waiting: Reports that are not analysed yet.
        added: How many were put on the list.
        refused: What was left aside.
        notes: Sentences on how files and pastes were read.
        seconds: Time spent on analyses, for the rate.
    """

    waiting: deque[Incoming] = field(default_factory=deque)
    added: int = 0
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def total(self) -> int:
        """How many reports went in or wait."""
        return self.added + len(self.waiting)

    def take(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Read files into the queue; what cannot be read is left aside with its reason."""
        for name, data in files:
            try:
                decoded = decode(data, limit=PAGE_LIMIT)
            except InputError as error:
                self.refused.append(Refused(name, str(error)))
                continue
            if decoded.note:
                self.notes.append(f"{name}: {decoded.note}")
            self.waiting.append(Incoming(with_line_feeds(decoded.text), _stem(name), "file"))

    def take_paste(self, text: str) -> None:
        """Read a paste into the queue."""
        self.waiting.append(Incoming(with_line_feeds(text), "", "paste"))

    def progress(self) -> tuple[float, str]:
        """Return how far it is, from 0 to 1, and in words with the rate."""
        rate = f", {self.added / self.seconds:.0f} a second" if self.added >= 3 and self.seconds else ""
        return self.added / max(1, self.total), f"{self.added:,} of {count(self.total, 'report')} analysed{rate}"

    def summary(self) -> str:
        """Return what was added, in one sentence."""
        said = f"{count(self.added, 'report')} {'was' if self.added == 1 else 'were'} added"
        if self.refused:
            said += f"; {len(self.refused)} could not be read and {'was' if len(self.refused) == 1 else 'were'} left aside"
        return f"{said}."


def work_off(intake: Intake, worklist: Worklist, who: str, tell: Callable[[], None]) -> None:
    """Analyse what waits and put it on the list, one report at a time: who stops it loses nothing that was added.

    Args:
        intake: The queue.
        worklist: Where the reports go.
        who: Who adds them.
        tell: Called after each report; it may raise to stop.

    Raises:
        InputError: The worklist cannot be written.
    """
    from assistant import analyze

    while intake.waiting:
        report, begun = intake.waiting[0], time.monotonic()
        try:
            analysis = analyze(report.text, id=report.name or "report", day=report.day)
            new = NewReport(
                report.text, analysis, report.name, report.source, report.patient, report.physician, report.site
            )
        except InputError as error:
            intake.refused.append(Refused(report.name or "a paste", str(error)))
        except Exception as error:
            intake.refused.append(Refused(report.name or "a paste", f"could not be analysed ({name_failure(error)})"))
        else:
            worklist.add([new], who)
            intake.added += 1
        intake.waiting.popleft()
        intake.seconds += time.monotonic() - begun
        tell()


def with_line_feeds(text: str) -> str:
    """Return a text with one line feed at each line end, as a browser shows it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _stem(name: str) -> str:
    """Return a file's name without its folders and its last suffix."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return last.rpartition(".")[0] or last
