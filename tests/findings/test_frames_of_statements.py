"""The frames in which structures and what is said of them stand: lists, labels, answers, marks, ellipses, exceptions, lines."""

import pytest

from assistant.engine import analyze
from tests.findings.told_findings import told

LEFT_LEG = "LEFT LEG VENOUS DUPLEX\nFindings:\n"
CFV, FV, POP = "common femoral vein", "femoral vein", "popliteal vein"


def pressed(text):
    """Return the compressibility of each vein of a left leg."""
    return {(name, value) for name, _, attribute, value in told(LEFT_LEG + text) if attribute == "compressibility"}


@pytest.mark.parametrize(
    ("words", "veins"),
    [
        ("Compressible: CFV, FV, POP.", {(CFV, "full"), (FV, "full"), (POP, "full")}),
        ("Compressible veins: CFV, FV, pop", {(CFV, "full"), (FV, "full"), (POP, "full")}),
        ("Compression: CFV yes, FV yes, POP no.", {(CFV, "full"), (FV, "full"), (POP, "none")}),
        ("Compression: CFV +, FV +, POP -", {(CFV, "full"), (FV, "full"), (POP, "none")}),
        ("Compression CFV (+) FV (+) POP (-)", {(CFV, "full"), (FV, "full"), (POP, "none")}),
        ("Compression: CFV full, FV full, POP partial", {(CFV, "full"), (FV, "full"), (POP, "partial")}),
        ("Compressibility: CFV, FV, POP full.", {(CFV, "full"), (FV, "full"), (POP, "full")}),
        ("CFV C, FV C, POP NC", {(CFV, "full"), (FV, "full"), (POP, "none")}),
        ("CFV compresses; FV compresses; pop does not.", {(CFV, "full"), (FV, "full"), (POP, "none")}),
        ("CFV and FV compress, popliteal does not.", {(CFV, "full"), (FV, "full"), (POP, "none")}),
        ("CFV and FV compress but the popliteal vein doesn't.", {(CFV, "full"), (FV, "full"), (POP, "none")}),
        ("The common femoral vein compresses, as do the femoral and popliteal veins.",
         {(CFV, "full"), (FV, "full"), (POP, "full")}),
        ("CFV compresses. FV ditto.", {(CFV, "full"), (FV, "full")}),
        ("CFV compresses, FV too.", {(CFV, "full"), (FV, "full")}),
        ("CFV, FV and POP compress except the POP which can't be flattened.",
         {(CFV, "full"), (FV, "full"), (POP, "none")}),
        ("CFV and FV compress except the FV.", {(CFV, "full"), (FV, "none")}),
        ("Common femoral vein:\nCompressible: Yes\n\nNo collection.", {(CFV, "full")}),
    ],
)  # fmt: skip
def test_each_vein_has_what_its_frame_says(words, veins):
    assert pressed(words) == veins


@pytest.mark.parametrize(
    "words",
    [
        "US of the leg for DVT: CFV collapses.",
        "No clot seen in the CFV.",
        "CFV: (-) clot",
        "CFV: - clot",
        "CFV w/out clot.",
        "CFV: no e/o clot.",
        "CFV: clot N",
    ],
)
def test_a_denied_or_asked_clot_is_none(words):
    assert (CFV, "left", "thrombus", "present") not in told(LEFT_LEG + words)


@pytest.mark.parametrize("words", ["Thrombus Y/N", "Comp  Y  N", "PH = phasic/pulsatile ok"])
def test_a_choice_that_nobody_made_answers_nothing(words):
    assert not {row for row in told(f"{LEFT_LEG}CFV: {words}") if row[3] in ("present", "none")}


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("Clot in the CFV looks old.", "chronic"),
        ("CFV thrombus, likely acute.", "acute"),
        ("CFV is acutely thrombosed.", "acute"),
        ("Thrombus in the CFV, old scarring in the FV.", "present"),
    ],
)
def test_the_age_of_a_clot_may_be_told_behind_it(words, value):
    assert {value} == {row[3] for row in told(LEFT_LEG + words) if row[0] == CFV and row[2] == "thrombus"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("No thrombus and normal augmentation.", ("augmentation", "normal")),
        ("noncompressible no flow", ("compressibility", "none")),
        ("normal compressibility, color flow and augmentation.", ("flow", "present")),
        ("normal compressibility, color flow and augmentation.", ("augmentation", "normal")),
        ("normal color flow imaging was used; compressible.", ("compressibility", "full")),
    ],
)
def test_a_list_gives_each_of_its_members(words, expected):
    assert (POP, "left", *expected) in told(f"{LEFT_LEG}Popliteal vein: {words}")


def test_words_that_name_a_technique_are_no_member_of_a_list_of_what_is_normal():
    assert not [row for row in told(LEFT_LEG + "Popliteal vein: normal compressibility, flow imaging.") if row[2] == "flow"]


@pytest.mark.parametrize(
    ("words", "attribute", "values"),
    [
        ("GSV ranges from 3.1 to 4.4 mm.", "diameter", {"3.1-4.4"}),
        ("GSV measures between 3.1 and 4.4 mm.", "diameter", {"3.1-4.4"}),
        ("GSV ranges from 3.1 mm to 4.4 mm.", "diameter", {"3.1-4.4"}),
        ("GSV 18 cm from the floor, 3.6 mm.", "diameter", {"3.6"}),
        ("GSV: 5.5 mm SFJ, 4.2 mm thigh.", "diameter", {"5.5", "4.2"}),
        ("GSV incompetent from SFJ to mid calf (6.1 mm).", "diameter", {"6.1"}),
        ("GSV leaks 2.4 s.", "reflux_time", {"2.4"}),
        ("GSV incompetent, 3.2 sec.", "reflux_time", {"3.2"}),
        ("GSV incompetent, 3.2 sec.", "competence", {"incompetent"}),
    ],
)
def test_numbers_of_a_trunk_are_its_own(words, attribute, values):
    found = told(f"LEFT LEG REFLUX STUDY\nFindings:\n{words}")
    assert {row[3] for row in found if row[0] == "great saphenous vein" and row[2] == attribute} == values


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ("Left SFA climbs from 84 to 391 cm/s.", ("superficial femoral artery", "left", "psv", "391")),
        ("Left SFA: no stenosis over 50%.", ("superficial femoral artery", "left", "stenosis", "<50")),
        ("Left SFA 98 tri", ("superficial femoral artery", "left", "psv", "98")),
        ("Left CFA 98 tri, DP 15 mono", ("dorsalis pedis artery", "left", "psv", "15")),
        ("Left ATA occluded. PTA 22 cm/s, damped.", ("posterior tibial artery", "left", "psv", "22")),
        ("Left ABI .42 (R 1.02)", ("lower extremity arteries", "right", "index", "1.02")),
        ("Left ankle pressure 96 mmHg.", ("lower extremity arteries", "left", "pressure", "96")),
    ],
)
def test_numbers_of_arteries_are_their_own(words, row):
    assert row in told(f"LEG ARTERIAL DUPLEX\nFindings:\n{words}")


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ("Left ICA PSV/EDV 112/34.", ("internal carotid artery", "left", "psv", "112")),
        ("Left ICA PSV/EDV 112/34.", ("internal carotid artery", "left", "edv", "34")),
        ("L CCA 92/22 ICA 180/60 ECA 140 ratio 2.0 vert ante", ("internal carotid artery", "left", "ratio", "2.0")),
        ("L CCA 92/22 ICA 180/60 ECA 140 ratio 2.0 vert ante", ("vertebral artery", "left", "flow", "present")),
        ("Left ICA 112 cm/s. The external is 120 cm/s.", ("external carotid artery", "left", "psv", "120")),
        ("ICA 96/30.\n<50% R, 50-69% L", ("internal carotid artery", "left", "stenosis", "50-69")),
        ("Left ICA: PSV 310, ICA/CCA 4.1, plaque, >70%.", ("internal carotid artery", "left", "stenosis", ">70")),
    ],
)
def test_numbers_of_a_carotid_study_are_of_their_artery(words, row):
    assert row in told(f"CAROTID DUPLEX\nFindings:\n{words}")


def test_the_side_of_an_artery_that_presses_a_vein_is_not_the_veins():
    found = told("IVUS FINDINGS (left iliofemoral):\nCIV: 48 mm2, 76% compression by the right common iliac artery.")
    assert ("common iliac vein", "left", "area", "48") in found


def test_dashes_of_a_column_with_crosses_say_no():
    found = told("LEFT LEG VENOUS\n        comp   aug   thr\nCFV     +      +     -\nPOP     -      -     +")
    assert {(CFV, "left", "thrombus", "absent"), (POP, "left", "compressibility", "none")} <= found


def test_dashes_of_a_column_without_crosses_say_nothing():
    found = told("LEFT LEG VENOUS\n        comp   aug\nCFV     full   y\nPOP     none   -")
    assert not [row for row in found if row[0] == POP and row[2] == "augmentation"]


def test_a_sac_and_its_neck_are_not_the_artery_that_they_arise_from():
    found = told("LEFT GROIN: pseudoaneurysm arising from the CFA, sac 3.1 x 2.4 cm. CFA 130 cm/s. No flow in the sac.")
    assert ("pseudoaneurysm", "left", "flow", "absent") in found
    assert not [row for row in found if row[0] == "common femoral artery" and row[2] in ("diameter", "flow")]


def test_parts_of_a_graft_in_lines_of_their_own_are_the_grafts():
    found = told("LEFT ARM AV GRAFT DUPLEX\nGraft patent.\nart anast: 320 cm/s\napex: 180 cm/s")
    assert {("arteriovenous graft", "left", "psv", "320"), ("arteriovenous graft", "left", "psv", "180")} <= found


def test_no_clot_of_an_access_is_told_of_no_deep_vein():
    found = told("LEFT ARM AV FISTULA DUPLEX\nCephalic vein 6 mm. Fistula patent. No thrombus.")
    assert not [row for row in found if row[0] == "deep veins"]


def test_rows_that_name_only_a_part_are_of_the_paired_artery_named_above():
    found = told(
        "RENAL ARTERY DUPLEX\nAorta PSV 88 cm/s\n          Right    Left\nOrigin    120      310\nMid       98       140\nRI        0.68     0.72"
    )
    assert ("renal artery", "left", "psv", "310") in found
    assert ("renal artery", "right", "index", "0.68") in found


def test_what_cannot_be_seen_is_the_vein_named_behind():
    found = told(LEFT_LEG + "CFV compresses, could not see the popliteal vein.")
    assert (POP, "left", "visualized", "no") in found
    assert (CFV, "left", "visualized", "no") not in found


@pytest.mark.parametrize("words", ["Left ditto.", "Left likewise.", "The left too.", "Left does not."])
def test_a_side_alone_repeats_nothing(words: str) -> None:
    findings = analyze(f"Right CFV and popliteal vein compress fully. {words}").findings
    assert {finding.side for finding in findings} == {"right"}
