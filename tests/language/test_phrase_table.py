"""Phrases and what they say, as lists and back; the lexicon and the cues as they are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.data_folder import FOLDER_VARIABLE
from assistant.knowledge.active import using
from assistant.language import assertion_cues, phrase_table, vocabulary
from tests.knowledge.sites import site_knowledge


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    return tmp_path / "cache"


def test_a_table_comes_back_in_its_order() -> None:
    table = {("no", "clot"): ["b", "a"], ("clot",): ["a"], ("seen",): []}
    lists = phrase_table.written(table, "ab".index)
    assert phrase_table.read(lists, "ab") == ([*table], [("b", "a"), ("a",), ()])


def test_kept_cues_are_the_cues_of_the_file() -> None:
    made, kept = assertion_cues.cue_book.__wrapped__(), assertion_cues.cue_book.__wrapped__()
    assert kept.phrases == made.phrases and kept.groups == made.groups


def test_no_word_of_a_kept_phrase_holds_a_blank() -> None:
    lexicon = vocabulary.vocabulary()
    patterns = (*lexicon.primary.number, *lexicon.context.number, *assertion_cues.cue_book().phrases)
    assert all(pattern and all(word and " " not in word for word in pattern) for pattern in patterns)


def test_the_kept_lexicon_is_the_lexicon_of_the_files() -> None:
    made, kept = vocabulary.vocabulary.__wrapped__(), vocabulary.vocabulary.__wrapped__()
    for name in ("primary", "context"):
        one, other = getattr(made, name), getattr(kept, name)
        assert one.number == other.number and list(one.number) == list(other.number)
        assert one.readings == other.readings and one.inside == other.inside
    assert (made.concepts, made.words, made.technical) == (kept.concepts, kept.words, kept.technical)


def test_a_word_that_a_site_adds_is_read_at_once(tmp_path: Path) -> None:
    text = "label: VESSEL\nsource: own\nconcepts:\n  saphenous_kink:\n    forms: [{}]\n"
    for form in ("saphenous kink", "saphenous bend"):
        with using(site_knowledge(tmp_path, {"lexicon/ours.yaml": text.format(form)})):
            patterns = vocabulary.vocabulary().primary.number
            assert (
                tuple(form.split()) in patterns and ("saphenous", "bend" if "kink" in form else "kink") not in patterns
            )
