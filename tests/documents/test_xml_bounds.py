"""XML from strangers: nothing declared, nothing fetched, no growth without end."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.formats.shared import xml_bounds
from assistant.documents.formats.shared.xml_bounds import parse_xml
from assistant.errors import InputError

REPORT = '<?xml version="1.0"{}?><report lang="en">No DVT, naïve &lt; 3 cm.<!-- draft --></report>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_the_encoding_is_the_declared_one(encoding: str) -> None:
    told = "" if encoding == "utf-8-sig" else f' encoding="{encoding}"'
    root = parse_xml(REPORT.format(told).encode(encoding))
    assert "".join(root.itertext()) == "No DVT, naïve < 3 cm."


def test_a_document_type_that_declares_nothing_is_let_be() -> None:
    assert parse_xml(b'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://x.test/a.dtd"><html/>').tag == "html"


@pytest.mark.parametrize(
    "begin",
    [
        f'<!DOCTYPE r [<!ENTITY l0 "lol">{LAUGHS}]><r>&l9;</r>',
        f'<!DOCTYPE r [<!ENTITY l0 "lol">{LAUGHS}]><r a="&l9;"/>',
        '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/hostname">]><r>&f;</r>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]><r/>',
        '<?xml version="1.0"?><!-- one --><!doctype r [<!ENTITY a "b">]><r>&a;</r>'.replace("doctype", "DOCTYPE"),
    ],
    ids=["entity bomb", "entity bomb in an attribute", "file", "parameter entity", "plain entity"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_declared_entity_is_refused(begin: str, encoding: str) -> None:
    with pytest.raises(InputError, match="declares"):
        parse_xml(begin.encode(encoding))


def test_an_entity_behind_a_long_comment_is_refused_too() -> None:
    with pytest.raises(InputError, match="declares entities"):
        parse_xml(b"<!--" + b"x" * xml_bounds._PROLOG + b'--><!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>')


def test_nothing_is_read_from_a_named_file(tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_text("<secret>planted</secret>", encoding="utf-8")
    named = f'<r xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{tmp_path / "secret.xml"}"/></r>'
    assert "planted" not in "".join(parse_xml(named.encode()).itertext())


def test_a_document_type_in_a_named_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "local.dtd").write_text('<!ENTITY secret "planted"><!ATTLIST r a CDATA "planted">', encoding="utf-8")
    root = parse_xml(f'<!DOCTYPE r SYSTEM "{tmp_path / "local.dtd"}"><r>left</r>'.encode())
    assert (root.text, dict(root.attrib)) == ("left", {})


def test_a_cut_document_is_refused_with_the_line_and_without_a_word_of_it() -> None:
    with pytest.raises(InputError, match=r"^is no whole XML from line 3 on; perhaps it is cut off$"):
        parse_xml(b"<report>\n<text>Patient Smith\n")


def test_a_tower_of_elements_is_refused() -> None:
    with pytest.raises(InputError, match="is no whole XML"):
        parse_xml(b"<a>" * 5000 + b"</a>" * 5000)


@pytest.mark.parametrize("part", [b"<a/>", b"<a b=''/>"])
def test_more_elements_and_attributes_than_a_report_has_are_refused_unread(part: bytes) -> None:
    with pytest.raises(InputError, match="more than 1,000,000 elements"):
        parse_xml(b"<r>" + part * 1_000_001 + b"</r>")


def test_a_document_beyond_the_bytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_bounds, "MOST_BYTES", 20)
    with pytest.raises(InputError, match="more than 20 bytes"):
        parse_xml(b"<r>" + b" " * 20 + b"</r>")


@given(st.binary(max_size=300) | st.text("<>&;!?[]ENTITYDOCTYPE%a/='\" x", max_size=200).map(str.encode))
def test_any_bytes_are_a_tree_or_refused(data: bytes) -> None:
    with suppress(InputError):
        parse_xml(data)
