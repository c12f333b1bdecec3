"""Tests of the picture of what was examined: its drawings, the states of their segments, and the SVG text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from math import hypot
from xml.etree import ElementTree

import pytest
from pydantic import ValidationError

from assistant.analysis import (
    Act,
    Analysis,
    Attribute,
    Code,
    Engine,
    Entity,
    Facts,
    Finding,
    Side,
    Span,
    Structure,
    StructureState,
    Study,
)
from assistant.knowledge.active import active
from assistant.ui.picture import describe_pictures
from assistant.ui.picture.choice import choose
from assistant.ui.picture.outline import midpoint, tube
from assistant.ui.picture.region import Region, Segment, regions
from assistant.ui.picture.states import LEGEND, Told, key_of, tell
from assistant.ui.picture.svg import draw, path_of
from assistant.ui.picture.wording import is_abnormal, say
from assistant.ui.report.finding_rows import describe_findings

PLACE = Span(5, 12, "popliteal")
RECORD = Analysis(
    id="r", characters=90, sha256="0", date_of_service=None, sections=(), entities=(), studies=(),
    facts=Facts("left", "yes", "yes"), codes=(), gaps=(), engine=Engine("1", "CPT 2026", "abc"),
)  # fmt: skip
PATH = re.compile(r"M(?:-?\d+(?:\.\d+)?,-?\d+(?:\.\d+)?)(?:[CL](?:-?\d+(?:\.\d+)?,-?\d+(?:\.\d+)?\s?)+)+Z")


def line(name: str, side: Side | None, state: StructureState, *places: Span) -> Structure:
    return Structure(name, side, state, True, places)


def legs(
    *lines: Structure, findings: Iterable[Finding] = (), side: Side = "bilateral", acts: Iterable[Act] = ()
) -> Analysis:
    study = Study("s1", "leg_venous_duplex", "Duplex of the leg veins", side, "complete", lines)
    return replace(RECORD, studies=(study,), findings=tuple(findings), acts=tuple(acts))


def found(
    structure: str, attribute: Attribute, value: str | float, side: Side | None = "left", segment: str | None = None,
    unit: str | None = None, start: int = 5,
) -> Finding:  # fmt: skip
    place = Span(start, start + 7, "popliteal")
    return Finding(structure, side, segment, attribute, value, unit, (place,), place)


def told_of(analysis: Analysis, key: str, region: str = "leg-veins") -> Told:
    return tell(regions()[region], analysis)[key]


@pytest.mark.parametrize("name", regions())
def test_segments_are_concepts_of_the_lexicon(name: str) -> None:
    concepts = {concept for _, file in active().lexicon for concept in file.concepts}
    assert {segment.concept for segment in regions()[name].segments} <= concepts


@pytest.mark.parametrize("name", regions())
def test_studies_are_kinds_that_the_services_know(name: str) -> None:
    kinds = {study.kind for family in active().families for study in family.studies}
    assert {*regions()[name].studies, *regions()[name].numbered} <= kinds


@pytest.mark.parametrize("name", regions())
def test_every_path_is_closed_and_inside_the_box(name: str) -> None:
    region = regions()[name]
    for segment, side in region.pieces:
        path = path_of(segment, side, region.size[0])
        assert PATH.fullmatch(path), f"{key_of(segment, side)}: {path}"
        points = [[*map(float, pair)] for pair in re.findall(r"(-?[\d.]+),(-?[\d.]+)", path)]
        assert all(-5 <= x <= region.size[0] + 5 and -5 <= y <= region.size[1] + 5 for x, y in points), path


@pytest.mark.parametrize("name", regions())
def test_no_two_segments_have_one_name(name: str) -> None:
    keys = [key_of(segment, side) for segment, side in regions()[name].pieces]
    assert len(keys) == len({*keys})


@pytest.mark.parametrize("name", regions())
def test_the_courses_bend_smoothly(name: str) -> None:
    """No vessel turns by more than a right angle from one point to the next."""
    for segment in regions()[name].segments:
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(segment.course)]
        for one, other in pairwise(steps):
            assert one[0] * other[0] + one[1] * other[1] > -1e-9, f"{segment.concept} bends at {one} {other}"


def test_every_ledger_line_of_a_drawn_study_has_its_segment() -> None:
    """A new line of a service's list must be drawn, or named in a group."""
    kinds = {kind for region in regions().values() for kind in region.studies}
    drawn = {
        kind: {
            name for region in regions().values() if kind in region.studies
            for name in (*region.groups, *(name for segment in region.segments for name in segment.names))
        }
        for kind in kinds
    }  # fmt: skip
    lines = {
        (study.kind, need.name) for family in active().families for study in family.studies if study.kind in kinds
        for need in study.structures
    }  # fmt: skip
    assert {(kind, name) for kind, name in lines if name not in drawn[kind]} == set()


@pytest.mark.parametrize("state", ["documented", "not_visualized", "not_seen_unexplained", "absent", "missing"])
def test_the_ledger_gives_a_segment_its_state(state: StructureState) -> None:
    assert told_of(legs(line("popliteal vein", "left", state)), "left popliteal_vein").state == state


def test_the_other_side_is_not_part_of_a_study_of_one() -> None:
    assert told_of(legs(line("popliteal vein", "left", "documented")), "right popliteal_vein").state == "outside"


def test_an_abnormal_finding_wins_over_the_ledger() -> None:
    analysis = legs(
        line("popliteal vein", "left", "documented"), findings=[found("popliteal vein", "thrombus", "acute")]
    )
    assert told_of(analysis, "left popliteal_vein").state == "abnormal"


def test_a_finding_of_one_part_leaves_the_others_as_they_are() -> None:
    analysis = legs(
        line("femoral vein", "left", "documented"),
        findings=[found("femoral vein", "compressibility", "none", segment="mid")],
    )
    states = [told_of(analysis, f"left femoral_vein {part}").state for part in ("proximal", "mid", "distal")]
    assert states == ["documented", "abnormal", "documented"]


def test_a_finding_of_both_sides_is_told_of_each() -> None:
    analysis = legs(findings=[found("popliteal vein", "reflux", "present", side="bilateral")])
    assert {told_of(analysis, f"{side} popliteal_vein").state for side in ("left", "right")} == {"abnormal"}


def test_a_finding_without_a_side_belongs_to_the_side_of_the_study() -> None:
    analysis = legs(findings=[found("popliteal vein", "reflux", "present", side=None)], side="right")
    assert told_of(analysis, "right popliteal_vein").state == "abnormal"
    assert told_of(analysis, "left popliteal_vein").state == "outside"


def test_a_normal_finding_shows_a_vein_that_the_ledger_does_not_ask_for() -> None:
    analysis = legs(findings=[found("great saphenous vein", "competence", "competent")])
    assert told_of(analysis, "left great_saphenous_vein thigh").state == "documented"


def test_what_is_said_of_all_tibial_veins_does_not_fill_one_that_is_missing() -> None:
    analysis = legs(
        line("posterior tibial vein", "left", "missing"), findings=[found("calf veins", "thrombus", "absent")]
    )
    assert told_of(analysis, "left posterior_tibial_vein").state == "missing"


def test_a_vein_that_was_not_seen_and_has_no_ledger_line_is_told_without_a_reason() -> None:
    analysis = legs(findings=[found("small saphenous vein", "visualized", "no")])
    assert told_of(analysis, "left small_saphenous_vein").state == "not_seen_unexplained"


def test_a_line_over_several_arteries_is_about_those_that_its_words_name() -> None:
    study = Study(
        "s1", "leg_arterial_duplex", "", "left", "complete", (line("tibial arteries", "left", "documented", PLACE),)
    )
    mention = Entity(5, 12, "peroneal", "VESSEL", "peroneal_artery", "left", "affirmed")
    analysis = replace(RECORD, studies=(study,), entities=(mention,))
    states = {
        name: told_of(analysis, f"left {name}", "leg-arteries").state
        for name in ("peroneal_artery", "posterior_tibial_artery")
    }
    assert states == {"peroneal_artery": "documented", "posterior_tibial_artery": "outside"}


def test_a_line_that_a_neighbour_satisfies_is_about_the_neighbour() -> None:
    mention = Entity(5, 12, "junction", "VESSEL", "saphenofemoral_junction", "left", "affirmed")
    analysis = replace(legs(line("deep femoral vein", "left", "documented", PLACE)), entities=(mention,))
    assert told_of(analysis, "left saphenofemoral_junction").state == "documented"
    assert told_of(analysis, "left deep_femoral_vein").state == "outside"


def test_a_line_whose_words_name_veins_is_not_about_arteries() -> None:
    study = Study("s1", "aortoiliac_duplex", "", None, None, (line("iliac vessels", None, "documented", PLACE),))
    mention = Entity(5, 12, "iliac veins", "VESSEL", "iliac_vein", "left", "affirmed")
    analysis = replace(RECORD, studies=(study,), entities=(mention,))
    assert [chosen.name for chosen in choose(analysis)] == ["iliocaval"]


def test_what_is_neither_required_nor_expected_is_not_missing() -> None:
    lines = (
        Structure("popliteal vein", "left", "missing", False),
        Structure("femoral vein", "left", "missing", False, expected=True),
    )
    told = tell(regions()["leg-veins"], legs(*lines))
    assert told["left popliteal_vein"].state == "outside"
    assert told["left femoral_vein mid"].state == "missing"


def test_an_act_shows_a_vein_that_nothing_else_tells_of() -> None:
    act = Act("ablate", "great saphenous vein", "left", "done", None, (PLACE,))
    assert told_of(legs(acts=[act]), "left great_saphenous_vein calf").places == (PLACE,)


def test_an_act_that_is_planned_shows_nothing() -> None:
    act = Act("ablate", "great saphenous vein", "left", "planned", None, (PLACE,))
    assert told_of(legs(acts=[act]), "left great_saphenous_vein calf").state == "outside"


def test_a_segment_is_told_in_words() -> None:
    analysis = legs(
        line("popliteal vein", "left", "documented", PLACE),
        findings=[found("popliteal vein", "compressibility", "full", start=20)],
    )
    assert told_of(analysis, "left popliteal_vein").says == "left popliteal vein: documented, compressible; 2 places"


@pytest.mark.parametrize(
    ("finding", "abnormal"),
    [
        (found("common femoral vein", "compressibility", "partial"), True),
        (found("common femoral vein", "compressibility", "full"), False),
        (found("internal carotid artery", "stenosis", "50-69", unit="%"), True),
        (found("internal carotid artery", "stenosis", "<50", unit="%"), False),
        (found("internal carotid artery", "stenosis", 40.0, unit="%"), False),
        (found("great saphenous vein", "reflux_time", 0.8, unit="s"), True),
        (found("femoral vein", "reflux_time", 800, unit="ms"), False),
        (found("femoral vein", "reflux_time", 1.2, unit="s"), True),
        (found("popliteal artery", "flow", "reversed"), True),
        (found("popliteal artery", "waveform", "triphasic"), False),
        (found("popliteal artery", "psv", 240, unit="cm/s"), False),
    ],
)
def test_what_is_abnormal(finding: Finding, abnormal: bool) -> None:
    assert is_abnormal(finding) is abnormal


def test_a_number_is_told_with_its_unit() -> None:
    assert say(found("popliteal artery", "psv", 240.0, unit="cm/s")) == "PSV 240 cm/s"
    assert say(found("internal carotid artery", "stenosis", "50-69", unit="%")) == "stenosis 50-69%"


def inside(*vessels: tuple[str, Side | None], units: int) -> Analysis:
    study = Study("s1", "peripheral_ivus", "", None, None)
    findings = tuple(
        found(name, "imaged_inside", "yes", side=side, start=10 * place) for place, (name, side) in enumerate(vessels)
    )
    code = Code("37252", "", units, (), "supported", "s1", "", "", "", ())
    return replace(RECORD, studies=(study,), findings=findings, codes=(code,))


def test_vessels_imaged_from_inside_are_numbered_in_the_order_of_the_report() -> None:
    analysis = inside(("external iliac vein", "left"), ("common iliac vein", "left"), units=2)
    told = tell(regions()["iliocaval"], analysis)
    assert {key: entry.number for key, entry in told.items() if entry.number} == {
        "left external_iliac_vein": 1, "left common_iliac_vein": 2,
    }  # fmt: skip


def test_the_note_says_where_the_codes_count_another_number() -> None:
    vessels: tuple[tuple[str, Side | None], ...] = (("external iliac vein", "left"), ("common iliac vein", "left"))
    assert describe_pictures(inside(*vessels, units=2))[0]["note"].endswith("in the order of the report.")
    assert describe_pictures(inside(*vessels, units=1))[0]["note"].endswith("; the codes count 1.")


def test_a_drawing_that_another_one_contains_is_left_out() -> None:
    analysis = inside(("inferior vena cava", None), ("common iliac vein", "left"), units=2)
    analysis = replace(analysis, findings=(*analysis.findings, found("renal vein", "patency", "patent")))
    assert [chosen.name for chosen in choose(analysis)] == ["iliocaval"]


def test_nothing_is_drawn_where_everything_is_missing() -> None:
    assert choose(legs(line("popliteal vein", "left", "missing"))) == []


def test_nothing_is_drawn_of_a_study_without_a_drawing() -> None:
    study = Study("s1", "eye_ultrasound", "", None, None, (line("popliteal vein", "left", "documented"),))
    assert describe_pictures(replace(RECORD, studies=(study,))) == []


def test_the_legend_has_the_states_that_occur() -> None:
    (picture,) = describe_pictures(legs(line("popliteal vein", "left", "documented")))
    assert [key["words"] for key in picture["legend"]] == [LEGEND["documented"], LEGEND["outside"]]


def test_the_picture_counts_its_abnormal_structures_not_their_parts() -> None:
    (picture,) = describe_pictures(legs(findings=[found("femoral vein", "thrombus", "chronic")]))
    assert picture["tally"] == "1 structure abnormal"


@pytest.mark.parametrize("name", regions())
def test_the_svg_is_well_formed_and_names_every_segment(name: str) -> None:
    region = regions()[name]
    told = {key_of(s, side): Told("documented", "all is well", (PLACE,), 1) for s, side in region.pieces}
    root = ElementTree.fromstring(draw(region, name, told))
    named = [node.get("data-segment") for node in root.iter() if node.get("data-segment")]
    assert sorted(map(str, named)) == sorted(told)
    assert all(node.get("aria-label") for node in root.iter() if node.get("data-segment"))


def test_words_of_a_report_are_escaped() -> None:
    hostile = "</title><script>taken()</script><a href=\"javascript:x\" onload='x'>"
    region = regions()["leg-veins"]
    told = {key_of(s, side): Told("abnormal", hostile) for s, side in region.pieces}
    root = ElementTree.fromstring(draw(region, "leg-veins", told))
    tags = {node.tag.rpartition("}")[2] for node in root.iter()}
    assert tags <= {"svg", "g", "path", "rect", "circle", "text", "title", "defs", "pattern"}
    assert not {name for node in root.iter() for name in node.attrib} & {"onload", "href", "style"}
    assert hostile in [node.text for node in root.iter() if node.tag.endswith("title")]


def test_a_vessel_that_is_told_of_lies_before_one_that_is_not() -> None:
    """The saphenous vein lies before the femoral vein in the body, and must not hide it where it was not examined."""
    (picture,) = describe_pictures(legs(line("femoral vein", "left", "documented")))
    keys = re.findall(r'data-segment="([^"]+)"', picture["svg"])
    assert keys.index("left great_saphenous_vein thigh") < keys.index("left femoral_vein mid")


def test_what_is_optional_is_drawn_only_where_it_is_told_of() -> None:
    (plain,) = describe_pictures(legs(line("femoral vein", "left", "documented")))
    (told,) = describe_pictures(legs(findings=[found("perforator vein", "competence", "incompetent")]))
    assert "perforator_vein" not in plain["svg"]
    assert "left perforator_vein" in told["svg"]


def test_a_tube_is_as_wide_as_its_course_says() -> None:
    corners = [[*map(float, pair)] for pair in re.findall(r"([\d.]+),([\d.]+)", tube([(10, 0, 3), (10, 20, 3)]))]
    assert {x for x, _ in corners} == {7.0, 13.0}


def test_the_middle_of_a_course_is_half_its_way() -> None:
    assert midpoint([(0, 0, 1), (0, 30, 1), (0, 40, 1)]) == (0, 20)
    assert hypot(*midpoint([(0, 0, 1), (6, 8, 1)])) == 5


def test_a_segment_has_a_course_or_a_shape() -> None:
    with pytest.raises(ValidationError, match="either a course"):
        Segment(concept="liver", course=((0, 0, 1), (1, 1, 1)), shape=((0, 0), (1, 0), (1, 1)))


def test_a_group_of_what_is_not_drawn_is_a_fault() -> None:
    with pytest.raises(ValidationError, match="spleen"):
        Region(
            title="x", size=(10, 10), studies=(), groups={"organs": ("spleen",)},
            segments=(Segment(concept="liver", shape=((0, 0), (1, 0), (1, 1))),),
        )  # fmt: skip


def test_findings_are_grouped_by_side_and_structure() -> None:
    findings = (
        found("popliteal vein", "thrombus", "acute"), found("femoral vein", "thrombus", "absent", side="right"),
        found("popliteal vein", "compressibility", "none", segment="mid"),
    )  # fmt: skip
    groups = describe_findings(legs(findings=findings))
    assert [(group["side"], group["structure"], len(group["rows"])) for group in groups] == [
        ("right", "femoral vein", 1), ("left", "popliteal vein", 2),
    ]  # fmt: skip
    row = groups[1]["rows"][1]
    assert (row["segment"], row["what"], row["value"], row["abnormal"]) == (
        "mid",
        "compression",
        "not compressible",
        True,
    )


def test_a_reader_goes_through_a_picture_by_side_and_from_above() -> None:
    names = ("popliteal vein", "common femoral vein")
    analysis = legs(*(line(name, side, "documented") for name in names for side in ("left", "right")))
    (picture,) = describe_pictures(analysis)
    assert [segment["key"] for segment in picture["segments"]] == [
        "right common_femoral_vein", "right popliteal_vein", "left common_femoral_vein", "left popliteal_vein",
    ]  # fmt: skip


def test_a_drawing_that_is_here_for_its_numbers_alone_is_left_out_where_another_has_them() -> None:
    analysis = inside(("common iliac vein", "left"), units=1)
    artery = found("radial artery", "patency", "patent")
    assert [chosen.name for chosen in choose(replace(analysis, findings=(*analysis.findings, artery)))] == ["iliocaval"]


def test_a_graft_is_drawn_whole_where_one_part_of_it_is_told_of() -> None:
    study = Study("s1", "access_duplex", "", "left", None)
    finding = found("arteriovenous graft", "stenosis", 75, segment="venous anastomosis", unit="%")
    (picture,) = describe_pictures(replace(RECORD, studies=(study,), findings=(finding,)))
    drawn = re.findall(r'class="segment vessel (\w+)" data-segment="left dialysis_graft ([a-z ]+)"', picture["svg"])
    assert sorted(drawn) == [
        ("abnormal", "venous anastomosis"), ("outside", "arterial anastomosis"),
        ("outside", "arterial limb"), ("outside", "venous limb"),
    ]  # fmt: skip
