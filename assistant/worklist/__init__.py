"""The worklist: reports under review, what people decided about them, and who did what when, in a database.

    with open_worklist() as worklist:
        [number] = worklist.add([NewReport(text, analyze(text))], who="ada")
        opened = worklist.open(number)
        worklist.decide(number, Move("accept_code", "93970"), who="ada", seen=opened.sequence)

`schema` and `migrations` lay the tables out, `database` opens them, `records` are what goes in and comes out, `store`
writes and reads, `listing` filters and counts, `standing` adds decisions up, `audit` says who did what when, and
`retention` takes patients' words away.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from assistant.worklist.records import (
    Decision,
    Event,
    Filter,
    Move,
    NewReport,
    Opened,
    Order,
    Overtaken,
    Page,
    Row,
    Tallies,
)
from assistant.worklist.standing import ClaimLine, CodeStanding, GapStanding, QueryStanding, Standing, add_up

if TYPE_CHECKING:
    from assistant.worklist.audit import Entry, Sought
    from assistant.worklist.retention import Purged
    from assistant.worklist.store import Stock, Worklist, open_worklist

#: What needs a database: imported when it is first asked for, so that records alone come quickly.
_STORED = {
    "Entry": "audit", "Sought": "audit", "Purged": "retention", "Stock": "store", "Worklist": "store",
    "open_worklist": "store",
}  # fmt: skip

__all__ = [
    "ClaimLine",
    "CodeStanding",
    "Decision",
    "Entry",
    "Event",
    "Filter",
    "GapStanding",
    "Move",
    "NewReport",
    "Opened",
    "Order",
    "Overtaken",
    "Page",
    "Purged",
    "QueryStanding",
    "Row",
    "Sought",
    "Standing",
    "Stock",
    "Tallies",
    "Worklist",
    "add_up",
    "open_worklist",
]


def __getattr__(name: str) -> Any:
    """Import what stands in `_STORED`."""
    if name in _STORED:
        return getattr(import_module(f"assistant.worklist.{_STORED[name]}"), name)
    raise AttributeError(f"module 'assistant.worklist' has no attribute '{name}'")
