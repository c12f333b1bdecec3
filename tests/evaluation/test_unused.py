"""Entries of conditions that decide no text are named, with the line on which they stand."""

from pathlib import Path

from assistant.evaluation.unused import UnusedEntry, unused_entries
from assistant.knowledge.active import using
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


def unused(folder: Path, texts: list[str], named: str = "", **entries: str) -> list[UnusedEntry]:
    default = {
        "opening": "us",
        "second": "carotid_artery",
        "third": "stenosis",
        "when": "!tcd",
        "gates": "true",
    }
    files = {"services/carotid-wall.yaml": FAMILY.format(**{**default, **entries})}
    if named:
        files["named-conditions.yaml"] = named
    with using(site_knowledge(folder, files)):
        return list(unused_entries("named-conditions" if named else "carotid-wall", texts, lambda share: None))


def test_an_entry_that_decides_no_text_is_named_with_its_place(tmp_path: Path) -> None:
    found = unused(tmp_path, [SCAN, NO_SCAN])
    assert found == [
        UnusedEntry("site/services/carotid-wall.yaml:9", "carotid_artery", "carotid_wall.of"),
        UnusedEntry("site/services/carotid-wall.yaml:10", "stenosis", "carotid_wall.shown_by"),
        UnusedEntry("site/services/carotid-wall.yaml:12", "!tcd", "93895.when"),
    ]


def test_an_entry_is_used_as_soon_as_one_text_hangs_on_it(tmp_path: Path) -> None:
    assert "us" in {entry.entry for entry in unused(tmp_path / "a", [SCAN])}
    assert "us" not in {entry.entry for entry in unused(tmp_path / "b", [SCAN, NO_SCAN])}


def test_a_member_of_a_list_is_used_where_no_other_member_holds(tmp_path: Path) -> None:
    assert "plaque" not in {entry.entry for entry in unused(tmp_path, [SCAN])}


def test_a_difference_that_reaches_no_code_and_no_gap_decides_nothing(tmp_path: Path) -> None:
    found = unused(tmp_path, [SCAN, NO_SCAN], when="year<2020", gates="false")
    assert {"us", "plaque"} <= {entry.entry for entry in found if entry.condition.startswith("carotid_wall.")}


def test_the_work_is_told_as_a_share_of_one(tmp_path: Path) -> None:
    shares: list[float] = []
    files = {
        "services/carotid-wall.yaml": FAMILY.format(
            opening="us", second="plaque", third="stenosis", when="us", gates="true"
        )
    }
    with using(site_knowledge(tmp_path, files)):
        list(unused_entries("carotid-wall", [SCAN, NO_SCAN], shares.append))
    assert abs(sum(shares) - 1) < 1e-9


def test_entries_of_named_conditions_are_judged_wherever_they_are_asked(tmp_path: Path) -> None:
    named = "conditions:\n  thick_wall: [plaque, carotid_artery]\n"
    found = unused(tmp_path, [SCAN, SCAN.replace(" and plaque", "")], named=named, second="is.thick_wall", third="us")
    assert [entry.entry for entry in found if entry.condition == "is.thick_wall"] == ["carotid_artery"]
