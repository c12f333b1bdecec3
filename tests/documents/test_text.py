"""Tests of decoding plain-text reports."""

from __future__ import annotations

import codecs

import pytest

from assistant.documents.text import decode
from assistant.errors import InputError

REPORT = "Doppler of the left leg: 3 µm, naïve – no clot.\r\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (REPORT.encode("utf-8"), "utf-8"),
        (REPORT.encode("utf-8-sig"), "utf-8"),
        (codecs.BOM_UTF16_LE + REPORT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + REPORT.encode("utf-16-be"), "utf-16"),
        (codecs.BOM_UTF32_LE + REPORT.encode("utf-32-le"), "utf-32"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16 little", "utf-16 big", "utf-32 little"],
)
def test_certain_encodings_are_read_without_a_note(data: bytes, encoding: str) -> None:
    assert decode(data) == (REPORT, encoding, "")


def test_line_ends_stay_as_they_are() -> None:
    assert decode(b"one\r\ntwo\rthree\n").text == "one\r\ntwo\rthree\n"


def test_windows_1252_is_assumed_and_said() -> None:
    decoded = decode(REPORT.encode("cp1252"))
    assert decoded.text == REPORT
    assert "Windows-1252" in decoded.note


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n"], ids=["empty", "blank"])
def test_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="holds no text"):
        decode(data)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document"),
        (b"PK\x03\x04\x14\x00", "a Word document"),
        (b"{\\rtf1\\ansi Report}", "an RTF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (bytes(128) + b"DICM", "a DICOM file"),
    ],
)
def test_other_kinds_of_file_are_named(data: bytes, kind: str) -> None:
    with pytest.raises(InputError, match=f"is {kind}"):
        decode(data)


@pytest.mark.parametrize("data", [b"Report\x00text", bytes(range(1, 256)) * 4], ids=["NUL", "every byte"])
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="is binary"):
        decode(data)


def test_broken_utf_16_is_refused_with_its_place() -> None:
    with pytest.raises(InputError, match="breaks off at byte 4"):
        decode(codecs.BOM_UTF16_LE + "ab".encode("utf-16-le")[:3])


def test_a_text_beyond_the_limit_is_refused_with_both_figures() -> None:
    with pytest.raises(InputError, match=r"has 1,201 characters, more than the 1,200"):
        decode(b"x" * 1201, limit=1200)


def test_a_text_at_the_limit_is_accepted() -> None:
    assert len(decode(b"x" * 1200, limit=1200).text) == 1200
