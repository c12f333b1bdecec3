"""Tells of what kind a document is: by its first bytes, and by its name only where text may be anything."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath

from assistant.documents.text import MARKS


class Kind(StrEnum):
    """A format that reports come in, as people call it."""

    TEXT = "plain text"
    RTF = "RTF"
    WORD = "Word"
    PDF = "PDF"
    HTML = "HTML"
    MAIL = "e-mail"
    HL7_V2 = "HL7 v2"
    FHIR = "FHIR"
    CDA = "C-CDA"
    CSV = "CSV"
    JSON_LINES = "JSON Lines"
    JSON = "JSON"
    PARQUET = "Parquet"

    @property
    def is_table(self) -> bool:
        """Whether it holds one report a row."""
        return self in TABLES.values()


#: Kinds that hold one report a row, with the suffixes by which they are known.
TABLES = {
    ".csv": Kind.CSV, ".tsv": Kind.CSV, ".psv": Kind.CSV, ".jsonl": Kind.JSON_LINES, ".ndjson": Kind.JSON_LINES,
    ".json": Kind.JSON, ".parquet": Kind.PARQUET, ".pq": Kind.PARQUET,
}  # fmt: skip
#: The kind that each suffix, in small letters, says.
BY_NAME = TABLES | {
    ".txt": Kind.TEXT, ".text": Kind.TEXT, ".rtf": Kind.RTF, ".docx": Kind.WORD, ".pdf": Kind.PDF, ".html": Kind.HTML,
    ".htm": Kind.HTML, ".eml": Kind.MAIL, ".hl7": Kind.HL7_V2, ".oru": Kind.HL7_V2,
    ".docm": Kind.WORD, ".dotx": Kind.WORD, ".xhtml": Kind.HTML, ".mbox": Kind.MAIL, ".mht": Kind.MAIL, ".mhtml": Kind.MAIL,
}  # fmt: skip
#: Kinds whose text is not what their bytes are, so that it is kept beside an analysis: all offsets count its characters.
EXTRACTED = frozenset(Kind) - frozenset(TABLES.values()) - {Kind.TEXT}
#: Suffixes of files in a folder that are taken for reports.
REPORT_SUFFIXES = frozenset(BY_NAME) - frozenset(TABLES) | frozenset(
    {".xml", ".cda", ".ccd", ".doc", ".odt", ".tif", ".tiff"}
)

#: Bytes that are enough to tell the kind.
HEAD = 65_536
_PDF_WITHIN = 1024  # the standard lets so many bytes stand before the mark
_STARTS = ((b"{\\rtf", Kind.RTF), (b"PK\x03\x04", Kind.WORD), (b"PAR1", Kind.PARQUET))
_TEXT_NAMES = (".txt", ".text")
_MESSAGE = re.compile(rb"(?:^|[\r\n\x0b])[ \t]*(?:MSH|FHS|BHS)(?=[^\w\s])")
_HL7 = re.compile(rb"[\x0b\s]*(?:MSH|FHS|BHS)(?=[^\w\s])")
_MARKUP = re.compile(rb"\s*<(?:\?xml|!doctype|!--|[a-z])", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\s")
_CDA = re.compile(rb"<(?:\w+:)?ClinicalDocument[\s>]")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|p|table|span|pre|br)\b", re.IGNORECASE)
#: The root element, behind what may stand before it; its name, and whether it is of FHIR, whose texts hold HTML.
_ROOT = re.compile(
    rb"(?>\s*(?><\?.*?\?>|<!--.*?-->|<!doctype[^>]*>))*+\s*<(?P<name>[\w:.-]+)(?P<fhir>[^>]*[\"']http://hl7\.org/fhir[\"'])?",
    re.IGNORECASE | re.DOTALL,
)
_RESOURCE = re.compile(rb'"resourceType"\s*:\s*"')
_MAIL = re.compile(rb"(?:^|\n)(?:MIME-Version|Message-ID|Received|Return-Path|Content-Type):[ \t]", re.IGNORECASE)
#: Nothing is taken back: else each line could be read in two ways, and all lines in two to the power of their number.
_HEADER = re.compile(rb"(?:From [^\n]*+\n)?(?:[\w-]++:[^\n]*+\n(?:[ \t][^\n]*+\n)*+)++\r?\n")


def kind_of(head: bytes, name: str, *, carried: bool = False) -> Kind:
    """Return the kind of a document.

    What the bytes show goes before what the name says; text that shows nothing is what its name says, or plain text. A
    file that is named as text and holds one message of HL7 v2 is somebody's paste of it: it stays the text that it is.

    Args:
        head: Its first bytes, `HEAD` of them or all.
        name: Its name; only the suffix counts.
        carried: Whether another document carries it: a message in it is one, whatever it is called.
    """
    suffix = PurePath(name).suffix.lower()
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if b"%PDF-" in head[:_PDF_WITHIN] and not _HL7.match(head):
        return Kind.PDF
    head = _as_ascii(head)
    is_paste = not carried and suffix in _TEXT_NAMES and len(_MESSAGE.findall(head)) == 1
    if _HL7.match(head) and not is_paste:
        return Kind.HL7_V2
    return _kind_of_text(head, BY_NAME.get(suffix, Kind.TEXT))


def _kind_of_text(head: bytes, named: Kind) -> Kind:
    begins = head.lstrip()[:1]
    if begins in (b"{", b"[") and named not in (Kind.CSV, Kind.HTML) and _RESOURCE.search(head):
        return Kind.FHIR
    if _MARKUP.match(head):
        if _CDA.search(head):
            return Kind.CDA
        root = _ROOT.match(head)
        other = root and not _HTML.match(b"<" + root["name"] + b">")
        if (other and _XML.match(head)) or (root and root["fhir"]):
            return Kind.CDA  # whose reader says of any other XML what it is
        if _HTML.search(head):
            return Kind.HTML
    if named in (Kind.TEXT, Kind.MAIL) and (header := _HEADER.match(head)) and _MAIL.search(header[0]):
        return Kind.MAIL
    # a name that promises marks which the bytes do not show: the text is all there is
    return Kind.TEXT if named in (Kind.RTF, Kind.WORD, Kind.PDF, Kind.HL7_V2, Kind.MAIL) else named


def _as_ascii(head: bytes) -> bytes:
    """Return the head with a byte order mark and the zero bytes of wide encodings taken out."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            head = head.removeprefix(mark)
            return head.replace(b"\x00", b"") if "8" not in encoding else head
    return head
