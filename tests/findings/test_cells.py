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
