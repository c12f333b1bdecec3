"""The forms in which results are kept while a batch runs, and what is made of them at its end: JSON Lines or Parquet.

While it runs, a file only grows: JSON Lines as they are, a table as blocks of rows (Arrow streams, one after the other).
Each whole line or block ends at a place where a later run may go on.
"""

from __future__ import annotations

import io
import json
import os
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from assistant.batch.columns import schema
from assistant.batch.run import Outcome
from assistant.documents.files import printable_name
from assistant.errors import InputError

if TYPE_CHECKING:
    import pyarrow

PARQUET_SUFFIXES = frozenset({".parquet", ".pq"})
OTHER_SUFFIXES = frozenset({".csv", ".tsv", ".xlsx", ".txt"})
#: Rows of a block, and the characters of their analyses at which it is full.
BLOCK_ROWS = 256
BLOCK_CHARACTERS = 8_000_000
#: The same of a row group of the finished table; they depend on the rows alone, so that its bytes do.
GROUP_ROWS = 1024
GROUP_CHARACTERS = 64_000_000


class Form(Protocol):
    """How results are written.

    Attributes:
        name: As the reader knows it.
        needs_columns: Whether it takes the typed columns of a record.
        makes: Whether the finished file is made from the one that grew, or is that one.
    """

    name: str
    needs_columns: bool
    makes: bool

    def add(self, outcome: Outcome) -> bytes | None:
        """Return what is to be appended so that all results up to this one are kept; None where more may come first."""

    def rest(self) -> bytes:
        """Return what is to be appended so that all results are kept."""

    def make(self, kept: Path, made: Path) -> None:
        """Make the finished file from the one that grew."""


class JsonLines:
    """A line for each report that was analysed, in the order of the reports or the least sure first."""

    name = "JSON Lines"
    needs_columns = False

    def __init__(self, by_doubt: bool = False) -> None:
        self.makes = by_doubt

    def add(self, outcome: Outcome) -> bytes | None:
        return f"{outcome.line}\n".encode("utf-8", "backslashreplace") if outcome.line else b""

    def rest(self) -> bytes:
        return b""

    def make(self, kept: Path, made: Path) -> None:
        doubts, places = array("d"), array("q", [0])
        with kept.open("rb") as lines, _anew(made) as sorted_lines:
            for line in lines:
                doubts.append(json.loads(line)["review"]["probability"])
                places.append(places[-1] + len(line))
            for number in sorted(range(len(doubts)), key=doubts.__getitem__):
                lines.seek(places[number])
                sorted_lines.write(lines.read(places[number + 1] - places[number]))
            _to_disk(sorted_lines)


class Parquet:
    """A row for each report, those set aside too, in the columns of `columns.schema`."""

    name = "Parquet"
    needs_columns = True
    makes = True

    def __init__(self) -> None:
        self._rows: list[dict[str, Any]] = []
        self._characters = 0

    def add(self, outcome: Outcome) -> bytes | None:
        self._rows.append({**outcome.record.columns, "path": printable_name(str(outcome.file.path))})
        self._characters += len(outcome.line)
        is_full = len(self._rows) >= BLOCK_ROWS or self._characters >= BLOCK_CHARACTERS
        return self.rest() if is_full else None

    def rest(self) -> bytes:
        import pyarrow as pa

        if not self._rows:
            return b""
        block = io.BytesIO()
        with pa.ipc.new_stream(block, schema(), options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
            stream.write_batch(pa.RecordBatch.from_pylist(self._rows, schema()))
        self._rows, self._characters = [], 0
        return block.getvalue()

    def make(self, kept: Path, made: Path) -> None:
        from pyarrow import parquet

        with _anew(made) as file:
            with parquet.ParquetWriter(file, schema(), compression="zstd") as writer:
                for group in _groups(kept):
                    writer.write_table(group, row_group_size=GROUP_ROWS)
            _to_disk(file)


def form_of(out: Path, *, by_doubt: bool = False) -> Form:
    """Return the form that the suffix of a file asks for.

    Raises:
        InputError: It asks for one that results are not written in, or that is not sorted by doubt.
    """
    suffix = out.suffix.lower()
    if suffix in OTHER_SUFFIXES:
        raise InputError(f"{out}: results are JSON Lines (.jsonl) or Parquet (.parquet); name the file so")
    if suffix not in PARQUET_SUFFIXES:
        return JsonLines(by_doubt)
    if by_doubt:
        raise InputError(f"{out}: --sort doubt writes JSON Lines; order a Parquet table by its column 'probability'")
    return Parquet()


def _groups(kept: Path) -> Iterator[pyarrow.Table]:
    """Yield the rows of all blocks in row groups, cut by the rows alone, wherever the blocks were cut."""
    import pyarrow as pa

    rows: list[pyarrow.RecordBatch] = []
    many = characters = 0
    for block in _blocks(kept):
        lengths = pa.compute.utf8_length(block.column("analysis")).fill_null(0).to_pylist()
        start = 0
        for number, length in enumerate(lengths, start=1):
            many, characters = many + 1, characters + length
            if many == GROUP_ROWS or characters >= GROUP_CHARACTERS:
                rows.append(block.slice(start, number - start))
                yield pa.Table.from_batches(rows).combine_chunks()
                rows, start, many, characters = [], number, 0, 0
        rows.append(block.slice(start))
    if many:
        yield pa.Table.from_batches(rows).combine_chunks()


def _blocks(kept: Path) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow as pa
    import pyarrow.compute

    size = kept.stat().st_size
    with pa.OSFile(str(kept)) as file:
        while file.tell() < size:
            yield from pa.ipc.open_stream(file)


def _anew(path: Path) -> BinaryIO:
    """Open a new file; what an earlier run left there goes, and of a link the link alone."""
    path.unlink(missing_ok=True)
    return path.open("xb")


def _to_disk(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())
