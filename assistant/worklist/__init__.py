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

from assistant.worklist.audit import Entry, Sought
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
from assistant.worklist.retention import Purged
from assistant.worklist.standing import ClaimLine, CodeStanding, GapStanding, QueryStanding, Standing, add_up
from assistant.worklist.store import Stock, Worklist, open_worklist

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
