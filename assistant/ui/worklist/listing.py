"""What is listed of the worklist: the filter, the order and the page, as session, address and page write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from assistant.ui.words import plain
from assistant.ui.worklist.decision_words import REPORT_STATUS_WORDS
from assistant.worklist import Filter, Order, Page, Row, Tallies, Worklist
from assistant.worklist.records import ORDERS

Json = dict[str, Any]
PAGE_SIZE = 50
ORDER_WORDS: dict[Order, str] = {
    "doubt": "Least sure first", "added": "Newest first", "date": "Day of service", "name": "Name",
    "gaps": "Most gaps first",
}  # fmt: skip
#: The parts of a filter that are sets: how each is called, in the order of the page, and where its counts are.
FACETS = {
    "statuses": "Status", "codes": "Code", "gaps": "Gap", "kinds": "Kind", "physicians": "Physician", "sites": "Site",
}  # fmt: skip
FIRST = "look_first"
#: The words that are searched for are no part of the address: they may be a patient's.
ADDRESSED = (*FACETS, FIRST, "since", "until")


@dataclass(frozen=True)
class Listing:
    """What is listed: which reports, in which order, and the page from nought."""

    wanted: Filter = field(default_factory=Filter)
    order: Order = "doubt"
    page: int = 0


def read_listing(asked: Mapping[str, Any]) -> Listing:
    """Return the listing that the page, or an address, asks for; what cannot be read is left out."""
    parts: dict[str, Any] = {name: frozenset(map(str, _several(asked.get(name)))) for name in FACETS}
    parts["statuses"] &= frozenset(REPORT_STATUS_WORDS)
    if asked.get(FIRST):
        parts[FIRST] = True
    for name in ("since", "until"):
        with suppress(ValueError):
            parts[name] = date.fromisoformat(str(asked.get(name) or ""))
    order = next((order for order in ORDERS if order == asked.get("order")), ORDERS[0])
    page = str(asked.get("page") or "0")
    return Listing(
        Filter(**parts, words=str(asked.get("words") or "").strip()),
        order,
        int(page) if page.isascii() and page.isdigit() else 0,
    )


def as_asked(listing: Listing) -> Json:
    """Return a listing as `read_listing` reads it."""
    wanted = listing.wanted
    return {
        **{name: sorted(getattr(wanted, name)) for name in FACETS}, FIRST: bool(wanted.look_first),
        "since": wanted.since.isoformat() if wanted.since else "",
        "until": wanted.until.isoformat() if wanted.until else "",
        "words": wanted.words, "order": listing.order, "page": listing.page,
    }  # fmt: skip


def as_address(listing: Listing) -> dict[str, Any]:
    """Return the parts of a listing that stand in the page's address; what is as always is left out."""
    asked = as_asked(listing)
    parts = {name: "1" if asked[name] is True else asked[name] for name in ADDRESSED if asked[name]}
    order = {"order": listing.order} if listing.order != ORDERS[0] else {}
    return {**parts, **order, **({"page": str(listing.page)} if listing.page else {})}


def describe_list(worklist: Worklist, listing: Listing) -> Json:
    """Return a page of the list with its counts and facets, as the list view draws it.

    Raises:
        InputError: The worklist cannot be read.
    """
    wanted = listing.wanted
    page, listing = _page(worklist, listing)
    counted = worklist.tallies(wanted)
    everything = replace(wanted, statuses=frozenset())
    by_status = worklist.tallies(everything).statuses if wanted.statuses else counted.statuses
    return {
        "rows": [describe_row(row) for row in page.rows],
        "total": page.total, "start": listing.page * PAGE_SIZE, "page": listing.page,
        "pages": max(1, -(-page.total // PAGE_SIZE)), "asked": as_asked(replace(listing, page=0)),
        "orders": [{"key": order, "label": words} for order, words in ORDER_WORDS.items()],
        "counts": [
            {"key": status, "label": words, "count": by_status.get(status, 0)}
            for status, words in REPORT_STATUS_WORDS.items()
        ],
        "first": counted.look_first,
        "facets": [_facet(worklist, wanted, name, counted) for name in FACETS if name != "statuses"],
        "filtered": wanted != Filter(),
    }  # fmt: skip


def describe_row(row: Row) -> Json:
    """Return one line of the list."""
    return {
        "number": row.number, "name": row.name or f"Report {row.number}", "patient": row.patient,
        "day": row.day.isoformat() if row.day else "", "title": row.title, "kind": plain(row.kind),
        "physician": row.physician, "site": row.site, "codes": list(row.codes), "needing": list(row.needing),
        "gaps": [element_name(element) for element in row.gaps], "first": row.look_first, "why": list(row.why),
        "status": row.status, "status_word": REPORT_STATUS_WORDS[row.status].partition(" for ")[0], "by": row.added_by,
        "added": row.added_at.isoformat(), "purged": row.purged,
    }  # fmt: skip


def element_name(element: str) -> str:
    """Return what people call a documentation element, of whichever report."""
    from assistant.knowledge.element_schema import element_file

    known = element_file().elements
    return known[element].label if element in known else plain(element).capitalize()


def _page(worklist: Worklist, listing: Listing) -> tuple[Page, Listing]:
    """Return the page, or the last one where the list became shorter."""
    page = worklist.page(listing.wanted, listing.order, start=listing.page * PAGE_SIZE, size=PAGE_SIZE)
    if page.rows or not page.total:
        return page, listing if page.rows else replace(listing, page=0)
    last = replace(listing, page=(page.total - 1) // PAGE_SIZE)
    return worklist.page(last.wanted, last.order, start=last.page * PAGE_SIZE, size=PAGE_SIZE), last


def _facet(worklist: Worklist, wanted: Filter, name: str, counted: Tallies) -> Json:
    """Return the values of a facet, most frequent first, counted as if the facet itself asked for nothing."""
    chosen: frozenset[str] = getattr(wanted, name)
    nothing: dict[str, Any] = {name: frozenset()}
    free = worklist.tallies(replace(wanted, **nothing)) if chosen else counted
    counts: dict[str, int] = {**dict.fromkeys(chosen, 0), **getattr(free, name)}
    return {
        "key": name, "label": FACETS[name],
        "values": [
            {"key": value, "label": _value_label(name, value), "count": count, "chosen": value in chosen}
            for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ],
    }  # fmt: skip


def _value_label(facet: str, value: str) -> str:
    if facet == "gaps":
        return element_name(value)
    return plain(value) if facet == "kinds" else value


def _several(value: Any) -> Sequence[Any]:
    if value is None or value == "":
        return ()
    return value if isinstance(value, (list, tuple)) else (value,)
