"""Letters that a poor copy shows as digits are read as letters, where two words show the habit of the copy."""

from __future__ import annotations

import pytest

from assistant import analyze
from assistant.documents.reading_form import reading_form

KNOWN = frozenset(["right", "ovary", "uterus", "normal", "bladder", "kidney", "images", "impression", "shoulder", "small"])


@pytest.mark.parametrize(
    ("copied", "read"),
    [
        ("R1GHT 0VARY norma1", "RIGHT OVARY normal"),
        ("B1adder and r1ght 0vary seen, E1ECTR0NIC sign", "Bladder and right Ovary seen, EIECTRONIC sign"),
        ("R1GHT ovary, G1P0, 15mm, CKD5", "R1GHT ovary, G1P0, 15mm, CKD5"),
        ("RlGHT KlDNEY, lMAGES ARCHlVED, lMPRESSl0N", "RIGHT KIDNEY, IMAGES ARCHIVED, IMPRESSION"),
        ("shouIder smaII, lmages of McIntyre, AlT", "shoulder small, Images of McIntyre, AlT"),
        ("RlGHT kidney, left liver lobe, PlCC", "RlGHT kidney, left liver lobe, PlCC"),
        ("R1GHT 0VARY 15mm, T12 to L1, GDMA1, V100, 10cm", "RIGHT OVARY 15mm, T12 to L1, GDMA1, V100, 10cm"),
    ],
)
def test_digits_of_a_copy_are_read_as_the_letters_that_they_stand_for(copied: str, read: str) -> None:
    assert reading_form(copied, KNOWN.__contains__).text == read


def test_a_copied_report_has_the_codes_and_places_of_a_clean_one() -> None:
    clean = (
        "PELVIC ULTRASOUND, TRANSABDOMINAL, 02/21/2026. Pelvic pressure. Uterus 10 x 6 x 6 cm, endometrium 9 mm. "
        "RIGHT OVARY 3 cm. LEFT OVARY 3 cm. Bladder normal. Impression: fibroid uterus. Ada Quill, MD"
    )
    copied = clean.replace("RIGHT OVARY", "R1GHT 0VARY").replace("LEFT OVARY", "LEFT 0VARY")
    codes, of_copy = analyze(clean).codes, analyze(copied).codes
    assert [code.code for code in codes] == [code.code for code in of_copy] == ["76856"]
    places = [[(span.start, span.end) for code in found for span in code.evidence] for found in (codes, of_copy)]
    assert places[0] == places[1]
