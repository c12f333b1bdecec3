"""The curated procedure-to-procedure edits: the shipped pairs, and the errors of a broken file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.errors import KnowledgeError
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.curated_edits import EDITS, CuratedEdits, EditFamily, load_curated_edits, read_curated_edits
from assistant.knowledge.sources import load_sources
from assistant.knowledge.yaml_file import read_yaml

FILE = """\
family: sample
vintage: 2024-07-01
source: ncci24q3
edits:
  '93970':
    1:
      definition: ['93971']
"""


@pytest.fixture(scope="module")
def edits() -> CuratedEdits:
    return load_curated_edits()


def _folder(tmp_path: Path, text: str, name: str = "sample.yaml") -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


# Looked up by hand in the official practitioner table in force on 2024-07-01.
@pytest.mark.parametrize(
    ("column_1", "column_2", "indicator", "rationale"),
    [
        ("0524T", "93971", 1, "coding rule"),
        ("0673T", "76942", 1, "coding rule"),
        ("10005", "76942", 1, "coding rule"),
        ("19083", "76942", 1, "coding rule"),
        ("20611", "76942", 1, "coding rule"),
        ("36465", "76942", 1, "already covers"),
        ("55873", "76942", 0, "already covers"),
        ("55880", "76942", 1, "already covers"),
        ("C8929", "76998", 1, "does not describe work"),
        ("G6001", "76942", 1, "larger form"),
        ("36475", "76937", 0, "coding rule"),
        ("36475", "93970", 0, "coding rule"),
        ("36475", "93971", 1, "coding rule"),
        ("36476", "76942", 1, "coding rule"),
        ("36573", "76937", 1, "coding rule"),
        ("37191", "37252", 1, "coding rule"),
        ("37252", "36005", 1, "does not describe work"),
        ("37252", "93978", 1, "Only one of the two"),
        ("75822", "75820", 1, "already covers"),
        ("76641", "76642", 1, "already covers"),
        ("76700", "76705", 1, "already covers"),
        ("76801", "76815", 0, "larger form"),
        ("76811", "76805", 0, "larger form"),
        ("76856", "76857", 1, "already covers"),
        ("76857", "51798", 0, "coding rule"),
        ("76937", "76942", 1, "coding rule"),
        ("78458", "75822", 1, "Only one of the two"),
        ("93306", "93307", 0, "already covers"),
        ("93307", "93320", 0, "coding rule"),
        ("93351", "93350", 0, "coding rule"),
        ("93355", "93312", 0, "coding rule"),
        ("93880", "93882", 0, "already covers"),
        ("93886", "93888", 0, "already covers"),
        ("93970", "93971", 1, "already covers"),
        ("93975", "93978", 0, "larger form"),
        ("93976", "93979", 1, "normally done"),
        ("93985", "93986", 0, "already covers"),
    ],
)
def test_anchor_pairs_are_those_of_the_official_table(
    edits: CuratedEdits, column_1: str, column_2: str, indicator: int, rationale: str
) -> None:
    pair = edits.pair(column_1, column_2)
    assert pair is not None
    assert pair.modifier_indicator == indicator
    assert rationale in pair.rationale


@pytest.mark.parametrize(
    ("first", "second"),
    [("37252", "37238"), ("37252", "75820"), ("36556", "76937"), ("64415", "76942"), ("76856", "76830")],
)
def test_codes_without_an_active_edit_have_none_in_either_order(edits: CuratedEdits, first: str, second: str) -> None:
    assert edits.between(first, second) is None
    assert edits.between(second, first) is None


def test_pair_is_ordered(edits: CuratedEdits) -> None:
    assert edits.pair("93971", "93970") is None


def test_between_finds_the_pair_from_either_side(edits: CuratedEdits) -> None:
    pair = edits.between("93971", "93970")
    assert pair is not None
    assert (pair.column_1, pair.column_2) == ("93970", "93971")


def test_note_of_a_pair_comes_with_it(edits: CuratedEdits) -> None:
    noted, plain = edits.pair("36475", "93970"), edits.pair("93970", "76998")
    assert noted is not None
    assert plain is not None
    assert noted.note is not None
    assert "treated leg" in noted.note
    assert plain.note is None


def test_vintage_is_the_day_of_the_excerpt(edits: CuratedEdits) -> None:
    assert edits.vintage == date(2024, 7, 1)


def test_no_pair_is_listed_in_both_orders(edits: CuratedEdits) -> None:
    pairs = set(edits)
    assert len(pairs) == 11985
    assert {(one, two) for one, two in pairs if (two, one) in pairs} == set()


def test_every_pair_is_between_codes_of_the_registry(edits: CuratedEdits) -> None:
    registry = load_codes()
    assert {code for pair in edits for code in pair} <= set(registry)


@pytest.mark.parametrize("path", sorted(EDITS.glob("*.yaml")), ids=lambda path: path.stem)
def test_file_holds_the_first_codes_of_its_family_and_cites_a_source(path: Path) -> None:
    family = read_yaml(path, EditFamily)
    assert {load_codes().families[code] for code in family.edits} == {family.family}
    assert family.source in load_sources()


# Errors of a broken file


def test_unknown_key_names_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"^sample\.yaml:4: unknown key 'remark'"):
        read_curated_edits(_folder(tmp_path, FILE.replace("edits:", "remark: none\nedits:")))


def test_unknown_rationale_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"^sample\.yaml:7: "):
        read_curated_edits(_folder(tmp_path, FILE.replace("definition", "because")))


def test_pair_with_two_indicators_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="93970 with 93971 is listed twice"):
        read_curated_edits(_folder(tmp_path, FILE + "    0:\n      misuse: ['93971']\n"))


def test_note_on_a_pair_that_is_not_there_is_refused(tmp_path: Path) -> None:
    note = "notes:\n- {column_1: ['93970'], column_2: ['76937'], note: Look twice.}\n"
    with pytest.raises(KnowledgeError, match="a note is on 93970 with 76937, which is no pair of this file"):
        read_curated_edits(_folder(tmp_path, FILE + note))


def test_files_of_two_vintages_are_refused(tmp_path: Path) -> None:
    _folder(tmp_path, FILE)
    second = FILE.replace("family: sample", "family: second").replace("2024-07-01", "2025-07-01")
    with pytest.raises(KnowledgeError, match=r"second\.yaml: vintage 2025-07-01 differs from 2024-07-01"):
        read_curated_edits(_folder(tmp_path, second, "second.yaml"))


def test_folder_without_edit_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="holds no edit files"):
        read_curated_edits(tmp_path)
