"""Reads e-mails: the report in the text, and each report that is attached, as reports of their own.

What the mail's header tells is not told on: its date is when it was sent, and who sent it need not have written the
report. Formats are those of RFC 5322 (mails), RFC 2045 to 2049 (parts), RFC 3676 (flowed text) and RFC 4155 (mbox).
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from typing import BinaryIO, NamedTuple

from assistant.documents.document import Document
from assistant.documents.files import read_bounded
from assistant.documents.formats.mail.words import is_covering_letter, report_text
from assistant.documents.kinds import Kind
from assistant.documents.text import TEXT_LIMIT, DecodedText, decode, with_line_feeds
from assistant.errors import InputError

#: The most bytes of a file, most of them attachments; of a mail's header; of lines of a mail; of mails in it; of parts of a
#: mail; of mails in one another.
MOST_BYTES = 60_000_000
MOST_HEADER = 256_000
MOST_LINES = 1_000_000
MOST_MAILS = 1_000
MOST_PARTS = 200
MOST_NESTED = 5

_MBOX = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]{0,200}\d{4}[^\n]{0,40}\n(?=[\w-]{1,60}:)")
_HEADER_ENDS = re.compile(rb"\n\r?\n|\r\r")
_BOUNDARY = re.compile(rb"(?i)boundary\s*=\s*\"?([^\";\s]{1,70})")
#: Types of parts that hold no report: pictures of a letterhead, signatures, cards, appointments.
_NO_REPORT = re.compile(
    r"(?:audio|video)/|application/(?:pgp-|(?:x-)?pkcs7-signature)|text/(?:calendar|(?:x-)?vcard)"
)
PACKED_BY_OUTLOOK = "application/ms-tnef"
_ENCRYPTED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})


class _Part(NamedTuple):
    """A part of a mail that is no other part's container."""

    message: Message
    type: str
    attached: bool


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the reports of one mail, or of the mails of an mbox, one after the other.

    Raises:
        InputError: It is too large, encrypted, or without a report.
    """
    data = read_bounded(stream, MOST_BYTES)
    mails = _mails(data)
    number = 0
    for mail in mails:
        try:
            for document in _reports(mail, 0):
                number += 1
                yield replace(document, line=number) if len(mails) > 1 or number > 1 else document
        except InputError as error:
            if len(mails) == 1:
                raise
            number += 1
            yield Document(kind=Kind.MAIL, line=number, fault=str(error))


def _mails(data: bytes) -> list[bytes]:
    """Return the mails of a file: one, or those of an mbox, which parts them by lines that begin with "From "."""
    starts = [match.start() for match in _MBOX.finditer(data)]
    if len(starts) > MOST_MAILS:
        raise InputError(f"holds more than {MOST_MAILS:,} mails; split it")
    if len(starts) < 2:
        return [data]
    return [data[start:end] for start, end in zip(starts, [*starts[1:], len(data)], strict=True)]


def _reports(data: bytes, nested: int) -> Iterator[Document]:
    if nested > MOST_NESTED:
        raise InputError(f"holds mails in one another, more than {MOST_NESTED}; save the report as a file of its own")
    if not _HEADER_ENDS.search(data, 0, MOST_HEADER) and len(data) > MOST_HEADER:
        raise InputError(f"is a mail with a header of more than {MOST_HEADER:,} bytes; save the report as .txt")
    if data.count(b"\n") > MOST_LINES:
        raise InputError(f"is a mail of more than {MOST_LINES:,} lines; save the report as a file of its own")
    boundaries = _BOUNDARY.findall(data)
    # each part is two lines with the boundary at most: its begin, and the end of all
    if len(boundaries) > MOST_PARTS or sum(data.count(b"\n--" + one) for one in set(boundaries)) > 2 * MOST_PARTS:
        raise InputError(f"has more than {MOST_PARTS} parts; save the report as a file of its own")
    try:
        # the older policy: the newer one breaks at many a header that is not as the standards say
        message = message_from_bytes(data)
        parts = list(_parts(message))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, IndexError) as error:
        raise InputError("is no e-mail that can be read; save the report as .txt") from error
    if any(part.type in _ENCRYPTED for part in parts) or message.get_content_type() in _ENCRYPTED:
        raise InputError("is an encrypted mail; open it in your mail program and save the report")
    if len(parts) > MOST_PARTS:
        raise InputError(f"has more than {MOST_PARTS} parts; save the report as a file of its own")
    body = _body(parts)
    attached = [part for part in parts if part.attached]
    reports = [report for number, part in enumerate(attached, 1) for report in _attachment(part, number, nested)]
    left_out = sum(_is_left_out(part) for part in attached)
    note = f"{left_out} attached {'files are' if left_out > 1 else 'file is'} no report and left out." if left_out else ""
    key = str(message.get("Message-ID", "")).strip().strip("<>")[:200]
    packed = bool(attached) and all(part.type == PACKED_BY_OUTLOOK for part in attached)  # the text is within once more
    if body is not None and body.text.strip() and (packed or not (reports and is_covering_letter(body.text))):
        yield replace(body, id=key, note=" ".join(filter(None, (body.note, note))))
    elif not reports:
        raise InputError("is a mail without the text of a report" + (f"; {note[:-1]}" if note else ""))
    else:
        covers = body is not None and body.text.strip()
        told = (reports[0].note, "The text of the mail, a covering letter, was left out." if covers else "", note)
        reports[0] = replace(reports[0], note=" ".join(filter(None, told)))
    for report in reports:
        yield replace(report, id=report.id or key)


def _parts(message: Message) -> Iterator[_Part]:
    """Yield the parts in their order; a mail that is attached is one part."""
    kind = message.get_content_type()
    if kind == "message/rfc822":
        yield _Part(message, kind, True)
    elif message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part)
    else:
        attached = message.get_content_disposition() == "attachment" or not kind.startswith("text/")
        named = bool(message.get_filename()) and kind not in ("text/plain", "text/html")
        yield _Part(message, kind, attached or named)


def _body(parts: list[_Part]) -> Document | None:
    """Return what the mail itself says: its plain parts, else its HTML parts."""
    from assistant.documents.formats.html.reader import document_of

    shown = [part for part in parts if not part.attached]
    plain = [_text(part.message) for part in shown if part.type == "text/plain"]
    if any(part.text.strip() for part in plain):
        text = "\n".join(part.text.strip("\n") for part in plain if part.text.strip())
        return Document(_without_mail(text), kind=Kind.MAIL, note=" ".join({part.note: 1 for part in plain if part.note}))
    pages = [_text(part.message) for part in shown if part.type == "text/html"]
    documents = [document_of(page.text, page.note) for page in pages if page.text.strip()]
    if documents:
        text = "\n".join(one.text for one in documents)
        return Document(_without_mail(text), kind=Kind.MAIL, note=" ".join({one.note: 1 for one in documents if one.note}))
    return None


def _without_mail(text: str) -> str:
    return report_text(text) if len(text) <= TEXT_LIMIT else text  # which is refused as it is


def _text(part: Message) -> DecodedText:
    """Return the text of a part in the encoding that it declares, else in the one that its bytes speak for."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data.strip():
        return DecodedText("", "")
    declared = part.get_content_charset()
    try:
        encoding = codecs.lookup(declared or "ascii").name
        decoded = DecodedText(data.decode("cp1252" if encoding == "iso8859-1" else encoding), encoding)
    except (LookupError, ValueError):
        decoded = decode(data, limit=MOST_BYTES)
    text = with_line_feeds(decoded.text)
    if str(part.get_param("format", "")).lower() == "flowed":
        text = _unflowed(text, str(part.get_param("delsp", "")).lower() == "yes")
    return decoded._replace(text=text)


def _unflowed(text: str, without_blank: bool) -> str:
    """Return a text without the line ends that only wrap: those behind a blank (RFC 3676, 4.2)."""
    lines: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        line = line.removeprefix(" ") if line != " " else line
        if goes_on and not line.startswith(">") and line != "-- ":
            lines[-1] += line
        else:
            lines.append(line)
        goes_on = line.endswith(" ") and line != "-- "
        if goes_on and without_blank:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _is_left_out(part: _Part) -> bool:
    """Return whether an attached file is told to be left out; a letterhead's picture within the text is not."""
    is_shown = part.message.get_content_disposition() == "inline" or part.message.get("Content-ID")
    if part.type.startswith("image/"):
        return not is_shown
    return bool(_NO_REPORT.match(part.type)) and part.type.startswith(("audio/", "video/"))


def _attachment(part: _Part, number: int, nested: int) -> Iterator[Document]:
    """Yield the reports of an attached file; one that cannot be read comes with its fault."""
    from assistant.documents.opening import Documents

    if part.type.startswith("image/") or _NO_REPORT.match(part.type):
        return
    try:
        if part.type == "message/rfc822":
            inner = part.message.get_payload()
            mail = inner[0] if isinstance(inner, list) and inner else None
            if not isinstance(mail, Message):
                raise InputError("is an e-mail that cannot be read")
            yield from _reports(mail.as_bytes(), nested + 1)
            return
        data = part.message.get_payload(decode=True)
        if not isinstance(data, bytes) or not data.strip():
            raise InputError("is empty")
        documents = Documents(io.BytesIO(data), _suffix(part))
        if documents.kind is Kind.MAIL:
            yield from _reports(data, nested + 1)
            return
        for report in documents:
            yield replace(report, fault=_attached(number, report.fault)) if report.fault else report
    except InputError as error:
        yield Document(kind=Kind.MAIL, fault=_attached(number, str(error)))
    except (ValueError, LookupError, TypeError, AttributeError):
        # a part whose headers are broken cannot be written again as a mail
        yield Document(kind=Kind.MAIL, fault=_attached(number, "cannot be read; save it as a file of its own"))


def _attached(number: int, fault: str) -> str:
    return f"has attached file {number}, which {fault}"


def _suffix(part: _Part) -> str:
    """Return a name of which only the suffix tells anything: the attached file's, or one for its type."""
    name = str(part.message.get_filename() or "")
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    known = {"text/html": "html", "text/csv": "csv", "text/plain": "txt", "application/json": "json"}
    return f"attached.{suffix or known.get(part.type, 'bin')}"
