"""The work of a request: documents read and analysed beside the loop that answers, by as many threads as there are cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from http import HTTPStatus
from io import BytesIO
from typing import NamedTuple, TypeVar

import anyio
import anyio.to_thread

from assistant.analysis import Analysis
from assistant.coding.setting import BillingSetting
from assistant.documents.document import Document
from assistant.documents.opening import Documents
from assistant.errors import InputError
from assistant.server.problems import Problem
from assistant.server.settings import Limits

Answer = TypeVar("Answer")
COME_AGAIN = {"retry-after": "2"}


class Read(NamedTuple):
    """One report of a request: how it is named, and its analysis; None where the document tells why there is none."""

    id: str
    document: Document
    analysis: Analysis | None


class Desk:
    """Takes the work of requests in turn; where too much waits, the next one is told to come again.

    Args:
        limits: How much one request may ask for, and how many may wait.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._seats: anyio.CapacityLimiter | None = None
        self._here = 0

    async def do(self, work: Callable[[], Answer]) -> Answer:
        """Return what a piece of work gives.

        Raises:
            Problem: Too much waits already.
        """
        if self._here >= self.limits.waiting:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "Too many requests wait; come again in a moment.", COME_AGAIN)
        self._seats = self._seats or anyio.CapacityLimiter(os.cpu_count() or 1)
        self._here += 1
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._seats)
        finally:
            self._here -= 1

    def read(self, data: bytes, name: str) -> Iterator[Document]:
        """Yield the reports of a document.

        Args:
            data: The document, of any kind that is read.
            name: What its sender calls it; it tells the kind where the bytes do not.

        Raises:
            InputError: It cannot be read, or holds too many reports.
        """
        if not data.strip():
            raise InputError("is empty")
        for number, document in enumerate(Documents(BytesIO(data), name), start=1):
            if number > self.limits.reports:
                raise InputError(f"holds more than {self.limits.reports:,} reports; send fewer at once")
            yield document

    @staticmethod
    def analysed(
        documents: Iterable[Document],
        *,
        id: str = "",
        day: date | None = None,
        setting: BillingSetting | None = None,
    ) -> list[Read]:
        """Return reports with their analyses.

        Args:
            documents: The reports as they were read.
            id: How its report is named; where it holds several, they name themselves.
            day: The date of service; None takes what document or text tell.
            setting: Who reports and where.

        Raises:
            InputError: What `read` raises.
        """
        from assistant.engine import analyze_document

        found: list[Read] = []
        for document in documents:
            named = id if id and not document.line else document.id or id or "report"
            analysis = None
            if not document.fault:
                analysis = analyze_document(document, id=named, day=day, setting=setting)
            found.append(Read(named, document, analysis))
        return found
