"""Files, messages, tables and pastes as one stream of single reports."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from assistant.documents.incoming import Incoming, incoming
from assistant.documents.metadata import Metadata
from assistant.documents.report_tables import Columns

HL7 = Path(__file__).parent / "files" / "hl7"
FIRST = """US DUPLEX VEINS RIGHT LEG
Patient: DOE, JANE   MRN 445566   Date of exam: 03/04/2026

FINDINGS: The right common femoral and popliteal veins compress fully.
IMPRESSION: No DVT. Images archived.

Electronically signed by: Ann Low, MD
"""
SECOND = FIRST.replace("DOE, JANE   MRN 445566", "ROE, RICHARD   MRN 778899")


def read(*files: tuple[str, bytes], pastes: tuple[str, ...] = (), columns: Columns | None = None) -> list[Incoming]:
    return list(incoming(files, pastes, columns=columns))


def sample(name: str) -> tuple[str, bytes]:
    return name, (HL7 / name).read_bytes()


def test_a_file_is_a_report_with_what_it_tells_of_itself() -> None:
    (one,) = read(("folder/fax.txt", FIRST.replace("\n", "\r\n").encode()))
    assert one == Incoming("fax", FIRST, Metadata("445566", "DOE, JANE", "Ann Low", "", "", date(2026, 3, 4)), "file")


def test_a_paste_of_two_patients_is_split_and_says_so() -> None:
    first, second = read(pastes=(FIRST + "\n" + SECOND,))
    assert (first.name, first.told.patient, second.name, second.told.patient) == (
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
    assert (one.name, one.text, one.way) == ("A-1", "US leg. No DVT. Images stored.", "table")
    assert (one.told.patient, one.told.day) == ("999", date(2026, 3, 5))
    assert (bad.name, bad.fault) == ("list.csv, line 3", "is left out: no report in 'note'")


def test_rows_that_bear_no_name_are_called_by_table_and_number() -> None:
    rows = read(("monday/list.csv", b"note\nUS leg\nUS arm\n"))
    assert [row.name for row in rows] == ["list, row 1", "list, row 2"]


def test_a_row_of_two_patients_is_split_and_takes_no_patient_from_the_table() -> None:
    cell = (FIRST + "\n" + SECOND).replace('"', "")
    rows = read(("list.csv", f'id,mrn,dos,note\nA-1,999,2026-01-01,"{cell}"\n'.encode()))
    assert [row.told.patient for row in rows] == ["445566", "778899"]
    assert {row.told.day for row in rows} == {date(2026, 3, 4)}
    assert all(row.origin and not row.origin.patient and not row.origin.date for row in rows)
    assert rows[0].note == "list.csv, line 2 held 2 reports of 2 patients and was split."


def test_a_message_tells_patient_author_place_and_day() -> None:
    (one,) = read(sample("ris-lines.hl7"))
    told = one.told
    assert (one.name, told.patient, told.physician) == ("RB0000417", "0044871", "Tunde Oyelaran")
    assert (told.site, told.day, told.accession) == ("RIVERBEND HOSPITAL", date(2026, 7, 14), "RB26071401")


def test_the_analysis_is_told_where_a_text_comes_from_and_not_the_text_once_more() -> None:
    (one,) = read(sample("ris-lines.hl7"))
    assert one.origin is not None
    assert (one.origin.kind, one.origin.status, one.origin.text) == ("HL7 v2", "final", "")


def test_what_messages_replace_is_left_out_with_its_reason() -> None:
    found = read(sample("batch-states.hl7"))
    assert [each.name for each in found if not each.fault] == ["B4"]
    assert found[0].fault.startswith("was replaced by message 3")


def test_named_columns_are_used() -> None:
    (one,) = read(("list.csv", b"id,a,b\n1,US leg,other\n"), columns=Columns(text="b"))
    assert one.text == "other"


def test_what_cannot_be_read_comes_with_its_fault_and_stops_nothing() -> None:
    pdf, table, good = read(("a.pdf", b"%PDF-1.7"), ("b.csv", b""), ("c.txt", FIRST.encode()))
    assert (pdf.fault.startswith("is a PDF that breaks off"), table.fault, good.fault) == (True, "is empty", "")


def test_an_empty_paste_is_nothing() -> None:
    assert read(pastes=("", " \n")) == []
