"""Reads clinical documents of HL7: CDA R2, as C-CDA and the imaging reports of DICOM (PS3.20) use it.

The report is what a person is shown, the narrative of the sections (CDA R2, chapter 4.3), never their coded entries; or
the file that stands in for them (nonXMLBody). What the header tells of patient, author, place and day goes beside it.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, BinaryIO

from assistant.documents.document import Document
from assistant.documents.formats.cda.narrative import Narrative, local_name
from assistant.documents.formats.cda.words import cda_words
from assistant.documents.formats.shared.report_status import status_notes
from assistant.documents.formats.shared.section_headings import SectionHeading, heading_of, plain_label
from assistant.documents.formats.shared.xml_bounds import MOST_BYTES, parse_xml
from assistant.documents.kinds import HEAD, Kind, kind_of
from assistant.errors import InputError

V3 = "urn:hl7-org:v3"
FHIR = "http://hl7.org/fhir"
NAMES = {"v": V3, "sdtc": "urn:hl7-org:sdtc", "ps3-20": "urn:dicom-org:ps3-20"}
SOCIAL_SECURITY = "2.16.840.1.113883.4.1"  # a number of the patient that is no key of a hospital
#: Documents of other kinds that are XML too, by the namespace of their root element, and what to do.
OTHER_XML = {
    "http://schemas.microsoft.com/office/word/2003/wordml": "a document of Word 2003 in XML; save it as .docx",
    "http://schemas.microsoft.com/office/2006/xmlPackage": "a Word document in one file of XML; save it as .docx",
    "urn:schemas-microsoft-com:office:spreadsheet": "an Excel workbook of 2003 in XML; save its reports as .csv",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "an OpenDocument text in one file of XML; save it as .docx",
    "urn:hl7-org:v2xml": "a message of HL7 v2 in XML; have it sent in the form with bars",
}
NAME_OF_ROOT = re.compile(r"[A-Za-z_][\w.-]{0,39}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")
#: Kinds that the body of a document may be: no document within a document.
BODY_KINDS = frozenset({Kind.PDF, Kind.RTF, Kind.TEXT, Kind.HTML, Kind.WORD})


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the report of a clinical document; several where a file in its body holds several.

    Raises:
        InputError: It is no whole XML, or XML of another kind, has no text, or a body that cannot be read.
    """
    root = parse_xml(stream.read(MOST_BYTES + 1))
    _refuse_other_roots(root)
    told = _header(root)
    bodies = root.findall("v:component/v:nonXMLBody", NAMES)
    sections = root.findall("v:component/v:structuredBody/v:component/v:section", NAMES)
    if bodies and not sections:
        for document in _other_body(bodies[0]):
            yield _with_header(root, document, told)
        return
    if not sections:
        raise InputError("is a ClinicalDocument without sections or other text; ask the sender for the report")
    narrative = Narrative()
    lines = [line for section in sections for line in (*_section(section, narrative, set()), "")]
    if not any(line.strip() for line in lines):
        raise InputError("is a ClinicalDocument whose sections hold no text; ask the sender for the report")
    notes = []
    if narrative.deleted:
        notes.append("Text that is marked as deleted was left out.")
    if narrative.pictures:
        notes.append("Pictures in it were not read.")
    yield _with_header(root, Document("\n".join(lines), note=" ".join(notes)), told)


def _refuse_other_roots(root: Any) -> None:
    """Refuse XML that is no clinical document.

    Raises:
        InputError: It is not; the name of its root element is told, and what to do.
    """
    name = local_name(root)
    namespace = root.tag.rpartition("}")[0][1:]
    shown = name if NAME_OF_ROOT.fullmatch(name) else "of another name"
    if namespace == FHIR:
        raise InputError(f"is FHIR in XML (its root element is {shown}); give the resource as JSON")
    if other := OTHER_XML.get(namespace):
        raise InputError(f"is {other}")
    if name != "ClinicalDocument":
        raise InputError(f"is XML whose root element is {shown}, not a ClinicalDocument; give the report as text or C-CDA")
    if namespace != V3:
        raise InputError(f"is a ClinicalDocument outside the namespace {V3}; ask the sender for CDA R2")


def _section(section: Any, narrative: Narrative, said: set[str]) -> Iterator[str]:
    """Yield the lines of a section and of those inside it, each below its heading; `said` are the headings above it."""
    if section.get("nullFlavor") and section.find("v:text", NAMES) is None:
        return
    code = section.find("v:code", NAMES)
    title = _words(section.find("v:title", NAMES))
    known = heading_of(code=code.get("code", "") if code is not None else "", label=title)
    if known is not None and not known.kept:
        return
    text = section.find("v:text", NAMES)
    lines = narrative.lines(text) if text is not None else []
    inner = section.findall("v:component/v:section", NAMES)
    if lines or inner:
        yield from _heading(known, title, lines, said)
    yield from lines
    below = said | {plain_label(known.heading if known else title)}
    for one in inner:
        yield ""
        yield from _section(one, narrative, below)


def _heading(known: SectionHeading | None, title: str, lines: list[str], said: set[str]) -> Iterator[str]:
    """Yield what is written above a section: the heading of its code, and its title where that tells more."""
    plain = plain_label(title)
    opening = plain_label(lines[0].partition(":")[0]) if lines else ""
    heading = known.heading if known else ""
    if heading and plain_label(heading) not in said | {opening}:
        yield f"{heading}:"
    told = {"", opening, plain_label(heading), *said}
    by_title = heading_of(label=title)
    if plain not in told and (by_title is None or by_title.heading != heading):
        yield f"{title.rstrip(' :')}:"


def _other_body(body: Any) -> Iterator[Document]:
    """Yield the reports of the file that is the body of a document.

    Raises:
        InputError: It is not in the document, packed, of a kind that is not read, or cannot be read.
    """
    from assistant.documents.opening import Documents

    text = body.find("v:text", NAMES)
    if text is None:
        raise InputError("is a ClinicalDocument whose body is empty; ask the sender for the report")
    if text.find("v:reference", NAMES) is not None:
        raise InputError("keeps its text in another file, which is not looked for; give that file")
    media = text.get("mediaType", "text/plain").partition(";")[0].strip().lower()
    if media.startswith("image/"):
        raise InputError("holds a picture in place of its text; run OCR on it, or ask for the report as text")
    if media not in cda_words().bodies or text.get("compression"):
        raise InputError("holds a body of a kind that is not read; ask the sender for PDF, RTF or plain text")
    written = "".join(text.itertext())
    if text.get("representation") == "B64":
        try:
            data = base64.b64decode("".join(written.split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise InputError("holds a body that is no whole base64; perhaps it is cut off, send it again") from error
    else:
        data = written.encode("utf-8", "replace")
    if not data.strip():
        raise InputError("is a ClinicalDocument whose body is empty; ask the sender for the report")
    name = f"body{cda_words().bodies[media]}"
    kind = kind_of(data[:HEAD], name, carried=True)
    if kind not in BODY_KINDS:
        raise InputError(f"holds a body that is {kind}; ask the sender for PDF, RTF or plain text")
    try:
        yield from Documents(io.BytesIO(data), name)
    except InputError as error:
        raise InputError(f"holds a body that {error}") from error


def _with_header(root: Any, document: Document, told: Document) -> Document:
    """Return a report with what the header tells: beside its text, and title and signature in it."""
    if document.fault:
        return replace(told, fault=document.fault, line=document.line)
    lines = []
    title = _words(root.find("v:title", NAMES))
    opening = document.text.lstrip()[: len(title) + 2].casefold()
    if title and not opening.startswith(title.casefold()):
        lines += [title, ""]
    addendum = cda_words().addendum
    if _related(root) == "APND" and addendum.casefold() not in f"{title} {document.text[:200]}".casefold():
        lines.append(f"{addendum}:")
    lines.append(document.text.strip("\n"))
    signature = _signature(root)
    if signature:
        lines += ["", signature]
    status = told.status or document.status
    note = " ".join(filter(None, (*status_notes(status, "document"), document.note, told.note)))
    return replace(told, text="\n".join(lines) + "\n", status=status, note=note)


def _header(root: Any) -> Document:
    """Return what the header of a document tells (CDA R2, chapter 4.2)."""
    author = _name(root.find("v:author/v:assignedAuthor/v:assignedPerson/v:name", NAMES))
    signer = root.find("v:legalAuthenticator", NAMES)
    signed_by = _name(signer.find("v:assignedEntity/v:assignedPerson/v:name", NAMES)) if _is_signed(signer) else ""
    custodian = "v:custodian/v:assignedCustodian/v:representedCustodianOrganization/v:name"
    language = root.find("v:languageCode", NAMES)
    spoken = (language.get("code") or "").strip() if language is not None else ""
    foreign = LANGUAGE.fullmatch(spoken) and not spoken.lower().startswith("en")
    return Document(
        kind=Kind.CDA,
        id=_identifier(root.find("v:id", NAMES)),
        patient=_patient(root),
        physician=signed_by or author,
        site=_words(root.find(custodian, NAMES)),
        accession=_accession(root),
        place_of_service=_place(root),
        day=_day_of_service(root),
        status=_status(root, signer),
        note=f"The document says that its language is {spoken}." if foreign else "",
    )


def _status(root: Any, signer: Any) -> str:
    words = cda_words()
    if related := words.related.get(_related(root), ""):
        return related
    state = root.find("sdtc:statusCode", NAMES)
    if state is not None and (told := words.states.get(state.get("code", ""), "")):
        return told
    if _is_signed(signer):
        return "final"
    return "preliminary" if signer is not None and _signature_code(signer) in words.to_be_signed else ""


def _related(root: Any) -> str:
    related = root.find("v:relatedDocument", NAMES)
    return related.get("typeCode", "") if related is not None else ""


def _signature_code(signer: Any) -> str:
    code = signer.find("v:signatureCode", NAMES)
    return code.get("code", "") if code is not None else ""


def _is_signed(signer: Any) -> bool:
    return signer is not None and _signature_code(signer) in cda_words().signed


def _signature(root: Any) -> str:
    """Return the line that shows who signed the document; empty where nobody did, or without name or day."""
    signer = root.find("v:legalAuthenticator", NAMES)
    if not _is_signed(signer):
        return ""
    name = _name(signer.find("v:assignedEntity/v:assignedPerson/v:name", NAMES))
    time = signer.find("v:time", NAMES)
    day = _day(time.get("value", "")) if time is not None else None
    return cda_words().signature.format(name=name, date=day.strftime("%m/%d/%Y")) if name and day else ""


def _day_of_service(root: Any) -> date | None:
    """Return the day of the service that is documented; None where none is told, or several."""
    days = set()
    for event in root.findall("v:documentationOf/v:serviceEvent/v:effectiveTime", NAMES):
        low = event.find("v:low", NAMES)
        day = _day(event.get("value") or (low.get("value", "") if low is not None else ""))
        if day:
            days.add(day)
    return days.pop() if len(days) == 1 else None


def _day(value: str) -> date | None:
    """Return the day of a time of HL7 (20260312162000-0500)."""
    match = re.match(r"\s*([0-9]{4})([0-9]{2})([0-9]{2})", value)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _place(root: Any) -> str:
    """Return where the patient was, by the code of the encounter, else of the place."""
    encounter = root.find("v:componentOf/v:encompassingEncounter", NAMES)
    if encounter is None:
        return ""
    coded = [encounter.find("v:code", NAMES), encounter.find("v:location/v:healthCareFacility/v:code", NAMES)]
    codes = [
        one.get("code", "")
        for code in coded
        if code is not None
        for one in (code, *code.findall("v:translation", NAMES))
    ]
    places = cda_words().places
    return next((place for code in codes for place, known in places.items() if code in known), "")


def _patient(root: Any) -> str:
    """Return the patient's key: the first number that is not one of social security."""
    keys = root.findall("v:recordTarget/v:patientRole/v:id", NAMES)
    if len(root.findall("v:recordTarget", NAMES)) > 1:
        return ""
    return next((found for key in keys if key.get("root") != SOCIAL_SECURITY and (found := key.get("extension", ""))), "")


def _accession(root: Any) -> str:
    """Return the number of the examination: that of DICOM, else of the order; empty where there are several."""
    for path in ("v:inFulfillmentOf/v:order/ps3-20:accessionNumber", "v:inFulfillmentOf/v:order/v:id"):
        found = {one.get("extension", "") for one in root.findall(path, NAMES)} - {""}
        if found:
            return found.pop() if len(found) == 1 else ""
    return ""


def _identifier(element: Any) -> str:
    return "" if element is None else element.get("extension") or element.get("root") or ""


def _name(element: Any) -> str:
    """Return a person's name as it is written: its parts in order, the letters behind it after a comma."""
    if element is None or element.get("nullFlavor"):
        return ""
    parts = [(local_name(part), _words(part)) for part in element if local_name(part)]
    if not parts:
        return _words(element)
    order = ("prefix", "given", "family")
    name = " ".join(text for wanted in order for part, text in parts if part == wanted and text)
    letters = ", ".join(text for part, text in parts if part == "suffix" and text)
    return f"{name}, {letters}" if name and letters else name


def _words(element: Any) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())
