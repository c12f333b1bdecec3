"""What kind of document a text is."""

import pytest

from assistant.acts import find_acts
from assistant.acts.book import act_book
from assistant.acts.clauses import Clauses
from assistant.acts.document import document_features
from assistant.acts.signs import find_signs
from assistant.language.phrase_book import Words
from assistant.language.pipeline import read_report

TEXTS = {
    "study": "EXAM: Venous duplex, left leg.\nFINDINGS: Common femoral and popliteal veins compress. Phasic flow.\n"
    "IMPRESSION: No DVT.",
    "procedure": "PROCEDURE: Central line.\nThe right internal jugular vein was punctured under ultrasound. 7 Fr catheter "
    "placed over a wire and sutured. No complications.",
    "letter": "Dear Dr Brandt,\nThank you for referring her. Your department scanned her leg in May, and I would be "
    "grateful if you could send us the report.\nYours sincerely",
    "order": "Bilateral LE venous duplex, STAT. Reason: swelling, r/o DVT. NPO not needed. Please include calf veins.",
    "education": "How does the test work? You will be asked to lie down while the doctor puts gel on your leg. It does "
    "not hurt, and you may eat and drink.",
    "billing": "Audit: the provider billed 76937 but the chart holds no image. The claim was denied by the payer; do not "
    "code it again.",
}


@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_is_of_the_kind_that_its_words_weigh_for(kind: str) -> None:
    assert find_acts(read_report(TEXTS[kind]))[0] == kind


def test_what_teaches_tells_nothing_that_was_done() -> None:
    text = "Multiple choice for residents: you compress the popliteal vein and it stays round. What does it mean? How to do it?"
    assert {act.status for act in find_acts(read_report(text))[1]} == {"general"}


def test_an_empty_text_is_a_study_without_acts() -> None:
    assert find_acts(read_report(""))[1] == ()


def test_what_a_text_calls_itself_in_its_first_words_decides() -> None:
    study = "Carotid duplex. The right internal carotid artery has a 50% stenosis, peak systolic velocity 160 cm/s."
    assert find_acts(read_report(f"Referral letter. {study}"))[0] == "letter"
    assert find_acts(read_report(f"{study} {study} Referral letter."))[0] != "letter"


def test_a_velocity_told_as_a_bare_number_is_a_look() -> None:
    reading, book = read_report("Carotid duplex. Right ICA 88/20."), act_book()
    clauses = Clauses(reading)
    signs = find_signs(reading, Words(reading), clauses, book)
    assert document_features(reading, clauses, signs, book)["looks"] == 2 / 4


@pytest.mark.parametrize(
    "text",
    [
        "Please scan L AVF - high venous pressures x2 sessions. Volume flow and look for outflow stenosis.",
        "We tried a PICC on the right arm at bedside with the US, basilic was tiny, gave up after 2 sticks. IR tomorrow?",
    ],
)
def test_blank_margins_change_neither_the_kind_of_a_text_nor_its_acts(text: str) -> None:
    def told(text: str) -> tuple[str, list[tuple[str | None, ...]]]:
        kind, acts = find_acts(read_report(text))
        return kind, [(act.technique, act.place, act.side, act.status) for act in acts]

    assert told(f"\n{text}\n\n") == told(text)
