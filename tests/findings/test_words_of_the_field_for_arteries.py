"""What the field says of arteries, and measures, in many words, each told of its vessel and nothing else of any other."""

import pytest

from tests.findings.told_findings import every_sentence, told

SAID = [
    (
        "LEFT LEG ARTERIAL DUPLEX", "left", "superficial femoral artery", [("waveform", "triphasic")],
        [
            "SFA: 3-phasic",
            "SFA waveform: T",
            "SFA: three-phase waveform",
        ],
    ),
    (
        "LEFT LEG ARTERIAL DUPLEX", "left", "superficial femoral artery", [("waveform", "biphasic")],
        [
            "SFA two-phase",
        ],
    ),
    (
        "LEFT LEG ARTERIAL DUPLEX", "left", "superficial femoral artery", [("waveform", "monophasic")],
        [
            "SFA: single phase waveform",
        ],
    ),
    (
        "LEFT LEG ARTERIAL DUPLEX", "left", "superficial femoral artery", [("waveform", "damped")],
        [
            "SFA: slow upstroke",
            "SFA: delayed systolic upstroke.",
            "SFA: sluggish upstroke",
            "SFA: attenuated waveform.",
            "SFA: flattened waveform.",
            "SFA: rounded waveform",
            "SFA: slurred upstroke",
            "SFA: prolonged acceleration time.",
            "SFA: low amplitude waveform.",
        ],
    ),
    (
        "LEFT LEG ARTERIAL DUPLEX", "left", "superficial femoral artery", [("waveform", "normal")],
        [
            "SFA: waveforms: normal",
            "SFA: brisk upstroke.",
            "SFA: rapid upstroke.",
            "SFA: normal Doppler waveform.",
            "SFA: crisp upstroke",
        ],
    ),
    (
        "LEFT LEG ARTERIAL DUPLEX", "left", "superficial femoral artery", [("waveform", "abnormal")],
        [
            "SFA: turbulence.",
            "SFA with turbulence.",
            "SFA: disturbed flow.",
            "SFA: post-stenotic turbulence.",
            "SFA: aliasing.",
            "SFA: color aliasing.",
            "SFA: mosaic color.",
        ],
    ),
    (
        "LEFT LEG ARTERIAL DUPLEX", "left", "superficial femoral artery", [("patency", "occluded")],
        [
            "SFA blocked.",
            "SFA: occ",
            "SFA: occl",
            "SFA OCC",
            "SFA 100% occluded",
            "SFA goes out mid thigh.",
            "SFA shut down",
        ],
    ),
    (
        "LEFT LEG ARTERIAL DUPLEX", "left", "superficial femoral artery", [("patency", "patent")],
        [
            "SFA reconstitutes distally.",
            "SFA is reconstituted by collaterals.",
        ],
    ),
    (
        "LEFT LEG ARTERIAL DUPLEX", "left", "superficial femoral artery", [("plaque", "present")],
        [
            "SFA: atheromatous change.",
            "SFA atherosclerotic changes.",
            "SFA: diffuse disease",
            "SFA diffusely diseased.",
            "SFA wall calcification.",
            "SFA: medial calcification",
        ],
    ),
    (
        "LEFT LEG ARTERIAL DUPLEX", "left", "superficial femoral artery", [("plaque", "absent")],
        [
            "SFA: plaque -",
            "SFA is clean.",
            "SFA: smooth walls",
            "Plaque is not seen in the SFA.",
        ],
    ),
    (
        "LEFT LEG ARTERIAL DUPLEX", "left", "superficial femoral artery", [("stenosis", ">50")],
        [
            "SFA stenosis over 50%.",
            "SFA stenosis above 50%.",
        ],
    ),
    (
        "LEFT LEG ARTERIAL DUPLEX", "left", "lower extremity arteries", [("index", "0.82")],
        [
            "ABI L 0.82",
            "ABI: L 0.82",
            "Left A/B index 0.82",
            "Left ABI measures 0.82.",
            "ABI (L): 0.82",
            "ABI left leg 0.82",
        ],
    ),
    (
        "LEFT LEG ARTERIAL DUPLEX", "left", "lower extremity arteries", [("pressure", "96")],
        [
            "Left ankle pressure 96 mmHg.",
            "Left ankle pressure: 96",
            "Left ankle systolic pressure 96 mmHg.",
            "Ankle pressure on the left 96 mmHg.",
            "Left ankle pressure of 96 mmHg",
        ],
    ),
    (
        "LEFT LEG ARTERIAL DUPLEX", "left", "digital artery", [("pressure", "45")],
        [
            "Left hallux pressure 45 mmHg",
        ],
    ),
    (
        "LEFT LEG ARTERIAL DUPLEX", "left", "digital artery", [("index", "0.45")],
        [
            "TBI: L 0.45",
        ],
    ),
    (
        "CAROTID DUPLEX", "left", "internal carotid artery", [("psv", "112"), ("edv", "34")],
        [
            "Left ICA PSV/EDV 112/34 cm/s.",
            "Left ICA PSV/EDV: 112/34",
            "Left ICA PSV/EDV = 112/34",
            "Left ICA peak systolic and end diastolic velocities 112 and 34 cm/s.",
            "Left ICA: peak systolic velocity measures 112 and end-diastolic velocity measures 34 cm/s.",
        ],
    ),
    (
        "CAROTID DUPLEX", "left", "internal carotid artery", [("ratio", "1.8")],
        [
            "Left ICA to CCA ratio 1.8.",
            "Left internal carotid to common carotid ratio 1.8",
            "ICA/CCA ratio on the left is 1.8.",
        ],
    ),
    (
        "CAROTID DUPLEX", "left", "internal carotid artery", [("stenosis", "50-69")],
        [
            "Left ICA 50% to 69% stenosis",
            "50%-69% stenosis of the left ICA.",
        ],
    ),
    (
        "CAROTID DUPLEX", "left", "internal carotid artery", [("stenosis", "<50")],
        [
            "Left ICA under 50% stenosis.",
            "Left ICA stenosis below 50%.",
            "No stenosis greater than 50% in the left ICA.",
            "No hemodynamically significant stenosis (less than 50%) in the left ICA.",
        ],
    ),
    (
        "LEFT ARM AV FISTULA DUPLEX", "left", "cephalic vein", [("depth", "5")],
        [
            "Cephalic vein depth from skin 5 mm.",
            "Cephalic vein: skin to vein 5 mm",
            "Cephalic vein is 5 mm under the skin.",
        ],
    ),
    (
        "LEFT ARM AV FISTULA DUPLEX", "left", "arteriovenous fistula", [("volume_flow", "900")],
        [
            "Access blood flow 900 mL/min.",
        ],
    ),
    (
        "RENAL ARTERY DUPLEX", "left", "renal artery", [("ratio", "2.1")],
        [
            "Left renal artery to aorta ratio 2.1",
            "Left renal:aortic ratio 2.1",
        ],
    ),
    (
        "PROCEDURE: left leg venography", "left", "common iliac vein", [("treatment", "stent")],
        [
            "The left common iliac vein was treated with a stent.",
            "Stenting of the left common iliac vein was performed.",
            "Primary stenting of the left common iliac vein.",
        ],
    ),
    (
        "PROCEDURE: left leg venography", "left", "common iliac vein", [("treatment", "balloon")],
        [
            "Venoplasty of the left common iliac vein.",
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rows"), every_sentence(SAID))
def test_words_of_the_field_are_told_of_their_vessel(text, rows):
    assert told(text) == rows
