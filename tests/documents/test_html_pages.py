"""HTML: the words that a browser shows, laid out in lines; nothing hidden, nothing fetched, no bomb."""

from __future__ import annotations

import codecs
import io
import socket
from typing import NoReturn

import pytest

from assistant.documents.document import Document
from assistant.documents.formats.html import reader as html
from assistant.documents.opening import Documents
from assistant.errors import InputError


def read(page: str | bytes) -> Document:
    data = page.encode() if isinstance(page, str) else page
    (document,) = Documents(io.BytesIO(data), "report.html")
    return document


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>one\n two<p>three", "one two\n\nthree"),
        ("<div>one<br>two</div><div>three</div>", "one\ntwo\nthree"),
        ("one<br><br>two", "one\n\ntwo"),
        ("<b>b</b>old, 3 mm<sup>2</sup> &lt; 4&nbsp;&micro;m &#8805;", "bold, 3 mm2 < 4\xa0µm ≥"),
        ("<pre>\na   b\n  c\n</pre>", "a   b\n  c"),
        ("<div style='white-space: pre-wrap'>a   b\nc</div>", "a   b\nc"),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ("<ol start=3><li>one<li>two</ol>", "3. one\n4. two"),
        ("<h2>FINDINGS</h2>open", "FINDINGS\n\nopen"),
        ("<input type=checkbox checked> yes <input type=radio> no", "[x] yes [ ] no"),
        ("<input value='3 cm'> <select><option>a<option selected>b</select> <textarea>c</textarea>", "3 cm b c"),
        ("<html><body>&amp;amp;", "&amp;"),
    ],
)
def test_lines_are_those_of_the_page(page: str, text: str) -> None:
    assert read(f"<html><body>{page}").text == text


def test_the_rows_of_a_table_are_lines_and_covered_cells_keep_their_place() -> None:
    page = (
        "<html><table><thead><tr><th>Vein<th colspan=2>Right<th>Left</thead>"
        "<tr><td rowspan=2>CFV<td>3<td>open<td>no clot<tr><td>4<td><td>clot</table>"
    )
    assert read(page).text == "Vein | Right |  | Left\nCFV | 3 | open | no clot\n | 4 |  | clot"


def test_a_table_that_lays_out_the_page_parts_no_sentence() -> None:
    left, right = "<p>Duplex</p><p>of the leg</p><p>CFV open.</p>", "<p>Page 1</p>"
    text = read(f"<html><table><tr><td>{left}</td><td>{right}</td></tr></table>").text
    assert [line for line in text.split("\n") if line] == ["Duplex", "of the leg", "CFV open.", "Page 1"]


@pytest.mark.parametrize(
    "part",
    [
        "<script>DVT</script>", "<style>.DVT {}</style>", "<!-- DVT -->", "<template>DVT</template>", "<svg><text>DVT</svg>",
        "<input type=hidden value=DVT>", "<input type=submit value=DVT>", "<iframe src=x>DVT</iframe>", "<img alt=DVT>",
        "<![CDATA[DVT]]>", "<?php DVT ?>", "<noscript>DVT</noscript>", "<object data=x>DVT</object>",
    ],
)  # fmt: skip
def test_what_no_page_shows_is_left_out(part: str) -> None:
    assert read(f"<html><head><title>DVT</title></head><body>a{part}b").text == "ab"


@pytest.mark.parametrize(
    ("part", "note"),
    [
        ("<span hidden>DVT</span>", "Hidden"),
        ("<span style='display : none'>DVT</span>", "Hidden"),
        ("<span style='mso-hide:all'>DVT</span>", "Hidden"),
        ("<style>p, .x{color:red;display:none}</style><span class='a x'>DVT</span>", "Hidden"),
        ("<style>#k {visibility:hidden}</style><span id=k>DVT</span>", "Hidden"),
        ("<del>DVT</del>", "struck out"),
        ("<span style='text-decoration: line-through'>DVT</span>", "struck out"),
    ],
)
def test_what_a_page_hides_or_strikes_out_is_left_out_and_said(part: str, note: str) -> None:
    document = read(f"<html><body>a{part}b")
    assert document.text == "ab" and note in document.note


def test_a_style_for_paper_hides_nothing() -> None:
    assert read("<html><style>@media print { .x {display:none} } .y{}</style><body class=x>a").text == "a"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<html><meta charset=windows-1251><p>Норма".encode("cp1251"), "Норма"),
        ("<?xml version='1.0' encoding='iso-8859-1'?><html><p>37°".encode("latin-1"), "37°"),
        ("<html><meta http-equiv=Content-Type content='text/html; charset=ISO-8859-1'><p>–µ".encode("cp1252"), "–µ"),
        ("<html><meta charset=latin1><p>37°".encode("utf-8-sig"), "37°"),
        (codecs.BOM_UTF16_LE + "<html><p>37°".encode("utf-16-le"), "37°"),
        ("<html><meta charset=no-such><p>37°".encode(), "37°"),
        ("<html><p>37°".encode("cp1252"), "37°"),
    ],
)
def test_the_encoding_is_the_mark_s_then_the_declared_one_then_what_the_bytes_say(data: bytes, text: str) -> None:
    assert read(data).text == text


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise AssertionError("a page was fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    page = (
        '<!DOCTYPE html SYSTEM "http://x.test/a.dtd"><html><link rel=stylesheet href="http://x.test/a.css">'
        '<base href="http://x.test/"><img src="a.png"><iframe src="http://x.test"></iframe>CFV open'
    )
    assert read(page).text == "CFV open"


def test_an_entity_of_the_page_s_own_is_not_put_in() -> None:
    page = '<!DOCTYPE html [<!ENTITY secret SYSTEM "file:///etc/passwd">]><html><body>a&secret;b'
    assert "root:" not in read(page).text


@pytest.mark.parametrize("tag", ["div", "table><tr><td", "ul><li", "b", "blockquote"])
def test_elements_in_one_another_are_bounded(tag: str) -> None:
    with pytest.raises(InputError, match="in one another"):
        read(f"<html>{f'<{tag}>' * 400}CFV open")


def test_elements_are_bounded() -> None:
    with pytest.raises(InputError, match="more than 100,000 elements"):
        read("<html>" + "<p>a" * 100_001)


def test_the_attributes_of_a_tag_are_bounded() -> None:
    with pytest.raises(InputError, match="has a tag of more than 4,000"):
        read("<html><p " + " ".join(f"a{at}" for at in range(2000)) + ">a")


def test_a_picture_within_the_page_counts_for_nothing() -> None:
    assert read("<html><img src='data:image/png;base64," + "iVBORw0KGgo" * 600_000 + "'>CFV open").text == "CFV open"


def test_a_page_beyond_the_characters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MOST_CHARACTERS", 100)
    with pytest.raises(InputError, match="more than 100 characters"):
        read("<html>" + "a" * 100)


def test_a_scan_is_told() -> None:
    with pytest.raises(InputError, match="holds pictures and no text"):
        read("<html><body><img src='scan.png'></body></html>")


@pytest.mark.parametrize("page", ["<p>one<p>two<p>&nbsp;<p>three", "<style>p, li { margin: 0 }</style><p>one<p>two<br><br>three"])
def test_paragraphs_that_stand_close_are_lines(page: str) -> None:
    assert read(f"<html><body>{page}").text.replace("\xa0", "") == "one\ntwo\n\nthree"


def test_a_frame_around_the_page_keeps_its_free_lines() -> None:
    assert read("<html><table><tr><td>one<br><br>two</table>three").text == "one\n\ntwo\n\nthree"
