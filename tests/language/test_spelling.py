"""Misspelt technical words are read as meant; ordinary words are left alone."""

from __future__ import annotations

import pytest

from assistant.language.pipeline import read_report
from assistant.language.spelling import near_word, slip_index
from assistant.language.spelling_variants import spelling_variants
from assistant.language.vocabulary import vocabulary


def concepts(text: str) -> set[str]:
    return {mention.concept.id for mention in read_report(text).mentions}


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("The popiteal vein is patent.", "popliteal_vein"),
        ("The gallbaldder is normal.", "gallbladder"),
        ("Compresion of the saphaneous vein.", "compression"),
        ("The right kindey is small.", "kidney"),
        ("Greyscale imaging of the oesophagus.", "esophagus"),
        ("The illiac vein is patent.", "iliac_vein"),
    ],
)
def test_slip_is_corrected(text: str, concept: str) -> None:
    assert concept in concepts(text)


@pytest.mark.parametrize(
    "word",
    ["values", "months", "remote", "serious", "literal", "vehicle", "planes", "contents", "racial", "plural"],
)
def test_ordinary_word_is_not_taken_for_a_structure(word: str) -> None:
    text = f"There were {word} noted."
    assert read_report(text).words[2] == word


def test_name_with_another_letter_is_no_short_technical_word() -> None:
    assert not concepts("Read by Tobias Haverkamp.")


def test_the_text_itself_is_not_changed() -> None:
    text = "The popiteal vein."
    reading = read_report(text)
    assert reading.text == text
    assert [text[m.start : m.end] for m in reading.mentions] == ["popiteal vein"]


def test_no_plain_word_is_near_to_a_word_of_the_lexicon() -> None:
    """They are listed to be left alone at once: one that would be corrected does not belong there."""
    _, deletions = slip_index()
    plain = spelling_variants().plain.split()
    assert {word: fixed for word in plain if (fixed := near_word(word, deletions)) is not None} == {}
    assert [word for word in plain if word in vocabulary().words] == []
