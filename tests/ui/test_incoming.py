"""Uploaded files, tables and pastes as one stream of single reports."""

from __future__ import annotations

from datetime import date

from assistant.documents.report_tables import Columns
from assistant.ui.worklist.incoming import Incoming, incoming

FIRST = """US DUPLEX VEINS RIGHT LEG
Patient: DOE, JANE   MRN 445566   Date of exam: 03/04/2026

FINDINGS: The right common femoral and popliteal veins compress fully.
IMPRESSION: No DVT. Images archived.

Electronically signed by: Ann Low, MD
"""
SECOND = FIRST.replace("DOE, JANE   MRN 445566", "ROE, RICHARD   MRN 778899")


def read(*files: tuple[str, bytes], pastes: tuple[str, ...] = (), columns: Columns | None = None) -> list[Incoming]:
    return list(incoming(files, pastes, columns=columns))


def test_a_file_is_a_report_with_what_it_tells_of_itself() -> None:
    (one,) = read(("folder/fax.txt", FIRST.replace("\n", "\r\n").encode()))
    assert one == Incoming("fax", FIRST, "445566", "Ann Low", "", date(2026, 3, 4), "file")


def test_a_paste_of_two_patients_is_split_and_says_so() -> None:
    first, second = read(pastes=(FIRST + "\n" + SECOND,))
    assert (first.name, first.patient, second.name, second.patient) == (
        "paste, 1 of 2",
        "445566",
        "paste, 2 of 2",
        "778899",
    )
    assert (first.note, second.note) == ("This paste held 2 reports of 2 patients and was split.", "")
    assert first.text + second.text == FIRST + "\n" + SECOND


def test_a_table_tells_more_than_its_texts() -> None:
    table = b"id,mrn,dos,note\nA-1,999,2026-03-05,US leg. No DVT. Images stored.\nA-2,,,\n"
    one, bad = read(("list.csv", table))
    assert one == Incoming("A-1", "US leg. No DVT. Images stored.", "999", "", "", date(2026, 3, 5), "table")
    assert (bad.name, bad.fault) == ("list.csv, line 3", "is left out: no report in 'note'")


def test_a_row_of_two_patients_is_split_and_takes_no_patient_from_the_table() -> None:
    cell = (FIRST + "\n" + SECOND).replace('"', "")
    rows = read(("list.csv", f'id,mrn,note\nA-1,999,"{cell}"\n'.encode()))
    assert [row.patient for row in rows] == ["445566", "778899"]
    assert rows[0].note == "list.csv, line 2 held 2 reports of 2 patients and was split."


def test_named_columns_are_used() -> None:
    (one,) = read(("list.csv", b"id,a,b\n1,US leg,other\n"), columns=Columns(text="b"))
    assert one.text == "other"


def test_what_cannot_be_read_comes_with_its_fault_and_stops_nothing() -> None:
    pdf, table, good = read(("a.pdf", b"%PDF-1.7"), ("b.csv", b""), ("c.txt", FIRST.encode()))
    assert (pdf.fault, table.fault, good.fault) == (
        "is a PDF that breaks off before its end; save or send it again",
        "is empty",
        "",
    )


def test_an_empty_paste_is_nothing() -> None:
    assert read(pastes=("", " \n")) == []
