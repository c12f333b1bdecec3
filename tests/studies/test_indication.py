"""Whether a report tells why the study was done, in words that a diagnosis can be coded from."""

from __future__ import annotations

import pytest

from assistant.language.pipeline import read_report
from assistant.studies.indication import codable, find_indication

FINDINGS = "\nFindings: Common carotid artery with mild plaque. Internal carotid artery patent.\nImpression: normal."


@pytest.mark.parametrize(
    "reason", ["left calf swelling", "abnormal LFTs", "follow-up of known aneurysm", "RUQ pain, r/o stones", "s/p fall"]
)
def test_a_sign_or_condition_can_be_coded(reason: str) -> None:
    assert codable(reason)


@pytest.mark.parametrize(
    "reason",
    [
        "r/o DVT",
        "rule out DVT",
        "eval",
        "per protocol",
        "eval / per protocol",
        "screening",
        "?PE",
        "not given",
        "left leg",
    ],
)
def test_an_order_without_a_complaint_cannot_be_coded(reason: str) -> None:
    assert not codable(reason)


@pytest.mark.parametrize(
    "opening",
    [
        "Renal sonogram 9-29-2026 // rising creatinine",
        "Lump left armpit x 3 wk after vaccine",
        "Vein mapping, CABG planned",
        "67 yo male",
        "Graft surveillance, 4 months after bypass",
        "Exam triggered by new drowsiness",
        "Sickle cell disease, headaches",
        "MASLD, FIB-4 1.9",
        "LEFT WRIST. Is it the joint or the tendon?",
        "Hyponatremia 121, volume unclear",
        "PVL known, on adalimumab",
        "Señora R. comes for a ball behind the knee",
        "For a new fissure at the right heel",
        "Lab sheet    Ind: color change of fingers",
        "13w4d. No heart tones.",
        "Cava only for filter patency, 2/11/2026.",
        "Both arms before pacemaker upgrade",
        "Neck arteries, ?embolus",
        "Carotid, follow-up of known plaque",
        "Left hand duplex. Swimmer, arm goes blue",
        "Renal arteries, OHTN",
    ],
)
def test_a_reason_in_the_opening_counts_without_a_heading(opening: str) -> None:
    told, uncodable = find_indication(read_report(f"{opening}{FINDINGS}"))
    assert told is not None
    assert uncodable is None


@pytest.mark.parametrize(
    "opening",
    [
        "CAROTID DUPLEX",
        "There is a small nodule in the left lobe.",
        "Clinical, rule out stones.",
        "Pt hx: ____________",
        "Tc-99m given.",
        "TECHNIQUE: Gray-scale and Doppler.",
        "The probe was introduced after informed consent.",
    ],
)
def test_a_report_that_only_describes_tells_no_reason(opening: str) -> None:
    assert find_indication(read_report(f"{opening}{FINDINGS}")) == (None, None)


def test_an_uncodable_reason_is_returned_with_its_words() -> None:
    told, uncodable = find_indication(read_report(f"CAROTID DUPLEX\nIndication: r/o DVT{FINDINGS}"))
    assert told is None
    assert uncodable is not None
    assert uncodable.text == "Indication: r/o DVT"


def test_boxes_left_empty_give_no_reason_that_can_be_coded() -> None:
    told, uncodable = find_indication(read_report(f"CAROTID DUPLEX\nIndication: [ ] pain  [ ] bruit{FINDINGS}"))
    assert told is None
    assert uncodable is not None


def test_screening_without_complaint_is_no_reason() -> None:
    told, uncodable = find_indication(
        read_report(f"LEG VENOUS DUPLEX\nRight leg scanned as screening, no symptoms on that side.{FINDINGS}")
    )
    assert told is None
    assert uncodable is not None


def test_screening_of_the_aorta_is_a_reason_of_its_own() -> None:
    told, _ = find_indication(
        read_report(
            "AAA SCREENING\nIndication: 66 year old asymptomatic smoker, screening.\nFindings: Abdominal aorta 2.0 cm."
        )
    )
    assert told is not None


@pytest.mark.parametrize(
    "note",
    [
        "duplex R leg: cfv 8 mm, pop compress flat, no clot. calf sore 3d. n quill md",
        "follicle scan TV: R 14 mm, L 9 mm. letrozole cycle. saved",
        "US AORTA\nClinical: AAA, 4.1 cm in 2024.\nFindings: 4.3 cm.\nImpression: stable.",
        "scan 34wk: afi 9, cephalic",
    ],
)
def test_a_short_note_tells_its_reason_anywhere(note: str) -> None:
    assert find_indication(read_report(note))[0] is not None


@pytest.mark.parametrize("note", ["liver us: 14 cm, no pain here, cyst 2 cm. rescan 8 wk. nl", "gb us: free of stones, cbd 3 mm. n quill md"])
def test_a_short_note_without_a_complaint_tells_none(note: str) -> None:
    assert find_indication(read_report(note))[0] is None


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("47-year-old woman with left leg swelling. Left leg duplex: veins compress.", "47-year-old woman with left leg swelling"),
        ("US RUQ 04/08/2026, pain. Wall 2 mm.", "US RUQ 04/08/2026, pain"),
        ("Aorta ultrasound 05/04/2026. AAA follow-up. Aorta 4.2 cm.", "AAA follow-up"),
        ("TTE 05/04/2026. 71M s/p MI with DOE. LV EF 40.", "71M s/p MI with DOE"),
    ],
)
def test_the_reason_is_quoted_by_the_clause_that_states_it(text: str, clause: str) -> None:
    told, _ = find_indication(read_report(text))
    assert told is not None
    assert told.text == clause
    assert text[told.start : told.end] == clause


@pytest.mark.parametrize("reason", ["AAA follow-up", "known DVT", "DVT f/u", "AF", "Cr 2.4"])
def test_a_known_disease_that_is_followed_can_be_coded(reason: str) -> None:
    assert codable(reason)


def test_dx_before_the_findings_is_the_reason() -> None:
    told, _ = find_indication(read_report("Thyroid ultrasound\nDx: neck fullness\nFindings: Right lobe 5 cm."))
    assert told is not None


def test_who_ordered_a_study_is_no_reason() -> None:
    assert find_indication(read_report("Ordered by Dr. Fox. Kidneys 10 and 11 cm, normal.")) == (None, None)
