"""How sheets are laid out: sides, headings, rows, legends. Each text is marked with all that it tells."""

import pytest

from tests.findings.told_findings import read_marked, told, told_at


@pytest.mark.parametrize(
    "marked",
    [
        """REFLUX, BOTH LEGS
Vein       Diam (mm)      Reflux (s)
           R      L       R      L
SFJ        <right saphenofemoral junction diameter=6.1>6.1</>    <left saphenofemoral junction diameter=8.4>8.4</>     <right saphenofemoral junction reflux=absent>0</>      <left saphenofemoral junction reflux_time=2.2>2.2</>
GSV AK     <right great saphenous vein diameter=4.0>4.0</>    <left great saphenous vein diameter=6.3>6.3</>     <right great saphenous vein reflux_time=0.3>0.3</>    <left great saphenous vein reflux_time=2.7>2.7</>""",
        """LEG VEINS
Vein       Comp         Thrombus
           R     L      R     L
CFV        <right common femoral vein compressibility=full>Y</>     <left common femoral vein compressibility=full>Y</>      <right common femoral vein thrombus=absent>N</>     <left common femoral vein thrombus=absent>N</>
POP        <right popliteal vein compressibility=full>Y</>     <left popliteal vein compressibility=none>N</>      <right popliteal vein thrombus=absent>N</>     <left popliteal vein thrombus=present>Y</>""",
        """ARTERIES OF BOTH LEGS
Artery     PSV            Waveform
           Left  Right    Left  Right
CFA        <left common femoral artery psv=98>98</>    <right common femoral artery psv=110>110</>      <left common femoral artery waveform=biphasic>bi</>    <right common femoral artery waveform=triphasic>tri</>
POP        <left popliteal artery psv=44>44</>    <right popliteal artery psv=70>70</>       <left popliteal artery waveform=monophasic>mono</>  <right popliteal artery waveform=triphasic>tri</>""",
    ],
)
def test_sides_that_stand_below_their_headings_are_told_apart(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """RT     psv/edv        LT     psv/edv
cca    <right common carotid artery psv=80; right common carotid artery edv=18>80/18</>          cca    <left common carotid artery psv=77; left common carotid artery edv=16>77/16</>
ica    <right internal carotid artery psv=95; right internal carotid artery edv=30>95/30</>          ica    <left internal carotid artery psv=210; left internal carotid artery edv=72>210/72</>""",
        """RIGHT   PSV    Wave       LEFT    PSV    Wave
CFA     <right common femoral artery psv=104>104</>    <right common femoral artery waveform=triphasic>tri</>        CFA     <left common femoral artery psv=60>60</>     <left common femoral artery waveform=monophasic>mono</>
SFA     <right superficial femoral artery psv=92>92</>     <right superficial femoral artery waveform=triphasic>tri</>        SFA     <left superficial femoral artery psv=41>41</>     <left superficial femoral artery waveform=monophasic>mono</>""",
        """LEFT   diam       RIGHT   diam
GSV    <left great saphenous vein diameter=4.4>4.4</>        GSV     <right great saphenous vein diameter=6.6>6.6</>
SSV    <left small saphenous vein diameter=2.5>2.5</>        SSV     <right small saphenous vein diameter=3.0>3.0</>""",
    ],
)
def test_each_side_may_have_headings_and_names_of_its_own(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """LEG VEINS
              Right         Left
CFV  flow     <right common femoral vein flow=phasic>phasic</>        <left common femoral vein flow=continuous>continuous</>
     comp     <right common femoral vein compressibility=full>full</>          <left common femoral vein compressibility=partial>partial</>
FV   flow     <right femoral vein flow=phasic>phasic</>        <left femoral vein flow=absent>absent</>""",
        """ARM ARTERIES
          RIGHT           LEFT
SCA       <right subclavian artery psv=120>120</> <right subclavian artery waveform=triphasic>T</>           <left subclavian artery psv=118>118</> <left subclavian artery waveform=triphasic>T</>
AT        <right anterior tibial artery patency=occluded>occl</>            <left anterior tibial artery waveform=triphasic>T</> <left anterior tibial artery psv=44>44</>
PT        <right posterior tibial artery waveform=biphasic>B</> <right posterior tibial artery psv=30>30</>            <left posterior tibial artery waveform=triphasic>T</> <left posterior tibial artery psv=41>41</>""",
        """LEG VEINS
            R               L
GSV         <right great saphenous vein patency=patent>patent</>          <left great saphenous vein patency=occluded>occluded</>
SSV         <right small saphenous vein patency=occluded>occluded</>        <left small saphenous vein patency=patent>patent</>
CFV         <right common femoral vein flow=phasic>phasic</>          <left common femoral vein flow=phasic>phasic</>""",
    ],
)
def test_a_row_whose_words_could_be_headings_stays_a_row(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """LEFT LEG ARTERIES
          PSV    Wave
SFA o     <left superficial femoral artery psv=98>98</>     <left superficial femoral artery waveform=triphasic>tri</>
    m     <left superficial femoral artery psv=240>240</>    <left superficial femoral artery waveform=monophasic>mono</>
    d     <left superficial femoral artery psv=51>51</>     <left superficial femoral artery waveform=monophasic>mono</>
POP AK    <left popliteal artery psv=44>44</>     <left popliteal artery waveform=monophasic>mono</>
    BK    <left popliteal artery psv=40>40</>     <left popliteal artery waveform=monophasic>mono</>""",
        """VEIN MAPPING
              Right    Left
SFJ           <right saphenofemoral junction diameter=6.0>6.0</>      <left saphenofemoral junction diameter=5.4>5.4</>
Prox thigh    <right great saphenous vein diameter=5.1>5.1</>      <left great saphenous vein diameter=4.6>4.6</>
Knee          <right great saphenous vein diameter=3.9>3.9</>      <left great saphenous vein diameter=3.3>3.3</>""",
        """AORTA DUPLEX
             AP     Vel
Suprarenal   <none abdominal aorta diameter=2.1>2.1</>    <none abdominal aorta psv=80>80</>
Infrarenal   <none abdominal aorta diameter=4.4>4.4</>    <none abdominal aorta psv=40>40</>""",
    ],
)
def test_rows_that_name_only_a_part_go_on_with_the_structure_above(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """CAROTID DUPLEX
        RIGHT          LEFT
        S      D       S      D
CCA     <right common carotid artery psv=80>80</>     <right common carotid artery edv=18>18</>      <left common carotid artery psv=84>84</>     <left common carotid artery edv=20>20</>
ICA     <right internal carotid artery psv=190>190</>    <right internal carotid artery edv=66>66</>      <left internal carotid artery psv=90>90</>     <left internal carotid artery edv=28>28</>""",
        """LEFT FISTULA (radiocephalic)
Cephalic vein   V      D      Depth
 wrist          <left cephalic vein psv=180>180</>    <left cephalic vein diameter=5.0>5.0</>    <left cephalic vein depth=2.4>2.4</>
 elbow          <left cephalic vein psv=120>120</>    <left cephalic vein diameter=6.2>6.2</>    <left cephalic vein depth=4.0>4.0</>""",
        """CAROTID DUPLEX LEFT
Vessel    S     D
CCA p     <left common carotid artery psv=70>70</>    <left common carotid artery edv=14>14</>
ICA p     <left internal carotid artery psv=300>300</>   <left internal carotid artery edv=110>110</>""",
    ],
)
def test_letters_over_columns_measure_by_their_set(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """REFLUX LEFT LEG
D = diameter mm, T = reflux time sec, "-" = no reflux
SFJ    D <left saphenofemoral junction diameter=8.0>8.0</>   T <left saphenofemoral junction reflux_time=2.4>2.4</>
GSV    D <left great saphenous vein diameter=4.1>4.1</>   <left great saphenous vein reflux=absent>T -</>""",
        """VENOUS LEFT LEG
Score: 0 normal compression, 1 partial, 2 none
Seg       Score   Remarks
CFV       <left common femoral vein compressibility=full>0</>       <left common femoral vein flow=phasic>phasic</>
POP       <left popliteal vein compressibility=none>2</>       <left popliteal vein thrombus=present>clot</>""",
        """VENOUS RIGHT LEG
compression: 0 = complete, 1 = incomplete; aug: A = good, 0 = none
seg       compr   aug
CFV       <right common femoral vein compressibility=full>0</>       <right common femoral vein augmentation=normal>A</>
POP       <right popliteal vein compressibility=partial>1</>       <right popliteal vein augmentation=absent>0</>""",
    ],
)
def test_legends_explain_letters_grades_and_marks_of_several_meanings(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """VENOUS BOTH LEGS (R ; L)
CFV:  <right common femoral vein compressibility=full>compressible</> ; <left common femoral vein compressibility=none>noncompressible</>
POP:  <right popliteal vein compressibility=full>compressible</> ; <left popliteal vein visualized=no>not seen</>""",
        """Each line: left / right
CFV:  <left common femoral vein compressibility=full>compressible</> / <right common femoral vein compressibility=full>compressible</>
GSV:  <left great saphenous vein compressibility=none>noncompressible</> / <right great saphenous vein compressibility=full>compressible</>""",
        """ARTERIES
R CFA / L CFA .... <right common femoral artery psv=110>110</> <right common femoral artery waveform=triphasic>triphasic</> / <left common femoral artery psv=60>60</> <left common femoral artery waveform=monophasic>monophasic</>
R POP / L POP .... <right popliteal artery psv=70>70</> <right popliteal artery waveform=biphasic>biphasic</> / <left popliteal artery psv=40>40</> <left popliteal artery waveform=monophasic>monophasic</>""",
    ],
)
def test_values_of_both_sides_follow_the_order_that_the_sheet_gives(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """VENOUS RIGHT LEG
Vein       Compressible      Thrombus
           Yes   No          Yes   No
CFV        <right common femoral vein compressibility=full>x</>                       <right common femoral vein thrombus=absent>x</>
POP              <right popliteal vein compressibility=none>x</>           <right popliteal vein thrombus=present>x</>""",
        """VENOUS LEFT LEG
           Compression           Clot
           full   part   none    yes   no
CFV        <left common femoral vein compressibility=full>x</>                           <left common femoral vein thrombus=absent>x</>
FV                <left femoral vein compressibility=partial>x</>              <left femoral vein thrombus=present>x</>""",
        """VENOUS LEFT LEG
Vein       Compress      Flow
           Y    N        Spont Phasic
CFV        <left common femoral vein compressibility=full>x</>             <left common femoral vein flow=present>x</>     <left common femoral vein flow=phasic>x</>
FV              <left femoral vein compressibility=none>x</>""",
    ],
)
def test_answers_below_grouped_headings_belong_to_their_group(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """REFLUX
             Right        Left
SFJ          <right saphenofemoral junction diameter=8.1; right saphenofemoral junction reflux_time=2.4>8.1 mm Y 2.4</>   <left saphenofemoral junction diameter=5.0; left saphenofemoral junction reflux=absent>5.0 mm N</>
GSV AK       <right great saphenous vein diameter=6.0; right great saphenous vein reflux_time=2.2>6.0 / 2.2 s</>    <left great saphenous vein diameter=3.1; left great saphenous vein reflux=absent>3.1 / 0</>""",
        """REFLUX (ms)         R            L
GSV mid thigh       <right great saphenous vein reflux_time=2100>2100</> (<right great saphenous vein diameter=6.1>6.1</>)   <left great saphenous vein reflux=absent>0</> (<left great saphenous vein diameter=3.4>3.4</>)
SSV                 <right small saphenous vein reflux=absent>0</> (<right small saphenous vein diameter=2.9>2.9</>)      <left small saphenous vein reflux_time=1800>1800</> (<left small saphenous vein diameter=5.5>5.5</>)
() = diameter mm""",
        """REFLUX LEFT LEG
  CFV .... <left common femoral vein reflux=absent>none</>
  SFJ .... <left saphenofemoral junction diameter=5.0>5.0 mm</>   <left saphenofemoral junction reflux_time=2.8>2.8 s</>""",
    ],
)
def test_width_and_reflux_of_one_cell_are_told_apart(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """Left brachiobasilic fistula
  site          PSV    Diam
  anast         <left arteriovenous fistula psv=402>402</>    <left arteriovenous fistula diameter=5.5>5.5</>
  VEIN  3cm     <left basilic vein psv=288>288</>    <left basilic vein diameter=6.8>6.8</>
        6cm     <left basilic vein psv=190>190</>    <left basilic vein diameter=7.4>7.4</>""",
        """REFLUX   left leg     times in ms
Level      AP mm   Reflux
SFJ        <left saphenofemoral junction diameter=7.8>7.8</>     <left saphenofemoral junction reflux_time=2800>2800</>
SSV        <left small saphenous vein diameter=2.5>2.5</>     <left small saphenous vein reflux=absent>0</>""",
        """ARM MAPPING RIGHT
VEINS (diam/depth mm)
Ceph wrist    <right cephalic vein diameter=2.6; right cephalic vein depth=2>2.6/2</>
Bas AC        <right basilic vein diameter=4.1; right basilic vein depth=6>4.1/6</>""",
    ],
)
def test_labels_that_are_set_in_and_headings_of_two_measures_are_read(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """CAROTID DUPLEX
R ICA <right internal carotid artery psv=90; right internal carotid artery edv=28>90/28</>, L ICA <left internal carotid artery psv=88; left internal carotid artery edv=30>88/30</>
BP R <right brachial artery pressure=148>148</>/80 L <left brachial artery pressure=150>150</>/82""",
        """PRESSURES OF THE LEGS
 .--------- R ----- L ---.
 | ankle PT | <right posterior tibial artery pressure=144>144</> | <left posterior tibial artery pressure=62>62</>   |
 | ankle DP | <right dorsalis pedis artery pressure=140>140</> | <left dorsalis pedis artery pressure=54>54</>   |""",
        """AORTA
Aorta distal    <none abdominal aorta diameter=4.0>4.0 cm</>
CIA  R / L      <right common iliac artery diameter=1.2>1.2</> / <left common iliac artery diameter=1.9>1.9 cm</>""",
    ],
)
def test_sides_in_rulers_and_pressures_of_both_arms_are_read(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """ARTERIAL DUPLEX OF THE LEFT ARM
              Subcl   Ax     Rad
Velocity      <left subclavian artery psv=138>138</>     <left axillary artery psv=121>121</>    <left radial artery psv=60>60</>
Phase         <left subclavian artery waveform=triphasic>T</>       <left axillary artery waveform=triphasic>T</>      <left radial artery waveform=biphasic>B</>
T tri  B bi  M mono""",
        """SEGMENTAL PRESSURES
           Brach   Calf   DP    Toe
R mmHg     <right brachial artery pressure=142>142</>     <right lower extremity arteries pressure=118>118</>    <right dorsalis pedis artery pressure=96>96</>    <right digital artery pressure=54>54</>
R index            <right lower extremity arteries index=0.83>0.83</>   <right dorsalis pedis artery index=0.68>0.68</>  <right digital artery index=0.38>0.38</>""",
        """VENOUS REFLUX, BOTH LEGS
Reflux time (sec)   CFV    SFJ    SSV
R                   <right common femoral vein reflux_time=0.4>0.4</>    <right saphenofemoral junction reflux_time=3.1>3.1</>    <right small saphenous vein reflux=absent>0</>
L                   <left common femoral vein reflux_time=1.3>1.3</>    <left saphenofemoral junction reflux=absent>0</>      <left small saphenous vein reflux_time=2.7>2.7</>""",
        """VENOUS DUPLEX, BOTH LEGS
              |  CFV   |  FV-M  |  POP
LEFT   Compr  |  <left common femoral vein compressibility=full>Y</>     |  <left femoral vein compressibility=none>N</>     |  <left popliteal vein compressibility=none>N</>
       Phasic |  <left common femoral vein flow=phasic>Y</>     |  <left femoral vein flow=continuous>N</>     |
       Clot   |  <left common femoral vein thrombus=absent>N</>     |  <left femoral vein thrombus=present>Y</>     |  <left popliteal vein thrombus=present>Y</>""",
    ],
)
def test_structures_are_columns_over_rows_of_measures(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


def test_names_of_two_columns_are_no_bypass():
    sheet = "LEFT LEG ARTERIES\nMeasure   CFA    SFA    POP     PT\nPSV       128    96     37      19\nSignal    tri    tri    mono    mono\n"
    found = told(sheet)
    assert ("popliteal artery", "left", "psv", "37") in found
    assert all(structure != "bypass graft" for structure, *_ in found)


def test_a_part_of_a_vessel_that_no_one_knows_is_not_that_of_the_vessel_above():
    sheet = "RENAL ARTERIES, RIGHT\nRight renal artery\n            CFA    Xq prox   Xq dist\nPSV         128    96        37\nEDV         12     9         8\n"
    assert {structure for structure, *_ in told(sheet)} == {"common femoral artery"}


def test_an_organ_has_no_velocity():
    sheet = (
        "Doppler of the kidneys\nRight kidney 11.0 cm, left kidney 10.2 cm.\n"
        "            Ao     R orig   R prox   L orig   L prox\nPSV         70     96       110      312      240\nEDV         11     28       30       88       60\n"
    )
    assert {attribute for structure, _, attribute, _ in told(sheet) if structure == "kidney"} == {"length"}


def test_all_levels_right_below_a_sheet_are_its_veins():
    sheet = "VEIN MAPPING\n            RIGHT   LEFT\nGSV thigh   4.1     4.3\nGSV calf    2.4     2.8\nSSV         2.2     2.0\nAll levels compress.\n"
    veins = ("great saphenous vein", "small saphenous vein")
    expected = {(vein, side, "compressibility", "full") for vein in veins for side in ("left", "right")}
    assert {row for row in told(sheet) if row[2] == "compressibility"} == expected
