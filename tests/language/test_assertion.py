"""What the sentence and the section say of a finding, a structure or an act."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.errors import InputError, KnowledgeError
from assistant.knowledge.yaml_file import read_yaml
from assistant.language import assertions
from assistant.language.assertion_cues import AssertionCues, cue_book, cue_phrases, withdrawal_phrases
from assistant.language.pipeline import read_report
from assistant.language.withdrawn import withdrawn_stretches
from tests.language.inline_markup import parse_example

FINDINGS = [
    "No <ent a=negated>thrombus</ent> in the <ent a=affirmed>femoral vein</ent>.",
    "No <ent a=negated>gallstones</ent>, <ent a=negated>sludge</ent>, or <ent a=negated>wall thickening</ent>.",
    "The <ent a=affirmed>aorta</ent> has no <ent a=negated>aneurysm</ent>.",
    "A <ent a=affirmed>hydrocele</ent> is present on the right, without <ent a=negated>varicocele</ent>.",
    "No <ent a=negated>fever</ent>, but <ent a=affirmed>swelling</ent> of the calf persists.",
    "Possible <ent a=affirmed>thrombus</ent> in the left <ent a=affirmed>popliteal vein</ent>.",
    "Probable <ent a=affirmed>endometrioma</ent>.",
    "<ent a=negated>Hydronephrosis</ent> was not seen.",
    "<ent a=negated>Ascites</ent>: none.",
    "No significant change in the <ent a=affirmed>stenosis</ent>.",
    "She denies <ent a=negated>claudication</ent> and <ent a=negated>rest pain</ent>.",
    "Study limited (no <ent a=negated>effusion</ent>) by the <ent a=affirmed>dressing</ent>.",
    "<ent a=affirmed>Cholecystitis</ent> cannot be excluded.",
    "Trace leak, no <ent a=negated>effusion</ent>, <ent a=affirmed>spectral</ent> and <ent a=affirmed>color</ent> used.",
    "The <ent a=negated>spectral</ent> part was left out.",
    "Cores for LM/IF/EM, <ent a=affirmed>needle</ent> tip seen under <ent a=affirmed>ultrasound</ent>.",
]
ELSEWHERE = [
    # a denial ends before an item that tells by itself that it is there
    "Echo. No <ent a=negated>AI</ent>, MV <ent a=affirmed>E/A</ent> 1, tr <ent a=affirmed>MR</ent>.",
    "Echo. No <ent a=negated>AI</ent>, mild <ent a=affirmed>MR</ent>.",
    "Echo. No AS, MV thin, <ent a=affirmed>MR</ent> mild.",
    "Duplex. No <ent a=negated>DVT</ent>, small <ent a=affirmed>Baker cyst</ent>.",
    "US. No <ent a=negated>gallstones</ent>, 3 mm <ent a=affirmed>polyp</ent>.",
    "Echo. No <ent a=negated>AI</ent>, <ent a=negated>MR</ent>, <ent a=negated>TR</ent>.",
    "US. No <ent a=negated>gallstones</ent>, large <ent a=negated>polyp</ent> or <ent a=negated>sludge</ent>.",
    "US. No <ent a=negated>hydronephrosis</ent>, kidney <ent a=negated>cyst</ent> > 1 cm.",
    "Gallbladder with stones, wall 2 mm, duct 4 mm. Last: 12/2025, <ent a=historical>liver</ent> normal.",
    "Last (12/2025): <ent a=historical>liver</ent> normal.",
    "We went over the <ent a=historical>ultrasound</ent> of the abdomen from last week: <ent a=historical>liver</ent> normal.",
    "<ent a=affirmed>Ultrasound</ent> for pain of two weeks: <ent a=affirmed>liver</ent> normal.",
    "The <ent a=historical>ultrasound</ent> had shown a normal <ent a=historical>liver</ent>.",
    "From OSH with pain. <ent a=affirmed>Ultrasound</ent>: <ent a=affirmed>liver</ent> normal.",
    "OSH <ent a=historical>ultrasound</ent> showed <ent a=historical>liver</ent> normal.",
    "Renal <ent a=historical>ultrasound</ent> done by rads tonight, prelim left <ent a=historical>kidney</ent> normal.",
    "Outside report (4/2026) reads: <ent a=historical>liver</ent> and <ent a=historical>spleen</ent> normal.",
    "Prior report pasted: \"<ent a=historical>Spine</ent> normal. <ent a=historical>Placenta</ent> low.\" <ent a=affirmed>Cervix</ent> long.",
    "Radiology called with the <ent a=historical>ultrasound</ent>: <ent a=historical>liver</ent> normal.",
    "Spoke w vasc lab, the <ent a=historical>femoral vein</ent> and <ent a=historical>popliteal vein</ent> are open.",
    "Spoke with radiology and then did my own <ent a=affirmed>ultrasound</ent>: <ent a=affirmed>liver</ent> normal.",
    "Yesterday I did an <ent a=historical>ultrasound</ent>, <ent a=historical>liver</ent> normal. Today <ent a=affirmed>spleen</ent> normal.",
    "Per night team: <ent a=historical>liver</ent> and <ent a=historical>spleen</ent> normal.",
    "ICU scanned him overnight: <ent a=historical>liver</ent> and <ent a=historical>spleen</ent> normal.",
    "Covering hospitalist did an <ent a=historical>ultrasound</ent>, <ent a=historical>liver</ent> normal.",
    "ED tried twice. I then did an <ent a=affirmed>ultrasound</ent>: <ent a=affirmed>liver</ent> normal.",
    "Copied from the note of 3/2/2026: <ent a=historical>popliteal vein</ent> patent, now the <ent a=affirmed>femoral vein</ent>.",
    "CT today: <ent a=historical>pancreas</ent> normal. Ultrasound: <ent a=affirmed>liver</ent> normal.",
    "To be done next week: <ent a=planned>popliteal artery</ent>.",
    "A complete study includes <ent a=conditional>liver</ent> and <ent a=conditional>spleen</ent>.",
    "Left <ent a=historical>renal artery</ent>: prior duplex normal.",
    "<ent a=historical>Aorta</ent>: see CT.",
    "Left <ent a=historical>iliac artery</ent> was open on the CT angiogram of last November.",
    "Exam 6/3/2026. The <ent a=historical>bladder</ent> was full at the May 12 ultrasound.",
    "Exam 6/3/2026. The <ent a=historical>left atrium</ent> was dilated in the 2024 study.",
    "Exam 6/3/2026. The <ent a=historical>left atrium</ent> was dilated on the study of May 2025.",
    "Exam 6/3/2026. Left: <ent a=historical>CFV</ent>, <ent a=historical>POPV</ent> were normal in 2024; not imaged.",
    "Exam 6/3/2026. The <ent a=historical>popliteal vein</ent> was clear last March.",
    "Exam 6/3/2026. <ent a=affirmed>CFV</ent> 9 mm, <ent a=historical>POPV</ent> was patent in 2025.",
    "Exam 6/3/2026. The <ent a=affirmed>popliteal vein</ent> was clear in May 2025 and is now blocked.",
    "Exam 6/3/2026. The <ent a=affirmed>popliteal vein</ent> was clear in its upper 4 cm.",
    "Exam 6/3/2026. Known dilated <ent a=historical>right atrium</ent> (2023 echo).",
    "Exam 6/3/2026. <ent a=affirmed>Liver</ent> 14 cm (13 cm on the 2024 scan).",
    "Exam 6/3/2026. Right <ent a=affirmed>ovary</ent>: the cyst seen on the 2024 CT is unchanged at 2 cm.",
    "<ent a=affirmed>Liver</ent> is normal and the <ent a=historical>spleen</ent> was large on the CT of May 2.",
    "Exam 6/3/2026.\nTTE (6/1/2026, Dr. Low): EF 60. <ent a=historical>Right ventricle</ent> normal. No effusion.\n<ent a=affirmed>Liver</ent> 14 cm.",
    "Exam 6/3/2026.\nRenal ultrasound 6/1: no stone. <ent a=historical>Bladder</ent> empty.\nToday the <ent a=affirmed>liver</ent> is normal.",
    "We read the thyroid scan together: \"<ent a=historical>isthmus</ent> 4 mm\". <ent a=affirmed>Neck</ent> supple.",
    "I've booked her for an <ent a=planned>ultrasound</ent> of the hip.",
    "<ent a=negated>Liver</ent>: patient declined.",
    "<ent a=planned>Ovaries</ent> will be scanned tomorrow.",
    "<ent a=negated>Pancreas</ent>: --",
    "<ent a=negated>Spleen</ent> left out for lack of time.",
    "The <ent a=affirmed>spleen</ent> was inadvertently left out above.",
    "Two-point protocol: <ent a=affirmed>popliteal vein</ent> compresses.",
    "Right <ent a=affirmed>kidney</ent> 11 cm, unchanged.",
]
STRUCTURES = [
    "Not done: <ent a=negated>outflow tracts</ent>, <ent a=negated>ductal arch</ent>.",
    "Liver normal, <ent a=negated>aorta</ent> nowhere.",
    "The <ent a=negated>tricuspid valve</ent> and the <ent a=negated>root</ent> never come up.",
    "<ent a=negated>Spleen</ent>? I see no word of it.",
    "The <ent a=affirmed>GSV</ent> was treated, the <ent a=negated>SSV</ent> left alone.",
    "Not seen: left <ent a=not_visualized>ovary</ent>, <ent a=not_visualized>cervix</ent>.",
    "<ent a=not_visualized>Pancreas</ent> obscured by overlying gas.",
    "The <ent a=affirmed>uterus</ent> is normal; the left <ent a=not_visualized>ovary</ent> is not seen.",
    "<ent a=not_visualized>Peroneal veins</ent> were not visualized because of the splint.",
    "The <ent a=not_visualized>spleen</ent> could not be evaluated.",
    "The <ent a=not_visualized>peroneal veins</ent> therefore cannot be imaged.",
    "The <ent a=not_visualized>spleen</ent> could therefore not be seen.",
    "Right <ent a=affirmed>femoral vein</ent> patent, left <ent a=not_visualized>popliteal vein</ent> not seen.",
    "<ent a=not_visualized>Popliteal vein</ent> and <ent a=not_visualized>calf veins</ent> are surgically absent.",
    "We were unable to visualize the <ent a=not_visualized>pancreas</ent>.",
    "No left <ent a=not_visualized>kidney</ent> is identified.",
    "Except for the <ent a=affirmed>common femoral vein</ent>, the left <ent a=negated>leg</ent> was not scanned.",
    "The left <ent a=negated>leg</ent> was not scanned.",
    "Left <ent a=negated>leg</ent> below the <ent a=affirmed>popliteal vein</ent> not examined.",
    "The <ent a=negated>celiac</ent> was not imaged with the catheter.",
    "<ent a=negated>Ovaries</ent> not looked for.",
    "Both <ent a=affirmed>kidneys</ent> normal. Didn't do the <ent a=negated>bladder</ent>.",
    "<ent a=affirmed>Liver</ent> normal, never got to the <ent a=negated>spleen</ent>.",
    "<ent a=affirmed>Kidneys</ent> normal, ran out of time for the <ent a=negated>bladder</ent>.",
    "<ent a=affirmed>Kidneys</ent> normal, <ent a=negated>bladder</ent> not today.",
    "Skipped the <ent a=negated>pancreas</ent>, the <ent a=affirmed>liver</ent> is normal.",
    "<ent a=negated>Bladder</ent> skipped, both <ent a=affirmed>kidneys</ent> normal.",
    "The right <ent a=negated>arm</ent> bears a dressing and was not examined.",
    "No <ent a=affirmed>renal</ent> mass is identified.",
    "The <ent a=affirmed>left ventricle</ent> is not dilated.",
]
ACTS = [
    "<ent a=negated>Compression</ent> was not performed.",
    "No <ent a=negated>Doppler</ent> was used.",
    "<ent a=negated>IVUS</ent> was not used for the filter.",
    "<ent a=negated>IVUS</ent> was not used in view of the clean venogram.",
    "<ent a=negated>Laser</ent>? No, never switched on.",
    "<ent a=negated>Filter</ent>? No - both legs were clear.",
    "<ent a=negated>Option Elite</ent>? Decided against it.",
    "We never opened the <ent a=negated>IVUS</ent>.",
    "The <ent a=negated>laser</ent> was never fired.",
    "The <ent a=negated>IVUS</ent> was opened and wasted.",
    "<ent a=negated>Intravascular ultrasound</ent> was held in readiness but was not needed.",
    "Filter placed under <ent a=affirmed>fluoroscopy</ent> without <ent a=negated>IVUS</ent>.",
    "The <ent a=affirmed>femoral vein</ent> is <ent a=affirmed>non-compressible</ent>.",
    "The vein does not <ent a=affirmed>compress</ent>.",
    "No <ent a=affirmed>phasicity</ent>, and poor <ent a=affirmed>augmentation</ent>.",
    "No flow on <ent a=affirmed>color Doppler</ent>.",
    "Without <ent a=affirmed>sonographic</ent> evidence of torsion.",
    "<ent a=negated>IVUS</ent> could not cross the lesion.",
    "<ent a=negated>Color Doppler</ent> was not available.",
    "Permanent <ent a=affirmed>images were saved</ent>.",
]
FIELDS = [
    "<ent a=negated>Doppler</ent> [ ] yes [x] no",
    "<ent a=affirmed>Doppler</ent>: (x) yes ( ) no",
    "Guided by ( ) <ent a=negated>fluoroscopy</ent> (x) <ent a=affirmed>ultrasound</ent>",
    "<ent a=affirmed>Images: [x] saved</ent> [ ] not saved",
    "<ent a=affirmed>Spleen</ent>  11 cm      tail of pancreas not seen",
    "*<ent a=negated>Spleen</ent>:* ***",
    "<ent a=negated>Compression</ent>: not performed\n<ent a=negated>Doppler</ent>: none",
    "<ent a=negated>Color</ent>: N/A\n<ent a=affirmed>Liver</ent>: normal",
    "<ent a=negated>Doppler</ent>: ____\nFINDINGS: <ent a=affirmed>Liver</ent>: normal",
    "<ent a=affirmed>Compression</ent>: complete",
]
EARLIER = [
    "Compared with the prior <ent a=historical>duplex</ent>, the left <ent a=affirmed>femoral vein</ent> is now open.",
    "Prior <ent a=historical>duplex</ent> showed thrombus in the left <ent a=historical>popliteal vein</ent>.",
    "COMPARISON: <ent a=historical>CT</ent> of the abdomen.\nFINDINGS: <ent a=affirmed>Liver</ent> normal.",
    "Catheter in; stopped before any <ent a=negated>glue</ent> was given.",
    "The case was abandoned prior to <ent a=negated>laser ablation</ent>.",
    "Withdrawn before injection of <ent a=negated>foam</ent>.",
    "The tip was seen before any <ent a=affirmed>glue</ent> was given.",
    "Apixaban was stopped before the <ent a=affirmed>laser ablation</ent>.",
    "An <ent a=historical>ultrasound</ent> three weeks ago was normal.",
    "The <ent a=historical>ultrasound</ent> yesterday showed ascites.",
    "<ent a=historical>Ultrasound</ent> last week: a <ent a=historical>liver</ent> of 15 cm.",
    "<ent a=historical>Echo</ent> done last month revealed a leak.",
    "Ascites on the <ent a=historical>ultrasound</ent> from admission.",
    "<ent a=affirmed>Ultrasound</ent> showed no change since yesterday.",
    "Status post <ent a=historical>cholecystectomy</ent>.",
    "History of <ent a=historical>diabetes</ent> and <ent a=historical>gout</ent>.",
    "A two-day history of <ent a=affirmed>fever</ent>.",
    "PAST MEDICAL HISTORY: <ent a=historical>Nephrolithiasis</ent>.",
    "Venous duplex 03/14/2026\nINDICATION: clot on <ent a=historical>duplex</ent> of 02/02/2026.\nFINDINGS: patent.",
    "INDICATION: right <ent a=affirmed>leg</ent> swelling, two days after a flight.",
    "Before: prior to <ent a=affirmed>compression</ent> the vein measured 8 mm.",
    "<ent a=historical>Hypertension</ent>.",
]
LATER = [
    "Recommend follow-up <ent a=planned>duplex</ent>.",
    "<ent a=planned>MRI</ent> of the <ent a=planned>pelvis</ent> could be performed for further evaluation.",
    "Follow-up <ent a=planned>ultrasound</ent> in 6 months would be helpful.",
    "Formal <ent a=planned>TTE</ent> requested for the morning.",
    "<ent a=planned>Doppler ultrasound</ent> suggested by dermatology.",
    "A venous <ent a=planned>duplex</ent> proposed by her surgeon.",
    "A stenosis on <ent a=affirmed>duplex</ent> suggested by the velocities.",
    "It had been planned to add <ent a=planned>intravascular ultrasound</ent>.",
    "PLAN: <ent a=planned>Echocardiogram</ent>.",
    "Bilateral venous <ent a=affirmed>duplex</ent> ordered 7/1, performed 7/2.",
    "Vessel mapping of the <ent a=affirmed>arm</ent> for planned access was carried out.",
    "If symptoms recur, repeat <ent a=conditional>duplex</ent> of the left <ent a=conditional>leg</ent>.",
    "Should swelling worsen, a <ent a=conditional>venogram</ent> can follow.",
    "<ent a=affirmed>Duplex</ent> suggests a high-grade inflow lesion.",
]


NO_RECORD = [
    "Scheduled: US guided <ent a=planned>paracentesis</ent> for ascites.",
    "Requisition: pelvic <ent a=planned>ultrasound</ent>, LMP 2/1.\nRight <ent a=affirmed>ovary</ent> 3 cm.",
    "Fistulogram and <ent a=planned>angioplasty</ent> scheduled for 3/12.",
    "Can we get a bedside <ent a=planned>echo</ent> on bed 4?",
    "We discussed an <ent a=planned>ultrasound</ent> of the neck.",
    "Consent obtained for <ent a=planned>thoracentesis</ent>.",
    "Two units were billed for <ent a=conditional>IVUS</ent> of the left <ent a=conditional>common iliac vein</ent>.",
    "Template: The right <ent a=conditional>jugular vein</ent> was seen with <ent a=conditional>ultrasound</ent>.",
    "Denied: 76942. The <ent a=conditional>ultrasound</ent> is bundled.\nThe <ent a=affirmed>liver</ent> is normal.",
    "Results of the <ent a=historical>ultrasound</ent> from Mercy: <ent a=historical>kidney</ent> 11 cm.",
    "She brought a disc of a renal <ent a=historical>ultrasound</ent> along.",
    "Plan: <ent a=planned>venogram</ent> in May.\nThe <ent a=affirmed>popliteal vein</ent> compresses.",
]


@pytest.mark.parametrize("example", [*FINDINGS, *ELSEWHERE, *STRUCTURES, *ACTS, *FIELDS, *EARLIER, *LATER, *NO_RECORD])
def test_span_gets_the_word_that_its_context_gives(example: str) -> None:
    text, expected = parse_example(example)
    said = assertions(text, [(span.start, span.end) for span in expected])
    assert said == [span.assertion for span in expected]


def test_the_verb_of_a_denial_behind_but_is_denied_with_its_subject() -> None:
    reading = read_report("The filter was opened but not deployed.")
    told = [*reading.mentions, *reading.context]
    assert {mention.assertion for mention in told if reading.text[mention.start : mention.end] == "deployed"} == {"negated"}
def test_what_the_name_of_an_earlier_study_means_as_a_whole_is_earlier_too() -> None:
    reading = read_report("Exam 6/3/2026. The ocular ultrasound of 2/1/2026 was normal.")
    said = {m.concept.id: m.assertion for m in (*reading.mentions, *reading.context)}
    assert (said["eye"], said["ultrasound"], said["eye_b_scan"]) == ("historical", "historical", "historical")


def test_mentions_carry_the_same_words_as_their_spans() -> None:
    text = "No thrombus in the femoral vein. Compression was not performed."
    reading = read_report(text)
    said = [mention.assertion for mention in reading.mentions]
    assert said == ["affirmed", "negated"]
    assert said == assertions(text, [(mention.start, mention.end) for mention in reading.mentions])


def test_plan_section_does_not_plan_what_its_sentence_reports_as_done() -> None:
    reading = read_report("PLAN: Duplex of the left leg was performed and saved.")
    assert {m.assertion for m in reading.mentions if m.concept.label == "MODALITY"} == {"affirmed"}


def test_denied_storage_is_negated() -> None:
    reading = read_report("Images were not saved.")
    assert [m.assertion for m in reading.mentions if m.concept.label == "IMAGE_STORAGE"] == ["negated"]


def test_saved_images_in_a_plan_section_are_kept_images() -> None:
    reading = read_report("RECOMMENDATION: Follow-up duplex.\nImages stored in PACS.")
    assert [m.assertion for m in reading.mentions if m.concept.label == "IMAGE_STORAGE"] == ["affirmed"]


def test_visit_note_quotes_earlier_studies() -> None:
    text = "HPI: leg pain.\nPAST MEDICAL HISTORY: none.\nDATA: Duplex shows femoral thrombus.\nPLAN: return as needed."
    assert [m.assertion for m in read_report(text).mentions if m.concept.id == "duplex"] == ["historical"]


@pytest.mark.parametrize("span", [(5, 5), (-1, 4), (0, 99)])
def test_span_outside_of_the_text_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="span"):
        assertions("No thrombus.", [span])


def test_no_spans_give_no_words() -> None:
    assert assertions("No thrombus.", []) == []


def test_longer_pseudo_cue_hides_the_cue_inside_it() -> None:
    book = cue_book()
    matches = read_report("prior to").found(cue_phrases())
    assert [book.groups[pattern] for pattern, _, _ in matches] == [()]


def test_unknown_stop_list_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cues.yaml"
    shipped = Path(__file__).parents[2] / "assistant" / "knowledge" / "assertion-cues.yaml"
    spoilt = shipped.read_text(encoding="utf-8").replace("stops: [clause, subject,", "stops: [clauze, subject,", 1)
    path.write_text(spoilt, encoding="utf-8")
    with pytest.raises(KnowledgeError, match="clauze"):
        read_yaml(path, AssertionCues)


@pytest.mark.parametrize("words", ["in 6 months", "in six months", "in 12 wks", "in 1 year"])
def test_an_exam_at_a_distance_of_time_is_planned_with_its_number_in_digits_too(words: str) -> None:
    reading = read_report(f"No clot. Venous duplex {words}.")
    (duplex,) = (m for m in (*reading.mentions, *reading.context) if m.concept.id == "duplex")
    assert duplex.assertion == "planned"


@pytest.mark.parametrize("blank", ["____", ": __", ".......", ". . . . ", "..... ____", ": ***", ": --", ":–"])
def test_structure_before_a_blank_of_a_form_is_not_there(blank: str) -> None:
    reading = read_report(f"Pancreas{blank}\nLiver: normal.")
    assert {m.concept.id: m.assertion for m in reading.mentions if m.concept.label == "ANATOMY"} == {
        "pancreas": "negated", "liver": "affirmed",
    }  # fmt: skip


@pytest.mark.parametrize("line", ["Pancreas ____  Liver 15 cm", "Pancreas ___ Spleen ___\nLiver: normal."])
def test_blank_of_a_field_before_the_next_one_of_its_line_is_not_filled(line: str) -> None:
    assertions = {m.concept.id: m.assertion for m in read_report(line).mentions}
    assert (assertions["pancreas"], assertions["liver"]) == ("negated", "affirmed")


@pytest.mark.parametrize(("boxes", "said"), [("[x] yes [ ] no", "affirmed"), ("( ) Y (x) N", "negated"), ("[ ] yes [✓] no", "negated")])
def test_ticked_answer_behind_a_finding_says_whether_it_is_there(boxes: str, said: str) -> None:
    (thrombus,) = [m for m in read_report(f"Thrombus {boxes}").context if m.concept.label == "FINDING"]
    assert thrombus.assertion == said


def test_each_of_many_cues_of_one_sentence_speaks_of_its_own_targets() -> None:
    text = ", ".join(["no hydronephrosis", "popliteal vein compresses"] * 20)
    words = [match.span() for match in re.finditer("hydronephrosis|popliteal vein", text)]
    assert assertions(text, words) == ["negated", "affirmed"] * 20


def test_every_earlier_study_of_a_text_keeps_its_own_results() -> None:
    text = "Prior duplex showed thrombus in the femoral vein. Today no reflux, popliteal vein compresses. " * 3
    said = [m.assertion for m in read_report(text).mentions if m.concept.id == "femoral_vein"]
    assert said == ["historical"] * 3


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("ADDENDUM: This report was dictated on the wrong patient.", "conditional"),
        ("*** ENTERED IN ERROR ***", "conditional"),
        ("Please disregard this report.", "conditional"),
        ("Delete this dictation. Wrong patient.", "conditional"),
        ("Scratch that, the left lobe.", "affirmed"),
        ("Peer review form, case 4.", "conditional"),
        ("Scan on a manikin.", "conditional"),
        ("Done on the simulator by the resident.", "conditional"),
        ("Phantom practice, week 3.", "conditional"),
        ("Example of a good note for interns.", "conditional"),
        ("Template, do not use as it is.", "conditional"),
        ("Sample of fluid sent.", "affirmed"),
        ("The resident had completed simulation training.", "affirmed"),
        ("Phantom limb. The QA phantom passed.", "affirmed"),
        ("ADDENDUM: The word 'left' was entered in error.", "affirmed"),
        ("Wrong referring physician was listed in error.", "affirmed"),
        ("Time out to exclude the wrong patient.", "affirmed"),
    ],
)
def test_report_that_takes_itself_back_tells_of_nothing_done(added: str, said: str) -> None:
    reading = read_report(f"US LIVER\nLiver 14 cm, normal.\n{added}")
    assert {m.assertion for m in reading.mentions if m.concept.id == "liver"} == {said}


def test_report_that_takes_itself_back_leaves_the_others_of_its_text() -> None:
    reading = read_report("US LIVER 6/3/2026\nLiver 14 cm.\nEntered in error.\nJane Low MD\n\nUS SPLEEN 6/3/2026\nSpleen 10 cm.\nJane Low MD")
    reading.report_starts = [0, reading.text.index("US SPLEEN")]
    withdrawn = withdrawn_stretches(reading, cue_book().withdrawals, withdrawal_phrases())
    assert withdrawn == [(0, reading.report_starts[1])]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("US of the breast for biopsy. Mass gone, biopsy cancelled.", {"planned", "negated"}),
        ("US of the breast for biopsy. Biopsy with 5 cores.", {"affirmed"}),
        ("Thoracentesis left. Biopsy cancelled.", {"affirmed", "negated"}),
    ],
)
def test_procedure_for_which_a_look_was_made_is_only_meant_where_it_was_called_off(text: str, said: set[str]) -> None:
    assert {m.assertion for m in read_report(text).in_order if m.concept.id in ("biopsy", "thoracentesis")} == said
