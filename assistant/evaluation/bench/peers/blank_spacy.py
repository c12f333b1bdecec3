"""spaCy's tokenizer and its PhraseMatcher: the least that finds terms with spaCy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

NAME = "spaCy blank + PhraseMatcher"
DISTRIBUTION = "spacy"
DOES = ("tokens", "terms")
NOTE = "the ratio's 1.00 is its tokenizer alone"
INSTALL = "pip install spacy"


def build(terms: list[str], cues: dict[str, dict[str, list[str]]]) -> Callable[[str], int]:
    """Return what counts the terms of a text."""
    import spacy
    from spacy.matcher import PhraseMatcher

    nlp: Any = spacy.blank("en")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("TERM", list(nlp.tokenizer.pipe(terms)))
    return lambda text: len(matcher(nlp(text)))
