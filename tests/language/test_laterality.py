"""Which side a structure has, and from where."""

from __future__ import annotations

import pytest

from assistant.language.pipeline import read_report
from tests.language.inline_markup import parse_tags

EXAMPLES = [
    # the phrase, carried over a list
    "Right <ent side=right>common femoral</ent>, <ent side=right>femoral</ent> and "
    "<ent side=right>popliteal veins</ent>.",
    "The <ent side=bilateral>kidneys</ent> bilaterally.",
    "The <ent side=right>popliteal vein</ent> on the right and the <ent side=left>femoral vein</ent> on the left.",
    "<ent side=bilateral>CFA</ent> and <ent side=bilateral>SFA</ent> shown on each side.",
    "The <ent side=bilateral>veins</ent> of both <ent side=bilateral>legs</ent>.",
    "The <ent side=left>femoral vein</ent> (left) is open.",
    # the sentence
    "On the left, the <ent side=left>common carotid artery</ent> is patent.",
    "<ent side=right>Vertebral artery</ent> flow is antegrade on the right.",
    "R <ent side=right>CFV</ent> / L <ent side=left>CFV</ent>",
    # the paragraph
    "The right <ent side=right>femoral vein</ent> is open. The <ent side=right>popliteal vein</ent> is open. "
    "The left <ent side=left>femoral vein</ent> is not. The <ent side=left>popliteal vein</ent> is not.",
    # headings and row labels
    "RIGHT LEG:\nThe <ent side=right>femoral vein</ent> is open.\n\n"
    "The <ent side=right>popliteal vein</ent> is open.\n\nLEFT LEG:\nThe <ent side=left>femoral vein</ent> is open.",
    "RIGHT\n<ent side=right>CFV</ent> Y\n<ent side=right>FV</ent> Y\nLEFT\n<ent side=left>CFV</ent> Y",
    "L (AKA): <ent side=left>CFV</ent>, <ent side=left>FV</ent> compress.",
    # one vessel a side: its plural means both
    "R <ent side=right>ICA</ent> 96 with plaque, L <ent side=left>ICA</ent> 88 and smooth all along, <ent side=bilateral>CCAs</ent> fine.",
    # values that their side follows, and values of the other side in the next sentence
    "<ent side=bilateral>ICA</ent> 81 right, 86 left; <ent side=bilateral>CCA</ent> 77 in the mid segment.",
    "Right <ent side=right>kidney</ent> 10 cm. Right <ent side=bilateral>renal artery</ent> 96 cm/s. Left 104, 90 and 71.",
    "R <ent side=right>kidney</ent> 11 cm, L <ent side=left>kidney</ent> 10 cm. <ent side=bilateral>Renal veins</ent> open both.",
    # the head of a column is no verb because of the word below it
    "VESSEL               right       left\n<ent side=bilateral>a. carotis communis</ent>   80 / 20     78 / 19\n",
    # what was taken for comparison
    "Left arm: <ent side=left>axillary vein</ent> open, both <ent side=left>brachial veins</ent> open. "
    "Right <ent side=right>subclavian vein</ent> traced for comparison.",
    # tables
    "VEINS        RIGHT        LEFT\n<ent side=bilateral>Cephalic</ent>     2.1          2.7\n"
    "<ent side=bilateral>IJV</ent>          <ent side=right>compress</ent>     <ent side=left>compress</ent>\n",
    "Vein | Right | Left\n<ent side=bilateral>IJV</ent> | <ent side=right>compressible</ent> | "
    "<ent side=left>compressible</ent>\n",
    "VEINS        RIGHT        LEFT\n<ent side=bilateral>CFV</ent>          open         open\n"
    "<ent side=left>PTV</ent>                       open\n<ent side=right>IJV</ent>          open\n",
    "Vein | Right | Left\n<ent side=left>IJV</ent> | | open\n<ent side=right>PTV</ent> | open | --\n",
    "Vessel   Depth   Mean R   Mean L\n<ent side=bilateral>MCA</ent>      54      148      92\n",
    "Vessels   <ent side=bilateral>CCA</ent>   <ent side=bilateral>ICA</ent>   <ent side=bilateral>ECA</ent>\n"
    "R PSV     88    96    104\nL PSV     74    188   140\n",
    "..........RIGHT..........LEFT\n<ent side=bilateral>CFV</ent>........open........open\n",
    # the title, at last
    "EXAM: Duplex left leg veins\n\nFINDINGS: The <ent side=left>popliteal vein</ent> is patent.",
    # no word of a side
    "The <ent side=bilateral>kidneys</ent> are normal.",
    # sides that are no sides of the structure
    "The <ent side=none>left ventricle</ent> is normal.",
    "The right kidney is small. The <ent side=none>urinary bladder</ent> is full.",
    "Plaque at the <ent side=bilateral>carotid bifurcation</ent>, left greater than right.",
    # the other side
    "EXAM: Duplex right leg\n\nFINDINGS: The contralateral <ent side=left>common femoral vein</ent> is phasic.",
    # a list that the other side repeats
    "R <ent side=bilateral>CFV</ent>, <ent side=bilateral>POPV</ent> compress; L same list, all compress.",
    "Leg veins.\nRight: <ent side=bilateral>popliteal vein</ent> open.\nLeft: same segments, all open.",
    "Leg veins.\nRight: <ent side=right>popliteal vein</ent> open.\nLeft: same as above.",
    "Right <ent side=bilateral>popliteal artery</ent> open. Left the same arteries, no stenosis.",
    "Right <ent side=bilateral>popliteal artery</ent> open. The same arteries on the left are triphasic.",
    "Right <ent side=bilateral>popliteal artery</ent> open. Left leg: identical vessels, triphasic.",
    # a list that is denied, planned or only meant repeats nothing
    "Right <ent side=right>popliteal artery</ent> open. Left the same arteries were not scanned.",
    "Right <ent side=right>popliteal artery</ent> open. Left leg: same arteries will be scanned next week.",
    "Right <ent side=right>popliteal artery</ent> open. Left: same arteries not seen because of a dressing.",
    "Right <ent side=right>popliteal artery</ent> open. The surgeon left the same arteries intact.",
    # both sides by letters, or in short
    "US legs L, R. <ent side=bilateral>Popliteal veins</ent> compress.",
    "Duplex of the legs, L-R. <ent side=bilateral>Popliteal vein</ent> compresses.",
    "Ultrasound of the <ent side=bilateral>breast</ent> L+R. No mass.",
    "ultrasound of the <ent side=bilateral>breast</ent> l and r. no mass.",
    "ven dup bil. <ent side=bilateral>popliteal vein</ent> open.",
    "Legs both scanned. <ent side=bilateral>Popliteal vein</ent> open.",
    # what only looks so
    "Jaundice, bil 3.2. <ent side=none>Kidney</ent> 10 cm.",
    "Jaundice, T bil raised. <ent side=none>Kidney</ent> 10 cm.",
    "No L-R shunt. <ent side=none>Kidney</ent> 10 cm.",
    "L-R comparison not needed. <ent side=none>Kidney</ent> 10 cm.",
    "Breasts both tender. <ent side=none>Kidney</ent> 10 cm.",
    # both sides of one name head the values
    "R arm / L arm: <ent side=bilateral>brachial artery</ent> 4.2/4.0.",
    # values of both sides in a pair, and what follows them
    "Both arms: <ent side=bilateral>cephalic vein</ent> R 2.8 L 2.4; <ent side=bilateral>basilic vein</ent> 3.6/3.9.",
    # a letter behind the name, at the end of the clause
    "Aspiration, <ent side=left>knee</ent> L. 30 cc out.",
    # a pair of veins of one side
    "LEFT: Both <ent side=left>peroneal veins</ent> are distended.",
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_side(example: str) -> None:
    text, expected = parse_tags(example)
    found = {(m.start, m.end): m.side for m in read_report(text).mentions if m.concept.label != "LATERALITY"}
    wanted = {(s.start, s.end): None if s.attributes["side"] == "none" else s.attributes["side"] for s in expected}
    assert {place: found[place] for place in wanted} == wanted


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("RCFV is open", "word"),
        ("The right femoral vein", "phrase"),
        ("RIGHT LEG:\nThe femoral vein is open.", "heading"),
        ("EXAM: Duplex left leg\n\nFINDINGS: The popliteal vein is patent.", "title"),
        ("The right femoral vein is open. The popliteal vein is open.", "paragraph"),
    ],
)
def test_source_of_the_side(text: str, source: str) -> None:
    assert [m for m in read_report(text).mentions if m.concept.label == "VESSEL"][-1].side_source == source


def test_bilateral_exam_leaves_a_lone_vein_without_side() -> None:
    text = "EXAM: Bilateral venous duplex\n\nFINDINGS: The right leg is normal.\n\nThe popliteal vein is patent."
    assert read_report(text).mentions[-1].side is None


def test_pair_counted_on_one_side_is_no_side_word() -> None:
    labels = [m.concept.id for m in read_report("LEFT: Both peroneal veins are distended.").mentions]
    assert "bilateral" not in labels


def test_reflux_time_is_no_right_side() -> None:
    reading = read_report("Reflux study, left leg. GSV 8 mm, RT 2.4 s; SSV 3 mm, RT 0.")
    assert {mention.concept.id for mention in reading.mentions if mention.concept.label == "LATERALITY"} == {"left"}


def test_rt_before_a_velocity_is_the_right_side() -> None:
    reading = read_report("Venous reflux study. Rt 2.4 cm below the groin.")
    assert "right" in {mention.concept.id for mention in reading.mentions}


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("R thoracentesis under ultrasound, 800 mL.", {"right"}),
        ("16 June 2027 R thora, 800 mL.", {"right"}),
        ("6/16/2027 L thora, 800 mL.", {"left"}),
        ("Off came 1.2 L thora ended.", set()),
        ("Pigtail L 14F for a pneumothorax.", {"left"}),
        ("AC joint R 7/9/26 for arthropathy.", {"right"}),
        ("Paracentesis 4 L, clear.", set()),
    ],
)
def test_letter_beside_a_procedure_is_its_side(text: str, sides: set[str]) -> None:
    found = {m.concept.id for m in read_report(text).mentions if m.concept.label == "LATERALITY"}
    assert found == sides


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Renal ultrasound. Left loin pain: kidneys 10 and 10.5 cm.", "bilateral"),
        ("Renal ultrasound. Left flank pain, kidney 11 cm.", "left"),
    ],
)
def test_the_side_of_a_complaint_is_not_that_of_both_organs_of_a_pair(text: str, side: str) -> None:
    assert [m.side for m in read_report(text).mentions if m.concept.id == "kidney"][-1] == side


def test_both_menisci_are_those_of_the_knee_of_the_title() -> None:
    found = read_report("Ultrasound of the left knee. Both menisci bulge, both collateral ligaments intact. Muscles normal.")
    assert {m.side for m in found.mentions if m.concept.id in ("meniscus", "collateral_ligament", "muscle")} == {"left"}
