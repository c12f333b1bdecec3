"""To which structure words and numbers of sentences belong, and which of them are no finding of a structure."""

import pytest

from assistant.engine import analyze

RIGHT_LEG = "RIGHT LEG VENOUS DUPLEX\nFindings:\n"
RIGHT_ARTERIES = "RIGHT LEG ARTERIAL DUPLEX\nFindings:\n"


def told(text):
    """Return (structure, side, attribute, value) of each finding of a text."""
    return {(f.structure, f.side, f.attribute, f.value) for f in analyze(text).findings}


def structures(text, attribute):
    """Return the structures of which a text tells an attribute."""
    return {structure for structure, _, name, _ in told(text) if name == attribute}


@pytest.mark.parametrize(
    ("words", "structure", "attribute", "value"),
    [
        (
            "The common femoral vein compresses and there is normal augmentation in the popliteal vein.",
            "popliteal vein", "augmentation", "normal",
        ),
        (
            "Thrombus in the popliteal vein extending into the femoral vein.",
            "femoral vein", "thrombus", "present",
        ),
        ("The great saphenous vein refluxes. Diameters are 6.1 mm at the saphenofemoral junction and 4.4 mm at the knee.",
         "great saphenous vein", "diameter", 6.1),
        ("The great saphenous vein is closed from 2 cm distal to the saphenofemoral junction, without flow.",
         "great saphenous vein", "flow", "absent"),
        ("Below-knee great saphenous vein 3.3 mm.", "great saphenous vein", "diameter", 3.3),
        ("Common femoral vein: clear with phasic flow.", "common femoral vein", "thrombus", "absent"),
        ("Acute occlusive DVT of the popliteal vein.", "popliteal vein", "patency", "occluded"),
        ("Acute occlusive DVT of the popliteal vein.", "popliteal vein", "thrombus", "acute"),
        ("The common femoral vein was 11 mm.", "common femoral vein", "diameter", 11),
        ("The superficial epigastric vein is patent.", "superficial epigastric vein", "patency", "patent"),
        ("No deep venous reflux.", "deep veins", "reflux", "absent"),
        ("No acute or chronic thrombus in the right leg.", "deep veins", "thrombus", "absent"),
        ("No evidence of right lower extremity DVT.", "deep veins", "thrombus", "absent"),
    ],
)  # fmt: skip
def test_words_belong_to_the_vein_that_they_are_said_of(words, structure, attribute, value):
    assert (structure, "right", attribute, value) in told(RIGHT_LEG + words)


def test_a_denied_disease_of_a_limb_is_not_present():
    assert ("deep veins", "right", "thrombus", "present") not in told(
        RIGHT_LEG + "No evidence of right lower extremity DVT."
    )


def test_a_denied_occlusive_clot_says_nothing_of_patency():
    assert not structures(RIGHT_LEG + "No occlusive thrombus in the popliteal vein.", "patency")


def test_a_list_goes_on_behind_a_bracket_that_counts():
    found = structures(RIGHT_LEG + "CFV, FV (3 lvls), popliteal vein compress.", "compressibility")
    assert found == {"common femoral vein", "femoral vein", "popliteal vein"}


def test_these_are_all_that_the_sentence_before_named():
    words = "Material is seen in the popliteal vein and in the femoral vein. These segments do not compress."
    assert structures(RIGHT_LEG + words, "compressibility") == {"popliteal vein", "femoral vein"}


@pytest.mark.parametrize(
    "words",
    [
        "The popliteal vein compresses. A 3.1 cm popliteal cyst is seen.",
        "The popliteal vein compresses next to lymph nodes up to 9 mm.",
        "The popliteal vein compresses. Medially lies a 6 cm hematoma.",
    ],
)
def test_a_size_of_another_thing_is_no_diameter(words):
    assert not structures(RIGHT_LEG + words, "diameter")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (
            "The superficial and deep femoral arteries are patent.",
            {"superficial femoral artery", "deep femoral artery"},
        ),
        ("Run-off is by the posterior tibial and peroneal arteries.", {"posterior tibial artery", "peroneal artery"}),
    ],
)
def test_open_arteries_of_a_list_are_patent(words, found):
    assert structures(RIGHT_ARTERIES + words, "patency") == found


def test_up_to_tells_the_greatest_value():
    words = "Superficial femoral artery velocity up to 318 cm/s."
    assert ("superficial femoral artery", "right", "psv", 318) in told(RIGHT_ARTERIES + words)


def test_the_body_s_pressure_is_none_of_an_artery():
    words = "Popliteal artery patent. She left the table with a pressure of 138 over 80."
    assert not structures(RIGHT_ARTERIES + words, "pressure")


def test_a_ratio_behind_the_denominator_is_of_the_internal_carotid():
    text = "CAROTID DUPLEX\nFindings:\nLeft ICA PSV 151 cm/s, CCA 70 cm/s, ratio 2.2."
    assert structures(text, "ratio") == {"internal carotid artery"}


def test_a_criterion_named_with_a_stenosis_is_no_criterion_alone():
    text = "CAROTID DUPLEX\nImpression: 70-99% stenosis of the right internal carotid artery by velocity criteria."
    assert ("internal carotid artery", "right", "stenosis", "70-99") in told(text)


def test_the_neck_of_a_pseudoaneurysm_is_part_of_it():
    text = "DUPLEX RIGHT GROIN\nFindings:\nPseudoaneurysm off the common femoral artery. Its neck is 3 mm wide with to-and-fro flow."
    assert ("pseudoaneurysm", "right", "diameter", 3) in told(text)
    assert structures(text, "waveform") == {"pseudoaneurysm"}


def test_no_fistula_seen_is_none_unseen():
    assert not structures(RIGHT_ARTERIES + "No arteriovenous fistula is demonstrated.", "visualized")


def test_plaque_that_is_seen_shows_no_vessel():
    assert not structures("RIGHT CAROTID DUPLEX\nFindings:\nPlaque is seen in the bulb.", "visualized")


def test_a_graft_of_a_text_on_dialysis_is_an_access():
    text = "HEMODIALYSIS ACCESS DUPLEX LEFT\nFindings:\nForearm bypass graft patent."
    assert structures(text, "patency") == {"arteriovenous graft"}


def test_branches_of_the_portal_vein_have_the_side_of_their_letters():
    found = told("LIVER DOPPLER\nFindings:\nRPV hepatopetal.\nLPV reversed.")
    assert ("portal vein", "right", "flow", "present") in found
    assert ("portal vein", "left", "flow", "reversed") in found


def test_vessels_of_a_transplant_are_named_so():
    text = "RENAL TRANSPLANT DUPLEX, RIGHT ILIAC FOSSA\nFindings:\nRenal artery PSV 120 cm/s. Renal vein patent."
    assert structures(text, "psv") == {"transplant renal artery"}


def test_what_a_label_tells_to_be_seen_by_ivus_was_imaged_inside():
    text = (
        "LEFT ILIAC VENOGRAM AND IVUS\nFindings:\nIVUS: left common iliac vein patent, left external iliac vein patent."
    )
    assert structures(text, "imaged_inside") == {"common iliac vein", "external iliac vein"}


def test_a_stent_that_was_not_placed_is_no_treatment():
    text = "LEFT ILIAC VENOGRAM AND IVUS\nFindings:\nIVUS: left common iliac vein 140 mm2. No stent was placed."
    assert {value for *_, name, value in told(text) if name == "treatment"} == {"none"}


def test_bare_whole_numbers_behind_veins_are_areas_where_areas_are_told():
    found = told("IVUS: left common iliac vein 48 mm2, left external iliac vein 151. Right common iliac vein 160.")
    assert ("external iliac vein", "left", "area", 151) in found
    assert ("common iliac vein", "right", "area", 160) in found


def test_an_adjective_alone_is_the_vein_that_the_text_names_in_full():
    found = told("IVUS: the right common iliac vein was 22 mm2. After the balloon: common iliac 102 mm2.")
    assert ("common iliac vein", "right", "area", 102) in found
    assert structures("IVUS: common iliac vein 22 mm2. Afterwards common iliac 102 mm2.", "area") == {
        "common iliac vein"
    }


def test_the_unit_at_the_end_of_a_list_of_parts_is_that_of_all():
    found = told("VEIN MAPPING, RIGHT LEG\nGreat saphenous vein: groin 5.1, mid thigh 4.2, ankle 2.5 mm.")
    assert {value for _, _, attribute, value in found if attribute == "diameter"} == {5.1, 4.2, 2.5}


def test_an_earlier_clot_of_the_other_leg_gives_no_side_to_what_follows():
    found = told("Venous ultrasound, left leg. He had a clot in the right leg in 2011. The popliteal vein compresses.")
    assert ("popliteal vein", "left", "compressibility", "full") in found


def test_a_time_of_the_clock_is_no_velocity():
    text = "TEE\nStart 1424. Aorta root to arch: no flap\n - SVC/RA: wire tip of the cannula confirmed in RA at 1444"
    assert structures(text, "psv") == set()
