"""Tests of reading clinical documents (CDA R2): what is shown, what the header tells, what is refused."""

from __future__ import annotations

import base64
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import analyze
from assistant.documents.document import Document
from assistant.documents.formats.cda import reader as cda
from assistant.documents.kinds import Kind
from assistant.documents.opening import Documents, only_report
from assistant.errors import InputError
from tests.documents.pdf_producers import drawn, ris_letter, scanned

FILES = Path(__file__).parent / "files" / "cda"
SAMPLES = Path(__file__).parents[2] / "samples"
RADIOLOGY = (FILES / "imaging-system.xml").read_bytes()
SAMPLE_OF = {
    "imaging-system": "venous-duplex-bilateral",
    "vascular-lab": "dialysis-mapping-both-arms",
    "record-export": "needle-guidance-liver-biopsy",
}


def opened(data: bytes) -> Document:
    return only_report(io.BytesIO(data), "report.xml")


def document(body: str, header: str = "") -> bytes:
    return f'<ClinicalDocument xmlns="urn:hl7-org:v3">{header}<component>{body}</component></ClinicalDocument>'.encode()


def section(text: str, title: str = "Findings") -> str:
    return f"<structuredBody><component><section><title>{title}</title><text>{text}</text></section></component></structuredBody>"


def shown(text: str) -> list[str]:
    return [line for line in opened(document(section(text))).text.split("\n")[1:] if line]


def other_body(content: bytes, media: str) -> bytes:
    coded = base64.encodebytes(content).decode()
    return document(f'<nonXMLBody><text mediaType="{media}" representation="B64">{coded}</text></nonXMLBody>')


@pytest.mark.parametrize("name", SAMPLE_OF)
def test_a_document_gets_the_codes_and_gaps_of_the_same_report_as_text(name: str) -> None:
    read = analyze(opened((FILES / f"{name}.xml").read_bytes()).text)
    plain = analyze((SAMPLES / f"{SAMPLE_OF[name]}.txt").read_text("utf-8"))
    assert [(c.code, c.units, c.modifiers, c.status) for c in read.codes] == [
        (c.code, c.units, c.modifiers, c.status) for c in plain.codes
    ]
    assert sorted(gap.element for gap in read.gaps) == sorted(gap.element for gap in plain.gaps)


def test_the_header_tells_patient_author_place_and_day() -> None:
    told = opened(RADIOLOGY)
    assert (told.kind, told.id, told.patient, told.accession) == (
        Kind.CDA, "RPT-2026-55812", "00482913", "US-26-118823",
    )  # fmt: skip
    assert (told.physician, told.site, told.place_of_service) == (
        "Marguerite Halloran, MD", "Northfield Regional Hospital", "outpatient",
    )  # fmt: skip
    assert (told.day, told.status) == (date(2026, 3, 12), "final")


def test_sections_follow_each_other_below_the_headings_of_their_codes() -> None:
    lines = opened(RADIOLOGY).text.split("\n")
    headings = ["Indication:", "Technique:", "Findings:", "Right leg:", "Left leg:", "Impression:"]
    assert [line for line in lines if line in headings] == headings


def test_deleted_words_entries_and_catalogs_are_no_text() -> None:
    told = opened(RADIOLOGY)
    assert "not compressible" not in told.text
    assert "carotid" not in told.text
    assert "deleted" in told.note


def test_a_signature_is_shown_only_where_the_document_was_signed() -> None:
    line = "Electronically signed by Marguerite Halloran, MD, 03/12/2026"
    assert opened(RADIOLOGY).text.rstrip().endswith(line)
    intended = opened(RADIOLOGY.replace(b'signatureCode code="S"', b'signatureCode code="X"'))
    assert (line in intended.text, intended.status) == (False, "preliminary")


@pytest.mark.parametrize(("type_code", "status"), [("RPLC", "corrected"), ("APND", "final")])
def test_what_a_document_is_to_an_earlier_one_is_its_status(type_code: str, status: str) -> None:
    related = f'<relatedDocument typeCode="{type_code}"><parentDocument/></relatedDocument><componentOf>'.encode()
    told = opened(RADIOLOGY.replace(b"<componentOf>", related))
    assert told.status == status
    assert ("Addendum:" in told.text) == (type_code == "APND")


def test_a_document_that_still_has_to_be_signed_is_told_to_be_preliminary() -> None:
    intended = opened(RADIOLOGY.replace(b'signatureCode code="S"', b'signatureCode code="X"'))
    assert "The document calls the report preliminary: wait for the final one before it is coded." in intended.note
    assert "preliminary" not in opened(RADIOLOGY).note


def test_a_document_that_replaces_another_is_told_to_do_so() -> None:
    related = b'<relatedDocument typeCode="RPLC"><parentDocument/></relatedDocument><componentOf>'
    assert "it replaces the one before" in opened(RADIOLOGY.replace(b"<componentOf>", related)).note


def test_rows_keep_their_cells_and_a_side_that_spans_rows() -> None:
    table = (
        "<table><thead><tr><th>Side</th><th>Vein</th><th colspan='2'>Flow</th></tr></thead><tbody>"
        "<tr><td rowspan='2'>Right</td><td>CFV</td><td>phasic</td><td>yes</td></tr>"
        "<tr><td>POPV</td><td>phasic</td><td/></tr></tbody></table>"
    )
    assert shown(table) == ["Side | Vein | Flow |", "Right | CFV | phasic | yes", "Right | POPV | phasic |"]


def test_a_span_without_measure_is_bounded() -> None:
    table = "<table><tr><td colspan='99999' rowspan='99999'>x</td></tr></table>"
    assert shown(table) == ["x" + " | " * 38 + " |"]


def test_lists_breaks_and_exponents_are_written_as_they_are_shown() -> None:
    text = "Area 2 cm<sup>2</sup><br/>Sp<sub>O2</sub><list listType='ordered'><item>One</item><item>Two</item></list><list><item>Other</item></list>"
    assert shown(text) == ["Area 2 cm²", "SpO2", "1. One", "2. Two", "- Other"]


def test_a_report_that_was_printed_into_its_section_keeps_its_lines() -> None:
    assert shown("EXAM: duplex\nRight CFV: normal\nLeft CFV: normal") == [
        "EXAM: duplex", "Right CFV: normal", "Left CFV: normal",
    ]  # fmt: skip
    assert shown("a sentence that\n      goes on") == ["a sentence that goes on"]


def test_the_file_in_place_of_sections_is_read_by_its_own_reader() -> None:
    told = opened(other_body(ris_letter("US LEFT LEG VENOUS DUPLEX\nLeft CFV compressible."), "application/pdf"))
    assert told.kind is Kind.CDA
    assert "Left CFV compressible." in told.text
    assert opened(other_body(b"Left CFV compressible.", "text/plain")).text == "Left CFV compressible.\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (other_body(drawn(scanned()), "application/pdf"), "holds a body that holds pictures of pages and no text"),
        (other_body(b"MSH|^~\\&|A\rPID|1\r", "text/plain"), "holds a body that is HL7 v2"),
        (other_body(RADIOLOGY, "text/plain"), "holds a body that is C-CDA"),
        (other_body(b"\xff\xd8\xff", "image/jpeg"), "a picture in place of its text"),
        (other_body(b"x", "application/dicom"), "of a kind that is not read"),
        (document("<nonXMLBody><text mediaType='text/plain' representation='B64'>%%%</text></nonXMLBody>"), "base64"),
        (document("<nonXMLBody><text><reference value='http://h/x.pdf'/></text></nonXMLBody>"), "another file"),
        (document("<nonXMLBody><text/></nonXMLBody>"), "body is empty"),
        (document("<structuredBody/>"), "without sections"),
        (document(section("  ")), "hold no text"),
        (RADIOLOGY[: len(RADIOLOGY) * 2 // 3], "no whole XML from line"),
        (RADIOLOGY.replace(b"urn:hl7-org:v3", b"urn:hl7-org:v2"), "outside the namespace urn:hl7-org:v3"),
        (
            b'<DiagnosticReport xmlns="http://hl7.org/fhir"><text><div xmlns="http://www.w3.org/1999/xhtml"><p>x</p></div></text></DiagnosticReport>',
            "FHIR in XML .*DiagnosticReport.* give the resource as JSON",
        ),
        (b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>', "Word 2003 in XML; save it as .docx"),
        (b'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"/>', "one file of XML; save it as .docx"),
        (b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>', "OpenDocument text"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "workbook of 2003 in XML; save its reports as .csv"),
        (b'<?xml version="1.0"?><ORU_R01 xmlns="urn:hl7-org:v2xml"/>', "HL7 v2 in XML; have it sent in the form with bars"),
        (b'<?xml version="1.0"?><invoice><p/></invoice>', "whose root element is invoice"),
        (
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><ClinicalDocument>&c;</ClinicalDocument>',
            "declares",
        ),
        (
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><ClinicalDocument>&b;</ClinicalDocument>',
            "declares",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        opened(data)


@pytest.mark.parametrize(
    ("text", "words"),
    [("<content>" * 60 + "a" + "</content>" * 60, "more than 40 elements"), ("word " * 300_000, "more than 1,200,000 characters")],
)  # fmt: skip
def test_texts_without_end_are_refused(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        opened(document(section(text)))


def test_no_word_of_the_report_is_in_a_message() -> None:
    named = RADIOLOGY.replace(b"</section>", b"</sektion>")
    with pytest.raises(InputError) as refused:
        opened(named)
    assert "Quennell" not in str(refused.value)
    assert "sektion" not in str(refused.value)


def test_several_keys_of_patients_are_none() -> None:
    two = RADIOLOGY.replace(b"</recordTarget>", b"</recordTarget><recordTarget><patientRole/></recordTarget>")
    assert opened(two).patient == ""


def _read(data: bytes) -> None:
    try:
        list(cda.read(io.BytesIO(data), "report.xml"))
    except InputError:
        return


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        list(Documents(io.BytesIO(b"<?xml version='1.0'?>" + data), "report.xml"))
    except InputError:
        return


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(RADIOLOGY)))
def test_a_document_that_is_cut_off_is_read_or_refused(length: int) -> None:
    _read(RADIOLOGY[:length])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(RADIOLOGY) - 1), st.integers(0, 7)), min_size=1, max_size=6))
def test_a_document_with_turned_bits_is_read_or_refused(flips: list[tuple[int, int]]) -> None:
    data = bytearray(RADIOLOGY)
    for place, bit in flips:
        data[place] ^= 1 << bit
    _read(bytes(data))
