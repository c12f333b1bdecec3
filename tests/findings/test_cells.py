"""What the cells of worksheets say."""

import pytest

from assistant.engine import analyze

VEINS = "VENOUS DUPLEX LEFT LEG\n"


def told(text):
    """Return (structure, side, attribute, value) of each finding of a text."""
    return {(f.structure, f.side, f.attribute, f.value) for f in analyze(text).findings}


def test_a_worksheet_of_letters_alone_is_read():
    found = told("VENOUS DUPLEX\n          RIGHT     LEFT\nCFV       C, P      C, P\nPOP       C         NC")
    assert ("common femoral vein", "right", "flow", "phasic") in found
    assert ("popliteal vein", "left", "compressibility", "none") in found


@pytest.mark.parametrize(
    ("heads", "attribute", "value"),
    [
        ("Full    Partial   None", "compressibility", "full"),
        ("Patent  Occluded  NV", "patency", "patent"),
        ("Compressible  Noncompressible  NV", "compressibility", "full"),
    ],
)
def test_a_cross_says_what_its_column_is(heads, attribute, value):
    row = f"{heads}\nCFV       x\nFV        x"
    assert ("femoral vein", "left", attribute, value) in told(f"{VEINS}          {row}")


@pytest.mark.parametrize(
    ("legend", "mark", "attribute", "value"),
    [
        ("C compressible / P partial / N no", "P", "compressibility", "partial"),
        ("C compressible / P partial / N no", "N", "compressibility", "none"),
        ("C = compressible, S = spont", "S", "flow", "present"),
        ("WNL = compressible, phasic", "WNL", "flow", "phasic"),
    ],
)
def test_legends_tell_what_marks_say(legend, mark, attribute, value):
    text = f"{VEINS}{legend}\n\n        LEFT\nCFV     C\nFV      C\nPOP     {mark}"
    assert ("popliteal vein", "left", attribute, value) in told(text)


def test_an_option_whose_box_is_empty_says_nothing():
    found = told(VEINS + "CFV  [x] compressible [ ] noncompressible\nPOP  [ ] compressible [x] noncompressible")
    assert ("common femoral vein", "left", "compressibility", "none") not in found
    assert ("popliteal vein", "left", "compressibility", "full") not in found


def test_a_blank_line_of_a_form_says_nothing():
    assert not told(VEINS + "SSV   diam ____ mm   reflux ____\nGSV   diam ____ mm   reflux ____")


def test_rows_that_name_only_a_measure_are_of_the_internal_carotid_artery():
    text = "CAROTID DUPLEX\n           RIGHT    LEFT\nCCA        88/20    90/22\nICA        210/70   80/25\nratio      2.4      0.9"
    assert ("internal carotid artery", "right", "ratio", 2.4) in told(text)


def test_a_number_wider_than_any_vein_is_a_velocity():
    text = (
        "AVF DUPLEX LEFT ARM\nCephalic vein, mid    6.2 mm   120\nAnastomosis           402\nOutflow vein          300"
    )
    found = told(text)
    assert ("cephalic vein", "left", "psv", 120) in found
    assert not any(attribute == "diameter" and value == 402 for _, _, attribute, value in found)


def test_what_is_counted_is_no_measure():
    text = "LEFT LEG ARTERIES\nSFA    stented, 14 months\nCFA    112"
    assert not any(value == 14 for *_, value in told(text))


@pytest.mark.parametrize(("name", "structure"), [("RAD/ULN", "ulnar vein"), ("Basil", "basilic vein")])
def test_short_names_of_rows_are_of_the_tables_system(name, structure):
    text = f"ARM VEINS LEFT\n            RIGHT    LEFT\nIJV         C        C\nSubclavian  C        C\nCephalic    C        C\n{name:12}C        NC"
    assert (structure, "left", "compressibility", "none") in told(text)


def test_an_artery_named_so_stays_one_among_veins():
    text = "VEIN MAP\nSite            R diam\nCeph wrist      2.1\nBas elbow       3.6\nBrach A elbow   4.4"
    assert ("brachial artery", "right", "diameter", 4.4) in told(text)


def test_no_time_of_reflux_is_none():
    found = told(f"{VEINS}        DIAM (mm)   REFLUX (sec)\nSFJ     5.1         0\nGSV     4.0         1.2")
    assert ("saphenofemoral junction", "left", "reflux", "absent") in found
    assert not any(attribute == "reflux_time" and not value for _, _, attribute, value in found)


def test_marks_stand_beside_the_numbers_of_a_column():
    found = told(
        "LEG ARTERIES, cm/s\n           right              left\nCFA        120 T              131 T\nSFA mid    245 M (ratio 2.6)  97 T"
    )
    assert ("common femoral artery", "left", "waveform", "triphasic") in found
    assert ("superficial femoral artery", "right", "ratio", 2.6) in found
    assert ("superficial femoral artery", "right", "psv", 2.6) not in found


def test_numbers_under_a_heading_that_no_one_knows_say_nothing():
    text = "IVUS OF THE LEFT ILIAC VEINS\nrun    vessel      MLA     angle\n1012   L CIV       41      90\n1015   L EIV       44      80"
    values = {value for *_, value in told(text)}
    assert 41 in values and values.isdisjoint({1012, 1015, 90, 80})


def test_a_leader_of_two_dots_parts_columns_beside_longer_ones():
    text = "LEFT ARM AVF\nSITE............DIAM(mm)..PSV..DEPTH(mm)\nBrachial artery..5.6.....155.....3.1\nCephalic vein....6.9.....170.....5.5"
    found = told(text)
    assert ("cephalic vein", "left", "depth", 5.5) in found
    assert ("brachial artery", "left", "psv", 155) in found


def test_a_ditto_mark_repeats_the_cell_above():
    found = told(f'{VEINS}       COMP    FLOW\nCFV    full    phasic\nFV     "       "\nPOP    none    absent')
    assert ("femoral vein", "left", "compressibility", "full") in found
    assert ("femoral vein", "left", "flow", "phasic") in found


def test_letters_before_numbers_are_parts_where_all_three_stand_in_a_table():
    found = told("LEFT LEG ARTERIES, PSV\nCIA stent ..... P 121   M 119   D 126\nEIA stent ..... P 111   M 109   D 116")
    assert ("common iliac artery", "left", "psv", 119) in found
    assert ("common iliac artery", "left", "waveform", "monophasic") not in found


def test_the_row_of_the_other_side_may_go_on_in_its_line():
    found = told(
        "ILIAC ARTERY DUPLEX\nR EIA ..... 120 tri      L EIA ..... 99 bi\nR IIA ..... n/v          L IIA ..... 161 patent"
    )
    assert ("internal iliac artery", "left", "psv", 161) in found
    assert ("internal iliac artery", "right", "psv", 161) not in found


def test_rows_whose_name_only_tables_know_stand_among_the_others():
    found = told(f"{VEINS}CFV     C    phasic\nPROF    NC   absent\nPOP     C    phasic")
    assert ("deep femoral vein", "left", "compressibility", "none") in found


def test_a_side_in_brackets_is_not_that_of_the_exam():
    found = told("CAROTID - LEFT SIDE RECHECK (right done 12/3)\n|site|PSV cm/s|EDV cm/s|\n|CCA|58|12|\n|ECA|166|41|")
    assert ("common carotid artery", "left", "psv", 58) in found
    assert not any(side == "right" for _, side, _, _ in found)


def test_boxes_of_yes_and_no_answer_what_stands_before_them():
    found = told(
        "NECK VEINS BEFORE A LINE\nR IJ: [x] compressible  [ ] not   clot [ ] Y [x] N\nL IJ: [ ] compressible  [x] not   clot [x] Y [ ] N"
    )
    assert ("internal jugular vein", "right", "thrombus", "absent") in found
    assert ("internal jugular vein", "left", "thrombus", "present") in found
    assert ("internal jugular vein", "left", "compressibility", "none") in found


def test_a_percentage_of_what_was_seen_from_inside_a_vein_is_a_reduction():
    found = told("IVUS\nvessel   CSA mm2   %\nL CIV    48        75\nL EIV    95        39")
    assert ("common iliac vein", "left", "reduction", 75) in found


def test_a_structure_in_brackets_behind_another_is_a_landmark_of_its_row():
    found = told("AORTA\n                 AP cm   PSV\nAorta prox (SMA)   2.3     88\nAorta distal        4.6     41")
    assert ("abdominal aorta", None, "psv", 88) in found
    assert not any(structure == "superior mesenteric artery" for structure, *_ in found)
