"""Reads Word documents (.docx, .docm, .dotx): the words that their pages show, in the order in which they stand.

The parts are read from the zip by their relations, not through python-docx: that opens no documents with macros and no
templates, breaks at a relation to a part that is missing, and shows neither text boxes, content controls and numbers of
lists nor what is hidden. Elements are those of ECMA-376, Office Open XML, part 1.
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterator
from typing import Any, BinaryIO

from assistant.documents.document import Document
from assistant.documents.files import read_bounded
from assistant.documents.formats.shared.left_out import note_of
from assistant.documents.formats.shared.page_margins import with_margins
from assistant.documents.formats.shared.xml_bounds import parse_xml
from assistant.documents.formats.shared.zip_bounds import BoundedZip
from assistant.documents.formats.word.text import WordText, w
from assistant.documents.kinds import HEAD, Kind, kind_of
from assistant.errors import InputError

#: The most bytes of a file, most of them pictures.
MOST_BYTES = 100_000_000
MOST_EMBEDDED = 3  # documents in one another

#: Zips of other kinds, by the begin of a member's name.
_OTHER_ZIPS = (
    ("xl/", "is an Excel workbook; save its reports as .csv"),
    ("ppt/", "is a PowerPoint document; save the report as .txt"),
    ("visio/", "is a Visio drawing; save the report as .txt"),
    ("META-INF/container.xml", "is an e-book; save the report as .txt"),
    ("content.xml", "is an OpenDocument file, as of LibreOffice; save it as .docx or .txt"),
    ("Index/", "is a Pages document; save it as .docx or .txt"),
)
_DOCUMENT, _STYLES, _NUMBERING = "officeDocument", "styles", "numbering"
_STRICT, _USUAL = (
    b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
)  # fmt: skip
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the one report that a Word document is.

    Raises:
        InputError: It is too large, damaged, under a password, no Word document, or shows pictures only.
    """
    data = io.BytesIO(read_bounded(stream, MOST_BYTES))
    yield _Package(BoundedZip(data)).document()


class _Package:
    """The parts of a Word document.

    Args:
        parts: The zip.
        depth: In how many other documents it is embedded.

    Raises:
        InputError: It is a zip of another kind.
    """

    def __init__(self, parts: BoundedZip, depth: int = 0) -> None:
        self._parts, self._depth = parts, depth
        self._names = {name.lower(): name for name in parts.names}
        main = next((target for kind, target in self._relations("").values() if kind == _DOCUMENT), "word/document.xml")
        if main.lower() not in self._names or not main.lower().startswith("word/"):
            what = next((what for begin, what in _OTHER_ZIPS for name in parts.names if name.startswith(begin)), "")
            raise InputError(what or "is a zip and no Word document; unpack it and give the files in it")
        self._main = main
        self._related = self._relations(main)

    def document(self) -> Document:
        """Return the report.

        Raises:
            InputError: It cannot be used.
        """
        root = self._xml(self._main)
        body = root.find(w("body"))
        if body is None:
            raise InputError("has no body; save it again in Word")
        text = WordText(self._optional(_STYLES), self._optional(_NUMBERING), self._chunk)
        lines = text.lines_of(body)
        for notes in ("footnotes", "endnotes"):
            lines += text.notes_of(self._optional(notes), notes)
        headers = [line for part in self._all("header") for line in text.lines_of(self._xml(part))]
        footers = [line for part in self._all("footer") for line in text.lines_of(self._xml(part))]
        whole = with_margins("\n".join(lines), headers, footers)
        if not whole.strip() and text.pictures:
            raise InputError("holds pictures and no text, as of a scanned page; get the report as text")
        return Document(whole, kind=Kind.WORD, note=note_of(text.left_out))

    def _xml(self, name: str) -> Any:
        try:
            return parse_xml(self._parts.read(self._names[name.lower()]).replace(_STRICT, _USUAL))
        except InputError as error:
            raise InputError(f"has a part, {posixpath.basename(name)}, that {error}") from error

    def _optional(self, kind: str) -> Any:
        """Return the root of a part that a document may lack; None where it does, or where it is damaged."""
        try:
            return next((self._xml(part) for part in self._all(kind)), None)
        except InputError:
            return None  # without it numbers of lists may be missing, but no word

    def _all(self, kind: str) -> list[str]:
        """Return the parts of a kind, each once, in the order of their relations."""
        found = [target for told, target in self._related.values() if told == kind and target.lower() in self._names]
        return list(dict.fromkeys(found))

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return what a part, or the package "", relates to: by its key, the kind and the name of the target."""
        folder, base = posixpath.split(part)
        name = self._names.get(posixpath.join(folder, "_rels", f"{base}.rels").lower())
        if name is None:
            return {}
        found = {}
        for one in self._xml(name).iter(_RELATION):
            if one.get("TargetMode", "").lower() == "external":
                continue  # nothing is fetched
            target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
            found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], target)
        return found

    def _chunk(self, key: str) -> list[str]:
        """Return the lines of a document that is embedded to be shown in its place (`w:altChunk`)."""
        from assistant.documents.opening import only_report

        kind, target = self._related.get(key, ("", ""))
        if kind != "aFChunk" or target.lower() not in self._names:
            return []
        data = io.BytesIO(self._parts.read(self._names[target.lower()]))
        try:
            if kind_of(data.getvalue()[:HEAD], target) is not Kind.WORD:
                return only_report(data, target).text.split("\n")
            if self._depth == MOST_EMBEDDED:
                raise InputError(f"holds others in one another, more than {MOST_EMBEDDED}; save it as one")
            return _Package(BoundedZip(data), self._depth + 1).document().text.split("\n")
        except InputError as error:
            raise InputError(f"embeds a document that {error}") from error
