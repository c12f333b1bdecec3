"""The knowledge files and their schema."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.diagnoses import lexicon
from assistant.diagnoses.lexicon import Entry, Synonyms
from assistant.errors import KnowledgeError
from assistant.knowledge.yaml_file import read_yaml


def test_terms_are_written_out() -> None:
    entry = Entry(terms=("(acute) femoral vein dvt/thrombosis",), codes=("I82.419",))
    assert list(entry.wordings()) == [
        "femoral vein dvt",
        "femoral vein thrombosis",
        "acute femoral vein dvt",
        "acute femoral vein thrombosis",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("entries:\n  - {terms: [leg pain], codes: [79.606]}\n", "synonyms.yaml:2: "),
        ("entries:\n  - {terms: [leg pain], codes: []}\n", "synonyms.yaml:2: "),
        ("entries:\n  - {term: [leg pain], codes: [M79.606]}\n", "synonyms.yaml:2: "),
    ],
)
def test_a_broken_entry_is_named_with_its_line(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "synonyms.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=words):
        read_yaml(path, Synonyms)


def test_no_word_is_both_a_body_part_and_a_complaint() -> None:
    rules = lexicon.phrases()
    assert not rules.sites & rules.heads


@pytest.mark.parametrize(
    ("code", "expected"), [("R22.42", True), ("M79.605", True), ("M79.81", False), ("I82.412", False)]
)
def test_signs_are_known_by_their_code(code: str, expected: bool) -> None:
    assert lexicon.codes().is_sign(code) is expected


@pytest.mark.parametrize(("code", "expected"), [("I10", True), ("I12.9", True), ("E11.9", True), ("I82.412", False)])
def test_lifelong_conditions_are_known_by_their_code(code: str, expected: bool) -> None:
    assert lexicon.codes().is_lifelong(code) is expected
