"""Reports from tables: columns by name, bad rows with their reason, files that are refused in one sentence."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assistant.documents.document import Document
from assistant.documents.opening import Documents
from assistant.documents.report_tables import Columns, day_of
from assistant.documents.text import TEXT_LIMIT
from assistant.errors import InputError

ROW = {
    "Accession": "A-1",
    "MRN": "445566",
    "DOS": "03/04/2026",
    "Provider": "Low, Ann",
    "Facility": "Lakeview",
    "Note": "US leg, no DVT.",
}
TOLD = ("A-1", "US leg, no DVT.", "445566", "Low, Ann", "Lakeview", date(2026, 3, 4), "A-1")


def read(data: bytes | str, name: str, columns: Columns | None = None, **limits: int) -> list[Document]:
    encoded = data.encode("utf-8") if isinstance(data, str) else data
    return list(Documents(io.BytesIO(encoded), name, columns, **limits))


def parquet(rows: list[dict[str, str]]) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), stream)
    return stream.getvalue()


def csv_text(delimiter: str) -> str:
    cells = [f'"{value}"' for value in ROW.values()]
    return f"{delimiter.join(ROW)}\n{delimiter.join(cells)}\n"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        *((csv_text(mark), "reports.csv") for mark in ",;\t|"),
        ("sep=;\n" + csv_text(";"), "reports.csv"),
        (csv_text(",").encode("utf-8-sig"), "reports.csv"),
        (csv_text("\t").encode("utf-16"), "reports.tsv"),
        (csv_text(",").replace("\n", "\r\n"), "reports.CSV"),
        (json.dumps(ROW) + "\n", "reports.jsonl"),
        (json.dumps([ROW], indent=1), "reports.json"),
        (json.dumps({"count": 1, "reports": [ROW]}), "reports.json"),
        (json.dumps(ROW) + "\n" + json.dumps(ROW), "reports.json"),
        (parquet([ROW]), "reports.parquet"),
    ],
)
def test_columns_are_found_by_their_names_in_each_kind_of_table(data: bytes | str, name: str) -> None:
    row = read(data, name)[0]
    assert (row.id, row.text, row.patient, row.physician, row.site, row.day, row.accession) == TOLD


def test_a_column_that_the_caller_names_goes_before_the_known_ones() -> None:
    (row,) = read("id,text,impression\n7,whole,short\n", "a.csv", Columns(text="Impression"))
    assert (row.id, row.text) == ("7", "short")


def test_a_row_without_an_id_is_named_by_its_number() -> None:
    assert [row.id for row in read("text\none\ntwo\n", "a.csv")] == ["row 1", "row 2"]


def test_a_report_of_several_lines_is_one_row_and_lines_are_those_of_the_file() -> None:
    rows = read('id,text\n1,"one\ntwo"\n2,\n3,four\n', "a.csv")
    assert [(row.line, row.text, row.fault) for row in rows] == [
        (2, "one\ntwo", ""), (4, "", "no report in 'text'"), (5, "four", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "name", "fault"),
    [
        ("id,text\n1,a,b\n", "a.csv", "3 cells for 2 columns; quote a report that holds the separator"),
        ("id,text\n1\n", "a.csv", "1 cells for 2 columns; some are missing"),
        ('{"text": "x"}\n{"text": "y"', "a.jsonl", "is no JSON; the file seems cut off here"),
        ('{"text": "x"}\n[1]\n', "a.jsonl", "is no JSON object"),
        ('{"text": "x"}\n{"note": "y"}\n', "a.jsonl", "no 'text' in it"),
        ('[{"text": "x"}, {"text": 7}]', "a.json", "what stands in 'text' is no text"),
        (json.dumps([{"text": "x" * (TEXT_LIMIT + 1)}]), "a.json", "has 300,001 characters"),
    ],
)
def test_a_bad_row_comes_with_its_reason(data: str, name: str, fault: str) -> None:
    last = read(data, name)[-1]
    assert last.fault.startswith(fault) and not last.text


def test_a_quote_that_is_not_closed_ends_the_reading_with_its_line() -> None:
    rows = read('id,text\n1,fine\n2,"open\n3,more\n', "a.csv")
    assert [row.line for row in rows] == [2, 3] and "quote that is not closed" in rows[-1].fault


@pytest.mark.parametrize(
    ("data", "name", "fault"),
    [
        ("", "a.csv", "is empty"),
        ("  \n", "a.jsonl", "is empty"),
        ("Jane Roe,John Low,Quill\nA,B,C\n", "a.csv", "known by its name; its first line must name the columns; name it with --text-column"),
        ("id,Jane Roe,visit\n1,x,y\n", "a.csv", "its columns are id, column 2, visit; name it with --text-column"),
        (f"id,report{'~' * 300}\n1,x\n", "a.csv", "its columns are id, column 2; name it with --text-column"),
        ("id,report 90311742\n1,x\n", "a.csv", "its columns are id, column 2; name it with --text-column"),
        ("id,impressions\n1,x\n", "a.csv", "its columns are id, impressions; name it with --text-column"),
        ("no json\n", "a.jsonl", "holds no JSON object on any line"),
        ('[{"text": "x"},', "a.json", "perhaps it is cut off"),
        ("[1, 2]", "a.json", "holds no list of objects"),
        (parquet([ROW])[:-20], "a.parquet", "perhaps it is cut off"),
        (parquet([ROW]).replace(b"Accession", b"Acc\xffssion"), "a.parquet", "is no whole Parquet file"),
        ("id,text\n", "a.parquet", "is no Parquet file"),
        ("text,text\na,b\n", "a.csv", "its columns"),
    ],
)
def test_a_file_that_is_no_table_of_reports_is_refused(data: bytes | str, name: str, fault: str) -> None:
    if name == "a.csv" and data == "text,text\na,b\n":
        with pytest.raises(InputError, match="two columns called 'text'"):
            read(data, name, Columns(text="text"))
        return
    with pytest.raises(InputError, match=fault):
        read(data, name)


def test_a_first_line_that_names_nothing_is_not_repeated() -> None:
    with pytest.raises(InputError, match="its first line must name the columns") as refused:
        read("Jane Doe has a swollen leg, and the veins of it compress fully\n", "a.csv")
    assert "Jane" not in str(refused.value)


def test_old_code_pages_are_read() -> None:
    assert read("text\nDr. Müller saw 5 °C\n".encode("cp1252"), "a.csv")[0].text == "Dr. Müller saw 5 °C"


def test_rows_beyond_the_limit_are_not_read() -> None:
    rows = read("text\n" + "x\n" * 5, "a.csv", most_rows=3)
    assert len(rows) == 4 and rows[-1].fault == "more than 3 rows; the rest is not read"


def test_a_long_table_is_read_as_it_comes() -> None:
    class Endless(io.RawIOBase):
        asked = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            self.asked += 1
            return b"text\n" if self.asked == 1 else b"a report\n"

    stream = Endless()
    rows = iter(Documents(stream, "a.csv"))  # type: ignore[arg-type]
    assert next(rows).text == "a report" and stream.asked < 5


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-03-04", date(2026, 3, 4)),
        ("2026-03-04T10:22:00Z", date(2026, 3, 4)),
        ("3/4/2026 10:22", date(2026, 3, 4)),
        ("20260304", date(2026, 3, 4)),
        (datetime(2026, 3, 4, 10), date(2026, 3, 4)),
        ("March 4", None),
        (None, None),
    ],
)
def test_the_day_is_read_in_each_way_tables_write_it(value: object, day: date | None) -> None:
    assert day_of(value) == day


def lying_parquet() -> bytes:
    """Return a small file whose only page says that it unpacks to two thousand million bytes."""
    stream, size = io.BytesIO(), 140_000_000
    pq.write_table(pa.table({"text": ["a" * size]}), stream, compression="zstd", use_dictionary=False, write_statistics=False)
    data = bytearray(stream.getvalue())
    assert data[4:7] == b"\x15\x00\x15" and data[11] < 0x80  # a page of data, and five bytes that tell its size
    data[7:12] = b"\xfe\xff\xff\xff\x0f"
    return bytes(data)


def test_a_page_that_unpacks_to_all_memory_is_refused_in_a_clause() -> None:
    told = list(Documents(io.BytesIO(lying_parquet()), "a.parquet"))
    assert [document.fault for document in told] == [
        "needs more than 1000 MB of memory to be read, or is damaged; write the table anew, with smaller pages; the rest is not read"
    ]


def test_the_next_parquet_file_is_read_after_one_that_was_stopped() -> None:
    list(Documents(io.BytesIO(lying_parquet()), "a.parquet"))
    assert [document.id for document in Documents(io.BytesIO(parquet([ROW])), "b.parquet")] == [ROW["Accession"]]


def test_two_parquet_files_are_read_in_turns() -> None:
    rows = [ROW | {"Accession": f"A{number}"} for number in range(1000)]
    first, second = (iter(Documents(io.BytesIO(parquet(rows)), "a.parquet")) for _ in range(2))
    assert [(a.id, b.id) for a, b in zip(first, second, strict=True)] == [(f"A{n}", f"A{n}") for n in range(1000)]


def test_a_parquet_file_of_one_large_row_group_is_not_read_as_a_whole(tmp_path: Path) -> None:
    size = 12_000_000
    texts = [f"{number:06}" * 200 for number in range(size // 1200)]
    pq.write_table(
        pa.table({"note": texts, "other": texts}), tmp_path / "a.parquet", row_group_size=len(texts),
        compression="none", use_dictionary=False,
    )  # fmt: skip
    most = rows = 0
    with (tmp_path / "a.parquet").open("rb") as stream:
        before = pa.total_allocated_bytes()
        for _ in Documents(stream, "a.parquet"):
            rows += 1
            most = max(most, pa.total_allocated_bytes() - before)
    assert rows == len(texts) and most < size / 2
