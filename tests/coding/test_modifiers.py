"""Modifiers: each with its reason; 59 only where the report shows the difference, 52 only where it was cut short."""

from __future__ import annotations

from assistant import analyze
from assistant.analysis import Code
from assistant.knowledge.code_registry import load_codes
from assistant.studies.compiled import knowledge

ONE_LEG = """DUPLEX OF THE RIGHT LEG VEINS
Date: 05/06/2026
Indication: calf pain.
Gray-scale, color and spectral Doppler. Right common femoral, femoral, popliteal and posterior tibial veins
compress fully,
flow is phasic with augmentation. Images stored. Impression: no clot. Signed, Odile Varga, MD
"""
TWO_ARMS = """DIALYSIS ACCESS CLINIC
Date: 05/06/2026
Indication: falling flows of the fistula, next access planned in a patient with end-stage kidney disease.

LEFT ARM, DUPLEX OF THE FISTULA: inflow brachial artery 180 cm/s, anastomosis 460 cm/s, outflow vein 90 cm/s,
volume flow
400 mL/min. Stenosis at the anastomosis.

RIGHT ARM, MAPPING BEFORE THE NEXT ACCESS: brachial artery 4.4 mm, radial artery 2.5 mm, ulnar artery 2.1 mm, triphasic.
Cephalic vein 3.1 mm, basilic vein 3.9 mm, compressible.

Color and spectral Doppler in both. Images stored. Signed, Odile Varga, MD
"""
LIVER = """Date: 05/06/2026
Indication: cirrhosis.

FINDINGS - LIVER ULTRASOUND
Nodular liver of 13 cm without a mass. Gallbladder without stones. Common bile duct 4 mm.

FINDINGS - LIVER DUPLEX
Main portal vein hepatopetal, 22 cm/s. Right, middle and left hepatic veins patent. Hepatic artery 90 cm/s, RI 0.70.
Color and spectral Doppler.

Impression: cirrhosis, portal flow normal. Images stored. Signed, Odile Varga, MD
"""
CHEST = """ULTRASOUND OF THE CHEST
Date: 05/06/2026
Indication: effusion.
Right effusion of 4 cm without septa. Images stored. Impression: effusion. Signed, Odile Varga, MD
"""


def lines(text: str) -> dict[str, Code]:
    """Return the codes of a text by code."""
    return {code.code: code for code in analyze(text).codes}


def test_a_side_modifier_comes_with_its_reason() -> None:
    code = lines(ONE_LEG)["93971"]
    assert code.modifiers == ("RT",)
    assert [note for note in code.notes if note.startswith("RT:")]


def test_a_study_of_both_sides_has_no_side_modifier() -> None:
    both = ONE_LEG.replace("RIGHT LEG", "LEG").replace("Right common femoral", "On both sides the common femoral")
    code = next(code for code in analyze(both).codes if code.code in ("93970", "93971"))
    assert {"RT", "LT", "50"}.isdisjoint(code.modifiers)


def test_59_goes_on_the_second_code_of_an_edit_on_another_side() -> None:
    found = lines(TWO_ARMS)
    assert found["93990"].modifiers == ()
    assert found["93986"].modifiers == ("RT", "59")


def test_59_comes_with_reason_and_vintage() -> None:
    note = next(note for note in lines(TWO_ARMS)["93986"].notes if note.startswith("59"))
    assert "XS" in note
    assert "right" in note
    assert "2024-07-01" in note


def test_59_goes_on_a_scan_with_a_findings_section_of_its_own() -> None:
    found = lines(LIVER)
    assert found["93975"].modifiers == ()
    assert found["76705"].modifiers == ("59",)


def test_without_a_difference_the_note_says_what_the_record_must_show() -> None:
    one_section = LIVER.replace("FINDINGS - LIVER ULTRASOUND\n", "FINDINGS\n").replace("FINDINGS - LIVER DUPLEX\n", "")
    code = lines(one_section)["76705"]
    assert code.modifiers == ()
    assert any("unless" in note and "record shows" in note for note in code.notes)


def test_the_side_that_alone_is_complete_is_named() -> None:
    both_arms = """VESSEL MAPPING OF BOTH ARMS BEFORE DIALYSIS ACCESS
Date: 05/06/2026
Indication: end-stage kidney disease.
RIGHT: brachial artery 4.4 mm, radial artery 2.5 mm, triphasic; cephalic vein 3.1 mm, basilic vein 3.9 mm, compressible.
LEFT: cephalic vein 1.6 mm, basilic vein 1.9 mm, brachial artery 4.0 mm.
Color and spectral Doppler. Images stored. Signed, Odile Varga, MD
"""
    code = lines(both_arms)["93986"]
    assert code.modifiers == ("RT",)
    assert any("only the right one" in note for note in code.notes)


def test_52_where_the_study_was_cut_short_and_no_limited_code_exists() -> None:
    code = lines(
        CHEST.replace("without septa.", "without septa. The left side could not be completed, the patient left.")
    )["76604"]
    assert code.modifiers == ("52",)
    assert any(note.startswith("52:") for note in code.notes)


def test_no_52_on_a_study_that_was_carried_through() -> None:
    assert lines(CHEST)["76604"].modifiers == ()


def test_no_52_where_a_limited_code_exists() -> None:
    stopped = ONE_LEG.replace("Images stored.", "The study was terminated early for pain. Images stored.")
    assert "52" not in lines(stopped)["93971"].modifiers


def test_a_code_and_what_it_would_be_with_more_words_are_no_pair() -> None:
    echo = """TRANSTHORACIC ECHOCARDIOGRAM
Indication: murmur.
Left ventricle normal, ejection fraction 60%. Right ventricle normal. Left atrium and right atrium normal. Aortic valve,
mitral valve, tricuspid valve and pulmonic valve normal. Aortic root 3.2 cm. No pericardial effusion.
Doppler shows mild mitral regurgitation. Images stored. Signed, Odile Varga, MD
"""
    found = analyze(echo).codes
    assert {code.status for code in found} == {"supported", "needs_documentation"}
    assert not any("is not paid beside" in note for code in found for note in code.notes)


SEVEN_VEINS = """OPERATIVE REPORT
Venography with contrast. IVUS findings, each a separate lesion: right common iliac vein 60% stenosis, right external
iliac vein 50% stenosis, right common femoral vein 55% stenosis, left common iliac vein 70% stenosis, left external
iliac vein 60% stenosis, left common femoral vein 50% stenosis, inferior vena cava 40% stenosis. Recordings archived.
"""


def test_no_more_units_than_the_limit_of_the_day_are_proposed_and_the_documented_ones_are_noted() -> None:
    code = lines(SEVEN_VEINS)["37253"]
    assert code.units == 5
    assert any(
        "6 units are documented" in note and "limit of 5 a day" in note and "2024-07-01" in note for note in code.notes
    )


def test_50_is_given_only_by_rules_of_codes_that_pay_a_second_side() -> None:
    registry = load_codes()
    rules = [rule.spec for rules in knowledge().codes.values() for rule in rules]
    wrong = [
        spec.code for spec in rules if spec.modifiers == "side_or_50" and registry[spec.code].bilateral not in (1, 3)
    ]
    assert wrong == []


def test_no_rule_gives_a_side_to_a_code_that_holds_both_sides() -> None:
    registry = load_codes()
    rules = [rule.spec for rules in knowledge().codes.values() for rule in rules]
    wrong = {spec.code for spec in rules if spec.modifiers != "none" and registry[spec.code].bilateral == 2}
    assert wrong == set()
