"""The files of acts: what cannot work is refused with file, line and remedy."""

from pathlib import Path

import pytest

from assistant.acts.book import act_book, by_concept
from assistant.errors import KnowledgeError
from assistant.knowledge.acts_schema import ACTS, TechniqueFile
from assistant.knowledge.yaml_file import read_yaml
from assistant.language.phrase_book import PhraseBook, Words
from assistant.language.pipeline import read_report
from assistant.language.vocabulary import vocabulary


def test_an_unknown_concept_is_refused_with_a_remedy() -> None:
    with pytest.raises(KnowledgeError, match=r"techniques\.yaml.*'sonar' is no concept or group.*add it there"):
        by_concept("techniques.yaml", [("sonar", 1)])


def test_an_unknown_technique_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "techniques.yaml"
    path.write_text(
        "source: own\nsonographic: []\nby_sound: []\nby_other_means: []\non_flow: []\nsigns:\n  - {acts: [knit], takes: none}\n"
    )
    with pytest.raises(KnowledgeError, match=r"techniques\.yaml:7"):
        read_yaml(path, TechniqueFile)


@pytest.mark.parametrize(
    ("phrase", "wrong"),
    [("(leg|arm scan", "does not close"), ("(leg (left|right)|arm) scan", "holds a choice within a choice")],
)
def test_a_choice_that_is_not_closed_or_holds_another_is_refused(tmp_path: Path, phrase: str, wrong: str) -> None:
    path = tmp_path / "techniques.yaml"
    path.write_text(
        "source: own\nsonographic: []\nby_sound: []\nby_other_means: []\non_flow: []\nsigns:\n"
        f"  - {{acts: [scan], takes: none, words: ['{phrase}']}}\n"
    )
    with pytest.raises(KnowledgeError, match=rf"techniques\.yaml:7.*{wrong}.*; write \(a\|b\)"):
        read_yaml(path, TechniqueFile)


def test_places_name_concepts_of_the_lexicon() -> None:
    from assistant.knowledge.acts_schema import act_files

    places = act_files()[1]
    assert set(places.names) - set(vocabulary().concepts) == set()


def test_every_kind_of_document_has_weights_and_a_status() -> None:
    book = act_book()
    assert set(book.kinds) == set(book.status.by_document)
    assert (ACTS / "document-weights.yaml").read_text("utf-8").startswith("#")


def test_the_longest_phrase_is_found() -> None:
    book = PhraseBook([("scan", 1), ("bladder scan", 2), ("(left|right) leg", 3)])
    found = [hit.says for hit in book.find(Words(read_report("Bladder scan, then a scan of the right leg.")))]
    assert found == [(2,), (1,), (3,)]


def test_a_phrase_in_exact_case_is_found_in_that_case_alone() -> None:
    book = PhraseBook([("=TOE", 1)])
    assert [hit.first for hit in book.find(Words(read_report("toe and TOE")))] == [2]
