"""E-mails: the report in the text, attached reports of their own, nothing of the mail itself."""

from __future__ import annotations

import io
from email.message import EmailMessage

import pytest
from producers import rtf_of_a_report_system, word_of_a_library

from assistant.documents.document import Document
from assistant.documents.formats.mail import reader as mail
from assistant.documents.formats.mail.words import report_text
from assistant.documents.kinds import Kind
from assistant.documents.opening import Documents
from assistant.errors import InputError

REPORT = "US LEFT LEG VENOUS DUPLEX\nLeft CFV compressible.\nImages stored.\n"


def message(text: str = REPORT, **headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in {"From": "a@x.test", "Date": "Mon, 02 Mar 2026 10:00:00 +0000", "Message-ID": "<7@x.test>"}.items():
        made[name] = headers.get(name, value)
    made.set_content(text)
    return made


def read(data: bytes | EmailMessage) -> list[Document]:
    return list(Documents(io.BytesIO(data if isinstance(data, bytes) else data.as_bytes()), "report.eml"))


def test_the_plain_text_goes_before_the_html() -> None:
    made = message()
    made.add_alternative("<p>other</p>", subtype="html")
    assert [one.text.strip() for one in read(made)] == [REPORT.strip()]


def test_a_mail_that_outlook_packed_is_told_beside_its_text() -> None:
    made = message()
    made.add_attachment(b"\x78\x9f\x3e\x22\x01\x00", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    text, packed = read(made)
    assert (text.fault, text.text.strip()) == ("", REPORT.strip())
    assert packed.fault.startswith("has attached file 1, which is a mail as Outlook packs it (winmail.dat); have it sent as")


def test_html_is_read_where_no_plain_text_says_anything() -> None:
    made = message("\n")
    made.add_alternative("<html><p>CFV open<br>no DVT</html>", subtype="html")
    assert [(one.text, one.kind) for one in read(made)] == [("CFV open\nno DVT", Kind.MAIL)]


def test_when_it_was_sent_is_no_date_of_service_and_who_sent_it_no_author() -> None:
    (document,) = read(message())
    assert (document.day, document.physician, document.patient, document.id) == (None, "", "", "7@x.test")
    assert "2026" not in document.text


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_transfer_encodings_and_charsets_are_undone(encoding: str, charset: str) -> None:
    made = EmailMessage()
    made.set_content("3 µm, 37°C\n", charset=charset, cte=encoding)
    made["From"] = "a@x.test"
    assert read(made)[0].text.strip() == "3 µm, 37°C"


def test_a_charset_that_is_unknown_or_wrong_is_told_from_the_bytes() -> None:
    for charset in ("no-such", "us-ascii", "utf-8"):
        data = f"MIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\n\n37°C\n".encode("cp1252")
        assert [one.text.strip() for one in read(data)] == ["37°C"]


def test_flowed_lines_are_joined() -> None:
    data = b"MIME-Version: 1.0\nContent-Type: text/plain; format=flowed\n\nThe left CFV \nis open.\nNo DVT.\n"
    assert read(data)[0].text.strip() == "The left CFV is open.\nNo DVT."


def test_attached_reports_are_reports_of_their_own() -> None:
    made = message("See attached.")
    made.add_attachment(word_of_a_library("one"), maintype="application", subtype="octet-stream", filename="a.docx")
    made.add_attachment(rtf_of_a_report_system("two"), maintype="application", subtype="rtf", filename="b.rtf")
    made.add_attachment(b"three", maintype="text", subtype="plain", filename="c.txt")
    made.add_attachment(b"id,text\n9,four\n", maintype="text", subtype="csv", filename="d.csv")
    told = [(one.text, one.kind, one.line) for one in read(made)]
    assert told == [("one", Kind.WORD, 0), ("two", Kind.RTF, 2), ("three", Kind.TEXT, 3), ("four", Kind.CSV, 4)]


def test_a_covering_letter_is_left_out_and_said() -> None:
    made = message("Dear all, please see the report.")
    made.add_attachment(REPORT.encode(), maintype="text", subtype="plain", filename="a.txt")
    (document,) = read(made)
    assert document.text == REPORT and "covering letter, was left out" in document.note


def test_a_mail_that_is_a_report_and_carries_one_is_two() -> None:
    made = message(REPORT + "The vein is open. " * 20)
    made.add_attachment(b"second", maintype="text", subtype="plain", filename="a.txt")
    assert len(read(made)) == 2


def test_an_attached_file_that_cannot_be_read_is_a_fault_and_costs_no_other() -> None:
    made = message("See attached.")
    made.add_attachment(b"PK\x03\x04 broken", maintype="application", subtype="zip", filename="Smith.zip")
    made.add_attachment(REPORT.encode(), maintype="text", subtype="plain", filename="a.txt")
    first, second = read(made)
    assert first.fault.startswith("has attached file 1, which is a zip that is damaged") and "Smith" not in first.fault
    assert second.text == REPORT


def test_an_attached_picture_is_left_out_and_said_and_a_letterhead_s_is_not() -> None:
    made = message()
    made.add_attachment(b"x", maintype="image", subtype="png", cid="<logo>", disposition="inline")
    assert read(made)[0].note == ""
    made.add_attachment(b"x", maintype="image", subtype="tiff", filename="scan.tif")
    assert read(made)[0].note == "1 attached file is no report and left out."


def test_an_attached_mail_is_read() -> None:
    made = message("")
    made.add_attachment(message())
    assert [one.text.strip() for one in read(made)] == [REPORT.strip()]


def test_mails_in_one_another_are_bounded() -> None:
    made = message()
    for _ in range(mail.MOST_NESTED + 2):
        outer = message("")
        outer.add_attachment(made)
        made = outer
    (document,) = read(made)
    assert "holds mails in one another, more than 5" in document.fault


def test_parts_are_bounded() -> None:
    made = message()
    for _ in range(mail.MOST_PARTS + 1):
        made.add_attachment(b"x", maintype="text", subtype="plain", filename="a.txt")
    with pytest.raises(InputError, match="more than 200 parts"):
        read(made)


def test_a_tower_of_parts_is_refused() -> None:
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(5000))
    with pytest.raises(InputError, match="more than 200 parts"):
        read(b"MIME-Version: 1.0\n" + parts + b"\nx")


def test_the_mails_of_an_mbox_are_read_one_by_one() -> None:
    begin = b"From a@x.test Mon Mar  2 10:00:00 2026\n"
    data = begin + message("first").as_bytes() + b"\n" + begin + message("\n").as_bytes() + b"\n" + begin
    told = [(one.line, one.text.strip(), one.fault) for one in read(data + message("third").as_bytes())]
    assert told == [(1, "first", ""), (2, "", "is a mail without the text of a report"), (3, "third", "")]


@pytest.mark.parametrize("type", ["multipart/encrypted; boundary=b", "application/pkcs7-mime"])
def test_an_encrypted_mail_is_told(type: str) -> None:
    data = f"MIME-Version: 1.0\nContent-Type: {type}\n\n--b\nContent-Type: application/pgp-encrypted\n\nx\n--b--\n"
    with pytest.raises(InputError, match="is an encrypted mail"):
        read(data.encode())


def test_a_mail_without_text_is_told() -> None:
    made = message("\n")
    made.add_attachment(b"x", maintype="image", subtype="jpeg", filename="scan.jpg")
    with pytest.raises(InputError, match=r"without the text of a report; 1 attached file is no report"):
        read(made)


@pytest.mark.parametrize(
    "lines",
    [
        "-----Original Message-----\nFrom: A\nSent: Monday, March 2, 2026\nTo: B\nSubject: US\n\n",
        "---------- Forwarded message ---------\nFrom: A <a@x.test>\nDate: Mon, Mar 2, 2026\nTo: B,\n C\n\n",
        "Begin forwarded message:\n\n> From: A\n> Date: March 2, 2026\n> Subject: US\n\n",
        "On Mon, Mar 2, 2026 at 10:00 AM Ann Low <a@x.test> wrote:\n",
        "On Mon, Mar 2, 2026 at 10:00 AM Ann Low\n<a@x.test> wrote:\n",
        "*From:* A\n*Sent:* Monday\n*To:* B\n\n",
    ],
)
def test_headers_in_the_text_are_no_report(lines: str) -> None:
    assert report_text(f"See below.\n{lines}{REPORT}").replace("\n\n", "\n") == f"See below.\n{REPORT}"


@pytest.mark.parametrize(
    "text",
    [
        "Date: 03/02/2026\nFrom: the groin to the knee\nCFV open\n", "Subject: Jane\nDate: 03/04/2026\nCFV open\n",
        "On 03/02/2026 the vein was open.\n", "From: ED\nCFV open\n", "--\nCFV open\n",
    ],
)  # fmt: skip
def test_a_report_s_own_labels_are_kept(text: str) -> None:
    assert report_text(text) == text


def test_quoted_lines_are_kept_and_a_signature_is_not() -> None:
    assert report_text("> CFV open\n-- \nAnn Low\n555") == "> CFV open"


def test_a_web_page_that_a_browser_saved_as_one_file_is_read() -> None:
    data = (
        b"From: <Saved by a browser>\nMIME-Version: 1.0\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\n\n"
        b"--b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<html><p style=3D\"x\">CFV open</html>\n"
        b"--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Location: http://x.test/a.png\n\naaaa\n--b--\n"
    )
    (document,) = Documents(io.BytesIO(data), "report.mht")
    assert document.text == "CFV open"
