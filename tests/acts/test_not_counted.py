"""Why the studies and procedures that a text without codes names do not count."""

import pytest

from assistant import analyze


def seen(text: str) -> list[tuple[str, list[str]]]:
    return [(one.status, [span.text for span in one.evidence]) for one in analyze(text).not_counted]


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("Clinic visit. Edema. Plan: renal ultrasound next week.", "planned", "renal ultrasound"),
        ("Clinic visit. Outside echocardiogram of 2021 was normal.", "earlier", "echocardiogram"),
        ("Clinic visit. The paracentesis was cancelled because there was no fluid.", "called_off", "paracentesis"),
        ("Clinic visit. Carotid duplex only if the bruit persists.", "conditional", "Carotid duplex"),
    ],
)
def test_a_text_without_codes_tells_what_was_seen_and_in_which_state(text: str, status: str, words: str) -> None:
    assert (status, [words]) in seen(text)


def test_words_of_the_same_status_stand_together() -> None:
    text = "Clinic visit. Plan: renal ultrasound and carotid duplex next month."
    assert seen(text) == [("planned", ["renal ultrasound", "carotid duplex"])]


def test_of_what_was_done_the_denied_images_are_the_reason() -> None:
    text = "Bedside ultrasound of the bladder by me for retention: 400 ml. No images were saved. A. Low MD"
    (one,) = analyze(text).not_counted
    assert (one.status, "images were not kept" in one.why) == ("done", True)
    assert "No images were saved" in [span.text for span in one.evidence]


def test_a_report_with_a_code_lists_nothing() -> None:
    text = (
        "Renal ultrasound 03/02/2026 for flank pain. Right kidney 10.1 cm, left kidney 10.4 cm, no hydronephrosis. "
        "Images archived. Compared with the CT of 2024. A. Low MD"
    )
    assert analyze(text).with_status("supported") and seen(text) == []


def test_places_are_those_of_the_original_text() -> None:
    text = "Clinic\u200b visit.  Plan:\u200b renal  ultrasound next week."
    (one,) = analyze(text).not_counted
    assert [text[span.start : span.end] for span in one.evidence] == [span.text for span in one.evidence]


@pytest.mark.parametrize(
    "text",
    [
        "OB-GYN history: gravida 4, para 3. Visit note. Plan: carotid duplex next month.",
        "Clinic note. EKG: ischemic changes. G3 Para 2. Plan: carotid duplex next month.",
    ],
)
def test_births_an_ekg_and_a_specialty_are_no_studies(text: str) -> None:
    assert seen(text) == [("planned", ["carotid duplex"])]


def test_a_study_is_shown_by_its_name_and_not_by_its_values() -> None:
    text = "Clinic visit. Echocardiogram of 2021: aortic valve mean gradient 38, RVSP 34."
    assert seen(text) == [("earlier", ["Echocardiogram"])]


def test_what_was_told_as_done_and_earns_nothing_is_shown_with_that_reason() -> None:
    (one,) = analyze("EUS 05/20/2026 of an antral lesion, 14 mm, layer 4. R. Salcedo MD").not_counted
    assert (one.status, [span.text for span in one.evidence]) == ("done", ["EUS"])
    assert one.why.startswith("Named, but not documented as a service")
