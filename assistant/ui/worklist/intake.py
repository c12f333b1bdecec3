"""Reports on their way into the worklist: queued in the session, read and analysed one by one, with what became of each."""

from __future__ import annotations

import io
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from assistant.documents.incoming import Incoming, incoming
from assistant.documents.opening import Documents
from assistant.errors import InputError
from assistant.ui.report.checking import name_failure
from assistant.ui.words import count
from assistant.worklist import NewReport, Worklist


class Refused(NamedTuple):
    """What was left aside: its name, and the reason, which goes on from the name."""

    name: str
    reason: str


@dataclass
class Intake:
    """What one session adds: what waits to be read, and what became of what was.

    Attributes:
        total: How many reports there are to read, as far as it is known before they are split.
        done: How many of them were read.
        added: How many reports were put on the list.
        refused: What was left aside.
        notes: Sentences on how files and pastes were read.
        seconds: The time that they took, for the rate.
    """

    total: int = 0
    done: int = 0
    added: int = 0
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    _files: deque[tuple[str, bytes]] = field(default_factory=deque)
    _pastes: deque[str] = field(default_factory=deque)
    _stream: Iterator[Incoming] | None = None

    @property
    def waits(self) -> bool:
        """Whether something is still to be read."""
        return bool(self._files or self._pastes or self._stream)

    def take(self, files: Iterable[tuple[str, bytes]] = (), pastes: Iterable[str] = ()) -> None:
        """Queue files, names with contents, and pastes."""
        for name, data in files:
            self._files.append((name, data))
            self.total += rows_of(name, data)
        for text in pastes:
            self._pastes.append(text)
            self.total += 1

    def next(self) -> Incoming | None:
        """Return the next report, or what could not be read; None where nothing waits."""
        while self.waits:
            if self._stream is None:
                files, pastes = [*self._files], [*self._pastes]
                self._files.clear()
                self._pastes.clear()
                self._stream = incoming(files, pastes)
            found = next(self._stream, None)
            if found is not None:
                return found
            self._stream = None
        return None

    def progress(self) -> tuple[float, str]:
        """Return how far it is, from 0 to 1, and in words with the rate."""
        total = max(self.total, self.done)
        rate = f", {self.done / self.seconds:.0f} a second" if self.done >= 5 and self.seconds else ""
        return self.done / max(1, total), f"{self.done:,} of {count(total, 'report')} read and analysed{rate}"

    def summary(self) -> str:
        """Return what was added, in one sentence."""
        said = f"{self.added:,} {'report was' if self.added == 1 else 'reports were'} added"
        if self.refused:
            left = len(self.refused)
            said += f"; {left:,} could not be read and {'was' if left == 1 else 'were'} left aside"
        return f"{said}."


def rows_of(name: str, data: bytes) -> int:
    """Return how many reports a file holds, one that cannot be read for one."""
    try:
        return max(1, sum(1 for _ in Documents(io.BytesIO(data), name)))
    except InputError:
        return 1


def work_off(intake: Intake, worklist: Worklist, who: str, enough: Callable[[], bool]) -> None:
    """Read and analyse what waits and put it on the list, one report at a time.

    Args:
        intake: What waits.
        worklist: Where the reports go.
        who: Who adds them.
        enough: Asked after each report whether to stop; what waits then goes on waiting.

    Raises:
        InputError: The worklist cannot be written.
    """
    begun = time.monotonic()
    while (report := intake.next()) is not None:
        _add(report, intake, worklist, who)
        intake.done += 1
        intake.seconds += time.monotonic() - begun
        begun = time.monotonic()
        if enough():
            return


def _add(report: Incoming, intake: Intake, worklist: Worklist, who: str) -> None:
    from assistant import analyze

    if report.note:
        intake.notes.append(report.note)
    fault = report.fault
    if not fault:
        try:
            analysis = analyze(report.text, id=report.name or "report", day=report.told.day, source=report.origin)
            told = report.told
            new = NewReport(report.text, analysis, report.name, report.way, told.patient, told.physician, told.site)
        except InputError as error:
            fault = f"was left out: {error}"
        except Exception as error:
            fault = f"could not be analysed ({name_failure(error)})"
        else:
            worklist.add([new], who)
            intake.added += 1
            return
    intake.refused.append(Refused(report.name, fault))
