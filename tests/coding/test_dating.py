"""Codes of the day: earlier codes for earlier reports, guidance that was separate, and what has no code of its day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant import analyze
from assistant.analysis import Analysis
from assistant.errors import KnowledgeError
from assistant.knowledge.code_history import load_code_history, read_code_history
from assistant.knowledge.code_registry import load_codes

IVUS = """OPERATIVE REPORT
Indication: swelling of the left leg, 44-year-old woman.
The left popliteal vein was punctured and a sheath was placed. Venography with contrast showed the veins of the
left leg.
IVUS of the left common iliac vein: 42 mm2 against 160 mm2 below, 74% stenosis. Recordings archived.
Signed, Odile Varga, MD
"""
PICC = """PICC PLACEMENT
Indication: six weeks of antibiotics, 61-year-old man.
The veins of the right arm were examined with ultrasound. The right basilic vein is patent and compressible.
Under real-time
ultrasound the needle was seen entering the vein. The image was stored. The catheter tip is at the cavoatrial junction.
Signed, Odile Varga, MD
"""
FNA = """ULTRASOUND-GUIDED FINE NEEDLE ASPIRATION OF TWO THYROID NODULES
Indication: two nodules, 50-year-old woman.
Under real-time ultrasound a 25-gauge needle was advanced into nodule 1 of the right lobe, with three passes.
The same was
done for nodule 2 of the left lobe. Images stored.
Signed, Odile Varga, MD
"""
KNEE = """KNEE INJECTION
Indication: arthritis, 70-year-old woman.
Under real-time ultrasound guidance the needle was seen entering the right knee joint, and triamcinolone was injected.
The image was stored. Signed, Odile Varga, MD
"""
MAPPING = """VESSEL MAPPING OF THE LEFT ARM BEFORE DIALYSIS ACCESS
Indication: end-stage kidney disease.
Duplex with color and spectral Doppler. Left brachial artery 4.4 mm, radial artery 2.5 mm, ulnar artery 2.2 mm,
triphasic.
Left cephalic vein 3.1 mm and basilic vein 3.9 mm, compressible. Images stored. Signed, Odile Varga, MD
"""
ECHO = """TRANSTHORACIC ECHOCARDIOGRAM
Indication: murmur.
Left ventricle normal, ejection fraction 60%. Right ventricle normal. Left atrium and right atrium normal. Aortic valve,
mitral valve, tricuspid valve and pulmonic valve normal. Aortic root 3.2 cm. No pericardial effusion. Spectral and color
Doppler show mild mitral regurgitation, E/A 1.1, aortic velocity 1.3 m/s. Images stored. Signed, Odile Varga, MD
"""


def codes(text: str, day: date | None) -> dict[str, int]:
    """Return the supported codes of a text on a day, with their units."""
    return {code.code: code.units for code in analyze(text, day=day).with_status("supported")}


def notes(analysis: Analysis, code: str) -> str:
    """Return all notes of the lines with a code."""
    return " ".join(note for line in analysis.codes if line.code == code for note in line.notes)


def test_ivus_of_2015_has_the_pair_of_catheter_and_reading() -> None:
    found = codes(IVUS, date(2015, 10, 22))
    assert {"37250", "75945"} <= set(found)
    assert "37252" not in found


def test_ivus_of_2016_has_the_present_code() -> None:
    found = codes(IVUS, date(2016, 1, 1))
    assert "37252" in found
    assert "37250" not in found


def test_note_names_day_and_codes() -> None:
    text = notes(analyze(IVUS, day=date(2015, 10, 22)), "37250")
    assert "2015-10-22" in text
    assert "37252" in text
    assert "75945" in text


def test_no_date_means_the_present_set_without_notes() -> None:
    analysis = analyze(IVUS)
    assert "37252" in {code.code for code in analysis.codes}
    assert "did not exist" not in notes(analysis, "37252")
    assert "no date of service" in analysis.engine.code_set


def test_picc_of_2017_has_its_documented_guidance_beside_it() -> None:
    assert codes(PICC, date(2017, 9, 28)) == {"36569": 1, "76937": 1}


def test_picc_of_2019_contains_its_guidance() -> None:
    assert codes(PICC, date(2019, 1, 1)) == {"36573": 1}


def test_picc_of_2017_without_patency_leaves_the_guidance_waiting() -> None:
    text = PICC.replace(" is patent and compressible", " was chosen")
    analysis = analyze(text, day=date(2017, 9, 28))
    waiting = {code.code: code.needs for code in analysis.with_status("needs_documentation")}
    assert "vessel_patency" in waiting["76937"]


def test_aspiration_of_2018_counts_lesions_and_adds_guidance_once() -> None:
    assert codes(FNA, date(2018, 5, 9)) == {"10022": 2, "76942": 1}


def test_aspiration_of_2019_contains_its_guidance() -> None:
    assert codes(FNA, date(2019, 5, 9)) == {"10005": 1, "10006": 1}


def test_joint_injection_of_2014_has_guidance_of_its_own() -> None:
    assert codes(KNEE, date(2014, 3, 3)) == {"20610": 1, "76942": 1}


def test_joint_injection_keeps_its_side_and_the_guidance_has_none() -> None:
    lines = {code.code: code.modifiers for code in analyze(KNEE, day=date(2014, 3, 3)).with_status("supported")}
    assert lines == {"20610": ("RT",), "76942": ()}


def test_access_mapping_of_2019_has_the_medicare_code() -> None:
    assert codes(MAPPING, date(2019, 6, 1)) == {"G0365": 1}
    assert codes(MAPPING, date(2020, 6, 1)) == {"93986": 1}


def test_echocardiogram_of_2008_is_split_into_image_and_dopplers() -> None:
    assert codes(ECHO, date(2008, 6, 1)) == {"93307": 1, "93320": 1, "93325": 1}
    assert codes(ECHO, date(2009, 6, 1)) == {"93306": 1}


def test_a_code_without_one_of_the_day_is_refused_with_the_reason() -> None:
    strain = ECHO.replace("Images stored.", "Speckle tracking: global longitudinal strain -19%. Images stored.")
    assert "93356" in codes(strain, date(2026, 1, 5))
    assert "0399T" in codes(strain, date(2018, 1, 5))
    refused = {code.code: code.reason for code in analyze(strain, day=date(2012, 1, 5)).with_status("not_reportable")}
    assert "2012-01-05" in refused["93356"]


@pytest.mark.parametrize("text", [IVUS, PICC, FNA, KNEE, MAPPING, ECHO])
@pytest.mark.parametrize("year", [2008, 2013, 2015, 2018, 2021, 2024, 2026])
def test_every_code_that_is_given_was_in_force(text: str, year: int) -> None:
    day, registry = date(year, 7, 1), load_codes()
    given = [code.code for code in analyze(text, day=day).codes if code.status != "not_reportable"]
    assert [code for code in given if code in registry and not registry.valid_on(code, day)] == []


def test_history_differs_only_where_a_code_is_of_another_day() -> None:
    history = load_code_history()
    assert history.differs("37252", date(2015, 1, 1))
    assert not history.differs("37252", date(2016, 1, 1))
    assert not history.differs("99999", date(1999, 1, 1))


def test_imaging_that_was_contained_later_counts_as_a_difference() -> None:
    assert load_code_history().differs("36584", date(2018, 12, 31))
    assert not load_code_history().differs("36584", date(2019, 1, 1))


def test_an_entry_is_taken_only_when_its_codes_were_in_force() -> None:
    history = load_code_history()
    assert history.entry_on("36901", date(2012, 1, 1)) is not None
    assert history.entry_on("36901", date(2009, 1, 1)) is None


def test_the_registry_answers_where_the_file_is_silent() -> None:
    entry = load_code_history().entry_on("93986", date(2019, 1, 1))
    assert entry is not None
    assert entry.instead == ("G0365",)


def test_a_history_with_an_unknown_code_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "code-history.yaml"
    messages = "{replaced: a, ended: a, companion: a, uncertain: a, unknown: a, choice: a}"
    path.write_text(f"source: own\nentries:\n  - {{codes: ['99998'], instead: ['37252']}}\nmessages: {messages}\n")
    with pytest.raises(KnowledgeError, match="'99998' is not in the code registry"):
        read_code_history(path)


def test_an_entry_that_says_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "code-history.yaml"
    messages = "{replaced: a, ended: a, companion: a, uncertain: a, unknown: a, choice: a}"
    path.write_text(f"source: own\nentries:\n  - {{codes: ['37252']}}\nmessages: {messages}\n")
    with pytest.raises(KnowledgeError, match="neither 'instead' nor 'separate'"):
        read_code_history(path)
