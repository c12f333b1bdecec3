"""The user's own store of official tables: one DuckDB file a table and quarter, in a folder of the user's.

`ptp_practitioner_2026-10-01.v1.duckdb` holds all parts (f1 to f4) of that quarter's practitioner edits. A table is
built beside the store and put in place by one rename, so readers see the old table or the new one and never half of
one, and a refused file leaves everything as it was.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from assistant.data_folder import data_folder
from assistant.errors import TableError
from assistant.tables.known import Known
from assistant.tables.rows import KINDS_WITH_SETTING, TITLES, Kind, Setting, TableRow
from assistant.tables.vintage import quarter_end

if TYPE_CHECKING:
    import duckdb

#: The number is that of the columns below: when they change, it does, and older files are no longer seen.
SUFFIX = ".v1.duckdb"
STAGING = ".import-"
SECONDS_OF_A_DAY = 86_400
#: Memory for building a table: a base, and what each row adds because its index entry must stay in memory. More
#: would only be filled with what is on disk anyway.
BASE_MEMORY = 96_000_000
MEMORY_OF_A_ROW = 70
BUILD_THREADS = 2

#: Columns of the staged rows, in the order of the row types.
STAGED_COLUMNS: dict[Kind, dict[str, str]] = {
    Kind.PTP: {
        "column_1": "VARCHAR", "column_2": "VARCHAR", "effective": "DATE", "deleted": "DATE",
        "indicator": "VARCHAR", "rationale": "VARCHAR",
    },
    Kind.MUE: {"code": "VARCHAR", "units": "INTEGER", "adjudication": "INTEGER", "rationale": "VARCHAR"},
    Kind.AOC: {
        "code": "VARCHAR", "primary_code": "VARCHAR", "edit_type": "INTEGER", "effective": "DATE", "deleted": "DATE",
    },
    Kind.RVU: {
        "code": "VARCHAR", "modifier": "VARCHAR", "status": "VARCHAR", "work_rvu": "DOUBLE", "pctc": "VARCHAR",
        "global_days": "VARCHAR", "multiple": "VARCHAR", "bilateral": "VARCHAR", "assistant": "VARCHAR",
        "co_surgeon": "VARCHAR", "team": "VARCHAR", "supervision": "VARCHAR", "imaging_family": "VARCHAR",
    },
    Kind.DESCRIPTORS: {"code": "VARCHAR", "descriptor": "VARCHAR"},
}  # fmt: skip

#: The key that a table is indexed by, and the columns that it holds. A pair has one key whichever code comes first, so
#: that one key answers both directions of an edit.
KEYS: dict[Kind, tuple[str, str]] = {
    Kind.PTP: ("pair", "least(column_1, column_2) || greatest(column_1, column_2) AS pair, *"),
    **{kind: ("code", "*") for kind in Kind if kind is not Kind.PTP},
}


@dataclass(frozen=True)
class Vintage:
    """One table of one quarter: what an answer names as its source.

    `effective` is the first day of the table; descriptors, which have no quarter, carry date.min.
    """

    kind: Kind
    setting: Setting | None
    effective: date

    @property
    def until(self) -> date:
        """The last day of the quarter that the table was published for."""
        return quarter_end(self.effective)

    def covers(self, day: date) -> bool:
        """Return whether `day` is in the quarter that the table was published for."""
        return self.effective <= day <= self.until

    def describe(self, day: date | None = None) -> str:
        """Return the name to print; where `day` is outside the quarter it says so."""
        if self.kind is Kind.DESCRIPTORS:
            return TITLES[self.kind]
        name = ", ".join(filter(None, (TITLES[self.kind], self.setting, f"effective {self.effective}")))
        if day is None or self.covers(day):
            return name
        relation = "older" if self.until < day else "newer"
        return f"{name} ({relation} than {day}: import the table of that quarter)"

    @property
    def file_name(self) -> str:
        """The name of the table's file in the store."""
        if self.kind is Kind.DESCRIPTORS:
            return f"{self.kind}{SUFFIX}"
        return "_".join(filter(None, (self.kind, self.setting, self.effective.isoformat()))) + SUFFIX

    @classmethod
    def of_file(cls, path: Path) -> Vintage | None:
        """Return what the file of a store holds, or None for any other file."""
        if not path.name.endswith(SUFFIX):
            return None
        kind, *rest = path.name.removesuffix(SUFFIX).split("_")
        try:
            if kind == Kind.DESCRIPTORS and not rest:
                return cls(Kind.DESCRIPTORS, None, date.min)
            setting = rest[0] if len(rest) == 2 else None
            if setting not in (None, "practitioner", "hospital"):
                return None
            vintage = cls(Kind(kind), setting, date.fromisoformat(rest[-1]))  # type: ignore[arg-type]
        except (ValueError, IndexError):
            return None
        return vintage if (setting is not None) == (vintage.kind in KINDS_WITH_SETTING) else None


@dataclass(frozen=True)
class StoredPart:
    """One imported file of a table, as `tables list` shows it."""

    vintage: Vintage
    part: str
    source: str
    layout: str
    rows: int
    imported: datetime


@dataclass
class StagedPart:
    """The rows of one file, checked and waiting to be built into a table."""

    vintage: Vintage
    part: str
    source: str
    layout: str
    path: Path
    rows: int = 0
    _texts: Known[object, str] = field(default_factory=lambda: Known(_staged_text))

    def write(self, stream: TextIO, row: TableRow) -> None:
        """Append `row` to the open file of the part."""
        texts = self._texts
        stream.write("\t".join([texts[value] for value in row]) + "\n")
        self.rows += 1


@dataclass
class Staging:
    """A folder beside the store in which parts wait until all files of an import are read."""

    folder: Path
    parts: list[StagedPart] = field(default_factory=list)

    def add(self, vintage: Vintage, part: str, source: str, layout: str) -> StagedPart:
        """Return a new part to write rows to.

        Raises:
            TableError: Another file of this import is the same part of the same table.
        """
        for other in self.parts:
            if (other.vintage, other.part) == (vintage, part):
                what = f"is the same part ({part}) of {vintage.describe()} as {other.source}: import one of the two"
                raise TableError(Path(source), None, what)
        staged = StagedPart(vintage, part, source, layout, self.folder / f"{len(self.parts)}.tsv")
        self.parts.append(staged)
        return staged


def default_folder() -> Path:
    """Return where tables are kept unless the user says otherwise.

    $SONOCODE_DATA/tables where that variable is set, else the platform's folder for a user's application data.
    """
    return data_folder() / "tables"


class TableStore:
    """The folder of tables.

    Args:
        folder: The folder, or None for `default_folder()`. It is made at the first import.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or default_folder()

    def files(self) -> dict[Vintage, Path]:
        """Return the tables of the store by what they hold."""
        found = ((Vintage.of_file(path), path) for path in sorted(self.folder.glob(f"*{SUFFIX}")))
        return {vintage: path for vintage, path in found if vintage}

    def parts(self) -> list[StoredPart]:
        """Return every imported part, by table and part.

        Raises:
            TableError: A file of the store cannot be read.
        """
        return [part for vintage, path in self.files().items() for part in _read_parts(vintage, path)]

    @contextmanager
    def staging(self) -> Iterator[Staging]:
        """Yield a place for the parts of one import; what is staged when the block ends well is published.

        Raises:
            TableError: The folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._remove_abandoned()
            folder = Path(tempfile.mkdtemp(prefix=STAGING, dir=self.folder))
        except OSError as error:
            raise TableError(self.folder, None, f"cannot be written ({error}): choose another with --data") from error
        try:
            staging = Staging(folder)
            yield staging
            self._publish(staging)
        except OSError as error:
            raise TableError(self.folder, None, f"cannot be written ({error.strerror or error})") from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _remove_abandoned(self) -> None:
        """Remove what imports left behind that were killed; one of the last day may still be running."""
        for folder in self.folder.glob(f"{STAGING}*"):
            if time.time() - folder.stat().st_mtime > SECONDS_OF_A_DAY:
                shutil.rmtree(folder, ignore_errors=True)

    def _publish(self, staging: Staging) -> None:
        """Build every table that the staged parts belong to, then put all of them in place."""
        tables: dict[Vintage, list[StagedPart]] = defaultdict(list)
        for part in staging.parts:
            tables[part.vintage].append(part)
        built = {vintage: self._build(vintage, parts, staging.folder) for vintage, parts in tables.items()}
        for vintage, path in built.items():
            try:
                path.replace(self.folder / vintage.file_name)
            except OSError as error:
                what = f"cannot be replaced ({error}): close other programs that have it open and import again"
                raise TableError(self.folder / vintage.file_name, None, what) from error

    def _build(self, vintage: Vintage, parts: list[StagedPart], folder: Path) -> Path:
        """Return a new file of `parts` and of those parts of the stored table that they do not replace."""
        path = folder / vintage.file_name
        present = self.folder / vintage.file_name
        import duckdb

        try:
            with duckdb.connect() as connection:
                connection.execute("SET enable_progress_bar = false")  # DuckDB's own would print over ours
                connection.execute(f"SET threads = {BUILD_THREADS}")
                connection.execute(f"SET temp_directory = '{quoted(folder)}'")
                connection.execute(f"ATTACH '{quoted(path)}' AS built")
                if present.exists():
                    connection.execute(f"ATTACH '{quoted(present)}' AS present (READ_ONLY)")
                _build_table(connection, vintage.kind, parts, keep=present.exists())
        except duckdb.Error as error:
            what = f"cannot be built ({_first_line(error)}): delete it if it is damaged, and import the table again"
            raise TableError(present, None, what) from error
        return path


def _build_table(connection: duckdb.DuckDBPyConnection, kind: Kind, parts: list[StagedPart], keep: bool) -> None:
    """Fill the attached database `built`: the parts, their rows and the index."""
    key, columns = KEYS[kind]
    connection.execute(
        "CREATE TABLE built.part (id INTEGER, name VARCHAR, source VARCHAR, layout VARCHAR, rows BIGINT, "
        "imported TIMESTAMPTZ)"
    )
    now = datetime.now(UTC)
    selects = []
    for number, part in enumerate(parts):
        values = [number, part.part, part.source, part.layout, part.rows, now]
        connection.execute("INSERT INTO built.part VALUES (?, ?, ?, ?, ?, ?)", values)
        selects.append(f"SELECT {number} AS part, {columns} FROM {_staged_rows(kind, part.path)}")
    if keep:
        kept = f"name NOT IN (SELECT name FROM built.part WHERE id < {len(parts)})"
        connection.execute(
            f"INSERT INTO built.part SELECT id + {len(parts)}, * EXCLUDE (id) FROM present.part WHERE {kept}"
        )
        selects.append(
            f"SELECT part + {len(parts)} AS part, * EXCLUDE (part) FROM present.data "
            f"WHERE part IN (SELECT id FROM present.part WHERE {kept})"
        )
    (rows,) = connection.execute("SELECT sum(rows)::BIGINT FROM built.part").fetchone() or (0,)
    connection.execute(f"SET memory_limit = '{BASE_MEMORY + rows * MEMORY_OF_A_ROW}B'")
    connection.execute(f"CREATE TABLE built.data AS {' UNION ALL '.join(selects)}")
    connection.execute(f"CREATE INDEX data_{key} ON built.data ({key})")
    connection.execute("CHECKPOINT built")


def _staged_text(value: object) -> str:
    return "" if value is None else str(value)


def _staged_rows(kind: Kind, path: Path) -> str:
    """Return the SQL that reads staged rows; they are checked, so nothing is guessed and nothing is quoted."""
    columns = ", ".join(f"'{name}': '{sql_type}'" for name, sql_type in STAGED_COLUMNS[kind].items())
    return (
        f"read_csv('{quoted(path)}', delim = '\t', header = false, quote = '', escape = '', auto_detect = false, "
        f"columns = {{{columns}}})"
    )


def _read_parts(vintage: Vintage, path: Path) -> list[StoredPart]:
    import duckdb

    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            rows = connection.execute(
                "SELECT name, source, layout, rows, epoch(imported) FROM part ORDER BY name"
            ).fetchall()
    except duckdb.Error as error:
        raise unreadable(path, error) from error
    return [
        StoredPart(vintage, name, source, layout, count, datetime.fromtimestamp(imported, UTC))
        for name, source, layout, count, imported in rows
    ]


def unreadable(path: Path, error: duckdb.Error) -> TableError:
    """Return the error for a file of the store that DuckDB cannot read."""
    return TableError(path, None, f"is damaged ({_first_line(error)}): delete it and import the table again")


def quoted(path: Path) -> str:
    """Return a path as the inside of an SQL string, for statements that take no parameters."""
    return str(path).replace("'", "''")


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
