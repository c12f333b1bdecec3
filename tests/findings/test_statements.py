"""What is read as a finding, and of which structure on which side."""

import csv

import pytest

from assistant.engine import analyze
from assistant.findings.rows import csv_head, csv_lines, finding_rows

RIGHT_LEG = "RIGHT LEG VENOUS DUPLEX\nFindings:\n"


def told(text):
    """Return (structure, side, attribute, value) of each finding of a text."""
    return {(f.structure, f.side, f.attribute, f.value) for f in analyze(text).findings}


@pytest.mark.parametrize(
    ("words", "structure", "attribute", "value"),
    [
        ("The common femoral vein compresses fully.", "common femoral vein", "compressibility", "full"),
        ("The popliteal vein does not compress.", "popliteal vein", "compressibility", "none"),
        ("The femoral vein is only partially compressible.", "femoral vein", "compressibility", "partial"),
        ("The peroneal veins are noncompressible.", "peroneal vein", "compressibility", "none"),
        ("Phasic flow in the common femoral vein.", "common femoral vein", "flow", "phasic"),
        ("Common femoral vein: loss of phasicity.", "common femoral vein", "flow", "continuous"),
        ("The popliteal vein augments normally.", "popliteal vein", "augmentation", "normal"),
        ("Popliteal vein without color flow.", "popliteal vein", "flow", "absent"),
        ("Echogenic thrombus is seen in the popliteal vein.", "popliteal vein", "thrombus", "present"),
        ("There is acute thrombus within the femoral vein.", "femoral vein", "thrombus", "acute"),
        ("Old webs in the femoral vein.", "femoral vein", "thrombus", "chronic"),
        ("No evidence of thrombus in the great saphenous vein.", "great saphenous vein", "thrombus", "absent"),
        ("Small saphenous vein: competent.", "small saphenous vein", "competence", "competent"),
        ("The saphenofemoral junction is incompetent.", "saphenofemoral junction", "competence", "incompetent"),
        ("The great saphenous vein is occluded.", "great saphenous vein", "patency", "occluded"),
        (
            "The posterior tibial veins were not visualized because of edema.",
            "posterior tibial vein",
            "visualized",
            "no",
        ),
        ("Great saphenous vein diameter 5.4 mm.", "great saphenous vein", "diameter", 5.4),
        ("Great saphenous vein reflux time 2.1 s.", "great saphenous vein", "reflux_time", 2.1),
        ("Great saphenous vein 4 mm deep to the skin.", "great saphenous vein", "depth", 4),
    ],
)
def test_words_of_a_vein_are_its_finding(words, structure, attribute, value):
    assert (structure, "right", attribute, value) in told(RIGHT_LEG + words)


@pytest.mark.parametrize(
    ("words", "structure", "attribute", "value"),
    [
        ("Common femoral artery PSV 142 cm/s, triphasic.", "common femoral artery", "psv", 142),
        ("Common femoral artery PSV 142 cm/s, triphasic.", "common femoral artery", "waveform", "triphasic"),
        ("Superficial femoral artery: 75% stenosis.", "superficial femoral artery", "stenosis", 75),
        ("Calcified plaque in the popliteal artery.", "popliteal artery", "plaque", "present"),
        ("The anterior tibial artery is occluded.", "anterior tibial artery", "patency", "occluded"),
        ("ABI 0.64.", "lower extremity arteries", "index", 0.64),
    ],
)
def test_words_of_an_artery_are_its_finding(words, structure, attribute, value):
    assert (structure, "right", attribute, value) in told("RIGHT LEG ARTERIAL DUPLEX\nFindings:\n" + words)


def test_a_vein_that_closed_with_pressure_is_not_occluded():
    found = told(RIGHT_LEG + "Popliteal vein: closed with pressure, phasic.")
    assert ("popliteal vein", "right", "compressibility", "full") in found
    assert ("popliteal vein", "right", "patency", "occluded") not in found


def test_who_could_press_nothing_pressed_no_vein():
    found = told(RIGHT_LEG + "Femoral vein fills with color. Couldn't squash anything, too sore.")
    assert not [one for one in found if one[2:] == ("compressibility", "full")]


def test_a_statement_holds_for_every_structure_of_its_list():
    found = told(RIGHT_LEG + "CFV, FV and popliteal vein compress.")
    assert {structure for structure, _, attribute, _ in found if attribute == "compressibility"} == {
        "common femoral vein", "femoral vein", "popliteal vein",
    }  # fmt: skip


def test_a_denial_does_not_reach_into_the_next_column():
    found = told("RIGHT LEG\nSFJ   comp, none   \nCFV   comp, 0.9 s reflux\n")
    assert ("common femoral vein", "right", "compressibility", "full") in found


def test_each_side_of_a_sentence_keeps_its_own_finding():
    found = told(
        "BOTH LEGS VENOUS DUPLEX\nThe right popliteal vein compresses, the left popliteal vein does not compress."
    )
    assert ("popliteal vein", "right", "compressibility", "full") in found
    assert ("popliteal vein", "left", "compressibility", "none") in found
    assert ("popliteal vein", "left", "compressibility", "full") not in found


def test_no_dvt_without_a_vein_is_said_of_the_deep_veins():
    assert ("deep veins", "left", "thrombus", "absent") in told(
        "LEFT LEG VENOUS DUPLEX\nImpression: No DVT in the left leg."
    )


@pytest.mark.parametrize(
    "words",
    [
        "Indication: thrombus in the right popliteal vein on an outside study.",
        "History: right popliteal vein thrombosis in 2019.",
        "Comparison: last year the right popliteal vein did not compress.",
        "Recommendation: if thrombus appears in the right popliteal vein, repeat the scan.",
    ],
)
def test_what_is_no_finding_of_today_is_none(words):
    text = f"RIGHT LEG VENOUS DUPLEX\n{words}\nFindings: The right common femoral vein compresses."
    assert not {row for row in told(text) if row[0] == "popliteal vein"}


def test_left_the_same_is_told_of_the_left_as_repeated_alone():
    text = "VENOUS DUPLEX BOTH LEGS\nRight leg: the common femoral vein compresses.\nLeft leg: the same."
    assert {(f.side, f.attribute, f.repeated) for f in analyze(text).findings} == {
        ("right", "compressibility", False),
        ("left", "compressibility", True),
    }
    assert [row.get("repeated") for row in analyze(text).to_dict()["findings"]] == [None, True]


def test_a_size_of_a_device_is_no_diameter():
    text = "Procedure: left iliac vein stent.\nA 16 x 120 mm stent was placed in the left common iliac vein."
    assert not {row for row in told(text) if row[2] in ("diameter", "length")}


def test_a_reference_is_no_measure_of_the_vessel():
    found = told("IVUS: the left common iliac vein measures 41 mm2 against a reference of 196 mm2.")
    assert ("common iliac vein", "left", "area", 41) in found
    assert ("common iliac vein", "left", "area", 196) not in found


def test_a_lumen_measured_in_a_study_from_inside_was_imaged_inside():
    found = told("IVUS of the left common iliac vein: area 62 mm2.")
    assert ("common iliac vein", "left", "imaged_inside", "yes") in found


@pytest.mark.parametrize(
    "words",
    [
        "Clot? ?DVT of the left popliteal vein.",
        "DVT in 2019.",
        "Compressible at 3 levels.",
        "Valve closure not tested for reflux study.",
        "There was an episode of collapse.",
        "1% polidocanol.",
        "27 cm catheter way to the knee.",
    ],
)
def test_what_says_nothing_of_a_vein_is_no_finding(words):
    found = told(f"LEFT LEG VENOUS DUPLEX\nFindings: The femoral vein is phasic.\n{words}")
    assert not {row for row in found if row[2] in ("thrombus", "depth", "diameter", "stenosis", "reflux", "length")}


def test_seconds_of_a_hold_are_no_reflux_time():
    found = told("LEFT LEG REFLUX STUDY\nThe great saphenous vein was held with pressure for 20 seconds, reflux 1.4 s.")
    assert {row[3] for row in found if row[2] == "reflux_time"} == {1.4}


def test_an_untested_augmentation_is_not_told():
    assert not {
        row
        for row in told(RIGHT_LEG + "The femoral vein compresses. Augmentation was not attempted.")
        if row[2] == "augmentation"
    }


def test_a_denied_list_denies_no_behaviour_behind_it():
    found = told(RIGHT_LEG + "Popliteal vein: no residual thrombus, spontaneous flow.")
    assert ("popliteal vein", "right", "flow", "present") in found


@pytest.mark.parametrize(
    "words",
    [
        "ABI: right 0.92, left 0.44.",
        "Ankle-brachial indices are 0.92 on the right and 0.44 on the left.",
        "ABI 0.92 / 0.44",
    ],
)
def test_an_index_is_told_of_both_sides(words):
    found = told("LEG ARTERIES\nFindings: " + words)
    assert {(side, value) for _, side, attribute, value in found if attribute == "index"} == {
        ("right", 0.92), ("left", 0.44),
    }  # fmt: skip


def test_a_number_right_behind_an_artery_is_its_velocity():
    found = told(
        "LEFT LEG ARTERIAL DUPLEX\nCFA PSV 140 cm/s. Deep femoral artery 96, biphasic. Popliteal artery 66 triphasic."
    )
    assert {("deep femoral artery", "left", "psv", 96), ("popliteal artery", "left", "psv", 66)} <= found


def test_velocities_are_told_with_over():
    found = told("CAROTID DUPLEX\nLeft internal carotid artery 78 over 24.")
    assert {("internal carotid artery", "left", "psv", 78), ("internal carotid artery", "left", "edv", 24)} <= found


def test_as_many_numbers_as_arteries_are_told_one_of_each():
    found = told("LEFT ARM ARTERIAL DUPLEX\nUlnar and radial arteries antegrade, 44 and 38 cm/s.")
    assert {(name, value) for name, _, attribute, value in found if attribute == "psv"} == {
        ("ulnar artery", 44), ("radial artery", 38),
    }  # fmt: skip


def test_a_ratio_before_a_colon_is_read_whole():
    assert ("internal carotid artery", "right", "ratio", 1.2) in told("CAROTID\nRight ICA 92/28, ratio 1.2: below 50%.")


def test_the_exam_gives_the_side_that_a_posture_does_not():
    found = told(
        "Right leg venous duplex\n\nStanding, weight on the left leg.\n\nDeep: CFV and popliteal vein compressible."
    )
    assert {side for _, side, _, _ in found} == {"right"}


def test_clot_in_a_vein_is_told_of_no_other():
    found = told(
        "LEFT ARM VENOUS DUPLEX\nThe subclavian vein holds leads; around them is echogenic clot.\nTip of clot not floating."
    )
    assert ("subclavian vein", "left", "thrombus", "present") in found
    assert not {row for row in found if row[0] == "deep veins"}


def test_what_was_seen_is_of_a_vessel_of_its_own_clause():
    found = told(RIGHT_LEG + "The basilic vein is 6 mm. No narrowing was seen.")
    assert not {row for row in found if row[2] == "visualized"}


def test_a_way_to_a_landmark_is_no_measure():
    found = told(RIGHT_LEG + "Great saphenous vein diameter 4 mm where it joins, 6 cm above the knee.")
    assert {row[3] for row in found if row[2] in ("diameter", "length")} == {4}


def test_an_artery_beside_a_compression_is_not_compressible():
    found = told("LEFT ARM ARTERIAL DUPLEX\nUlnar artery 96 cm/s, the arch fills with radial compress.")
    assert not {row for row in found if row[2] == "compressibility"}


def test_long_reflux_without_a_unit_is_in_milliseconds():
    finding = next(
        f for f in analyze(RIGHT_LEG + "Great saphenous vein reflux 1250.").findings if f.attribute == "reflux_time"
    )
    assert (finding.value, finding.unit) == (1250, "ms")


def test_no_thrombus_of_a_puncture_is_told_of_no_limb():
    found = told("PICC PLACEMENT\nVein compressible, no thrombus. Needle seen entering the right basilic vein.")
    assert not {row for row in found if row[0] == "deep veins"}


def test_a_treatment_is_of_the_vessel_right_behind_it():
    found = told("OPERATION: left leg angiography, IVUS, DCB L SFA, PTA L peroneal artery\nIVUS: SFA lumen area 5 mm2.")
    assert ("superficial femoral artery", "left", "treatment", "balloon") in found
    assert ("peroneal artery", "left", "treatment", "balloon") in found


def test_short_names_are_arteries_beside_their_waveform_and_veins_in_their_list():
    assert ("brachial artery", "left", "diameter", 4.5) in told(
        "LEFT ARM ACCESS MAPPING\nbrachial 4.5 mm, triphasic\ncephalic vein 3 mm"
    )
    assert ("radial vein", "left", "compressibility", "full") in told(
        "LEFT ARM VEINS\nRadial and ulnar veins compress."
    )


def test_a_volume_flow_is_of_the_graft_named_last():
    found = told(
        "LEFT ARM\nArteriovenous fistula: PSV 200 cm/s. Volume flow 900 mL/min.\nBypass graft patent.\nVolume flow 510 mL/min."
    )
    assert ("arteriovenous fistula", "left", "volume_flow", 900) in found
    assert ("arteriovenous fistula", "left", "volume_flow", 510) not in found


def test_what_a_catheter_runs_is_no_flow_of_its_vein():
    assert not {
        row
        for row in told("TUNNELED CATHETER\nRight internal jugular vein patent. Lumens 300 mL/min.")
        if row[2] == "volume_flow"
    }


def test_a_pair_of_velocities_is_systolic_and_diastolic():
    found = told("CAROTID DUPLEX\nRight ICA 92/20.")
    assert {("internal carotid artery", "right", "psv", 92), ("internal carotid artery", "right", "edv", 20)} <= found


def test_columns_give_side_and_attribute():
    found = told(
        "VENOUS DUPLEX BOTH LEGS\n\n"
        "          RIGHT                LEFT\n"
        "          Comp    Phas         Comp    Phas\n"
        "CFV       C       +            C       +\n"
        "FV        C       +            PC      +\n"
        "POPV      C       +            NC      -\n"
        "\nC = compressible, PC = partial, NC = noncompressible, + present, - absent\n"
    )
    assert ("femoral vein", "left", "compressibility", "partial") in found
    assert ("popliteal vein", "left", "compressibility", "none") in found
    assert ("popliteal vein", "right", "flow", "phasic") in found
    assert ("common femoral vein", "left", "flow", "phasic") in found


def test_normal_counts_only_where_nothing_else_is_said():
    found = told(RIGHT_LEG + "Femoral vein: normal.\nPopliteal vein: normal, compresses.")
    assert ("femoral vein", "right", "visualized", "yes") in found
    assert ("popliteal vein", "right", "visualized", "yes") not in found


def test_evidence_is_the_words_of_the_text():
    text = RIGHT_LEG + "The popliteal vein compresses. It augments well."
    for finding in analyze(text).findings:
        for span in finding.evidence:
            assert text[span.start : span.end] == span.text


def test_rows_keep_the_sides_apart_and_a_structure_together():
    findings = analyze("BOTH LEGS\nLeft CFV compresses. Right CFV compresses, phasic. Left CFV phasic.").findings
    assert [(row.side, row.what) for row in finding_rows(findings)] == [
        ("right", "compressibility"), ("right", "flow"), ("left", "compressibility"), ("left", "flow"),
    ]  # fmt: skip


def test_csv_has_a_line_for_each_finding_and_runs_no_formula():
    findings = analyze(RIGHT_LEG + "The popliteal vein compresses.").findings
    head, line = csv.reader([csv_head(), *csv_lines("=1+1", findings)])
    assert dict(zip(head, line, strict=True)) | {"start": "", "end": ""} == {
        "report": "'=1+1", "structure": "popliteal vein", "side": "right", "segment": "", "attribute": "compressibility",
        "value": "full", "unit": "", "start": "", "end": "", "words": "compresses",
    }  # fmt: skip


@pytest.mark.parametrize(
    "words", ["PSV ...5", "PSV .. 5 cm/s", "PSV ½ cm/s", "PSV >", "5 x x 5 mm", "1,2,3,,4 mm", "- 5 / / 6"]
)
def test_odd_numbers_stop_nothing(words):
    told("LEG ARTERIAL DUPLEX\nRight CFA " + words)


@pytest.mark.parametrize(
    "words", ["runs backward", "flow runs backward", "flows in reverse", "is fugal", "has retrograde flow"]
)
def test_flow_that_runs_backward_is_reversed(words):
    found = told(f"CAROTID DUPLEX\nFindings: The left vertebral artery {words}.")
    assert {value for _, _, attribute, value in found if attribute == "flow"} == {"reversed"}
