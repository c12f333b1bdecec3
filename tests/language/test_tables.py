"""Layouts of sonographers' tables: the cells with their headings and sides, and the sides of the mentions in them.

A cell is written "row > row | column > column | words | side", headings from the outermost to the innermost.
"""

from __future__ import annotations

import pytest

from assistant.language.layout import Heading, Table
from assistant.language.pipeline import read_report
from assistant.language.tables.lines import read_lines


def tables(text: str) -> list[Table]:
    return read_report(text.strip("\n")).tables


def cells(text: str) -> list[str]:
    """Return the cells of all tables of a text, in the notation above."""
    text = text.strip("\n")

    def names(headings: tuple[Heading, ...]) -> str:
        return " > ".join(text[heading.start : heading.end] for heading in headings)

    return [
        f"{names(cell.rows)} | {names(cell.columns)} | {text[cell.start : cell.end]} | {cell.side}"
        for table in read_report(text).tables
        for cell in table.cells
    ]


def sides(text: str, concept: str) -> list[str | None]:
    """Return the sides of the mentions of a concept, in the order of the text."""
    return [mention.side for mention in read_report(text.strip("\n")).mentions if mention.concept.id == concept]


def test_columns_of_sides_are_aligned_by_their_place() -> None:
    text = """
               RIGHT        LEFT
CFV            full         partial
Popliteal                   none
PTV            full         ---
"""
    assert cells(text) == [
        "CFV | RIGHT | full | right", "CFV | LEFT | partial | left",
        "Popliteal | LEFT | none | left", "PTV | RIGHT | full | right",
    ]  # fmt: skip
    assert sides(text, "common_femoral_vein") == ["bilateral"]
    assert sides(text, "popliteal_vein") == ["left"]
    assert sides(text, "posterior_tibial_vein") == ["right"]


def test_tabs_rule_columns_and_a_group_row_gives_its_side() -> None:
    text = "RIGHT LEG\tComp\tAug\nCFV\tfull\tbrisk\nPopliteal\t\tpoor\nLEFT LEG\nCFV\tfull\tbrisk"
    assert cells(text) == [
        "RIGHT LEG > CFV | Comp | full | right", "RIGHT LEG > CFV | Aug | brisk | right",
        "RIGHT LEG > Popliteal | Aug | poor | right",
        "LEFT LEG > CFV | Comp | full | left", "LEFT LEG > CFV | Aug | brisk | left",
    ]  # fmt: skip
    assert sides(text, "common_femoral_vein") == ["right", "left"]


def test_bars_rule_columns_whatever_their_width() -> None:
    text = """
| Artery | R PSV (cm/s) | L PSV (cm/s) |
|---|---|---|
| CFA | 110 | 96 |
| SFA mid | | 305 |
"""
    assert cells(text) == [
        "CFA | R PSV (cm/s) | 110 | right", "CFA | L PSV (cm/s) | 96 | left", "SFA mid | L PSV (cm/s) | 305 | left",
    ]  # fmt: skip
    assert sides(text, "superficial_femoral_artery") == ["left"]


def test_dots_lead_to_the_columns() -> None:
    text = """
            R         L
CFV ....... C ....... NC
POPV ...... C ....... C
"""
    assert cells(text) == ["CFV | R | C | right", "CFV | L | NC | left", "POPV | R | C | right", "POPV | L | C | left"]
    assert sides(text, "noncompressible") == ["left"]


def test_two_levels_of_headings() -> None:
    text = """
             RIGHT                  LEFT
          Comp   Phas   Color    Comp   Phas   Color
CFV        +      +      full     +      -      rim
PTV        +             full     +             full
"""
    assert cells(text)[:6] == [
        "CFV | RIGHT > Comp | + | right", "CFV | RIGHT > Phas | + | right", "CFV | RIGHT > Color | full | right",
        "CFV | LEFT > Comp | + | left", "CFV | LEFT > Phas | - | left", "CFV | LEFT > Color | rim | left",
    ]  # fmt: skip
    assert cells(text)[6:] == [
        "PTV | RIGHT > Comp | + | right", "PTV | RIGHT > Color | full | right",
        "PTV | LEFT > Comp | + | left", "PTV | LEFT > Color | full | left",
    ]  # fmt: skip
    assert sides(text, "posterior_tibial_vein") == ["bilateral"]


def test_headings_by_side_and_value() -> None:
    text = """
Segment      Rt diam (mm)   Rt reflux (s)   Lt diam (mm)   Lt reflux (s)
SFJ          8.1            2.2             6.0            0.1
GSV thigh    6.4            3.0
"""
    assert cells(text)[2:] == [
        "SFJ | Lt diam (mm) | 6.0 | left", "SFJ | Lt reflux (s) | 0.1 | left",
        "GSV thigh | Rt diam (mm) | 6.4 | right", "GSV thigh | Rt reflux (s) | 3.0 | right",
    ]  # fmt: skip
    assert sides(text, "great_saphenous_vein") == ["right"]


def test_a_heading_without_a_side_belongs_to_the_side_before_it() -> None:
    text = """
             R mmHg   index   PVR       L mmHg   index   PVR
Calf         98       0.70    mild      121      0.86    normal
Ankle        80       0.57    severe    118      0.84    normal
"""
    assert cells(text)[:6] == [
        "Calf | R mmHg | 98 | right", "Calf | R > index | 0.70 | right", "Calf | R > PVR | mild | right",
        "Calf | L mmHg | 121 | left", "Calf | L > index | 0.86 | left", "Calf | L > PVR | normal | left",
    ]  # fmt: skip


def test_group_rows_stand_above_their_rows() -> None:
    text = """
Upper arm:
  Basilic     4.4 mm    7 mm deep
  Cephalic    3.0 mm    4 mm deep
Forearm:
  Cephalic    2.1 mm    3 mm deep
"""
    assert cells(text) == [
        "Upper arm: > Basilic |  | 4.4 mm | None", "Upper arm: > Basilic |  | 7 mm deep | None",
        "Upper arm: > Cephalic |  | 3.0 mm | None", "Upper arm: > Cephalic |  | 4 mm deep | None",
        "Forearm: > Cephalic |  | 2.1 mm | None", "Forearm: > Cephalic |  | 3 mm deep | None",
    ]  # fmt: skip


def test_a_list_of_three_columns_keeps_its_units_in_the_headings() -> None:
    text = """
GSV, right        Diameter (mm)    Depth (mm)
proximal thigh    5.0              11
distal thigh      4.1              8
"""
    assert cells(text) == [
        "GSV, right > proximal thigh | Diameter (mm) | 5.0 | right", "GSV, right > proximal thigh | Depth (mm) | 11 | right",
        "GSV, right > distal thigh | Diameter (mm) | 4.1 | right", "GSV, right > distal thigh | Depth (mm) | 8 | right",
    ]  # fmt: skip
    assert sides(text, "thigh") == ["right", "right"]


def test_the_label_stands_between_the_sides() -> None:
    text = """
RIGHT     VEIN      LEFT
C         CFV       NC
          FV        NC
C         POPV      C
"""
    assert cells(text) == [
        "CFV | RIGHT | C | right", "CFV | LEFT | NC | left", "FV | LEFT | NC | left",
        "POPV | RIGHT | C | right", "POPV | LEFT | C | left",
    ]  # fmt: skip
    assert sides(text, "popliteal_vein") == ["bilateral"]


def test_keys_with_values_under_a_block_of_a_side() -> None:
    text = """
Left leg:
CFV: compressible
POPV: noncompressible
"""
    assert cells(text) == ["Left leg: > CFV |  | compressible | left", "Left leg: > POPV |  | noncompressible | left"]
    assert sides(text, "noncompressible") == ["left"]


def test_keys_that_say_their_side() -> None:
    text = "R CFV: compressible\nR POPV: partial\nL CFV: compressible"
    assert cells(text) == [
        "R CFV |  | compressible | right",
        "R POPV |  | partial | right",
        "L CFV |  | compressible | left",
    ]


def test_values_with_names_of_their_own() -> None:
    text = "CFV: comp yes, phasic yes\nPOPV: comp no, phasic no"
    assert cells(text) == [
        "CFV | comp | yes | None", "CFV | phasic | yes | None", "POPV | comp | no | None", "POPV | phasic | no | None",
    ]  # fmt: skip


def test_values_with_sides_of_their_own() -> None:
    text = "CFV R: C, L: NC\nPOPV R: C, L: C"
    assert cells(text) == ["CFV | R | C | right", "CFV | L | NC | left", "POPV | R | C | right", "POPV | L | C | left"]


def test_ticked_options_are_cells_and_empty_boxes_are_none() -> None:
    text = """
              RIGHT                                 LEFT
CFV    [x] compressible [ ] noncompressible    [ ] compressible [x] noncompressible
       [x] phasic [ ] continuous               [ ] phasic [x] continuous
POPV   [x] compressible [ ] noncompressible    [ ] compressible [ ] noncompressible
"""
    assert cells(text) == [
        "CFV | RIGHT | compressible | right", "CFV | LEFT | noncompressible | left",
        "CFV | RIGHT | phasic | right", "CFV | LEFT | continuous | left",
        "POPV | RIGHT | compressible | right",
    ]  # fmt: skip
    assert sides(text, "popliteal_vein") == ["right"]


def test_a_ticked_box_alone_is_the_cell_below_its_heading() -> None:
    text = """
Vein     Comp    Partial    Thrombus
L CFV    [x]     [ ]        [ ]
L POPV   [ ]     [x]        [x]
"""
    assert cells(text) == [
        "L CFV | Comp | [x] | left",
        "L POPV | Partial | [x] | left",
        "L POPV | Thrombus | [x] | left",
    ]


def test_rows_that_nobody_filled_in_have_no_cells() -> None:
    text = """
           RIGHT     LEFT
CFV        ____      ____
POPV       [ ]       ....
PTV        --        ***
"""
    assert cells(text) == []


@pytest.mark.parametrize(
    ("legend", "meanings"),
    [
        ("C = compressible, NC = non compressible", {"C": "compressible", "NC": "non compressible"}),
        ("C = compressible\nNC = stays open", {"C": "compressible", "NC": "stays open"}),
        ("Legend: C=coapts | NC=does not coapt | A = augments", {"C": "coapts", "NC": "does not coapt"}),
    ],
)
def test_a_legend_says_what_the_marks_of_the_cells_mean(legend: str, meanings: dict[str, str]) -> None:
    text = f"        RIGHT    LEFT\nCFV     C        NC\nPOPV    C        C\n\n{legend}"
    (table,) = tables(text)
    assert {mark: text[start:end] for mark, (start, end) in table.legend.items()} == meanings


def test_a_legend_of_signs_makes_a_stroke_a_cell() -> None:
    text = "+ present  - absent\nVein     Phas   Aug\nL CFV    +      +\nL POPV   -      -"
    (table,) = tables(text)
    assert {mark: text[start:end] for mark, (start, end) in table.legend.items()} == {"+": "present", "-": "absent"}
    assert cells(text)[2:] == ["L POPV | Phas | - | left", "L POPV | Aug | - | left"]


def test_a_stroke_without_a_legend_is_blank() -> None:
    text = "Segment     RT diam   LT diam\nCFV         -         11\nPOPV        9         -"
    assert cells(text) == ["CFV | LT diam | 11 | left", "POPV | RT diam | 9 | right"]


def test_structures_head_the_columns_over_rows_of_sides() -> None:
    text = """
           CCA    ICA    ECA
R PSV      80     92     110
L PSV      78     310    104
"""
    assert cells(text)[3:] == ["L PSV | CCA | 78 | left", "L PSV | ICA | 310 | left", "L PSV | ECA | 104 | left"]
    assert sides(text, "internal_carotid_artery") == ["bilateral"]


def test_tables_of_either_side_stand_beside_each_other() -> None:
    text = """
RIGHT                        LEFT
 CFV      C    phasic         CFV      PC   continuous
 POPV     C    phasic         POPV     NC   absent
"""
    assert cells(text) == [
        "RIGHT > CFV |  | C | right", "RIGHT > CFV |  | phasic | right",
        "LEFT > CFV |  | PC | left", "LEFT > CFV |  | continuous | left",
        "RIGHT > POPV |  | C | right", "RIGHT > POPV |  | phasic | right",
        "LEFT > POPV |  | NC | left", "LEFT > POPV |  | absent | left",
    ]  # fmt: skip
    assert sides(text, "popliteal_vein") == ["right", "left"]


def test_columns_go_on_below_an_empty_line() -> None:
    text = """
ARTERIES        R mm      L mm
Brachial        4.5       4.7

Veins at the wrist
Cephalic        2.0       3.1
Basilic         2.2       2.4
"""
    assert cells(text)[2:4] == [
        "Veins at the wrist > Cephalic | R mm | 2.0 | right", "Veins at the wrist > Cephalic | L mm | 3.1 | left",
    ]  # fmt: skip


def test_a_value_that_runs_into_its_neighbour_stays_in_its_column() -> None:
    text = """
             RIGHT            LEFT
SFA mid      92  triphasic    388 turbulent  ratio 4.1
PTA          30  mono         occluded
"""
    assert cells(text) == [
        "SFA mid | RIGHT | 92  triphasic | right", "SFA mid | LEFT | 388 turbulent  ratio 4.1 | left",
        "PTA | RIGHT | 30  mono | right", "PTA | LEFT | occluded | left",
    ]  # fmt: skip


def test_a_label_of_two_parts_is_carried_to_the_row_below_it() -> None:
    text = """
                       RIGHT      LEFT
Brachial    diam       4.4        4.6
            PSV        80         92
Radial      diam       2.2        2.0
"""
    assert cells(text)[:4] == [
        "Brachial > diam | RIGHT | 4.4 | right", "Brachial > diam | LEFT | 4.6 | left",
        "Brachial > PSV | RIGHT | 80 | right", "Brachial > PSV | LEFT | 92 | left",
    ]  # fmt: skip


def test_measurements_of_twins_have_no_side_by_where_the_twins_lie() -> None:
    text = """
            TWIN A (maternal right)    TWIN B (maternal left)
BPD         71 mm                      70 mm
FHR         150                        141
"""
    assert cells(text)[:2] == [
        "BPD | TWIN A (maternal right) | 71 mm | None",
        "BPD | TWIN B (maternal left) | 70 mm | None",
    ]


def test_measurements_of_a_heart_with_their_reference() -> None:
    text = "                 Measured    Reference\nAortic root      3.9 cm      < 4.0\nLVEF             35 %"
    assert cells(text) == [
        "Aortic root | Measured | 3.9 cm | None", "Aortic root | Reference | < 4.0 | None", "LVEF | Measured | 35 % | None",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Ada Miller            12 Harbor Road\nSuite 4               Springfield",
        "Patient: A. Miller      DOB: 3/4/1950\nReferring: B. Right     Room: 12\nTech: C. Left RVT       Date: 5/6/2026",
        "Metoprolol      25 mg     twice daily\nApixaban        5 mg      twice daily\nAspirin         81 mg     daily",
        "Read by: D. Ito MD      Date: 7/8/2026\nSigned electronically     10:02",
        "The right common femoral vein compresses.  The left does not.  Flow is absent there.\nThe calf veins were seen.",
        "UPPER EXTREMITY VENOUS DUPLEX      [ ] Left  [x] Right  [ ] Bilateral\nReason     [x] swelling  [ ] pain",
        "OBX|1|TX|FIND||RIGHT CFV COMPRESSES\nOBX|2|TX|FIND||LEFT CFV COMPRESSES",
    ],
    ids=["address", "patient", "medication", "signature", "prose", "choice", "message"],
)
def test_what_is_no_table(text: str) -> None:
    assert cells(text) == []


def test_the_words_of_a_cell_overrule_its_column() -> None:
    text = """
Vein        RIGHT                           LEFT
CFV         C, see left popliteal vein      C
"""
    assert sides(text, "popliteal_vein") == ["left"]


def test_a_writer_whose_capitals_say_nothing_heads_columns_with_small_letters() -> None:
    text = "c = closes\n\n          r       l\ncfv       c       nc\npopv      c       c"
    reading = read_report(text, one_case=True)
    assert [cell.side for table in reading.tables for cell in table.cells] == ["right", "left", "right", "left"]
    assert {mark: text[start:end] for table in reading.tables for mark, (start, end) in table.legend.items()} == {
        "c": "closes"
    }


def test_a_name_stays_with_its_own_side_where_the_other_column_is_empty() -> None:
    text = "Vein\tRIGHT\tLEFT\nCommon femoral vein\tcompresses\t\nFemoral vein\t\tcompresses\n"
    assert sides(text, "common_femoral_vein") == ["right"]
    assert sides(text, "femoral_vein") == ["left"]
    assert sides(text, "compression") == ["right", "left"]


def test_columns_may_hold_the_side_and_the_name_of_their_row() -> None:
    text = "Side   Value          Structure\nR      compressible   CFV\nL      6.1 mm         GSV"
    assert [cell.split(" | ", 1)[1] for cell in cells(text)] == [
        "Value | compressible | right",
        "Value | 6.1 mm | left",
    ]
    assert "CFV" in cells(text)[0].split(" | ")[0]


def test_headings_that_one_blank_parts_are_columns_where_the_rows_have_as_many_values() -> None:
    text = " vein  | comp noncomp  phas aug\n CFV   | [x]  [ ]       y    n\n POP   | [ ]  [x]       y    n"
    assert cells(text) == [
        "CFV | comp | [x] | None", "CFV | phas | y | None", "CFV | aug | n | None",
        "POP | noncomp | [x] | None", "POP | phas | y | None", "POP | aug | n | None",
    ]  # fmt: skip


def test_values_over_columns_of_crosses_are_headings() -> None:
    assert cells("            Full   Partial  None\nCFV          x\nPOP                  x") == [
        "CFV | Full | x | None", "POP | Partial | x | None",
    ]  # fmt: skip


def test_names_may_stand_between_the_columns_of_both_sides() -> None:
    text = "R PSV   R EDV   Segment    L PSV   L EDV\n88      20      CCA        90      22\n210     70      ICA        80      25"
    assert cells(text)[:4] == [
        "CCA | R PSV | 88 | right", "CCA | R EDV | 20 | right", "CCA | L PSV | 90 | left", "CCA | L EDV | 22 | left",
    ]  # fmt: skip


def test_values_on_the_lines_of_a_form_stand_under_their_names() -> None:
    text = "GSV: diam __5.2__ mm  reflux _none_\nSSV: diam ____ mm  reflux _1.9 s_"
    assert cells(text) == [
        "GSV | diam | 5.2__ mm | None", "GSV | reflux | none | None", "SSV | reflux | 1.9 s | None",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "row", ["{} R 120 T / L occl, thrombus", "{}   R: 120 T   L: occl, thrombus", "{}  (R) 120 T  (L) occl, thrombus"]
)
def test_values_behind_the_letters_of_both_sides_are_of_their_side(row: str) -> None:
    found = cells(row.format("CFA") + "\n" + row.format("SFA"))
    assert [cell.split(" | ", 2)[2] for cell in found] == ["120 T | right", "occl, thrombus | left"] * 2


@pytest.mark.parametrize(
    ("legend", "mark", "meaning"),
    [
        ("C compressible / P partial", "P", "partial"),
        ("T triphasic, B biphasic, P phasic", "P", "phasic"),
        ("P = phasic, no clot", "P", "phasic, no clot"),
    ],
)
def test_a_legend_needs_no_signs_and_may_say_several_things(legend: str, mark: str, meaning: str) -> None:
    text = f"{legend}\n\n       RIGHT    LEFT\nCFV    P        P\nPOP    P        P"
    assert text[slice(*tables(text)[0].legend[mark])] == meaning


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("CFV  c  nc", ["CFV", "c", "nc"]),
        (" CFV\tc | nc", ["CFV", "c", "nc"]),
        ("CFV....c ... nc", ["CFV", "c", "nc"]),
        ("CFV … c", ["CFV", "c"]),
        ("CFV . . . c", ["CFV", "c"]),
        ("DIAM..PSV....DEPTH", ["DIAM", "PSV", "DEPTH"]),
        ("  CFV compresses. No clot.  ", ["CFV compresses. No clot."]),
        ("   ", []),
    ],
)
def test_line_is_cut_at_each_way_of_writing_a_gap(line: str, pieces: list[str]) -> None:
    text = f"above\n{line}\nbelow"
    assert [text[piece.start : piece.end] for piece in read_lines(text)[1].pieces] == pieces


@pytest.mark.parametrize("legend", ["C = compressible", "C compressible / P partial", "Key: + present - absent", "Legend C compressible"])
def test_each_way_of_writing_a_legend_is_found(legend: str) -> None:
    text = f"Vein      Comp   Aug\nCFV       C      +\nPOP       P      -\n{legend}\n"
    (table,) = read_report(text).tables
    assert table.legend
