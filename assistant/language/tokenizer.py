"""The tokenizer of the spaCy pipeline: the tokens of `splitting.py` as a `Doc`.

White space other than one blank becomes a token of its own, hence `doc.text == text` for every text.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from spacy.attrs import IS_CURRENCY, IS_STOP, LIKE_EMAIL, LIKE_NUM, LIKE_URL, SHAPE
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from assistant.language.splitting import TOKEN

UNUSED_ATTRIBUTES = (SHAPE, LIKE_NUM, LIKE_URL, LIKE_EMAIL, IS_STOP, IS_CURRENCY)


class ClinicalTokenizer:
    """Splits text into a `Doc`; serialisable like any spaCy tokenizer (it has no state).

    The words of a report leave the vocabulary with it, so each report pays for its new words. The lexical attributes
    that cost most and that nothing here asks for (shape, likeness to a number, URL or address) are not computed.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        for attribute in UNUSED_ATTRIBUTES:
            vocab.lex_attr_getters.pop(attribute, None)  # type: ignore[attr-defined]

    def __call__(self, text: str) -> Doc:
        """Return the tokens of `text`; token offsets are characters of `text`."""
        pairs = TOKEN.findall(text)
        doc = Doc(self.vocab, words=[word for word, _ in pairs], spaces=[blank == " " for _, blank in pairs])
        doc.user_data["text"] = text
        return doc

    def to_disk(self, path: str | Path, **_: Any) -> None:
        """Write nothing: the tokenizer has no data of its own."""

    def from_disk(self, path: str | Path, **_: Any) -> ClinicalTokenizer:
        """Return the tokenizer itself: it has no data of its own."""
        return self

    def to_bytes(self, **_: Any) -> bytes:
        """Return no bytes: the tokenizer has no data of its own."""
        return b""

    def from_bytes(self, data: bytes, **_: Any) -> ClinicalTokenizer:
        """Return the tokenizer itself: it has no data of its own."""
        return self


@registry.tokenizers("sonocode.clinical_tokenizer.v1")
def create_clinical_tokenizer() -> Any:
    """Return what the pipeline's config calls to build the tokenizer."""
    return lambda nlp: ClinicalTokenizer(nlp.vocab)
