"""Writes one report as the documents that real programs make of it: each function gives the bytes of a file."""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Callable
from email.message import EmailMessage
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.shared import Pt

WORD_XML = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def rtf_of_a_word_processor(text: str) -> bytes:
    """Long control words, styles, revision keys, code page letters, a footer with the page."""

    def letters(line: str) -> str:
        return "".join(_code_page_letter(one) for one in line)

    paragraphs = "\r\n".join(
        r"\pard\plain \ltrpar\ql \li0\ri0\widctlpar\wrapdefault\faauto\itap0 \rtlch\fcs1 \af0\afs24 \ltrch\fcs0 "
        r"\fs24\lang1033\langfe1033 {\rtlch\fcs1 \af0 \ltrch\fcs0 \insrsid1052 " + letters(line) + r"}"
        r"{\rtlch\fcs1 \af0 \ltrch\fcs0 \insrsid1053" "\r\n" r"\par }"
        for line in text.split("\n")
    )
    return (
        r"{\rtf1\adeflang1025\ansi\ansicpg1252\uc1\adeff0\deff0\stshfdbch0\deflang1033{\fonttbl{\f0\fbidi \froman"
        r"\fcharset0\fprq2{\*\panose 02020603050405020304}Times New Roman;}{\f1\fbidi \fswiss\fcharset0 Arial;}}"
        r"{\colortbl;\red0\green0\blue0;\red0\green0\blue255;}{\stylesheet{\ql \snext0 Normal;}{\*\cs10 \additive "
        r"Default Paragraph Font;}}{\*\rsidtbl \rsid1052\rsid1053}{\info{\author Typist}{\operator Typist}"
        r"{\creatim\yr2020\mo1\dy5}}\paperw12240\paperh15840\margl1800 "
        r"{\footer \pard\plain {Page }{\field{\*\fldinst { PAGE }}{\fldrslt {1}}}{ of }{\field{\*\fldinst { NUMPAGES }}"
        r"{\fldrslt {2}}}\par }" + paragraphs + r"{\*\themedata 504b030414}{\*\colorschememapping 3c3f786d6c}}"
    ).encode("ascii")


def rtf_of_a_report_system(text: str) -> bytes:
    """Short control words, every letter beyond ASCII as a Unicode escape, a logo, bold headings."""

    def letters(line: str) -> str:
        return "".join(
            "\\" + one if one in "\\{}" else one if one < "\x80" else f"\\u{_signed(ord(one))}?" for one in line
        )

    lines = (
        rf"{{\b {letters(line)}}}" if line.isupper() else letters(line).replace("\t", r"\tab ")
        for line in text.split("\n")
    )
    logo = r"{\pict\pngblip\picw10\pich10 " + "89504e470d0a1a0a" * 40 + "}"
    return (
        r"{\rtf1\ansi\deff0{\fonttbl{\f0 Courier New;}}" + "\n" + r"\pard\f0\fs20 " + logo + "\n"
        + "\\par\n".join(lines) + "\\par\n}\n\x00"
    ).encode("ascii")  # fmt: skip


def rtf_of_a_dictation_system(text: str) -> bytes:
    """Lines end by a backslash, raw bytes of the code page, an opening table of who and when left out."""
    lines = (re.sub(r"([\\{}])", r"\\\1", line) for line in text.split("\n"))
    head = b"{\\rtf1\\mac\\ansicpg10000\\cocoartf102\\cocoasubrtf100{\\fonttbl\\f0\\fswiss\\fcharset77 Helvetica;}\n"
    return head + b"{\\colortbl;\\red255\\green255\\blue255;}\n\\pard\\f0\\fs24 " + "\\\n".join(lines).encode(
        "mac_roman", "replace"
    ) + b"}"


def _code_page_letter(one: str) -> str:
    if one in "\\{}":
        return "\\" + one
    if one == "\t":
        return r"\tab "
    if one < "\x80":
        return one
    try:
        return f"\\'{one.encode('cp1252').hex()}"
    except UnicodeEncodeError:
        return f"\\u{_signed(ord(one))}?"


def _signed(code: int) -> int:
    return code - 0x10000 if code > 0x7FFF else code


def word_of_a_library(text: str) -> bytes:
    """As report systems write them: one paragraph a line, bold headings."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(11)
    for line in text.split("\n"):
        document.add_paragraph().add_run(line).bold = line.isupper()
    return _saved(document)


def word_of_a_typist(text: str) -> bytes:
    """Runs that are cut anywhere by spelling marks, the patient in the header, page numbers, a logo's frame."""
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = text.split("\n")[0]
    section.footer.paragraphs[0].text = "Page 1 of 2"
    for line in text.split("\n"):
        paragraph = document.add_paragraph()
        for at in range(0, len(line), 7):
            run = paragraph.add_run(line[at : at + 7])
            run._r.addprevious(run._r.makeelement(_w("proofErr"), {_w("type"): "spellStart"}))
    return _saved(document)


def word_of_a_web_page(text: str) -> bytes:
    """A document that holds the report as an embedded web page, as editors in a browser export them."""
    page = web_page_of_an_editor(text)
    return package(
        '<w:altChunk r:id="rId1"/>', **{"word/afchunk.htm": page.decode()},
        rels=f'<Relationship Id="rId1" Type="{RELATED}/aFChunk" Target="/word/afchunk.htm"/>',
    )  # fmt: skip


def package(body: str, *, rels: str = "", main: str = "word/document.xml", **parts: str) -> bytes:
    """Return a Word document of raw XML: the content of its body, relations of its main part, and other parts."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        space = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
        archive.writestr(
            "_rels/.rels",
            f'<Relationships {space}><Relationship Id="r1" Type="{RELATED}/officeDocument" Target="{main}"/></Relationships>',
        )
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships {space}>{rels}</Relationships>")
        archive.writestr(
            main,
            f'<?xml version="1.0" encoding="UTF-8"?><w:document {WORD_XML} xmlns:r="{RELATED}" '
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml">'
            f"<w:body>{body}</w:body></w:document>",
        )
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _saved(document: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _w(name: str) -> str:
    return "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}" + name


def web_page_of_an_editor(text: str) -> bytes:
    """One `<p>` a line, entities, a style sheet and a script."""
    lines = "\n".join(f"<p>{_escaped(line) or '&nbsp;'}</p>" for line in text.split("\n"))
    return (
        "<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'><title>Report</title>"
        "<style>p { margin: 0 } .noprint { display: none }</style><script>var x = '<p>CFV</p>';</script></head>"
        f"<body><div class='noprint'>Print this report</div>{lines}</body></html>"
    ).encode()


def web_page_of_a_report_system(text: str) -> bytes:
    """The whole report in `<pre>`, in upper-case tags without ends, in a code page that is declared."""
    return (
        '<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=iso-8859-1"></HEAD>'
        f"<BODY BGCOLOR=white><FONT FACE=Courier><PRE>\n{html.escape(text, quote=False)}</PRE></BODY></HTML>"
    ).encode("cp1252", "xmlcharrefreplace")


def web_page_of_a_word_processor(text: str) -> bytes:
    """Namespaces, conditional comments, `<o:p>`, lines ended by `<br>` in a table that lays out the page."""
    lines = "<br>\r\n".join(f"<span style='font-size:11.0pt'>{_escaped(line)}<o:p></o:p></span>" for line in text.split("\n"))
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40">\r\n<head>'
        "<meta http-equiv=Content-Type content='text/html; charset=windows-1252'><!--[if gte mso 9]><xml><o:x>hidden</o:x>"
        "</xml><![endif]--></head><body lang=EN-US><table border=0 cellspacing=0><tr><td width=600 valign=top>"
        f"<div class=WordSection1><p class=MsoNormal>{lines}</p></div></td></tr></table></body></html>"
    ).encode("cp1252", "xmlcharrefreplace")


def _escaped(line: str) -> str:
    """Return a line as HTML that shows all its blanks."""
    blanks = re.sub(r" (?= )|^ ", "\N{NO-BREAK SPACE}", line).replace("\t", "\N{NO-BREAK SPACE}" * 4)
    return html.escape(blanks, quote=False).replace("\N{NO-BREAK SPACE}", "&nbsp;")


def _mail(**headers: str) -> EmailMessage:
    mail = EmailMessage()
    told = {"From": "lab@hospital.test", "To": "coding@hospital.test", "Date": "Thu, 01 Jan 2026 08:00:00 +0000"}
    for name, value in {**told, "Subject": "Report", "Message-ID": "<42@hospital.test>", **headers}.items():
        mail[name] = value
    return mail


def mail_of_a_report_system(text: str) -> bytes:
    """Plain text in base64, with an HTML form of it that says something else."""
    mail = _mail()
    mail.set_content(text, charset="utf-8", cte="base64")
    mail.add_alternative("<p>Your report is ready. Open it in a program that shows text.</p>", subtype="html")
    return mail.as_bytes()


def mail_of_a_mail_program(text: str) -> bytes:
    """Forwarded, in quoted-printable, with the header of the first mail in the text."""
    header = "From: Vascular Lab <lab@hospital.test>\nSent: Thursday, January 1, 2026 8:00 AM\nTo: Coding\nSubject: US report\n"
    mail = _mail(Subject="FW: US report")
    mail.set_content(f"-----Original Message-----\n{header}\n{text}", charset="utf-8", cte="quoted-printable")
    return mail.as_bytes().replace(b"\n", b"\r\n")


def mail_of_a_scanner_desk(text: str) -> bytes:
    """A covering letter, a letterhead's picture, and the report as an attached file."""
    mail = _mail()
    mail.set_content("Dear colleagues,\nplease find the report attached.\n-- \nVascular Lab, 555 0100\n")
    mail.add_attachment(base64.b64decode("iVBORw0KGgo="), maintype="image", subtype="png", cid="<logo>", disposition="inline")
    mail.add_attachment(text.encode(), maintype="application", subtype="octet-stream", filename="report.txt")
    return mail.as_bytes()


PRODUCERS: dict[str, Callable[[str], bytes]] = {
    "word-processor.rtf": rtf_of_a_word_processor,
    "report-system.rtf": rtf_of_a_report_system,
    "dictation-system.rtf": rtf_of_a_dictation_system,
    "library.docx": word_of_a_library,
    "typist.docx": word_of_a_typist,
    "web-page.docx": word_of_a_web_page,
    "editor.html": web_page_of_an_editor,
    "report-system.htm": web_page_of_a_report_system,
    "word-processor.html": web_page_of_a_word_processor,
    "report-system.eml": mail_of_a_report_system,
    "mail-program.eml": mail_of_a_mail_program,
    "scanner-desk.eml": mail_of_a_scanner_desk,
}
