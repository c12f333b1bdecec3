"""What holds from when to when: the code set, edits, unit limits, add-on bases and fee-schedule facts, and whether they are behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from assistant.knowledge.curated_edits import load_curated_edits
from assistant.knowledge.sources import load_vintages
from assistant.tables.rows import KINDS_WITH_SETTING, TITLES, Kind, Setting
from assistant.tables.store import StoredPart, Vintage
from assistant.tables.vintage import quarter_end

State: TypeAlias = Literal["in force", "behind", "not yet", "without end"]
SETTINGS: tuple[Setting, ...] = ("practitioner", "hospital")


@dataclass(frozen=True)
class Holding:
    """A table, or a set of facts.

    Attributes:
        name: What it is.
        origin: How it came here.
        first, last: The first and the last day that it was published for; None where there is no such day.
        kind, setting: Which official table takes its place; None where none does.
        detail: What more is to be said of it.
    """

    name: str
    origin: Literal["shipped", "imported"]
    first: date | None
    last: date | None
    kind: Kind | None = None
    setting: Setting | None = None
    detail: str = ""

    def state_on(self, day: date) -> State:
        """Return how it stands on a day."""
        if self.first and day < self.first:
            return "not yet"
        if self.last and self.last < day:
            return "behind"
        return "in force" if self.last else "without end"


def holdings(parts: Iterable[StoredPart]) -> tuple[Holding, ...]:
    """Return what ships, then what is imported: the `parts` of the store."""
    return (*_shipped(), *_imported(parts))


def behind(held: Iterable[Holding], today: date) -> tuple[Holding, ...]:
    """Return what is behind today and what nothing newer answers for."""
    listed = list(held)
    answered = {
        (each.kind, each.setting) for each in listed if each.origin == "imported" and each.state_on(today) == "in force"
    }
    return tuple(
        each
        for each in _newest(listed)
        if each.state_on(today) == "behind" and (each.kind is None or (each.kind, each.setting) not in answered)
    )


def say_behind(late: Iterable[Holding], today: date) -> tuple[str, tuple[str, ...]]:
    """Return a warning and, in a few words each, what it is about."""
    listed = tuple(late)
    remedy = [
        "import the tables of this quarter" if any(each.kind for each in listed) else "",
        "" if all(each.kind for each in listed) else "update sonocode for the code set",
    ]
    lead = f"Today, {today}, is after the last day of these facts; {' and '.join(filter(None, remedy))}."
    return lead, tuple(f"{each.name}: {each.first} to {each.last}, {each.origin}" for each in listed)


def _newest(held: Iterable[Holding]) -> Iterator[Holding]:
    """Yield the last of each kind and setting: an older table beside a newer one is no fault."""
    newest: dict[object, Holding] = {}
    for each in held:
        key = (each.kind, each.setting) if each.kind else each.name
        if key not in newest or (newest[key].last or date.min) < (each.last or date.min):
            newest[key] = each
    yield from newest.values()


def _shipped() -> Iterator[Holding]:
    known = load_vintages()
    year = known.present_code_set
    reviewed = f"compared with its sources on {known.reviewed_on}"
    yield Holding(f"Code set, CPT {year}", "shipped", date(year, 1, 1), date(year, 12, 31), detail=reviewed)
    edits, limits = load_curated_edits(), known.medically_unlikely_edits
    part = "an excerpt: the pairs among the codes of the registry"
    yield _quarter(
        "Procedure-to-procedure edits, practitioner",
        edits.vintage,
        Kind.PTP,
        "practitioner",
        f"{len(edits):,} pairs; {part}",
    )
    for setting in SETTINGS:
        yield _quarter(f"Unit limits (MUE), {setting}", limits, Kind.MUE, setting, "of the codes of the registry")
    yield _quarter("Add-on codes and their bases", known.add_on_edits, Kind.AOC, None, "of the codes of the registry")
    yield _quarter(
        "Fee-schedule facts", known.fee_schedule, Kind.RVU, None, "status, 26 and TC, global days, second side"
    )


def _quarter(name: str, first: date, kind: Kind, setting: Setting | None, detail: str) -> Holding:
    return Holding(name, "shipped", first, quarter_end(first), kind, setting, detail)


def _imported(parts: Iterable[StoredPart]) -> Iterator[Holding]:
    by_table: dict[Vintage, list[StoredPart]] = {}
    for part in parts:
        by_table.setdefault(part.vintage, []).append(part)
    for vintage, files in by_table.items():
        rows = sum(part.rows for part in files)
        when = max(part.imported for part in files).date()
        detail = f"{rows:,} rows from {', '.join(part.source for part in files)}, imported on {when}"
        if vintage.kind is Kind.DESCRIPTORS:
            yield Holding(TITLES[vintage.kind].capitalize(), "imported", None, None, vintage.kind, None, detail)
        else:
            named = TITLES[vintage.kind]
            name = f"{named}, {vintage.setting}" if vintage.kind in KINDS_WITH_SETTING else named
            yield Holding(
                name[:1].upper() + name[1:],
                "imported",
                vintage.effective,
                vintage.until,
                vintage.kind,
                vintage.setting,
                detail,
            )
