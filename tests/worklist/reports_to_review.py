"""Reports for the tests of the worklist, each analysed once a process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from hashlib import sha256

from assistant import analyze
from assistant.analysis import Analysis
from assistant.worklist import NewReport

#: 93971-LT with gaps; 93970 with a gap; nothing done.
LEFT_LEG = (
    "VENOUS DUPLEX OF THE LEFT LEG 03/02/2026\nIndication: Left calf pain.\n"
    "The left common femoral, femoral and popliteal veins compress; phasic color flow.\nImpression: No DVT."
)
BOTH_LEGS = (
    "COMPLETE BILATERAL LOWER EXTREMITY VENOUS DUPLEX\nDate of exam: 03/12/2026\nIndication: swelling of both legs.\n"
    "Right: common femoral, deep femoral, femoral, popliteal, posterior tibial and peroneal veins compress.\n"
    "Left: common femoral, deep femoral, femoral, popliteal, posterior tibial and peroneal veins compress.\n"
    "Color and spectral flow on both sides.\nImpression: no deep vein thrombosis.\nSigned by Ada Ferris, MD, 03/12/2026"
)
VISIT = "Seen for back pain. Ibuprofen as needed."


@cache
def answer(text: str) -> Analysis:
    """Return the tool's answer for a text."""
    return analyze(text)


def new(text: str = LEFT_LEG, **beside: str) -> NewReport:
    """Return a report to be put on the list."""
    return NewReport(text, answer(text), **beside)


def many(number: int) -> Iterator[NewReport]:
    """Yield reports of three kinds, each with a text, a name, a patient and a doubt of its own."""
    for index in range(number):
        base = (LEFT_LEG, BOTH_LEGS, VISIT)[index % 3]
        text = f"{base}\nAccession {index}."
        doubt = (index * 7919 % number) / number
        analysis = answer(base)
        analysis = replace(
            analysis, id=f"report-{index}", sha256=sha256(text.encode()).hexdigest(),
            review=analysis.review._replace(probability=doubt, look_first=doubt < 0.2),
        )  # fmt: skip
        yield NewReport(
            text,
            analysis,
            f"report-{index}",
            "table",
            f"patient-{index // 2}",
            f"Dr. {index % 40}",
            f"site {index % 4}",
        )
