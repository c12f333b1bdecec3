"""Reports that go out, for the tests of this folder."""

from __future__ import annotations

import base64
import re
import zlib
from datetime import UTC, datetime, timedelta
from functools import cache

from assistant import analyze
from assistant.analysis import Analysis
from assistant.exchange import Exported
from assistant.worklist.records import Decision, What
from assistant.worklist.standing import add_up

MADE = datetime(2026, 3, 13, 9, 30, tzinfo=UTC)
TEXT = (
    "COMPLETE BILATERAL LOWER EXTREMITY VENOUS DUPLEX\nDate of exam: 03/12/2026\nIndication: swelling of both legs.\n"
    "Right: common femoral, deep femoral, femoral, popliteal, posterior tibial and peroneal veins compress.\n"
    "Left: common femoral, deep femoral, femoral and popliteal veins compress. Color flow on both sides.\n"
    "Impression: no deep vein thrombosis.\nSigned by Ada Ferris, MD, 03/12/2026"
)
IVUS = (
    "IVUS OF THE ILIAC VEINS, 02/11/2026\nThe right common femoral vein was punctured. Venography was done.\n"
    "Intravascular ultrasound of the left common iliac vein: area 52 mm2, 68 percent stenosis.\n"
    "Intravascular ultrasound of the left external iliac vein: area >140 mm2.\nImages were archived. Signed: A. Ferris, MD"
)


@cache
def analysed(text: str) -> Analysis:
    return analyze(text, id="report")


def undecided(text: str = TEXT, name: str = "visit-12") -> Exported:
    return Exported(name, text, analysed(text), patient="MRN-7", physician="Ada Ferris, MD")


def decision(
    sequence: int, what: What, subject: str = "", *, reason: str = "", words: str = "", **after: object
) -> Decision:
    at = MADE - timedelta(hours=2) + timedelta(minutes=sequence)
    return Decision(1, sequence, at, "grace", what, subject, {}, after, reason, words)


def decided(*decisions: Decision, analysis: Analysis | None = None, name: str = "visit-12") -> Exported:
    answer = analysis or analysed(TEXT)
    return Exported(name, TEXT, answer, add_up(answer, decisions), decisions, "MRN-7", "Ada Ferris, MD")


def written(data: bytes, words: str) -> bool:
    """Whether words stand on a page of a PDF in the base fonts, whatever blanks are between them."""
    pages = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            page = zlib.decompress(base64.a85decode(stream.strip().removesuffix(b"~>")))
        except (ValueError, zlib.error):  # a font
            continue
        shown = re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", page, re.DOTALL)
        pages.append(re.sub(rb"\\([()\\])", rb"\1", b"".join(shown)).decode("cp1252", "replace"))
    return any("".join(words.split()) in "".join(page.split()) for page in pages)


def pdf_pages(data: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", data))
