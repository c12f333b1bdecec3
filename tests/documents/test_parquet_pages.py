"""Heads of pages as Arrow writes them, and with other sizes written over theirs."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assistant.documents import parquet_pages
from assistant.documents.opening import Documents
from assistant.documents.parquet_pages import check_pages
from assistant.errors import InputError

TEXTS = [f"US liver {number}. Normal. Images stored." for number in range(300)]


def written(**options: object) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"text": TEXTS, "other": TEXTS}), buffer, **options)
    return buffer.getvalue()


def check(data: bytes, name: str = "text") -> None:
    group = pq.ParquetFile(io.BytesIO(data)).metadata.row_group(0)
    check_pages(io.BytesIO(data), group, frozenset({name}))


def place_of(data: bytes, name: str = "text") -> int:
    group = pq.ParquetFile(io.BytesIO(data)).metadata.row_group(0)
    column = next(one for number in range(2) if (one := group.column(number)).path_in_schema == name)
    return int(min(filter(None, (column.dictionary_page_offset, column.data_page_offset))))


@pytest.mark.parametrize(
    "options",
    [
        {}, {"use_dictionary": False}, {"compression": "NONE"}, {"data_page_version": "2.0"}, {"data_page_size": 500},
        {"write_page_checksum": True}, {"write_statistics": False}, {"compression": "ZSTD", "row_group_size": 70},
    ],
)  # fmt: skip
def test_a_whole_file_passes_however_it_was_written(options: dict[str, object]) -> None:
    check(written(**options))
    assert len([one for one in Documents(io.BytesIO(written(**options)), "a.parquet") if not one.fault]) == len(TEXTS)


def test_a_page_that_claims_more_than_its_column_has_is_broken() -> None:
    data = bytearray(written(use_dictionary=False, compression="NONE"))
    place = place_of(data) + 3  # behind the type: field, size unpacked, field, size packed
    data[place : place + 2] = b"\xff\x7f"
    with pytest.raises(InputError, match="a page whose head is broken"):
        check(bytes(data))


def test_a_page_larger_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_pages, "MOST_PAGE_BYTES", 1000)
    with pytest.raises(InputError, match="a page of more than 1,000 bytes"):
        check(written())


@pytest.mark.parametrize("head", [b"", b"\x15", b"\x19\x00", b"\x18\xff\xff\x03ab", b"\x1c" * 40, b"\x15" + b"\xff" * 200])
def test_a_head_that_is_none_is_broken(head: bytes) -> None:
    data = bytearray(written())
    place = place_of(bytes(data))
    data[place:] = head
    group = pq.ParquetFile(io.BytesIO(written())).metadata.row_group(0)
    with pytest.raises(InputError, match="a page whose head is broken"):
        check_pages(io.BytesIO(bytes(data)), group, frozenset({"text"}))


def test_columns_that_are_not_read_are_not_looked_at() -> None:
    data = bytearray(written())
    data[place_of(bytes(data), "other")] = 0
    check(bytes(data))


def test_the_rows_before_a_broken_page_are_read_and_it_is_told() -> None:
    data = bytearray(written(row_group_size=100))
    column = pq.ParquetFile(io.BytesIO(bytes(data))).metadata.row_group(1).column(0)
    data[min(filter(None, (column.dictionary_page_offset, column.data_page_offset)))] = 0
    *read, last = Documents(io.BytesIO(bytes(data)), "a.parquet")
    assert len(read) == 100
    assert last.fault == "holds a page whose head is broken; the rest is not read"
