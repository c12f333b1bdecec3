"""Of what kind a document is: by its bytes, and by its name where text may be anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.batch.files import read_files
from assistant.documents.kinds import Kind, kind_of

MESSAGE = b"MSH|^~\\&|RIS|A|||20260302||ORU^R01|1|P|2.3\rPID|1||77\rOBR|1||A1|US^US LEG\rOBX|1|TX|R||US leg. No DVT.||||||F\r"


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"US leg.", "report.txt", Kind.TEXT),
        (b"US leg.", "report.pdf", Kind.TEXT),
        (b"%PDF-1.7", "report.txt", Kind.PDF),
        (b"{\\rtf1 US leg.}", "report.txt", Kind.RTF),
        (b"PK\x03\x04", "report.txt", Kind.WORD),
        (b"<html><body>US leg.", "report.txt", Kind.HTML),
        (b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3">', "report.txt", Kind.CDA),
        (b'{"resourceType": "DiagnosticReport"}', "report.json", Kind.FHIR),
        (b'{"text": "US leg."}', "reports.jsonl", Kind.JSON_LINES),
        (b"id,text\n1,US leg.", "reports.csv", Kind.CSV),
        (b"\xef\xbb\xbf" + MESSAGE, "feed.hl7", Kind.HL7_V2),
        (MESSAGE, "stdin", Kind.HL7_V2),
    ],
)
def test_the_bytes_tell_the_kind_before_the_name(head: bytes, name: str, kind: Kind) -> None:
    assert kind_of(head, name) == kind


def test_one_message_in_a_file_of_text_stays_a_text_and_two_are_messages() -> None:
    assert kind_of(MESSAGE, "report.txt") == Kind.TEXT
    assert kind_of(MESSAGE + MESSAGE, "reports.txt") == Kind.HL7_V2


def test_one_report_alone_is_called_as_its_file_and_each_of_several_as_itself(tmp_path: Path) -> None:
    (tmp_path / "one.hl7").write_bytes(MESSAGE)
    (tmp_path / "two.hl7").write_bytes(MESSAGE + MESSAGE.replace(b"|1|P|", b"|2|P|").replace(b"A1", b"A2"))
    assert [file.id for file in read_files([tmp_path / "one.hl7", tmp_path / "two.hl7"])] == ["one", "1", "2"]
