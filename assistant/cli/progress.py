"""How far a long command is, how fast, and how long it will take, on standard error where somebody looks at it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from assistant.cli.options import remark, tell

#: Seconds between two pictures of the line.
SHOWN_EVERY = 0.25


class Advance:
    """Tells how many reports are done. No thread draws it: worker processes are forked while it stands there."""

    def __init__(self, progress: Progress, size: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=size, told="")
        self._begin = self._shown = monotonic()
        self._before = self._reports = 0

    def begin(self, reports: int, read: int) -> None:
        """Start from what an earlier run did: so many reports, and so many bytes of the input."""
        self._begin = monotonic()
        self._before = self._reports = reports
        self._progress.reset(self._task, completed=read)
        self._show(read)

    def add(self, read: int) -> None:
        """Count one more report, and the bytes of the input that end with it."""
        self._reports += 1
        now = monotonic()
        if now - self._shown >= SHOWN_EVERY:
            self._shown = now
            self._show(read)

    def tell(self, note: str) -> None:
        """Write a remark to standard error, above the line where that stands there."""
        if self._progress.disable:
            tell(note)
        elif note:
            self._progress.console.print(Text(remark(note)), soft_wrap=True)

    def _show(self, read: int) -> None:
        seconds = monotonic() - self._begin
        rate = (self._reports - self._before) / seconds if seconds else 0
        told = f"{self._reports:,} reports, {rate:,.0f} a second"
        self._progress.update(self._task, completed=read, told=told, refresh=not self._progress.disable)


@contextmanager
def progress_with_rate(size: int | None) -> Iterator[Advance]:
    """Yield what shows the reports done, their rate and the time left; nothing is shown where nobody looks at it.

    Args:
        size: The bytes of the input; None where nobody knows.
    """
    progress = Progress(
        BarColumn(),
        TextColumn("{task.fields[told]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        auto_refresh=False,
        disable=not sys.stderr.isatty(),
    )
    with progress:
        yield Advance(progress, size)
