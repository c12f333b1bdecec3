"""Tables as CSV: what a spreadsheet reads, and nothing that it runs."""

import pytest

from assistant.csv_text import csv_file, csv_line


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx", "\n=1", "\uff1d1+1"])
def test_no_cell_begins_a_formula(cell: str) -> None:
    assert csv_line([cell], "").lstrip('"').startswith("'")


def test_no_cell_moves_the_cursor_of_a_terminal_and_its_lines_stay() -> None:
    assert csv_line(["a\x1b[2J\x9b\nb"], "") == '"a\u241b[2J\ufffd\nb"'


def test_a_number_below_nought_stays_one() -> None:
    assert csv_line([-1, "a,b"]) == '-1,"a,b"\r\n'


def test_a_file_names_its_columns_and_is_read_as_utf_8() -> None:
    assert csv_file(("Name",), [("Müller",)]) == b"\xef\xbb\xbfName\r\nM\xc3\xbcller\r\n"
