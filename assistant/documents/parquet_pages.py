"""Looks at the heads of a Parquet file's pages before Arrow reads them: Arrow takes as much memory as a head claims.

A head is a `PageHeader` of the Parquet format (`parquet.thrift`) in Thrift's compact protocol; of its fields only the two
sizes are of interest, the others are stepped over.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from assistant.errors import InputError

if TYPE_CHECKING:
    from pyarrow.parquet import RowGroupMetaData

MOST_PAGE_BYTES = 256_000_000  # of one page, unpacked: a thousand reports of average length take five millions
HEAD_BYTES = 1 << 16  # of a head: it may hold the least and the greatest value of its page
UNPACKED, PACKED = 2, 3  # the fields of a head that tell a page's sizes in bytes
DEEPEST = 8  # structures within structures

#: The types of Thrift's compact protocol.
STOP, TRUE, FALSE, BYTE, DOUBLE, BINARY, STRUCT = 0, 1, 2, 3, 7, 8, 12
NUMBERS = frozenset({4, 5, 6})
BROKEN = "holds a page whose head is broken"


def check_pages(stream: BinaryIO, group: RowGroupMetaData, names: frozenset[str]) -> None:
    """Look at the pages of a row group's columns.

    Args:
        stream: The file; it is left at another place.
        group: What the file tells of the row group.
        names: The columns that will be read.

    Raises:
        InputError: A page is broken, or claims more than `MOST_PAGE_BYTES`.
    """
    for number in range(group.num_columns):
        column = group.column(number)
        if column.path_in_schema.partition(".")[0] not in names:
            continue
        place = min(filter(None, (column.dictionary_page_offset, column.data_page_offset)), default=0)
        end = place + column.total_compressed_size
        while place < end:
            stream.seek(place)
            head = io.BytesIO(stream.read(HEAD_BYTES))
            sizes = _numbers_of(head)
            unpacked, packed = sizes.get(UNPACKED, -1), sizes.get(PACKED, -1)
            behind = place + head.tell() + packed
            if unpacked < 0 or packed < 0 or behind > end:
                raise InputError(BROKEN)
            if unpacked > MOST_PAGE_BYTES:
                raise InputError(f"holds a page of more than {MOST_PAGE_BYTES:,} bytes; write fewer rows a page")
            place = behind


def _numbers_of(head: io.BytesIO, depth: int = 0) -> dict[int, int]:
    """Return the whole numbers of a structure by field, and step over everything else.

    Raises:
        InputError: It is cut off, or no structure.
    """
    numbers: dict[int, int] = {}
    field = 0
    while (mark := _byte(head)) != STOP:
        kind = mark & 0x0F
        field = field + (mark >> 4) if mark >> 4 else _signed(head)
        if kind in NUMBERS:
            numbers[field] = _signed(head)
        else:
            _step_over(head, kind, depth)
    return numbers


def _step_over(head: io.BytesIO, kind: int, depth: int) -> None:
    """Step over a value that is no whole number."""
    if kind in (TRUE, FALSE):
        return
    if kind == STRUCT and depth < DEEPEST:
        _numbers_of(head, depth + 1)
    elif kind in (BYTE, DOUBLE, BINARY):
        count = {BYTE: 1, DOUBLE: 8}.get(kind) or _unsigned(head)
        if len(head.read(count)) < count:
            raise InputError(BROKEN)
    else:  # heads hold no lists, sets or maps
        raise InputError(BROKEN)


def _byte(head: io.BytesIO) -> int:
    found = head.read(1)
    if not found:
        raise InputError(BROKEN)
    return found[0]


def _unsigned(head: io.BytesIO) -> int:
    """Return a number of seven bits a byte, the lowest first."""
    number = shift = 0
    while (byte := _byte(head)) & 0x80:
        number |= (byte & 0x7F) << shift
        shift += 7
    return number | byte << shift


def _signed(head: io.BytesIO) -> int:
    """Return a number whose sign stands in its lowest bit."""
    number = _unsigned(head)
    return (number >> 1) ^ -(number & 1)
