"""RTF: what its pages show is read; what is hidden, deleted, struck or embedded is left out and said."""

from __future__ import annotations

import io

import pytest

from assistant.documents.document import Document
from assistant.documents.formats.rtf import reader as rtf
from assistant.documents.opening import Documents
from assistant.errors import InputError

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial CYR;}{\f2\fcharset2 Wingdings;}"
    r"{\f3\fcharset128 MS Gothic;}{\f4\fcharset2 Symbol;}}\uc1 "
)


def read(body: str) -> Document:
    (document,) = Documents(io.BytesIO((HEAD + body + "}").encode("latin-1")), "report.rtf")
    return document


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"37\'b0C, 3 \'b5m", "37°C, 3 µm"),
        (r"{\f1 \'cd\'ee\'f0\'ec\'e0}", "Норма"),
        (r"{\f3 \'90\'b3\'8f\'ed}", "正常"),
        (r"{\f3 \'83A}", "ア"),
        (r"\u956?m \u8805\'3e 3", "μm ≥ 3"),
        (r"\uc2\u8805>=3", "≥3"),
        (r"\u-10179?\u-8704?", "😀"),
        (r"{\uc0\u176}C", "°C"),
        (r"a\emdash b\endash c\ldblquote d\rdblquote\~e\_f\-g", "a—b–c“d”\xa0e\u2011f\xadg"),
        (r"{\f2\'fe} yes {\f2\'a8} no", "☑ yes ☐ no"),
        (r"{\f4\'b3} 3, \f4\u-3920?", "≥ 3, °"),
        (r"a\{b\}c\\d", r"a{b}c\d"),
        ("raw \xb0", "raw °"),
        (r"one\line two\par three\tab four", "one\ntwo\nthree\tfour"),
        (r"{\upr{ascii}{\*\ud{\u337?}}}", "ő"),
    ],
)
def test_letters_are_those_that_the_page_shows(body: str, text: str) -> None:
    assert read(body).text == text


def test_the_rows_of_a_table_are_lines_and_empty_cells_keep_their_place() -> None:
    row = r"\trowd\cellx1\cellx2\cellx3\pard\intbl {}\cell {}\cell {}\cell\row "
    body = row.format("Vein", "Right", "Left") + row.format("CFV", "", "no clot") + r"\pard Impression\par"
    assert read(body).text == "Vein | Right | Left\nCFV |  | no clot\nImpression"


def test_a_table_in_a_cell_is_read_in_its_place() -> None:
    inner = r"\pard\intbl\itap2 CFV\nestcell open\nestcell{\*\nesttableprops\trowd\nestrow}{\nonesttables\par }"
    assert read(r"\trowd\pard\intbl Left\cell" + inner + r"\pard\intbl\cell\row\pard End\par").text == "Left | CFV | open\nEnd"


@pytest.mark.parametrize(
    ("body", "note"),
    [
        (r"a{\v DVT}b", "Hidden text was left out."),
        (r"a\v DVT\v0 b", "Hidden text was left out."),
        (r"a{\deleted DVT}b", "nobody accepted"),
        (r"a{\strike DVT}b", "struck out"),
        (r"a{\object{\*\objdata 00}{\result DVT}}b", "Embedded files"),
    ],
)
def test_what_a_person_does_not_read_is_left_out_and_said(body: str, note: str) -> None:
    document = read(body)
    assert document.text == "ab" and note in document.note


def test_an_insertion_is_read_and_the_open_change_said() -> None:
    document = read(r"a{\revised b}c")
    assert document.text == "abc" and "nobody accepted" in document.note


@pytest.mark.parametrize(
    "body",
    [
        r"{\pict\pngblip 8950444654}", r"{\*\unknown DVT}", r"{\info{\title DVT}}", r"{\stylesheet{\s1 DVT;}}",
        r"{\*\atnid X}{\*\annotation DVT}", r"{\bin}", r"{\shp{\shprslt{\*\do\dptxbx{\dptxbxtext DVT}}}}",
    ],
)  # fmt: skip
def test_what_is_no_text_is_left_out(body: str) -> None:
    assert read(f"a{body}b").text == "ab"


def test_bytes_of_a_picture_that_look_like_braces_end_no_group() -> None:
    assert read(r"a{\pict\bin6 {{{}}{}b").text == "ab"


def test_the_result_of_a_field_is_read_and_its_instruction_is_not() -> None:
    assert read(r'see {\field{\*\fldinst HYPERLINK "http://x.test/DVT"}{\fldrslt here}} now').text == "see here now"


@pytest.mark.parametrize(("state", "box"), [(r"\ffres1", "[x]"), (r"\ffres0", "[ ]"), (r"\ffres25\ffdefres1", "[x]")])
def test_the_box_of_a_form_shows_whether_it_is_ticked(state: str, box: str) -> None:
    field = r"{\field{\*\fldinst{ FORMCHECKBOX {\*\formfield{\fftype1" + state + r"{\*\ffname C}}}}}{\fldrslt }}"
    assert read(field + " Images stored").text == f"{box} Images stored"


def test_a_text_box_stands_behind_its_paragraph_once() -> None:
    box = r"{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt \pard In the box\par}}{\shprslt{\*\do{\dptxbxtext In the box}}}}"
    assert read(r"One " + box + r"line\par two\par").text == "One line\nIn the box\ntwo"


def test_a_header_is_read_once_where_the_text_does_not_say_it() -> None:
    header = r"{\header Patient: Doe  MRN 445566\par}{\footer Page {\field{\*\fldinst PAGE}{\fldrslt 1}} of 2\par}"
    assert read(header + r"Duplex\par" + header + "Normal").text == "Patient: Doe  MRN 445566\nDuplex\nNormal"
    assert read(header + r"Patient: Doe\par MRN: 445566").text == "Patient: Doe\nMRN: 445566"


def test_the_numbers_of_a_list_are_read() -> None:
    assert read(r"{\listtext\pard\plain 1.\tab}CFV open\par{\pntext 2.\tab}FV open\par").text == "1. CFV open\n2. FV open"


def test_a_footnote_stands_at_the_end() -> None:
    assert read(r"One\footnote".replace(r"\footnote", r"{\footnote note}") + r"\par two").text == "One\ntwo\nnote"


def test_documents_behind_one_another_are_reports_of_their_own() -> None:
    one = (HEAD + "first}").encode()
    read = list(Documents(io.BytesIO(one + b"\r\n\x00" + one.replace(b"first", b"second")), "a.rtf"))
    assert [(document.line, document.text) for document in read] == [(1, "first"), (2, "second")]


def test_a_cut_document_is_refused() -> None:
    with pytest.raises(InputError, match="is cut off: a group"):
        list(Documents(io.BytesIO((HEAD + r"CFV {\b open").encode()), "a.rtf"))


def test_a_document_that_lacks_its_last_brace_alone_is_read() -> None:
    (document,) = Documents(io.BytesIO((HEAD + r"CFV {\b open}\par").encode()), "a.rtf")
    assert document.text == "CFV open"


def test_a_scan_is_told() -> None:
    with pytest.raises(InputError, match="holds pictures and no text"):
        read(r"\pard{\pict\jpegblip ffd8ff}\par")


def test_groups_in_one_another_are_bounded() -> None:
    with pytest.raises(InputError, match="more than 1,000 groups"):
        read("{" * 5000 + "}" * 5000)


def test_control_words_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtf, "MOST_TOKENS", 1000)
    with pytest.raises(InputError, match="more than 1,000 control words"):
        read(r"\b" * 2000)


def test_a_file_beyond_the_bytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtf, "MOST_BYTES", 500)
    with pytest.raises(InputError, match="larger than 500 bytes"):
        read("a" * 500)
