"""Answers from the user's official tables, by date of service: edits, unit limits, add-on bases, indicators.

The table of a date is the latest one that begins on or before it; where all begin later, the earliest. Every answer
carries its `Vintage`, whose `describe` says when the date is outside the quarter that the table was published for.
"""

from __future__ import annotations

import atexit
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeAlias
from weakref import WeakSet

from assistant.tables.rows import Kind, Setting
from assistant.tables.store import TableStore, Vintage, quoted, unreadable

if TYPE_CHECKING:
    import duckdb

CONTRACTOR_DEFINED = "CCCCC"
CLOSED_LIST = 1
#: The indicator of edits that never came into force, or were deleted from their first day on.
NOT_APPLICABLE = "9"

#: What finds rows by the index; the other steps of planning would take a third of a look-up and find nothing to do.
NEEDED_OPTIMIZERS = frozenset({"expression_rewriter", "filter_pushdown"})

#: File time, size and number: they differ when a table is imported again.
Signature: TypeAlias = tuple[int, int, int]


class PtpPair(NamedTuple):
    """An edit in force: column 2 is denied beside column 1; `indicator` 1 allows a modifier, 0 does not.

    `effective` is None where the source dropped it, `deleted` (the last day in force) where the edit is active.
    """

    column_1: str
    column_2: str
    indicator: str
    effective: date | None
    deleted: date | None
    rationale: str
    vintage: Vintage

    def source(self, day: date) -> str:
        """Return the table's name for `day`; its dated episodes answer for the days before it as well."""
        answers = self.effective is not None and day <= self.vintage.until
        return self.vintage.describe(None if answers else day)


class Mue(NamedTuple):
    """The most units payable: by claim line (`adjudication` 1), by day by policy (2), by day, appealable (3)."""

    code: str
    units: int
    adjudication: int
    rationale: str
    vintage: Vintage


class AddOnBases(NamedTuple):
    """The primary codes of an add-on code in force; where the list is not `closed` the contractor may add others."""

    add_on: str
    primaries: tuple[str, ...]
    closed: bool
    vintage: Vintage


class FeeIndicators(NamedTuple):
    """The payment policy indicators of a code; `components` are the modifiers that have rows of their own (26, TC)."""

    code: str
    status: str
    work_rvu: float | None
    pctc: str
    global_days: str
    multiple: str
    bilateral: str
    assistant: str
    co_surgeon: str
    team: str
    supervision: str
    imaging_family: str
    components: tuple[str, ...]
    vintage: Vintage


class _Episode(NamedTuple):
    """A stored row of a pair."""

    column_1: str
    column_2: str
    effective: date | None
    deleted: date | None
    indicator: str
    rationale: str


#: What `_let_go_at_exit` lets go.
_OPEN: WeakSet[OfficialTables] = WeakSet()


class OfficialTables:
    """The tables of a store, open for look-up; one object may be used by several threads.

    A table that is imported while the object is open is noticed at the next look-up. Look-up of the pairs of six codes
    in a table of 2 million rows takes 1.0 ms when they are new and 0.02 ms when they were asked before (medians of
    tests/tables/benchmark_import.py).

    Args:
        folder: The store's folder, or None for the default one. It need not exist.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.store = TableStore(folder)
        self._lock = RLock()
        self._connection = _connect()
        _OPEN.add(self)
        self._attached: dict[Vintage, str] = {}
        self._episodes: dict[Vintage, dict[str, tuple[_Episode, ...]]] = {}
        self._columns_1: dict[Vintage, dict[str, bool]] = {}
        self._files: dict[Vintage, Path] = {}
        self._signatures: dict[Vintage, Signature] = {}
        self._folder_time = 0
        self._attachments = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the tables; the object cannot be used afterwards."""
        with self._lock:
            self._connection.close()

    def vintages(self) -> list[Vintage]:
        """Return every table of the store, by kind, setting and first day."""
        with self._lock:
            self._notice_changes()
            return sorted(self._files, key=lambda vintage: (vintage.kind, vintage.setting or "", vintage.effective))

    def vintage_for(self, kind: Kind, day: date, setting: Setting | None = None) -> Vintage | None:
        """Return the table of `kind` that answers for `day`, or None where no table of that kind is imported."""
        tables = [table for table in self.vintages() if (table.kind, table.setting) == (kind, setting)]
        begun = [table for table in tables if table.effective <= day]
        return begun[-1] if begun else next(iter(tables), None)

    def pairs(self, codes: Iterable[str], day: date, setting: Setting = "practitioner") -> list[PtpPair]:
        """Return the edits in force on `day` among `codes`, in both directions, in the order of the codes.

        Raises:
            TableError: The table cannot be read.
        """
        with self._lock:
            vintage = self.vintage_for(Kind.PTP, day, setting)
            if vintage is None:
                return []
            keys = [min(pair) + max(pair) for pair in combinations(dict.fromkeys(codes), 2)]
            known = self._fetch_episodes(vintage, keys)
            in_force = [episode for key in keys if known[key] for episode in _episodes_on(known[key], day)]
        return [_pair(episode, vintage) for episode in in_force]

    def has_edits_of(self, column_1: str, day: date, setting: Setting = "practitioner") -> bool:
        """Return whether the table for `day` has any edit that pays `column_1`, in force or not.

        Where it has none, the part of the table that would hold it may not be imported (CMS splits by column 1).

        Raises:
            TableError: The table cannot be read.
        """
        vintage = self.vintage_for(Kind.PTP, day, setting)
        if vintage is None:
            return False
        with self._lock:
            known = self._columns_1.setdefault(vintage, {})
            if column_1 not in known:
                query = "SELECT 1 FROM {}.data WHERE column_1 = ? LIMIT 1"
                known[column_1] = bool(self._query(vintage, query, [column_1]))
            return known[column_1]

    def has_edits_with(self, code: str, day: date, setting: Setting = "practitioner") -> bool:
        """Return whether the table for `day` has any edit with `code` in either column, in force or not.

        Raises:
            TableError: The table cannot be read.
        """
        vintage = self.vintage_for(Kind.PTP, day, setting)
        if vintage is None:
            return False
        return bool(self._query(vintage, "SELECT 1 FROM {}.data WHERE ? IN (column_1, column_2) LIMIT 1", [code]))

    def edits_of(self, code: str, day: date, setting: Setting = "practitioner") -> list[PtpPair]:
        """Return every edit in force on `day` with `code` in either column, by column 1 and column 2.

        Raises:
            TableError: The table cannot be read.
        """
        vintage = self.vintage_for(Kind.PTP, day, setting)
        if vintage is None:
            return []
        columns = ", ".join(_Episode._fields)
        found: dict[tuple[str, str], list[_Episode]] = {}
        query = f"SELECT {columns} FROM {{}}.data WHERE column_1 = $1 OR column_2 = $1"
        for row in self._query(vintage, query, [code]):
            episode = _Episode(*row)
            found.setdefault((episode.column_1, episode.column_2), []).append(episode)
        in_force = [episode for pair in sorted(found) for episode in _episodes_on(found[pair], day)]
        return [_pair(episode, vintage) for episode in in_force]

    def history(self, first: str, second: str, setting: Setting = "practitioner") -> list[PtpPair]:
        """Return every episode of the edits between two codes, ended ones too, as the newest table tells them.

        Raises:
            TableError: The table cannot be read.
        """
        with self._lock:
            vintage = self.vintage_for(Kind.PTP, date.max, setting)
            if vintage is None:
                return []
            key = min(first, second) + max(first, second)
            episodes = self._fetch_episodes(vintage, [key])[key]
        return [_pair(episode, vintage) for episode in sorted(episodes, key=_precedence)]

    def mue(self, code: str, day: date, setting: Setting = "practitioner") -> Mue | None:
        """Return the unit limit of `code`, or None where none is published or no table is imported.

        Raises:
            TableError: The table cannot be read.
        """
        vintage = self.vintage_for(Kind.MUE, day, setting)
        rows = self._rows(vintage, "units, adjudication, rationale", code)
        return Mue._make((code, *rows[-1], vintage)) if vintage and rows else None

    def bases(self, add_on: str, day: date) -> AddOnBases | None:
        """Return the primary codes of `add_on` in force on `day`, or None where it is no add-on in the table.

        Raises:
            TableError: The table cannot be read.
        """
        vintage = self.vintage_for(Kind.AOC, day)
        rows = self._rows(vintage, "primary_code, edit_type, effective, deleted", add_on)
        in_force = [
            (primary, edit_type)
            for primary, edit_type, effective, deleted in rows
            if (effective is None or effective <= day) and (deleted is None or day <= deleted)
        ]
        if not vintage or not in_force:
            return None
        primaries = {primary for primary, _ in in_force}
        closed = all(edit_type == CLOSED_LIST for _, edit_type in in_force)
        return AddOnBases(add_on, tuple(sorted(primaries - {CONTRACTOR_DEFINED})), closed, vintage)

    def fee(self, code: str, day: date, component: str = "") -> FeeIndicators | None:
        """Return the fee schedule's indicators of `code`, or None where it is not in the schedule.

        Args:
            component: 26 or TC for the row of that part, where it has one; else the row of the whole code.

        Raises:
            TableError: The table cannot be read.
        """
        vintage = self.vintage_for(Kind.RVU, day)
        columns = ", ".join(FeeIndicators._fields[1:-2])
        rows = {modifier: rest for modifier, *rest in self._rows(vintage, f"modifier, {columns}", code)}
        if not vintage or not rows:
            return None
        indicators = rows.get(component) or rows.get("") or next(iter(rows.values()))
        return FeeIndicators._make((code, *indicators, tuple(sorted(filter(None, rows))), vintage))

    def descriptor(self, code: str) -> str | None:
        """Return the licensee's descriptor of `code`, or None where none was imported.

        Raises:
            TableError: The table cannot be read.
        """
        vintage = self.vintage_for(Kind.DESCRIPTORS, date.max)
        rows = self._rows(vintage, "descriptor", code)
        return rows[-1][0] if rows else None

    def _notice_changes(self) -> None:
        """Read the folder again if it changed, and let go of tables that were replaced or removed."""
        try:
            folder_time = self.store.folder.stat().st_mtime_ns
        except FileNotFoundError:
            folder_time = -1
        if folder_time == self._folder_time:
            return
        self._folder_time = folder_time
        self._files = self.store.files()
        signatures = {vintage: _signature(path) for vintage, path in self._files.items()}
        for vintage in [table for table in self._attached if signatures.get(table) != self._signatures.get(table)]:
            self._connection.execute(f"DETACH {self._attached.pop(vintage)}")
            self._episodes.pop(vintage, None)
            self._columns_1.pop(vintage, None)
        self._signatures = signatures

    def _database(self, vintage: Vintage) -> str:
        """Return the name under which the table's file is attached, attaching it at its first use."""
        if vintage not in self._attached:
            import duckdb

            self._attachments += 1
            name = f"table_{self._attachments}"
            try:
                self._connection.execute(f"ATTACH '{quoted(self._files[vintage])}' AS {name} (READ_ONLY)")
            except duckdb.Error as error:
                raise unreadable(self._files[vintage], error) from error
            self._attached[vintage] = name
        return self._attached[vintage]

    def _rows(self, vintage: Vintage | None, columns: str, code: str) -> list[tuple[Any, ...]]:
        """Return `columns` of the rows of `code`, those of the newest import at the end."""
        if vintage is None:
            return []
        return self._query(vintage, f"SELECT {columns} FROM {{}}.data WHERE code = ? ORDER BY part DESC", [code])

    def _query(self, vintage: Vintage, query: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
        import duckdb

        with self._lock:
            try:
                return self._connection.execute(query.format(self._database(vintage)), values).fetchall()
            except duckdb.Error as error:
                raise unreadable(self._files[vintage], error) from error

    def _fetch_episodes(self, vintage: Vintage, keys: Sequence[str]) -> dict[str, tuple[_Episode, ...]]:
        """Return known pairs with their episodes, `keys` among them: a report's codes recur in the next report."""
        known = self._episodes.setdefault(vintage, {})
        new = [key for key in keys if key not in known]
        if new:
            found: dict[str, list[_Episode]] = {key: [] for key in new}
            places = ", ".join("?" * len(new))
            columns = ", ".join(_Episode._fields)
            query = f"SELECT pair, {columns} FROM {{}}.data WHERE pair IN ({places})"
            for pair, *episode in self._query(vintage, query, new):
                found[pair].append(_Episode(*episode))
            known.update((key, tuple(episodes)) for key, episodes in found.items())
        return known


@atexit.register
def _let_go_at_exit() -> None:
    """Drop all connections: one that a cache or a thread holds to the very end, DuckDB's binding tells as a leak."""
    for tables in tuple(_OPEN):
        tables.close()
        del tables._connection


def _pair(episode: _Episode, vintage: Vintage) -> PtpPair:
    column_1, column_2, effective, deleted, indicator, rationale = episode
    return PtpPair(column_1, column_2, indicator, effective, deleted, rationale, vintage)


def _connect() -> duckdb.DuckDBPyConnection:
    """Return a connection set up for look-ups of a few rows, whose planning takes longer than their reading."""
    import duckdb  # a tenth of a second, for those who have tables

    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    optimizers = {name for (name,) in connection.execute("SELECT name FROM duckdb_optimizers()").fetchall()}
    connection.execute("SET disabled_optimizers = ?", [",".join(sorted(optimizers - NEEDED_OPTIMIZERS))])
    return connection


def _signature(path: Path) -> Signature:
    status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _episodes_on(episodes: Sequence[_Episode], day: date) -> list[_Episode]:
    """Return the episode in force on `day` of each direction of a pair: one at most, as CMS publishes them.

    Windows of a pair do not overlap, but for a pair that was deleted and made anew on one day: then the later one
    holds. Where the source dropped the first days, the window that ends next is the one that `day` is in.
    """
    chosen: dict[str, _Episode] = {}
    for episode in sorted(episodes, key=_precedence):
        begun = episode.effective is None or episode.effective <= day
        if begun and (episode.deleted is None or day <= episode.deleted) and episode.indicator != NOT_APPLICABLE:
            chosen[episode.column_1] = episode
    return list(chosen.values())


def _precedence(episode: _Episode) -> tuple[bool, int]:
    """Sort key: the last of the episodes in force counts. Dated ones by their first day, the others by their last."""
    if episode.effective:
        return True, episode.effective.toordinal()
    return False, -(episode.deleted or date.max).toordinal()
