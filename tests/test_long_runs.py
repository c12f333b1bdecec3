"""Long runs of one mark, and many lines alike: read in steps for each of them, where steps for each pair would take hours.

No test has a bound of time; each of these did not come back, or only after minutes, before its pattern was mended.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from assistant.analysis import Analysis
from assistant.documents.document import Document
from assistant.documents.formats.mail.words import report_text
from assistant.documents.formats.shared.page_margins import with_margins
from assistant.documents.formats.shared.section_headings import plain_label
from assistant.documents.kinds import Kind
from assistant.documents.opening import Documents
from assistant.engine import analyze
from assistant.errors import InputError
from assistant.language.splitting import split_words

LONG = 200_000


def opened(data: bytes, name: str) -> list[Document]:
    return list(Documents(io.BytesIO(data), name))


def test_many_lines_like_a_mail_s_header_without_its_end_are_text() -> None:
    assert Documents(io.BytesIO(b"Subject: x\n" * 200 + b"!"), "a.eml").kind is Kind.TEXT


def test_a_header_with_folded_lines_is_a_mail_s() -> None:
    data = b"Received: from a\r\n\tby b\r\nSubject:x\r\nMIME-Version: 1.0\r\n\r\nUS LEFT LEG.\r\n"
    assert [document.kind for document in opened(data, "a.txt")] == [Kind.MAIL]


def test_a_long_rule_before_a_letter_is_no_rule() -> None:
    assert isinstance(analyze("US LEFT LEG VENOUS DUPLEX\n" + "=" * 500 + "x\nLeft CFV compressible."), Analysis)


def test_a_page_of_tabs_holds_no_report() -> None:
    assert [one.fault for one in opened(b"<html><pre>" + b"\t" * LONG, "a.html")] == ["holds no text of a report"]


def test_dashes_are_no_header_of_a_forwarded_mail() -> None:
    assert report_text("-" * LONG + "x") == "-" * LONG + "x"


def test_a_label_of_dashes_is_bare() -> None:
    assert plain_label("a" + "-" * LONG + "b" + "-" * LONG) == "a" + "-" * LONG + "b"


def test_a_long_line_of_slashes_in_a_margin_is_no_page_number() -> None:
    assert "1" + "/" * LONG + "x" in with_margins("report", ["1" + "/" * LONG + "x"], [])


def test_dotted_letters_without_an_end_are_letters() -> None:
    words, _, _ = split_words("a." * LONG + "x")
    assert len(words) > LONG


def test_an_abbreviation_of_dotted_letters_is_one_word() -> None:
    assert split_words("by i.v.u.s. today")[0] == ["by", "i.v.u.s.", "today"]


def test_a_line_of_letters_that_could_be_sides_is_read() -> None:
    assert analyze("US LEFT LEG VENOUS DUPLEX\n" + "L " * 20_000).codes == ()


def test_a_member_of_a_zip_without_a_name_is_let_be() -> None:
    with pytest.raises(InputError, match="no Word document"):
        opened((Path(__file__).parent / "trust" / "seeds" / "word" / "member-without-a-name").read_bytes(), "a.docx")
