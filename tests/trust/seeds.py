"""Whole documents of each kind with planted words of a patient, from which damaged ones are made, and damaged ones found before.

A document that once broke a reader is kept in `seeds/<reader>/` and is a seed from then on.
"""

from __future__ import annotations

import base64
import io
import json
from functools import cache
from pathlib import Path

from tests.documents.hl7_messages import HABITS
from tests.documents.pdf_producers import drawn, grid, ris_letter, scanned, text_print, two_columns, written
from tests.documents.producers import PRODUCERS

KEPT = Path(__file__).parent / "seeds"
FILES = Path(__file__).parents[1] / "documents" / "files"
#: Words that stand in the planted report and may stand in no message.
PLANTED = ("Quillfeather", "Ottoline", "90311742", "popliteal", "saphenous", "Vantongeren")
REPORT = """US LEFT LEG VENOUS DUPLEX
Patient: Quillfeather, Ottoline   MRN: 90311742   DOB: 02/03/1951
Date: 03/04/2026

INDICATION: swelling of the left leg, 37\N{DEGREE SIGN}C.
Vein          Right   Left
CFV           open    open
popliteal     open    open
FINDINGS: The great saphenous and popliteal veins \N{EN DASH} compressible, with phasic flow and augmentation.
IMPRESSION: No deep vein thrombosis. Images stored.
Electronically signed by Jos\N{LATIN SMALL LETTER E WITH ACUTE} Vantongeren, MD
"""
#: How a document of each reader is named; the reader's name is the name of its module, or of its kind of table.
NAMES = {
    "plain": "report.txt", "rtf": "report.rtf", "word": "report.docx", "pdf": "report.pdf", "html": "report.html",
    "mail": "report.eml", "hl7_v2": "report.hl7", "fhir": "report.json", "cda": "report.xml", "csv": "reports.csv",
    "json_lines": "reports.jsonl", "json": "reports.json", "parquet": "reports.parquet",
}  # fmt: skip
_ROWS = [
    {"id": "A1", "patient": "90311742", "date": "2026-03-04", "report": REPORT},
    {"id": "A2", "patient": "90311742", "date": "2026-03-05", "report": f"{REPORT}ADDENDUM: \"none\", 3;4\n"},
]


@cache
def seeds(reader: str) -> tuple[bytes, ...]:
    """Return the documents of a reader: whole ones first, then those that broke it once."""
    kept = sorted((KEPT / reader).glob("*"))
    return (*_whole(reader), *(path.read_bytes() for path in kept))


def _whole(reader: str) -> list[bytes]:
    suffixes = {"rtf": (".rtf",), "word": (".docx",), "html": (".html", ".htm"), "mail": (".eml",)}
    if reader in suffixes:
        return [make(REPORT) for name, make in PRODUCERS.items() if name.endswith(suffixes[reader])]
    made = {
        "plain": lambda: [REPORT.encode(code) for code in ("utf-8", "cp1252", "utf-16")],
        "pdf": _pdfs,
        "hl7_v2": lambda: [*(make(REPORT) for make in HABITS.values()), *_files("hl7")],
        "fhir": lambda: [*_resources(), *_files("fhir")],
        "cda": lambda: [*_clinical_documents(), *_files("cda")],
        "csv": lambda: [_csv(mark) for mark in ",;\t|"],
        "json_lines": lambda: ["\n".join(map(json.dumps, _ROWS)).encode()],
        "json": lambda: [json.dumps(_ROWS, indent=1).encode()],
        "parquet": lambda: [_parquet()],
    }
    return made[reader]()


def _files(folder: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((FILES / folder).iterdir())]


def _pdfs() -> list[bytes]:
    plain = REPORT.replace("\N{EN DASH}", "-")
    rows = [("Vein", "Right", "Left"), ("CFV", "open", "open")]
    header = [("Patient", "Quillfeather, Ottoline", "MRN", "90311742")]
    return [
        ris_letter(plain, header=["Quillfeather, Ottoline  90311742"], pages=1),
        two_columns(plain, above=["Quillfeather, Ottoline"]),
        text_print(plain),
        grid(header, plain, rows=rows),
        drawn(written(plain), scanned("popliteal vein open"), scanned()),
    ]


def _resources() -> list[bytes]:
    form = {"contentType": "text/plain", "data": base64.b64encode(REPORT.encode()).decode()}
    report = {
        "resourceType": "DiagnosticReport", "id": "r1", "status": "final", "code": {"text": "Venous duplex"},
        "subject": {"reference": "Patient/p1"}, "effectiveDateTime": "2026-03-04T10:00:00Z", "presentedForm": [form],
        "conclusion": "popliteal vein open",
    }  # fmt: skip
    patient = {
        "resourceType": "Patient", "id": "p1", "identifier": [{"value": "90311742"}],
        "name": [{"family": "Quillfeather", "given": ["Ottoline"]}],
    }  # fmt: skip
    narrative = {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml"><pre>{REPORT}</pre></div>'}
    told = {"resourceType": "DiagnosticReport", "status": "final", "code": {"text": "Duplex"}, "text": narrative}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in (report, patient)]}
    return [json.dumps(value).encode() for value in (bundle, told)] + ["\n".join(map(json.dumps, (report, told))).encode()]


def _clinical_documents() -> list[bytes]:
    start = (
        '<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3"><effectiveTime value="20260304"/>'
        '<recordTarget><patientRole><id extension="90311742" root="1.2.3"/><patient><name><given>Ottoline</given><family>'
        "Quillfeather</family></name></patient></patientRole></recordTarget><component>"
    )
    lines = "".join(f"<paragraph>{line}</paragraph>" for line in REPORT.splitlines())
    table = "<table><thead><tr><th>Vein</th><th>Left</th></tr></thead><tbody><tr><td rowspan='2'>popliteal</td><td>open</td></tr></tbody></table>"
    body = f"<structuredBody><component><section><title>Findings</title><text>{lines}{table}<list><item>x</item></list></text></section></component></structuredBody>"
    inside = base64.b64encode(REPORT.encode()).decode()
    other = f'<nonXMLBody><text mediaType="text/plain" representation="B64">{inside}</text></nonXMLBody>'
    return [f"{start}{one}</component></ClinicalDocument>".encode() for one in (body, other)]


def _csv(mark: str) -> bytes:
    lines = [mark.join(_ROWS[0])] + [mark.join('"' + cell.replace('"', '""') + '"' for cell in row.values()) for row in _ROWS]
    return "\r\n".join(lines).encode()


def _parquet() -> bytes:
    import pyarrow
    from pyarrow import parquet

    stream = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(_ROWS), stream)
    return stream.getvalue()
