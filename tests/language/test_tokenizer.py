"""Tokens keep the text and its offsets."""

from __future__ import annotations

import pytest
from spacy.vocab import Vocab

from assistant.language.splitting import normalise
from assistant.language.tokenizer import ClinicalTokenizer
from assistant.language.tokens import read_tokens

TEXTS = [
    "",
    " ",
    "R CFV:\t0.4/0.3\r\n\n  I.V.U.S. ___",
    "Größe 3,2 cm – Morison’s",
    "a  b\xa0c\u2028d",
    "-- x --",
    "right\x1ccommon\x1ffemoral",
]


@pytest.mark.parametrize("text", TEXTS)
def test_doc_text_equals_the_text(text: str) -> None:
    assert ClinicalTokenizer(Vocab())(text).text == text


@pytest.mark.parametrize("text", TEXTS)
def test_every_word_stands_at_its_offset(text: str) -> None:
    for token in ClinicalTokenizer(Vocab())(text):
        assert text[token.idx : token.idx + len(token.text)] == token.text


@pytest.mark.parametrize(
    ("word", "normal"), [("I.V.U.S.", "ivus"), ("Morison’s", "morison's"), ("1.5", "1.5"), ("CFV", "cfv")]
)
def test_normalised_form(word: str, normal: str) -> None:
    assert normalise(word) == normal


@pytest.mark.parametrize("text", ["The I.V.U.S. run, 1.5 cm", "The run, 1.5 cm"])
def test_decimal_numbers_keep_their_point_with_and_without_dotted_words(text: str) -> None:
    assert "1.5" in read_tokens(text).words


def test_reading_has_neither_white_space_nor_hyphens() -> None:
    text = "non-compressible\n\tvein"
    reading = read_tokens(text)
    assert reading.words == ["non", "compressible", "vein"]
    assert [text[a:b] for a, b in zip(reading.starts, reading.ends, strict=True)] == reading.words


def test_british_spelling_is_folded_but_the_offsets_are_those_of_the_text() -> None:
    text = "Colour flow"
    reading = read_tokens(text)
    assert (reading.words[0], reading.ends[0]) == ("color", 6)


@pytest.mark.parametrize("text", TEXTS)
def test_the_words_of_a_reading_stand_where_the_tokens_of_the_doc_do(text: str) -> None:
    tokens = [token for token in ClinicalTokenizer(Vocab())(text) if not token.text.isspace() and token.text != "-"]
    reading = read_tokens(text)
    places = [(token.idx, token.idx + len(token.text)) for token in tokens]
    assert [*zip(reading.starts, reading.ends, strict=True)] == places
