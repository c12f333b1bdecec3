"""What was read and made from knowledge files, kept in the user's cache folder."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.data_folder import FOLDER_VARIABLE
from assistant.knowledge import kept as module
from assistant.knowledge.assembly import read_knowledge
from assistant.knowledge.kept import kept
from assistant.knowledge.knowledge import Knowledge
from assistant.knowledge.yaml_file import Strict, read_document, read_yaml
from tests.knowledge.sites import site_knowledge, write_site

DATA: dict[str, Any] = {"since": date(2026, 1, 1), "units": {0: "none", 1: ["one", None, True, 1.5]}, "$": "text"}


class Inner(Strict):
    names: tuple[str, ...]
    every: frozenset[str] = frozenset()


class Outer(Strict):
    title: str
    parts: list[Inner]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def shipped_kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder in which the shipped knowledge was kept."""
    data = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(FOLDER_VARIABLE, str(data))
        read_knowledge()
    return data / "cache"


@pytest.fixture
def kept_before(shipped_kept: Path, folder: Path) -> Path:
    """The folder of a test, with the shipped knowledge in it."""
    return Path(shutil.copytree(shipped_kept, folder))


def unwanted() -> Any:
    raise AssertionError("it was made a second time")


def the_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_dates_tuples_sets_and_numbers_as_keys_come_back_as_they_were() -> None:
    made = {**DATA, "pair": (1, ("two",)), "set": frozenset({"a"})}
    kept("it", "1", lambda: made)
    assert repr(kept("it", "1", unwanted)) == repr(made)


def test_bytes_come_back_as_they_were_wherever_they_stand() -> None:
    made = {"first": b"\n\x00\xff", "others": [b"", (b"two\n",)]}
    kept("it", "1", lambda: made)
    assert kept("it", "1", unwanted) == made


def test_a_record_comes_back_equal_and_of_its_class() -> None:
    made = Outer(title="t", parts=[Inner(names=("a", "b"), every=frozenset({"c"}))])
    kept("it", "1", lambda: made)
    again = kept("it", "1", unwanted)
    assert again == made and type(again.parts[0]) is Inner and again.parts[0].names == ("a", "b")
    assert again.model_dump() == made.model_dump()


def test_what_is_made_from_something_else_is_made_anew() -> None:
    kept("it", "1", lambda: "old")
    assert kept("it", "2", lambda: "new") == "new"
    assert kept("it", "2", unwanted) == "new"


def test_what_another_program_made_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    kept("it", "1", lambda: "old")
    monkeypatch.setattr(module, "_program", lambda: "changed")
    assert kept("it", "1", lambda: "new") == "new"


def test_a_changed_module_is_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PACKAGE", tmp_path)
    rule = tmp_path / "room" / "rule.py"
    rule.parent.mkdir()
    rule.write_text("a = 1")
    before = module._program.__wrapped__()
    assert module._program.__wrapped__() == before
    rule.write_text("a = 2")
    os.utime(rule, (1, 1))
    assert module._program.__wrapped__() != before


@pytest.mark.parametrize("keep", [0, 1, 10, 100, -1])
def test_a_cut_file_is_made_anew(keep: int, folder: Path) -> None:
    kept("it", "1", lambda: DATA)
    whole = the_file(folder).read_bytes()
    the_file(folder).write_bytes(whole[:keep])
    assert kept("it", "1", lambda: "anew") == "anew"
    assert kept("it", "1", unwanted) == "anew"


def test_a_file_with_one_changed_byte_is_made_anew(folder: Path) -> None:
    kept("it", "1", lambda: {"answer": "yes"})
    whole = the_file(folder).read_bytes()
    for place in range(0, len(whole), 7):
        the_file(folder).write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert kept("it", "1", lambda: {"answer": "yes"}) == {"answer": "yes"}


def test_a_file_that_is_no_text_is_made_anew(folder: Path) -> None:
    folder.mkdir()
    (folder / "it.json").write_bytes(bytes(range(256)))
    assert kept("it", "1", lambda: "anew") == "anew"


def test_a_folder_in_the_place_of_the_file_stops_nobody(folder: Path) -> None:
    (folder / "it.json").mkdir(parents=True)
    assert kept("it", "1", lambda: "anew") == "anew"


def test_what_cannot_be_kept_is_made_each_time(folder: Path) -> None:
    assert kept("it", "1", lambda: {"a": {1, 2}}) == {"a": {1, 2}}
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_keeps_nothing_and_stops_nobody(folder: Path) -> None:
    folder.write_text("no folder", encoding="utf-8")
    assert kept("it", "1", lambda: DATA) == DATA


def test_a_fault_is_raised_and_not_kept(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(AssertionError):
        kept("it", "1", unwanted)
    assert not folder.exists()


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "outer.yaml"
    for title in ("one", "two"):
        path.write_text(f"title: {title}\nparts: []\n", encoding="utf-8")
        assert (
            read_yaml(path, Outer).title == title == read_yaml(path, Outer).title == read_document(path).data["title"]
        )


PARTS = (
    "settings", "lexicon", "families", "study_order", "elements", "own_elements", "named_conditions", "groups",
    "sources", "queries", "replaced", "hash",
)  # fmt: skip


def parts_of(known: Knowledge) -> dict[str, Any]:
    return {name: getattr(known, name) for name in PARTS}


def test_kept_knowledge_is_the_knowledge_of_the_files(folder: Path) -> None:
    first = read_knowledge()
    second = read_knowledge()
    assert (folder / "knowledge.json").exists()
    assert parts_of(second) == parts_of(first)
    assert [list(file.concepts) for _, file in second.lexicon] == [list(file.concepts) for _, file in first.lexicon]
    assert second.documents.keys() == first.documents.keys()


@pytest.mark.usefixtures("kept_before")
def test_kept_knowledge_is_not_checked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.knowledge.assembly._assembled", unwanted)
    assert read_knowledge().families


def test_damaged_knowledge_is_read_from_its_files(kept_before: Path) -> None:
    first = parts_of(read_knowledge())
    for file in kept_before.iterdir():
        file.write_bytes(file.read_bytes()[:-9])
    assert parts_of(read_knowledge()) == first


@pytest.mark.usefixtures("kept_before")
def test_a_changed_site_is_seen_at_once(tmp_path: Path) -> None:
    for label in ("Ours", "Theirs"):
        known = site_knowledge(tmp_path, {"services/arterial-duplex.yaml": f"only_changes: true\ntitle: {label}\n"})
        assert next(family for family in known.families if family.id == "arterial-duplex").title == label


@pytest.mark.usefixtures("kept_before")
def test_a_fault_that_comes_into_a_kept_site_is_told(tmp_path: Path) -> None:
    from assistant.errors import KnowledgeError

    read_knowledge(write_site(tmp_path, {}))
    with pytest.raises(KnowledgeError, match="nothing reads this file"):
        read_knowledge(write_site(tmp_path, {"lexicon/ours.yml": "label: VESSEL\n"}))


@pytest.mark.usefixtures("kept_before")
def test_the_shipped_knowledge_is_not_a_sites(tmp_path: Path) -> None:
    before = parts_of(read_knowledge())
    site_knowledge(tmp_path, {"site.yaml": "name: Ours\nswitched_off: [arterial-duplex]\n"})
    assert parts_of(read_knowledge()) == before
