"""Papers in which nothing was done on a patient now: an animal's record, a message, a text about medicine."""

from __future__ import annotations

import pytest

from assistant import analyze
from assistant.language.pipeline import read_report


@pytest.mark.parametrize(
    "text",
    [
        "VETERINARY ABDOMINAL ULTRASOUND\nCanine, 9 y, Labrador. Liver, spleen, kidneys examined. A. Quill, DVM",
        "Feline abdominal ultrasound. Liver enlarged. A. Quill, DVM",
        "Bella, 7-year-old spayed female golden retriever. Echocardiogram: LV enlarged.",
        "Lameness exam. Horse: Thunder, 8 yr mare. Suspensory ligament enlarged.",
        "Ultrasound guided cystocentesis, Max, Labrador mix. Animal Hospital of Example.",
    ],
)
def test_the_record_of_an_animal_is_told_by_signs_of_two_kinds(text: str) -> None:
    assert read_report(text).paper == "animal"


@pytest.mark.parametrize(
    "text",
    [
        "Portal message 03/02/2026: Hello Mrs. Rowe, the carotid duplex showed mild plaque.",
        "From: Bo Ames, RVT\nTo: A. Quill, MD\nSubject: bed 4\nHi Dr. Quill, right CFV and pop compress. Can you dictate it?",
        "Hi team, reminder: the carotid duplex on Mr. T showed no plaque. Can someone finalize the report?",
        "Secure chat 10:12\nBo: did the venous duplex room 3, CFV pop compress\nQuill: will read",
        "Email\nFrom: vascular lab\nMr. K's duplex: ICA 92. Please sign by noon.",
        "WhatsApp: thyroid us done, nodule r lobe 12 mm",
    ],
)
def test_a_message_is_told_by_its_name_or_its_fields_and_talk(text: str) -> None:
    assert read_report(text).paper == "message"


@pytest.mark.parametrize(
    "text",
    [
        "Chapter 12. Carotid duplex. The common carotid artery is scanned from its origin to the bulb.",
        "Abdominal ultrasound, chapter 4: The liver is scanned in two planes.",
        "Figure 3. Transverse duplex image of the common femoral vein, which compresses fully.",
        "Competency checklist: sonographer compresses the CFV, FV and popliteal vein.",
        "Case report. A 45-year-old woman had venous duplex, which showed thrombus.",
    ],
)
def test_a_text_about_medicine_is_told_by_how_it_begins(text: str) -> None:
    assert read_report(text).paper == "about"


@pytest.mark.parametrize(
    "text",
    [
        "Dog bite by a golden retriever. US right forearm: no foreign body.",
        "Fell from her horse, a mare. FAST: no free fluid.",
        "Porcine mitral valve. Echo: EF 60, FS 32.",
        "Bovine arch. Carotid duplex: ICA 80.",
        "RENAL ULTRASOUND. Chapman, Rose. Figure-of-eight suture of the kidney in 2020. Right kidney 10 cm.",
        "From: Radiology\nTo: Dr. Quill\nSubject: report\nRENAL ULTRASOUND\nFINDINGS: Right kidney 10 cm. Thanks for sending him.",
        "From: Lab\nTo: Dr. Quill\nVenous duplex right leg 03/02/2026. CFV, FV, pop compress.",
        "Dear Dr. Quill, I scanned Mrs. Rowe today. The liver is normal. Thanks for referring her.",
        "Hi coding, I did both groins for DVT on bed 14, CFV and pop compress. 93970 or the other one?",
        "Hi, can you tell him? Report is below.\n-----Original message-----\nCAROTID DUPLEX. Both ICA 80.",
    ],
)
def test_what_may_be_a_record_is_none_of_them(text: str) -> None:
    assert read_report(text).paper is None


def test_an_analysis_says_why_such_a_text_earns_no_code() -> None:
    analysis = analyze("Canine echocardiogram 03/02/2026. Doberman. LV dilated, EF 40, mild MR. 2D, color, spectral. A. Quill, DVM")
    assert analysis.codes == ()
    assert any("animal" in message for message in analysis.messages)
