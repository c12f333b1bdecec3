"""The stored index: what it holds, when it is built, what it costs to import."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.diagnoses import index as module
from assistant.diagnoses.index import DiagnosisIndex, build_index, default_folder
from assistant.diagnoses.lexicon import Entry, Synonyms
from assistant.errors import InputError, KnowledgeError


def test_importing_the_room_loads_neither_scispacy_nor_the_code_list() -> None:
    program = (
        "import sys, assistant.diagnoses as room; room.indication_problem('r/o DVT'); room.link_indication('r/o DVT'); "
        "heavy = ('scispacy', 'spacy', 'sklearn', 'nmslib', 'simple_icd_10_cm', 'numpy'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_index_names_its_code_set(index: DiagnosisIndex) -> None:
    assert index.code_set.startswith("ICD-10-CM ")


def test_codes_that_differ_in_side_only_are_one_family(index: DiagnosisIndex) -> None:
    sides = {member.code: member.side for member in index.families["I82.411"].members}
    assert sides == {"I82.411": "right", "I82.412": "left", "I82.413": "bilateral", "I82.419": ""}


def test_an_unspecified_code_with_words_of_its_own_joins_its_family(index: DiagnosisIndex) -> None:
    assert "I70.219" in [member.code for member in index.families["I70.211"].members]


def test_an_unspecified_code_of_another_meaning_stays_alone(index: DiagnosisIndex) -> None:
    assert [member.code for member in index.families["M17.9"].members] == ["M17.9"]


def test_the_families_of_the_nearest_wordings_are_proposed(index: DiagnosisIndex) -> None:
    assert "I82.411" in {match.family.id for match in index.nearest("femoral vein thrombosis")}


def test_a_loaded_index_is_kept(index: DiagnosisIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    monkeypatch.setattr(module, "build_index", made.append)
    monkeypatch.setattr(module, "DiagnosisIndex", lambda folder: index)
    folder = tmp_path / "index"
    assert module.load_index(folder) is module.load_index(folder)
    assert made == [folder]


def test_an_index_of_other_knowledge_files_is_built_anew(
    index: DiagnosisIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    (tmp_path / "meta.json").write_text('{"code_set": "ICD-10-CM", "made_of": "something else"}', encoding="utf-8")
    monkeypatch.setattr(module, "build_index", made.append)
    monkeypatch.setattr(module, "DiagnosisIndex", lambda folder: index)
    module.load_index(tmp_path)
    assert made == [tmp_path]


def test_the_folder_is_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONOCODE_DATA", str(tmp_path))
    assert default_folder().parent == tmp_path / "diagnoses"


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="holds something else"):
        build_index(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([Entry(terms=("leg pain",), codes=("Z99.999",))], "'Z99.999' .* no code"),
        (
            [Entry(terms=("leg pain",), codes=("M79.606",)), Entry(terms=("pain of legs",), codes=("R52",))],
            "two entries",
        ),
    ],
)
def test_a_faulty_synonym_is_named(
    entries: list[Entry], words: str, index: DiagnosisIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.lexicon, "synonyms", lambda: Synonyms(entries=tuple(entries)))
    with pytest.raises(KnowledgeError, match=words):
        module._check_synonyms(index.families.values())


def test_a_damaged_file_of_an_index_makes_it_built_anew(
    index_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "index"
    shutil.copytree(index_folder, folder)
    made: list[Path] = []
    monkeypatch.setattr(module, "build_index", made.append)
    monkeypatch.setattr(module, "DiagnosisIndex", lambda folder: folder)
    module.load_index(folder)
    assert made == []
    forms = folder / "forms.json"
    forms.write_bytes(forms.read_bytes()[:-100])
    module.load_index.cache_clear()
    module.load_index(folder)
    assert made == [folder]


def test_an_index_holds_no_pickle(index_folder: Path) -> None:
    assert {path.suffix for path in index_folder.iterdir()} == {".json"}
