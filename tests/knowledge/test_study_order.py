"""A study that asks for another one is looked for after it, whatever their files are called."""

from pathlib import Path

from assistant import analyze
from assistant.knowledge.active import active, using
from assistant.knowledge.service_schema import rivals_by_kind
from tests.knowledge.sites import faults_of_site, site_knowledge

STUDY = """
    id: {name}
    title: Ours
    sources: [own]
    studies:
      - {{kind: {kind}, label: Ours, by: [us], shown_by: [["{entry}"]]}}
"""


def test_a_denial_of_a_study_from_a_later_file_can_be_false(tmp_path: Path) -> None:
    early = STUDY.format(name="aaa", kind="early", entry="!study.leg_venous_duplex")
    legs = "Left leg venous duplex. The common femoral and popliteal veins compress fully, with phasic flow."
    with using(site_knowledge(tmp_path, {"services/aaa.yaml": early})):
        assert "early" not in {study.kind for study in analyze(legs).studies}
        assert "early" in {study.kind for study in analyze("Renal ultrasound. Both kidneys are normal.").studies}


def test_a_study_comes_before_the_one_that_asks_for_it_through_a_named_condition(tmp_path: Path) -> None:
    early = STUDY.format(name="aaa", kind="early", entry="is.seen")
    named = "conditions:\n  seen: [study.venous_access_told]\n".replace("venous_access_told", "leg_venous_duplex")
    order = site_knowledge(tmp_path, {"services/aaa.yaml": early, "named-conditions.yaml": named}).study_order
    assert order.index("leg_venous_duplex") < order.index("early")


def test_two_studies_that_ask_for_each_other_are_refused(tmp_path: Path) -> None:
    faults = faults_of_site(
        tmp_path,
        {
            "services/aaa.yaml": STUDY.format(name="aaa", kind="one", entry="!study.other"),
            "services/bbb.yaml": STUDY.format(name="bbb", kind="other", entry="!study.one"),
        },
    )
    assert faults == [
        "site/services/bbb.yaml:5: no order is right: one asks for other asks for one; drop one of these entries"
    ]


def test_a_more_special_study_comes_before_the_one_whose_place_it_takes(tmp_path: Path) -> None:
    special = STUDY.format(name="zzz", kind="special", entry="us")
    special = special.replace("label: Ours", "label: Ours, more_special_than: [carotid_duplex]")
    order = site_knowledge(tmp_path, {"services/zzz.yaml": special}).study_order
    assert order.index("special") < order.index("carotid_duplex")


def test_shipped_studies_keep_the_order_of_their_files_where_none_is_more_special() -> None:
    by_file = [study.kind for family in active().families for study in family.studies]
    special = {kind for kinds in rivals_by_kind(active().families).values() for kind in kinds}
    order = list(active().study_order)
    assert {kind for kind in by_file if order.index(kind) < by_file.index(kind)} <= special
