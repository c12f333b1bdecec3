"""negspaCy: NegEx on the entities of a spaCy pipeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

NAME = "negspaCy"
DISTRIBUTION = "negspacy"
DOES = ("tokens", "terms", "negation")
NOTE = "with spaCy's sentencizer and entity_ruler, and its own clinical cues of English"
INSTALL = "pip install negspacy"


def build(terms: list[str], cues: dict[str, dict[str, list[str]]]) -> Callable[[str], int]:
    """Return what counts the terms of a text, each with its negation."""
    import spacy
    from negspacy.negation import Negex  # noqa: F401  (registers the component)

    nlp: Any = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns([{"label": "TERM", "pattern": term} for term in terms])
    nlp.add_pipe("negex")
    return lambda text: len(nlp(text).ents)
