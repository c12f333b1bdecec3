"""A study that asks for another one is looked for after it, whatever their files are called."""

from pathlib import Path

from assistant import analyze
from assistant.knowledge.active import active, using
from tests.knowledge.sites import faults_of_site, site_knowledge

STUDY = """
    id: {name}
    title: Ours
    sources: [own]
    studies:
      - {{kind: {kind}, label: Ours, present: [us, "{entry}"]}}
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


def test_shipped_studies_keep_the_order_of_their_files_but_for_what_they_ask_of_each_other() -> None:
    by_file = [study.kind for family in active().families for study in family.studies]
    order = list(active().study_order)
    moved = [kind for kind in by_file if order.index(kind) < by_file.index(kind)]
    assert moved == ["obstetric_service_told"]
