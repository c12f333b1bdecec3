"""Phrases that say whether images were kept."""

from __future__ import annotations

import pytest

from assistant.language.pipeline import read_report
from tests.language.inline_markup import parse_tags

PHRASES = [
    "IVUS <ent>recordings and angiographic cine archived in the PACS</ent>.",
    "All coapt. 41 <ent>imgs sent</ent>.",
    "96 <ent>frames and 9 cine clips transferred</ent>.",
    "All <ent>sweeps on the vascular server</ent>.",
    "<ent>Images: transmitted to PACS</ent>.",
    "12 <ent>images stored</ent>.",
    "<ent>Clips x2 stored in Qpath</ent>",
    "<ent>Stored: 34 stills, 6 clips</ent>",
    "<ent>Saved to PACS 64 images</ent>.",
    "A <ent>hard copy image of the vein was put in the record</ent>.",
    "<ent>Recordings retained</ent> per lab policy.",
    "<ent>Frames with the needle in each of the 3 limbs saved</ent>.",
    "<ent>Pictures of these are in the chart</ent>.",
    "<ent>All stored on the server</ent>.",
    "<ent>Recorded digitally</ent>.",
    "A <ent>strip glued into the chart</ent>.",
    "<ent>Spectra saved in TCD workstation</ent>.",
    "With <ent>permanent recording</ent> and reporting.",
    "<ent>No images were saved</ent>.",
    "<ent>Nothing was saved</ent>.",
    "The <ent>images were not retained</ent>.",
    "<ent>Permanent images were obtained and stored in PACS</ent>.",
    "A <ent>permanent ultrasound image was stored in the patient's medical record</ent>.",
    "We used the last <ent>spot film, which was kept</ent>.",
    "The needle was seen. <ent>Archived</ent>.",
    "<ent>hard copies obtained</ent>",
    "Normal study. <ent>Recorded</ent>.",
    "No thrombus.\n<ent>stored</ent>; Jane Low MD",
    "Normal. <ent>PACS complete</ent>.",
    "<ent>Gray-scale, color and spectral Doppler recorded</ent>.",
    "2 <ent>prints in chart</ent>",
    "<ent>Tracings scanned</ent>.",
    "<ent>Strips scanned into chart</ent>.",
    "37 <ent>clips to Q-path</ent>.",
    "<ent>img PACS</ent> 22",
    "Both <ent>parts kept on the imaging server</ent>.",
    "<ent>Images reviewed on PACS</ent>.",
    "No clot. <ent>saved x4</ent>. Dr Low",
    "edema 3/4/26, <ent>stored</ent>",
    "Swelling. J. Low MD 3/4/26 <ent>saved</ent>",
    "leg pain <ent>stored</ent> Jane Low MD",
    "<ent>DSA/IVUS archived</ent>.",
    "color, PW; <ent>traces printed</ent>. Rigid.",
    "live needle, <ent>pic</ent>. Tip axilla.",
    "No effusion. <ent>4 prints</ent>. J. Low MD",
    "Closed. <ent>pix x6</ent>",
    "<ent>6 clips up</ent>. Negative.",
    "<ent>clips on Vue</ent>",
    "<ent>2 prints taped in</ent>",
    "<ent>images=Y</ent>;site=left",
    "<ent>pic: [x</ent>]",
    "<ent>archive Y</ent> | Jane Low MD",
    "IMP|clear\n<ent>IMG|61</ent>",
    "needle entry seen, <ent>printed to chart</ent>.",
    "<ent>On server</ent>. Dr Low",
    "Needle seen going in, wire in, <ent>printed to chart</ent>.",
    "Vein open, tip seen, <ent>printed and scanned</ent>.",
    "<ent>PNG of the entry filed</ent>.",
]
OTHERS = [
    "Images: ( ) saved ( ) not saved",
    "Images kept [ ]   Operator: Low",
    "{image stored: ***}",
    "Image retention is not mentioned.",
    "Aortic arch 80%.",
    "Retained Tulip filter.",
    "1. liver, still, no change",
    "The images demonstrate a clot.",
    "The images were reviewed.",
    "Pictures in the outside disc.",
    "The wire was kept in place under ultrasound.",
    "Spectral waveforms were recorded in the common femoral vein.",
    "Findings recorded in the chart.",
    "Medical records were reviewed.",
    "No retained focus on the washout frames.",
    "The picture archiving system was down.",
    "The waveforms were recorded in both legs.",
    "Prior images reviewed on PACS.",
    "We scanned the neck.",
    "Blood pressure was recorded, pulse too.",
]


def phrases(text: str) -> list[str]:
    return [text[m.start : m.end] for m in read_report(text).mentions if m.concept.label == "IMAGE_STORAGE"]


@pytest.mark.parametrize("example", PHRASES)
def test_phrase_is_found_from_the_image_word_to_the_storage_word(example: str) -> None:
    text, expected = parse_tags(example)
    assert phrases(text) == [span.words for span in expected]


@pytest.mark.parametrize("text", OTHERS)
def test_other_uses_of_the_words_say_nothing_of_storage(text: str) -> None:
    assert phrases(text) == []


def test_phrases_take_their_place_among_the_mentions_in_text_order() -> None:
    starts = [m.start for m in read_report("Images stored. The liver is normal. Clips saved of the spleen.").mentions]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    "line",
    ["Image permanently stored: [No]", "It doesn't keep pictures.", "machine wouldnt save the clips", "Pic saved   [ ] yes [x] no"],
)
def test_pictures_that_were_not_kept_are_denied(line: str) -> None:
    assert kept(line) == ["negated"]


@pytest.mark.parametrize("line", ["no washout = hemangioma\nloops exported", "no dissection\npullbacks exported to PACS", "saved: (x) yes"])
def test_a_denial_of_another_line_is_not_that_of_the_pictures(line: str) -> None:
    assert kept(line) == ["affirmed"]


def kept(line: str) -> list[str]:
    return [m.assertion for m in read_report(f"US LIVER\n{line}\nJane Low MD").mentions if m.concept.id == "image_storage"]
