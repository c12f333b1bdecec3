"""A patient who does not exist, planted in a report of each kind of document; and the search for what is left of him.

His name, record number and one sentence occur nowhere else. They are put together here, so that no module holds them.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "documents"))

import producers
from pdf_producers import ris_letter

NAME, RECORD = "-".join(("Zebulon", "quist")), "".join(("88304", "71655"))
#: No sentence of findings: nothing of it goes into an answer, except where the whole text does.
SENTENCE = " ".join(("His", "walnut", "canoe", "was", "stolen", "near", "Oslofjord"))
PLANTED = (NAME, RECORD, SENTENCE)
DEPTH = 3  # archives within archives
LARGEST = 200_000_000  # bytes of a file that is searched

REPORT = f"""LEFT LOWER EXTREMITY VENOUS DUPLEX
Patient: {NAME}, Olaf
MRN: {RECORD}
Date of exam: 03/02/2026
Indication: Left calf pain. {SENTENCE}.
FINDINGS: The left common femoral, femoral, popliteal, posterior tibial and peroneal veins compress fully with phasic flow.
IMPRESSION: No deep vein thrombosis in the left leg. Images were stored.
Electronically signed by: Ann Low, MD 03/02/2026
"""


def reports() -> dict[str, bytes]:
    """Return a file of each kind that is read, by its name; each holds the report."""
    lines = REPORT.rstrip("\n").split("\n")
    row = {"id": "r1", "text": REPORT}
    quoted = REPORT.replace('"', '""')
    return {
        "plain.txt": REPORT.encode(),
        "wide.txt": REPORT.encode("utf-16"),
        "dictated.rtf": producers.rtf_of_a_word_processor(REPORT),
        "letter.docx": producers.word_of_a_typist(REPORT),
        "letter.pdf": ris_letter(REPORT),
        "page.html": producers.web_page_of_an_editor(REPORT),
        "sent.eml": producers.mail_of_a_report_system(REPORT),
        "ris.hl7": _message(lines),
        "resource.json": json.dumps(_resource()).encode(),
        "record.xml": _clinical_document(lines).encode(),
        "list.csv": f'id,text\nr1,"{quoted}"\n'.encode(),
        "lines.jsonl": json.dumps(row).encode() + b"\n",
        "rows.json": json.dumps([row]).encode(),
        "rows.parquet": _parquet(row),
    }


def damaged() -> dict[str, bytes]:
    """Return the same files cut off, with bytes turned over, and with stray bytes before them."""
    found = {}
    for name, data in reports().items():
        found[f"cut-{name}"] = data[: len(data) * 7 // 10]
        turned = bytearray(data)
        for place in range(len(data) // 3, len(data), max(7, len(data) // 60)):
            turned[place] ^= 0x95
        found[f"turned-{name}"] = bytes(turned)
        found[f"stray-{name}"] = b"\x00\xff\x1b[31m" + data
    return found


def _message(lines: list[str]) -> bytes:
    segments = [
        "MSH|^~\\&|RIS|GENERAL|||20260302111500||ORU^R01|M1|P|2.5.1",
        f"PID|1||{RECORD}^^^GH^MR||{NAME}^Olaf",
        "OBR|1|P1|A1|VENLL^VENOUS DUPLEX LEFT LEG|||202603021000|||||||||||||||202603021100|||F",
        *(f"OBX|{number}|TX|GDT||{line}||||||F" for number, line in enumerate(lines, start=1)),
    ]
    return ("\r".join(segments) + "\r").encode()


def _resource() -> dict[str, object]:
    data = base64.b64encode(REPORT.encode()).decode()
    return {
        "resourceType": "DiagnosticReport", "id": "d1", "status": "final", "code": {"text": "Venous duplex"},
        "effectiveDateTime": "2026-03-02", "presentedForm": [{"contentType": "text/plain", "data": data}],
    }  # fmt: skip


def _clinical_document(lines: list[str]) -> str:
    paragraphs = "".join(f"<paragraph>{line}</paragraph>" for line in lines)
    return (
        '<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><title>Venous duplex</title>'
        f'<recordTarget><patientRole><id extension="{RECORD}" root="2.999"/><patient><name><given>Olaf</given>'
        f"<family>{NAME}</family></name></patient></patientRole></recordTarget><component><structuredBody><component>"
        f"<section><title>Report</title><text>{paragraphs}</text></section></component></structuredBody></component>"
        "</ClinicalDocument>"
    )


def _parquet(row: dict[str, str]) -> bytes:
    import pyarrow
    import pyarrow.parquet

    written = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({key: [value] for key, value in row.items()}), written)
    return written.getvalue()


def planted_in(data: bytes, depth: int = DEPTH) -> bool:
    """Whether bytes hold what was planted: as it is, in wide letters, in base64, or inside gzip, zlib, zip or Parquet."""
    small = data.lower()
    if any(form in small for form in _FORMS) or any(form in data for form in _ENCODED):
        return True
    return bool(depth) and any(planted_in(inner, depth - 1) for inner in _inside(data))


def _inside(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                yield from (archive.read(name) for name in archive.namelist())
        except (zipfile.BadZipFile, NotImplementedError, OSError, zlib.error):
            return
    elif data.startswith(b"\x1f\x8b"):
        try:
            yield gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return
    elif data.startswith(b"PAR1"):
        import pyarrow
        import pyarrow.parquet

        try:
            yield json.dumps(pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist(), default=str).encode()
        except (pyarrow.ArrowException, OSError):
            return
    elif data.startswith(b"%PDF"):
        for piece in data.split(b"stream")[1::2]:
            try:
                yield zlib.decompressobj().decompress(piece.lstrip(b"\r\n"))
            except zlib.error:
                continue


def _encoded(text: str) -> Iterator[bytes]:
    """Yield what stands in base64 for a text, wherever in the three places of a group it begins."""
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + text.encode() + b"\0" * 3)
        yield whole[4 if before else 0 : len(whole) // 4 * 4 - 8]


_FORMS = tuple(form for text in PLANTED for form in (text.lower().encode(), text.lower().encode("utf-16-le")))
_ENCODED = tuple(form for text in PLANTED for form in _encoded(text))
