"""What the author of a report can choose to say is neutral, makes an addendum, and is read as what it says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.analysis import Analysis
from assistant.engine import analyze
from assistant.gaps.completion import (
    Chosen,
    Completion,
    addendum,
    blanks_of,
    completions,
    counted,
    open_blanks,
    sentence,
    sentences,
    statement_file,
    statement_problems,
)
from assistant.knowledge.element_schema import element_file

DAY = date(2026, 3, 4)
STAMP = f"{DAY + timedelta(days=1)} 08:20 UTC"
VEINS = "common femoral, deep femoral, femoral, popliteal, posterior tibial and peroneal veins"
VENOUS = (
    "LEFT LEG VENOUS DUPLEX 3/4/2026\nIndication: leg swelling.\nTechnique: gray scale, color and spectral Doppler, phasic.\n"
    f"Findings: left {VEINS} compress.\nImpression: no thrombus. Images stored.\nJane Low MD"
)
ECHO = (
    "TRANSTHORACIC ECHOCARDIOGRAM 3/4/2026\nIndication: dyspnea.\nFindings: left and right ventricle, both atria, aortic, mitral "
    "and tricuspid valves, pericardium and aortic root normal. EF 60%.{doppler}\nImpression: normal. Images stored. Jane Low MD"
)
LINE = (
    "PROCEDURE: Central line placement 3/4/2026\nIndication: sepsis.\n{use} A triple lumen catheter was placed.\n"
    "Images stored. Jane Low MD"
)
IVUS = (
    "PROCEDURE: Venogram of the left leg with IVUS, 3/4/2026\nIndication: swelling of the left leg.\nContrast was injected "
    "through a cannula in a left foot vein; films showed patent left popliteal and femoral veins. IVUS was then performed.\n"
    "Impression: no obstruction. Images stored.\nJane Low MD"
)
UNREAD = (
    "US RIGHT UPPER QUADRANT 3/4/2026\nIndication: pain.\nLiver normal. Gallbladder with stones. CBD 4 mm. Images stored.\n"
    "Read overnight by Orrin Bask MD. The attending has not yet looked at these images."
)
ABDOMEN = (
    "ULTRASOUND ABDOMEN COMPLETE 3/4/2026\nIndication: pain.\nLiver, gallbladder, common bile duct 4 mm, pancreas, spleen, both "
    "kidneys and aorta normal.\nImpression: normal. Images stored. Jane Low MD"
)
PELVIS = (
    "PELVIC ULTRASOUND 3/4/2026\nIndication: pelvic pain.\nUterus 8 x 4 x 5 cm, endometrium 6 mm, both ovaries normal.\n"
    "Impression: normal. Images stored. Jane Low MD"
)
CAROTID = (
    "CAROTID DUPLEX 3/4/2026\nIndication: bruit.\nGray-scale, color and spectral Doppler. Common, internal and external carotid "
    "arteries of both sides patent. Vertebral flow antegrade on both sides.\nImpression: normal. Images stored. Jane Low MD"
)
#: For each element a report that leaves it open. Conflicts are another matter: see the last tests.
OPEN = {
    "indication": VENOUS.replace("Indication: leg swelling.\n", ""),
    "image_storage": VENOUS.replace(" Images stored.", ""),
    "interpretation": UNREAD,
    "signature": VENOUS.replace("\nJane Low MD", ""),
    "date_of_service": VENOUS.replace(" 3/4/2026", ""),
    "laterality": VENOUS.replace("LEFT ", "").replace("left ", ""),
    "structures": ABDOMEN,
    "grayscale": "",
    "color_doppler": ECHO.format(doppler=" Spectral Doppler normal."),
    "spectral_doppler": ECHO.format(doppler=" Color Doppler normal."),
    "compression": VENOUS.replace("compress", "fill with color"),
    "maneuvers": VENOUS.replace(", phasic", ""),
    "route": PELVIS,
    "measurements": CAROTID,
    "vessel": IVUS,
    "vessel_patency": LINE.format(
        use="The needle was seen with ultrasound entering the left internal jugular vein in real time."
    ),
    "needle_visualization": LINE.format(
        use="Ultrasound showed a patent right internal jugular vein, which was punctured."
    ),
    "guidance_description": "",
    "base_procedure": "",
    "supervision_interpretation": "",
}
#: Elements that need a report which is found by looking, so that they are taken from the cases of the rules.
BY_CASE = [name for name, text in OPEN.items() if not text]
FILLS = {
    "date": "3/4/2026", "sign, symptom or condition": "left calf swelling", "side and vessel": "left common iliac vein",
    "findings": "patent, no stenosis", "interpretation": "gallstones, no dilated ducts", "finding": "normal", "reason": "bowel gas",
    "maneuver and response of each vein": "augmentation with distal squeeze in the left femoral vein",
    "structures with numbers and units": "PSV 85 cm/s in the right and 90 cm/s in the left internal carotid artery",
    "procedures": "venography and stenting of the left common iliac vein",
    "use, with what was seen and when": "the needle was followed in real time into its target",
}  # fmt: skip


def fill(completion: Completion, says: str, number: int = 0) -> dict[str, Chosen]:
    """Choose for every part the `number`th choice of those that say `says`, its blanks filled in."""
    chosen = {}
    for part in completion.parts:
        places = [place for place, choice in enumerate(part.choices) if choice.says == says]
        place = places[min(number, len(places) - 1)]
        chosen[part.key] = Chosen(
            choice=place, blanks=tuple(FILLS.get(name, "normal") for name in blanks_of(part.choices[place].words))
        )
    return chosen


def with_addendum(text: str, completion: Completion, chosen: dict[str, Chosen], stamp: str = STAMP) -> Analysis:
    draft = addendum(list(sentences([completion], chosen)), stamp=stamp, name="Jane Low, MD")
    return analyze(f"{text}\n\n{counted(draft, [completion], chosen)}\n")


def gap_of(element: str, text: str) -> Completion:
    found = {completion.gap.element: completion for completion in completions(analyze(text), text)}
    assert element in found, f"the report leaves {sorted(found)} open, not {element}"
    return found[element]


def open_elements(analysis: Analysis) -> set[str]:
    return {gap.element for gap in analysis.gaps}


@pytest.fixture(scope="module")
def case_texts() -> dict[str, str]:
    from assistant.knowledge.service_cases import service_cases

    found: dict[str, str] = {}
    for _, case in service_cases():
        if set(BY_CASE) <= found.keys():
            break
        if any(name in case.text.lower() for name in ("ivus", "intravascular", "guid", "duplex", "doppler")):
            for gap in analyze(case.text).gaps:
                if gap.element in BY_CASE and gap.state == "not_documented":
                    found.setdefault(gap.element, case.text)
    return found


def test_every_element_that_can_be_asked_for_has_statements() -> None:
    assert statement_file().elements.keys() == element_file().elements.keys()


def test_every_sentence_is_neutral() -> None:
    for spec in (*statement_file().elements.values(),):
        for choice in spec.all_choices():
            assert statement_problems(choice.words) == []


@pytest.mark.parametrize(
    "words",
    [
        "Please add that images were kept.",
        "Images were kept, as is required.",
        "The exam meets 93970.",
        "Documented for the payer.",
        "[x] Images were kept.",
        "The femoral vein holds a thrombus.",
    ],
)
def test_a_sentence_that_leads_is_found(words: str) -> None:
    assert statement_problems(words)


@pytest.mark.parametrize("element", [name for name in OPEN if name not in BY_CASE])
def test_a_sentence_that_gives_the_element_closes_its_gap(element: str) -> None:
    completion = gap_of(element, OPEN[element])
    assert element not in open_elements(with_addendum(OPEN[element], completion, fill(completion, "given")))


@pytest.mark.parametrize("element", [name for name in OPEN if name not in BY_CASE])
@pytest.mark.parametrize("says", ["denied", "open"])
def test_a_sentence_that_denies_or_cannot_tell_does_not_give_the_element(element: str, says: str) -> None:
    completion = gap_of(element, OPEN[element])
    if not any(choice.says == says for part in completion.parts for choice in part.choices):
        pytest.skip("the element has no such choice")
    after = with_addendum(OPEN[element], completion, fill(completion, says))
    assert element not in {line.element for line in after.elements if line.state == "present"}


@pytest.mark.parametrize("element", BY_CASE)
def test_the_same_holds_for_the_elements_of_procedures(element: str, case_texts: dict[str, str]) -> None:
    if element not in case_texts:
        pytest.skip("no case of the rules leaves it open")
    text = case_texts[element]
    told = analyze(text).date_of_service
    stamp = f"{(date.fromisoformat(told) if told else DAY) + timedelta(days=1)} 08:20 UTC"
    completion = gap_of(element, text)
    after = with_addendum(text, completion, fill(completion, "open"), stamp)
    assert element not in {line.element for line in after.elements if line.state == "present"}


def test_a_missing_vein_is_told_by_its_response_with_its_side() -> None:
    text = (
        VENOUS.replace("LEFT LEG", "COMPLETE BILATERAL LEG")
        .replace("left ", f"right {VEINS} compress. Left ")
        .replace(", posterior tibial and peroneal veins compress.\nImp", " veins compress.\nImp")
    )
    completion = gap_of("structures", text)
    assert [part.structure for part in completion.parts] == ["left posterior tibial vein", "left peroneal vein"]
    assert sentence(completion.parts[0], Chosen(choice=0)) == "Left posterior tibial vein: seen, compresses fully."
    assert text[: completion.place].endswith("popliteal veins compress.")
    after = with_addendum(text, completion, fill(completion, "given"))
    assert [code.code for code in after.with_status("supported")] == ["93970"]


def test_the_extent_is_not_told_again_where_the_structures_are_named() -> None:
    assert "extent" in open_elements(analyze(ABDOMEN))
    assert "extent" not in {completion.gap.element for completion in completions(analyze(ABDOMEN), ABDOMEN)}


def test_an_addendum_bears_time_reason_and_author() -> None:
    draft = addendum(["Images were recorded and are kept."], stamp=STAMP, name="Jane Low, MD")
    assert draft == (
        "ADDENDUM (2026-03-05 08:20 UTC)\nReason: completion of the report.\nImages were recorded and are kept.\n"
        "Signed: Jane Low, MD, 2026-03-05 08:20 UTC"
    )


def test_an_optional_blank_that_is_empty_falls_away() -> None:
    part = gap_of("image_storage", OPEN["image_storage"]).parts[0]
    assert sentence(part, Chosen(choice=0)) == "Images were recorded and are kept."
    assert (
        sentence(part, Chosen(choice=0, blanks=("the  archive\n",)))
        == "Images were recorded and are kept in the archive."
    )


def test_a_sentence_with_an_open_blank_does_not_count() -> None:
    completion = gap_of("indication", OPEN["indication"])
    chosen = {"indication": Chosen(choice=0)}
    draft = addendum(list(sentences([completion], chosen)), stamp=STAMP, name="Jane Low, MD")
    assert open_blanks(draft) == 1
    assert "indication" in open_elements(with_addendum(OPEN["indication"], completion, chosen))


def test_a_name_below_an_addendum_does_not_sign_the_report() -> None:
    text = OPEN["signature"].replace(" Images stored.", "")
    made = completions(analyze(text), text)
    chosen = {"image_storage": Chosen(choice=0)}
    draft = addendum(list(sentences(made, chosen)), stamp=STAMP, name="Jane Low, MD")
    after = analyze(f"{text}\n\n{counted(draft, made, chosen)}\n")
    assert open_elements(after) >= {"signature"}
    assert "image_storage" not in open_elements(after)


def test_a_late_addendum_is_shown_and_closes_nothing() -> None:
    text = OPEN["image_storage"]
    completion = gap_of("image_storage", text)
    after = with_addendum(text, completion, fill(completion, "given"), "2026-06-05 08:20 UTC")
    assert "image_storage" in open_elements(after)
    assert [conflict.kind for conflict in after.conflicts] == ["addendum"]


def test_a_statement_against_a_denial_is_shown_and_closes_nothing() -> None:
    text = VENOUS.replace("Images stored.", "No images were saved.")
    completion = gap_of("image_storage", text)
    after = with_addendum(text, completion, fill(completion, "given"))
    assert "image_storage" in open_elements(after)
    assert "addendum" in {conflict.kind for conflict in after.conflicts}
