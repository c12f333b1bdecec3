"""Where a sentence ends."""

from __future__ import annotations

import pytest

from assistant.language.pipeline import read_report

HEADING = "FINDINGS: "


def sentences(text: str) -> list[str]:
    whole = HEADING + text
    return [whole[start:end].removeprefix(HEADING).strip() for start, end in read_report(whole).sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The liver is normal. The spleen is large.", ["The liver is normal.", "The spleen is large."]),
        ("Seen by Dr. Adeyemi today.", ["Seen by Dr. Adeyemi today."]),
        ("R CFV compressible\nR FV compressible", ["R CFV compressible", "R FV compressible"]),
        ("Length 3.2 cm. No stone.", ["Length 3.2 cm.", "No stone."]),
        ("Cavogram clean, filter? NOT placed. Sheath out.", ["Cavogram clean, filter? NOT placed.", "Sheath out."]),
        ("Is it a stone? Not seen before.", ["Is it a stone?", "Not seen before."]),
        (
            "The common femoral vein, the femoral vein and the popliteal vein\nare compressible.",
            ["The common femoral vein, the femoral vein and the popliteal vein\nare compressible."],
        ),
        (
            "THE LIVER AND THE SPLEEN ARE OF NORMAL SIZE. THE RIGHT\nKIDNEY MEASURES 10.4 CM AND THE LEFT ONE 10.9 CM.",
            ["THE LIVER AND THE SPLEEN ARE OF NORMAL SIZE.", "THE RIGHT\nKIDNEY MEASURES 10.4 CM AND THE LEFT ONE 10.9 CM."],
        ),
        ("RV dilated\nLV hyperdynamic\nclips stored", ["RV dilated", "LV hyperdynamic", "clips stored"]),
        ("Images were not\nsaved.\nNo clot.", ["Images were not\nsaved.", "No clot."]),
        ("AUGMENTATION WAS NOT\nPERFORMED. NO CLOT.", ["AUGMENTATION WAS NOT\nPERFORMED.", "NO CLOT."]),
        ("No clot. No\nimages were kept.", ["No clot.", "No\nimages were kept."]),
        ("Pictures kept in the\narchive.", ["Pictures kept in the\narchive."]),
        ("Augmentation: not\npopliteal vein and both common femoral veins open", ["Augmentation: not", "popliteal vein and both common femoral veins open"]),
        ("reflux no\npopliteal vein and both common femoral veins open", ["reflux no", "popliteal vein and both common femoral veins open"]),
        ("clot not\n\nimages saved", ["clot not", "images saved"]),
        ("The kidneys are normal in size \n\nNo stones.", ["The kidneys are normal in size", "No stones."]),
    ],
)
def test_split(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_sentences_cover_the_text_without_gaps() -> None:
    text = "EXAM: Duplex.\n\nFINDINGS:\n1. Patent.\n2. Compressible.  \nIMPRESSION: No clot."
    found = read_report(text).sentences
    assert [start for start, _ in found] == [0, *(end for _, end in found[:-1])]
    assert found[-1][1] == len(text)


def test_small_lines_broken_in_the_middle_of_a_phrase_run_on() -> None:
    text = "thyroid fna\n3/2/2026 ada brix\nleft nodule\n3 passes, right\nnodule 15 mm\n2 passes under live us\nimages\nsaved"
    found = [text[start:end].split("\n") for start, end in read_report(text).sentences]
    assert any("3 passes, right" in lines and "nodule 15 mm" in lines for lines in found)
    assert any(lines == ["images", "saved"] for lines in found)


def test_small_lines_that_are_each_a_fact_stay_apart() -> None:
    text = "ruq us\n3/2/2026 pain\nliver normal\nno stones\ncbd 4 mm\nright kidney normal\nada brix"
    found = [text[start:end].strip() for start, end in read_report(text).sentences]
    assert "no stones" in found
