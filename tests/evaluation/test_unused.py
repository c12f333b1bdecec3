"""Entries of conditions that decide no text are named, with the line on which they stand."""

from pathlib import Path

import pytest

from assistant.evaluation.unused import UnusedEntry, unused_entries
from assistant.knowledge.active import using
from assistant.knowledge.knowledge import Knowledge
from tests.knowledge.sites import site_knowledge

FAMILY = """
    id: carotid-wall
    title: Ours
    sources: [own]
    studies:
      - kind: carotid_wall
        label: Ours
        gates: {gates}
        by: ["{opening}"]
        of: ["{second}"]
        shown_by: [[plaque, "{third}"]]
    codes:
      - {{code: '93895', when: ["{when}"], reason: Ours.}}
"""
SCAN = "Ultrasound of the carotid arteries, 03/02/2026. The common carotid artery has a thick wall and plaque."
NO_SCAN = "The common carotid artery is thick, with plaque."


DEFAULT = {"opening": "us", "second": "carotid_artery", "third": "stenosis", "when": "!tcd", "gates": "true"}


def site(folder: Path, named: str = "", **entries: str) -> Knowledge:
    files = {"services/carotid-wall.yaml": FAMILY.format(**{**DEFAULT, **entries})}
    return site_knowledge(folder, {**files, "named-conditions.yaml": named} if named else files)


def unused(knowledge: Knowledge, texts: list[str], family: str = "carotid-wall") -> list[UnusedEntry]:
    with using(knowledge):
        return list(unused_entries(family, texts, lambda share: None))


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """A site with the default entries."""
    return site(tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="module")
def of_two_texts(ours: Knowledge) -> list[UnusedEntry]:
    return unused(ours, [SCAN, NO_SCAN])


@pytest.fixture(scope="module")
def of_the_scan_alone(ours: Knowledge) -> set[str]:
    return {entry.entry for entry in unused(ours, [SCAN])}


def test_an_entry_that_decides_no_text_is_named_with_its_place(of_two_texts: list[UnusedEntry]) -> None:
    assert of_two_texts == [
        UnusedEntry("site/services/carotid-wall.yaml:9", "carotid_artery", "carotid_wall.of"),
        UnusedEntry("site/services/carotid-wall.yaml:10", "stenosis", "carotid_wall.shown_by"),
        UnusedEntry("site/services/carotid-wall.yaml:12", "!tcd", "93895.when"),
    ]


def test_an_entry_is_used_as_soon_as_one_text_hangs_on_it(
    of_the_scan_alone: set[str], of_two_texts: list[UnusedEntry]
) -> None:
    assert "us" in of_the_scan_alone
    assert "us" not in {entry.entry for entry in of_two_texts}


def test_a_member_of_a_list_is_used_where_no_other_member_holds(of_the_scan_alone: set[str]) -> None:
    assert "plaque" not in of_the_scan_alone


def test_a_difference_that_reaches_no_code_and_no_gap_decides_nothing(tmp_path: Path) -> None:
    found = unused(site(tmp_path, when="year<2020", gates="false"), [SCAN, NO_SCAN])
    assert {"us", "plaque"} <= {entry.entry for entry in found if entry.condition.startswith("carotid_wall.")}


def test_the_work_is_told_as_a_share_of_one(ours: Knowledge) -> None:
    shares: list[float] = []
    with using(ours):
        list(unused_entries("carotid-wall", [SCAN, NO_SCAN], shares.append))
    assert len(shares) > 2
    assert abs(sum(shares) - 1) < 1e-9


def test_entries_of_named_conditions_are_judged_wherever_they_are_asked(tmp_path: Path) -> None:
    named = "conditions:\n  thick_wall: [plaque, carotid_artery]\n"
    knowledge = site(tmp_path, named, second="is.thick_wall", third="us")
    found = unused(knowledge, [SCAN, SCAN.replace(" and plaque", "")], "named-conditions")
    assert [entry.entry for entry in found if entry.condition == "is.thick_wall"] == ["carotid_artery"]
