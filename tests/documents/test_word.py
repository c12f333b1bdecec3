"""Word: paragraphs, tables, lists, boxes and headers as its pages show them; hidden and deleted text left out, and said."""

from __future__ import annotations

import io
from zipfile import ZipFile

import docx
import pytest
from producers import RELATED, WORD_XML, package, web_page_of_an_editor

from assistant.documents.document import Document
from assistant.documents.opening import Documents, only_report
from assistant.errors import InputError


def read(data: bytes, name: str = "report.docx") -> Document:
    (document,) = Documents(io.BytesIO(data), name)
    return document


def body(xml: str, **parts: str) -> Document:
    return read(package(xml, **parts))


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{cell if cell.startswith('<') else p(r(cell))}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def related(kind: str, target: str) -> str:
    return f'<Relationship Id="{target}" Type="{RELATED}/{kind}" Target="{target}"/>'


def test_a_table_stands_between_the_paragraphs_and_its_rows_are_lines() -> None:
    xml = p(r("Before")) + table(("Vein", "Right", "Left"), ("CFV", "", "open")) + p(r("After"))
    assert body(xml).text == "Before\nVein | Right | Left\nCFV |  | open\nAfter"


def test_a_table_in_a_cell_is_read_in_its_place() -> None:
    inner = table(("CFV", "open"), ("FV", "open"), ("POPV", "open"))
    assert body(table(("Left", p(r("Veins")) + inner))).text == "Left\nVeins\nCFV | open\nFV | open\nPOPV | open"


def test_cells_over_several_columns_keep_the_columns_behind_them() -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p(r("Right"))}</w:tc>'
    row = f"<w:tr><w:tc>{p(r('Vein'))}</w:tc>{wide}<w:tc>{p(r('Left'))}</w:tc></w:tr>"
    assert body(f"<w:tbl>{row}</w:tbl>").text == "Vein | Right |  | Left"


@pytest.mark.parametrize(
    ("xml", "note"),
    [
        (p(r("a"), r("DVT", "<w:vanish/>"), r("b")), "Hidden text"),
        (p(r("a"), f'<w:del w:id="1">{r("DVT")}</w:del>', r("b")), "nobody accepted"),
        (p(r("a"), f'<w:moveFrom w:id="1">{r("DVT")}</w:moveFrom>', r("b")), "nobody accepted"),
        (p(r("a"), f'<w:ins w:id="1">{r("b")}</w:ins>'), "nobody accepted"),
        (p(r("a"), r("DVT", "<w:strike/>"), r("b")), "struck out"),
        (p(r("a"), "<w:r><w:object/></w:r>", r("b")), "Embedded files"),
        (p(r("a"), properties='<w:rPr><w:del w:id="1"/></w:rPr>') + p(r("b")), "nobody accepted"),
    ],
)
def test_what_a_person_does_not_read_is_left_out_and_said(xml: str, note: str) -> None:
    document = body(xml)
    assert document.text == "ab" and note in document.note


def test_a_style_hides_text_unless_the_run_shows_it() -> None:
    styles = (
        f'<w:styles {WORD_XML}><w:style w:styleId="base"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="hid"><w:basedOn w:val="base"/></w:style></w:styles>'
    )
    xml = p(r("a"), r("DVT", '<w:rStyle w:val="hid"/>'), r("b", '<w:rStyle w:val="hid"/><w:vanish w:val="0"/>'))
    document = read(package(xml, rels=related("styles", "styles.xml"), **{"word/styles.xml": styles}))
    assert document.text == "ab" and "Hidden text" in document.note


def test_a_comment_and_a_placeholder_are_no_text() -> None:
    comment = '<w:commentRangeStart w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
    control = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('Click to enter')}</w:sdtContent></w:sdt>"
    comments = f"<w:comments {WORD_XML}><w:comment>{p(r('DVT?'))}</w:comment></w:comments>"
    data = package(
        p(comment, r("a"), control), rels=related("comments", "comments.xml"), **{"word/comments.xml": comments}
    )
    assert read(data).text == "a"


def test_the_controls_of_a_form_are_read() -> None:
    box = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>'
    drop = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="left"/>'
        '<w:listEntry w:val="right"/></w:ddList></w:ffData></w:fldChar></w:r>'
    )
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{r(' 3 cm')}</w:sdtContent></w:sdt>"
    sign = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    code = "<w:r><w:instrText>FORMTEXT</w:instrText></w:r>"
    assert body(p(box, r("stored, "), drop, code, control, sign)).text == "[x] stored, right 3 cm☑"


def test_a_text_box_stands_behind_its_paragraph_once() -> None:
    box = f"<w:txbxContent>{p(r('In the box'))}</w:txbxContent>"
    both = (
        f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert body(p(r("One "), f"<w:r>{both}</w:r>", r("line")) + p(r("two"))).text == "One line\nIn the box\ntwo"


def test_lists_are_counted_as_the_page_shows_them() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{how}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, how, text in ((0, "decimal", "%1."), (1, "lowerLetter", "%1.%2)"))
    )
    numbering = (
        f'<w:numbering {WORD_XML}><w:abstractNum w:abstractNumId="5">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num></w:numbering>'
    )

    def item(text: str, level: int) -> str:
        return p(r(text), properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')

    xml = item("one", 0) + item("in", 1) + item("in", 1) + item("two", 0) + item("in", 1)
    data = package(xml, rels=related("numbering", "numbering.xml"), **{"word/numbering.xml": numbering})
    assert read(data).text == "1. one\n1.a) in\n1.b) in\n2. two\n2.a) in"


def test_a_header_is_read_once_where_the_text_does_not_say_it() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Patient: Doe\tMRN 445566"
    document.sections[0].footer.paragraphs[0].text = "Page 1 of 2"
    document.add_paragraph("Duplex of the left leg")
    stream = io.BytesIO()
    document.save(stream)
    assert read(stream.getvalue()).text == "Patient: Doe\tMRN 445566\nDuplex of the left leg"


def test_footnotes_stand_at_the_end() -> None:
    notes = f'<w:footnotes {WORD_XML}><w:footnote w:id="2">{p(r("the note"))}</w:footnote></w:footnotes>'
    xml = p(r("One"), '<w:r><w:footnoteReference w:id="2"/></w:r>') + p(r("two"))
    data = package(xml, rels=related("footnotes", "footnotes.xml"), **{"word/footnotes.xml": notes})
    assert read(data).text == "One\ntwo\nthe note"


def test_tabs_breaks_and_hyphens_are_those_of_the_page() -> None:
    run = "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/></w:r>"
    assert body(p(run)).text == "a\tb\nc-d"


def test_a_document_with_macros_or_a_template_is_read_as_any() -> None:
    data = package(p(r("a")))  # whose parts say no type, as it is not asked
    assert [read(data, name).text for name in ("a.docm", "a.dotx", "a.doc")] == ["a", "a", "a"]


def test_the_strict_form_of_the_standard_is_read() -> None:
    data = io.BytesIO(package(p(r("a"))))
    strict = io.BytesIO()
    with ZipFile(data) as source, ZipFile(strict, "w") as copy:
        for name in source.namelist():
            usual = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            copy.writestr(name, source.read(name).replace(usual, b"http://purl.oclc.org/ooxml/wordprocessingml/main"))
    assert read(strict.getvalue()).text == "a"


def test_a_relation_to_a_part_that_is_missing_costs_no_report() -> None:
    assert read(package(p(r("a")), rels=related("styles", "NULL") + related("header", "../NULL"))).text == "a"


def test_a_document_embedded_in_itself_without_end_is_refused() -> None:
    data = package(p(r("a")))
    for _ in range(6):
        stream = io.BytesIO()
        outer = package('<w:altChunk r:id="inner.docx"/>', rels=related("aFChunk", "inner.docx"))
        stream.write(outer)
        with ZipFile(stream, "a") as archive:
            archive.writestr("word/inner.docx", data)
        data = stream.getvalue()
    with pytest.raises(InputError, match="holds others in one another"):
        read(data)


def test_an_embedded_page_is_read_in_its_place() -> None:
    page = web_page_of_an_editor("CFV open").decode()
    xml = p(r("Before")) + '<w:altChunk r:id="c.htm"/>' + p(r("After"))
    data = package(xml, rels=related("aFChunk", "c.htm"), **{"word/c.htm": page})
    assert [line for line in read(data).text.split("\n") if line] == ["Before", "CFV open", "After"]


def zip_of(*names: str) -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("names", "what"),
    [
        (("[Content_Types].xml", "xl/workbook.xml"), "is an Excel workbook"),
        (("[Content_Types].xml", "ppt/presentation.xml"), "is a PowerPoint"),
        (("mimetype", "content.xml"), "is an OpenDocument file"),
        (("one.txt", "two.txt"), "is a zip and no Word document; unpack it"),
    ],
)
def test_other_zips_are_named_with_what_to_do(names: tuple[str, ...], what: str) -> None:
    with pytest.raises(InputError, match=what):
        read(zip_of(*names))


def test_a_scan_is_told() -> None:
    with pytest.raises(InputError, match="holds pictures and no text"):
        body(p("<w:r><w:drawing/></w:r>"))


def test_a_broken_part_is_named_without_its_words() -> None:
    with pytest.raises(InputError, match=r"^has a part, document.xml, that is no whole XML from line 1 on") as caught:
        body("<w:p><w:r><w:t>Smith")
    assert "Smith" not in str(caught.value)


def test_entities_are_refused() -> None:
    data = io.BytesIO()
    with ZipFile(io.BytesIO(package(p(r("a"))))) as source, ZipFile(data, "w") as copy:
        for name in source.namelist():
            xml = source.read(name)
            copy.writestr(name, xml.replace(b"?><w:", b'?><!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:'))
    with pytest.raises(InputError, match="declares"):
        only_report(io.BytesIO(data.getvalue()), "a.docx")
