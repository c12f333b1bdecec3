"""Damaged documents of each kind: a report, a fault or one clear error, never another exception, and twice the same."""

from __future__ import annotations

import io
import random
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from producers import PRODUCERS

from assistant.documents.formats import plain
from assistant.documents.formats.html import reader as html
from assistant.documents.formats.mail import reader as mail
from assistant.documents.formats.rtf import reader as rtf
from assistant.documents.formats.word import reader as word
from assistant.documents.opening import Documents, Reader
from assistant.errors import InputError

REPORT = (
    "US LEFT LEG VENOUS DUPLEX\nDate: 03/04/2026\n\nLeft CFV – compressible, 37°C.\nVein   Right   Left\nCFV    open    open\n"
    "Impression: no DVT.\nImages stored. José Núñez, MD\n"
)
FILES = {name: make(REPORT) for name, make in PRODUCERS.items()}
#: What a format is made of, so that random documents get far into its reader.
PIECES = {
    "a.rtf": ["{", "}", "\\par ", "\\'b0", "\\u8211?", "\\uc0", "\\u-1", "\\uc-3", "\\f9", "\\bin5", "\\*", "\\cell", "\\row",
              "\\intbl", "\\nestcell", "\\nestrow", "\\itap3", "\\v", "\\header", "\\shptxt", "\\field", "\\fonttbl", "\\fcharset77",
              "\\ansicpg9999999999", "\\cpg1", "\\u1114112 ", "text", "\\", "\\pntext", "\\footnote", "\\ud", "\\upr", "\\deleted0"],
    "a.html": ["<", ">", "<table>", "<tr>", "<td colspan=9999>", "<td rowspan=-1>", "</table>", "<pre>", "&#xD800;", "&#0;", "<br>",
               "<p style='display:none'>", "<style>", "@media{", "}", "</style>", "<ol start=99999999999>", "<li>", "<!--", "-->",
               "<![CDATA[", "]]>", "<meta charset=utf-16>", "text", "<select>", "<option selected>", "<frameset>", "<caption>"],
    "a.eml": ["From: a\n", "MIME-Version: 1.0\n", "Content-Type: multipart/mixed; boundary=b\n", "--b\n", "--b--\n", "\n", "text\n",
              "Content-Type: text/plain; charset=\"\xff\"\n", "Content-Transfer-Encoding: base64\n", "=?utf-8?b?x?=", "=C3=28\n",
              "Content-Disposition: attachment; filename*=utf-8''%ff\n", "Content-Type: message/rfc822\n", "\x00", "> a\n", "-- \n",
              "Content-Type: text/html; format=flowed\n", "From a Mon Mar  2 10:00:00 2026\n", "Content-Type: =?x?q?=\n"],
}  # fmt: skip


def told(data: bytes, name: str, reader: Reader | None = None) -> list[str]:
    """Return the reports of a document, in words, or the one error that a user may see."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            stream = io.BytesIO(data)
            return [str(document) for document in (reader(stream, name) if reader else Documents(stream, name))]
        except InputError as error:
            said = str(error)
    assert said.split()[0] in {"is", "has", "holds", "begins", "unpacks", "names", "lacks", "embeds"}
    assert "\n" not in said and "DVT" not in said
    return [said]


@pytest.mark.parametrize("name", FILES)
def test_a_document_that_is_cut_off_anywhere_is_read_or_refused(name: str) -> None:
    data = FILES[name]
    for end in range(0, len(data), max(len(data) // 150, 1)):
        told(data[:end], name)


@pytest.mark.parametrize("name", FILES)
def test_a_document_with_flipped_bits_is_read_or_refused(name: str) -> None:
    chance = random.Random(name)
    for _ in range(150):
        data = bytearray(FILES[name])
        for _ in range(chance.choice((1, 3, 30))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        told(bytes(data), name)


@pytest.mark.parametrize("name", FILES)
def test_a_document_with_parts_lost_or_doubled_is_read_or_refused(name: str) -> None:
    chance = random.Random(name)
    data = FILES[name]
    for _ in range(100):
        start, end = sorted(chance.randrange(len(data)) for _ in range(2))
        told(data[:start] + data[end:], name)
        told(data[:end] + data[start:], name)


@pytest.mark.parametrize("name", FILES)
def test_the_same_bytes_give_the_same_reports(name: str) -> None:
    assert told(FILES[name], name) == told(FILES[name], name)


@given(st.sampled_from(sorted(PIECES)).flatmap(lambda name: st.tuples(st.just(name), st.lists(st.sampled_from(PIECES[name])))))
@settings(max_examples=600)
def test_any_sequence_of_a_format_s_pieces_is_read_or_refused(document: tuple[str, list[str]]) -> None:
    name, pieces = document
    begin = {"a.rtf": "{\\rtf1 ", "a.html": "<html>", "a.eml": "MIME-Version: 1.0\n"}[name]
    told((begin + "".join(pieces)).encode("latin-1"), name)


@pytest.mark.parametrize("reader", [rtf.read, word.read, html.read, mail.read, plain.read])
@given(data=st.binary(max_size=400), begin=st.sampled_from([b"{\\rtf", b"PK\x03\x04", b"<html>", b"a: b\n\n", b""]))
def test_any_bytes_are_read_or_refused_by_each_reader(reader: Reader, data: bytes, begin: bytes) -> None:
    told(begin + data, "document", reader)
