"""How sheets are written in short: parts, letters, marks, names and sides. Each text is marked with all that it tells."""

import pytest

from tests.findings.told_findings import read_marked, told_at


@pytest.mark.parametrize(
    "marked",
    [
        """LEFT LEG ARTERIES
CFA <left common femoral artery psv=108>108</> <left common femoral artery waveform=triphasic>T</>
SFA: o <left superficial femoral artery psv=88>88</> / m <left superficial femoral artery patency=occluded>OCC</> / d <left superficial femoral artery psv=31>31</> <left superficial femoral artery waveform=monophasic>M</>
PTA p <left posterior tibial artery psv=40>40</>, d <left posterior tibial artery psv=22>22</> <left posterior tibial artery waveform=monophasic>M</>""",
        """CAROTIDS
R CCA S <right common carotid artery psv=88>88</> D <right common carotid artery edv=21>21</>, ICA S <right internal carotid artery psv=140>140</> D <right internal carotid artery edv=44>44</>
L CCA S <left common carotid artery psv=90>90</> D <left common carotid artery edv=20>20</>, ICA S <left internal carotid artery psv=96>96</> D <left internal carotid artery edv=31>31</>""",
        """RIGHT LEG VENOUS
FV: <right femoral vein compressibility=none>-C</>, POP: <right popliteal vein compressibility=full>+C</>""",
    ],
)
def test_sentences_in_shorthand_are_read(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """MAPPING
Rt GSV: gr <right great saphenous vein diameter=5.0>5.0</>, UT <right great saphenous vein diameter=4.6>4.6</>, kn <right great saphenous vein diameter=3.3>3.3</>
Lt GSV: SFJ <left great saphenous vein diameter=6.0>6.0</> PT <left great saphenous vein diameter=5.1>5.1</> DC <left great saphenous vein diameter=2.5>2.5</>""",
        """MAPPING
L ceph: UA <left cephalic vein diameter=3.4>3.4</> / AC <left cephalic vein diameter=4.0>4.0</> / wr <left cephalic vein diameter=2.0>2.0</>
L basilic: UA <left basilic vein diameter=4.8>4.8</> / AC <left basilic vein diameter=3.9>3.9</>""",
        """REFLUX STUDY RIGHT
CFV reflux <right common femoral vein reflux_time=0.4>0.4 sec</>, FV <right femoral vein reflux=absent>none</>, POP <right popliteal vein reflux=absent>none</>""",
    ],
)
def test_short_words_for_parts_of_superficial_veins_are_read(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """EVAR SURVEILLANCE
Sac max <none abdominal aorta diameter=5.1; none abdominal aorta diameter=5.3>5.1 x 5.3 cm</>
Main body <none aortic endograft patency=patent>patent</>, <none aortic endograft psv=70>70 cm/s</>
R limb <right aortic endograft psv=98>98 cm/s</>, L limb <left aortic endograft psv=240>240 cm/s</>""",
        """ENDOGRAFT DUPLEX
Main body: <none aortic endograft psv=62>62 cm/s</>
Left limb <left aortic endograft patency=occluded>occluded</>, <left aortic endograft flow=absent>no flow</>""",
        """EVAR SURVEILLANCE
Aneurysm sac <none abdominal aorta diameter=4.4; none abdominal aorta diameter=4.6>4.4 x 4.6 cm</>
Right limb <right aortic endograft patency=patent>patent</>, PSV <right aortic endograft psv=118>118 cm/s</>""",
    ],
)
def test_limbs_and_sac_of_an_endograft_are_named(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """AVF, right radiocephalic
Outflow vein <right cephalic vein patency=patent>patent</>""",
        """Left brachiobasilic fistula
            PSV    Diam
Anast       <left arteriovenous fistula psv=300>300</>    <left arteriovenous fistula diameter=4.4>4.4</>
Outflow     <left basilic vein psv=150>150</>    <left basilic vein diameter=7.0>7.0</>""",
        """Left brachiocephalic fistula. No <left cephalic vein thrombus=absent>thrombus</> in the outflow vein.""",
    ],
)
def test_the_outflow_of_a_fistula_is_the_vein_of_its_kind(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """SAPHENOUS MAPPING, BOTH LEGS
The right small saphenous vein is <right small saphenous vein diameter=2.4>2.4 mm</>, the left <left small saphenous vein diameter=2.9>2.9 mm</>. Neither shows <bilateral small saphenous vein thrombus=absent>thrombus</>.""",
        """RADIAL MAPPING, BOTH ARMS
Radial arteries: right <right radial artery diameter=2.7>2.7 mm</>, left <left radial artery diameter=2.6>2.6 mm</>, both <bilateral radial artery waveform=triphasic>triphasic</>.""",
        """Venous duplex
Side: LEFT
CFV <left common femoral vein compressibility=full>compresses</>. POP <left popliteal vein compressibility=none>does not compress</>.
Right CFV for comparison: <right common femoral vein flow=phasic>phasic</>.""",
    ],
)
def test_a_side_holds_for_what_it_stands_beside(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """RIGHT ARM FISTULA
Cephalic vein: PSV <right cephalic vein psv=480>480</>, <right cephalic vein diameter=3.0>3.0 mm</>""",
        """CAROTID DUPLEX
Left ICA velocities of <left internal carotid artery psv=98; left internal carotid artery edv=30>98 and 30 cm/s</>.""",
        """LEFT LEG VENOUS
Thrombus measuring <left soleal vein length=38>38 mm</> in length in the soleal vein.""",
    ],
)
def test_numbers_of_two_kinds_are_told_apart(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """TWO POINT COMPRESSION
R groin: <right common femoral vein compressibility=full>compresses</>. R knee: <right popliteal vein compressibility=full>compresses</>.
L groin: <left common femoral vein compressibility=full>compresses</>. L knee: <left popliteal vein compressibility=none>does not compress</>.""",
        """POCUS DVT, left leg
L groin: <left common femoral vein compressibility=full>collapses</>. L knee: <left popliteal vein compressibility=none>noncompressible</>.""",
        """Bedside compression
Right groin: <right common femoral vein compressibility=full>compressible</>. Right knee: <right popliteal vein compressibility=partial>partially compressible</>.""",
    ],
)
def test_places_of_compression_stand_for_their_veins(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """Venous duplex, portable
Rt: CFV <right common femoral vein compressibility=full>c</>/<right common femoral vein flow=phasic>p</>/<right common femoral vein augmentation=normal>a</>, FV <right femoral vein compressibility=full>c</>/<right femoral vein flow=phasic>p</>, pop <right popliteal vein compressibility=none>nc</>, per <right peroneal vein visualized=no>n/v</>""",
        """Carotid
L: ICA <left internal carotid artery psv=310; left internal carotid artery edv=112>310/112</> (P) <left internal carotid artery psv=140; left internal carotid artery edv=40>140/40</> (M) <left internal carotid artery psv=66; left internal carotid artery edv=20>66/20</> (D); ECA <left external carotid artery psv=150>150</>; vert <left vertebral artery flow=present>ante</>. <left internal carotid artery stenosis=70-79>70-79%</>.""",
        """ARTERIES LEFT LEG
CIA/EIA <left common iliac artery psv=120; left external iliac artery psv=118>120/118</> <left common iliac artery waveform=triphasic; left external iliac artery waveform=triphasic>tri</>. CFA <left common femoral artery psv=100>100</> <left common femoral artery waveform=triphasic>tri</>.""",
    ],
)
def test_marks_in_small_letters_and_letters_of_parts_are_read(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """REFLUX LEFT
SFJ + <left saphenofemoral junction reflux_time=2.5>2.5s</>, GSV -, SSV + <left small saphenous vein reflux_time=1.6>1.6s</>""",
        """LEFT LEG VENOUS
CFV: <left common femoral vein compressibility=full>+C</>; FV: <left femoral vein compressibility=none>-C</>; PTV <left posterior tibial vein compressibility=full>+C</>""",
        """REFLUX RIGHT, standing
AASV -, GSV +<right great saphenous vein reflux_time=1.1>1.1s</>""",
    ],
)
def test_what_a_minus_denies_of_one_structure_is_told_of_no_other(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows


@pytest.mark.parametrize(
    "marked",
    [
        """CVI LEFT LEG
Perforators: 2 <left perforator vein competence=incompetent>incompetent</>, medial calf.""",
        """CVI RIGHT LEG
Perforator veins: 3 <right perforator vein competence=incompetent>incompetent</>. GSV <right great saphenous vein competence=competent>competent</>.""",
        """ARTERIES RIGHT LEG
CFA <right common femoral artery psv=110>110</> <right common femoral artery waveform=triphasic>tri</>. SFA <right superficial femoral artery patency=occluded>occluded</>. Popliteal fills via PFA collaterals, <right popliteal artery psv=38>38 cm/s</>.""",
    ],
)
def test_a_count_is_no_time_and_collaterals_are_not_their_vessel(marked):
    text, rows = read_marked(marked)
    assert told_at(text) == rows
