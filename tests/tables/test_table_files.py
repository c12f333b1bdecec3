"""Opening text, CSV, Excel and zip files as rows with line numbers."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from published_files import write_sheet, write_text, write_zip

from assistant.errors import TableError
from assistant.tables.files import open_tables


def rows_of(path: Path) -> list[tuple[int, list[str]]]:
    (table,) = open_tables(path)
    return list(table.rows())


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_kind_of_line_end_separates_rows(tmp_path: Path, end: str) -> None:
    path = write_text(tmp_path / "a.txt", ["one\ttwo", "three\tfour"], end)
    assert rows_of(path) == [(1, ["one", "two"]), (2, ["three", "four"])]


def test_tab_separated_text_keeps_quotes_as_they_are(tmp_path: Path) -> None:
    assert rows_of(write_text(tmp_path / "a.txt", ['a\t"b'])) == [(1, ["a", '"b'])]


def test_rows_after_a_quoted_cell_of_several_lines_keep_their_line_number(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'"a notice\r\nof two lines",\r\nx,y\r\n')
    assert rows_of(path) == [(1, ["a notice\nof two lines", ""]), (3, ["x", "y"])]


@pytest.mark.parametrize(
    "content", ["caf\xe9\tx".encode("latin-1"), "caf\xe9\tx".encode(), "\ufeffcaf\xe9\tx".encode()]
)
def test_latin_1_and_utf_8_are_both_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    assert rows_of(path) == [(1, ["caf\xe9", "x"])]


def test_numbers_of_a_workbook_are_read_as_the_text_file_writes_them(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [["36005", 20160101, 1.0, 1.8]])
    assert rows_of(path) == [(1, ["36005", "20160101", "1", "1.8"])]


def test_empty_cells_that_a_workbook_leaves_out_at_the_end_of_a_row_are_filled_in(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [["code", "first", "last"], ["36005", None, None]])
    assert rows_of(path)[1] == (2, ["36005", "", ""])


def test_zip_yields_one_table_where_it_holds_text_and_workbook_of_the_same_name(tmp_path: Path) -> None:
    members = {"t/ccipra-f1.xlsx": b"PK", "t/ccipra-f1.TXT": b"x\ty\n", "__MACOSX/ccipra.txt": b"", "notes.pdf": b""}
    (table,) = open_tables(write_zip(tmp_path / "a.zip", members))
    assert (table.name, list(table.rows())) == ("ccipra-f1.TXT", [(1, ["x", "y"])])


def test_zip_yields_the_fee_schedule_without_its_twin_for_other_conversion_factors(tmp_path: Path) -> None:
    members = {"PPRRVU2026_Oct_QPP.csv": b"x", "PPRRVU2026_Oct_nonQPP.csv": b"y"}
    (table,) = open_tables(write_zip(tmp_path / "a.zip", members))
    assert table.name == "PPRRVU2026_Oct_nonQPP.csv"


def test_error_inside_a_zip_names_the_zip_and_the_member(tmp_path: Path) -> None:
    (table,) = open_tables(write_zip(tmp_path / "a.zip", {"b.txt": b"x"}))
    assert str(table.fault(3, "wrong")) == "a.zip!b.txt:3: wrong"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", b"", "a.txt: is empty"),
        ("a.zip", b"PK\x03\x04 the beginning of a zip", "a.zip: is a zip that is damaged or cut off"),
        ("a.zip", b"<!DOCTYPE html><title>License</title>", "a.zip:1: is a web page"),
        ("a.xls", b"\xd0\xcf\x11\xe0 old workbook", "a.xls: is an old Excel workbook"),
        ("a.pdf", b"%PDF\0", "a.pdf: is no text"),
        ("a.csv", b'x,y\nx,"the end is miss', "a.csv:2: no well-formed CSV"),
    ],
)
def test_what_is_no_table_is_refused_by_name(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TableError) as error:
        rows_of(path)
    assert str(error.value).startswith(expected)


def test_half_a_zip_is_refused(tmp_path: Path) -> None:
    whole = write_zip(tmp_path / "whole.zip", {"a.txt": b"x\ty\n" * 5000}).read_bytes()
    path = tmp_path / "half.zip"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(TableError, match=r"half\.zip: .*cut off"):
        open_tables(path)


def test_zip_with_damaged_data_is_refused(tmp_path: Path) -> None:
    content = bytearray(write_zip(tmp_path / "a.zip", {"a.txt": bytes(range(32, 127)) * 500}).read_bytes())
    content[60:90] = b"\0" * 30
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(TableError, match=r"a\.zip!a\.txt: .*damaged"):
        rows_of(tmp_path / "a.zip")


def test_zip_without_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="without a"):
        open_tables(write_zip(tmp_path / "a.zip", {"layout.pdf": b"x"}))


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="does not exist"):
        open_tables(tmp_path / "a.txt")
    with pytest.raises(TableError, match="is a folder"):
        open_tables(tmp_path)


def test_zip_of_too_many_files_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {f"{number}.txt": b"x" for number in range(1_001)})
    with pytest.raises(TableError, match="holds 1,001 files"):
        open_tables(path)


def test_zip_that_unpacks_to_a_multiple_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(11_000_000))
    with pytest.raises(TableError, match="unpacks to 11,000,000 bytes"):
        open_tables(path)


def test_workbook_inside_a_zip_that_unpacks_to_a_multiple_is_refused(tmp_path: Path) -> None:
    sheet = write_sheet(tmp_path / "a.xlsx", [["36005"]])
    with zipfile.ZipFile(sheet, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/other.xml", bytes(11_000_000))
    path = write_zip(tmp_path / "a.zip", {"a.xlsx": sheet.read_bytes()})
    with pytest.raises(TableError, match="workbook that unpacks"):
        rows_of(path)


def test_line_without_end_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a\tb\n" + b"x" * 200_000)
    with pytest.raises(TableError, match=r"a\.txt:2: has more than 100,000 characters"):
        rows_of(path)


def test_workbook_with_a_broken_part_is_refused(tmp_path: Path) -> None:
    whole, broken = write_sheet(tmp_path / "whole.xlsx", [["36005"]]), tmp_path / "broken.xlsx"
    with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(broken, "w") as copy:
        for name in archive.namelist():
            content = archive.read(name)
            copy.writestr(name, content if name != "xl/workbook.xml" else content.replace(b"sheetId", b"sheetNo"))
    with pytest.raises(TableError, match="no readable Excel workbook"):
        rows_of(broken)
