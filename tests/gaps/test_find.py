"""Which gaps are raised, in which state, and which are not."""

from __future__ import annotations

import pytest

from assistant.analysis import Gap
from assistant.engine import analyze, element_state
from assistant.services.given import given_services

VENOUS = "{title} 3/4/2026\nIndication: leg swelling.\n{findings}\nImpression: no thrombus. Images stored.\n{signed}"
LEFT = "Left common femoral, deep femoral, femoral, popliteal, posterior tibial and peroneal veins compressible, color and spectral normal, phasic."


def gaps(findings: str = LEFT, *, title: str = "LEFT LEG VENOUS DUPLEX", signed: str = "Jane Low MD") -> dict[str, Gap]:
    found = analyze(VENOUS.format(title=title, findings=findings, signed=signed)).gaps
    assert len({gap.element for gap in found}) == len(found)
    return {gap.element: gap for gap in found}


def test_a_whole_report_has_no_gaps() -> None:
    assert gaps() == {}


def test_what_the_text_denies_is_denied_and_not_merely_missing() -> None:
    assert gaps(LEFT.replace("compressible", "no compression was done"))["compression"].state == "denied"


def test_what_the_text_does_not_mention_is_not_documented() -> None:
    assert gaps(LEFT.replace("compressible, ", ""))["compression"].state == "not_documented"


def test_a_title_of_both_sides_over_one_side_conflicts() -> None:
    assert gaps(title="BILATERAL LOWER EXTREMITY VENOUS DUPLEX")["extent"].state == "conflicting"


@pytest.mark.parametrize("signed", ["rad read: PENDING", "Technologist worksheet. Awaiting radiologist read."])
def test_codes_wait_for_an_interpretation_that_is_pending(signed: str) -> None:
    analysis = analyze(
        VENOUS.format(title="LEFT LEG VENOUS DUPLEX", findings=LEFT, signed=signed).replace(
            "Impression: no thrombus. ", ""
        )
    )
    assert [(code.code, code.needs) for code in analysis.with_status("needs_documentation")] == [
        ("93971", ("interpretation",))
    ]
    assert "interpretation" in {gap.element for gap in analysis.gaps}


CAROTID = (
    "CAROTID DUPLEX 3/4/2026\nIndication: bruit.\nFindings: Gray-scale, color and spectral Doppler. Common, internal and external carotid arteries of "
    "both sides patent{numbers}. Vertebral flow antegrade on both sides.\nImpression: normal. Images stored. Jane Low MD"
)


def test_a_carotid_study_without_velocities_lacks_measurements() -> None:
    assert "measurements" in {gap.element for gap in analyze(CAROTID.format(numbers="")).gaps}


@pytest.mark.parametrize(
    "numbers", [", PSV 85 right and 90 left", ", 86/20 right, 90/22 left", ", peak velocity 0.8 m/s"]
)
def test_a_carotid_study_with_velocities_has_measurements(numbers: str) -> None:
    assert "measurements" not in {gap.element for gap in analyze(CAROTID.format(numbers=numbers)).gaps}


def test_a_repeat_scan_of_growth_is_not_asked_for_the_full_survey() -> None:
    text = (
        "GROWTH SCAN 3/4/2026\nIndication: interval growth at 30 weeks, last scan 26 weeks.\nCephalic, FHR 142. BPD 7.2 HC 26.1 AC 24.0 FL 5.4 cm. "
        "EFW 1190 g. DVP 5 cm. Placenta anterior.\nImpression: normal interval growth. Images stored. Jane Low MD"
    )
    analysis = analyze(text)
    assert [code.code for code in analysis.with_status("supported")] == ["76816"]
    assert "structures" not in {gap.element for gap in analysis.gaps}


def test_images_kept_for_all_reports_of_a_text_count_for_each() -> None:
    text = (
        "STUDY 1 - RENAL ULTRASOUND 3/4/2026. Reason: flank pain. Right kidney 11 cm, left kidney 10 cm. Interpretation: normal.\n\n"
        "STUDY 2 - Thyroid ultrasound. Reason: palpable lump. Right and left lobes normal, isthmus normal. Interpretation: normal.\n\n"
        "Separate sheets, both archived.\nJane Low MD"
    )
    assert "image_storage" not in {gap.element for gap in analyze(text).gaps}


def test_a_study_that_was_left_out_has_no_gaps() -> None:
    text = VENOUS.format(title="LEFT LEG VENOUS DUPLEX", findings=LEFT, signed="").replace("Images stored.", "")
    assert {gap.element for gap in analyze(text, decide=given_services(["93971"])).gaps} >= {"image_storage"}
    assert analyze(text, decide=given_services([])).gaps == ()


def test_of_a_code_lost_for_images_only_the_images_are_asked() -> None:
    text = VENOUS.format(title="LEFT LEG VENOUS DUPLEX", findings=LEFT, signed="").replace(
        "Images stored.", "No images were stored."
    )
    assert [(gap.element, gap.state) for gap in analyze(text).gaps] == [("image_storage", "denied")]


def test_a_tap_without_imaging_is_not_asked_for_images() -> None:
    text = (
        "Paracentesis 3/4/2026. Tense ascites in cirrhosis. Ultrasound two days ago showed ascites. Dullness percussed, no scanner on "
        "the ward today. Trocar catheter placed in the left flank by landmarks, 4 L drained. Jane Low MD"
    )
    found = analyze(text, decide=given_services(["49082"]))
    assert "image_storage" not in {gap.element for gap in found.gaps}


def test_patency_in_the_findings_of_a_venogram_tells_nothing_of_the_vessel_before_the_puncture() -> None:
    text = (
        "Venogram 3/4/2026. The right femoral vein was entered with ultrasound and a sheath placed. Venography: {findings}. "
        "Impression: normal. Jane Low MD"
    )
    assert element_state(text.format(findings="the left renal vein is patent"), "vessel_patency") == "missing"
    looked = text.format(findings="normal").replace(
        "The right", "Ultrasound showed the right femoral vein patent. The right"
    )
    assert element_state(looked, "vessel_patency") == "present"


NOTE = "duplex {side}leg veins: cfv 8 mm, fv, pop, ptv, pero all squish flat, phasic, aug ok, color full. no dvt. calf sore."


def test_a_note_in_shorthand_lacks_its_date_author_and_pictures() -> None:
    found = analyze(NOTE.format(side="right "), decide=given_services(["93971"]))
    assert {gap.element for gap in found.gaps} == {"date_of_service", "signature", "image_storage"}


def test_the_facts_of_a_case_are_not_asked_for_them() -> None:
    told = "Complete duplex of the veins of the right leg with compression for swelling."
    assert not {"date_of_service", "signature"} & {gap.element for gap in analyze(told, decide=given_services(["93971"])).gaps}


def test_a_leg_without_its_side_is_asked_for_it() -> None:
    assert "laterality" in {gap.element for gap in analyze(NOTE.format(side=""), decide=given_services(["93971"])).gaps}


def test_the_structures_of_a_side_that_could_not_be_scanned_are_not_asked_for() -> None:
    bilateral = LEFT + "\nRight leg not examined, dressings and external fixator from groin to ankle."
    found = gaps(bilateral, title="BILATERAL LEG VENOUS DUPLEX")
    assert "structures" not in found


@pytest.mark.parametrize("numbers", ["R CFA 115 triphasic, SFA mid 412", "ICA prox 96, mid 88"])
def test_a_number_behind_a_vessel_is_a_velocity(numbers: str) -> None:
    from assistant.studies.scene import NUMBERS

    assert NUMBERS["velocity"].search(numbers)


@pytest.mark.parametrize(
    "text",
    [
        "PICC by vein open on ultrasound, needle seen entering, R basilic 3/4/2026. Cart was down, no pictures kept. Tip at CAJ. Jane Low MD",
        "Bedside echo 3/4/2026: no effusion, LV squeezes well, short of breath. Nothing saved, phone only. Jane Low MD",
    ],
)
def test_pictures_expressly_not_kept_are_a_gap_whatever_is_coded(text: str) -> None:
    assert "denied" in {gap.state for gap in analyze(text, decide=given_services([])).gaps if gap.element == "image_storage"}


MEASURED = "OBSTETRIC ULTRASOUND 3/4/2026. Findings: single fetus. BPD 7.1 cm, HC 26 cm, AC 24 cm, FL 5.3 cm. Placenta posterior.{fluid} Impression: 28 weeks. Images stored. Jane Low MD"


def test_a_measured_fetus_with_placenta_and_fluid_is_asked_for_the_survey() -> None:
    asked = {gap.element: gap for gap in analyze(MEASURED.format(fluid=" AFI 14.")).gaps}
    assert "four-chamber heart" in asked["structures"].structures


def test_a_measured_fetus_alone_is_not_asked_for_the_survey() -> None:
    assert "structures" not in {gap.element for gap in analyze(MEASURED.format(fluid="")).gaps}


def test_the_blank_field_of_a_structure_is_asked_for_in_a_study_of_one_side() -> None:
    text = (
        "DIALYSIS ACCESS DUPLEX 3/4/2026 RIGHT AVF\nINFLOW ARTERY  ___  ___\nBODY PROX  PSV 142\nBODY MID  PSV 130\n"
        "OUTFLOW VEIN  PSV 90\nVOL FLOW 910 ML/MIN\nImpression: mature fistula. Images stored. Jane Low MD"
    )
    asked = {gap.element: gap for gap in analyze(text).gaps}
    assert asked["structures"].structures == ("brachial artery",)


def test_an_aorta_without_iliac_arteries_lacks_the_arteries_and_no_veins() -> None:
    text = (
        "COMPLETE AORTOILIAC DUPLEX 3/4/2026\nFindings: abdominal aorta 2.1 cm, PSV 96 cm/s, triphasic, color flow normal.\n"
        "Impression: normal aorta. Images stored. Jane Low MD"
    )
    asked = {gap.element: gap for gap in analyze(text).gaps}
    assert asked["structures"].structures == ("common iliac artery",)


def test_veins_whose_compression_is_not_told_are_named_with_their_side() -> None:
    findings = "Left common femoral and popliteal veins open, color and spectral normal, phasic."
    message = gaps(findings)["compression"].message
    assert message.endswith(": left common femoral vein, left popliteal vein.")


def test_veins_that_were_expressly_not_compressed_are_told_as_denied() -> None:
    assert "left" not in gaps(LEFT.replace("compressible", "no compression was done"))["compression"].message
