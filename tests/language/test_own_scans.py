"""Scans that the writer of a visit's note heads as his own."""

import pytest

from assistant.language.pipeline import read_report


def findings_of(text: str) -> str:
    """Return the words of the sections of findings."""
    sections = read_report(text).sections
    return " ".join(text[section.start : section.end].strip() for section in sections if section.kind == "findings")


@pytest.mark.parametrize(
    "told",
    [
        "I scanned the right leg today: CFV and POP compress.",
        "I re-scanned the right leg today: CFV and POP compress, smaller than in the prior study.",
        "I repeated the leg today with the cart: CFV and POP compress.",
        "We went over both groins with the duplex: CFV patent.",
        "Repeat duplex of the leg by me this morning: CFV and POP compress.",
        "Duplex repeated today: CFV and POP compress.",
    ],
)
@pytest.mark.parametrize("above", ["HPI: swelling.\nPMH: none.\n", "Data: outside duplex 2/2 positive.\n"])
def test_what_the_writer_scanned_himself_is_findings(above: str, told: str) -> None:
    assert findings_of(f"VASC CONSULT 2/9/2026\n{above}{told}\nA/P: no DVT.") == told


@pytest.mark.parametrize(
    "told",
    [
        "I looked at the outside duplex with radiology: CFV compresses.",
        "Duplex to be done today: swelling.",
        "We obtained the duplex report of last week: CFV compresses.",
        "Ultrasound guided biopsy by me in May.",
    ],
)
def test_what_others_scanned_or_is_to_be_scanned_is_no_finding(told: str) -> None:
    assert not findings_of(f"VASC CONSULT 2/9/2026\nData: outside duplex 2/2 positive.\n{told}\nA/P: no DVT.")
