"""Reads the rows of Parquet files in a process apart (see `apart.py`): of 3 KB whose page lies Arrow takes all memory.

The process asks for the parts of the file that it needs, so that a file of any size and one that lies in memory are read
alike, and sends rows as they come. Only this module knows both ends:

* this process asks for the columns that it wants, or for the head (null), and sends the bytes that it is asked for;
* the process apart sends `{"place": ..., "count": ...}` where it needs bytes; then the head (`{"names": [...], "rows": ...}`),
  or portions of rows, and null behind the last; or words on what is wrong.

A portion is a list of its columns, and behind a line feed the bytes of all its texts: JSON would take most of the time.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from assistant.documents.apart import Allowance, Link, Processes
from assistant.errors import InputError

if TYPE_CHECKING:
    import pyarrow

MEGABYTES = 1_000  # of memory for a file's reading, Python and Arrow themselves included
SECONDS = 60  # until the next rows come
BATCH = 256  # rows that Arrow reads at once
PORTION = 1 << 20  # bytes of rows: with more they are sent in smaller portions, at last each by itself
BUFFER = 1 << 20  # bytes of a column that are read at once, however large its row group is
MOST_READ = 1 << 23  # bytes that are asked for at once

_PROCESSES = Processes(__name__, "write the table anew, with smaller pages")


class Head(NamedTuple):
    """What a file tells of itself: the names of its columns, and how many rows it has."""

    names: list[str]
    rows: int


@dataclass(frozen=True, slots=True)
class OtherValue:
    """A value of a type that no column of reports has: what it looks like."""

    words: str

    def __str__(self) -> str:
        return self.words


def head_of(stream: BinaryIO) -> Head:
    """Return what a file tells of itself.

    Raises:
        InputError: It is no whole Parquet file, or cannot be read within its bounds.
    """
    return Head(**next(told(stream, None)))


def rows_of(stream: BinaryIO, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file as they are read.

    Args:
        stream: The file, as it was when `head_of` looked at it.
        columns: The names of the columns that are wanted.

    Yields:
        The cells by column: texts, numbers, dates, None; a list in place of what has parts and of what cannot be read.

    Raises:
        InputError: The file is damaged at this place, or what follows cannot be read within its bounds.
    """
    for portion in told(stream, columns):
        for cells in zip(*portion, strict=True):
            yield dict(zip(columns, cells, strict=True))


def told(stream: BinaryIO, columns: Sequence[str] | None) -> Iterator[Any]:
    """Yield what the process apart tells of a file: its head, or its rows in portions, by columns.

    Raises:
        InputError: It tells that it cannot read the file, or is gone, or takes too long.
    """
    size = stream.seek(0, io.SEEK_END)
    with _PROCESSES.lent(MEGABYTES) as process:
        allowance = Allowance(SECONDS)
        messages = [json.dumps({"size": size, "columns": columns}).encode()]
        while (message := decoded(process.ask(allowance, *messages))) is not None:
            messages = []
            if isinstance(message, dict) and "place" in message:
                stream.seek(message["place"])
                messages = [stream.read(message["count"])]
            else:
                yield message
                allowance = Allowance(SECONDS)


def decoded(message: bytes) -> Any:
    """Return what a message of the process apart says.

    Raises:
        InputError: It says what is wrong with the file.
    """
    head, _, texts = message.partition(b"\n")
    value = json.loads(head, object_hook=_value_of)
    if isinstance(value, str):
        raise InputError(value)
    if isinstance(value, list):
        source = io.BytesIO(texts)
        return [list(_texts_of(source, column.lengths)) if isinstance(column, _Texts) else column for column in value]
    return value


class _Texts(NamedTuple):
    """A column of texts in a message: how many bytes each has; None where there is none."""

    lengths: list[int | None]


def _texts_of(source: BinaryIO, lengths: Sequence[int | None]) -> Iterator[str | list[Any] | None]:
    for length in lengths:
        try:
            yield None if length is None else source.read(length).decode()
        except UnicodeDecodeError:
            yield []


def _value_of(tagged: dict[str, Any]) -> Any:
    """Return a value that JSON does not know (see `_tagged`)."""
    if "lengths" in tagged:
        return _Texts(tagged["lengths"])
    if "day" in tagged:
        return date.fromisoformat(tagged["day"])
    if "moment" in tagged:
        return datetime.fromisoformat(tagged["moment"])
    return OtherValue(tagged["other"]) if "other" in tagged else tagged


def answer(asked: bytes, caller: Link) -> None:
    """Answer a question of the other process (see the top of this file)."""
    wanted = json.loads(asked)

    def read(place: int, count: int) -> bytes:
        caller.send(json.dumps({"place": place, "count": count}).encode())
        data = caller.receive()
        if data is None:
            raise EOFError("the calling process is gone")
        return data

    for message in messages_of(_Distant(wanted["size"], read), wanted["columns"]):
        caller.send(message)


def messages_of(source: Any, columns: Sequence[str] | None) -> Iterator[bytes]:
    """Yield the messages that answer what is asked of a file.

    Args:
        source: The file.
        columns: The columns whose rows are asked for; None asks for the head.
    """
    import pyarrow
    from pyarrow import parquet

    damages = (pyarrow.ArrowException, OSError, UnicodeDecodeError)  # a name of a column may be damaged too
    try:
        table = parquet.ParquetFile(source, buffer_size=BUFFER)
        if columns is None:
            yield _encoded({"names": list(table.schema_arrow.names), "rows": table.metadata.num_rows})
            return
    except MemoryError:  # of Arrow's faults this one is none of the file's
        raise
    except damages:
        yield _encoded("is no whole Parquet file; perhaps it is cut off")
        return
    try:
        for batch in table.iter_batches(BATCH, columns=columns, use_threads=False):
            yield from _portions(batch, columns)
    except MemoryError:
        raise
    except damages:
        yield _encoded("is broken here")
        return
    yield _encoded(None)


def _portions(batch: pyarrow.RecordBatch, columns: Sequence[str]) -> Iterator[bytes]:
    """Yield rows as messages, none much longer than `PORTION` or one row."""
    if batch.nbytes > PORTION and len(batch) > 1:
        half = len(batch) // 2
        yield from _portions(batch.slice(0, half), columns)
        yield from _portions(batch.slice(half), columns)
        return
    told, texts = list[Any](), list[bytes]()
    for name in columns:
        column = batch.column(name)
        told.append(_lengths(column, texts) if _is_text(column.type) else _cells(column))
    yield b"\n".join((_encoded(told), b"".join(texts)))


def _encoded(message: object) -> bytes:
    return json.dumps(message).encode()


def _is_text(kind: pyarrow.DataType) -> bool:
    from pyarrow import types

    return types.is_string(kind) or types.is_large_string(kind)


def _lengths(column: pyarrow.Array, texts: list[bytes]) -> dict[str, list[int | None]]:
    """Return how long the texts of a column are, and append them; whether they are UTF-8 is seen where they are read."""
    import pyarrow

    values = column.cast(pyarrow.binary() if pyarrow.types.is_string(column.type) else pyarrow.large_binary()).to_pylist()
    texts += filter(None, values)
    return {"lengths": [None if value is None else len(value) for value in values]}


def _cells(column: pyarrow.Array) -> list[Any]:
    """Return the values of a column of another type as JSON knows them."""
    from pyarrow import types

    if types.is_nested(column.type):
        return [[] if is_there else None for is_there in column.is_valid().to_pylist()]
    try:
        values = column.to_pylist()
    except (ValueError, OverflowError):  # a date of no calendar, a text that is no UTF-8
        values = [_read(value) for value in column]
    return [_tagged(value) for value in values]


def _read(value: pyarrow.Scalar) -> Any:
    try:
        return value.as_py()
    except (ValueError, OverflowError):
        return []


def _tagged(value: object) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return [] if isinstance(value, list | dict) else {"other": str(value)}


class _Distant:
    """A file that lies in another process, as Arrow reads files.

    Args:
        size: Its bytes.
        ask: Returns so many bytes at a place, as far as there are some.
    """

    mode = "rb"
    closed = False

    def __init__(self, size: int, ask: Callable[[int, int], bytes]) -> None:
        self._size, self._ask, self._place = size, ask, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = 0) -> int:
        self._place = max(0, offset + (0, self._place, self._size)[whence])
        return self._place

    def read(self, count: int = -1) -> bytes:
        """Return so many bytes, or those that are left."""
        left = max(0, self._size - self._place)
        count = left if count < 0 else min(count, left)
        parts = list[bytes]()
        while count > 0 and (part := self._ask(self._place, min(count, MOST_READ))):
            parts.append(part)
            self._place += len(part)
            count -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def flush(self) -> None:
        """Do nothing: nothing is written."""

    def close(self) -> None:
        """Leave the file open: the process that has it closes it."""
