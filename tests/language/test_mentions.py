"""Which words are mentions, and of what."""

from __future__ import annotations

import pytest

from assistant.knowledge.lexicon_schema import lexicon_files
from assistant.language.pipeline import read_report
from tests.language.inline_markup import parse_tags

V, A, D, M, L = "VESSEL", "ANATOMY", "MODALITY", "MANEUVER", "LATERALITY"
EXAMPLES = [
    "The <ent label=LATERALITY>right</ent> <ent label=VESSEL concept=common_femoral_vein>common femoral</ent>, "
    "<ent label=VESSEL concept=femoral_vein>superficial femoral</ent> and "
    "<ent label=VESSEL concept=popliteal_vein>popliteal veins</ent>.",
    "<ent label=VESSEL concept=common_femoral_artery>CFA</ent> 110, "
    "<ent label=VESSEL concept=deep_femoral_artery>profunda</ent> 90, "
    "<ent label=VESSEL concept=popliteal_artery>POP</ent> 45.",
    "The <ent label=VESSEL concept=superficial_femoral_artery>SFA</ent> and "
    "<ent label=VESSEL concept=deep_femoral_artery>profunda</ent>, and the "
    "<ent label=VESSEL concept=common_femoral_vein>common femoral vein</ent>.",
    "<ent label=ANATOMY concept=calf>Calf</ent> <ent label=MANEUVER concept=distal_squeeze>squeeze</ent> of the "
    "<ent label=ANATOMY concept=lower_extremity>leg</ent>.",
    "The <ent label=VESSEL concept=femoral_vein>femoral vein</ent> fails to "
    "<ent label=MANEUVER concept=noncompressible>compress</ent>.",
    "Fetal <ent label=ANATOMY concept=fetal_stomach>stomach</ent>.",
    "Severe <ent label=ANATOMY concept=aortic_valve>aortic</ent> stenosis.",
    "The <ent label=ANATOMY concept=left_ventricle>left ventricle</ent> is large.",
    "<ent label=LATERALITY>Lt</ent> <ent label=VESSEL concept=great_saphenous_vein>G.S.V.</ent>",
    "<ent label=MODALITY concept=color_doppler>Color</ent> and "
    "<ent label=MODALITY concept=spectral_doppler>spectral Doppler</ent>.",
    "<ent label=ANATOMY concept=kidney>kidney</ent> <ent label=MODALITY concept=ultrasound>us</ent> asked for by us",
    "We were told, and it was sent to us.",
    "<ent label=MODALITY concept=transthoracic_echocardiogram>TTE</ent>: "
    "<ent label=ANATOMY concept=left_ventricle>lv</ent> and <ent label=ANATOMY concept=mitral_valve>mv</ent> fine",
    "The <ent label=VESSEL concept=left_main_coronary_artery>left main coronary artery</ent> is normal.",
]
LABELLED = {V, A, D, M, L}


def labelled(text: str) -> list[tuple[int, int, str]]:
    return [(m.start, m.end, m.concept.label) for m in read_report(text).mentions if m.concept.label in LABELLED]


@pytest.mark.parametrize("example", EXAMPLES)
def test_spans_and_labels(example: str) -> None:
    text, expected = parse_tags(example)
    assert labelled(text) == [(span.start, span.end, span.attributes["label"]) for span in expected]


@pytest.mark.parametrize("example", EXAMPLES)
def test_concepts(example: str) -> None:
    text, expected = parse_tags(example)
    found = {(m.start, m.end): m.concept.id for m in read_report(text).mentions}
    wanted = {(s.start, s.end): s.attributes["concept"] for s in expected if "concept" in s.attributes}
    assert {place: found[place] for place in wanted} == wanted


@pytest.mark.parametrize(
    "text",
    [
        "She left the room.",
        "The patient left against medical advice.",
        "Nerve compression and compression stockings.",
        "A compression fracture.",
        "May-Thurner compression.",
        "Dark venous blood returned from the central venous catheter.",
        "Spectral broadening.",
        "Right away.",
        "Both lumens flush.",
        "We came back to it.",
        "Swelling x 4 d.",
        "Pain for 4 d.",
        "Swelling x 4d.",
    ],
)
def test_look_alikes_are_no_mentions(text: str) -> None:
    assert [m for m in labelled(text) if m[2] != "ANATOMY"] == []


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("R CFV / L CFV", ["right", "left"]),
        ("RIGHT: patent", ["right"]),
        ("5 L of oxygen", []),
        ("L5 vertebra", []),
        ("in each leg", ["bilateral"]),
        ("both procedures", []),
        ("L (amputated): CFV", ["left"]),
        ("has left eye ptosis", ["left"]),
        ("S. L. Okafor", []),
    ],
)
def test_side_words(text: str, sides: list[str]) -> None:
    assert [m.concept.id for m in read_report(text).mentions if m.concept.label == L] == sides


def test_one_word_with_its_side_is_a_side_word_and_a_structure() -> None:
    assert [(m.concept.label, m.side) for m in read_report("RLE swelling").mentions if m.concept.label in LABELLED] == [
        (L, None),
        (A, "right"),
    ]


def test_two_letter_abbreviation_needs_other_words_of_its_region() -> None:
    assert not labelled("RA was treated with methotrexate.")
    assert (0, 2, A) in labelled("RA enlarged. The left ventricle is small.")


def test_augmentation_counts_only_beside_veins() -> None:
    assert M not in {label for _, _, label in labelled("Normal augmentation of all walls at peak exercise.")}
    assert M in {label for _, _, label in labelled("The popliteal vein shows augmentation.")}


def test_measures_of_pregnancy_are_found_but_are_no_anatomy() -> None:
    found = {m.concept.id: m.concept.label for m in read_report("BPD 8.7 cm. Twin pregnancy.").mentions}
    assert found == {"biparietal_diameter": "FINDING", "twin_pregnancy": "FINDING"}


def test_concept_ids_are_unique_over_all_files() -> None:
    ids = [identifier for _, file in lexicon_files() for identifier in file.concepts]
    assert len(ids) == len(set(ids))


def test_lexicon_holds_what_is_promised() -> None:
    files = [file for _, file in lexicon_files()]
    forms = sum(
        len(entry.forms) + len(entry.bare) + len(entry.right) + len(entry.left) + len(entry.both)
        for file in files
        for entry in file.concepts.values()
    )
    assert sum(len(file.concepts) for file in files) >= 900
    assert forms >= 3000
    assert all(file.source for file in files)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("spot marked with us at the flank, then the needle.", True),
        ("pocket localized by us in the left lower quadrant.", True),
        ("she was seen by us in the clinic for leg pain.", False),
        ("please share the old report with us by fax.", False),
    ],
)
def test_us_written_small_is_ultrasound_where_a_machine_does_what_is_told(text: str, found: bool) -> None:
    mentions = read_report(text, one_case=True).mentions
    assert any(mention.concept.id == "ultrasound" for mention in mentions) is found


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Left iliac vein stent, sheath in the femoral vein. PTA 14 mm, stent open.", "PROCEDURE"),
        ("Sheath in the right femoral vein. PTA of the stent, good result.", "PROCEDURE"),
        ("Sheath in the left arm. SVC stenosis, PTA, then stent.", "PROCEDURE"),
        ("Angioplasty PTA 2.5 of the leg.", "PROCEDURE"),
        ("PTA L SFA with a drug coated balloon.", "PROCEDURE"),
        ("IVUS of SFA and peroneal, PTA of all.", "PROCEDURE"),
        ("SFA 70, popliteal 44, PTA 20 mono.", "VESSEL"),
        ("Sheath in the groin. Run off: ATA occluded, PTA and peroneal fill the foot.", "VESSEL"),
        ("Sheath in the groin. Angioplasty of the PTA 2.5 x 100 mm.", "VESSEL"),
    ],
)
def test_a_word_that_names_a_vessel_and_a_treatment_has_the_meaning_that_its_place_tells(text: str, label: str) -> None:
    reading = read_report(text)
    told = [*reading.mentions, *reading.context]
    at = text.index("PTA")
    assert {m.concept.label for m in told if m.start == at and m.concept.label in ("VESSEL", "PROCEDURE")} == {label}
